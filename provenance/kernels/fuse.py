"""Reworded stretches and exact chains of one pair, made one list of passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.align import COLUMNS as CHAIN_COLUMNS
from provenance.kernels.condensed import find_condensed
from provenance.kernels.jit import inline, kernel
from provenance.kernels.rewritten import RECTANGLE, find_rectangles
from provenance.kernels.sorting import best_first

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U8, U32, Bool, Number

__all__ = ["CHAIN", "COLUMNS", "EDITED", "REWORDED", "fuse_pairs"]

#: What a row of the output holds.
COLUMNS = (*CHAIN_COLUMNS, "origin")
#: Where a row comes from: an exact chain; a reworded stretch; one of which at least half stands in chains.
CHAIN, REWORDED, EDITED = 0, 1, 2
_QUOTED = CHAIN_COLUMNS.index("quoted")

# Where a chain covers so much of a stretch on both sides, it says all there is to say, and more exactly.
# A long chain with next to no edits need cover less: where it ends, copying ended.
_MOSTLY, _COVERED = 0.8, 0.5
_ALIKE, _LONG = 0.95, 25
# A chain that is so near a stretch on both sides, and on both together, is part of it, in words.
_GAP, _GAPS = 20, 30


@inline
def _overlap(first: Number, last: Number, other_first: Number, other_last: Number) -> Number:
    return max(np.int64(0), min(last, other_last) - max(first, other_first))


@inline
def _move(rows: I64, row: Number, place: Number) -> None:
    for column in range(rows.shape[1]):
        rows[place, column] = rows[row, column]


@inline
def _fuse(
    pair: Number, boxes: F64, count: Number, rows: I64, begin: Number, filled: Number, left_wall: Bool,
    right_wall: Bool, min_words: Number, min_weight: Number, min_share: Number,
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
        if boxes[which, 5] < min_weight or boxes[which, 4] < min_share:
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
        exact = 0
        enough = False
        for row in range(begin, chains):
            # A chain that gave way to an earlier stretch says nothing of this one.
            if rows[row, 5] == 0:
                continue
            i, i_end, j, j_end = rows[row, 1], rows[row, 2], rows[row, 3], rows[row, 4]
            on_left = _overlap(a, a_end, i, i_end)
            on_right = _overlap(b, b_end, j, j_end)
            alike = 2 * rows[row, 5] >= _ALIKE * (i_end - i + j_end - j) and rows[row, 5] >= _LONG
            needed = _COVERED if alike else _MOSTLY
            enough = enough or (on_left >= needed * (a_end - a) and on_right >= needed * (b_end - b))
            # What an exact chain says of one side goes for both: the rest of the other was not copied from here.
            one_side = on_left >= _MOSTLY * (a_end - a) or on_right >= _MOSTLY * (b_end - b)
            enough = enough or (alike and one_side)
            half = 2 * on_left > a_end - a or 2 * on_right > b_end - b
            enough = enough or (half and not (on_left and on_right) and rows[row, 5] >= boxes[which, 7])
        if enough:
            continue
        for row in range(begin, chains):
            if rows[row, 5] == 0 or rows[row, _QUOTED]:
                continue
            i, i_end, j, j_end = rows[row, 1], rows[row, 2], rows[row, 3], rows[row, 4]
            on_left = _overlap(a, a_end, i, i_end)
            on_right = _overlap(b, b_end, j, j_end)
            gap_a = max(np.int64(0), max(a, i) - min(a_end, i_end))
            gap_b = max(np.int64(0), max(b, j) - min(b_end, j_end))
            near = gap_a <= _GAP and gap_b <= _GAP and gap_a + gap_b <= _GAPS
            for at in range(min(a_end, i_end), max(a, i)):
                near = near and not left_wall[at]
            for at in range(min(b_end, j_end), max(b, j)):
                near = near and not right_wall[at]
            if near:
                exact += rows[row, 5]
                a, a_end, b, b_end = min(a, i), max(a_end, i_end), min(b, j), max(b_end, j_end)
                rows[row, 5] = 0
            elif (2 * on_left > i_end - i or 2 * on_right > j_end - j) and rows[row, 5] < boxes[which, 7]:
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
        rows[filled, 6] = boxes[which, 6] == 0 and exact == 0
        rows[filled, 7] = REWORDED if 4 * exact < a_end - a + b_end - b else EDITED
        filled += 1
    kept = begin
    for row in range(begin, filled):
        if rows[row, 5] > 0:
            _move(rows, row, kept)
            kept += 1
    return kept


@inline
def _add_condensed(
    pair: Number, left: U32, right: U32, frequencies: F32, rows: I64, begin: Number, filled: Number
) -> Number:  # fmt: skip
    """Add the summary of one document in the other; return how many rows are filled then.

    It takes the place of the passages within it, unless one of them alone explains half of it.
    """
    box = np.zeros(5, np.float64)
    turned = np.zeros(5, np.float64)
    surprise = find_condensed(left, right, frequencies, box)
    other = find_condensed(right, left, frequencies, turned)
    side = 1
    if other > surprise:
        side = 3
        box = turned
    if max(surprise, other) == 0.0 or filled == len(rows):
        return filled
    first, last, low, high = np.int64(box[0]), np.int64(box[1]), np.int64(box[2]), np.int64(box[3])
    for row in range(begin, filled):
        common = _overlap(first, last, rows[row, side], rows[row, side + 1])
        exact = rows[row, 7] == CHAIN and rows[row, 5] >= _LONG
        if 2 * common > last - first or (exact and 3 * common > last - first):
            return filled
    kept = begin
    for row in range(begin, filled):
        within = _overlap(first, last, rows[row, side], rows[row, side + 1]) > 0
        if rows[row, _QUOTED] or not within:
            _move(rows, row, kept)
            kept += 1
    rows[kept, 0] = pair
    rows[kept, 1] = first if side == 1 else low
    rows[kept, 2] = last if side == 1 else high
    rows[kept, 3] = low if side == 1 else first
    rows[kept, 4] = high if side == 1 else last
    rows[kept, 5] = np.int64(box[4])
    rows[kept, 6] = 0
    rows[kept, 7] = REWORDED
    return kept + 1


# Stretches looked at in a pair.
_STRETCHES = 256


@kernel
def fuse_pairs(
    lefts: I32, rights: I32, stems: U32, flags: U8, document_tokens: I64, weights: F32, frequencies: F32, chains: I64,
    min_words: Number, min_weight: Number, min_share: Number, first_pair: Number, first_chain: Number, rows: I64,
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
    frequencies : float32 [2**k]
        The share of all words that each stem has, by its lowest bits.
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
    filled = np.int64(0)
    chain = np.int64(first_chain)
    boxes = np.empty((_STRETCHES, len(RECTANGLE)), np.float64)
    for pair in range(first_pair, len(lefts)):
        a, b = lefts[pair], rights[pair]
        begin = filled
        of_pair = chain
        while chain < len(chains) and chains[chain, 0] == pair:
            chain += 1
        if filled + chain - of_pair + _STRETCHES > len(rows) and filled:
            return filled, pair, of_pair
        left_size = document_tokens[a + 1] - document_tokens[a]
        right_size = document_tokens[b + 1] - document_tokens[b]
        left_wall = np.zeros(left_size, np.bool_)
        right_wall = np.zeros(right_size, np.bool_)
        for which in range(of_pair, chain):
            for column in range(len(CHAIN_COLUMNS)):
                rows[filled, column] = chains[which, column]
            rows[filled, len(CHAIN_COLUMNS)] = CHAIN
            if rows[filled, _QUOTED]:
                left_wall[rows[filled, 1] : rows[filled, 2]] = True
                right_wall[rows[filled, 3] : rows[filled, 4]] = True
            filled += 1
        whole = filled == begin + 1 and rows[begin, 2] - rows[begin, 1] == left_size
        whole = whole and rows[begin, 4] - rows[begin, 3] == right_size
        if left_size == 0 or right_size == 0 or whole:
            continue
        count = find_rectangles(
            stems[document_tokens[a] : document_tokens[a + 1]],
            stems[document_tokens[b] : document_tokens[b + 1]],
            flags[document_tokens[a] : document_tokens[a + 1]],
            flags[document_tokens[b] : document_tokens[b + 1]],
            left_wall,
            right_wall,
            weights,
            boxes,
        )
        filled = _fuse(pair, boxes, count, rows, begin, filled, left_wall, right_wall, min_words, min_weight, min_share)
        filled = _add_condensed(
            pair,
            stems[document_tokens[a] : document_tokens[a + 1]],
            stems[document_tokens[b] : document_tokens[b + 1]],
            frequencies,
            rows,
            begin,
            filled,
        )
    return filled, len(lefts), chain
