"""What the terminal can do, and the streams made safe to write to."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal, TextIO

__all__ = ["columns", "has_colour", "is_terminal", "prepare_streams", "silence"]


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream leads to a terminal; a closed one does not."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def has_colour(choice: Literal["auto", "always", "never"], stream: TextIO) -> bool:
    """Whether to colour what goes to a stream (https://no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """Return the columns of the terminal: ``COLUMNS`` where it is set, 80 where there is no terminal."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def prepare_streams() -> None:
    """Let nothing of an article fail at the encoding of standard output or error.

    What goes to a file or a pipe is UTF-8 as in the files that are written, unless PYTHONIOENCODING asks for
    something else.
    """
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        encoding = stream.encoding
        if not is_terminal(stream) and not os.environ.get("PYTHONIOENCODING"):
            encoding = "utf-8"
        # A stream that was read from or is closed stays as it is.
        with contextlib.suppress(OSError, ValueError):
            reconfigure(encoding=encoding, errors="replace")


def _open_closed() -> None:
    """Put something in the place of a stream that was closed before the process began, as by ``>&-``.

    Else the first file that is opened takes its number. What is written to such an output fails, as to a full disk;
    messages are for nobody.
    """
    if sys.stdout is None:
        sys.stdout = _nowhere(os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = _nowhere(os.O_WRONLY)


def _nowhere(flags: int) -> TextIO:
    return os.fdopen(os.open(os.devnull, flags), "w", encoding="utf-8")


def silence(stream: TextIO) -> None:
    """Lead a stream whose reader is gone to nowhere: Python writes to it once more when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
