"""Passages on a terminal: the two articles, and both texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from provenance.reporters.differences import differing_spans
from provenance.reporters.escape import one_line, visible
from provenance.reporters.fit import ELLIPSIS, at_words, middle
from provenance.reporters.phrases import facts, place
from provenance.reporters.sides import SideTexts

if TYPE_CHECKING:
    from rich.console import RenderableType

    from provenance.model.options import ReportOptions
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult

__all__ = ["PassageWriter"]

_TWO_COLUMNS = 100
#: The most lines of text for one side of a passage: beside a matrix, and in other views.
_SHORT, _LONG = 6, 30
_DIFFERENT = "bold underline"
#: The marks around differing words if there is no colour.
_WAS, _IS = ("[-", "-]"), ("{+", "+}")


class PassageWriter:
    """Converts passages to rich renderables.

    Parameters
    ----------
    result : ReuseResult
        The result with the passages.
    options : ReportOptions
        The view and the colours.
    width : int
        The columns of the terminal.
    """

    def __init__(self, result: ReuseResult, options: ReportOptions, width: int) -> None:
        self._without_text = options.without_text
        self._texts = SideTexts(result.documents)
        self._colour = options.colour
        self._beside = options.view == "compare" and width >= _TWO_COLUMNS
        self.indent = 2 if width < 60 else 4
        column = (width - self.indent - 2) // 2 if self._beside else width - self.indent * 2
        self._room = column * (_SHORT if options.view == "matrix" else _LONG)

    def heading(self, number: int, passage: Passage) -> Text:
        """Return the heading of a passage."""
        return Text.assemble((f"{number}.", "bold"), " ", (facts(passage), "cyan"))

    def body(self, passage: Passage) -> RenderableType:
        """Return the texts of both sides: side by side if there is room, else one below the other."""
        if self._without_text:
            return Group(_where(passage.left), _where(passage.right))
        left, right = (Text(one_line(self._texts.of(side))) for side in (passage.left, passage.right))
        if passage.kind != "verbatim":
            left, right = _differing(left, right, self._colour, passage.kind == "edited")
        left, right = self._shortened(left), self._shortened(right)
        if not self._beside:
            return Group(
                _where(passage.left),
                Padding(left, (0, 0, 0, self.indent)),
                _where(passage.right),
                Padding(right, (0, 0, 0, self.indent)),
            )
        table = Table.grid(expand=True, padding=(0, 2, 0, 0))
        table.add_column(ratio=1)
        table.add_column(ratio=1)
        table.add_row(_where(passage.left), _where(passage.right))
        table.add_row(left, right)
        return table

    def _shortened(self, text: Text) -> Text:
        cut = middle(text.plain, self._room)
        if cut is None:
            return text
        before_it, behind_it = at_words(text.plain, *cut)
        head, tail = text[:before_it], text[behind_it:]
        head.rstrip()
        before = len(tail.plain) - len(tail.plain.lstrip())
        return Text.assemble(head, (f" {ELLIPSIS} ", "dim"), tail[before:])


def _where(side: Side) -> Text:
    return Text.assemble((visible(side.document), "bold"), (f" {place(side)}", "dim"))


def _differing(left: Text, right: Text, colour: bool, edited: bool) -> tuple[Text, Text]:
    """Mark the words that the other side lacks: in colour, else as ``[-was-]`` and ``{+is+}``.

    In a paraphrase most words differ, so without colour the marks would make it unreadable and are left out.
    """
    if not (colour or edited):
        return left, right
    differ = differing_spans(left.plain, right.plain)
    return _marked(left, differ[0], _WAS, colour), _marked(right, differ[1], _IS, colour)


def _marked(text: Text, spans: list[tuple[int, int]], signs: tuple[str, str], colour: bool) -> Text:
    if colour:
        for start, stop in spans:
            text.stylize(_DIFFERENT, start, stop)
        return text
    plain, end, parts = text.plain, 0, list[str]()
    for start, stop in spans:
        parts += (plain[end:start], signs[0], plain[start:stop], signs[1])
        end = stop
    return Text("".join((*parts, plain[end:])))
