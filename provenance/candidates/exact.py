"""Exact candidates: the pairs of documents that share enough fingerprints close together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.words import BOILERPLATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.candidates.copies import Copies
    from provenance.candidates.postings import Blocks, Postings
    from provenance.model.words import WordTable

    #: Fills an array with the fingerprints of the documents from one on, to another: one for each token.
    Fingerprinter = Callable[[int, int, NDArray[np.uint64]], None]

__all__ = ["HOW", "WIDTH", "Needed", "canonical_pairs", "linked_pairs", "needed_fingerprints", "ngrams", "stem_pairs"]

#: Tokens in an n-gram; and within how many tokens two documents share enough of them.
WIDTH, SPAN = 4, 64
#: The IDF from which on a stem is rare, and how many tokens further on the one may stand that it is paired with.
RARE, REACH = 0.45, 12
#: How candidates are chosen, in words.
HOW = f"pairs that share n-grams of {WIDTH} words, or pairs of rare words, close together (exact join)"


@dataclass(frozen=True, slots=True)
class Needed:
    """How many n-grams, and how many pairs of rare stems, two documents must share within 64 tokens."""

    ngrams: int
    stem_pairs: int


def needed_fingerprints(documents: int) -> Needed:
    """Return how many fingerprints two of so many documents must share: the more there are, the more agree by chance.

    Examples
    --------
    >>> [needed_fingerprints(documents).ngrams for documents in (10, 1_000, 10_000, 100_000, 10_000_000)]
    [3, 3, 4, 5, 5]
    """
    needed = int(np.clip(round(np.log10(max(1, documents))) - 1, 2, 4))
    return Needed(needed + 1, needed)


def ngrams(words: WordTable, skipped: NDArray[np.bool_], width: int = WIDTH) -> Fingerprinter:
    """Return what makes the fingerprints of n-grams, for the documents that are not skipped; boilerplate has none."""
    from provenance.kernels.fingerprints import NO_FINGERPRINT, ngram_fingerprints

    def fill(first: int, last: int, fingerprints: NDArray[np.uint64]) -> None:
        ngram_fingerprints(words.numbers, words.document_tokens, skipped, first, last, width, fingerprints)
        inside = _boilerplate(words, first, last)
        for step in range(1, width):
            inside[:-step] &= inside[step:]
        fingerprints[inside] = NO_FINGERPRINT

    return fill


def stem_pairs(words: WordTable, skipped: NDArray[np.bool_], idf: NDArray[np.float32]) -> Fingerprinter:
    """Return what makes the fingerprints of each rare stem with the rarest of the next twelve tokens.

    In either order: that is what stays of a sentence which is reworded.
    """
    from provenance.kernels.fingerprints import NO_FINGERPRINT, stem_pair_fingerprints

    def fill(first: int, last: int, fingerprints: NDArray[np.uint64]) -> None:
        stem_pair_fingerprints(words.stems, idf, RARE, REACH, words.document_tokens, skipped, first, last, fingerprints)
        fingerprints[_boilerplate(words, first, last)] = NO_FINGERPRINT

    return fill


def _boilerplate(words: WordTable, first: int, last: int) -> NDArray[np.bool_]:
    """Return which words of these documents are boilerplate."""
    begin, stop = words.document_tokens[first], words.document_tokens[last]
    marked: NDArray[np.bool_] = (words.flags[begin:stop] & BOILERPLATE).astype(bool)
    return marked


def linked_pairs(
    postings: Postings,
    blocks: Blocks,
    most: int,
    needed: int,
    first: int,
    last: int,
) -> NDArray[np.int64]:
    """Return the pairs of which the later document is one of these and that share enough fingerprints.

    Parameters
    ----------
    postings : Postings
        Of the whole collection, or all of which the later documents have a place.
    blocks : Blocks
        Of the collection.
    most : int
        Of a posting list each of the first so many places is linked with all before it, each further one with the
        first and the one before only.
    needed : int
        How many fingerprints they must share within 64 tokens.
    first, last : int
        The later documents, half-open.

    Returns
    -------
    numpy.ndarray, shape=(pairs,), int64
        ``left * documents + right``, left < right; one may come twice.
    """
    from provenance.kernels.postings import MOST_NEEDED, link_documents

    count = len(blocks.documents)
    recent = np.zeros((count, MOST_NEEDED - 1), np.uint32)
    linked = np.full(count, -1, np.int32)
    room = np.empty(max(1 << 16, count), np.int64)
    found = [np.zeros(0, np.int64)]
    while first < last:
        size, first = link_documents(
            postings.lists, postings.starts, postings.blocks, blocks.document_tokens, blocks.starts,
            blocks.documents, most, needed, SPAN, first, last, recent, linked, room,
        )  # fmt: skip
        found.append(room[:size].copy())
    return np.concatenate(found)


def canonical_pairs(keys: NDArray[np.int64], copies: Copies, most: int) -> NDArray[np.int64]:
    """Return the pairs of these keys with those of copies of their documents, shape=(pairs, 2), sorted, each once."""
    documents = max(1, len(copies.first))
    pairs = np.column_stack(np.divmod(np.unique(keys), documents))
    if copies.groups:
        pairs = np.concatenate([copies.spread(pairs, most), copies.pairs(most)])
        pairs = np.column_stack(np.divmod(np.unique(pairs[:, 0] * documents + pairs[:, 1]), documents))
    return pairs
