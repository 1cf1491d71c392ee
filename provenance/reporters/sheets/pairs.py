"""The sheet of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.model.direction import VERDICTS
from provenance.model.passage import OVERLAPS
from provenance.reporters.numbers import basis_points
from provenance.reporters.sheets.articles import time_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["hours_between", "pair_rows"]

_HOUR = 3600
_ALL = 10_000


def pair_rows(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    """Yield the names of the columns, then a row for each pair that shares a passage, in the order of the documents.

    ``class`` is the overlap class of most of the words that the pair shares. ``direction`` is "left" or "right" for the
    one that was first, "common" if both are from a third, else empty.
    """
    yield [
        *("left", "left_outlet", "left_published", "right", "right_outlet", "right_published", "delay_hours"),
        *("same_publisher", "class", "direction", "confidence", "left_share", "right_share"),
        *("left_share_without_quotations", "right_share_without_quotations", "left_words", "right_words", "passages"),
    ]
    documents = result.documents
    ids, outlets, times = documents.ids, documents.column("source"), [one.published for one in documents]
    publishers = documents.column("source") if options.without_text else documents.houses
    every, prose = result.pair_columns(), result.pair_columns(quotations="exclude")
    at = zip(prose.left.tolist(), prose.right.tolist(), prose.value.tolist(), prose.reverse.tolist(), strict=True)
    unquoted = {(left, right): (value, reverse) for left, right, value, reverse in at}
    verdicts, classes = _verdicts(result), _classes(result)
    rows = zip(every.left.tolist(), every.right.tolist(), every.value.tolist(), every.reverse.tolist(), strict=True)
    counts = zip(every.words.tolist(), every.reverse_words.tolist(), every.passages.tolist(), strict=True)
    for (left, right, value, reverse), numbers in zip(rows, counts, strict=True):
        code, confidence = verdicts.get((left, right), (-1, None))
        known = publishers[left] is not None and publishers[right] is not None
        yield [
            *(ids[left], outlets[left] or "", time_of(times[left])),
            *(ids[right], outlets[right] or "", time_of(times[right]), hours_between(times[left], times[right])),
            publishers[left] == publishers[right] if known else "",
            classes.get((left, right), ""),
            VERDICTS[code] if code >= 0 else "",
            confidence,
            *map(_share, (value, reverse, *unquoted.get((left, right), (0.0, 0.0)))),
            *numbers,
        ]


def hours_between(first: datetime | None, second: datetime | None) -> float | None:
    """Return how many hours the second is later, in hundredths; None if that is not known."""
    if first is None or second is None or (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return round((second - first).total_seconds() / _HOUR, 2)


def _share(value: float) -> float:
    return basis_points(value) / _ALL


def _verdicts(result: ReuseResult) -> dict[tuple[int, int], tuple[int, float]]:
    if result.inference is None:
        return {}
    found = result.inference.pairs
    pairs = zip(found.left.tolist(), found.right.tolist(), strict=True)
    return dict(zip(pairs, zip(found.verdict.tolist(), found.confidence.tolist(), strict=True), strict=True))


def _classes(result: ReuseResult) -> dict[tuple[int, int], str]:
    """Return the overlap class with the most words of each pair."""
    if result.passages.overlaps is None:
        return {}
    table, number = result.passages.table, len(result.documents)
    keys, group = np.unique(table.left.astype(np.int64) * number + table.right, return_inverse=True)
    words = np.zeros((len(keys), len(OVERLAPS)))
    np.add.at(words, (group, result.passages.overlaps.astype(np.int64)), result.passages.words)
    lefts, rights = np.divmod(keys, max(1, number))
    most = (OVERLAPS[code] for code in words.argmax(axis=1).tolist())
    return dict(zip(zip(lefts.tolist(), rights.tolist(), strict=True), most, strict=True))
