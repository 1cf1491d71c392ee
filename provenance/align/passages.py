"""Candidate pairs to passages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable

if TYPE_CHECKING:
    from collections.abc import Callable

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
    total = len(candidates.left)
    chunks = [slice(at, min(at + _CHUNK, total)) for at in range(0, total, _CHUNK)]
    words = np.diff(document_tokens)

    def work(chunk: slice) -> tuple[NDArray[np.int64], int]:
        from provenance.kernels.align import COLUMNS, align_pairs

        left, right = candidates.left[chunk], candidates.right[chunk]
        room = int(words[left].max()) // 2 + 8 + 4 * _CHUNK
        found, cut_short, pair = [], 0, 0
        while pair < len(left):
            rows = np.empty((room, len(COLUMNS)), np.int64)
            filled, pair, short = align_pairs(
                left, right, numbers, flags, document_tokens, options.min_words, options.max_gap, pair, rows
            )
            found.append(rows[:filled].copy())
            cut_short += short
        joined = np.concatenate(found)
        joined[:, 0] += chunk.start
        return joined, cut_short

    tables: list[NDArray[np.int64]] = []
    cut_short = 0
    with ThreadPoolExecutor(threads) as pool:
        for chunk, (rows, short) in zip(chunks, pool.map(work, chunks), strict=True):
            tables.append(rows)
            cut_short += short
            if progress is not None:
                progress(chunk.stop, total)
    if not tables:
        return PassageTable.empty(), 0
    return _table(np.concatenate(tables), candidates, document_tokens, cp_start, cp_stop), cut_short


def _table(
    rows: NDArray[np.int64],
    candidates: Candidates,
    document_tokens: NDArray[np.int64],
    cp_start: NDArray[np.int32],
    cp_stop: NDArray[np.int32],
) -> PassageTable:
    pair, left_first, left_last, right_first, right_last, matched, quoted = rows.T
    left, right = candidates.left[pair], candidates.right[pair]
    left_words, right_words = left_last - left_first, right_last - right_first
    verbatim = (matched == left_words) & (matched == right_words)
    left_at, right_at = document_tokens[left], document_tokens[right]
    table = PassageTable(
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
    return PassageTable.concatenate([table])
