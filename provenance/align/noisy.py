"""Finds passages by their characters, where noise has broken the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.align.model import vector
from provenance.text.characters import kept_characters

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.kernels.fitted import CharacterNumbers
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable
    from provenance.text.characters import CharacterStreams

__all__ = ["NoisyPairs"]


class NoisyPairs:
    """Aligns the characters of pairs with a noisy document.

    Parameters
    ----------
    words : WordTable
        The words of the collection.
    documents : numpy.ndarray, shape=(documents,), bool
        Which documents are noisy.
    read : callable
        Returns the characters of documents, given their numbers, ascending; called if they were not kept.
    """

    def __init__(
        self, words: WordTable, documents: NDArray[np.bool_], read: Callable[[NDArray[np.int64]], CharacterStreams]
    ) -> None:
        self.documents = documents
        self._words = words
        self._read = read
        self._kept = kept_characters(words)

    def join(
        self,
        left: NDArray[np.int32],
        right: NDArray[np.int32],
        chains: NDArray[np.int64],
        options: ReuseOptions,
        numbers: CharacterNumbers,
    ) -> NDArray[np.int64]:
        """Join chains that noise broke apart, and add passages for which noise left no chain.

        Parameters
        ----------
        left, right : numpy.ndarray, shape=(pairs,), int32
            Positions of documents.
        chains : numpy.ndarray, shape=(chains, 8), int64
            The chains of the pairs, as `provenance.kernels.align.align_pairs` fills them.
        options : ReuseOptions
            Only ``min_words`` and ``max_gap`` are used.
        numbers : CharacterNumbers
            The fitted numbers.

        Returns
        -------
        numpy.ndarray, shape=(chains, 8), int64
            The chains, in the same columns and order.
        """
        from provenance.kernels.noisy import add_noisy

        wanted = self.documents[left] | self.documents[right]
        if not wanted.any():
            return chains
        words = self._words
        characters = self._kept or self._read(np.unique(np.concatenate([left[wanted], right[wanted]])).astype(np.int64))
        wanted &= (characters.slots[left] >= 0) & (characters.slots[right] >= 0)
        found, pair, chain = [], 0, 0
        while pair < len(left):
            rows = np.empty((len(chains) + 1024, chains.shape[1]), np.int64)
            filled, pair, chain = add_noisy(
                left, right, wanted, *characters, words.flags, words.document_tokens, chains, options.min_words,
                options.max_gap, vector(numbers), pair, chain, rows,
            )  # fmt: skip
            found.append(rows[:filled].copy())
        return np.concatenate(found)
