"""A file that is there as a whole or not at all: all that this package writes is written here."""

from __future__ import annotations

import contextlib
import os
import re
import stat
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

__all__ = ["TEMPORARY", "is_replaced", "locked", "remove_leftovers", "replacing"]

#: The names of files that are not in their place yet.
TEMPORARY = re.compile(r"\..+\.[0-9a-f]{12}\.tmp", re.DOTALL)
_DEVICES = (("dev",), ("proc",))
#: Larger pieces are written without being copied here first.
_BUFFER = 1 << 18
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
#: Of the name of a file so many characters stand in that of its temporary file, which may not be too long.
_NAME = 50


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
    """Open a file that takes its place when the block ends well, and leaves no trace when it does not.

    A symbolic link stays and its target is replaced; a device or a pipe is written to directly. The file has the mode
    of the one that it replaces; a new one has that of any new file (the umask). What a run that was killed left is
    removed by the next one that writes the same file. Of two at the same time the last one's file stays, whole.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    binary : bool
        Whether it takes bytes; else text, in UTF-8.
    folder : pathlib.Path, optional
        Where it is until then, on the same file system; without it beside its place.
    durable : bool
        Whether it is on the disk before it takes its place, so that it is whole even where the machine stops. One of
        many files that are written in a row need not be, and leftovers are not looked for then.

    Raises
    ------
    OutputError
        Where the file cannot be written, or the disk is full.
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
            # Where there are locks it has its place before it loses its own; elsewhere an open file stays where it is.
            if fcntl is None:
                out.close()
            temporary.replace(place)
    except (BrokenPipeError, OutputError):
        raise
    except OSError as error:
        hint = None if path.parent.is_dir() else f"make the folder {path.parent} first."
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.", hint=hint) from error


def is_replaced(path: Path) -> bool:
    """Whether a file is made anew when it is written, and not a device or a pipe that is written to directly."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return True
    # /dev/stdout may lead to a regular file, which is the shell's: it is written to, not replaced.
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
    """Make the temporary file of a file; it is removed where the block does not move it."""
    # What is private stays private while it is written anew.
    mode = _mode_of(place)
    while True:
        temporary = folder / f".{place.name[:_NAME]}.{os.urandom(6).hex()}.tmp"
        descriptor = os.open(temporary, _FLAGS, 0o666 if mode is None else mode)
        out = open(descriptor, **_mode(binary))  # noqa: PTH123, SIM115 - a descriptor, no path; closed below
        # Somebody who looks for leftovers may have come before the lock.
        if _is_locked(descriptor) and _is_there(temporary, descriptor):
            break
        out.close()
    try:
        yield out, temporary
    except BaseException:
        # Before it is closed, which writes what is left, and fails again where the disk is full.
        temporary.unlink(missing_ok=True)
        with contextlib.suppress(OSError, ValueError):
            os.ftruncate(out.fileno(), 0)
        raise
    finally:
        with contextlib.suppress(OSError):
            out.close()


def remove_leftovers(folder: Path, name: str = "") -> None:
    """Remove temporary files, of all files or of those with a name, whose process is gone: their lock went with it."""
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


def _is_locked(descriptor: int) -> bool:
    """Lock a file for this process; False where another one has it."""
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
