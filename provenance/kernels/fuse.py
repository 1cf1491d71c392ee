"""Reworded stretches and exact chains of one pair, made one list of passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.align import COLUMNS as CHAIN_COLUMNS
from provenance.kernels.jit import inline, kernel
from provenance.kernels.rewritten import RECTANGLE, find_rectangles
from provenance.kernels.sorting import best_first

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U8, U32, Number

__all__ = ["COLUMNS", "fuse_pairs"]

#: What a row of the output holds.
COLUMNS = (*CHAIN_COLUMNS, "reworded")

# Where chains cover so much of a stretch on both sides, they say all there is to say, and more exactly.
_COVERED = 0.7


@inline
def _overlap(first: Number, last: Number, other_first: Number, other_last: Number) -> Number:
    return max(np.int64(0), min(last, other_last) - max(first, other_first))


@inline
def _cover(cover: U8, first: Number, last: Number, value: Number) -> None:
    for at in range(first, last):
        cover[at] = value


@inline
def _share(cover: U8, first: Number, last: Number) -> Number:
    count = 0
    for at in range(first, last):
        count += cover[at]
    return count / max(1, last - first)


@inline
def _fuse(
    pair: Number, boxes: F64, count: Number, rows: I64, begin: Number, filled: Number, left_cover: U8, right_cover: U8,
    min_words: Number, min_weight: Number, min_share: Number,
) -> Number:  # fmt: skip
    """Add reworded stretches to the chains of a pair; return how many rows are filled then.

    A stretch that chains mostly cover is left out; one that holds chains takes their place. Of two passages that
    overlap on one side by more than half, the one with more shared words stays.

    Parameters
    ----------
    boxes, count
        As `provenance.kernels.rewritten.find_rectangles` fills them.
    rows : int64 [any, 8]
        In and out: `COLUMNS`; the chains of this pair are rows ``begin`` to ``filled``.
    left_cover, right_cover : uint8 [tokens]
        Room.
    min_words : int
        The fewest words of a passage.
    min_weight, min_share : float
        The least weight that a stretch shares, and the least part of its weight.
    """
    if count == 0:
        return filled
    ranks = np.empty(count, np.float64)
    for which in range(count):
        ranks[which] = boxes[which, 4] * boxes[which, 5]
    chains = filled
    for which in best_first(ranks):
        if boxes[which, 5] < min_weight or boxes[which, 4] < min_share or boxes[which, 6] < min_weight / 2:
            continue
        a, a_end = np.int64(boxes[which, 0]), np.int64(boxes[which, 1])
        b, b_end = np.int64(boxes[which, 2]), np.int64(boxes[which, 3])
        # Stretches that are there already are better ones.
        clear = True
        for row in range(chains, filled):
            clear = clear and (
                2 * _overlap(a, a_end, rows[row, 1], rows[row, 2]) <= a_end - a
                and 2 * _overlap(b, b_end, rows[row, 3], rows[row, 4]) <= b_end - b
            )
        if not clear or filled == len(rows):
            continue
        _cover(left_cover, a, a_end, 0)
        _cover(right_cover, b, b_end, 0)
        for row in range(begin, chains):
            i, i_end, j, j_end = rows[row, 1], rows[row, 2], rows[row, 3], rows[row, 4]
            if _overlap(a, a_end, i, i_end) and _overlap(b, b_end, j, j_end):
                _cover(left_cover, max(a, i), min(a_end, i_end), 1)
                _cover(right_cover, max(b, j), min(b_end, j_end), 1)
        if _share(left_cover, a, a_end) >= _COVERED and _share(right_cover, b, b_end) >= _COVERED:
            continue
        exact = 0
        for row in range(begin, chains):
            if rows[row, 5] == 0:
                continue
            i, i_end, j, j_end = rows[row, 1], rows[row, 2], rows[row, 3], rows[row, 4]
            on_left = 2 * _overlap(a, a_end, i, i_end) > i_end - i
            on_right = 2 * _overlap(b, b_end, j, j_end) > j_end - j
            if on_left and on_right:
                exact += rows[row, 5]
                a, a_end, b, b_end = min(a, i), max(a_end, i_end), min(b, j), max(b_end, j_end)
                rows[row, 5] = 0
            elif (on_left or on_right) and rows[row, 5] < boxes[which, 7]:
                rows[row, 5] = 0
        if a_end - a < min_words or b_end - b < min_words:
            continue
        shared = min(max(exact, np.int64(boxes[which, 7])), a_end - a, b_end - b)
        rows[filled, 0] = pair
        rows[filled, 1] = a
        rows[filled, 2] = a_end
        rows[filled, 3] = b
        rows[filled, 4] = b_end
        rows[filled, 5] = shared
        rows[filled, 6] = 0
        rows[filled, 7] = 4 * exact < a_end - a + b_end - b
        filled += 1
    kept = begin
    for row in range(begin, filled):
        if rows[row, 5] > 0:
            if row != kept:
                rows[kept] = rows[row]
            kept += 1
    return kept


# Stretches looked at in a pair.
_STRETCHES = 256


@kernel
def fuse_pairs(
    lefts: I32, rights: I32, stems: U32, flags: U8, document_tokens: I64, weights: F32, chains: I64, min_words: Number,
    min_weight: Number, min_share: Number, first_pair: Number, first_chain: Number, rows: I64,
) -> tuple[int, int, int]:  # fmt: skip
    """Add the reworded stretches of pairs of documents to their chains.

    Parameters
    ----------
    lefts, rights : int32 [pairs]
        Documents.
    stems : uint32 [tokens]
        The stems of the words of all documents.
    flags : uint8 [tokens]
        The bits QUOTED and SENTENCE of each.
    document_tokens : int64 [documents + 1]
    weights : float32 [2**k]
        The weight of each stem, by its lowest bits.
    chains : int64 [chains, 7]
        As `provenance.kernels.align.align_pairs` fills them, sorted by pair.
    min_words : int
        The fewest words of a passage.
    min_weight, min_share : float
        The least weight that a stretch shares, and the least part of its weight.
    first_pair, first_chain : int
        The pair and the chain to begin with.
    rows : int64 [any, 8]
        Out: `COLUMNS`.

    Returns
    -------
    int
        How many rows were filled.
    int, int
        The pair and the chain to go on with, when the rows were full; else the numbers of both.
    """
    filled = 0
    chain = first_chain
    longest = 0
    for pair in range(first_pair, len(lefts)):
        longest = max(
            longest,
            document_tokens[lefts[pair] + 1] - document_tokens[lefts[pair]],
            document_tokens[rights[pair] + 1] - document_tokens[rights[pair]],
        )
    left_cover = np.zeros(longest + 1, np.uint8)
    right_cover = np.zeros(longest + 1, np.uint8)
    boxes = np.empty((_STRETCHES, len(RECTANGLE)), np.float64)
    for pair in range(first_pair, len(lefts)):
        a, b = lefts[pair], rights[pair]
        begin = filled
        of_pair = chain
        while chain < len(chains) and chains[chain, 0] == pair:
            chain += 1
        if filled + chain - of_pair + _STRETCHES > len(rows) and filled:
            return filled, pair, of_pair
        for which in range(of_pair, chain):
            for column in range(len(CHAIN_COLUMNS)):
                rows[filled, column] = chains[which, column]
            rows[filled, len(CHAIN_COLUMNS)] = 0
            filled += 1
        if document_tokens[a] == document_tokens[a + 1] or document_tokens[b] == document_tokens[b + 1]:
            continue
        count = find_rectangles(
            stems[document_tokens[a] : document_tokens[a + 1]],
            stems[document_tokens[b] : document_tokens[b + 1]],
            flags[document_tokens[a] : document_tokens[a + 1]],
            flags[document_tokens[b] : document_tokens[b + 1]],
            weights,
            boxes,
        )
        filled = _fuse(
            pair, boxes, count, rows, begin, filled, left_cover, right_cover, min_words, min_weight, min_share
        )
    return filled, len(lefts), chain
