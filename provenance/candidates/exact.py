"""Exact candidates: the pairs of documents that share enough fingerprints close together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.model import load_model
from provenance.model.word_flags import BOILERPLATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.candidates.copies import Copies
    from provenance.candidates.postings import Blocks, Postings
    from provenance.model.words import WordTable

    #: ``fill(first, last, out)`` writes the fingerprints of these documents to ``out``, one for each token.
    Fingerprinter = Callable[[int, int, NDArray[np.uint64]], None]

__all__ = [
    "HOW",
    "FingerprintKind",
    "Needed",
    "canonical_pairs",
    "fingerprint_kinds",
    "linked_pairs",
    "needed_fingerprints",
]

#: Tokens in an n-gram; the span of tokens within which two documents must share enough of them; the IDF from which on a
#: stem is rare; and the greatest distance, in tokens, of two stems that are paired.
WIDTH, SPAN, RARE, REACH = load_model().exact
#: How candidates are chosen, in words.
HOW = f"pairs that share n-grams of {WIDTH} words, or pairs of rare words, close together (exact join)"


@dataclass(frozen=True, slots=True)
class Needed:
    """The numbers of n-grams and of pairs of rare stems that two documents must share within 64 tokens."""

    ngrams: int
    stem_pairs: int


def needed_fingerprints(documents: int) -> Needed:
    """Return how many fingerprints two documents must share; more in large collections, where more agree by chance.

    Examples
    --------
    >>> [needed_fingerprints(documents).ngrams for documents in (10, 1_000, 10_000, 100_000, 10_000_000)]
    [3, 3, 4, 5, 5]
    """
    needed = int(np.clip(round(np.log10(max(1, documents))) - 1, 2, 4))
    return Needed(needed + 1, needed)


@dataclass(frozen=True, slots=True, eq=False)
class FingerprintKind:
    """One of the two kinds of fingerprints: n-grams, or pairs of rare stems.

    Parameters
    ----------
    needed : int
        How many of them two documents must share within 64 tokens.
    width : int
        The number of tokens in an n-gram.
    idf : numpy.ndarray, shape=(2**k,), float32, optional
        The IDF of stems, 0 to 1, by their lowest bits. If given, pairs of rare stems are fingerprinted.
    """

    needed: int
    width: int = WIDTH
    idf: NDArray[np.float32] | None = None

    def fingerprinter(self, words: WordTable, skipped: NDArray[np.bool_]) -> Fingerprinter:
        """Return a function that fingerprints documents, except the skipped ones; boilerplate has no fingerprints."""
        return _ngrams(words, skipped, self.width) if self.idf is None else _stem_pairs(words, skipped, self.idf)


def fingerprint_kinds(
    documents: int, idf: NDArray[np.float32], min_words: int
) -> tuple[FingerprintKind, FingerprintKind]:
    """Return the kinds of fingerprints that make candidate pairs: n-grams, and pairs of rare stems.

    Parameters
    ----------
    documents : int
        The number of documents in the statistics.
    idf : numpy.ndarray, shape=(2**k,), float32
        The IDF of stems, 0 to 1, by their lowest bits.
    min_words : int
        The fewest words of a passage: documents that share so many words in a row are always a candidate pair.
    """
    needed, width = needed_fingerprints(documents), min(WIDTH, min_words)
    ngrams = FingerprintKind(min(needed.ngrams, min_words - width + 1), width)
    return ngrams, FingerprintKind(needed.stem_pairs, idf=idf)


def _ngrams(words: WordTable, skipped: NDArray[np.bool_], width: int) -> Fingerprinter:
    """Return a function that fingerprints n-grams, except those of skipped documents and of boilerplate."""
    from provenance.kernels.fingerprints import NO_FINGERPRINT, ngram_fingerprints

    def fill(first: int, last: int, fingerprints: NDArray[np.uint64]) -> None:
        ngram_fingerprints(words.numbers, words.document_tokens, skipped, first, last, width, fingerprints)
        inside = _boilerplate(words, first, last)
        for step in range(1, width):
            inside[:-step] &= inside[step:]
        fingerprints[inside] = NO_FINGERPRINT

    return fill


def _stem_pairs(words: WordTable, skipped: NDArray[np.bool_], idf: NDArray[np.float32]) -> Fingerprinter:
    """Return a function that fingerprints pairs: each rare stem with the rarest of the next twelve tokens.

    The order within a pair does not count: such pairs often survive when a sentence is reworded.
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
    """Return the pairs that share enough fingerprints and whose later document is in a given range.

    Parameters
    ----------
    postings : Postings
        The posting lists of the whole collection, or all lists that contain one of the later documents.
    blocks : Blocks
        The blocks of the collection.
    most : int
        In a posting list, each of the first ``most`` places is linked with all before it, each later one only with
        the first and the previous one.
    needed : int
        How many fingerprints two documents must share within 64 tokens.
    first, last : int
        The later documents, half-open.

    Returns
    -------
    numpy.ndarray, shape=(pairs,), int64
        ``left * documents + right``, left < right; a pair may occur twice.
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
    """Return the pairs of keys, with the pairs of their copies, shape=(pairs, 2), sorted, each once."""
    documents = max(1, len(copies.first))
    pairs = np.column_stack(np.divmod(np.unique(keys), documents))
    if copies.groups:
        pairs = np.concatenate([copies.spread(pairs, most), copies.pairs(most)])
        pairs = np.column_stack(np.divmod(np.unique(pairs[:, 0] * documents + pairs[:, 1]), documents))
    return pairs
