"""What a comparison takes from statistics: the IDF of stems, the least evidence, the level of chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from provenance.align.model import load_model
from provenance.candidates.pairs import is_affordable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.align.model import AlignmentModel
    from provenance.model.options import Sensitivity
    from provenance.model.passages import PassageTable
    from provenance.model.statistics import Statistics
    from provenance.model.words import WordTable

__all__ = ["Chance", "PairSettings", "idf", "pair_settings"]


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """Decides which short passages occur by chance in so much text.

    Parameters
    ----------
    statistics : Statistics
        Counts of words and bigrams.
    threshold : float
        The least surprisal of a short passage, in nats.
    """

    statistics: Statistics
    threshold: float

    def without(self, table: PassageTable, words: WordTable) -> PassageTable:
        """Drop passages of fewer than 20 words that occur by chance.

        T words make ``T**2 / 2`` places where two texts can agree. An agreement is by chance if its surprisal is less
        than the logarithm of this number (Karlin and Altschul 1990). A nat counts half, since the surprisal is
        estimated from neighbouring words alone.
        """
        from provenance.kernels.statistics import surprisals

        short = np.flatnonzero(
            np.minimum(table.left_token_stop - table.left_token_start, table.right_token_stop - table.right_token_start)
            < load_model().rarity.long
        )
        if not len(short):
            return table
        begin = words.document_tokens[table.left[short]]
        found = np.empty(len(short), np.float64)
        counted = self.statistics
        surprisals(
            words.numbers, counted.words, counted.bigrams, counted.tokens, begin + table.left_token_start[short],
            begin + table.left_token_stop[short], found,
        )  # fmt: skip
        keep = np.ones(len(table), bool)
        keep[short[found < self.threshold]] = False
        return table.take(np.flatnonzero(keep))


@dataclass(frozen=True, slots=True, eq=False)
class PairSettings:
    """The settings derived from statistics to compare two documents.

    Parameters
    ----------
    idf : numpy.ndarray, shape=(2**k,), float32
        The IDF of a stem, 0 to 1, by the lowest bits of its hash.
    least_evidence : float
        The evidence that a reworded stretch needs to be a passage, in nats.
    chance : Chance, optional
        Which passages agree by chance; None for a collection so small that hardly any do.
    sentences : int
        The number of sentences counted; if there are few, every word looks rare.
    model : AlignmentModel
        The fitted numbers.
    """

    idf: NDArray[np.float32]
    least_evidence: float
    chance: Chance | None
    sentences: int
    model: AlignmentModel = field(default_factory=load_model)


def pair_settings(statistics: Statistics, sensitivity: Sensitivity) -> PairSettings:
    """Derive the settings for comparing two documents from statistics.

    Parameters
    ----------
    statistics : Statistics
        Statistics of the collection, or of a background.
    sensitivity : {"strict", "balanced", "wide"}
        How much evidence a reworded passage needs.
    """
    tokens = max(2, statistics.tokens)
    # In a collection of few sentences every word looks rare, so more evidence is needed.
    rarity = load_model().rarity
    evidence = {"strict": rarity.strict, "balanced": rarity.balanced, "wide": rarity.wide}[sensitivity]
    least = evidence * (1.0 + rarity.more * min(1.0, rarity.few / max(1, statistics.sentences)))
    # In a collection whose pairs can all be compared, hardly any agree by chance.
    large = not is_affordable(statistics.documents, statistics.tokens)
    chance = Chance(statistics, float(np.log(tokens * tokens / 2) / rarity.worth)) if large else None
    return PairSettings(idf(statistics), least, chance, statistics.sentences)


def idf(statistics: Statistics) -> NDArray[np.float32]:
    """Return the inverse document frequency of stems; each sentence counts as a document.

    Returns
    -------
    numpy.ndarray, shape=(2**k,), float32
        By the lowest bits of a stem: ``(log(S / s) / log(S)) ** 0.85`` for a stem in s of S sentences. So it is 0 for a
        stem in all sentences, and 1 for a stem in one.
    """
    sentences = max(2, statistics.sentences)
    # Most slots hold a small count: compute one logarithm for each count, not for each slot.
    counts = np.clip(statistics.stems, 1, sentences)
    distinct = np.arange(1, int(counts.max()) + 1)
    weights = ((np.log(sentences / distinct) / np.log(sentences)) ** load_model().rarity.power).astype(np.float32)
    of_slots: NDArray[np.float32] = weights[counts - 1]
    return of_slots
