"""The reuse matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provenance.model.options import Measure, Quotations

__all__ = ["PairScore", "ReuseMatrix"]


@dataclass(frozen=True, slots=True, eq=False)
class ReuseMatrix:
    """How much each document shares with each other one.

    Parameters
    ----------
    labels : tuple of str
        The ids of the documents, for rows and columns alike.
    values : numpy.ndarray, shape=(n, n), float64
        ``values[i, j]``: how much of document i (row, left) stands in document j (column, right).
    measure : {"containment", "resemblance", "words", "passages"}
        What is measured.
    quotations : {"include", "exclude"}
        Whether words inside quotation marks count.
    """

    labels: tuple[str, ...]
    values: NDArray[np.float64]
    measure: Measure
    quotations: Quotations


@dataclass(frozen=True, slots=True)
class PairScore:
    """What two documents share, without the whole matrix.

    Parameters
    ----------
    left, right : str
        Their ids.
    value, reverse : float
        The measure of left in right, and of right in left.
    words : int
        The words of left that stand in shared passages.
    passages : int
        The passages they share.
    """

    left: str
    right: str
    value: float
    reverse: float
    words: int
    passages: int
