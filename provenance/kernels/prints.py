"""Prints: a hash for each place of a text that two texts share where they share what stands there.

Of two kinds: a shingle of words, for what is copied; and two rare stems that stand close together, in either order, for
what is reworded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import F32, I64, U8, U32, U64, Bool, Number

__all__ = ["NO_PRINT", "count_prints", "document_prints", "mix", "pair_prints", "scatter_prints", "shingle_prints"]

#: Where no print begins.
NO_PRINT = np.uint64(0)
# In a text longer than this, in words, each print counts a few times only: a word repeated a million times prints no
# million. (What is remembered of a text is as long, so a longer one may forget.)
_LONG, _TIMES = 4096, 4


@inline
def mix(h: Number) -> Number:
    """Mix the bits of a hash, so that it can be cut anywhere."""
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


@inline
def _thin(prints: U64, known: U64, times: U8) -> None:
    """Leave each print of a long text a few times only."""
    known[:] = NO_PRINT
    for at in range(len(prints)):
        if prints[at] == NO_PRINT:
            continue
        slot = np.int64(prints[at] >> np.uint64(8)) % _LONG
        if known[slot] != prints[at]:
            known[slot] = prints[at]
            times[slot] = 0
        if times[slot] == _TIMES:
            prints[at] = NO_PRINT
        else:
            times[slot] += 1


@kernel
def shingle_prints(
    numbers: U32, document_tokens: I64, silent: Bool, first: Number, last: Number, width: Number, prints: U64
) -> None:
    """Hash the shingle that begins with each word.

    Parameters
    ----------
    numbers : uint32 [tokens]
        The words, as `provenance.kernels.words.word_numbers` gives them.
    document_tokens : int64 [documents + 1]
    silent : bool [documents]
        Documents that have no prints.
    first, last : int
        The documents to do, half-open.
    width : int
        Words in a shingle.
    prints : uint64 [tokens of these documents]
        Out: `NO_PRINT` where fewer than ``width`` words are left.
    """
    base = document_tokens[first]
    # A polynomial in the words, rolled from place to place, then mixed.
    factor = np.uint64(0x9E3779B97F4A7C15)
    leading = np.uint64(1)
    for _ in range(width):
        leading *= factor
    known = np.empty(_LONG, np.uint64)
    times = np.empty(_LONG, np.uint8)
    for document in range(first, last):
        begin, end = document_tokens[document], document_tokens[document + 1]
        rolled = np.uint64(0)
        for at in range(begin, end):
            rolled = rolled * factor + np.uint64(numbers[at]) + np.uint64(1)
            if at - begin >= width:
                rolled -= leading * (np.uint64(numbers[at - width]) + np.uint64(1))
            if at - begin >= width - 1:
                prints[at - width + 1 - base] = mix(rolled) | np.uint64(1)
        for at in range(begin if silent[document] else max(begin, end - width + 1), end):
            prints[at - base] = NO_PRINT
        if end - begin > _LONG:
            _thin(prints[begin - base : end - base], known, times)


@kernel
def pair_prints(
    stems: U32, weights: F32, least: Number, reach: Number, document_tokens: I64, silent: Bool, first: Number,
    last: Number, prints: U64,
) -> None:  # fmt: skip
    """Hash each rare stem with the rarest other one among the next words, in either order.

    Parameters
    ----------
    stems : uint32 [tokens]
        The stems of the words.
    weights : float32 [2**k]
        How rare each stem is, by its lowest bits.
    least : float
        The weight from which on a stem is rare.
    reach : int
        How many words further on the other one may stand.
    document_tokens : int64 [documents + 1]
    silent : bool [documents]
        Documents that have no prints.
    first, last : int
        The documents to do, half-open.
    prints : uint64 [tokens of these documents]
        Out: `NO_PRINT` where no rare stem stands, or none after it.
    """
    mask = np.uint32(len(weights) - 1)
    base = document_tokens[first]
    known = np.empty(_LONG, np.uint64)
    times = np.empty(_LONG, np.uint8)
    # The places of the rare stems of a document, and their weights.
    places = np.empty(len(prints), np.int32)
    rarities = np.empty(len(prints), np.float32)
    for document in range(first, last):
        begin, end = document_tokens[document], document_tokens[document + 1]
        count = 0
        for at in range(begin, end):
            prints[at - base] = NO_PRINT
            weight = weights[stems[at] & mask]
            if weight >= least:
                places[count] = at - begin
                rarities[count] = weight
                count += 1
        for one in range(count if silent[document] else 0, count):
            stem = stems[begin + places[one]]
            rarest = np.float32(-1.0)
            partner = np.uint32(0)
            other = one + 1
            while other < count and places[other] - places[one] <= reach:
                if rarities[other] >= rarest and stems[begin + places[other]] != stem:
                    found = stems[begin + places[other]]
                    if rarities[other] > rarest or found < partner:
                        rarest = rarities[other]
                        partner = found
                other += 1
            if rarest >= 0:
                low, high = min(stem, partner), max(stem, partner)
                both = (np.uint64(low) << np.uint64(32)) | np.uint64(high)
                prints[begin + places[one] - base] = mix(both) | np.uint64(1)
        if end - begin > _LONG:
            _thin(prints[begin - base : end - base], known, times)


@kernel
def document_prints(numbers: U32, document_tokens: I64, prints: U64) -> None:
    """Hash all words of each document into ``prints`` [documents]."""
    for document in range(len(prints)):
        h = np.uint64(0)
        for at in range(document_tokens[document], document_tokens[document + 1]):
            h = mix(h ^ (np.uint64(numbers[at]) + np.uint64(1)))
        prints[document] = h


@kernel
def count_prints(prints: U64, bits: Number, counts: I64) -> None:
    """Count the prints of each partition, which the highest ``bits`` bits choose, into ``counts`` [2**bits]."""
    for at in range(len(prints)):
        if prints[at] != NO_PRINT:
            counts[np.int64((prints[at] >> np.uint64(32)) >> np.uint64(32 - bits))] += 1


@kernel
def scatter_prints(prints: U64, begin: Number, bits: Number, places: I64, scattered: U64) -> None:
    """Put prints into their partitions.

    Parameters
    ----------
    prints : uint64 [any]
        `NO_PRINT` is left out.
    begin : int
        The place of the first one; below 2**32.
    bits : int
        The highest bits choose a partition.
    places : int64 [2**bits]
        In and out: where the next print of a partition goes.
    scattered : uint64 [prints]
        Out: 32 further bits of the print above its place.
    """
    for at in range(len(prints)):
        if prints[at] != NO_PRINT:
            part = np.int64((prints[at] >> np.uint64(32)) >> np.uint64(32 - bits))
            tag = ((prints[at] << np.uint64(bits)) >> np.uint64(32)) << np.uint64(32)
            scattered[places[part]] = tag | np.uint64(begin + at)
            places[part] += 1
