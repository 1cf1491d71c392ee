"""The characters of documents without word boundaries, and which documents are noisy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.model.statistics import Statistics
    from provenance.model.words import WordTable
    from provenance.text.pipeline import Pipeline

__all__ = ["CharacterStreams", "gather_characters", "kept_characters", "noisy_documents"]

# A document is noisy if so many of its words are in no other document. In clean text one word in a hundred is, once a
# collection has some hundred thousand words; in scanned text far more. In a few documents nearly all words seem noisy.
_NOISY = 0.05
# The most words looked up of one document; more do not change the result noticeably.
_LOOKED_UP = 256


class CharacterStreams(NamedTuple):
    """The characters of some documents of a collection.

    Parameters
    ----------
    characters : numpy.ndarray, shape=(characters,), uint16
        The lowest bits of the code points of normalised words, with nothing between words.
    token_characters : numpy.ndarray, shape=(gathered tokens + 1,), int64
        Where each word begins.
    slots : numpy.ndarray, shape=(documents,), int32
        The number of each document of the collection among the gathered documents, or -1.
    slot_tokens : numpy.ndarray, shape=(gathered documents + 1,), int64
        Where the words of each begin in ``token_characters``.
    """

    characters: NDArray[np.uint16]
    token_characters: NDArray[np.int64]
    slots: NDArray[np.int32]
    slot_tokens: NDArray[np.int64]


def kept_characters(words: WordTable) -> CharacterStreams | None:
    """Return the characters kept with the words, or None if they were not kept."""
    if words.characters is None:
        return None
    return CharacterStreams(*words.characters, np.arange(len(words), dtype=np.int32), words.document_tokens)


def gather_characters(
    texts: pa.LargeStringArray,
    pipeline: Pipeline,
    documents: NDArray[np.int64],
    words: WordTable,
    languages: pa.Array[Any] | None = None,
) -> CharacterStreams:
    """Gather the characters of some documents by reading their texts again.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The texts of these documents.
    pipeline : Pipeline
        The pipeline that made the words of the collection.
    documents : numpy.ndarray, int64
        The numbers of these documents, each once, ascending. A document whose normaliser gives other words the second
        time is left out.
    words : WordTable
        The words of the collection.
    languages : pyarrow.Array, optional
        The language of each text, as `Pipeline.tokens` takes it.
    """
    from provenance.kernels.characters import gather_characters as kernel

    tokens = pipeline.tokens(texts, languages=languages)
    characters = np.empty(int(tokens.token_start[-1]), np.uint16)
    token_characters = np.empty(len(tokens) + 1, np.int64)
    count = kernel(tokens.norm, tokens.token_start, characters, token_characters)
    slots = np.full(len(words), -1, np.int32)
    same = np.diff(tokens.document_tokens) == np.diff(words.document_tokens)[documents]
    slots[documents[same]] = np.flatnonzero(same)
    return CharacterStreams(characters[:count], token_characters, slots, tokens.document_tokens)


def noisy_documents(words: WordTable, statistics: Statistics) -> NDArray[np.bool_]:
    """Return which documents have so many words of their own that scanning or spelling may have changed them."""
    from provenance.kernels.statistics import single_shares

    shares = np.empty(len(words), np.float32)
    single_shares(words.numbers, words.flags, words.document_tokens, words.keys, statistics.words, _LOOKED_UP, shares)
    return shares >= _NOISY
