"""Summaries: a short stretch of one document that a long one explains as a whole.

No two windows of the two match, so nothing grows; but nearly each word of the short stretch stands somewhere in the
long document, and mostly beside a word that stands near it there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.evidence import ALONE, LINKED, UNSHARED, WALL, slot_of_link
from provenance.kernels.jit import inline
from provenance.kernels.spans import Span, size, span

if TYPE_CHECKING:
    from provenance.kernels.evidence import Side
    from provenance.kernels.fitted import SummaryNumbers
    from provenance.kernels.types import F64, I32, U8, Bool, Number

__all__ = ["Summary", "find_summary"]

# The weights that chances are worked out for, and the longest document that is searched.
_STEPS, _LONGEST = 64, 1 << 17


class Summary(NamedTuple):
    """A stretch of one document that summarises another.

    ``short``: the stretch; ``long``: what of the other document it summarises; ``linked``: its words that are linked to
    the other document and stand in no other passage; ``evidence``: in nats, 0 where there is no summary.
    """

    short: Span
    long: Span
    linked: Number
    evidence: Number


@inline
def _no_summary() -> Summary:
    return Summary(span(0, 0), span(0, 0), np.int64(0), 0.0)


@inline
def _linked_gains(words: Number, numbers: SummaryNumbers) -> F64:
    """Return the gain of a linked word by its weight, against a document of ``words`` words."""
    gains = np.empty(_STEPS + 1, np.float64)
    for step in range(_STEPS + 1):
        chance = -np.expm1(-numbers.rate * np.exp(-numbers.fall * step / _STEPS) * words / 1000.0)
        gains[step] = min(numbers.gain, np.log(numbers.often / max(1e-6, chance)))
    return gains


@inline
def _fill_gains(side: Side, kinds: U8, covered: Bool, linked_gains: F64, numbers: SummaryNumbers, gains: F64) -> None:
    """Compute the gain of each word of a document; minus infinity for a word that no stretch may contain."""
    for at in range(len(kinds)):
        weight = side.weights[at]
        if weight >= WALL:
            gains[at] = -np.inf
        elif covered[at]:
            gains[at] = numbers.covered
        elif kinds[at] == UNSHARED:
            gains[at] = numbers.unshared + numbers.any
        elif kinds[at] == ALONE:
            gains[at] = numbers.alone + numbers.alone_rise * weight + numbers.any
        else:
            gains[at] = linked_gains[np.int64(weight * _STEPS)] + numbers.any


@inline
def _best_stretch(gains: F64) -> tuple[Number, Span]:
    """Return the greatest sum of gains, and its stretch (Kadane)."""
    best, total = 0.0, 0.0
    begin = 0
    found = span(0, 0)
    for at in range(len(gains)):
        if gains[at] == -np.inf:
            total = 0.0
            continue
        if total <= 0.0:
            total = 0.0
            begin = at
        total += gains[at]
        if total > best:
            best = total
            found = span(begin, at + 1)
    return best, found


@inline
def _once(side: Side, kinds: U8, covered: Bool, gains: F64, part: Span, times: I32) -> Number:
    """Return the sum of gains of a stretch, with lower gains for repeated words."""
    total = 0.0
    for at in range(part.start, part.stop):
        gain = gains[at]
        if kinds[at] != UNSHARED and gain > 0.0 and not covered[at]:
            times[side.ids[at]] += 1
            gain /= times[side.ids[at]]
        total += gain
    return total


@inline
def _mark_linked(ids: I32, others: I32, kinds: U8, distinct: Number, numbers: SummaryNumbers) -> None:
    """Mark as linked the shared words that stand near each other, in the same order, in both documents."""
    shared = np.zeros(distinct, np.bool_)
    for at in range(len(ids)):
        if kinds[at] != UNSHARED:
            shared[ids[at]] = True
    # Only shared words are asked for.
    count = 0
    for at in range(len(others)):
        count += others[at] >= 0 and shared[others[at]]
    bits = 10
    while 1 << bits < 2 * numbers.other_near * count:
        bits += 1
    size = 1 << bits
    # No key is all ones: ids are numbers of 31 bits.
    free = np.uint64(0xFFFFFFFFFFFFFFFF)
    table = np.full(size, free, np.uint64)
    for at in range(len(others)):
        if others[at] < 0 or not shared[others[at]]:
            continue
        for near in range(at + 1, min(len(others), at + numbers.other_near + 1)):
            if others[near] >= 0 and shared[others[near]] and others[at] != others[near]:
                key, slot = slot_of_link(others[at], others[near], bits)
                while table[slot] != free and table[slot] != key:
                    slot = (slot + 1) & (size - 1)
                table[slot] = key
    for at in range(len(ids)):
        if kinds[at] == UNSHARED:
            continue
        for near in range(at + 1, min(len(ids), at + numbers.near + 1)):
            if kinds[near] == UNSHARED or ids[at] == ids[near] or (kinds[at] == LINKED and kinds[near] == LINKED):
                continue
            key, slot = slot_of_link(ids[at], ids[near], bits)
            while table[slot] != free and table[slot] != key:
                slot = (slot + 1) & (size - 1)
            if table[slot] == key:
                kinds[at] = LINKED
                kinds[near] = LINKED


@inline
def find_summary(side: Side, other: Side, distinct: Number, covered: Bool, numbers: SummaryNumbers) -> Summary:
    """Find the stretch of one document that summarises another.

    Parameters
    ----------
    side, other : Side
        The document with the summary, and the long one.
    distinct : int
        The numbers that ids have.
    covered : bool [tokens]
        The words of ``side`` that stand in other passages of the two.
    numbers : SummaryNumbers
        What is a summary.
    """
    words = len(other.ids)
    if len(side.ids) < numbers.words or words < numbers.longer * numbers.words or words > _LONGEST:
        return _no_summary()
    present = np.zeros(distinct + 1, np.bool_)
    for at in range(words):
        if other.ids[at] >= 0:
            present[other.ids[at]] = True
    kinds = np.empty(len(side.ids), np.uint8)
    gains = np.empty(len(side.ids), np.float64)
    linked_gains = _linked_gains(words, numbers)
    # At first as if each shared word were linked: what is not enough so need not be looked at.
    for at in range(len(side.ids)):
        kinds[at] = LINKED if side.ids[at] >= 0 and present[side.ids[at]] else UNSHARED
    _fill_gains(side, kinds, covered, linked_gains, numbers, gains)
    if _best_stretch(gains)[0] < numbers.least:
        return _no_summary()
    for at in range(len(side.ids)):
        kinds[at] = min(kinds[at], ALONE)
    _mark_linked(side.ids, other.ids, kinds, distinct, numbers)
    _fill_gains(side, kinds, covered, linked_gains, numbers, gains)
    _, short = _best_stretch(gains)
    if size(short) < numbers.words:
        return _no_summary()
    evidence = _once(side, kinds, covered, gains, short, np.zeros(distinct, np.int32))
    if evidence < numbers.least or evidence < numbers.density * size(short):
        return _no_summary()
    present[:] = False
    linked, bare = np.int64(0), np.int64(0)
    for at in range(short.start, short.stop):
        bare += not covered[at]
        linked += kinds[at] == LINKED and not covered[at]
        is_from_there = kinds[at] == LINKED or (covered[at] and kinds[at] == ALONE)
        if is_from_there and numbers.rare_from < side.weights[at] < WALL:
            present[side.ids[at]] = True
    start, stop = np.int64(-1), np.int64(-1)
    for at in range(words):
        if other.ids[at] >= 0 and present[other.ids[at]]:
            start = at if start < 0 else start
            stop = at + 1
    if bare < numbers.bare or linked < numbers.share * bare or start < 0 or stop - start < numbers.longer * size(short):
        return _no_summary()
    return Summary(short, span(start, stop), linked, evidence)
