"""Candidate pairs: every pair, or those that MinHash over windows and LSH propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.model.options import ReuseOptions

__all__ = ["Candidates", "every_pair", "given_pairs", "is_affordable", "propose"]

#: Words in a shingle of a window.
WIDTH = 5
#: Words that are compared when every pair is: above this, "auto" asks LSH.
AFFORDABLE = 25_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs to align.

    Parameters
    ----------
    left, right : numpy.ndarray, shape=(pairs,), int32
        Positions of documents, left < right, sorted.
    how : str
        How they were chosen, in words.
    left_out : tuple of str
        What was left out, in words.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    how: str
    left_out: tuple[str, ...] = ()


def is_affordable(words: NDArray[np.int64]) -> bool:
    """Whether every pair of documents with so many words can be aligned in about a second."""
    return int(words.sum()) * max(0, len(words) - 1) <= AFFORDABLE


def every_pair(documents: int) -> Candidates:
    """Return all pairs."""
    left, right = np.triu_indices(documents, 1)
    return Candidates(left.astype(np.int32), right.astype(np.int32), "every pair")


def given_pairs(pairs: list[tuple[int, int]]) -> Candidates:
    """Return the pairs that were asked for, each once, without those of a document with itself."""
    unique = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    columns = np.array(unique, np.int32).reshape(-1, 2)
    return Candidates(columns[:, 0], columns[:, 1], "the pairs that were given")


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
        size, left_out = join_buckets(hashes, owners, options.max_bucket, pairs, documents)
        if size <= len(pairs):
            break
        pairs = np.empty(size, np.int64)
    left, right = np.divmod(np.unique(pairs[:size]), max(1, documents))
    notes = (
        (f"{left_out:,} runs of words that stand in more than {options.max_bucket} articles proposed no pair",)
        if left_out
        else ()
    )
    how = f"pairs that share a minimum of a window of {options.min_words} words (MinHash and LSH)"
    return Candidates(left.astype(np.int32), right.astype(np.int32), how, notes)
