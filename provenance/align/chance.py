"""Agreement by chance: among millions of pairs of documents some share a run of words that is nobody's."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.words import WordTable

__all__ = ["Chance", "learn_chance"]

# A run of so many words is no chance.
_LONG = 20
# A nat of surprise is worth so much: words hang together more than two by two.
_WORTH = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """Which short passages would be found in so much text by chance.

    Parameters
    ----------
    words : numpy.ndarray, shape=(2**j,), uint32
        How often each word stands, by its lowest bits.
    neighbours : numpy.ndarray, shape=(2**k,), uint16
        How often two words stand side by side.
    threshold : float
        The least surprise of a short passage, in nats.
    """

    words: NDArray[np.uint32]
    neighbours: NDArray[np.uint16]
    threshold: float

    def without(self, table: PassageTable, words: WordTable) -> PassageTable:
        """Leave out the passages of fewer than 20 words that a text of this kind holds by chance.

        So many words make ``T**2 / 2`` places where two texts can agree; one of them does by chance when its surprise
        is less than the logarithm of that (Karlin and Altschul 1990), where a nat counts half, since the surprise is
        taken from neighbours alone.
        """
        from provenance.kernels.chance import surprises

        short = np.flatnonzero(
            np.minimum(table.left_last - table.left_first, table.right_last - table.right_first) < _LONG
        )
        if not len(short):
            return table
        begin = words.document_tokens[table.left[short]]
        found = np.empty(len(short), np.float64)
        first, last = begin + table.left_first[short], begin + table.left_last[short]
        surprises(words.numbers, self.words, self.neighbours, first, last, found)
        keep = np.ones(len(table), bool)
        keep[short[found < self.threshold]] = False
        return PassageTable(**{field.name: getattr(table, field.name)[keep] for field in fields(PassageTable)})


def learn_chance(words: WordTable) -> Chance:
    """Count the words of a collection and their neighbours."""
    from provenance.kernels.chance import count_words

    tokens = max(2, len(words.numbers))
    size = 1 << int(np.clip(np.ceil(np.log2(4 * tokens)), 12, 25))
    alone, neighbours = np.zeros(min(size, 1 << 22), np.uint32), np.zeros(size, np.uint16)
    count_words(words.numbers, alone, neighbours)
    return Chance(alone, neighbours, float(np.log(tokens * tokens / 2) / _WORTH))
