"""Texts that are not at hand: what several documents share and no dispatch of the collection explains.

A text is what the same witnesses carry. Sentences in all their readings (`provenance.infer.stretches`) are the nodes
of a graph; two of them belong together as far as the same documents have both, by the resemblance (Jaccard) of the sets
of documents; their weight is their words. The communities of that graph (`provenance.infer.communities`) are the texts.
So a round-up, a live page or an aggregator, whatever it carries, makes no bridge between two texts: few of the
witnesses of either have both. An article that mixes two texts is a witness of both, each with the sentences that are
from there. Parts that hardly two witnesses have in common, or that few have, are joined by `provenance.infer.joining`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.infer.communities import communities
from provenance.infer.joining import adjoined, common, join_texts
from provenance.infer.stretches import find_stretches, sentences_of
from provenance.model.coverage import covered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.infer.prose import Prose
    from provenance.infer.relations import Relations, Sides
    from provenance.infer.settings import Settings
    from provenance.infer.stretches import Stretches
    from provenance.model.words import WordTable

__all__ = ["Clusters", "explained", "find_clusters", "rank_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Who shares what no dispatch at hand explains, taken apart by text.

    Parameters
    ----------
    number : int
        How many texts: the one with most words first, of equal ones the one whose first witness has the least id.
    of : numpy.ndarray, shape=(passages,), int64
        The text that each passage has most of; -1 for those that are explained, or no prose.
    cluster, document, words : numpy.ndarray, shape=(witnesses,), int64
        One row for each witness of each text, sorted by text, with its words of prose in it.
    pair_cluster : numpy.ndarray, shape=(pairs,), int64
        The text of which a pair shares most; -1 for none.
    is_dispatch : numpy.ndarray, shape=(number,), bool
        Texts that are a good part of two witnesses or more, and of not too few of those who have it; the others are
        paragraphs that stand in several.
    is_boilerplate : numpy.ndarray, shape=(number,), bool
        Texts that many have and that are a good part of few: formulas, whatever they say.
    token : numpy.ndarray, shape=(tokens,), int32
        The text of each word of the collection; -1 for none.
    """

    number: int
    of: NDArray[np.int64]
    cluster: NDArray[np.int64]
    document: NDArray[np.int64]
    words: NDArray[np.int64]
    pair_cluster: NDArray[np.int64]
    is_dispatch: NDArray[np.bool_]
    is_boilerplate: NDArray[np.bool_]
    token: NDArray[np.int32]


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
    order = np.lexsort((sides.prose_start, sides.document))
    order = order[by[order]]
    document, first, last = sides.document[order], sides.prose_start[order], sides.prose_stop[order]
    longest = int(sides.prose_stop.max(initial=0)) + 1
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
    inside = length(base + sides.prose_stop) - length(base + sides.prose_start)
    share: NDArray[np.float64] = inside / np.maximum(sides.prose_stop - sides.prose_start, 1)
    return share


def rank_of(ids: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each document in the order of the ids, shape=(documents,), int64."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    rank = np.empty(len(ids), np.int64)
    rank[order] = np.arange(len(ids))
    return rank


class _Nodes(NamedTuple):
    """Stretches that the same documents have, as one node: which, its words, and its documents."""

    of: NDArray[np.int64]
    words: NDArray[np.float64]
    node: NDArray[np.int64]
    document: NDArray[np.int64]


def find_clusters(
    relations: Relations,
    unexplained: NDArray[np.bool_],
    rank: NDArray[np.int64],
    publisher: NDArray[np.int64],
    words: WordTable,
    prose: Prose,
    settings: Settings,
) -> Clusters:
    """Take apart by text what is not explained.

    Parameters
    ----------
    relations : Relations
        What the documents share.
    unexplained : numpy.ndarray, shape=(passages,), bool
        Passages of prose that no dispatch at hand explains.
    rank : numpy.ndarray, shape=(documents,), int64
        The place of each document in the order of their ids.
    publisher : numpy.ndarray, shape=(documents,), int64
        A number for the source of each document; -1 where it is not known.
    words, prose, settings
        The words, which of them are prose, and the numbers.
    """
    from provenance.kernels.readings import label_tokens, most_of

    sides, numbers = relations.sides, settings.stretches
    some = sides.take(
        np.flatnonzero(unexplained[sides.passage] & (relations.link[sides.pair] >= settings.levels["link"]))
    )
    sentences = sentences_of(words, prose)
    stretches = find_stretches(some, rank, sentences, words, prose, settings)
    nodes = _nodes(stretches)
    left, right, weights = _resemblance(nodes)
    community = communities(left, right, weights, nodes.words, numbers["together"])
    low, high = np.sort([rank[relations.left[some.pair]], rank[relations.right[some.pair]]], axis=0)
    community = join_texts(
        community[nodes.node],
        rank[nodes.document],
        np.bincount(community, nodes.words).astype(np.float64),
        set((low * len(rank) + high).tolist()),
        len(rank),
        settings,
    )[community]
    label = np.full(len(sentences), -1, np.int64)
    shared = stretches.of >= 0
    label[shared] = community[nodes.of[stretches.of[shared]]]
    with_label = np.flatnonzero(shared)
    total = np.bincount(community, nodes.words).astype(np.float64)
    of_whole = adjoined(sentences.document[with_label], label[with_label], total, publisher, settings)
    label[shared] = of_whole[label[shared]]
    # Each passage is of the text that it has most of; then each word, by its sentence, and else by its passage.
    base = words.document_tokens[some.document]
    start, stop = base + some.first, base + some.last
    votes = np.zeros((len(some.document), 2), np.int64)
    most_of(start, stop, sentences.at(start), sentences.starts, label, votes)
    half = len(votes) // 2
    one, other = votes[:half], votes[half:]
    chosen = np.where(one[:, 1] > other[:, 1], one[:, 0], other[:, 0])
    of = np.full(len(relations.of), -1, np.int64)
    chosen = np.where(one[:, 1] == other[:, 1], np.minimum(one[:, 0], other[:, 0]), chosen)
    # Where no sentence as a whole is in both, what a pair shares is a text of its own.
    pair = (low * len(rank) + high)[:half]
    alone = chosen < 0
    chosen[alone] = len(total) + np.unique(pair[alone], return_inverse=True)[1]
    of[some.passage[:half]] = chosen
    token = np.full(len(words.stems), -1, np.int32)
    order = np.lexsort((rank[some.partner], start))
    label_tokens(
        start[order],
        stop[order],
        sentences.at(start)[order],
        sentences.starts,
        label,
        of[some.passage][order],
        prose.mask,
        token,
    )
    return _ordered(token, of, some, relations, rank, words, prose, settings)


def _nodes(stretches: Stretches) -> _Nodes:
    """Take stretches together that exactly the same documents have."""
    order = np.lexsort((stretches.document, stretches.stretch))
    stretch, document = stretches.stretch[order], stretches.document[order]
    begin = np.searchsorted(stretch, np.arange(stretches.number + 1))
    known: dict[bytes, int] = {}
    of = np.empty(stretches.number, np.int64)
    for at in range(stretches.number):
        of[at] = known.setdefault(document[begin[at] : begin[at + 1]].tobytes(), len(known))
    first = np.full(len(known), -1, np.int64)
    first[of[::-1]] = np.arange(stretches.number)[::-1]
    keep = np.isin(stretch, first)
    node = of[stretch[keep]]
    return _Nodes(of, np.bincount(of, stretches.words, len(known)).astype(np.float64), node, document[keep])


def _resemblance(nodes: _Nodes) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return which nodes have documents in common, and the resemblance of their sets of documents."""
    left, right, both = common(nodes.node, nodes.document)
    sizes = np.bincount(nodes.node, minlength=len(nodes.words))
    return left, right, both / (sizes[left] + sizes[right] - both)


def _ordered(
    token: NDArray[np.int32],
    of: NDArray[np.int64],
    some: Sides,
    relations: Relations,
    rank: NDArray[np.int64],
    words: WordTable,
    prose: Prose,
    settings: Settings,
) -> Clusters:
    """Count the words of each witness, drop who has hardly any, and number the texts by size."""
    documents = len(rank)
    here = np.flatnonzero(token >= 0)
    owner = np.searchsorted(words.document_tokens, here, "right") - 1
    keys, counts = np.unique(token[here].astype(np.int64) * documents + rank[owner], return_counts=True)
    cluster, placed = np.divmod(keys, max(1, documents))
    by_rank = np.argsort(rank)
    totals = np.bincount(cluster, counts)
    present = np.unique(cluster)
    least = placed[np.searchsorted(cluster, present)]
    order = np.lexsort((least, -totals[present]))
    # A passage all of whose words are of other texts leaves none of its own.
    new = np.full(int(max(present.max(initial=-1), of.max(initial=-1))) + 1, -1, np.int64)
    new[present[order]] = np.arange(len(present))
    cluster, document = new[cluster], by_rank[placed]
    token[here] = new[token[here]]
    number = len(present)
    of[of >= 0] = new[of[of >= 0]]
    share = counts / np.maximum(prose.words()[document], 1)
    core = np.bincount(cluster[share >= settings.stretches["core"]], minlength=number)
    witnesses = np.bincount(cluster, minlength=number)
    rare = core < settings.stretches["most"] * witnesses
    sort = np.lexsort((document, cluster))
    pair_cluster = _of_pairs(of, some, relations)
    return Clusters(
        number,
        of,
        cluster[sort],
        document[sort],
        counts[sort].astype(np.int64),
        pair_cluster,
        (core >= 2) & ~rare,
        rare & (witnesses >= settings.stretches["many"]),
        token,
    )


def _of_pairs(of: NDArray[np.int64], some: Sides, relations: Relations) -> NDArray[np.int64]:
    """Return the text of which each pair shares most."""
    pair_cluster = np.full(len(relations), -1, np.int64)
    cluster = of[some.passage]
    rows = np.flatnonzero(cluster >= 0)
    if not len(rows):
        return pair_cluster
    number = int(cluster.max()) + 1
    keys, inverse = np.unique(some.pair[rows] * number + cluster[rows], return_inverse=True)
    shared = np.bincount(inverse, some.prose_stop[rows] - some.prose_start[rows])
    pair, text = np.divmod(keys, number)
    order = np.lexsort((-text, shared, pair))
    pair_cluster[pair[order]] = text[order]
    return pair_cluster
