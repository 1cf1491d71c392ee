"""Candidate pairs to passages."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from provenance.align.rarity import least_evidence, rarity
from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from provenance.align.noisy import NoisyPairs
    from provenance.candidates.pairs import Candidates
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["align"]

_CHUNK = 2048
_VERBATIM, _EDITED, _PARAPHRASE = (KINDS.index(kind) for kind in ("verbatim", "edited", "paraphrase"))


def align(
    candidates: Candidates,
    words: WordTable,
    options: ReuseOptions,
    threads: int,
    noisy: NoisyPairs | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[PassageTable, int]:
    """Find the passages of candidate pairs.

    Parameters
    ----------
    candidates : Candidates
        The pairs.
    words : WordTable
        The words of all documents.
    options : ReuseOptions
        ``min_words``, ``max_gap`` and ``sensitivity`` count.
    threads : int
        Threads to use; the passages do not depend on it.
    noisy : NoisyPairs, optional
        Looks at letters where words are noisy; without it words alone count.
    progress : callable, optional
        Called with the pairs done and all pairs.

    Returns
    -------
    PassageTable
        The passages of all pairs, sorted.
    int
        How many pairs were not searched to the end because their common runs were too many.
    """
    total = candidates.count
    rare = rarity(words)
    least = least_evidence(words, options.sensitivity)

    def work(start: int) -> tuple[PassageTable, int]:
        left, right = candidates.take(start, min(start + _CHUNK, total))
        chains, cut_short = _chains(left, right, words, options)
        chains = noisy.join(left, right, chains, options) if noisy else chains
        return _table(_fused(left, right, words, rare, chains, options, least), left, right, words), cut_short

    tables: list[PassageTable] = []
    cut_short = 0
    with ThreadPoolExecutor(threads) as pool:
        for done, (table, short) in enumerate(_few_ahead(pool, work, range(0, total, _CHUNK), 4 * threads), 1):
            tables.append(table)
            cut_short += short
            if progress is not None:
                progress(min(done * _CHUNK, total), total)
    return PassageTable.concatenate(tables), cut_short


def _few_ahead(
    pool: ThreadPoolExecutor, work: Callable[[int], tuple[PassageTable, int]], items: Iterable[int], ahead: int
) -> Iterator[tuple[PassageTable, int]]:
    """Yield the results in order with at most so many under way: an interrupt has little to wait for."""
    waiting: deque[Future[tuple[PassageTable, int]]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _chains(
    left: NDArray[np.int32], right: NDArray[np.int32], words: WordTable, options: ReuseOptions
) -> tuple[NDArray[np.int64], int]:
    """Return the chains of exact runs of pairs, and how many pairs were not searched to the end."""
    from provenance.kernels.align import COLUMNS, align_pairs

    room = int(np.diff(words.document_tokens)[left].max()) // 2 + 8 + 4 * _CHUNK
    found, cut_short, pair = [], 0, 0
    while pair < len(left):
        rows = np.empty((room, len(COLUMNS)), np.int64)
        filled, pair, short = align_pairs(
            left,
            right,
            words.numbers,
            words.flags,
            words.document_tokens,
            options.min_words,
            options.max_gap,
            pair,
            rows,
        )
        found.append(rows[:filled].copy())
        cut_short += short
    return np.concatenate(found), cut_short


def _fused(
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    words: WordTable,
    rare: NDArray[np.float32],
    chains: NDArray[np.int64],
    options: ReuseOptions,
    least: float,
) -> NDArray[np.int64]:
    """Return the chains with the reworded stretches of the pairs."""
    from provenance.kernels.fuse import COLUMNS, fuse_pairs

    found, pair, chain = [], 0, 0
    while pair < len(left):
        rows = np.empty((len(chains) + 1024, len(COLUMNS)), np.int64)
        filled, pair, chain = fuse_pairs(
            left,
            right,
            words.stems,
            words.flags,
            words.document_tokens,
            rare,
            chains,
            options.min_words,
            least,
            pair,
            chain,
            rows,
        )
        found.append(rows[:filled].copy())
    return np.concatenate(found)


def _table(
    rows: NDArray[np.int64], lefts: NDArray[np.int32], rights: NDArray[np.int32], words: WordTable
) -> PassageTable:
    from provenance.kernels.fuse import CHAIN, REWORDED

    pair, left_first, left_last, right_first, right_last, matched, quoted, origin = rows.T
    left, right = lefts[pair], rights[pair]
    left_words, right_words = left_last - left_first, right_last - right_first
    # Words in another order match one by one, but not all of them at once.
    matched = np.where(origin == CHAIN, matched, np.minimum(matched, (left_words + right_words - 1) // 2))
    verbatim = (origin == CHAIN) & (matched == left_words) & (matched == right_words)
    left_at, right_at = words.document_tokens[left], words.document_tokens[right]
    return PassageTable(
        left,
        right,
        words.cp_start[left_at + left_first].astype(np.int64),
        words.cp_stop[left_at + left_last - 1].astype(np.int64),
        words.cp_start[right_at + right_first].astype(np.int64),
        words.cp_stop[right_at + right_last - 1].astype(np.int64),
        left_first,
        left_last,
        right_first,
        right_last,
        np.where(origin == REWORDED, _PARAPHRASE, np.where(verbatim, _VERBATIM, _EDITED)).astype(np.int8),
        quoted.astype(bool),
        2 * matched / np.maximum(left_words + right_words, 1),
    )
