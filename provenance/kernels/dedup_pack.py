"""Packs the hashes of the words of a block: frequent ones are stored as the number of an entry in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.hashes import ngram_hashes
from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U16, U64, Number, Out

__all__ = ["ESCAPE", "MOST_ENTRIES", "fill_vocabulary", "pack_hashes", "unpack_hashes", "unpack_ngrams"]

#: The code of a hash that has no entry; it stands among the others, in the order of the text.
ESCAPE = 0xFFFF
#: So many entries at most: they stay in the processor's cache.
MOST_ENTRIES = 1 << 15


@kernel
def fill_vocabulary(hashes: U64, vocabulary: Out[U64]) -> None:
    """Give the entries of a table to the hashes that first ask for them, which mostly are those of frequent words.

    Parameters
    ----------
    hashes : uint64 [any]
        Of words, in the order of the text.
    vocabulary : uint64 [a power of two, at most `MOST_ENTRIES`]
        Out: the entries. A free one has a hash that belongs into another, and so none that is looked up there.
    """
    mask = np.uint64(len(vocabulary) - 1)
    for entry in range(len(vocabulary)):
        vocabulary[entry] = np.uint64(entry) ^ np.uint64(1)
    for token in range(len(hashes)):
        slot = hashes[token] & mask
        if vocabulary[slot] & mask != slot:
            vocabulary[slot] = hashes[token]


@inline
def pack_hashes(hashes: U64, vocabulary: U64, codes: U16, others: U64, filled: Number) -> Number:
    """Write the hashes of the words of one document as numbers of entries in a table, where they have one.

    Parameters
    ----------
    hashes : uint64 [words]
        Of the document.
    vocabulary : uint64 [a power of two, at most `MOST_ENTRIES`]
        The entries, as `fill_vocabulary` gives them.
    codes : uint16 [words]
        Out: the entry of each hash, or `ESCAPE`.
    others : uint64 [more than all words]
        Out: the hashes without an entry, from ``filled`` on.
    filled : int
        How many others there are already.

    Returns
    -------
    int
        How many others there are now.
    """
    mask = np.uint64(len(vocabulary) - 1)
    # Without a branch, which would often be guessed wrong.
    for token in range(len(hashes)):
        h = hashes[token]
        slot = h & mask
        none = np.int64(vocabulary[slot] != h)
        codes[token] = np.uint16(slot | np.uint64(-none))
        others[filled] = h
        filled += none
    return filled


@inline
def _unpack(
    codes: U16, begin: Number, length: Number, vocabulary: U64, others: U64, other: Number, hashes: U64
) -> None:
    mask = len(vocabulary) - 1
    packed = codes[begin : begin + length]
    for k in range(length):
        code = np.int64(packed[k])
        # Both are read, for a branch would often be guessed wrong.
        escaped, entry = others[other], vocabulary[code & mask]
        hashes[k] = escaped if code == ESCAPE else entry
        other += np.int64(code == ESCAPE)


@kernel
def unpack_hashes(codes: U16, begin: int, vocabulary: U64, others: U64, other: int, hashes: Out[U64]) -> None:
    """Give back the hashes of the words of one document.

    Parameters
    ----------
    codes, vocabulary, others
        As `pack_hashes` fills them; one more of the others than there are.
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
    width: int,
    wanted: U8,
    starts: I64,
    ngrams: Out[U64],
) -> None:
    """Give the hashes of the n-grams of some documents of a block.

    Parameters
    ----------
    codes, vocabulary, others, other_counts
        As `pack_hashes` fills them; one more of the others than there are.
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
