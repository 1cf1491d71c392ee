"""What statistics say of a pair of documents: how rare stems are, how much evidence it takes, what is chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from provenance.align.model import load_model

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
    """Which short passages would be found in so much text by chance.

    Parameters
    ----------
    statistics : Statistics
        How often words, and bigrams, stand.
    threshold : float
        The least surprisal of a short passage, in nats.
    """

    statistics: Statistics
    threshold: float

    def without(self, table: PassageTable, words: WordTable) -> PassageTable:
        """Leave out the passages of fewer than 20 words that a text of this kind holds by chance.

        So many words make ``T**2 / 2`` places where two texts can agree; one of them does by chance when its surprisal
        is less than the logarithm of that (Karlin and Altschul 1990), where a nat counts half, since the surprisal is
        taken from neighbours alone.
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
    """All that is derived from statistics to compare two documents.

    Parameters
    ----------
    idf : numpy.ndarray, shape=(2**k,), float32
        How rare a stem is, 0 to 1, by the lowest bits of its hash.
    least_evidence : float
        The evidence that a reworded stretch needs to be a passage, in nats.
    chance : Chance, optional
        What is agreement by chance; None for a collection in which there is hardly any.
    sentences : int
        The sentences that were counted: in few of them every word looks rare.
    model : AlignmentModel
        The fitted numbers.
    """

    idf: NDArray[np.float32]
    least_evidence: float
    chance: Chance | None
    sentences: int
    model: AlignmentModel = field(default_factory=load_model)


def pair_settings(statistics: Statistics, sensitivity: Sensitivity, *, large: bool) -> PairSettings:
    """Derive from statistics what the comparison of two documents needs.

    Parameters
    ----------
    statistics : Statistics
        Of the collection, or of a background.
    sensitivity : {"strict", "balanced", "wide"}
        How much evidence a reworded passage needs.
    large : bool
        Whether so many pairs are compared that some agree by chance.
    """
    tokens = max(2, statistics.tokens)
    # In a collection of few sentences every word looks rare, so more is needed there.
    rarity = load_model().rarity
    evidence = {"strict": rarity.strict, "balanced": rarity.balanced, "wide": rarity.wide}[sensitivity]
    least = evidence * (1.0 + rarity.more * min(1.0, rarity.few / max(1, statistics.sentences)))
    chance = Chance(statistics, float(np.log(tokens * tokens / 2) / rarity.worth)) if large else None
    return PairSettings(idf(statistics), least, chance, statistics.sentences)


def idf(statistics: Statistics) -> NDArray[np.float32]:
    """Return the inverse document frequency of stems, where a document is a sentence.

    Returns
    -------
    numpy.ndarray, shape=(2**k,), float32
        By the lowest bits of a stem: ``(log(S / s) / log(S)) ** 0.85`` for a stem in s of S sentences, so 0 for one
        that is in all and 1 for one in a single sentence.
    """
    sentences = max(2, statistics.sentences)
    # Most slots hold a small count: one logarithm for each count, not for each slot.
    counts = np.clip(statistics.stems, 1, sentences)
    distinct = np.arange(1, int(counts.max()) + 1)
    weights = ((np.log(sentences / distinct) / np.log(sentences)) ** load_model().rarity.power).astype(np.float32)
    of_slots: NDArray[np.float32] = weights[counts - 1]
    return of_slots
