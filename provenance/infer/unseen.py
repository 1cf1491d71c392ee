"""Dispatches that are not at hand: what several documents share and no dispatch of the collection explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.components import blocks
from provenance.model.coverage import covered, grouped_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.relations import Relations, Sides
    from provenance.infer.settings import Settings

__all__ = ["Clusters", "explained", "find_clusters"]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Who shares what is not explained, taken apart by dispatch.

    Parameters
    ----------
    number : int
        How many dispatches.
    of : numpy.ndarray, shape=(passages,), int64
        The dispatch of each passage; -1 for those that are explained, or no prose.
    cluster, document, words : numpy.ndarray, shape=(witnesses,), int64
        One row for each witness of each dispatch, sorted by dispatch, with its words of prose in it.
    pair_cluster : numpy.ndarray, shape=(pairs,), int64
        The dispatch of which a pair shares most; -1 for none.
    """

    number: int
    of: NDArray[np.int64]
    cluster: NDArray[np.int64]
    document: NDArray[np.int64]
    words: NDArray[np.int64]
    pair_cluster: NDArray[np.int64]


def explained(sides: Sides, by: NDArray[np.bool_], documents: int) -> NDArray[np.float64]:
    """Return the share of each side's prose that stands in other sides of its document.

    Parameters
    ----------
    sides : Sides
        The prose passages by document.
    by : numpy.ndarray, shape=(sides,), bool
        Those that explain: passages shared with a dispatch that may be the source.
    documents : int
        How many documents there are.

    Returns
    -------
    numpy.ndarray, shape=(sides,), float64
        0 to 1. A side that explains counts as explained by itself.
    """
    order = np.lexsort((sides.prose_first, sides.document))
    order = order[by[order]]
    document, first, last = sides.document[order], sides.prose_first[order], sides.prose_last[order]
    longest = int(sides.prose_last.max(initial=0)) + 1
    # All documents on one line: the union of their spans, then how much of it lies before any place.
    lift = document * longest
    added = covered(document, first, last)
    stops = np.maximum.accumulate(lift + last) if len(order) else lift
    starts = stops - added
    keep = added > 0
    starts, stops = starts[keep], stops[keep]
    before = np.concatenate([[0], np.cumsum(stops - starts)])

    def length(place: NDArray[np.int64]) -> NDArray[np.int64]:
        begun = np.searchsorted(starts, place, "left")
        last_one = np.maximum(begun - 1, 0)
        beyond = np.maximum(stops[last_one] - place, 0) if len(stops) else 0
        total: NDArray[np.int64] = before[begun] - np.where(begun > 0, beyond, 0)
        return total

    base = sides.document * longest
    inside = length(base + sides.prose_last) - length(base + sides.prose_first)
    share: NDArray[np.float64] = inside / np.maximum(sides.prose_last - sides.prose_first, 1)
    return share


def find_clusters(relations: Relations, unexplained: NDArray[np.bool_], documents: int, settings: Settings) -> Clusters:
    """Take apart by dispatch what is not explained.

    Documents that share unexplained prose are a graph, and its biconnected components are the dispatches: two
    dispatches that one article mixes have no second witness in common, and to cut the article parts them.

    Parameters
    ----------
    relations : Relations
        What the documents share.
    unexplained : numpy.ndarray, shape=(passages,), bool
        Passages of prose that no dispatch at hand explains.
    documents : int
        How many documents there are.
    settings : Settings
        The level of a link.
    """
    sides, passages = relations.sides, len(relations.of)
    of = np.full(passages, -1, np.int64)
    rows = np.flatnonzero(unexplained[sides.passage] & (relations.link[sides.pair] >= settings.levels["link"]))
    if not len(rows):
        none = np.zeros(0, np.int64)
        return Clusters(0, of, none, none, none, np.full(len(relations), -1, np.int64))
    some = sides.take(rows)
    pairs, inverse = np.unique(some.pair, return_inverse=True)
    block = blocks(documents, relations.left[pairs], relations.right[pairs])
    cluster = block[inverse]
    of[some.passage] = cluster
    added = covered(cluster * documents + some.document, some.prose_first, some.prose_last)
    keys, inverse = np.unique(cluster * documents + some.document, return_inverse=True)
    words = grouped_sum(inverse, added, len(keys))
    pair_cluster = np.full(len(relations), -1, np.int64)
    pair_cluster[some.pair] = cluster
    return Clusters(int(block.max()) + 1, of, keys // documents, keys % documents, words, pair_cluster)
