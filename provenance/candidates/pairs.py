"""Candidate pairs: every pair, those that were given, or a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Candidates", "every_pair", "given_pairs", "is_affordable", "listed_pairs"]

#: The most words to compare if every pair is aligned; above this, "auto" joins n-grams.
AFFORDABLE = 25_000_000
#: The fixed cost of a pair, expressed in words.
_PAIR = 32


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs to align, made on demand, because all pairs of many documents would not fit in memory.

    Parameters
    ----------
    count : int
        The number of pairs.
    take : callable
        ``take(start, stop)`` returns the pairs with these numbers as two arrays of positions of documents, left and
        right, int32, left < right, sorted.
    how : str
        How they were chosen, in words.
    left_out : tuple of str
        What was left out, in words.
    rows : int
        The number of rows sorted or joined to find the pairs.
    """

    count: int
    take: Callable[[int, int], tuple[NDArray[np.int32], NDArray[np.int32]]]
    how: str
    left_out: tuple[str, ...] = ()
    rows: int = 0


def is_affordable(documents: int, tokens: int) -> bool:
    """Return whether all pairs of ``documents`` with ``tokens`` words in all can be aligned in about a second."""
    return (tokens + _PAIR * documents // 2) * max(0, documents - 1) <= AFFORDABLE


def every_pair(documents: int) -> Candidates:
    """Return all pairs."""
    # Row i of the upper triangle begins at this pair.
    begins = np.concatenate([[0], np.cumsum(np.arange(documents - 1, -1, -1))]) if documents else np.zeros(1, np.int64)

    def take(start: int, stop: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        number = np.arange(start, stop)
        left = np.searchsorted(begins, number, "right") - 1
        return left.astype(np.int32), (left + 1 + number - begins[left]).astype(np.int32)

    return Candidates(documents * (documents - 1) // 2, take, "every pair")


def given_pairs(pairs: list[tuple[int, int]]) -> Candidates:
    """Return the given pairs, each once, without pairs of a document with itself."""
    unique = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    columns = np.array(unique, np.int32).reshape(-1, 2)
    return listed_pairs(columns[:, 0].copy(), columns[:, 1].copy(), "the pairs that were given")


def listed_pairs(
    left: NDArray[np.int32], right: NDArray[np.int32], how: str, left_out: tuple[str, ...] = (), rows: int = 0
) -> Candidates:
    """Return the pairs of two sorted arrays."""
    return Candidates(len(left), lambda start, stop: (left[start:stop], right[start:stop]), how, left_out, rows)
