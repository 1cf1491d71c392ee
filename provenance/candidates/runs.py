"""Finds runs of words by their n-grams, and marks them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.model import load_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["mark_runs", "ngrams_of"]

_NUMBERS = load_model().boilerplate
# Words that are hashed at a time; bits of the table that rejects most n-grams.
_AT_A_TIME, _MOST_BITS = 1 << 18, 24


def ngrams_of(words: WordTable, *, with_quoted: bool = False) -> Iterator[tuple[int, int, NDArray[np.uint64]]]:
    """Hash the n-gram of six words that begins at each word; all numerals are hashed alike.

    Parameters
    ----------
    words : WordTable
        The words of documents.
    with_quoted : bool, default False
        Whether n-grams of quoted words alone count.

    Yields
    ------
    first, last : int
        A range of documents, half-open.
    ngrams : numpy.ndarray, shape=(tokens of these documents,), uint64
        The hash of the n-gram at each token; 0 for none.
    """
    from provenance.kernels.boilerplate import slotted_ngrams

    tokens = words.document_tokens
    first, documents = 0, len(tokens) - 1
    while first < documents:
        last = int(np.searchsorted(tokens, tokens[first] + _AT_A_TIME, "right")) - 1
        last = min(max(first + 1, last), documents)
        ngrams = np.empty(int(tokens[last] - tokens[first]), np.uint64)
        slotted_ngrams(words.numbers, words.flags, tokens, first, last, int(with_quoted), ngrams)
        yield first, last, ngrams
        first = last


def mark_runs(
    words: WordTable, chosen: NDArray[np.uint64], bit: int, *, with_quoted: bool = False
) -> tuple[WordTable, int]:
    """Mark runs of eight words or more that are covered by given n-grams, with gaps of three words, but no quoted word.

    Parameters
    ----------
    words : WordTable
        The words of documents.
    chosen : numpy.ndarray, shape=(n-grams,), uint64
        The n-grams, sorted.
    bit : int
        The flag to set.
    with_quoted : bool, default False
        Whether n-grams of quoted words alone make runs.

    Returns
    -------
    words : WordTable
        The same words with new flags.
    marked : int
        The number of words marked.
    """
    from provenance.kernels.boilerplate import mark_runs as mark

    if not len(chosen):
        return words, 0
    flags = words.flags.copy()
    bits = int(np.clip(np.ceil(np.log2(8 * len(chosen))), 10, _MOST_BITS))
    common = np.zeros(1 << bits, np.uint8)
    common[(chosen >> np.uint64(1)) & np.uint64((1 << bits) - 1)] = 1
    marked = 0
    for first, last, ngrams in ngrams_of(words, with_quoted=with_quoted):
        marked += mark(
            ngrams, words.document_tokens, first, last, chosen, common, _NUMBERS.slot, _NUMBERS.run, bit, flags
        )
    return replace(words, flags=flags), marked
