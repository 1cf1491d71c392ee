"""Sketches documents: a digest of the words, a small signature, and sampled shingles, to find duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.dedup_pack import pack_hashes
from provenance.kernels.hashes import document_digest, ngram_hashes
from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U16, U32, U64, Number, Out, Table

__all__ = ["sketch_documents"]

_K1 = np.uint64(0x9E3779B97F4A7C15)
_K2 = np.uint64(0xD6E8FEB86659FD93)
_LOW = np.uint64(0xFFFFFFFF)
_NOTHING = np.uint64(0xFFFFFFFFFFFFFFFF)


@inline
def _take_signature(shingles: U64, count: Number, least: U64, signs: U8) -> None:
    """Take the signature of one document, in rounds.

    In each round every shingle falls into one place of the signature by a hash of its own, and the least hash counts.
    Places that no shingle fell into are left for the next round. One round is enough for most places of a long
    document, where a hash for each place would be as many for each shingle. Two documents have equal values in a place
    as often as they have shingles in common (Dahlgaard, Knudsen and Thorup 2017, "Fast similarity sketching").

    Parameters
    ----------
    shingles, count
        Hashes of 64 bits, of which so many.
    least : uint64 [values]
        Room.
    signs : uint8 [values]
        Out: of each value eight bits (Li and König 2010).
    """
    values = len(least)
    for place in range(values):
        least[place] = _NOTHING
    for turn in range(2 * values if count else 0):
        # What was found in an earlier round is less than all that is found in a later one.
        rank = np.uint64(turn) << np.uint64(32)
        for i in range(count):
            h = shingles[i] if turn == 0 else _again(shingles[i], turn)
            # Against bad luck: in the later rounds all shingles fall into one place.
            place = _place(h, values) if turn < values else turn - values
            # In the first round all places are open, in later ones few: then the branch is guessed right.
            if turn == 0 or least[place] >= rank:
                least[place] = min(least[place], rank | (h & _LOW))
        full = True
        for place in range(values):
            full &= least[place] != _NOTHING
        if full:
            break
    for place in range(values):
        signs[place] = np.uint8(np.uint32(np.uint32(least[place]) * np.uint32(0x9E3779B1)) >> np.uint32(24))


@inline
def _place(h: Number, values: Number) -> Number:
    return np.int64(((h >> np.uint64(32)) * np.uint64(values)) >> np.uint64(32))


@inline
def _again(h: Number, turn: Number) -> Number:
    """Return another hash of a shingle, for another round."""
    return (h ^ (np.uint64(turn) * _K1)) * _K2


@kernel
def sketch_documents(
    hashes: U64,
    document_tokens: I64,
    width: int,
    sampled: int,
    digests: Out[U64],
    signs: Out[Table[U8]],
    samples: Out[U32],
    sample_counts: Out[I32],
    vocabulary: U64,
    codes: Out[U16],
    others: Out[U64],
    other_counts: Out[I32],
) -> int:
    """Take the digests, the signatures and the samples of a batch of documents, and pack the hashes of their words.

    Parameters
    ----------
    hashes, document_tokens : uint64 [tokens], int64 [documents + 1]
        As `provenance.kernels.dedup_words.hash_texts` fills them.
    width : int
        Words in an n-gram.
    sampled : int
        One in so many n-grams is sampled, those with the least hashes; 0 for none.
    digests : uint64 [documents]
        Out: the digest of each document's words, `provenance.kernels.hashes.document_digest`.
    signs : uint8 [documents, values]
        Out: the signature of each document, eight bits for each value.
    samples : uint32 [tokens, or none where nothing is sampled]
        Out: half of the hash of each sampled n-gram, in the order of the text.
    sample_counts : int32 [documents]
        Out: how many each document has.
    vocabulary, codes, others
        As `provenance.kernels.dedup_pack.pack_hashes` has them, for all documents.
    other_counts : int32 [documents]
        Out: how many of the others each document has.

    Returns
    -------
    int
        How many samples there are.
    """
    sampled_below = ~np.uint64(0) // np.uint64(max(1, sampled))
    taken = filled = np.int64(0)
    shingles = np.empty(1024, np.uint64)
    least = np.empty(signs.shape[1], np.uint64)
    for document in range(len(document_tokens) - 1):
        first, last = document_tokens[document], document_tokens[document + 1]
        before = filled
        filled = pack_hashes(hashes[first:last], vocabulary, codes[first:last], others, filled)
        other_counts[document] = filled - before
        digests[document] = document_digest(hashes, first, last)
        if last - first > len(shingles):
            shingles = np.empty(2 * (last - first), np.uint64)
        count = ngram_hashes(hashes, first, last - first, width, shingles, np.int64(0))
        if len(least):
            _take_signature(shingles, count, least, signs[document])
        if sampled:
            begin = taken
            for i in range(count):
                if shingles[i] <= sampled_below:
                    samples[taken] = np.uint32(shingles[i])
                    taken += 1
            sample_counts[document] = taken - begin
    return taken
