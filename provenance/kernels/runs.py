"""Runs of words that two documents have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import I32, U32, Bool, Number

__all__ = ["SEED", "Index", "Runs", "build_index", "find_runs", "most_runs", "table_size"]

#: Words in the shortest run that counts.
SEED = 3
# A run that stands in one document more often than this starts no run of its own: it is a formula, and a text of one
# word repeated would cost its square.
_OFTEN = 64


class Index(NamedTuple):
    """The places of each seed of a text, the first one first.

    ``first_places``: int32 [2**k], the first place by the lowest bits of the seed's hash, or -1; ``following``: int32
    [places], the next place of the same bits.
    """

    first_places: I32
    following: I32


class Runs(NamedTuple):
    """Common runs of words, or of characters, each int32 [runs]: where they begin on both sides, and their lengths."""

    left: I32
    right: I32
    length: I32


@inline
def most_runs(left_size: Number, right_size: Number) -> Number:
    """Return the most common runs that are looked at in a pair of texts of so many words, or characters."""
    return 4 * max(left_size, right_size) + 1024


@inline
def table_size(places: Number) -> Number:
    """Return the size of a hash table for so many places: the least power of two that holds twice as many."""
    size = 16
    while size < 2 * places:
        size *= 2
    return size


@inline
def _seed_hash(words: U32, at: Number) -> Number:
    h = np.uint64(words[at]) * np.uint64(0x9E3779B97F4A7C15)
    h = (h ^ (h >> np.uint64(29))) + np.uint64(words[at + 1])
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(32))) + np.uint64(words[at + 2])
    h *= np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


@inline
def _same_seed(left: U32, i: Number, right: U32, j: Number) -> bool:
    return left[i] == right[j] and left[i + 1] == right[j + 1] and left[i + 2] == right[j + 2]


@inline
def build_index(left: U32, index: Index) -> None:
    """Chain the places of each seed of a document, the first place first."""
    first_places, following = index.first_places, index.following
    first_places[:] = -1
    mask = np.uint64(len(first_places) - 1)
    for at in range(len(left) - SEED, -1, -1):
        slot = np.int64(_seed_hash(left, at) & mask)
        following[at] = first_places[slot]
        first_places[slot] = at


@inline
def find_runs(left: U32, right: U32, index: Index, often: Bool, runs: Runs, budget: Number) -> tuple[Number, bool]:
    """Find the maximal common runs of at least SEED words, by right start, then left start.

    Returns how many there are, and whether the room or the budget of steps ended the search.
    """
    first_places, following = index.first_places, index.following
    count = 0
    mask = np.uint64(len(first_places) - 1)
    steps = 0
    for j in range(len(right) - SEED + 1):
        slot = np.int64(_seed_hash(right, j) & mask)
        places = 0
        at = first_places[slot]
        while at >= 0 and places <= _OFTEN:
            if _same_seed(left, at, right, j):
                places += 1
            steps += 1
            at = following[at]
        often[j] = places > _OFTEN
        if places == 0 or often[j]:
            continue
        at = first_places[slot]
        while at >= 0:
            i = at
            at = following[i]
            if not _same_seed(left, i, right, j):
                continue
            back = 0
            if i > 0 and j > 0 and left[i - 1] == right[j - 1]:
                # Not the beginning of its run. It was found there, unless every seed before was too frequent.
                while i > back and j > back and left[i - back - 1] == right[j - back - 1] and often[j - back - 1]:
                    back += 1
                    steps += 1
                if i > back and j > back and left[i - back - 1] == right[j - back - 1]:
                    continue
            length = SEED
            while i + length < len(left) and j + length < len(right) and left[i + length] == right[j + length]:
                length += 1
            steps += length
            if count == len(runs.left) or steps > budget:
                return count, True
            runs.left[count] = i - back
            runs.right[count] = j - back
            runs.length[count] = length + back
            count += 1
    return count, False
