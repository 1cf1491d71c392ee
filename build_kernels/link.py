"""Links the compiled kernels to a library, with the C compiler that comes with Zig."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build_kernels.targets import Target

__all__ = ["link"]


def link(objects: list[bytes], sources: str, target: Target, path: Path) -> None:
    """Write the library, wholly or not at all.

    Parameters
    ----------
    objects : list of bytes
        Objects that together have all kernels.
    sources : str
        The digest of the sources, which the library keeps.
    target : Target
        The system.
    path : path
        Where the library goes.

    Raises
    ------
    RuntimeError
        If it cannot be linked; with what the linker said.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".linking-") as folder:
        made, files = Path(folder, path.name), [Path(folder, f"{number}.o") for number in range(len(objects))]
        for file, code in zip(files, objects, strict=True):
            file.write_bytes(code)
        command = [
            *(sys.executable, "-m", "ziglang", "cc", "-shared", "-target", target.zig, "-O2", "-s"),
            *("-std=c11", "-Wall", "-Werror", f'-DPROVENANCE_SOURCES="{sources}"'),
            *(str(Path(__file__).with_name("runtime.c")), *map(str, files), "-o", str(made)),
            # Nothing may be asked for but the C library: the linkers of the other systems insist on that by themselves.
            *(["-lm", "-Wl,-z,defs"] if "linux" in target.zig else []),
        ]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        if ran.returncode:
            raise RuntimeError(f"the kernels for {target.name} could not be linked:\n{ran.stderr}")
        made.replace(path)
