"""How duplicates are looked for: what is kept of a document, which pairs are checked, what that finds and costs."""

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
        How alike duplicates are, at least.
    shingle : int
        Words in a shingle.
    banding : Banding or None
        The bands of the signatures; None where documents are looked up by sampled shingles.
    sampled : int
        One in so many shingles is looked up; 0 with bands.
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
        """What is kept of a document."""
        return SketchSettings(self.shingle, self.banding.values if self.banding else 0, self.sampled)

    def curve(self) -> list[tuple[float, float]]:
        """Return the S-curve: how likely a pair of each resemblance (or containment) is checked.

        With containment it is that of a document of 100 shingles.
        """
        steps = sorted({*_STEPS, self.threshold})
        return [(step, self.probability(step)) for step in steps]

    def probability(self, value: float, shingles: int = SURE) -> float:
        """Return how likely a pair is checked: of this resemblance, or of this containment of so many shingles."""
        if self.banding is not None:
            return self.banding.probability(value)
        shared = value * shingles
        return -math.expm1(shared * math.log1p(-1 / self.sampled)) if self.sampled > 1 else min(1.0, shared)

    def bytes_per_document(self) -> int:
        """Return the memory that a document takes whatever its length: signature or samples, links, numbers."""
        if self.banding is not None:
            return 2 * self.banding.values + 4 * (self.banding.bands + 1) + 150
        return 150 + 29 * 600 // max(1, self.sampled)


def make_plan(options: DedupOptions) -> DedupPlan:
    """Choose bands, or how many shingles are sampled.

    Raises
    ------
    OptionError
        Where the values of a signature are too few for the threshold and the recall.
    """
    hits = np.zeros(1, np.int32)
    if options.measure == "resemblance":
        banding = choose_bands(options.threshold, options.recall, options.num_perm)
        return DedupPlan(options.threshold, options.shingle, banding, 0, hits)
    sampled = choose_sampling(options.threshold, options.recall)
    hits = np.array(least_hits(options.threshold), np.int32)
    return DedupPlan(options.threshold, options.shingle, None, sampled, hits)
