"""How many words a set of spans covers, counted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.options import Quotations

__all__ = ["WordCounts", "covered", "grouped_sum"]


@dataclass(frozen=True, slots=True, eq=False)
class WordCounts:
    """The number of words of each document, and which words are inside quotation marks.

    Parameters
    ----------
    offsets : numpy.ndarray, shape=(documents + 1,), int64
        Document i has the tokens ``offsets[i]`` to ``offsets[i + 1]`` of the collection.
    quote_start, quote_stop : numpy.ndarray, shape=(quotations,), int64
        Token numbers in the collection, half-open, sorted, without overlap.
    """

    offsets: NDArray[np.int64]
    quote_start: NDArray[np.int64]
    quote_stop: NDArray[np.int64]

    @property
    def words(self) -> NDArray[np.int64]:
        """The number of words of each document, shape=(documents,)."""
        return np.diff(self.offsets)

    def total(self, quotations: Quotations) -> NDArray[np.int64]:
        """Return the number of words of each document, with or without those inside quotation marks."""
        if quotations == "include":
            return self.words
        return np.diff(self._outside(self.offsets))

    def rank(
        self, document: NDArray[np.integer], token: NDArray[np.int64], quotations: Quotations
    ) -> NDArray[np.int64]:
        """Return the number of words of a document before a token, with or without quoted ones."""
        if quotations == "include":
            return token
        start = self.offsets[document]
        return self._outside(start + token) - self._outside(start)

    def _outside(self, token: NDArray[np.int64]) -> NDArray[np.int64]:
        if not len(self.quote_start):
            return token
        length = np.concatenate([[0], np.cumsum(self.quote_stop - self.quote_start)])
        begun = np.searchsorted(self.quote_start, token, "left")
        last = np.maximum(begun - 1, 0)
        still = np.where(begun > 0, np.maximum(self.quote_stop[last] - token, 0), 0)
        outside: NDArray[np.int64] = token - (length[begun] - still)
        return outside


def covered(group: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many words each span adds to the union of the spans of its group.

    Parameters
    ----------
    group : numpy.ndarray, shape=(spans,), int64
        The group of each span, 0 and up.
    first, last : numpy.ndarray, shape=(spans,), int64
        Half-open spans, 0 and up.

    Returns
    -------
    numpy.ndarray, shape=(spans,), int64
        In input order. The sum over a group is the size of the union of its spans.

    Examples
    --------
    >>> covered(np.array([0, 0, 1]), np.array([0, 5, 0]), np.array([10, 12, 3])).tolist()
    [10, 2, 3]
    """
    if not len(group):
        return np.zeros(0, np.int64)
    order = np.lexsort((first, group))
    # Each group is shifted above the one before it, so that one running maximum works for all groups.
    lift = group[order] * (int(last.max()) + 1)
    reach = np.maximum.accumulate(last[order] + lift)
    before = np.concatenate([[-1], reach[:-1]])
    begin = np.maximum(first[order] + lift, before)
    added = np.empty(len(group), np.int64)
    added[order] = np.maximum(last[order] + lift - begin, 0)
    return added


def grouped_sum(group: NDArray[np.int64], values: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """Return the sum of the values of each group, shape=(groups,), int64."""
    total = np.zeros(groups, np.int64)
    np.add.at(total, group, values)
    return total
