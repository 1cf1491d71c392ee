"""The matrix on a terminal, or the strongest pairs if it is too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from provenance.reporters.escape import visible
from provenance.reporters.fit import shorten, unique_tails
from provenance.reporters.numbers import NOTHING, cell, is_share

if TYPE_CHECKING:
    from provenance.model.options import Measure, ReportOptions
    from provenance.model.result import ReuseResult
    from provenance.reporters.phrases import PairRow

__all__ = ["matrix_table", "pair_table"]

_LONGEST_HEAD = 16
_LEAST_ID = 8
_GAP = 1
#: The styles of cells by least share: one hue that is readable on black and on white.
_HEAT = ((0.5, "bold magenta"), (0.2, "magenta"))


def matrix_table(result: ReuseResult, options: ReportOptions, width: int) -> Table | None:
    """Return the matrix as a table of at most this width, or None if it does not fit.

    The column headings are the ids of the articles if these are short, else the row numbers.
    """
    matrix = result.matrix(options.measure, options.quotations)
    values = matrix.values.tolist()
    cells = [[cell(value, options.measure) for value in row] for row in values]
    names = unique_tails([visible(label) for label in matrix.labels])
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    layout = _named(names, widths, width) or _numbered(names, widths, width)
    if layout is None:
        return None
    heads, rows, widths = layout
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(no_wrap=True)
    for column_width in widths:
        table.add_column(justify="right", no_wrap=True, width=column_width)
    table.add_row("", *(Text(head, style="bold") for head in heads))
    for i, (row, numbers, texts) in enumerate(zip(rows, values, cells, strict=True)):
        styled = (
            Text(text, style="dim" if i == j or text == NOTHING else _heat(number, options.measure))
            for j, (text, number) in enumerate(zip(texts, numbers, strict=True))
        )
        table.add_row(Text(row, style="bold"), *styled)
    return table


def pair_table(headings: tuple[str, ...], pairs: list[PairRow], width: int) -> Table:
    """Return pairs as a table of at most this width."""
    names = unique_tails([visible(name) for left, right, _ in pairs for name in (left, right)])
    longest = max((cell_len(name) for name in names), default=0)
    for parts in ([[heading] for heading in headings], [heading.split() for heading in headings]):
        # Headings take one line if the ids leave room, else one line per word.
        widths = [
            max(len(text) for text in (*words, *(numbers[column] for _, _, numbers in pairs)))
            for column, words in enumerate(parts)
        ]
        room = max(2, (width - sum(widths) - _GAP * (len(widths) + 2)) // 2)
        if longest <= room:
            break
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(no_wrap=True, max_width=room)
    table.add_column(no_wrap=True, max_width=room)
    for column_width in widths:
        table.add_column(justify="right", vertical="bottom", width=column_width)
    table.add_row(*(Text(heading, style="bold") for heading in ("left", "right", *headings)))
    for number, (_, _, numbers) in enumerate(pairs):
        ends = (Text(shorten(name, room)) for name in names[2 * number : 2 * number + 2])
        table.add_row(*ends, *(Text(text) for text in numbers))
    return table


#: The column headings, the row headings, the column widths.
_Layout = tuple[list[str], list[str], list[int]]


def _named(names: list[str], widths: list[int], width: int) -> _Layout | None:
    longest = max(cell_len(name) for name in names)
    if longest > _LONGEST_HEAD:
        return None
    columns = [max(own, cell_len(name)) for own, name in zip(widths, names, strict=True)]
    return (names, names, columns) if longest + sum(columns) + _GAP * (len(columns) + 1) <= width else None


def _numbered(names: list[str], widths: list[int], width: int) -> _Layout | None:
    heads = [str(number) for number in range(1, len(names) + 1)]
    columns = [max(own, len(head)) for own, head in zip(widths, heads, strict=True)]
    digits = len(heads[-1])
    room = width - sum(columns) - _GAP * (len(columns) + 1) - digits - 1
    longest = max(cell_len(name) for name in names)
    if room < min(longest, _LEAST_ID):
        return None
    rows = [f"{head:>{digits}} {shorten(name, room)}" for head, name in zip(heads, names, strict=True)]
    return heads, rows, columns


def _heat(value: float, measure: Measure) -> str:
    if is_share(measure):
        for least, style in _HEAT:
            if value >= least:
                return style
    return ""
