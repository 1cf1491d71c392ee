"""Whether a document is derived from the one document it was to be held against.

Where somebody asks about one pair, that pair is likelier than any other in a collection, and less evidence is enough:
whole documents are compared by their words, without passages. The words are taken by their first four letters, which
serves scripts whose words are short, run together or are bent at the end alike.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from provenance.infer.settings import Settings
    from provenance.model.derivation import Degree
    from provenance.model.documents import Documents
    from provenance.model.words import WordTable

__all__ = ["FEATURES", "LEAST_DOCUMENTS", "Answer", "answers", "pair_features", "pair_targets", "probabilities"]

#: The columns of `pair_features`.
FEATURES = ("words", "pairs", "rare", "rare_share", "length", "order")
#: In fewer documents nothing can be said of how rare a word is.
LEAST_DOCUMENTS = 20
_LETTERS = 4
#: A word is rare that stands in so many of the documents at most, and in two anyway.
_RARE = 0.02
#: So many words, half of them in order, are added to those of each pair.
_FEW = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What whole documents say of one that was asked about with one other: which, and how likely it is derived."""

    partner: int
    degree: Degree
    derived: float
    wholly: float


def pair_targets(pairs: Sequence[tuple[int, int]] | None, documents: int) -> list[tuple[int, int]]:
    """Return the pairs that were asked for and whose left document was asked about with no other.

    Parameters
    ----------
    pairs : sequence of (int, int), optional
        What was asked for: positions of left and right.
    documents : int
        How many documents there are.
    """
    if pairs is None or documents < LEAST_DOCUMENTS:
        return []
    distinct = dict.fromkeys(pair for pair in pairs if pair[0] != pair[1])
    times = Counter(left for left, _ in distinct)
    return [(left, right) for left, right in distinct if times[left] == 1]


def pair_features(targets: Sequence[tuple[int, int]], documents: Documents, words: WordTable) -> NDArray[np.float64]:
    """Compare whole documents by their words.

    Parameters
    ----------
    targets : sequence of (int, int)
        Positions of a document and of the one it is held against.
    documents : Documents
        The documents.
    words : WordTable
        Their words.

    Returns
    -------
    numpy.ndarray, shape=(targets, 6), float64
        In the order of `FEATURES`: the share of its words that the other has; the share of its pairs of words in a row
        that the other has in the same form; log(1 + different rare words that the other has); the share of its rare
        words that the other has; log(1 + its words); how many of the words that both have once stand in the same order
        on both sides, as a share (see `_in_order`).
    """
    beginnings = {at: _beginnings(at, documents, words) for at in {at for pair in targets for at in pair}}
    # How many documents have a word is counted in those that are compared.
    frequency = Counter(word for own in beginnings.values() for word in set(own))
    most = max(2, _RARE * len(beginnings))
    rows = np.zeros((len(targets), len(FEATURES)))
    for row, (left, right) in enumerate(targets):
        own, other = beginnings[left], beginnings[right]
        known = set(other)
        rare = [word for word in own if frequency[word] <= most]
        rows[row] = (
            _share(own, other),
            _share(_pairs(left, words), _pairs(right, words)),
            math.log1p(len({word for word in rare if word in known})),
            sum(word in known for word in rare) / max(1, len(rare)),
            math.log1p(len(own)),
            _in_order(own, other),
        )
    return rows


def probabilities(
    features: NDArray[np.float64], credited: NDArray[np.bool_], settings: Settings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how likely each document is derived at all, and wholly, each shape=(targets,).

    Parameters
    ----------
    features : numpy.ndarray, shape=(targets, 6), float64
        As `pair_features` gives them.
    credited : numpy.ndarray, shape=(targets,), bool
        The document credits the agency whose dispatch the other one is.
    settings : Settings
        The numbers.
    """
    numbers = settings.classifier

    def logistic(name: str) -> NDArray[np.float64]:
        value = numbers[f"{name}_bias"] + features @ np.array([numbers[f"{name}_{column}"] for column in FEATURES])
        if name == "derived":
            value = value + numbers["credited"] * credited
        chance: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(value, -30, 30)))
        return chance

    return logistic("derived"), logistic("wholly")


def _beginnings(at: int, documents: Documents, words: WordTable) -> list[str]:
    text = documents.text(at)
    first, last = words.document_tokens[at], words.document_tokens[at + 1]
    starts, stops = words.cp_start[first:last].tolist(), words.cp_stop[first:last].tolist()
    return [text[start:stop].casefold()[:_LETTERS] for start, stop in zip(starts, stops, strict=True)]


def _pairs(at: int, words: WordTable) -> list[tuple[int, int]]:
    numbers = words.numbers[words.document_tokens[at] : words.document_tokens[at + 1]].tolist()
    return list(pairwise(numbers))


def _share(own: Sequence[object], other: Sequence[object]) -> float:
    """Return the share of one's items that the other has, each as often as the other has it."""
    left = Counter(other)
    return sum(min(times, left[item]) for item, times in Counter(own).items()) / max(1, len(own))


def _in_order(own: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of the words that both have once which can be read in one order on both sides.

    Whoever rewrites a text goes through it from its beginning to its end; two reports of one event tell the same facts
    in an order of their own. Few words say little: the share is drawn towards a half.
    """
    times, others = Counter(own), Counter(other)
    place = {word: at for at, word in enumerate(other)}
    places = [place[word] for word in own if times[word] == 1 and others[word] == 1]
    # The last places of the longest rising sequences of each length (Fredman 1975).
    ends: list[int] = []
    for at in places:
        length = bisect_left(ends, at)
        ends[length : length + 1] = [at]
    return (len(ends) + _FEW / 2) / (len(places) + _FEW)


def answers(
    asked: Sequence[tuple[int, int]] | None,
    documents: Documents,
    words: WordTable,
    crediting: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]],
    settings: Settings,
) -> dict[int, Answer]:
    """Return what whole documents say of those that were asked about with one other, by position.

    Parameters
    ----------
    asked : sequence of (int, int), optional
        The pairs that were asked for.
    documents, words
        The documents and their words.
    crediting : callable
        Says of pairs, by positions, whether one is a dispatch whose agency the other credits.
    settings : Settings
        The numbers.
    """
    targets = pair_targets(asked, len(documents))
    if not targets:
        return {}
    left, right = np.array(targets, np.int64).T
    derived, wholly = probabilities(pair_features(targets, documents, words), crediting(left, right), settings)
    levels = settings.classifier
    found = {}
    for (document, partner), some, all_ in zip(targets, derived.tolist(), wholly.tolist(), strict=True):
        degree: Degree = "non" if some < levels["derived"] else "wholly" if all_ >= levels["wholly"] else "partially"
        found[document] = Answer(partner, degree, some, all_)
    return found
