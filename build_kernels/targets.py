"""The systems that the library of kernels is compiled for."""

from __future__ import annotations

import platform
from dataclasses import dataclass

__all__ = ["TARGETS", "Target", "own_target"]


@dataclass(frozen=True, slots=True)
class Target:
    """A system and its processors.

    Parameters
    ----------
    name : str
        What it is called here.
    triple : str
        What LLVM calls it.
    processor : str
        The oldest processors that code is made for, as LLVM calls them.
    zig : str
        What Zig calls it; with the oldest version of its C library.
    tag : str
        The tag of its wheels.
    """

    name: str
    triple: str
    processor: str
    zig: str
    tag: str


_ALL = (
    Target("linux-x86_64", "x86_64-unknown-linux-gnu", "x86-64-v2", "x86_64-linux-gnu.2.17", "manylinux_2_17_x86_64"),
    Target("linux-aarch64", "aarch64-unknown-linux-gnu", "generic", "aarch64-linux-gnu.2.17", "manylinux_2_17_aarch64"),
    Target("macos-x86_64", "x86_64-apple-macosx11.0", "x86-64-v2", "x86_64-macos.11.0", "macosx_11_0_x86_64"),
    Target("macos-arm64", "arm64-apple-macosx11.0", "apple-m1", "aarch64-macos.11.0", "macosx_11_0_arm64"),
    Target("windows-x86_64", "x86_64-pc-windows-gnu", "x86-64-v2", "x86_64-windows-gnu", "win_amd64"),
)
#: The systems by their names.
TARGETS = {target.name: target for target in _ALL}
_SYSTEMS = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}
_PROCESSORS = {"AMD64": "x86_64"}


def own_target() -> Target | None:
    """Return the system that this runs on; None where no library is compiled for it."""
    if platform.system() == "Linux" and platform.libc_ver()[0] != "glibc":
        return None
    machine = platform.machine()
    return TARGETS.get(f"{_SYSTEMS.get(platform.system())}-{_PROCESSORS.get(machine, machine)}")
