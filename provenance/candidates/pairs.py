"""Candidate pairs: every pair, or those that MinHash over windows and LSH propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.model.options import ReuseOptions

__all__ = ["Candidates", "every_pair", "given_pairs", "is_affordable", "propose"]

#: Words in a shingle of a window.
WIDTH = 5
#: Words that are compared when every pair is: above this, "auto" asks LSH.
AFFORDABLE = 25_000_000
#: What a pair costs beside its words, in words.
_PAIR = 32


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs to align, made when they are taken: every pair of many documents would not fit in memory.

    Parameters
    ----------
    count : int
        How many there are.
    take : callable
        ``take(start, stop)`` gives the pairs of these numbers as two arrays of positions of documents, left and
        right, int32, left < right, sorted.
    how : str
        How they were chosen, in words.
    left_out : tuple of str
        What was left out, in words.
    """

    count: int
    take: Callable[[int, int], tuple[NDArray[np.int32], NDArray[np.int32]]]
    how: str
    left_out: tuple[str, ...] = ()


def is_affordable(words: NDArray[np.int64]) -> bool:
    """Whether every pair of documents with so many words can be aligned in about a second."""
    return (int(words.sum()) + _PAIR * len(words) // 2) * max(0, len(words) - 1) <= AFFORDABLE


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
    """Return the pairs that were asked for, each once, without those of a document with itself."""
    unique = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    columns = np.array(unique, np.int32).reshape(-1, 2)
    return _listed(columns[:, 0].copy(), columns[:, 1].copy(), "the pairs that were given")


def _listed(left: NDArray[np.int32], right: NDArray[np.int32], how: str, left_out: tuple[str, ...] = ()) -> Candidates:
    return Candidates(len(left), lambda start, stop: (left[start:stop], right[start:stop]), how, left_out)


def propose(numbers: NDArray[np.uint32], document_tokens: NDArray[np.int64], options: ReuseOptions) -> Candidates:
    """Propose the pairs that share the minimum of a window.

    A window is as long as it may be for any ``min_words`` words in a row that two documents share to share a
    minimum: of each window of shingles the least hash is kept (MinHash with one permutation over a window, which
    is winnowing: Schleimer, Wilkerson and Aiken 2003), and each minimum is a band of one row.

    Parameters
    ----------
    numbers : numpy.ndarray, shape=(tokens,), uint32
        The words of all documents.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.
    options : ReuseOptions
        ``min_words`` and ``max_bucket`` count.
    """
    from provenance.kernels.windows import join_buckets, window_minima

    documents = len(document_tokens) - 1
    width = min(WIDTH, options.min_words)
    window = options.min_words - width + 1
    hashes = np.empty(len(numbers), np.uint64)
    owners = np.empty(len(numbers), np.int32)
    count = window_minima(numbers, document_tokens, width, window, hashes, owners)
    # Stable, so that owners rise within a bucket.
    order = np.argsort(hashes[:count], kind="stable")
    hashes, owners = hashes[order], owners[order]
    pairs = np.empty(max(1024, 4 * documents), np.int64)
    while True:
        size, shortened = join_buckets(hashes, owners, options.max_bucket, pairs, documents)
        if size <= len(pairs):
            break
        pairs = np.empty(size, np.int64)
    left, right = np.divmod(np.unique(pairs[:size]), max(1, documents))
    note = (
        f"{shortened:,} runs of words stand in more than {options.max_bucket} articles: of these, further ones were "
        "compared with the first and the one before only"
    )
    how = f"pairs that share a minimum of a window of {options.min_words} words (MinHash and LSH)"
    return _listed(left.astype(np.int32), right.astype(np.int32), how, (note,) if shortened else ())
