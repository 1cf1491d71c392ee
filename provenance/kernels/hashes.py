"""Hashes of 64 bits: of a word from its bytes, of an n-gram from its words' hashes, of a document from all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.load import load64, wide_product
from provenance.kernels.xxhash import xxh64

if TYPE_CHECKING:
    from provenance.kernels.types import I64, U8, U64, Number, Out

__all__ = ["LOWER", "document_digest", "mixed", "ngram_hashes", "short_word_hash", "word_hash", "word_hashes"]

# The highest byte of each is all ones, which no byte of UTF-8 is: no word makes a factor of a product 0.
_FIRST = np.uint64(0xFFE7037ED1A0B429)
_SECOND = np.uint64(0xFF9D6E8FEB86659D)
#: Makes lower case of letters of ASCII, eight at a time.
LOWER = np.uint64(0x2020202020202020)
# Where the polynomial of an n-gram is taken.
_STEP = np.uint64(0xA0761D6478BD642D)
_SIZE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


@inline
def _folded(first: Number, second: Number) -> Number:
    """Hash sixteen bytes: multiply both halves, and fold the product of 128 bits."""
    low, high = wide_product(first ^ _FIRST, second ^ _SECOND)
    return low ^ high


@inline
def word_hash(data: U8, at: Number, stop: Number, fold: Number) -> Number:
    """Return the hash of a word, which is not empty and has no byte of 0; reads up to seven bytes beyond it.

    Parameters
    ----------
    data : uint8 [any]
        UTF-8.
    at, stop : int
        The word.
    fold : uint64
        `LOWER` for letters of ASCII that are to count as lower case, else 0.
    """
    h = np.uint64(0)
    while stop - at > 16:
        h = _folded((load64(data, at) | fold) ^ h, load64(data, at + 8) | fold)
        at += 16
    size = stop - at
    # What stands above the word's last bytes does not count.
    first, second = load64(data, at) | fold, np.uint64(0)
    if size > 8:
        second = (load64(data, at + 8) | fold) << np.uint64(128 - 8 * size)
    else:
        first <<= np.uint64(64 - 8 * size)
    return _folded(first ^ h, second)


@inline
def short_word_hash(data: U8, at: Number, size: Number) -> Number:
    """Return what `word_hash` does for at most 16 letters of ASCII, without a branch on their number.

    Sixteen bytes are read.
    """
    first, second = load64(data, at) | LOWER, load64(data, at + 8) | LOWER
    first <<= np.uint64(64 - 8 * min(size, 8))
    second <<= np.uint64((128 - 8 * size) & 63)
    return _folded(first, second if size > 8 else np.uint64(0))


@kernel
def word_hashes(norm: U8, token_start: I64, hashes: Out[U64]) -> None:
    """Hash words by their bytes: equal words have equal hashes, others unequal ones but for one pair in 2**64.

    Parameters
    ----------
    norm, token_start
        As `provenance.kernels.tokenise.tokenise` fills them.
    hashes : uint64 [tokens]
        Out.
    """
    for token in range(len(hashes)):
        hashes[token] = word_hash(norm, token_start[token], token_start[token + 1] - 1, np.uint64(0))


@inline
def mixed(h: Number) -> Number:
    """Spread what differs over all bits."""
    h = (h ^ (h >> np.uint64(32))) * _MIX
    return h ^ (h >> np.uint64(32))


@inline
def ngram_hashes(hashes: U64, begin: Number, length: Number, width: Number, out: U64, put: Number) -> Number:
    """Hash the n-grams of one document; return how many there are.

    Parameters
    ----------
    hashes : uint64 [any]
        Of words, as `word_hash` has them.
    begin, length : int
        Which of them are the document's.
    width : int
        Words in an n-gram. A document with fewer has one n-gram: all of them.
    out : uint64 [any]
        Out, from ``put`` on: a hash for each n-gram, in the order of the text; equal n-grams have equal ones.
    put : int
        Where to begin there.
    """
    size = min(width, length)
    if size == 0:
        return 0
    # Of a polynomial in the words each next one is made by one word more and one less (Karp and Rabin 1987).
    leave = hashes[begin : begin + length]
    enter = hashes[begin + size : begin + length]
    found = out[put : put + length - size + 1]
    h = np.uint64(0)
    leaving = np.uint64(1)
    for k in range(size):
        h = h * _STEP + leave[k]
        leaving *= _STEP
    seed = np.uint64(size) * _SIZE
    found[0] = mixed(h + seed)
    for i in range(len(enter)):
        h = h * _STEP + (enter[i] - leave[i] * leaving)
        found[i + 1] = mixed(h + seed)
    return len(found)


@inline
def document_digest(hashes: U64, first: Number, last: Number) -> Number:
    """Return the XXH64 of the hashes of a document's words: equal words in the same order have equal digests."""
    return xxh64(hashes.view(np.uint8), 8 * first, 8 * last)
