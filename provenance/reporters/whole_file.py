"""A file of bytes that is there as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING, BinaryIO

from provenance.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["whole_file"]

#: Larger pieces are written without being copied here first.
_BUFFER = 1 << 18


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its place when the block ends well, and leaves no trace when it does not.

    It is written beside its place as ``.NAME.partial``: what a run that was killed left there is written over by the
    next one. Two runs at the same time do not mix.

    Parameters
    ----------
    path : pathlib.Path
        The file. A link stays and what it leads to is replaced.

    Raises
    ------
    OutputError
        Where the file cannot be written, the disk is full, or another run is writing it.
    """
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder.", hint="give the name of a file.")
        if path.exists() and not path.is_file():
            with path.open("wb") as out:
                yield out
            return
        place = path.resolve()
        partial = place.with_name(f".{place.name}.partial")
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        with open(descriptor, "wb", buffering=_BUFFER) as out:  # noqa: PTH123 - a descriptor, no path
            _lock(out, path)
            try:
                out.truncate(0)
                yield out
                out.flush()
                if path.exists():
                    shutil.copymode(place, partial)
                partial.replace(place)
            except BaseException:
                # Before it is closed, which writes what is left, and fails again where the disk is full.
                partial.unlink(missing_ok=True)
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, 0)
                with contextlib.suppress(OSError):
                    out.close()
                raise
    except BrokenPipeError:
        raise
    except OutputError:
        raise
    except OSError as error:
        hint = None if path.parent.is_dir() else f"make the folder {path.parent} first."
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.", hint=hint) from error


def _lock(out: BinaryIO, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # not a system with such locks
        return
    try:
        fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OutputError(
            f"{path} is being written by another run.", hint="wait for it, or give another name."
        ) from None
