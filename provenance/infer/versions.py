"""Dispatches and their versions: which belong together, and which one an article used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.infer.components import components
from provenance.infer.relations import logistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.context import Context
    from provenance.infer.relations import Relations
    from provenance.infer.revisions import Versions

__all__ = ["VERSION", "Sources", "families", "used_sources"]

#: Two dispatches of one agency are versions of one where so much of the shorter stands in the longer.
VERSION = 0.3
#: A second dispatch counts as a source where it holds so much of the article's prose.
_SECOND = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """The dispatch that each document used, in the version it used.

    Parameters
    ----------
    used : numpy.ndarray, shape=(documents,), int64
        The position of the dispatch; -1 where none that is at hand was used.
    certainty : numpy.ndarray, shape=(documents,), float64
        How sure it is that it was this version and no other, 0 to 1.
    contained : numpy.ndarray, shape=(documents,), float64
        The share of the document's prose that stands in it.
    more : dict of int to list of int
        Other dispatches that hold a good part of a document.
    """

    used: NDArray[np.int64]
    certainty: NDArray[np.float64]
    contained: NDArray[np.float64]
    more: dict[int, list[int]]


def families(
    relations: Relations,
    wire: NDArray[np.bool_],
    agency: NDArray[np.int64],
    words: NDArray[np.int64],
    joined: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> NDArray[np.int64]:
    """Return a number for each document that is the same for versions of one dispatch, shape=(documents,).

    Parameters
    ----------
    relations : Relations
        What the documents share.
    wire : numpy.ndarray, shape=(documents,), bool
        Which documents are dispatches.
    agency : numpy.ndarray, shape=(documents,), int64
        A number for the agency of each; -1 where it is not known.
    words : numpy.ndarray, shape=(documents,), int64
        The words of prose of each.
    joined : tuple of numpy.ndarray, shape=(pairs,), int64
        Dispatches that are versions of one by what they say.
    """
    left, right = relations.left, relations.right
    shared = np.maximum(
        relations.words_left / np.maximum(words[left], 1), relations.words_right / np.maximum(words[right], 1)
    )
    same = wire[left] & wire[right] & (agency[left] == agency[right]) & (shared >= VERSION)
    return components(len(wire), np.concatenate([left[same], joined[0]]), np.concatenate([right[same], joined[1]]))


def used_sources(context: Context, relations: Relations, versions: Versions, idf: NDArray[np.float32]) -> Sources:
    """Find the dispatch that each document used.

    Of several versions it is the one whose words and pairs of words the document has most of; of equal ones the
    latest that is not later than the document, and no kill. A dispatch may have used earlier versions of itself only.

    Parameters
    ----------
    context : Context
        The documents, which words are prose, which documents are dispatches, the order of the ids, and the numbers.
    relations : Relations
        What the documents share.
    versions : Versions
        The versions of dispatches in their order.
    idf : numpy.ndarray, shape=(2**k,), float32
        How rare stems are, 0 to 1, by their lowest bits.
    """
    from provenance.kernels.overlap import COMMON_WORDS, MEASURES, common_words

    words, prose, wire, rank = context.words, context.prose, context.wires.is_wire, context.rank
    documents = len(wire)
    target = np.concatenate([relations.left, relations.right])
    source = np.concatenate([relations.right, relations.left])
    share = np.concatenate([relations.words_left, relations.words_right]) / np.maximum(prose.words()[target], 1)
    linked = np.concatenate([relations.link, relations.link]) >= context.settings.levels["link"]
    family, order = versions.family, versions.order(source, target)
    own_version = wire[target] & (family[target] == family[source]) & (order < 0)
    can = linked & wire[source] & (order <= 0) & (~wire[target] | own_version)
    target, source, share = target[can], source[can], share[can]
    measures = np.zeros((len(target), COMMON_WORDS))
    if len(target):  # the kernel sets up large tables
        common_words(words.stems, words.numbers, prose.mask, words.document_tokens, target, source, idf, 0.75, measures)
    wording = measures[:, MEASURES.index("known")] + measures[:, MEASURES.index("found_pairs")]
    group = target * documents + family[source]
    # The strongest family of a document first, in it the best wording, of equal ones the latest that is no kill.
    strength = _largest(group, share)
    kill = np.array([versions.is_kill(at) for at in source.tolist()], bool)
    ranked = np.lexsort((
        rank[source], -versions.place[source], -versions.middle[source], kill, -wording, _least(group, rank[source]),
        -strength, target,
    ))  # fmt: skip
    used = np.full(documents, -1, np.int64)
    certainty, contained = np.ones(documents), np.zeros(documents)
    more: dict[int, list[int]] = {}
    before: dict[int, int] = {}
    for at in ranked.tolist():
        document = int(target[at])
        known = before.get(int(group[at]))
        before.setdefault(int(group[at]), at)
        if used[document] < 0:
            used[document], contained[document] = source[at], strength[at]
        elif known is not None:
            # Nobody prints a kill: one that repeats the text makes the version no less sure.
            if not kill[at] and source[known] == used[document] and certainty[document] == 1:
                gain = context.settings.version["wording"] * float(wording[known] - wording[at])
                certainty[document] = float(logistic(np.array(gain)))
        elif strength[at] >= _SECOND:
            more.setdefault(document, []).append(int(source[at]))
    return Sources(used, certainty, contained, more)


def _least(group: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each row the least value of its group."""
    keys, inverse = np.unique(group, return_inverse=True)
    best = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(best, inverse, values)
    least: NDArray[np.int64] = best[inverse]
    return least


def _largest(group: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each row the largest value of its group."""
    keys, inverse = np.unique(group, return_inverse=True)
    best = np.zeros(len(keys))
    np.maximum.at(best, inverse, values)
    largest: NDArray[np.float64] = best[inverse]
    return largest
