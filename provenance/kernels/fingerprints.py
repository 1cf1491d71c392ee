"""Fingerprints: 64-bit hashes of what stands at a token, equal in two texts where the same stands in both.

Of two kinds: an n-gram of words, for what is copied; and two rare stems that stand close together, in either order, for
what is reworded (Schleimer, Wilkerson and Aiken 2003 give the name).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import F32, I64, U8, U32, U64, Bool, Number, Out

__all__ = [
    "NO_FINGERPRINT", "count_fingerprints", "document_fingerprints", "mix", "ngram_fingerprints",
    "scatter_fingerprints", "stem_pair_fingerprints",
]  # fmt: skip

#: Where there is no fingerprint.
NO_FINGERPRINT = np.uint64(0)
# In a text of more tokens than this each fingerprint counts a few times only: a word repeated a million times makes no
# million rows. (So many fingerprints are remembered; a long text may forget some.)
_LONG, _TIMES = 4096, 4


@inline
def mix(h: Number) -> Number:
    """Mix the bits of a hash, so that it can be cut anywhere."""
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


@inline
def _thin(fingerprints: U64, known: U64, times: U8) -> None:
    """Leave each fingerprint of a long text a few times only."""
    known[:] = NO_FINGERPRINT
    for at in range(len(fingerprints)):
        if fingerprints[at] == NO_FINGERPRINT:
            continue
        slot = np.int64(fingerprints[at] >> np.uint64(8)) % _LONG
        if known[slot] != fingerprints[at]:
            known[slot] = fingerprints[at]
            times[slot] = 0
        if times[slot] == _TIMES:
            fingerprints[at] = NO_FINGERPRINT
        else:
            times[slot] += 1


@kernel
def ngram_fingerprints(
    numbers: U32, document_tokens: I64, skipped: Bool, first: int, last: int, width: int, fingerprints: Out[U64]
) -> None:
    """Hash the n-gram that begins with each token.

    Parameters
    ----------
    numbers : uint32 [tokens]
        The words, as `provenance.kernels.words.word_numbers` gives them.
    document_tokens : int64 [documents + 1]
    skipped : bool [documents]
        Documents that get none.
    first, last : int
        The documents to do, half-open.
    width : int
        Tokens in an n-gram.
    fingerprints : uint64 [tokens of these documents]
        Out: `NO_FINGERPRINT` where fewer than ``width`` tokens are left.
    """
    base = document_tokens[first]
    # A polynomial in the words, rolled from token to token, then mixed (Karp and Rabin 1987).
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
                fingerprints[at - width + 1 - base] = mix(rolled) | np.uint64(1)
        for at in range(begin if skipped[document] else max(begin, end - width + 1), end):
            fingerprints[at - base] = NO_FINGERPRINT
        if end - begin > _LONG:
            _thin(fingerprints[begin - base : end - base], known, times)


@kernel
def stem_pair_fingerprints(
    stems: U32, idf: F32, least: float, reach: int, document_tokens: I64, skipped: Bool, first: int,
    last: int, fingerprints: Out[U64],
) -> None:  # fmt: skip
    """Hash each rare stem with the rarest other one among the next words, in either order.

    Parameters
    ----------
    stems : uint32 [tokens]
        The stems of the words.
    idf : float32 [2**k]
        The inverse document frequency of each stem, by its lowest bits.
    least : float
        The IDF from which on a stem is rare.
    reach : int
        How many tokens further on the other one may stand.
    document_tokens : int64 [documents + 1]
    skipped : bool [documents]
        Documents that get none.
    first, last : int
        The documents to do, half-open.
    fingerprints : uint64 [tokens of these documents]
        Out: `NO_FINGERPRINT` where no rare stem stands, or none after it.
    """
    mask = np.uint32(len(idf) - 1)
    base = document_tokens[first]
    known = np.empty(_LONG, np.uint64)
    times = np.empty(_LONG, np.uint8)
    # The tokens of the rare stems of a document, and their IDF.
    places = np.empty(len(fingerprints), np.int32)
    values = np.empty(len(fingerprints), np.float32)
    for document in range(first, last):
        begin, end = document_tokens[document], document_tokens[document + 1]
        count = 0
        for at in range(begin, end):
            fingerprints[at - base] = NO_FINGERPRINT
            value = idf[stems[at] & mask]
            if value >= least:
                places[count] = at - begin
                values[count] = value
                count += 1
        for one in range(count if skipped[document] else 0, count):
            stem = stems[begin + places[one]]
            rarest = np.float32(-1.0)
            partner = np.uint32(0)
            other = one + 1
            while other < count and places[other] - places[one] <= reach:
                if values[other] >= rarest and stems[begin + places[other]] != stem:
                    found = stems[begin + places[other]]
                    if values[other] > rarest or found < partner:
                        rarest = values[other]
                        partner = found
                other += 1
            if rarest >= 0:
                low, high = min(stem, partner), max(stem, partner)
                both = (np.uint64(low) << np.uint64(32)) | np.uint64(high)
                fingerprints[begin + places[one] - base] = mix(both) | np.uint64(1)
        if end - begin > _LONG:
            _thin(fingerprints[begin - base : end - base], known, times)


@kernel
def document_fingerprints(numbers: U32, document_tokens: I64, fingerprints: Out[U64]) -> None:
    """Hash all words of each document.

    Parameters
    ----------
    numbers : uint32 [tokens]
        The words, as `provenance.kernels.words.word_numbers` gives them.
    document_tokens : int64 [documents + 1]
        Where each document's words begin.
    fingerprints : uint64 [documents]
        Out.
    """
    for document in range(len(fingerprints)):
        h = np.uint64(0)
        for at in range(document_tokens[document], document_tokens[document + 1]):
            h = mix(h ^ (np.uint64(numbers[at]) + np.uint64(1)))
        fingerprints[document] = h


@inline
def _part(fingerprint: Number, bits: Number) -> Number:
    return np.int64((fingerprint >> np.uint64(32)) >> np.uint64(32 - bits))


@kernel
def count_fingerprints(fingerprints: U64, bits: int, counts: Out[I64]) -> None:
    """Count the fingerprints of each partition.

    Parameters
    ----------
    fingerprints : uint64 [tokens]
        `NO_FINGERPRINT` is passed over.
    bits : int
        How many of the highest bits choose the partition.
    counts : int64 [2**bits]
        In and out: counts are added.
    """
    for at in range(len(fingerprints)):
        if fingerprints[at] != NO_FINGERPRINT:
            counts[_part(fingerprints[at], bits)] += 1


@kernel
def scatter_fingerprints(
    fingerprints: U64, begin: int, bits: int, first_part: int, rows: Out[I64], out: Out[U64], out_tokens: Out[U32]
) -> None:
    """Put fingerprints into their partitions.

    Parameters
    ----------
    fingerprints : uint64 [any]
        `NO_FINGERPRINT` is left out.
    begin : int
        The token of the first one; all are below 2**32.
    bits : int
        The highest bits choose a partition.
    first_part : int
        The first partition that is wanted.
    rows : int64 [partitions that are wanted]
        In and out: where the next fingerprint of each goes.
    out : uint64 [rows]
        Out: the fingerprints.
    out_tokens : uint32 [rows]
        Out: the token of each.
    """
    for at in range(len(fingerprints)):
        if fingerprints[at] != NO_FINGERPRINT:
            part = _part(fingerprints[at], bits) - first_part
            if 0 <= part < len(rows):
                out[rows[part]] = fingerprints[at]
                out_tokens[rows[part]] = begin + at
                rows[part] += 1
