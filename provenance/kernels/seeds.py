"""Where reworded text may be: pairs of sentences that share rare words (Sanchez-Perez, Sidorov and Gelbukh 2014)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.evidence import WALL
from provenance.kernels.jit import inline
from provenance.model.word_flags import SENTENCE

if TYPE_CHECKING:
    from provenance.kernels.evidence import Side
    from provenance.kernels.fitted import SeedNumbers
    from provenance.kernels.types import F64, I32, U8, Number

__all__ = ["Seeds", "find_seeds", "sentence_starts"]

# Steps for each word: a text of few words, repeated, would cost its square.
_STEPS = 256


class Seeds(NamedTuple):
    """Pairs of sentences, or chains, that a reworded stretch may grow from, best at the greatest score.

    ``left``, ``right``: int32 [seeds], the numbers of the two sentences, or ``left`` the row of a chain; ``score``:
    float64 [seeds].
    """

    left: I32
    right: I32
    score: F64


@inline
def sentence_starts(flags: U8) -> I32:
    """Return the start of each sentence of a document, and the end of the last one: int32 [sentences + 1]."""
    starts = np.empty(len(flags) + 1, np.int32)
    found = 0
    for at in range(len(flags)):
        if at == 0 or flags[at] & SENTENCE:
            starts[found] = at
            found += 1
    starts[found] = len(flags)
    return starts[: found + 1]


@inline
def find_seeds(
    left: Side, right: Side, left_starts: I32, right_starts: I32, distinct: Number, numbers: SeedNumbers, seeds: Seeds,
    room: Number,
) -> Number:  # fmt: skip
    """Find the pairs of sentences that share enough; return how many, at most as many as there is room for.

    Parameters
    ----------
    left, right : Side
        The documents.
    left_starts, right_starts : int32 [sentences + 1]
        As `sentence_starts` gives them.
    distinct : int
        The numbers that ids have.
    numbers : SeedNumbers
        What is enough.
    seeds : Seeds
        Out: the pairs of sentences with the cosine of their weights.
    room : int
        The most seeds.
    """
    right_count = len(right_starts) - 1
    first_postings = np.full(distinct, -1, np.int32)
    size = len(right.ids)
    following = np.empty(size, np.int32)
    places = np.empty(size, np.int32)
    times = np.empty(size, np.float32)
    norms = np.zeros(right_count, np.float64)
    used = 0
    for sentence in range(right_count):
        for at in range(right_starts[sentence], right_starts[sentence + 1]):
            word = right.ids[at]
            if right.weights[at] < numbers.least_weight or right.weights[at] >= WALL:
                continue
            head = first_postings[word]
            if head >= 0 and places[head] == sentence:
                times[head] += 1
            else:
                places[used] = sentence
                times[used] = 1
                following[used] = head
                first_postings[word] = used
                used += 1
        for at in range(right_starts[sentence], right_starts[sentence + 1]):
            if numbers.least_weight <= right.weights[at] < WALL:
                norms[sentence] += times[first_postings[right.ids[at]]] * right.weights[at] * right.weights[at]
    dots = np.zeros(right_count, np.float64)
    common = np.zeros(right_count, np.int32)
    touched = np.empty(right_count, np.int32)
    last_in = np.full(distinct, -1, np.int32)
    found = 0
    steps = 0
    most = _STEPS * (len(left.ids) + len(right.ids))
    for sentence in range(len(left_starts) - 1):
        begin, end = left_starts[sentence], left_starts[sentence + 1]
        some = 0
        norm = 0.0
        for at in range(begin, end):
            weight = left.weights[at]
            if weight < numbers.least_weight or weight >= WALL:
                continue
            word = left.ids[at]
            if word < 0:
                norm += weight * weight
                continue
            if last_in[word] == sentence:
                continue
            last_in[word] = sentence
            count = 0
            for other in range(at, end):
                count += left.ids[other] == word
            norm += count * count * weight * weight
            place = first_postings[word]
            while place >= 0 and steps < most:
                steps += 1
                where = places[place]
                if common[where] == 0:
                    touched[some] = where
                    some += 1
                common[where] += 1
                dots[where] += count * times[place] * weight * weight
                place = following[place]
        for which in range(some):
            where = touched[which]
            if common[where] > 1 and found < room:
                cosine = dots[where] / np.sqrt(norm * norms[where] + 1e-12)
                if cosine > numbers.cosine:
                    seeds.left[found] = sentence
                    seeds.right[found] = where
                    seeds.score[found] = cosine
                    found += 1
            common[where] = 0
            dots[where] = 0.0
    return found
