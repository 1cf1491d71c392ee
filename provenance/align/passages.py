"""Candidate pairs to passages."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from provenance.candidates.pairs import Candidates
    from provenance.model.options import ReuseOptions

__all__ = ["align"]

_CHUNK = 2048
_VERBATIM, _EDITED = KINDS.index("verbatim"), KINDS.index("edited")


def align(
    candidates: Candidates,
    numbers: NDArray[np.uint32],
    flags: NDArray[np.uint8],
    document_tokens: NDArray[np.int64],
    cp_start: NDArray[np.int32],
    cp_stop: NDArray[np.int32],
    options: ReuseOptions,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[PassageTable, int]:
    """Find the passages of candidate pairs.

    Parameters
    ----------
    candidates : Candidates
        The pairs.
    numbers, flags, document_tokens
        As `provenance.kernels.align.align_pairs` takes them.
    cp_start, cp_stop : numpy.ndarray, shape=(tokens,), int32
        Each word's place in its text.
    options : ReuseOptions
        ``min_words`` and ``max_gap`` count.
    threads : int
        Threads to use; the passages do not depend on it.
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
    words = np.diff(document_tokens)

    def work(start: int) -> tuple[PassageTable, int]:
        from provenance.kernels.align import COLUMNS, align_pairs

        left, right = candidates.take(start, min(start + _CHUNK, total))
        room = int(words[left].max()) // 2 + 8 + 4 * _CHUNK
        found, cut_short, pair = [], 0, 0
        while pair < len(left):
            rows = np.empty((room, len(COLUMNS)), np.int64)
            filled, pair, short = align_pairs(
                left, right, numbers, flags, document_tokens, options.min_words, options.max_gap, pair, rows
            )
            found.append(rows[:filled].copy())
            cut_short += short
        return _table(np.concatenate(found), left, right, document_tokens, cp_start, cp_stop), cut_short

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


def _table(
    rows: NDArray[np.int64],
    lefts: NDArray[np.int32],
    rights: NDArray[np.int32],
    document_tokens: NDArray[np.int64],
    cp_start: NDArray[np.int32],
    cp_stop: NDArray[np.int32],
) -> PassageTable:
    pair, left_first, left_last, right_first, right_last, matched, quoted = rows.T
    left, right = lefts[pair], rights[pair]
    left_words, right_words = left_last - left_first, right_last - right_first
    verbatim = (matched == left_words) & (matched == right_words)
    left_at, right_at = document_tokens[left], document_tokens[right]
    return PassageTable(
        left,
        right,
        cp_start[left_at + left_first].astype(np.int64),
        cp_stop[left_at + left_last - 1].astype(np.int64),
        cp_start[right_at + right_first].astype(np.int64),
        cp_stop[right_at + right_last - 1].astype(np.int64),
        left_first,
        left_last,
        right_first,
        right_last,
        np.where(verbatim, _VERBATIM, _EDITED).astype(np.int8),
        quoted.astype(bool),
        2 * matched / np.maximum(left_words + right_words, 1),
    )
