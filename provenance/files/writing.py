"""Atomic writing of files, used for everything this package writes."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import time
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Literal, TextIO, overload

from provenance.errors import OutputError

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # no such locks on this system
    fcntl = None

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

__all__ = ["TEMPORARY", "is_replaced", "locked", "remove_abandoned", "remove_leftovers", "replacing"]

#: The pattern of the names of temporary files.
TEMPORARY = re.compile(r"\..+\.[0-9a-f]{12}\.tmp", re.DOTALL)
_DEVICES = (("dev",), ("proc",))
#: The size of the write buffer in bytes; larger pieces bypass it.
_BUFFER = 1 << 18
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
#: The number of characters of a file's name kept in the name of its temporary file, which must not be too long.
_NAME = 50
#: Seconds in which a new folder is locked.
_NEW = 60


@overload
def replacing(
    path: Path, binary: Literal[False] = False, folder: Path | None = None, *, durable: bool = True
) -> contextlib.AbstractContextManager[TextIO]: ...
@overload
def replacing(
    path: Path, binary: Literal[True], folder: Path | None = None, *, durable: bool = True
) -> contextlib.AbstractContextManager[BinaryIO]: ...
@overload
def replacing(
    path: Path, binary: bool, folder: Path | None = None, *, durable: bool = True
) -> contextlib.AbstractContextManager[IO[Any]]: ...
@contextlib.contextmanager
def replacing(path: Path, binary: bool = False, folder: Path | None = None, *, durable: bool = True) -> Iterator[Any]:
    """Open a file for writing; it replaces the old one if the block succeeds, and is removed if the block fails.

    If the path is a symbolic link, its target is replaced; devices and pipes are written to directly. The file keeps
    the mode of the one it replaces; a new file's mode follows the umask. Temporary files left by a killed run are
    removed by the next run that writes the same file. If two runs write the same file, the last one wins, with a
    complete file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    binary : bool
        Whether to write bytes; else text in UTF-8.
    folder : pathlib.Path, optional
        The folder of the temporary file, on the same file system; by default the folder of the file.
    durable : bool
        Whether to flush the file to disk before it replaces the old one, so that it is complete even after a crash of
        the machine. Without this, old temporary files are not removed either.

    Raises
    ------
    OutputError
        If the file cannot be written, or the disk is full.
    """
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder.", hint="give the name of a file.")
        if not is_replaced(path):
            with path.open(**_mode(binary)) as out:
                yield out
            return
        place = path.resolve()
        if durable:
            remove_leftovers(folder or place.parent, place.name)
        with _temporary(folder or place.parent, place, binary) as (out, temporary):
            yield out
            out.flush()
            mode = _mode_of(place)
            if mode is not None:
                temporary.chmod(mode)
            if durable:
                os.fsync(out.fileno())
            # With locks, rename before closing, which releases the lock; without them an open file cannot be renamed.
            if fcntl is None:
                out.close()
            temporary.replace(place)
    except (BrokenPipeError, OutputError):
        raise
    except OSError as error:
        hint = None if path.parent.is_dir() else f"make the folder {path.parent} first."
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.", hint=hint) from error


def is_replaced(path: Path) -> bool:
    """Return whether a file is replaced when written, unlike a device or pipe, which is written to directly."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return True
    # /dev/stdout may lead to a regular file opened by the shell: it is written to, not replaced.
    return stat.S_ISREG(kind) and path.absolute().parts[1:2] not in _DEVICES


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for one run.

    Raises
    ------
    OutputError
        Where another run holds it, or it cannot be opened.
    """
    if fcntl is None:
        yield
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise OutputError(f"{folder} cannot be opened: {error.strerror or error}.") from error
    try:
        if not _is_locked(descriptor):
            raise OutputError(
                f"{folder} is in use by another run.", hint="wait until it is done, or name another folder or output."
            )
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _temporary(folder: Path, place: Path, binary: bool) -> Iterator[tuple[IO[Any], Path]]:
    """Create the temporary file of a file; it is removed unless the block renames it."""
    # A private file stays private while it is rewritten.
    mode = _mode_of(place)
    while True:
        temporary = folder / f".{place.name[:_NAME]}.{os.urandom(6).hex()}.tmp"
        descriptor = os.open(temporary, _FLAGS, 0o666 if mode is None else mode)
        out = open(descriptor, **_mode(binary))  # noqa: PTH123, SIM115 - a descriptor, no path; closed below
        # Another run that removes leftovers may have removed it before it was locked.
        if _is_locked(descriptor) and _is_there(temporary, descriptor):
            break
        out.close()
    try:
        yield out, temporary
    except BaseException:
        # Removed before closing, since close() flushes the buffer, which fails again if the disk is full.
        temporary.unlink(missing_ok=True)
        with contextlib.suppress(OSError, ValueError):
            os.ftruncate(out.fileno(), 0)
        raise
    finally:
        with contextlib.suppress(OSError):
            out.close()


def remove_leftovers(folder: Path, name: str = "") -> None:
    """Remove temporary files (of all files, or of one name) whose process has ended, and with it their lock."""
    if fcntl is None:
        return
    begin = f".{name[:_NAME]}"
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.startswith(begin) and TEMPORARY.fullmatch(entry.name)]
    for name in names:
        with contextlib.suppress(OSError):
            descriptor = os.open(folder / name, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
            try:
                if _is_locked(descriptor):
                    (folder / name).unlink()
            finally:
                os.close(descriptor)


def remove_abandoned(folder: Path, names: re.Pattern[str]) -> None:
    """Remove the folders in a folder that no run holds any more, as `locked` does.

    Parameters
    ----------
    folder : pathlib.Path
        Where they are.
    names : re.Pattern
        Matches their whole names.
    """
    if fcntl is None:
        return
    with os.scandir(folder) as entries:
        found = [entry.name for entry in entries if names.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)]
    for name in found:
        with contextlib.suppress(OSError, OutputError), locked(folder / name):
            # It may have been made just now, and not be locked yet.
            if time.time() - (folder / name).stat().st_mtime > _NEW:
                shutil.rmtree(folder / name)


def _is_locked(descriptor: int) -> bool:
    """Lock a file for this process; return False if another process has locked it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _is_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _mode_of(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None


def _mode(binary: bool) -> dict[str, Any]:
    return {"mode": "wb", "buffering": _BUFFER} if binary else {"mode": "w", "encoding": "utf-8", "newline": ""}
