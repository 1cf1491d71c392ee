"""What is kept of a document to find its duplicates beside its words: a digest, a small signature, samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.load import word_at
from provenance.kernels.xxhash import xxh64

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, U64, Number

__all__ = ["shingle_hashes", "sketch_documents"]

_K1 = np.uint64(0x9E3779B97F4A7C15)
_K2 = np.uint64(0xD6E8FEB86659FD93)
# Factors of the words of a shingle: the first, and what each next one is multiplied by.
_STEP = np.uint64(0xA0761D6478BD642F)
_BLOCK = 256


@inline
def _mixed(h: Number) -> Number:
    h = (h ^ (h >> np.uint64(32))) * _K2
    h = (h ^ (h >> np.uint64(32))) * _K2
    return h ^ (h >> np.uint64(32))


@inline
def shingle_hashes(address: Number, length: Number, width: Number, out: U64) -> Number:
    """Hash the shingles of one document; return how many there are.

    Parameters
    ----------
    address, length : int
        Where in memory its words begin, as uint32 numbers, and how many they are.
    width : int
        Words in a shingle. A document with fewer has one shingle: all of them.
    out : uint64 [at least as many as words]
        Out: a hash of 64 bits for each shingle, in the order of the text; equal shingles have equal ones.
    """
    size = min(width, length)
    if size == 0:
        return 0
    count = length - size + 1
    for i in range(count):
        out[i] = np.uint64(size)
    # A word at a time, so that the compiler takes several shingles at once.
    factor = _K1
    for k in range(size):
        begin = np.int64(address + 4 * k)
        for i in range(count):
            out[i] += np.uint64(word_at(begin + 4 * i)) * factor
        factor *= _STEP
    for i in range(count):
        out[i] = _mixed(out[i])
    return count


@kernel
def sketch_documents(
    words: U32,
    document_tokens: I64,
    width: Number,
    a: U32,
    b: U32,
    sampled: Number,
    digests: U64,
    signs: U8,
    samples: U32,
    sample_counts: I32,
) -> int:
    """Take the digests, the signatures and the samples of a batch of documents.

    Parameters
    ----------
    words, document_tokens : uint32 [tokens], int64 [documents + 1]
        As `provenance.kernels.dedup_words.number_texts` fills them.
    width : int
        Words in a shingle.
    a, b : uint32 [permutations]
        The factors (odd) and addends of the permutations (Broder 1997; affine, as datasketch's "affine32").
    sampled : int
        One in so many shingles is sampled, those with the least hashes; 0 for none.
    digests : uint64 [documents]
        Out: the XXH64 of the document's words, as numbers of four bytes.
    signs : uint8 [documents, permutations]
        Out: of each permutation's minimum eight bits (Li and König 2010).
    samples : uint32 [tokens, or none where nothing is sampled]
        Out: half of the hash of each sampled shingle, in the order of the text.
    sample_counts : int32 [documents]
        Out: how many each document has.

    Returns
    -------
    int
        How many samples there are.
    """
    sampled_below = ~np.uint64(0) // np.uint64(max(1, sampled))
    taken = 0
    hashes = np.empty(_BLOCK, np.uint32)
    shingles = np.empty(1024, np.uint64)
    row = np.empty(len(a), np.uint32)
    raw = words.view(np.uint8)
    for document in range(len(document_tokens) - 1):
        first, last = document_tokens[document], document_tokens[document + 1]
        digests[document] = xxh64(raw, 4 * first, 4 * last)
        if last - first > len(shingles):
            shingles = np.empty(2 * (last - first), np.uint64)
        row[:] = np.uint32(0xFFFFFFFF)
        count = shingle_hashes(np.int64(words.ctypes.data) + 4 * first, last - first, width, shingles)
        for at in range(0, count, _BLOCK):
            size = min(_BLOCK, count - at)
            for i in range(size):
                hashes[i] = np.uint32(shingles[at + i])
            # Four at a time: each load of a permutation then serves four.
            for i in range(size, (size + 3) // 4 * 4):
                hashes[i] = hashes[0]
            for i in range(0, size, 4):
                h, j, k, m = hashes[i], hashes[i + 1], hashes[i + 2], hashes[i + 3]
                for p in range(len(a)):
                    one = min(np.uint32(a[p] * h + b[p]), np.uint32(a[p] * j + b[p]))
                    two = min(np.uint32(a[p] * k + b[p]), np.uint32(a[p] * m + b[p]))
                    row[p] = min(row[p], min(one, two))
        for p in range(len(a)):
            signs[document, p] = np.uint8(np.uint32(row[p] * np.uint32(0x9E3779B1)) >> np.uint32(24))
        begin = taken
        if sampled:
            for i in range(count):
                if shingles[i] <= sampled_below:
                    samples[taken] = np.uint32(shingles[i])
                    taken += 1
            sample_counts[document] = taken - begin
    return taken
