"""What was inferred from the passages of a collection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from provenance.model.credit import Credit
    from provenance.model.derivation import Derivation
    from provenance.model.direction import Direction, PairVerdicts
    from provenance.model.origin import Dispatches

__all__ = ["Inference"]


@dataclass(frozen=True, slots=True, eq=False)
class Inference:
    """What was inferred: derivations, credits, unseen dispatches, directions.

    Parameters
    ----------
    derivations : tuple of Derivation
        One for each document.
    credits : sequence of tuple of Credit
        The credits of each document, in text order.
    dispatches : Dispatches
        The dispatches that are not among the documents.
    overlaps : numpy.ndarray, shape=(passages,), int8
        The overlap class of each passage: a code of `provenance.model.passage.OVERLAPS`.
    verdicts : numpy.ndarray, shape=(passages,), int8
        The direction of each passage: a code of `provenance.model.direction.VERDICTS`, -1 if undetermined.
    direction : callable
        Called with two positions, returns the direction with its evidence; None if they share no prose.
    pairs : PairVerdicts
        The same for all pairs at once, without evidence.
    """

    derivations: tuple[Derivation, ...]
    credits: Sequence[tuple[Credit, ...]]
    dispatches: Dispatches
    overlaps: NDArray[np.int8]
    verdicts: NDArray[np.int8]
    direction: Callable[[int, int], Direction | None]
    pairs: PairVerdicts
