"""The letters of documents without the borders of their words, and which documents are noisy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.model.words import WordTable
    from provenance.text.pipeline import Pipeline

__all__ = ["Letters", "gather_letters", "noisy_documents"]

# A document is noisy when so many of its words stand in no other one. Of clean text it is one in a hundred once a
# collection has some hundred thousand words; of scanned text far more. Of a few documents nearly all seem noisy.
_NOISY = 0.05
# Words that are known from the collection, and words that are looked up of one document: more change nothing that can
# be seen.
_SAMPLE, _LOOKED_UP = 2_000_000, 256


class Letters(NamedTuple):
    """The letters of some documents of a collection.

    Parameters
    ----------
    letters : numpy.ndarray, shape=(letters,), uint16
        The lowest bits of the code points of normalised words, without anything between them.
    token_letters : numpy.ndarray, shape=(gathered tokens + 1,), int64
        Where each word begins.
    slots : numpy.ndarray, shape=(documents,), int32
        The number of each document of the collection among those that were gathered, or -1.
    slot_tokens : numpy.ndarray, shape=(gathered documents + 1,), int64
        Where the words of each begin in ``token_letters``.
    """

    letters: NDArray[np.uint16]
    token_letters: NDArray[np.int64]
    slots: NDArray[np.int32]
    slot_tokens: NDArray[np.int64]


def gather_letters(texts: pa.LargeStringArray, pipeline: Pipeline, documents: NDArray[np.int64]) -> Letters:
    """Gather the letters of some documents.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The texts of the collection.
    pipeline : Pipeline
        What the words of the collection were made with.
    documents : numpy.ndarray, int64
        Positions of documents, each once, rising.
    """
    from provenance.kernels.letters import gather_letters as kernel

    # Taking some costs pyarrow's compute functions, which load for a tenth of a second.
    tokens = pipeline.tokens(texts if len(documents) == len(texts) else texts.take(documents))
    letters = np.empty(int(tokens.token_start[-1]), np.uint16)
    token_letters = np.empty(len(tokens) + 1, np.int64)
    count = kernel(tokens.norm, tokens.token_start, letters, token_letters)
    slots = np.full(len(texts), -1, np.int32)
    slots[documents] = np.arange(len(documents))
    return Letters(letters[:count], token_letters, slots, tokens.document_tokens)


def noisy_documents(words: WordTable) -> NDArray[np.bool_]:
    """Say which documents have so many words of their own that scanning, or spelling, may have changed them."""
    from provenance.kernels.letters import single_words

    documents = len(words.document_tokens) - 1
    read = np.zeros(documents, bool)
    read[:: max(1, -(-len(words.numbers) // _SAMPLE))] = True
    bits = int(np.clip(np.ceil(np.log2(max(1, 4 * len(words.numbers)))), 10, 22))
    shares = np.empty(documents, np.float32)
    single_words(
        words.numbers, words.flags, words.document_tokens, read, _LOOKED_UP, np.empty(1 << bits, np.int32), shares
    )
    return shares >= _NOISY
