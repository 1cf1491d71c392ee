"""Documents with the same words: one represents all of them, so that ten thousand copies cost no more than one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Copies", "find_copies"]


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """The groups of documents with the same words.

    Parameters
    ----------
    first : numpy.ndarray, shape=(documents,), int32
        For each document the first one with the same words; the document itself if there is no earlier one.
    groups : dict of int to numpy.ndarray
        For each first document that has copies, the document and its copies, ascending.
    """

    first: NDArray[np.int32]
    groups: dict[int, NDArray[np.int32]]

    @classmethod
    def of(cls, first: NDArray[np.int64], copy: NDArray[np.int64], documents: int) -> Copies:
        """Return the groups of some documents, given the numbers of copies and of the first document of each."""
        order = np.lexsort((copy, first))
        first, copy = first[order].astype(np.int32), copy[order].astype(np.int32)
        all_first = np.arange(documents, dtype=np.int32)
        all_first[copy] = first
        leaders, begins = np.unique(first, return_index=True)
        groups = np.split(copy, begins[1:]) if len(leaders) else []
        return cls(all_first, {int(one): np.append(one, rest) for one, rest in zip(leaders, groups, strict=True)})

    @property
    def represented(self) -> NDArray[np.bool_]:
        """Which documents are represented by an earlier one, shape=(documents,)."""
        represented: NDArray[np.bool_] = self.first != np.arange(len(self.first))
        return represented

    def pairs(self, most: int) -> NDArray[np.int64]:
        """Return the pairs of documents with the same words, shape=(pairs, 2).

        In a group, each of the first ``most`` documents is paired with all before it, each later one only with the
        first and the previous one.
        """
        found = [np.zeros((0, 2), np.int64)]
        for group in self.groups.values():
            near = group[:most].astype(np.int64)
            left, right = np.triu_indices(len(near), 1)
            found.append(np.column_stack([near[left], near[right]]))
            further = group[most:].astype(np.int64)
            if len(further):
                found.append(np.column_stack([np.full(len(further), group[0]), further]))
                found.append(np.column_stack([group[most - 1 : -1].astype(np.int64), further]))
        return np.concatenate(found)

    def spread(self, pairs: NDArray[np.int64], most: int) -> NDArray[np.int64]:
        """Return pairs together with the pairs of their copies, which share the same text.

        Parameters
        ----------
        pairs : numpy.ndarray, shape=(pairs, 2), int64
            Pairs of first documents.
        most : int
            If two groups together have more documents, so many take part.
        """
        if not self.groups:
            return pairs
        has = np.zeros(len(self.first), bool)
        has[list(self.groups)] = True
        many = has[pairs].any(axis=1)
        found = [pairs[~many]]
        for one, other in pairs[many].tolist():
            left = self.groups.get(one, np.array([one], np.int32))
            right = self.groups.get(other, np.array([other], np.int32))
            if len(left) + len(right) > most:
                left, right = left[: max(1, most - min(len(right), most // 2))], right[: max(1, most // 2)]
            grid = np.column_stack([np.repeat(left, len(right)), np.tile(right, len(left))]).astype(np.int64)
            found.append(np.sort(grid, axis=1))
        return np.concatenate(found)


def find_copies(numbers: NDArray[np.uint32], document_tokens: NDArray[np.int64], least: int) -> Copies:
    """Find documents of ``least`` words or more with the same words: a hash proposes them, their words are compared."""
    from provenance.kernels.fingerprints import document_fingerprints

    fingerprints = np.empty(len(document_tokens) - 1, np.uint64)
    document_fingerprints(numbers, document_tokens, fingerprints)
    first = np.arange(len(fingerprints), dtype=np.int32)
    long = np.flatnonzero(np.diff(document_tokens) >= least).astype(np.int32)
    order = long[np.argsort(fingerprints[long], kind="stable")]
    ordered = fingerprints[order]
    borders = [*np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])).tolist(), len(order)]
    groups = {}
    for begin, end in pairwise(borders if len(order) else []):
        if end - begin > 1:
            own = _words_of(order[begin], numbers, document_tokens)
            group = order[begin:end]
            group = group[[np.array_equal(own, _words_of(at, numbers, document_tokens)) for at in group]]
            first[group] = group[0]
            if len(group) > 1:
                groups[int(group[0])] = group
    return Copies(first, groups)


def _words_of(
    document: np.int32, numbers: NDArray[np.uint32], document_tokens: NDArray[np.int64]
) -> NDArray[np.uint32]:
    return numbers[document_tokens[document] : document_tokens[document + 1]]
