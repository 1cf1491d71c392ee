"""Writing of a result to a file, atomically."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from provenance.errors import OptionError
from provenance.files.apart import check_apart
from provenance.files.writing import replacing
from provenance.model.components import is_binary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO, TextIO

    from provenance.model.components import AnyReporter
    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["standard_output", "write_result", "write_to"]


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
        "-" is standard output. A path is written atomically: to a temporary file that then replaces it; text is UTF-8.
        An open file must be in binary mode if the reporter writes bytes.
    reporter : Reporter
        The reporter that writes it.
    options : ReportOptions
        What to show.

    Raises
    ------
    OutputError
        If the file cannot be written.
    OptionError
        If bytes would go to a text file or text to a binary one, or if one of the documents was read from the file.
    """
    write_to(target, reporter, result, options, result.documents.files)


def write_to(
    target: str | os.PathLike[str] | TextIO | BinaryIO,
    reporter: Any,
    result: Any,
    options: ReportOptions,
    inputs: Iterable[Path] = (),
) -> None:
    """Write any result with a reporter of such results, as `write_result` does; no target may be one of the inputs."""
    binary, write = is_binary(reporter), reporter.write
    if hasattr(target, "write"):
        _check_mode(target, binary)
        write(result, target, options)
    elif os.fspath(target) == "-":
        write(result, standard_output(binary), options)
    else:
        check_apart({"target": target}, inputs)
        with replacing(Path(target), binary) as out:
            write(result, out, options)


def _check_mode(target: object, binary: bool) -> None:
    if binary and isinstance(target, io.TextIOBase):
        raise OptionError("this format writes bytes, and the file takes text.", hint='open it with mode="wb".')
    if not binary and isinstance(target, (io.RawIOBase, io.BufferedIOBase)):
        raise OptionError(
            "this format writes text, and the file takes bytes.", hint='open it with mode="w", encoding="utf-8".'
        )


def standard_output(binary: bool) -> IO[Any]:
    """Return standard output for text or for bytes; `OptionError` if it does not accept them."""
    if not binary:
        return sys.stdout
    sys.stdout.flush()
    buffer: IO[Any] | None = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        raise OptionError("this format writes bytes, and standard output takes text here.", hint="-o names a file.")
    return buffer
