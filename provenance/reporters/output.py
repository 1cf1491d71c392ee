"""A result written to a file, at once or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import shutil
import stat
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Literal, TextIO, cast, overload

from provenance.errors import OptionError, OutputError
from provenance.model.components import is_binary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.components import AnyReporter
    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["is_replaced", "replacing", "standard_output", "write_result"]

_DEVICES = (("dev",), ("proc",))


def write_result(
    result: ReuseResult,
    target: str | os.PathLike[str] | TextIO | BinaryIO,
    reporter: AnyReporter,
    options: ReportOptions,
) -> None:
    """Write a result with a reporter.

    Parameters
    ----------
    result : ReuseResult
        What to write.
    target : path or open file
        "-" is standard output. A path is written beside its place, text in UTF-8, and moved there when all of it is
        written, so that nobody sees half a file. An open file is a binary one where the reporter writes bytes.
    reporter : Reporter
        What writes it.
    options : ReportOptions
        What to show.

    Raises
    ------
    OutputError
        Where the file cannot be written.
    OptionError
        Where bytes would go to a text file, or text to a binary one.
    """
    binary = is_binary(reporter)
    write = cast("Any", reporter).write
    if hasattr(target, "write"):
        _check_mode(target, binary)
        write(result, target, options)
    elif os.fspath(target) == "-":
        write(result, standard_output(binary), options)
    else:
        with replacing(Path(target), binary) as out:
            write(result, out, options)


@overload
def replacing(
    path: Path, binary: Literal[False] = False, folder: Path | None = None
) -> contextlib.AbstractContextManager[TextIO]: ...
@overload
def replacing(path: Path, binary: bool, folder: Path | None = None) -> contextlib.AbstractContextManager[IO[Any]]: ...
@contextlib.contextmanager
def replacing(path: Path, binary: bool = False, folder: Path | None = None) -> Iterator[Any]:
    """Open a file that takes its place when the block ends well, and leaves no trace when it does not.

    A symbolic link stays and its target is replaced; a device or a pipe is written to directly.

    Parameters
    ----------
    path : Path
        The file.
    binary : bool
        Whether it takes bytes; else text, in UTF-8.
    folder : Path, optional
        Where it is until then, on the same file system; without it beside its place.
    """
    try:
        kind = _kind(path)
        if kind is not None and stat.S_ISDIR(kind):
            raise OutputError(f"{path} is a folder.", hint="give the name of a file.")
        if not is_replaced(path):
            with path.open(**_mode(binary)) as out:
                yield out
            return
        place = path.resolve()
        temporary = (folder or place.parent) / f".{secrets.token_hex(6)}.tmp"
        with _created(temporary, binary) as out:
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


def is_replaced(path: Path) -> bool:
    """Whether a file is made anew when it is written, and not a device or a pipe that is written to directly."""
    kind = _kind(path)
    # /dev/stdout may lead to a regular file, which is the shell's: it is written to, not replaced.
    return kind is None or (stat.S_ISREG(kind) and path.absolute().parts[1:2] not in _DEVICES)


@contextlib.contextmanager
def _created(temporary: Path, binary: bool) -> Iterator[IO[Any]]:
    # Not tempfile: its files are for the owner alone, and this one becomes a file like any other.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        with open(descriptor, **_mode(binary)) as out:  # noqa: PTH123 - a descriptor, no path
            yield out
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(binary: bool) -> dict[str, Any]:
    return {"mode": "wb"} if binary else {"mode": "w", "encoding": "utf-8", "newline": ""}


def _check_mode(target: object, binary: bool) -> None:
    if binary and isinstance(target, io.TextIOBase):
        raise OptionError("this format writes bytes, and the file takes text.", hint='open it with mode="wb".')
    if not binary and isinstance(target, (io.RawIOBase, io.BufferedIOBase)):
        raise OptionError(
            "this format writes text, and the file takes bytes.", hint='open it with mode="w", encoding="utf-8".'
        )


def standard_output(binary: bool) -> IO[Any]:
    """Return standard output for text or for bytes; `OptionError` where it does not take them."""
    if not binary:
        return sys.stdout
    sys.stdout.flush()
    buffer: IO[Any] | None = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        raise OptionError("this format writes bytes, and standard output takes text here.", hint="-o names a file.")
    return buffer


def _kind(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _hint(path: Path) -> str | None:
    return None if path.parent.is_dir() else f"make the folder {path.parent} first."
