"""Which words of a document are from where: each word has one origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.own_headlines import own_headlines
from provenance.model.origin import ORIGIN_KINDS
from provenance.model.word_flags import QUOTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from provenance.infer.prose import Prose
    from provenance.infer.relations import Relations
    from provenance.infer.times import Times
    from provenance.infer.unseen import Clusters
    from provenance.infer.versions import Sources
    from provenance.model.words import WordTable

__all__ = ["KIND", "Parts", "Spans", "dispatch_spans", "divide", "kinds_of_witnesses", "names_of", "reused"]

#: The code of each kind: its place in `ORIGIN_KINDS`.
KIND: dict[str, int] = {kind: code for code, kind in enumerate(ORIGIN_KINDS)}
_REUSED = ("dispatch", "unseen", "article")


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Sides of passages to be given one origin: columns of one length, tokens of the collection, half-open."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    source: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The parts of documents, sorted by document, those with most words first.

    Parameters
    ----------
    document : numpy.ndarray, shape=(parts,), int64
        Whose part it is.
    kind : numpy.ndarray, shape=(parts,), int64
        A code of `KIND`.
    source : numpy.ndarray, shape=(parts,), int64
        The position of the dispatch or article, or the number of the unseen text; -1 for none.
    words : numpy.ndarray, shape=(parts,), int64
        How many words it has.
    first_run : numpy.ndarray, shape=(parts + 1,), int64
        The runs of part p are those from ``first_run[p]`` to ``first_run[p + 1]``.
    run_start, run_stop : numpy.ndarray, shape=(runs,), int64
        Tokens of the collection, half-open.
    """

    document: NDArray[np.int64]
    kind: NDArray[np.int64]
    source: NDArray[np.int64]
    words: NDArray[np.int64]
    first_run: NDArray[np.int64]
    run_start: NDArray[np.int64]
    run_stop: NDArray[np.int64]

    def of(self, document: int) -> range:
        """Return the numbers of a document's parts."""
        first, last = np.searchsorted(self.document, (document, document + 1)).tolist()
        return range(first, last)


def divide(
    clusters: Clusters,
    witnesses: tuple[NDArray[np.int64], NDArray[np.int64]],
    dispatch: Spans,
    reworded: NDArray[np.bool_],
    used: NDArray[np.int64],
    words: WordTable,
    prose: Prose,
    headline: float,
) -> Parts:
    """Give each word its origin.

    What is quotation or boilerplate is that; of the rest, what a dispatch at hand has is from there; then counts what
    other witnesses have.

    Parameters
    ----------
    clusters : Clusters
        Which words are of which text that is not at hand.
    witnesses : tuple of numpy.ndarray, each shape=(witnesses,), int64
        Of each row of ``clusters``: the kind and the source of these words, as `kinds_of_witnesses` gives them.
    dispatch : Spans
        What dispatches at hand have, what counts most last.
    reworded : numpy.ndarray, shape=(tokens,), bool
        Words that are from the dispatch that the document used, outside passages.
    used : numpy.ndarray, shape=(documents,), int64
        That dispatch; -1 for none.
    words, prose
        The words, and which of them are prose.
    headline : float
        The share of a headline's pairs of words from which on it is from where the text is.
    """
    from provenance.kernels.painting import paint

    offsets = words.document_tokens
    documents, tokens = len(offsets) - 1, len(words.stems)
    kind = np.full(tokens, KIND["own"], np.int64)
    source = np.full(tokens, -1, np.int64)
    owner = np.repeat(np.arange(documents, dtype=np.int64), np.diff(offsets))
    here = np.flatnonzero(clusters.token >= 0)
    row = np.searchsorted(
        clusters.cluster * documents + clusters.document, clusters.token[here] * np.int64(documents) + owner[here]
    )
    kind[here], source[here] = witnesses[0][row], witnesses[1][row]
    kind[reworded], source[reworded] = KIND["dispatch"], used[owner[reworded]]
    paint(dispatch.start, dispatch.stop, dispatch.source, prose.mask, KIND["dispatch"], kind, source)
    text = np.where((kind == KIND["unseen"]), clusters.token, -1).astype(np.int64)
    at_hand = np.where((kind == KIND["dispatch"]) | (kind == KIND["article"]), source, -1)
    own = own_headlines(prose.headlines, text, at_hand, owner, words, headline)
    kind[own], source[own] = KIND["own"], -1
    outside = prose.mask == 0
    quoted = (words.flags & QUOTED).astype(bool) & ~prose.boilerplate
    kind[outside] = np.where(quoted[outside], KIND["quotation"], KIND["boilerplate"])
    source[outside] = -1
    return _runs(owner, kind, source)


def _runs(owner: NDArray[np.int64], kind: NDArray[np.int64], source: NDArray[np.int64]) -> Parts:
    """Take equal words in a row together, and the runs of one origin."""
    changes = (np.diff(owner) != 0) | (np.diff(kind) != 0) | (np.diff(source) != 0)
    start = np.concatenate([[0], np.flatnonzero(changes) + 1]) if len(owner) else np.zeros(0, np.int64)
    stop = np.concatenate([start[1:], [len(owner)]]) if len(owner) else start
    of, what, whose = owner[start], kind[start], source[start]
    order = np.lexsort((start, whose, what, of))
    start, stop = start[order], stop[order]
    of, what, whose = of[order], what[order], whose[order]
    begins = np.ones(len(start), bool)
    begins[1:] = (np.diff(of) != 0) | (np.diff(what) != 0) | (np.diff(whose) != 0)
    first = np.flatnonzero(begins)
    words = np.add.reduceat(stop - start, first) if len(first) else np.zeros(0, np.int64)
    count = np.diff(np.concatenate([first, [len(start)]]))
    # The largest part of each document first; its runs go with it.
    largest = np.lexsort((whose[first], what[first], -words, of[first]))
    runs = np.repeat(first[largest], count[largest])
    runs += np.arange(len(runs)) - np.repeat(np.cumsum(count[largest]) - count[largest], count[largest])
    return Parts(
        of[first][largest],
        what[first][largest],
        whose[first][largest],
        words[largest],
        np.concatenate([[0], np.cumsum(count[largest])]).astype(np.int64),
        start[runs],
        stop[runs],
    )


def reused(parts: Parts, prose: Prose) -> NDArray[np.float64]:
    """Return the share of each document's prose that is from dispatches or from articles of others, 0 to 1."""
    total = prose.words()
    counts = np.isin(parts.kind, [KIND[name] for name in _REUSED])
    words = np.bincount(parts.document[counts], parts.words[counts], len(total))
    share: NDArray[np.float64] = words / np.maximum(total, 1)
    return share


def kinds_of_witnesses(
    clusters: Clusters,
    publisher: NDArray[np.int64],
    has_word: NDArray[np.bool_],
    group: NDArray[np.int64],
    copied_from: Mapping[int, int],
    times: Times,
    rank: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return of each witness of each text the kind and the source of its words there, each shape=(witnesses,), int64.

    Parameters
    ----------
    clusters : Clusters
        The texts and their witnesses.
    publisher : numpy.ndarray, shape=(documents,), int64
        A number for the house of each document; -1 where it is not known.
    has_word : numpy.ndarray, shape=(documents,), bool
        Who credits an agency for its text.
    group : numpy.ndarray, shape=(documents,), int64
        The same number for those who copied one from another.
    copied_from : mapping of int to int
        The article that a document likely copied.
    times : Times
        When they were published: of what one house has, the first is its own.
    rank : numpy.ndarray, shape=(documents,), int64
        The place of each document in the order of the ids.
    """
    document, cluster, number = clusters.document, clusters.cluster, clusters.number
    kind = np.full(len(document), KIND["unseen"], np.int64)
    source = np.where(clusters.is_dispatch[cluster], cluster, -1)
    kind[clusters.is_boilerplate[cluster]] = KIND["boilerplate"]
    credited = np.bincount(cluster[has_word[document]], minlength=number) > 0
    one_publisher = _alike(cluster, publisher[document], number) & ~credited
    one_group = _alike(cluster, group[document], number)
    begins = np.searchsorted(cluster, np.arange(number + 1))
    for at in np.flatnonzero((one_publisher | one_group) & ~clusters.is_boilerplate).tolist():
        rows = np.arange(begins[at], begins[at + 1])
        ranked = rows[np.lexsort((rank[document[rows]], -clusters.words[rows]))]
        members = set(document[rows].tolist())
        first = _first(document[rows], times)
        for row in rows.tolist():
            others = (int(document[each]) for each in ranked.tolist() if document[each] != document[row])
            if one_publisher[at] and document[row] == first:
                kind[row], source[row] = KIND["own"], -1
            elif one_publisher[at] and first >= 0:
                kind[row], source[row] = KIND["publisher"], first
            elif one_publisher[at] and (other := next(others, None)) is not None:
                kind[row], source[row] = KIND["publisher"], other
            elif (copied := copied_from.get(int(document[row]), -1)) in members:
                of_house = publisher[copied] == publisher[document[row]] >= 0
                kind[row], source[row] = KIND["publisher" if of_house else "article"], copied
            else:
                kind[row], source[row] = KIND["own"], -1
    return kind, source


def _first(documents: NDArray[np.int64], times: Times) -> int:
    """Return which of some documents is surely earlier than all others; -1 where none is."""
    first = documents[np.argmin(times.high[documents])]
    others = documents[documents != first]
    return int(first) if (times.order(np.full(len(others), first), others) < 0).all() else -1


def _alike(cluster: NDArray[np.int64], value: NDArray[np.int64], number: int) -> NDArray[np.bool_]:
    """Return for which clusters all values are one, and known."""
    least = np.full(number, np.iinfo(np.int64).max)
    most = np.full(number, -1, np.int64)
    np.minimum.at(least, cluster, value)
    np.maximum.at(most, cluster, value)
    alike: NDArray[np.bool_] = (least == most) & (least >= 0)
    return alike


def dispatch_spans(
    relations: Relations,
    from_dispatch: NDArray[np.bool_],
    as_used: NDArray[np.bool_],
    sources: Sources,
    words: WordTable,
    rank: NDArray[np.int64],
) -> Spans:
    """Return what of documents is from dispatches at hand, in the order in which it is to be painted.

    Parameters
    ----------
    relations : Relations
        What the documents share.
    from_dispatch : numpy.ndarray, shape=(sides,), bool
        Sides whose partner is a dispatch that the document may have used.
    as_used : numpy.ndarray, shape=(sides,), bool
        Sides that an outlet shares with another who used the same dispatch: they are from the one that it used.
    sources : Sources
        The dispatch that each document used.
    words : WordTable
        The words.
    rank : numpy.ndarray, shape=(documents,), int64
        The place of each document in the order of the ids.
    """
    sides = relations.sides
    used = sources.used[sides.document]
    rows = np.flatnonzero(from_dispatch | (as_used & (used >= 0)))
    some = sides.take(rows)
    source = np.where(from_dispatch[rows], some.partner, used[rows])
    # What stands in the dispatch itself counts more than what stands beside it, and the one that was used most.
    level = from_dispatch[rows] * (1 + (source == used[rows]))
    base = words.document_tokens[some.document]
    share = np.where(
        some.document == relations.left[some.pair], relations.words_left[some.pair], relations.words_right[some.pair]
    )
    order = np.lexsort((base + some.first, -rank[source], share, level))
    return Spans((base + some.first)[order], (base + some.last)[order], source[order])


def names_of(clusters: Clusters, kind: NDArray[np.int64]) -> dict[int, str]:
    """Return what the texts are called that are unseen dispatches, by their number, in their order.

    Parameters
    ----------
    clusters : Clusters
        The texts.
    kind : numpy.ndarray, shape=(witnesses,), int64
        The kind of the words of each witness, as `kinds_of_witnesses` gives it.
    """
    unseen = np.unique(clusters.cluster[kind == KIND["unseen"]])
    return {
        cluster: f"unseen-{place + 1}" for place, cluster in enumerate(unseen[clusters.is_dispatch[unseen]].tolist())
    }
