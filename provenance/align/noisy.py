"""The second channel: passages by their letters, where noise has broken the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.align.model import vector
from provenance.text.letters import Letters, gather_letters, noisy_documents

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.kernels.fitted import LetterNumbers
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable
    from provenance.text.pipeline import Pipeline

__all__ = ["NoisyPairs"]

# Words of a collection up to which the letters of all documents are kept: two bytes a letter.
_ALL = 2_000_000


class NoisyPairs:
    """Looks at the letters of pairs of which a document is noisy.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The texts of the collection.
    pipeline : Pipeline
        What its words were made with.
    words : WordTable
        Its words.

    Attributes
    ----------
    documents : numpy.ndarray, shape=(documents,), bool
        Which documents are noisy.
    """

    def __init__(self, texts: pa.LargeStringArray, pipeline: Pipeline, words: WordTable) -> None:
        self.documents = noisy_documents(words)
        self._texts = texts
        self._pipeline = pipeline
        self._words = words
        self._all: Letters | None = None
        if len(words.numbers) <= _ALL and self.documents.any():
            self._all = self._gathered(np.arange(len(texts)))

    def join(
        self,
        left: NDArray[np.int32],
        right: NDArray[np.int32],
        chains: NDArray[np.int64],
        options: ReuseOptions,
        numbers: LetterNumbers,
    ) -> NDArray[np.int64]:
        """Join the chains of pairs where noise broke them, and add what noise left no chain of.

        Parameters
        ----------
        left, right : numpy.ndarray, shape=(pairs,), int32
            Positions of documents.
        chains : numpy.ndarray, shape=(chains, 8), int64
            The chains of the pairs, as `provenance.kernels.align.align_pairs` fills them.
        options : ReuseOptions
            ``min_words`` and ``max_gap`` count.
        numbers : LetterNumbers
            The fitted numbers.

        Returns
        -------
        numpy.ndarray, shape=(chains, 8), int64
            In the same columns and order.
        """
        from provenance.kernels.noisy import add_noisy

        wanted = self.documents[left] | self.documents[right]
        if not wanted.any():
            return chains
        words = self._words
        letters = self._all or self._gathered(np.unique(np.concatenate([left[wanted], right[wanted]])))
        wanted &= (letters.slots[left] >= 0) & (letters.slots[right] >= 0)
        found, pair, chain = [], 0, 0
        while pair < len(left):
            rows = np.empty((len(chains) + 1024, chains.shape[1]), np.int64)
            filled, pair, chain = add_noisy(
                left, right, wanted, *letters, words.flags, words.document_tokens, chains, options.min_words,
                options.max_gap, vector(numbers), pair, chain, rows,
            )  # fmt: skip
            found.append(rows[:filled].copy())
        return np.concatenate(found)

    def _gathered(self, documents: NDArray[np.int64]) -> Letters:
        """Gather the letters of documents; those are left out whose normaliser gives other words the second time."""
        letters = gather_letters(self._texts, self._pipeline, documents)
        words = np.diff(self._words.document_tokens)[documents]
        letters.slots[documents[words != np.diff(letters.slot_tokens)]] = -1
        return letters
