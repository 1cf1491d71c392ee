"""Summaries: a short stretch of one document that a long one explains as a whole.

No two windows of the two match, so nothing grows; but far more of the short stretch stands somewhere in the long
document than a text of that length would hold by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline
from provenance.kernels.numbering import number_words, slot_of

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, U32, Number

__all__ = ["find_condensed"]

# What a word of the stretch costs that the long document does not have: as much as a surprise of so many nats gains,
# less for words that are no surprise.
_COST, _SURPRISE = 2.4, 3.0
# The least surprise of a stretch, of its distinct words; its least words; the least part of it that is explained, and
# of the long document that it explains; and how many times as long that is.
_LEAST, _DISTINCT, _WORDS, _SHARE, _OTHER_SHARE, _LONGER = 60.0, 42.0, 50, 0.6, 0.2, 2.5


@inline
def _surprise(frequency: Number, words: Number) -> Number:
    """Return how surprising it is to find a word in a text of so many words, in nats."""
    return max(0.0, -np.log(max(1e-12, -np.expm1(-words * np.float64(frequency)))))


@inline
def find_condensed(short: U32, long: U32, frequencies: F32, box: F64) -> Number:
    """Find the stretch of one document that summarises another.

    Parameters
    ----------
    short, long : uint32 [tokens]
        The stems of the words of two documents.
    frequencies : float32 [2**k]
        The share of all words that a stem has, by its lowest bits.
    box : float64 [any]
        Out: first and last word of the stretch, first and last word of what it summarises, half-open; and how many
        words of the stretch the other has.

    Returns
    -------
    float
        The surprise of the stretch in nats, 0 where there is none.
    """
    if len(short) < _WORDS or len(long) < _LONGER * _WORDS:
        return 0.0
    mask = np.uint32(len(frequencies) - 1)
    size = 16
    while size < 2 * len(long):
        size *= 2
    keys = np.empty(size, np.uint32)
    values = np.empty(size, np.int32)
    short_ids = np.empty(len(short), np.int32)
    long_ids = np.empty(len(long), np.int32)
    distinct = number_words(short, long, keys, values, short_ids, long_ids)
    gains = np.empty(len(short), np.float64)
    best, total = 0.0, 0.0
    begin, first, last = 0, 0, 0
    for at in range(len(short)):
        gains[at] = _surprise(frequencies[short[at] & mask], len(long))
        if total <= 0.0:
            total = 0.0
            begin = at
        total += gains[at] if short_ids[at] >= 0 else -_COST * min(1.0, gains[at] / _SURPRISE)
        if total > best:
            best = total
            first = begin
            last = at + 1
    if best < _LEAST or last - first < _WORDS:
        return 0.0
    # Each distinct word once: a name that is repeated explains no more for that.
    seen = np.zeros(distinct, np.bool_)
    own_keys = np.empty(size, np.uint32)
    own_values = np.full(size, -1, np.int32)
    explained, all_of_it, shared = 0.0, 1e-9, 0
    for at in range(first, last):
        if short_ids[at] >= 0:
            shared += 1
            if not seen[short_ids[at]]:
                seen[short_ids[at]] = True
                explained += gains[at]
                all_of_it += gains[at]
        elif last - first < size // 2:
            slot = slot_of(own_keys, own_values, short[at])
            if own_values[slot] < 0:
                own_keys[slot] = short[at]
                own_values[slot] = 0
                all_of_it += gains[at]
    low, high = -1, -1
    for at in range(len(long)):
        if seen[long_ids[at]] and _surprise(frequencies[long[at] & mask], len(long)) > 1.0:
            low = at if low < 0 else low
            high = at + 1
    if low < 0 or explained < _DISTINCT or explained < _SHARE * all_of_it or high - low < _LONGER * (last - first):
        return 0.0
    other, other_all = 0.0, 1e-9
    for at in range(low, high):
        gain = _surprise(frequencies[long[at] & mask], last - first)
        other_all += gain
        if seen[long_ids[at]]:
            other += gain
    if other < _OTHER_SHARE * other_all:
        return 0.0
    box[0], box[1], box[2], box[3], box[4] = first, last, low, high, shared
    return best
