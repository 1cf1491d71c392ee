"""How duplicates are looked for: what is stored of a document, which pairs are checked, and the recall and cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.sketch.bands import SURE, Banding, choose_bands, choose_sampling, least_hits
from provenance.sketch.duplicates import SketchSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.dedup_options import DedupOptions

__all__ = ["DedupPlan", "make_plan"]

_STEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class DedupPlan:
    """How duplicates are looked for.

    Parameters
    ----------
    threshold : float
        The least similarity of duplicates.
    shingle : int
        Words in a shingle.
    banding : Banding or None
        The bands of the signatures; None if documents are looked up by sampled shingles.
    sampled : int
        One in ``sampled`` shingles is looked up; 0 with bands.
    least_hits : numpy.ndarray, shape=(any,), int32
        As `provenance.sketch.bands.least_hits` gives them.
    """

    threshold: float
    shingle: int
    banding: Banding | None
    sampled: int
    least_hits: NDArray[np.int32]

    @property
    def settings(self) -> SketchSettings:
        """What is stored of each document."""
        return SketchSettings(self.shingle, self.banding.values if self.banding else 0, self.sampled)

    def curve(self) -> list[tuple[float, float]]:
        """Return the S-curve: the probability that a pair is checked, by its resemblance (or containment).

        With containment it holds for a document of 100 shingles.
        """
        steps = sorted({*_STEPS, self.threshold})
        return [(step, self.probability(step)) for step in steps]

    def probability(self, value: float, shingles: int = SURE) -> float:
        """Return the probability that a pair with this value is checked; with containment, of so many shingles."""
        if self.banding is not None:
            return self.banding.probability(value)
        shared = value * shingles
        return -math.expm1(shared * math.log1p(-1 / self.sampled)) if self.sampled > 1 else min(1.0, shared)

    def bytes_per_document(self) -> int:
        """Return the bytes that a document takes regardless of its length: signature or samples, links, numbers."""
        if self.banding is not None:
            return 2 * self.banding.values + 4 * (self.banding.bands + 1) + 150
        return 150 + 29 * 600 // max(1, self.sampled)


def make_plan(options: DedupOptions) -> DedupPlan:
    """Choose the bands, or the fraction of shingles that is sampled.

    Raises
    ------
    OptionError
        If a signature has too few values for the threshold and the recall.
    """
    hits = np.zeros(1, np.int32)
    if options.measure == "resemblance":
        banding = choose_bands(options.threshold, options.recall, options.num_perm)
        return DedupPlan(options.threshold, options.shingle, banding, 0, hits)
    sampled = choose_sampling(options.threshold, options.recall)
    hits = np.array(least_hits(options.threshold), np.int32)
    return DedupPlan(options.threshold, options.shingle, None, sampled, hits)
