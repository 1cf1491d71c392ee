"""Counts n-grams, to sort only those frequent enough to be in several documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.boilerplate import NO_NGRAM
from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import F64, I64, U8, U64, Number, Out

__all__ = ["count_ngrams", "frequent_ngrams"]

# The greatest count of n-grams.
_FULL = np.uint8(255)


@inline
def _slot(ngram: Number, counts: U8) -> Number:
    return np.int64((ngram >> np.uint64(1)) & np.uint64(len(counts) - 1))


@kernel
def count_ngrams(
    ngrams: U64, document_tokens: I64, first: int, last: int, needed: F64, salts: U64, counts: Out[U8]
) -> None:
    """Count how often n-grams stand, those of equal lowest bits together, and one that follows itself once.

    Parameters
    ----------
    ngrams : uint64 [tokens of these documents]
        As `provenance.kernels.boilerplate.slotted_ngrams` gives them.
    document_tokens : int64 [documents + 1]
    first, last : int
        The documents to do, half-open.
    needed : float64 [documents]
        0 for a document that does not count.
    salts : uint64 [documents]
        Even; what tells the n-grams of a document from equal ones of others.
    counts : uint8 [2**k]
        In and out: the counts; the greatest stands for itself and all above.
    """
    base = document_tokens[first]
    for document in range(first, last):
        if needed[document] == 0.0:
            continue
        before = NO_NGRAM
        for at in range(document_tokens[document] - base, document_tokens[document + 1] - base):
            ngram = ngrams[at]
            if ngram != NO_NGRAM and ngram != before:
                slot = _slot(ngram ^ salts[document], counts)
                if counts[slot] != _FULL:
                    counts[slot] += np.uint8(1)
            before = ngram


@kernel
def frequent_ngrams(
    ngrams: U64, document_tokens: I64, first: int, last: int, needed: F64, salts: U64, counts: U8, keys: Out[U64],
    places: Out[I64],
) -> int:  # fmt: skip
    """List the n-grams that may stand in enough documents: none that does is missing.

    Parameters
    ----------
    ngrams, document_tokens, first, last, salts
        As for `count_ngrams`.
    needed : float64 [documents]
        How many documents have to have an n-gram of this one.
    counts : uint8 [2**k]
        As `count_ngrams` fills it.
    keys : uint64 [tokens of these documents]
        Out: the n-grams, salted.
    places : int64 [tokens of these documents]
        Out: the words that they begin with.

    Returns
    -------
    int
        How many there are.
    """
    base = document_tokens[first]
    found = 0
    for document in range(first, last):
        if needed[document] == 0.0:
            continue
        least = min(needed[document], np.float64(_FULL))
        for at in range(document_tokens[document] - base, document_tokens[document + 1] - base):
            ngram = ngrams[at]
            if ngram == NO_NGRAM:
                continue
            ngram ^= salts[document]
            if counts[_slot(ngram, counts)] >= least:
                keys[found] = ngram
                places[found] = base + at
                found += 1
    return found
