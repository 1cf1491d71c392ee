"""A console for the terminal that never interprets printed text as markup."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, cast

from rich.console import Console

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["screen"]

_LEAST_WIDTH = 30
_TRAILING = re.compile(r" +$", re.MULTILINE)


def screen(out: TextIO, width: int, colour: bool) -> Console:
    """Return a console on a text file.

    Parameters
    ----------
    out : text file
        The file to print to. Neither it nor the environment is inspected.
    width : int
        The width in columns; at least 30 are used.
    colour : bool
        Whether to colour.
    """
    return _Screen(
        file=out if colour else cast("IO[str]", _Trimmed(out)),
        width=max(_LEAST_WIDTH, width),
        force_terminal=colour,
        force_interactive=False,
        force_jupyter=False,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


class _Screen(Console):
    """A console that raises BrokenPipeError, where rich would end the program."""

    def on_broken_pipe(self) -> None:
        """Re-raise; rich calls this while it handles a BrokenPipeError."""
        raise


class _Trimmed:
    """A text file that removes the spaces with which rich pads lines.

    Parameters
    ----------
    out : text file
        The file to write to.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self.encoding = out.encoding or "utf-8"
        self.flush = out.flush

    def write(self, text: str) -> int:
        return self._out.write(_TRAILING.sub("", text))
