"""Passage clusters: all versions of one shared text as one thing, and their sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.model.passage import Side
from provenance.reporters.sheets.articles import by_time, time_of
from provenance.reporters.sides import SideTexts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["Cluster", "cluster_rows", "clusters"]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A text that several articles have.

    Parameters
    ----------
    sides : tuple of Side
        Where each article has it, the earliest article first; an article may have it twice.
    words : int
        The words of its longest passage.
    """

    sides: tuple[Side, ...]
    words: int

    @property
    def witnesses(self) -> int:
        """The number of articles that have it."""
        return len({side.document for side in self.sides})


def clusters(result: ReuseResult) -> list[Cluster]:
    """Return the passage clusters of a result: those with the most words times witnesses first.

    The two sides of a passage belong together; so do two spans of one article if half of the longer one is common to
    both. The way of passim (Smith et al. 2014), which asks the same of the shorter one: a whole article would swallow
    every sentence of it here.
    """
    table = result.passages.table
    number = len(table)
    document = np.concatenate([table.left, table.right]).astype(np.int64)
    start = np.concatenate([table.left_start, table.right_start])
    stop = np.concatenate([table.left_stop, table.right_stop])
    root = list(range(2 * number))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    def join(one: int, other: int) -> None:
        first, second = sorted((find(one), find(other)))
        root[second] = first

    for row in range(number):
        join(row, row + number)
    order = np.lexsort((stop, start, document)).tolist()
    documents, starts, stops = document.tolist(), start.tolist(), stop.tolist()
    # The sides of one article that begin before and end behind the start of the next one.
    current: list[int] = []
    for side in order:
        current = [one for one in current if documents[one] == documents[side] and stops[one] > starts[side]]
        for one in current:
            if _same_text(starts[one], stops[one], starts[side], stops[side]):
                join(one, side)
        current.append(side)
    members: dict[int, list[int]] = {}
    for side in order:
        members.setdefault(find(side), []).append(side)
    words = result.passages.words.tolist()
    found = [
        _cluster(result, sides, documents, starts, stops, max(words[side % number] for side in sides))
        for sides in members.values()
    ]
    return sorted(
        found, key=lambda one: (-one.words * one.witnesses, -one.words, one.sides[0].document, one.sides[0].start)
    )


def _same_text(start: int, stop: int, other_start: int, other_stop: int) -> bool:
    common = min(stop, other_stop) - max(start, other_start)
    return 2 * common >= max(1, stop - start, other_stop - other_start)


def _cluster(
    result: ReuseResult, sides: list[int], documents: list[int], starts: list[int], stops: list[int], words: int
) -> Cluster:
    spans: list[tuple[int, int, int]] = []
    for side in sides:
        one, first, last = documents[side], starts[side], stops[side]
        if spans and spans[-1][0] == one and first <= spans[-1][2]:
            spans[-1] = (one, spans[-1][1], max(spans[-1][2], last))
        else:
            spans.append((one, first, last))
    times = {span[0]: result.documents[span[0]].published for span in spans}
    ids = result.documents.ids
    spans.sort(key=lambda span: (by_time(times[span[0]]), ids[span[0]], span[1]))
    return Cluster(tuple(Side(ids[one], first, last) for one, first, last in spans), words)


def cluster_rows(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    """Yield the names of the columns, then a row for each article in each cluster."""
    yield [
        *("cluster", "witnesses", "words", "document", "outlet", "published", "char_start", "char_stop"),
        *([] if options.without_text else ["text"]),
    ]
    texts = SideTexts(result.documents)
    for number, cluster in enumerate(clusters(result), 1):
        for side in cluster.sides:
            document = result.documents[result.documents.position(side.document)]
            yield [
                *(number, cluster.witnesses, cluster.words, side.document, document.source or ""),
                *(time_of(document.published), side.start, side.stop),
                *([] if options.without_text else [texts.of(side)]),
            ]
