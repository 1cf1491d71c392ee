"""Summaries: a short stretch of one document that a long one explains as a whole.

No two windows of the two match, so nothing grows; but nearly each word of the short stretch stands somewhere in the
long document, and mostly beside a word that stands near it there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.evidence import ALONE, LINKED, UNSHARED, WALL, slot_of_link
from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.evidence import Side
    from provenance.kernels.types import F32, F64, I32, U8, Bool, Number

__all__ = ["SUMMARY", "find_summary"]

#: What `find_summary` fills in.
SUMMARY = ("first", "last", "other_first", "other_last", "words")
# How far two words may be from each other to be linked: in the short document, in the long one.
_NEAR, _OTHER_NEAR = 3, 4
# By chance a word of the weight w is linked to a document of n words with 1 - exp(-_RATE exp(-_FALL w) n / 1000); in a
# summary _OFTEN of the words are. What a link gains at most; what a shared word without a link gains at the
# weights 0 and 1, what an unshared one loses, and what any word does: all in nats.
_RATE, _FALL, _OFTEN, _GAIN = 1.6, 6.6, 0.8, 2.97
_ALONE, _ALONE_RISE, _UNSHARED, _ANY = -1.2, 1.5, -2.16, -0.18
# What a word gains that stands in another passage already.
_COVERED = 0.4
# The least evidence of a summary, for each of its words too; its least words, and those not in other passages; the
# least part of these that is linked; and how many times as long is what it summarises.
_LEAST, _DENSITY, _WORDS, _BARE, _SHARE, _LONGER = 38.0, 0.48, 50, 9, 0.43, 4.0
# Words heavier than this show where in the long document the summary comes from.
_TELLING = 0.4
# The weights that chances are worked out for, and the longest document that is searched.
_STEPS, _LONGEST = 64, 1 << 17


@inline
def _linked_gains(words: Number) -> F64:
    """Return what a linked word gains by its weight, against a document of so many words."""
    gains = np.empty(_STEPS + 1, np.float64)
    for step in range(_STEPS + 1):
        chance = -np.expm1(-_RATE * np.exp(-_FALL * step / _STEPS) * words / 1000.0)
        gains[step] = min(_GAIN, np.log(_OFTEN / max(1e-6, chance)))
    return gains


@inline
def _gain(kind: Number, weight: Number, linked_gains: F64) -> Number:
    if kind == UNSHARED:
        return _UNSHARED + _ANY
    if kind == ALONE:
        return _ALONE + _ALONE_RISE * weight + _ANY
    return linked_gains[np.int64(weight * _STEPS)] + _ANY


@inline
def _best_stretch(kinds: U8, weights: F32, covered: Bool, linked_gains: F64) -> tuple[Number, Number, Number]:
    """Return the greatest sum of gains, and where it begins and ends (Kadane)."""
    best, total = 0.0, 0.0
    begin, first, last = 0, 0, 0
    for at in range(len(kinds)):
        if weights[at] >= WALL:
            total = 0.0
            continue
        if total <= 0.0:
            total = 0.0
            begin = at
        total += _COVERED if covered[at] else _gain(kinds[at], weights[at], linked_gains)
        if total > best:
            best = total
            first = begin
            last = at + 1
    return best, first, last


@inline
def _mark_linked(ids: I32, others: I32, kinds: U8) -> None:
    """Mark as linked the shared words that stand near each other, in the same order, in both documents."""
    bits = 10
    while 1 << bits < 8 * len(others):
        bits += 1
    size = 1 << bits
    # No key is all ones: ids are numbers of 31 bits.
    free = np.uint64(0xFFFFFFFFFFFFFFFF)
    table = np.full(size, free, np.uint64)
    for at in range(len(others)):
        for near in range(at + 1, min(len(others), at + _OTHER_NEAR + 1)):
            if others[at] >= 0 and others[near] >= 0 and others[at] != others[near]:
                key, slot = slot_of_link(others[at], others[near], bits)
                while table[slot] != free and table[slot] != key:
                    slot = (slot + 1) & (size - 1)
                table[slot] = key
    for at in range(len(ids)):
        for near in range(at + 1, min(len(ids), at + _NEAR + 1)):
            if kinds[at] != UNSHARED and kinds[near] != UNSHARED and ids[at] != ids[near]:
                key, slot = slot_of_link(ids[at], ids[near], bits)
                while table[slot] != free and table[slot] != key:
                    slot = (slot + 1) & (size - 1)
                if table[slot] == key:
                    kinds[at] = LINKED
                    kinds[near] = LINKED


@inline
def find_summary(side: Side, other: Side, distinct: Number, covered: Bool, found: F64) -> Number:
    """Find the stretch of one document that summarises another.

    Parameters
    ----------
    side, other : Side
        The document with the summary, and the long one.
    distinct : int
        The numbers that ids have.
    covered : bool [tokens]
        The words of ``side`` that stand in other passages of the two.
    found : float64 [any]
        Out: `SUMMARY`, half-open; ``words`` are those of the stretch that are linked to the long document.

    Returns
    -------
    float
        The evidence for the stretch in nats, 0 where there is none.
    """
    words = len(other.ids)
    if len(side.ids) < _WORDS or words < _LONGER * _WORDS or words > _LONGEST:
        return 0.0
    present = np.zeros(distinct + 1, np.bool_)
    for at in range(words):
        if other.ids[at] >= 0:
            present[other.ids[at]] = True
    kinds = np.empty(len(side.ids), np.uint8)
    linked_gains = _linked_gains(words)
    # At first as if each shared word were linked: what is not enough so need not be looked at.
    for at in range(len(side.ids)):
        kinds[at] = LINKED if side.ids[at] >= 0 and present[side.ids[at]] else UNSHARED
    if _best_stretch(kinds, side.weights, covered, linked_gains)[0] < _LEAST:
        return 0.0
    for at in range(len(side.ids)):
        kinds[at] = min(kinds[at], ALONE)
    _mark_linked(side.ids, other.ids, kinds)
    best, first, last = _best_stretch(kinds, side.weights, covered, linked_gains)
    if best < _LEAST or last - first < _WORDS or best < _DENSITY * (last - first):
        return 0.0
    present[:] = False
    linked, bare = 0, 0
    for at in range(first, last):
        bare += not covered[at]
        linked += kinds[at] == LINKED and not covered[at]
        telling = kinds[at] == LINKED or (covered[at] and kinds[at] == ALONE)
        if telling and _TELLING < side.weights[at] < WALL:
            present[side.ids[at]] = True
    low, high = -1, -1
    for at in range(words):
        if other.ids[at] >= 0 and present[other.ids[at]]:
            low = at if low < 0 else low
            high = at + 1
    if bare < _BARE or linked < _SHARE * bare or low < 0 or high - low < _LONGER * (last - first):
        return 0.0
    found[0], found[1], found[2], found[3], found[4] = first, last, low, high, linked
    return best
