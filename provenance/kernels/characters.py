"""Characters of texts without word boundaries, samples of their shingles, and which texts need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.fingerprints import mix
from provenance.kernels.jit import inline, kernel
from provenance.kernels.tokenise import decode
from provenance.kernels.xxhash import xxh32

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U16, U64, Number, Out

__all__ = ["DIAGONAL", "gather_characters", "join_shingles", "sample_shingles"]

#: Bits of the diagonal in a key of `join_shingles`.
DIAGONAL = np.int64(24)


@inline
def _is_number(norm: U8, at: Number, stop: Number) -> bool:
    """Whether at least half of a word is digits."""
    digits, others = 0, 0
    while at < stop:
        if 48 <= norm[at] <= 57:
            digits += 1
        elif norm[at] & 0xC0 != 0x80:
            others += 1
        at += 1
    return digits >= others


@inline
def _next_character(norm: U8, at: Number, stop: Number, is_number: bool) -> tuple[Number, Number]:
    """Return the character at a byte of a word, and the byte after it."""
    if is_number:
        return np.int64(xxh32(norm, at, stop)), stop
    return decode(norm, at, stop)


@kernel
def gather_characters(norm: U8, token_start: I64, characters: Out[U16], token_characters: Out[I64]) -> int:
    """Put the characters of words one after the other.

    A number, or a word that is half of digits, is one character, a hash of its own: another number is not the same one
    misread.

    Parameters
    ----------
    norm, token_start
        As `provenance.kernels.tokenise.tokenise` fills them.
    characters : uint16 [bytes of norm]
        Out: the lowest bits of their code points.
    token_characters : int64 [tokens + 1]
        Out: where each word begins among them.

    Returns
    -------
    int
        How many characters there are.
    """
    count = 0
    for token in range(len(token_start) - 1):
        token_characters[token] = count
        at, stop = token_start[token], token_start[token + 1] - 1
        is_number = _is_number(norm, at, stop)
        while at < stop:
            character, at = _next_character(norm, at, stop, is_number)
            characters[count] = character & 0xFFFF
            count += 1
    token_characters[len(token_start) - 1] = count
    return count


# What multiplies a hash of characters for one character more.
_BASE = np.uint64(0x9E3779B97F4A7C15)


@kernel
def sample_shingles(
    codes: U16, document_codes: I64, width: int, every: int, first: int, hashes: Out[U64], owners: Out[I32],
    places: Out[I32],
) -> int:  # fmt: skip
    """Sample the shingles of characters of documents by their hashes, so that what two share is sampled in both.

    Parameters
    ----------
    codes : uint16 [characters]
        As `gather_characters` fills them.
    document_codes : int64 [documents + 1]
        Where each document's characters begin.
    width : int
        Characters in a shingle.
    every : int
        One in so many hashes is taken.
    first : int
        The number of the first document.
    hashes : uint64 [characters]
        Out: the hashes of the shingles.
    owners : int32 [characters]
        Out: the document of each.
    places : int32 [characters]
        Out: how many characters stand before it.

    Returns
    -------
    int
        How many were taken.
    """
    most = np.uint64(0xFFFFFFFFFFFFFFFF) // np.uint64(every)
    oldest = np.uint64(1)
    for _ in range(width):
        oldest *= _BASE
    found = 0
    for document in range(len(document_codes) - 1):
        rolled = np.uint64(0)
        begin = document_codes[document]
        for at in range(begin, document_codes[document + 1]):
            rolled = rolled * _BASE + np.uint64(codes[at]) + np.uint64(1)
            if at - begin >= width:
                rolled -= oldest * (np.uint64(codes[at - width]) + np.uint64(1))
            if at - begin >= width - 1:
                mixed = mix(rolled)
                if mixed <= most:
                    hashes[found] = mixed
                    owners[found] = first + document
                    places[found] = at - begin - width + 1
                    found += 1
    return found


@kernel
def join_shingles(hashes: U64, owners: I32, places: I32, most: int, documents: int, keys: Out[I64]) -> int:
    """List the pairs of documents that share a shingle, and on which diagonal.

    Parameters
    ----------
    hashes : uint64 [shingles]
        Sorted.
    owners, places : int32 [shingles]
        The document of each, rising within a bucket of equal hashes, and its place there; the first one counts.
    most : int
        Of the documents that share a shingle, each of the first so many is paired with all before it, and each further
        one with the first and the one before.
    documents : int
        How many there are.
    keys : int64 [any]
        Out: ``(left * documents + right) << DIAGONAL | lowest bits of (right place - left place)``, once for each
        shingle shared; with no room for more, they are counted only.

    Returns
    -------
    int
        How many there are.
    """
    count = 0
    mask = (np.int64(1) << DIAGONAL) - 1
    distinct = np.empty(most, np.int64)
    at = 0
    while at < len(hashes):
        end = at
        size = 0
        previous = np.int64(-1)
        while end < len(hashes) and hashes[end] == hashes[at]:
            if previous < 0 or owners[end] != owners[previous]:
                for i in range(min(size, most) + 1):
                    other = distinct[i] if i < min(size, most) else previous
                    # Up to ``most``, each is paired with all before it; beyond, with the first and the one before.
                    if (size < most and i < size) or (size >= most and (i == 0 or i == most)):
                        if count < len(keys):
                            diagonal = (places[end] - places[other]) & mask
                            keys[count] = (owners[other] * np.int64(documents) + owners[end]) << DIAGONAL | diagonal
                        count += 1
                if size < most:
                    distinct[size] = end
                previous = end
                size += 1
            end += 1
        at = end
    return count
