"""MinHash over windows of words, and the sorted join of equal minima."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U32, U64, Number

__all__ = ["join_buckets", "mix", "window_minima"]


@inline
def mix(h: Number) -> Number:
    """Mix the bits of a hash, so that it can be cut anywhere."""
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


@kernel
def window_minima(numbers: U32, document_tokens: I64, width: Number, window: Number, hashes: U64, owners: I32) -> int:
    """Take the least shingle hash of each window, each run of equal minima once (winnowing).

    Parameters
    ----------
    numbers : uint32 [tokens]
        The words, as `provenance.kernels.words.word_numbers` gives them.
    document_tokens : int64 [documents + 1]
    width : int
        Words in a shingle.
    window : int
        Shingles in a window. Two documents that share ``width + window - 1`` words in a row share a minimum.
    hashes : uint64 [tokens]
        Out: the minima.
    owners : int32 [tokens]
        Out: the document of each.

    Returns
    -------
    int
        How many minima there are.
    """
    found = 0
    ring = np.empty(window, np.uint64)
    for document in range(len(document_tokens) - 1):
        first, last = document_tokens[document], document_tokens[document + 1]
        shingles = last - first - width + 1
        least_at = np.int64(-1)
        for at in range(shingles):
            h = np.uint64(0)
            for k in range(width):
                h = mix(h ^ np.uint64(numbers[first + at + k]) + np.uint64(0x9E3779B97F4A7C15))
            ring[at % window] = h
            if at + 1 < window and at + 1 < shingles:
                continue
            begin = max(0, at - window + 1)
            if least_at < begin:
                least_at = begin
                for other in range(begin + 1, at + 1):
                    if ring[other % window] <= ring[least_at % window]:
                        least_at = other
            elif h <= ring[least_at % window]:
                least_at = at
            else:
                continue
            hashes[found] = ring[least_at % window]
            owners[found] = document
            found += 1
    return found


@kernel
def join_buckets(hashes: U64, owners: I32, most: Number, pairs: I64, documents: Number) -> tuple[int, int]:
    """List the pairs of documents that share a hash.

    Parameters
    ----------
    hashes : uint64 [minima]
        Sorted.
    owners : int32 [minima]
        The document of each; rising within a bucket of equal hashes.
    most : int
        Of the documents that share a hash, each of the first so many is paired with all before it, and each further
        one with the first and with the one before: a formula that all share costs no square.
    pairs : int64 [any]
        Out: ``left * documents + right`` with left < right, repeated for each hash shared; with no room for more,
        they are counted only.
    documents : int
        How many there are.

    Returns
    -------
    int
        How many pairs there are.
    int
        How many hashes more documents share.
    """
    count = 0
    shortened = 0
    distinct = np.empty(most, np.int64)
    at = 0
    while at < len(hashes):
        end = at
        size = 0
        previous = np.int64(-1)
        while end < len(hashes) and hashes[end] == hashes[at]:
            if owners[end] != previous:
                # Up to ``most``, each is paired with all before it; beyond, with the first and the one before.
                for i in range(min(size, most)):
                    if size < most or i == 0:
                        if count < len(pairs):
                            pairs[count] = distinct[i] * documents + owners[end]
                        count += 1
                if size >= most:
                    if count < len(pairs):
                        pairs[count] = previous * documents + owners[end]
                    count += 1
                else:
                    distinct[size] = owners[end]
                previous = owners[end]
                size += 1
            end += 1
        shortened += size > most
        at = end
    return count, shortened
