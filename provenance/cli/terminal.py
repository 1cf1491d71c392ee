"""Properties of the terminal, and safe setup of the standard streams."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal, TextIO

__all__ = ["columns", "has_colour", "is_terminal", "prepare_streams", "silence"]


def is_terminal(stream: TextIO) -> bool:
    """Return whether a stream is a terminal; False for a closed stream."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def has_colour(choice: Literal["auto", "always", "never"], stream: TextIO) -> bool:
    """Return whether to colour output to a stream (https://no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns(names: Iterable[str] = ()) -> int:
    """Return the width of the terminal: ``COLUMNS`` if set.

    Where there is no terminal it is 80, or so many that no table has to cut one of these names: what comes out of a
    pipe can be copied.
    """
    import shutil

    longest = max((len(name) if name.isascii() else 2 * len(name) for name in names), default=0)
    # A table leaves a third of its width for a name.
    return shutil.get_terminal_size((max(80, 3 * longest), 24)).columns


def prepare_streams() -> None:
    """Make sure that any text can be encoded on standard output and error.

    Output to a file or pipe is UTF-8, as in all written files, unless PYTHONIOENCODING says otherwise.
    """
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        encoding = stream.encoding
        if not is_terminal(stream) and not os.environ.get("PYTHONIOENCODING"):
            encoding = "utf-8"
        # A closed stream, or one already read from, stays as it is.
        with contextlib.suppress(OSError, ValueError):
            reconfigure(encoding=encoding, errors="replace")


def _open_closed() -> None:
    """Replace standard streams that were closed before the process started, as by ``>&-``.

    Otherwise the first opened file would get the number of the stream. Writing to a replaced standard output fails, as
    on a full disk; messages to a replaced standard error are discarded.
    """
    if sys.stdout is None:
        sys.stdout = _nowhere(os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = _nowhere(os.O_WRONLY)


def _nowhere(flags: int) -> TextIO:
    return os.fdopen(os.open(os.devnull, flags), "w", encoding="utf-8")


def silence(stream: TextIO) -> None:
    """Redirect a stream with a closed pipe to the null device, since Python flushes it once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
