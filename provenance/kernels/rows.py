"""The passages of pairs, as rows that kernels exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from provenance.kernels.jit import inline
from provenance.kernels.spans import Span

if TYPE_CHECKING:
    from provenance.kernels.rectangles import Rectangles
    from provenance.kernels.types import I64, Bool, Number

__all__ = ["CHAIN", "EDITED", "REWORDED", "Rows", "compact", "copy_row", "left_of", "put_row", "right_of", "rows_of"]

#: Where a passage comes from: an exact chain; a reworded stretch; one of which at least half stands in chains.
CHAIN, REWORDED, EDITED = 0, 1, 2


class Rows(NamedTuple):
    """Passages as columns, each int64 [rows].

    ``pair``: the number of the pair; ``left_start``, ``left_stop``, ``right_start``, ``right_stop``: tokens within the
    documents, half-open; ``matched``: words that match; ``quoted``: 1 where all stands inside quotation marks;
    ``origin``: CHAIN, REWORDED or EDITED. Outside of kernels they are one array, int64 [rows, 8]: ``Rows(*array.T)``.
    """

    pair: I64
    left_start: I64
    left_stop: I64
    right_start: I64
    right_stop: I64
    matched: I64
    quoted: I64
    origin: I64


@inline
def rows_of(array: I64) -> Rows:
    """Name the columns of an array of rows."""
    return Rows(array[:, 0], array[:, 1], array[:, 2], array[:, 3], array[:, 4], array[:, 5], array[:, 6], array[:, 7])


@inline
def left_of(rows: Rows | Rectangles, row: Number) -> Span:
    """Return the left side of a row."""
    return Span(rows.left_start[row], rows.left_stop[row])


@inline
def right_of(rows: Rows | Rectangles, row: Number) -> Span:
    """Return the right side of a row."""
    return Span(rows.right_start[row], rows.right_stop[row])


@inline
def put_row(
    rows: Rows, row: Number, pair: Number, left: Span, right: Span, matched: Number, quoted: Number, origin: Number
) -> None:
    """Write a row."""
    rows.pair[row] = pair
    rows.left_start[row] = left.start
    rows.left_stop[row] = left.stop
    rows.right_start[row] = right.start
    rows.right_stop[row] = right.stop
    rows.matched[row] = matched
    rows.quoted[row] = quoted
    rows.origin[row] = origin


@inline
def copy_row(source: Rows, row: Number, rows: Rows, place: Number) -> None:
    """Copy a row to a place."""
    put_row(
        rows, place, source.pair[row], left_of(source, row), right_of(source, row), source.matched[row],
        source.quoted[row], source.origin[row],
    )  # fmt: skip


@inline
def compact(rows: Rows, begin: Number, filled: Number, dropped: Bool) -> Number:
    """Leave out those rows from ``begin`` on that are dropped, ``dropped[0]`` the first; return how many are filled."""
    kept = begin
    for row in range(begin, filled):
        if row - begin >= len(dropped) or not dropped[row - begin]:
            copy_row(rows, row, rows, kept)
            kept += 1
    return kept
