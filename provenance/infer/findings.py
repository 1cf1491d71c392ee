"""All that the inference found, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.infer.agency import Claim, Opinion
    from provenance.infer.classifier import Answer
    from provenance.infer.direction import Facts, Judgement
    from provenance.infer.parts import Parts
    from provenance.infer.prose import Prose
    from provenance.infer.relations import Relations
    from provenance.infer.revisions import Versions
    from provenance.infer.settings import Settings
    from provenance.infer.unseen import Clusters
    from provenance.infer.versions import Sources
    from provenance.infer.wires import Wires
    from provenance.model.documents import Documents
    from provenance.model.passages import PassageTable
    from provenance.model.words import WordTable

__all__ = ["Findings"]


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What was found, in columns.

    Parameters
    ----------
    documents, table, words, prose, relations, versions, settings
        What the inference works with: see there.
    wires : Wires
        Which documents are dispatches.
    sources : Sources
        The dispatch that each document used.
    clusters : Clusters
        Texts that are not at hand.
    opinions : list of Opinion
        The agency of each of these.
    facts, judgement : Facts, Judgement
        What is known of each pair, and what it comes to.
    probability : numpy.ndarray, shape=(pairs, 3), float64
        Of the three hypotheses.
    verdicts : numpy.ndarray, shape=(pairs,), int8
        The likeliest; -1 where that is undetermined.
    sureness : numpy.ndarray, shape=(pairs,), float64
        How likely it is.
    copied_from : dict of int to (int, float)
        The article that a document likely copied, and how likely.
    copies : numpy.ndarray, shape=(documents,), int64
        The same number for documents one of which copied the other; -1 for all others.
    parts : Parts
        Which words are from where.
    shares : numpy.ndarray, shape=(documents,), float64
        The share of the prose of each that is reused.
    claims : list of Claim
        The agency of each document as a whole.
    answers : dict of int to Answer
        What whole documents say where one pair was asked about.
    details : dict of (int, str) to str
        Evidence of plugins in words, by pair and kind.
    names : dict of int to str
        What the unseen dispatches are called, by the number of the text, in their order.
    """

    documents: Documents
    table: PassageTable
    words: WordTable
    prose: Prose
    relations: Relations
    versions: Versions
    settings: Settings
    wires: Wires
    sources: Sources
    clusters: Clusters
    opinions: list[Opinion]
    facts: Facts
    judgement: Judgement
    probability: NDArray[np.float64]
    verdicts: NDArray[np.int8]
    sureness: NDArray[np.float64]
    copied_from: dict[int, tuple[int, float]]
    copies: NDArray[np.int64]
    parts: Parts
    shares: NDArray[np.float64]
    claims: list[Claim]
    answers: dict[int, Answer]
    details: dict[tuple[int, str], str]
    names: dict[int, str]

    def row(self, one: int, other: int) -> int:
        """Return the pair of two documents, -1 where they share no passage."""
        left, right = min(one, other), max(one, other)
        first, last = np.searchsorted(self.relations.left, (left, left + 1)).tolist()
        at = first + int(np.searchsorted(self.relations.right[first:last], right))
        return at if at < last and self.relations.right[at] == right else -1
