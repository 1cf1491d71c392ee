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
    """How much each document shares with every other one.

    Parameters
    ----------
    labels : tuple of str
        The ids of the documents, for rows and columns alike.
    values : numpy.ndarray, shape=(n, n), float64
        ``values[i, j]``: how much of document i (row, left) is shared with document j (column, right).
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
    """How much two documents share: one pair of cells of the matrix.

    Parameters
    ----------
    left, right : str
        Their ids.
    value, reverse : float
        The measure of left in right, and of right in left.
    words : int
        The number of words of left in shared passages.
    passages : int
        The number of passages they share.
    """

    left: str
    right: str
    value: float
    reverse: float
    words: int
    passages: int
