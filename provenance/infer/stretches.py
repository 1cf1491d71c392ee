"""Stretches: a sentence in all its readings, and which documents have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.word_flags import SENTENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.prose import Prose
    from provenance.infer.relations import Sides
    from provenance.infer.settings import Settings
    from provenance.model.words import WordTable

__all__ = ["Sentences", "Stretches", "find_stretches", "sentences_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences of all documents, in their order.

    Parameters
    ----------
    starts : numpy.ndarray, shape=(sentences + 1,), int64
        The token of the collection with which each begins.
    document : numpy.ndarray, shape=(sentences,), int64
        Whose each is.
    words : numpy.ndarray, shape=(sentences,), int64
        Its words of prose.
    """

    starts: NDArray[np.int64]
    document: NDArray[np.int64]
    words: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.document)

    def at(self, token: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the sentence in which each token of the collection stands."""
        sentence: NDArray[np.int64] = np.searchsorted(self.starts, token, "right") - 1
        return sentence


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Sentences that several documents have.

    Parameters
    ----------
    of : numpy.ndarray, shape=(sentences,), int64
        The stretch of each sentence, 0 and up; -1 for those that no other document has.
    number : int
        How many there are. They are numbered by their least sentence in the order of the documents' ids.
    words : numpy.ndarray, shape=(stretches,), int64
        The words of prose of the longest reading.
    stretch, document : numpy.ndarray, shape=(n,), int64
        Which documents have each stretch: sorted, each once.
    """

    of: NDArray[np.int64]
    number: int
    words: NDArray[np.int64]
    stretch: NDArray[np.int64]
    document: NDArray[np.int64]


def sentences_of(words: WordTable, prose: Prose) -> Sentences:
    """Find the sentences of documents.

    Parameters
    ----------
    words : WordTable
        The words, with marks where sentences begin.
    prose : Prose
        Which of them are prose.
    """
    offsets = words.document_tokens
    begins = (words.flags & SENTENCE).astype(bool)
    filled = offsets[:-1][np.diff(offsets) > 0]
    begins[filled] = True
    starts = np.flatnonzero(begins).astype(np.int64)
    document = np.searchsorted(offsets, starts, "right") - 1
    starts = np.concatenate([starts, [len(words.flags)]])
    counted = np.add.reduceat(prose.mask.astype(np.int64), starts[:-1]) if len(starts) > 1 else np.zeros(0, np.int64)
    return Sentences(starts, document.astype(np.int64), counted)


def find_stretches(
    sides: Sides, rank: NDArray[np.int64], sentences: Sentences, words: WordTable, prose: Prose, settings: Settings
) -> Stretches:
    """Find what sentences are readings of one, wherever passages hold them.

    Parameters
    ----------
    sides : Sides
        Both sides of each passage: first all left ones, then all right ones in the same order.
    rank : numpy.ndarray, shape=(documents,), int64
        The place of each document in the order of their ids: ties are decided by it.
    sentences : Sentences
        The sentences of the documents.
    words, prose, settings
        The words, which of them are prose, and the numbers.
    """
    from provenance.kernels.readings import join_singles, link_readings

    numbers, offsets = settings.stretches, words.document_tokens
    half = len(sides.document) // 2
    spans = np.zeros((half, 8), np.int64)
    for column, which in ((0, slice(None, half)), (4, slice(half, None))):
        start = offsets[sides.document[which]] + sides.first[which]
        stop = offsets[sides.document[which]] + sides.last[which]
        spans[:, column], spans[:, column + 1] = start, stop
        spans[:, column + 2], spans[:, column + 3] = sentences.at(start), sentences.at(stop - 1) + 1
    # Sentences are numbered anew by the ids of their documents, so that no tie depends on the order of the input.
    order = np.lexsort((np.arange(len(sentences)), rank[sentences.document]))
    number = np.empty(len(sentences), np.int64)
    number[order] = np.arange(len(sentences))
    root = np.arange(len(sentences), dtype=np.int64)
    best, partner = np.zeros(len(sentences)), np.full(len(sentences), -1, np.int64)
    link_readings(
        words.stems,
        prose.mask,
        sentences.starts,
        spans,
        number,
        int(numbers["shortest"]),
        numbers["same"],
        numbers["alike"],
        root,
        best,
        partner,
    )
    waiting = np.flatnonzero(partner >= 0)
    waiting = waiting[np.lexsort((number[waiting], -best[waiting]))]
    sizes = np.bincount(_roots(root), minlength=len(sentences)).astype(np.int64)
    join_singles(waiting, partner, root, sizes)
    return _numbered(_roots(root), number, sentences)


def _roots(root: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the root of each node."""
    while True:
        above = root[root]
        if (above == root).all():
            return root
        root = above


def _numbered(root: NDArray[np.int64], number: NDArray[np.int64], sentences: Sentences) -> Stretches:
    """Return the sets that have sentences of two documents or more."""
    least = np.full(len(root), len(root), np.int64)
    np.minimum.at(least, root, number)
    key = least[root]
    least_document = np.full(len(root), len(root), np.int64)
    most_document = np.full(len(root), -1, np.int64)
    np.minimum.at(least_document, root, sentences.document)
    np.maximum.at(most_document, root, sentences.document)
    shared = np.flatnonzero((least_document < most_document)[root])
    of = np.full(len(root), -1, np.int64)
    kept, of[shared] = np.unique(key[shared], return_inverse=True)
    longest = np.zeros(len(kept), np.int64)
    np.maximum.at(longest, of[shared], sentences.words[shared])
    documents = int(sentences.document.max(initial=0)) + 1
    both = np.unique(of[shared] * documents + sentences.document[shared])
    return Stretches(of, len(kept), longest, both // documents, both % documents)
