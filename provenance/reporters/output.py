"""A result written to a file, at once or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from provenance.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from provenance.model.components import Reporter
    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["replacing", "write_result"]

_DEVICES = (("dev",), ("proc",))


def write_result(
    result: ReuseResult,
    target: str | os.PathLike[str] | TextIO,
    reporter: Reporter,
    options: ReportOptions,
) -> None:
    """Write a result with a reporter.

    Parameters
    ----------
    result : ReuseResult
        What to write.
    target : path or open text file
        "-" is standard output. A path is written in UTF-8 beside its place and moved there when all of it is
        written, so that nobody sees half a file.
    reporter : Reporter
        What writes it.
    options : ReportOptions
        What to show.

    Raises
    ------
    OutputError
        Where the file cannot be written.
    """
    if hasattr(target, "write"):
        reporter.write(result, cast("TextIO", target), options)
    elif os.fspath(target) == "-":
        reporter.write(result, sys.stdout, options)
    else:
        with replacing(Path(target)) as out:
            reporter.write(result, out, options)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Open a text file that takes its place when the block ends well, and leaves no trace when it does not.

    A symbolic link stays and its target is replaced; a device or a pipe is written to directly.
    """
    try:
        kind = _kind(path)
        if kind is not None and stat.S_ISDIR(kind):
            raise OutputError(f"{path} is a folder.", hint="give the name of a file.")
        # /dev/stdout may lead to a regular file, which is the shell's: it is written to, not replaced.
        if kind is not None and (not stat.S_ISREG(kind) or path.absolute().parts[1:2] in _DEVICES):
            with path.open("w", encoding="utf-8", newline="") as out:
                yield out
            return
        place = path.resolve()
        temporary = place.parent / f".{secrets.token_hex(6)}.tmp"
        with _created(temporary) as out:
            yield out
            out.close()
            if kind is not None:
                shutil.copymode(place, temporary)
            temporary.replace(place)
    except BrokenPipeError:
        raise
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.", hint=_hint(path)) from error


@contextlib.contextmanager
def _created(temporary: Path) -> Iterator[TextIO]:
    # Not tempfile: its files are for the owner alone, and this one becomes a file like any other.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123 - a descriptor, no path
            yield out
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _kind(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _hint(path: Path) -> str | None:
    return None if path.parent.is_dir() else f"make the folder {path.parent} first."
