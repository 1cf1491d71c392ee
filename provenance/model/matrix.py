"""The reuse matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provenance.model.options import Measure, Quotations

__all__ = ["PairColumns", "PairScore", "ReuseMatrix"]


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


@dataclass(frozen=True, slots=True, eq=False)
class PairColumns:
    """How much the documents of each pair share, in columns; every array has shape=(pairs,).

    Parameters
    ----------
    left, right : numpy.ndarray, int64
        Positions of documents, left < right; sorted.
    value, reverse : numpy.ndarray, float64
        The measure of left in right, and of right in left.
    words, reverse_words : numpy.ndarray, int64
        The number of words of left, and of right, in shared passages.
    passages : numpy.ndarray, int64
        The number of passages they share.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    reverse: NDArray[np.float64]
    words: NDArray[np.int64]
    reverse_words: NDArray[np.int64]
    passages: NDArray[np.int64]
