"""Compiled kernels on disk: beside the package, or in the user's cache where that cannot be written to."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import re
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from provenance.files.writing import replacing
from provenance.kernels.native import MachineCode

if TYPE_CHECKING:
    from provenance.kernels.native import Kinds

__all__ = ["digest_of_sources", "digest_of_switches", "keep", "load", "short_digest"]

_SUFFIX = ".kernel"
_IMPORT = re.compile(rb"^\s*(?:from|import) +(provenance[\w.]*)", re.MULTILINE)
#: Settings of numba that do not change machine code.
_HARMLESS = {
    "NUMBA_CACHE_DIR",
    "NUMBA_DISABLE_JIT",
    "NUMBA_NUM_THREADS",
    "NUMBA_THREADING_LAYER",
    "NUMBA_THREADING_LAYER_PRIORITY",
}


def load(name: str, kinds: Kinds) -> MachineCode | None:
    """Return the code that was kept for a kernel and the kinds of its arguments, or None."""
    file = _file_name(name, kinds)
    for folder in _folders():
        with contextlib.suppress(OSError):
            digest, _, content = _own_bytes(folder / file).partition(b"\n")
            # LLVM aborts the process if an object is incomplete.
            if digest == _digest_of(file, content):
                returned, _, instructions = content.partition(b"\n")
                return MachineCode(returned.decode(), instructions)
    return None


def keep(name: str, kinds: Kinds, code: MachineCode) -> None:
    """Store the code of a kernel, if a folder can be written to."""
    file = _file_name(name, kinds)
    content = code.returned.encode() + b"\n" + code.instructions
    for folder in _folders():
        with contextlib.suppress(OSError):
            if not folder.is_dir():
                _drop_others(folder)
                folder.mkdir(parents=True, exist_ok=True)
            # A file keeps the mode of the one that it replaces.
            (folder / file).unlink(missing_ok=True)
            with replacing(folder / file, binary=True) as out:
                out.write(_digest_of(file, content) + b"\n" + content)
                _keep_others_out(folder, out.fileno())
            return


def _own_bytes(path: Path) -> bytes:
    """Return a file that only those can have written who could also change this package.

    Raises
    ------
    PermissionError
        Where another user owns it or may write to it: what it holds is run.
    """
    with path.open("rb") as file:
        if hasattr(os, "geteuid"):
            trusted = {0, os.geteuid(), Path(__file__).stat().st_uid}
            for about in (os.fstat(file.fileno()), path.parent.stat()):
                if about.st_uid not in trusted or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                    raise PermissionError(f"{path} is not ours alone.")
        return file.read()


def _keep_others_out(folder: Path, file: int) -> None:
    """Take from others the right to write to a folder and a file, which their umask may have given."""
    if hasattr(os, "fchmod"):
        for where in (folder, file):
            mode = stat.S_IMODE(os.stat(where).st_mode)  # noqa: PTH116 - one of them is a descriptor
            os.chmod(where, mode & ~(stat.S_IWGRP | stat.S_IWOTH))  # noqa: PTH101 - the same


def short_digest(*values: object) -> str:
    """Return a digest of values whose text says what they are."""
    return xxhash.xxh64_hexdigest(repr(values).encode())


def _file_name(name: str, kinds: Kinds) -> str:
    return f"{name}-{short_digest(kinds)}{_SUFFIX}"


def _digest_of(file: str, content: bytes) -> bytes:
    return xxhash.xxh3_128_hexdigest(file.encode() + content).encode()


@functools.cache
def _folders() -> tuple[Path, ...]:
    """Return where compiled kernels may be kept, the best place first.

    Code for other versions and processors is kept beside this: environments and machines may share a folder.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(given)] if given else [Path(__file__).parent / "__pycache__", *_user_cache()]
    return tuple(place / f"{_prefix()}{digest_of_sources()}-{_digest_of_tools()}" for place in places)


def _user_cache() -> list[Path]:
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if given.is_absolute():
        return [given / "provenance"]
    try:
        return [Path("~/.cache/provenance").expanduser()]
    except RuntimeError:  # a user without a home
        return []


def _prefix() -> str:
    """Return what folders of this installation begin with: others may share the cache."""
    return f"kernels-{xxhash.xxh32_hexdigest(str(Path(__file__).parent).encode())}-"


@functools.cache
def digest_of_sources() -> str:
    """Return a digest of the sources of the kernels, of what compiles them, and of all modules of ours they import.

    A constant of a module becomes part of the code of the kernels that use it.
    """
    digest = xxhash.xxh3_64()
    for _, source in sorted(_sources().items()):
        digest.update(source)
    return digest.hexdigest()


def _sources() -> dict[str, bytes]:
    """Return the sources of the kernels and of what they import, directly or not, by the names of the modules."""
    here = Path(__file__).parent
    sources = {f"provenance.kernels.{path.stem}": path.read_bytes() for path in here.glob("*.py")}
    # The constants of kernels, not what loads and keeps their code.
    waiting = [source for source in sources.values() if b"from provenance.kernels.jit import" in source]
    while waiting:
        for name in _IMPORT.findall(waiting.pop()):
            module = name.decode()
            path = here.parent.joinpath(*module.split(".")[1:])
            file = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
            if module not in sources and file.is_file():
                sources[module] = file.read_bytes()
                waiting.append(sources[module])
    return sources


@functools.cache
def digest_of_switches() -> str:
    """Return a digest of what numba is told about code: its environment variables, its file of settings."""
    switches = sorted(item for item in os.environ.items() if item[0].startswith("NUMBA_") and item[0] not in _HARMLESS)
    settings = b""
    with contextlib.suppress(OSError):
        settings = Path(".numba_config.yaml").read_bytes()
    return xxhash.xxh3_64_hexdigest(repr(switches).encode() + settings)


def _digest_of_tools() -> str:
    """Return a digest of all else that code depends on: numba and its LLVM, NumPy, Python's objects, the processor."""
    import llvmlite
    import llvmlite.binding as llvm

    features = ""
    # Not every processor can be asked; numba then does without, too.
    with contextlib.suppress(RuntimeError):
        features = llvm.get_host_cpu_features().flatten()
    machine = (str(object.__basicsize__), llvm.get_host_cpu_name(), features)
    tools = (_version_of_numba(), llvmlite.__version__, np.__version__, *machine, digest_of_switches())
    return xxhash.xxh3_64_hexdigest("\n".join(tools).encode())


def _version_of_numba() -> str:
    """Return what says which numba there is, without an import of it."""
    package = importlib.util.find_spec("numba")
    try:
        return Path(str(package and package.origin)).with_name("_version.py").read_text(encoding="utf-8")
    except OSError:
        # The sure way, which takes longer than all else here.
        from importlib.metadata import version

        return version("numba")


def _drop_others(folder: Path) -> None:
    """Drop what was compiled from other sources of this installation."""
    for other in folder.parent.glob(f"{_prefix()}*"):
        if not other.name.startswith(f"{_prefix()}{digest_of_sources()}-"):
            shutil.rmtree(other, ignore_errors=True)
