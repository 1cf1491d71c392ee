"""Reworded stretches, summaries and exact chains of one pair, made one list of passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.align import COLUMNS as CHAIN_COLUMNS
from provenance.kernels.condensed import SUMMARY, find_summary
from provenance.kernels.evidence import WALL, Side, new_notes
from provenance.kernels.jit import inline, kernel
from provenance.kernels.numbering import number_words
from provenance.kernels.rewritten import RECTANGLE, find_rectangles
from provenance.kernels.sorting import best_first
from provenance.model.words import FURNITURE

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U8, U32, Bool, Number

__all__ = ["CHAIN", "COLUMNS", "EDITED", "REWORDED", "fuse_pairs"]

#: What a row of the output holds.
COLUMNS = (*CHAIN_COLUMNS, "origin")
#: Where a row comes from: an exact chain; a reworded stretch; one of which at least half stands in chains.
CHAIN, REWORDED, EDITED = 0, 1, 2
_QUOTED = CHAIN_COLUMNS.index("quoted")

# How much evidence a stretch must have beyond the one chain that says most of it, in nats: with less, the chain says
# all there is to say, and more exactly.
_FRESH = 2.5
# A chain that is so near a stretch on both sides, and on both together, is part of it, in words.
_GAP, _GAPS = 20, 30
# A passage that covers so much of a summary leaves nothing to summarise; and where others beside it hold so many words
# for each of its own, the two documents are no more than rewritten.
_ALL, _BESIDE = 0.7, 0.3
# The least evidence for each word of the longer side of a stretch, in nats: with less, two texts on one subject share
# its vocabulary, here and there.
_PER_WORD = 0.3
# A stretch is a quotation where the words outside of quotation marks have less than this part of the least evidence.
_PROSE = 0.5
# Stretches looked at in a pair.
_STRETCHES = 256
# A word that stands more than twice in two documents is worth less there: it is their subject. The power of that.
_SUBJECT = 0.7


@inline
def _overlap(first: Number, last: Number, other_first: Number, other_last: Number) -> Number:
    return max(np.int64(0), min(last, other_last) - max(first, other_first))


@inline
def _move(rows: I64, row: Number, place: Number) -> None:
    for column in range(rows.shape[1]):
        rows[place, column] = rows[row, column]


@inline
def _weigh(stems: U32, ids: I32, local: F64, weights: F32, wall: Bool) -> F32:
    """Return the weights of a document's words, and take those behind the wall out of its ids."""
    mask = np.uint32(len(weights) - 1)
    mine = np.empty(len(stems), np.float32)
    for at in range(len(stems)):
        if wall[at]:
            mine[at] = WALL
            ids[at] = -1
        else:
            mine[at] = weights[stems[at] & mask] * (local[ids[at]] if ids[at] >= 0 else 1.0)
    return mine


@inline
def _sides(
    left: U32, right: U32, left_flags: U8, right_flags: U8, left_wall: Bool, right_wall: Bool, weights: F32
) -> tuple[Side, Side, Number]:
    """Give the words of a pair numbers and weights; return both sides and how many numbers there are."""
    size = 16
    while size < 2 * len(right):
        size *= 2
    left_ids = np.empty(len(left), np.int32)
    right_ids = np.empty(len(right), np.int32)
    distinct = number_words(left, right, np.empty(size, np.uint32), np.empty(size, np.int32), left_ids, right_ids)
    local = np.zeros(distinct, np.float64)
    for at in range(len(right)):
        local[right_ids[at]] += 1
    for at in range(len(left)):
        if left_ids[at] >= 0:
            local[left_ids[at]] += 1
    words = len(left) + len(right)
    once = np.log(max(2.0, words / 2.0))
    for word in range(distinct):
        local[word] = 1.0 if local[word] <= 2 else (np.log(words / local[word]) / once) ** _SUBJECT
    one = Side(left_ids, _weigh(left, left_ids, local, weights, left_wall), left_flags)
    other = Side(right_ids, _weigh(right, right_ids, local, weights, right_wall), right_flags)
    return one, other, distinct


@inline
def _is_said(box: F64, rows: I64, begin: Number, chains: Number, filled: Number) -> bool:
    """Whether chains (begin to chains) or better stretches (chains to filled) say all that a stretch does."""
    a, a_end, b, b_end = np.int64(box[0]), np.int64(box[1]), np.int64(box[2]), np.int64(box[3])
    for row in range(begin, filled):
        on_left = _overlap(a, a_end, rows[row, 1], rows[row, 2])
        on_right = _overlap(b, b_end, rows[row, 3], rows[row, 4])
        half = 2 * on_left > a_end - a or 2 * on_right > b_end - b
        if row >= chains:
            if half:
                return True
        # A chain that gave way to an earlier stretch says nothing of this one.
        elif rows[row, 5] > 0 and (half or (on_left > 0 and on_right > 0)) and box[5] < _FRESH:
            return True
    return False


@inline
def _between(a: Number, a_end: Number, i: Number, i_end: Number, weights: F32) -> Number:
    """Return how many words lie between two spans, or more than may, where one is there that no stretch may hold."""
    first, last = min(a_end, i_end), max(a, i)
    # Of spans that are too far apart nothing more need be known: there are many.
    if last - first <= _GAP:
        for at in range(first, last):
            if weights[at] >= WALL:
                return _GAPS + 1
    return max(np.int64(0), last - first)


@inline
def _fuse(
    pair: Number, boxes: F64, count: Number, rows: I64, begin: Number, filled: Number, left: Side, right: Side,
    min_words: Number, min_evidence: Number,
) -> Number:  # fmt: skip
    """Add reworded stretches to the chains of a pair; return how many rows are filled then.

    A stretch that says no more than one chain is left out; one that says more takes the place of the chains it holds.
    Of two that overlap on one side by more than half, the one with more evidence stays.

    Parameters
    ----------
    boxes, count
        As `provenance.kernels.rewritten.find_rectangles` fills them.
    rows : int64 [any, 8]
        In and out: `COLUMNS`; the chains of this pair are rows ``begin`` to ``filled``.
    left, right : Side
        The documents.
    min_words : int
        The fewest words of a passage.
    min_evidence : float
        The least evidence for a stretch, in nats.
    """
    chains = filled
    for which in best_first(boxes[:count, 4].copy()):
        if boxes[which, 4] < min_evidence or filled == len(rows):
            break
        a, a_end = np.int64(boxes[which, 0]), np.int64(boxes[which, 1])
        b, b_end = np.int64(boxes[which, 2]), np.int64(boxes[which, 3])
        thin = boxes[which, 4] < _PER_WORD * max(a_end - a, b_end - b)
        if thin or _is_said(boxes[which], rows, begin, chains, filled):
            continue
        exact = 0
        for row in range(begin, chains):
            if rows[row, 5] == 0 or rows[row, _QUOTED]:
                continue
            i, i_end, j, j_end = rows[row, 1], rows[row, 2], rows[row, 3], rows[row, 4]
            on_left = _overlap(a, a_end, i, i_end)
            on_right = _overlap(b, b_end, j, j_end)
            gap_a = _between(a, a_end, i, i_end, left.weights)
            gap_b = _between(b, b_end, j, j_end, right.weights)
            if gap_a <= _GAP and gap_b <= _GAP and gap_a + gap_b <= _GAPS:
                exact += rows[row, 5]
                a, a_end, b, b_end = min(a, i), max(a_end, i_end), min(b, j), max(b_end, j_end)
                rows[row, 5] = 0
            elif (2 * on_left > i_end - i or 2 * on_right > j_end - j) and rows[row, 5] < boxes[which, 7]:
                rows[row, 5] = 0
        if a_end - a < min_words or b_end - b < min_words:
            continue
        rows[filled, 0] = pair
        rows[filled, 1] = a
        rows[filled, 2] = a_end
        rows[filled, 3] = b
        rows[filled, 4] = b_end
        rows[filled, 5] = min(max(exact, np.int64(boxes[which, 7]), np.int64(1)), a_end - a, b_end - b)
        rows[filled, 6] = boxes[which, 6] < _PROSE * min_evidence and exact == 0
        rows[filled, 7] = REWORDED if 4 * exact < a_end - a + b_end - b else EDITED
        filled += 1
    kept = begin
    for row in range(begin, filled):
        if rows[row, 5] > 0:
            _move(rows, row, kept)
            kept += 1
    return kept


@inline
def _add_summary(
    pair: Number, left: Side, right: Side, distinct: Number, rows: I64, begin: Number, filled: Number
) -> Number:  # fmt: skip
    """Add the summary of one document in the other; return how many rows are filled then.

    It takes the place of the passages within it, unless one of them covers nearly all of it or others stand beside it.
    """
    if filled == len(rows):
        return filled
    left_covered = np.zeros(len(left.ids), np.bool_)
    right_covered = np.zeros(len(right.ids), np.bool_)
    for row in range(begin, filled):
        left_covered[rows[row, 1] : rows[row, 2]] = True
        right_covered[rows[row, 3] : rows[row, 4]] = True
    found = np.zeros(len(SUMMARY), np.float64)
    turned = np.zeros(len(SUMMARY), np.float64)
    evidence = find_summary(left, right, distinct, left_covered, found)
    other = find_summary(right, left, distinct, right_covered, turned)
    if max(evidence, other) == 0.0:
        return filled
    side = 1
    if other > evidence:
        side = 3
        found = turned
    first, last, low, high = np.int64(found[0]), np.int64(found[1]), np.int64(found[2]), np.int64(found[3])
    beside = 0
    for row in range(begin, filled):
        within = _overlap(first, last, rows[row, side], rows[row, side + 1])
        if within > _ALL * (last - first):
            return filled
        if not rows[row, _QUOTED]:
            beside += rows[row, side + 1] - rows[row, side] - within
    if beside > _BESIDE * (last - first):
        return filled
    kept = begin
    for row in range(begin, filled):
        if rows[row, _QUOTED] or _overlap(first, last, rows[row, side], rows[row, side + 1]) == 0:
            _move(rows, row, kept)
            kept += 1
    rows[kept, 0] = pair
    rows[kept, 1] = first if side == 1 else low
    rows[kept, 2] = last if side == 1 else high
    rows[kept, 3] = low if side == 1 else first
    rows[kept, 4] = high if side == 1 else last
    rows[kept, 5] = np.int64(found[4])
    rows[kept, 6] = 0
    rows[kept, 7] = REWORDED
    return kept + 1


@kernel
def fuse_pairs(
    lefts: I32, rights: I32, stems: U32, flags: U8, document_tokens: I64, weights: F32, chains: I64, min_words: Number,
    min_evidence: Number, first_pair: Number, first_chain: Number, rows: I64,
) -> tuple[int, int, int]:  # fmt: skip
    """Add the reworded stretches of pairs of documents to their chains.

    Parameters
    ----------
    lefts, rights : int32 [pairs]
        Documents.
    stems : uint32 [tokens]
        The stems of the words of all documents.
    flags : uint8 [tokens]
        The bits QUOTED, SENTENCE and FURNITURE of each.
    document_tokens : int64 [documents + 1]
    weights : float32 [2**k]
        The weight of each stem, by its lowest bits: 0 (in every sentence) to 1 (in one).
    chains : int64 [chains, 7]
        As `provenance.kernels.align.align_pairs` fills them, sorted by pair.
    min_words : int
        The fewest words of a passage.
    min_evidence : float
        The least evidence for a reworded stretch, in nats.
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
    longest = np.int64(0)
    for pair in range(first_pair, len(lefts)):
        for document in (lefts[pair], rights[pair]):
            longest = max(longest, document_tokens[document + 1] - document_tokens[document])
    notes = new_notes(longest)
    for pair in range(first_pair, len(lefts)):
        a, a_end = document_tokens[lefts[pair]], document_tokens[lefts[pair] + 1]
        b, b_end = document_tokens[rights[pair]], document_tokens[rights[pair] + 1]
        begin = filled
        of_pair = chain
        while chain < len(chains) and chains[chain, 0] == pair:
            chain += 1
        if filled + chain - of_pair + _STRETCHES > len(rows) and filled:
            return filled, pair, of_pair
        # What both quote, and boilerplate of either, is behind a wall: no stretch holds it.
        left_wall = np.empty(a_end - a, np.bool_)
        right_wall = np.empty(b_end - b, np.bool_)
        for at in range(len(left_wall)):
            left_wall[at] = flags[a + at] & FURNITURE != 0
        for at in range(len(right_wall)):
            right_wall[at] = flags[b + at] & FURNITURE != 0
        for which in range(of_pair, chain):
            for column in range(len(CHAIN_COLUMNS)):
                rows[filled, column] = chains[which, column]
            rows[filled, len(CHAIN_COLUMNS)] = CHAIN
            if rows[filled, _QUOTED]:
                left_wall[rows[filled, 1] : rows[filled, 2]] = True
                right_wall[rows[filled, 3] : rows[filled, 4]] = True
            filled += 1
        whole = filled == begin + 1 and rows[begin, 2] - rows[begin, 1] == a_end - a
        whole = whole and rows[begin, 4] - rows[begin, 3] == b_end - b
        if a == a_end or b == b_end or whole:
            continue
        left, right, distinct = _sides(
            stems[a:a_end], stems[b:b_end], flags[a:a_end], flags[b:b_end], left_wall, right_wall, weights
        )
        count = find_rectangles(left, right, distinct, rows, begin, filled, notes, boxes)
        filled = _fuse(pair, boxes, count, rows, begin, filled, left, right, min_words, min_evidence)
        filled = _add_summary(pair, left, right, distinct, rows, begin, filled)
    return filled, len(lefts), chain
