"""Shingle hashes and MinHash signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.xxhash import xxh32, xxh64

if TYPE_CHECKING:
    from typing import Any

    from provenance.kernels.types import I64, U8, U32, U64, Number, Out, Table

__all__ = ["affine32", "affine64"]


@inline
def _fmix32(h: Number) -> Number:
    """MurmurHash3's finaliser (Appleby 2011)."""
    h = np.uint32((h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    h = np.uint32((h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return np.uint32(h ^ (h >> np.uint32(16)))


@inline
def _fmix64(h: Number) -> Number:
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


# Hashes are taken in blocks and permuted four at a time: each load of a permutation then serves four.
_BLOCK = 256


@inline
def _take32(hashes: Any, count: Number, a: Any, b: Any, row: Any) -> None:
    for at in range(0, count, 4):
        h, i, j, k = hashes[at], hashes[at + 1], hashes[at + 2], hashes[at + 3]
        for p in range(len(a)):
            one = min(np.uint32(a[p] * h + b[p]), np.uint32(a[p] * i + b[p]))
            two = min(np.uint32(a[p] * j + b[p]), np.uint32(a[p] * k + b[p]))
            row[p] = min(row[p], min(one, two))


@inline
def _take64(hashes: Any, count: Number, a: Any, b: Any, row: Any) -> None:
    for at in range(count):
        for p in range(len(a)):
            row[p] = min(row[p], a[p] * hashes[at] + b[p])


@kernel
def affine32(
    norm: U8, token_start: I64, document_tokens: I64, width: int, a: U32, b: U32, values: Out[Table[U32]]
) -> None:
    """Compute signatures of the scheme "affine32".

    Parameters
    ----------
    norm, token_start, document_tokens
        As `provenance.kernels.tokenise.tokenise` fills them.
    width : int
        Words in a shingle. A document with fewer words has one shingle: all of them.
    a, b : uint32 [permutations]
        The permutations.
    values : uint32 [documents, permutations]
        Out. A document without words keeps 2**32 - 1 everywhere.
    """
    hashes = np.empty(_BLOCK, np.uint32)
    for document in range(len(document_tokens) - 1):
        row = values[document]
        row[:] = np.uint32(0xFFFFFFFF)
        first = document_tokens[document]
        last = document_tokens[document + 1]
        size = min(width, last - first)
        token = first
        while size > 0 and token <= last - size:
            count = min(_BLOCK, last - size + 1 - token)
            for i in range(count):
                begin = token_start[token + i]
                hashes[i] = _fmix32(xxh32(norm, begin, token_start[token + i + size] - 1))
            for i in range(count, (count + 3) // 4 * 4):
                hashes[i] = hashes[0]
            _take32(hashes, count, a, b, row)
            token += count


@kernel
def affine64(
    norm: U8, token_start: I64, document_tokens: I64, width: int, a: U64, b: U64, values: Out[Table[U64]]
) -> None:
    """Compute signatures of the scheme "affine64": as `affine32`, in 64 bits.

    Parameters
    ----------
    norm, token_start, document_tokens, width
        As for `affine32`.
    a, b : uint64 [permutations]
        The permutations.
    values : uint64 [documents, permutations]
        Out. A document without words keeps 2**64 - 1 everywhere.
    """
    hashes = np.empty(_BLOCK, np.uint64)
    for document in range(len(document_tokens) - 1):
        row = values[document]
        row[:] = np.uint64(0xFFFFFFFFFFFFFFFF)
        first = document_tokens[document]
        last = document_tokens[document + 1]
        size = min(width, last - first)
        token = first
        while size > 0 and token <= last - size:
            count = min(_BLOCK, last - size + 1 - token)
            for i in range(count):
                begin = token_start[token + i]
                hashes[i] = _fmix64(xxh64(norm, begin, token_start[token + i + size] - 1))
            _take64(hashes, count, a, b, row)
            token += count
