"""The hashes of the words of a block of documents, kept in less room: frequent ones by the number of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.hashes import ngram_hashes
from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U16, U64, Number

__all__ = ["ESCAPE", "MOST_ENTRIES", "fill_vocabulary", "pack_hashes", "unpack_hashes", "unpack_ngrams"]

#: The code of a hash that has no entry; it stands among the others, in the order of the text.
ESCAPE = 0xFFFF
#: So many entries at most: they stay in the processor's cache.
MOST_ENTRIES = 1 << 15


@kernel
def fill_vocabulary(hashes: U64, vocabulary: U64) -> None:
    """Give entries to hashes: the first that asks for one of two neighbouring ones has it, mostly a frequent word's.

    Parameters
    ----------
    hashes : uint64 [any]
        Of words, in the order of the text.
    vocabulary : uint64 [a power of two, at most `MOST_ENTRIES`]
        In and out: the entries; 0 is a free one.
    """
    mask = np.uint64(len(vocabulary) - 1)
    for token in range(len(hashes)):
        slot = hashes[token] & mask
        if vocabulary[slot] != hashes[token]:
            if vocabulary[slot] != 0:
                slot ^= np.uint64(1)
            if vocabulary[slot] == 0:
                vocabulary[slot] = hashes[token]


@kernel
def pack_hashes(
    hashes: U64, document_tokens: I64, vocabulary: U64, codes: U16, others: U64, other_counts: I32
) -> int:
    """Write hashes as numbers of entries in a table, where they have one.

    Parameters
    ----------
    hashes, document_tokens : uint64 [tokens], int64 [documents + 1]
        As `provenance.kernels.dedup_words.hash_texts` fills them.
    vocabulary : uint64 [a power of two, at most `MOST_ENTRIES`]
        The entries, as `fill_vocabulary` gives them.
    codes : uint16 [tokens]
        Out: the entry of each hash, or `ESCAPE`.
    others : uint64 [tokens + 1]
        Out: the hashes without an entry.
    other_counts : int32 [documents]
        Out: how many of them each document has.

    Returns
    -------
    int
        How many hashes have no entry.
    """
    mask = np.uint64(len(vocabulary) - 1)
    filled = 0
    for document in range(len(document_tokens) - 1):
        own = hashes[document_tokens[document] : document_tokens[document + 1]]
        put = codes[document_tokens[document] : document_tokens[document + 1]]
        before = filled
        # Without a branch: which of three a word is could not be guessed.
        for token in range(len(own)):
            h = own[token]
            slot = h & mask
            here = np.uint64(vocabulary[slot] == h)
            there = np.uint64(vocabulary[slot ^ np.uint64(1)] == h)
            # A hash of 0, which marks a free entry, has none.
            none = np.uint64(1) - ((here | there) & np.uint64(h != 0))
            put[token] = np.uint16((slot ^ (there & ~here)) | (np.uint64(ESCAPE) * none))
            others[filled] = h
            filled += np.int64(none)
        other_counts[document] = filled - before
    return filled


@inline
def _unpack(
    codes: U16, begin: Number, length: Number, vocabulary: U64, others: U64, other: Number, hashes: U64
) -> None:
    for k in range(length):
        code = codes[begin + k]
        if code == ESCAPE:
            hashes[k] = others[other]
            other += 1
        else:
            hashes[k] = vocabulary[code]


@kernel
def unpack_hashes(codes: U16, begin: Number, vocabulary: U64, others: U64, other: Number, hashes: U64) -> None:
    """Give back the hashes of the words of one document.

    Parameters
    ----------
    codes, vocabulary, others
        As `pack_hashes` fills them.
    begin, other : int
        Where the document's words begin, and its hashes without an entry.
    hashes : uint64 [words of the document]
        Out.
    """
    _unpack(codes, begin, len(hashes), vocabulary, others, other, hashes)


@kernel
def unpack_ngrams(
    codes: U16,
    lengths: I32,
    vocabulary: U64,
    others: U64,
    other_counts: I32,
    width: Number,
    wanted: U8,
    starts: I64,
    ngrams: U64,
) -> None:
    """Give the hashes of the n-grams of some documents of a block.

    Parameters
    ----------
    codes, vocabulary, others, other_counts
        As `pack_hashes` fills them.
    lengths : int32 [documents]
        How many words each document has.
    width : int
        Words in an n-gram.
    wanted : uint8 [documents]
        1 for those documents, else 0.
    starts : int64 [documents]
        Where the n-grams of each of them go.
    ngrams : uint64 [any]
        Out: as `provenance.kernels.hashes.ngram_hashes` has them.
    """
    hashes = np.empty(1024, np.uint64)
    begin = other = np.int64(0)
    for document in range(len(lengths)):
        length = np.int64(lengths[document])
        if wanted[document]:
            if length > len(hashes):
                hashes = np.empty(2 * length, np.uint64)
            _unpack(codes, begin, length, vocabulary, others, other, hashes)
            ngram_hashes(hashes, np.int64(0), length, width, ngrams, starts[document])
        begin += length
        other += np.int64(other_counts[document])
