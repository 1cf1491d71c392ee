"""Reworded text: stretches of two documents that say the same in other words or in another order.

Two sentences that share rare words are a seed, and so is a chain of exact runs. A seed grows on both sides at once as
long as the next words speak for a copy; then its borders move to where copying begins and ends most likely, at the edge
of a sentence rather than beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.evidence import LINKED, MOST, WALL, judge, learn
from provenance.kernels.jit import inline
from provenance.kernels.seeds import find_seeds, sentence_starts
from provenance.kernels.sorting import best_first
from provenance.model.words import QUOTED, SENTENCE

if TYPE_CHECKING:
    from provenance.kernels.evidence import Notes, Side
    from provenance.kernels.types import F32, F64, I32, I64, U8, Number

__all__ = ["RECTANGLE", "find_rectangles"]

#: What a row of `find_rectangles` holds.
RECTANGLE = ("left_first", "left_last", "right_first", "right_last", "evidence", "fresh", "plain", "words")
# What a shared word gains, and an unshared one costs, where the words of a sentence are cut to those that match.
_COST = 0.5
# How far a stretch looks ahead, and back, when it grows, in words; and the least that a step of growth gains, in nats.
_AHEAD, _BACK = 72, 18
_LEAST_GAIN = 0.68
# How far a border is looked for, in words; what it gains at the edge of a sentence, in nats; and how often both sides
# are adjusted to each other.
_REACH, _EDGE, _ROUNDS = 34, 2.86, 2
# A stretch with so much evidence, in nats, of which a better one covers half on a side is cut back to the rest of it,
# where so many words are left.
_CUT, _LEFT = 35.0, 20
# Stretches with at most so many words between them, on both sides, are one.
_GAP = 16


@inline
def _mark(ids: I32, first: Number, last: Number, marks: I64, tick: Number) -> None:
    for at in range(first, last):
        if ids[at] >= 0:
            marks[ids[at]] = tick


@inline
def _best_stretch(ids: I32, weights: F32, first: Number, last: Number, notes: Notes) -> tuple[Number, Number]:
    """Return the stretch with the greatest sum of shared minus unshared weight (Kadane)."""
    best, total = -1.0, 0.0
    begin, best_begin, best_end = first, first, first
    for at in range(first, last):
        shared = ids[at] >= 0 and notes.marks[ids[at]] == notes.tick[0] and weights[at] < WALL
        if total <= 0.0:
            total = 0.0
            begin = at
        total += weights[at] if shared else -_COST * weights[at]
        if total > best:
            best = total
            best_begin = begin
            best_end = at + 1
    return best_begin, best_end


@inline
def _cut(
    left: Side, right: Side, first_a: Number, last_a: Number, first_b: Number, last_b: Number, notes: Notes, box: I64
) -> None:
    """Cut two sentences to what they share."""
    notes.tick[0] += 1
    _mark(right.ids, first_b, last_b, notes.marks, notes.tick[0])
    box[0], box[1] = _best_stretch(left.ids, left.weights, first_a, last_a, notes)
    notes.tick[0] += 1
    _mark(left.ids, box[0], box[1], notes.marks, notes.tick[0])
    box[2], box[3] = _best_stretch(right.ids, right.weights, first_b, last_b, notes)


@inline
def _front(gains: F64, at: Number, stop: Number, step: Number) -> tuple[Number, Number]:
    """Return how many words, from one on, make the greatest sum, and that sum."""
    best, total = 0.0, 0.0
    length, taken = 0, 0
    while at != stop:
        taken += 1
        total += gains[at]
        if total > best:
            best = total
            length = taken
        at += step
    return length, best


@inline
def _grow(left: Side, right: Side, notes: Notes, box: I64) -> None:
    """Grow a rectangle (left first, left last, right first, right last) at its end, then at its beginning."""
    for step in (1, -1):
        while True:
            a = box[1] if step == 1 else box[0] - 1
            b = box[3] if step == 1 else box[2] - 1
            a_stop = min(np.int64(len(left.ids)), a + _AHEAD) if step == 1 else max(np.int64(-1), a - _AHEAD)
            b_stop = min(np.int64(len(right.ids)), b + _AHEAD) if step == 1 else max(np.int64(-1), b - _AHEAD)
            if a == a_stop or b == b_stop:
                break
            more_a, more_b, gain = 0, 0, 0.0
            # First against all of the other window, then against what of it was taken.
            for _ in range(2):
                a_low, a_high = (max(box[0], a - _BACK), a_stop) if step == 1 else (a_stop + 1, min(box[1], a + _BACK))
                b_low, b_high = (max(box[2], b - _BACK), b_stop) if step == 1 else (b_stop + 1, min(box[3], b + _BACK))
                learn(notes, right.ids, b_low, b_high)
                judge(notes, left, a_low, a_high, step)
                more_a, gain_a = _front(notes.gains, a, a_stop, step)
                learn(notes, left.ids, a_low, a_high)
                judge(notes, right, b_low, b_high, step)
                more_b, gain_b = _front(notes.gains, b, b_stop, step)
                gain = min(gain_a, gain_b)
                a_stop = a + step * more_a
                b_stop = b + step * more_b
                if more_a == 0 or more_b == 0:
                    break
            if more_a == 0 or more_b == 0 or gain < _LEAST_GAIN:
                break
            if step == 1:
                box[1] += more_a
                box[3] += more_b
            else:
                box[0] -= more_a
                box[2] -= more_b


@inline
def _border(gains: F64, flags: U8, at: Number, stop: Number, step: Number, kept: Number) -> Number:
    """Return the border with the greatest sum of gains up to it, walking outward from a word within."""
    best, total = -np.inf, 0.0
    where = kept
    while at != stop and gains[at] > -WALL:
        total += gains[at]
        edge = at + 1 == len(flags) or flags[at + 1] & SENTENCE if step == 1 else at == 0 or flags[at] & SENTENCE
        score = total + (_EDGE if edge else 0.0)
        if (edge or gains[at] > 0.0) and score > best:
            best = score
            where = at + 1 if step == 1 else at
        at += step
    return where


@inline
def _adjust(side: Side, other: Side, notes: Notes, box: I64, mine: Number, theirs: Number) -> None:
    """Move the borders of one side (columns mine, mine + 1) to where they fit the other side best."""
    first, last = box[mine], box[mine + 1]
    middle = (first + last) // 2
    high = min(np.int64(len(side.ids)), last + _REACH)
    low: Number = max(np.int64(0), first - _REACH)
    learn(notes, other.ids, max(box[theirs], box[theirs + 1] - MOST), box[theirs + 1])
    judge(notes, side, max(first, last - MOST), high, 1)
    end = _border(notes.gains, side.flags, max(middle, last - _REACH), high, 1, last)
    learn(notes, other.ids, box[theirs], box[theirs + 1])
    judge(notes, side, low, min(last, first + MOST), -1)
    box[mine] = _border(notes.gains, side.flags, min(middle, np.int64(first + _REACH)) - 1, low - 1, -1, first)
    box[mine + 1] = end


@inline
def _sum_up(
    side: Side, other: Side, notes: Notes, box: I64, mine: Number, theirs: Number, sums: F64
) -> tuple[Number, Number]:
    """Sum the gains of one side; return what the words outside quotation marks gain, and how many words are linked.

    ``sums[k]`` is the sum of the first k words.
    """
    learn(notes, other.ids, box[theirs], box[theirs + 1])
    judge(notes, side, box[mine], min(box[mine + 1], box[mine] + MOST), 1)
    plain, linked = 0.0, 0
    total = 0.0
    sums[0] = 0.0
    for at in range(box[mine], box[mine + 1]):
        # What lies beyond the words that were learnt says nothing.
        if at < box[mine] + MOST:
            total += notes.gains[at]
            if not side.flags[at] & QUOTED:
                plain += notes.gains[at]
            linked += notes.kinds[at] == LINKED
        sums[at - box[mine] + 1] = total
    return plain, linked


@inline
def _fresh(box: I64, rows: I64, begin: Number, filled: Number, left_sums: F64, right_sums: F64) -> Number:
    """Return the evidence of a rectangle beyond that chain which says most of it, on the side where it is less."""
    all_a, all_b = left_sums[box[1] - box[0]], right_sums[box[3] - box[2]]
    fresh = min(all_a, all_b)
    for row in range(begin, filled):
        i, i_end = max(rows[row, 1], box[0]) - box[0], min(rows[row, 2], box[1]) - box[0]
        j, j_end = max(rows[row, 3], box[2]) - box[2], min(rows[row, 4], box[3]) - box[2]
        if i < i_end:
            fresh = min(fresh, all_a - left_sums[i_end] + left_sums[i])
        if j < j_end:
            fresh = min(fresh, all_b - right_sums[j_end] + right_sums[j])
    return fresh


@inline
def _measure(
    left: Side, right: Side, notes: Notes, rows: I64, begin: Number, filled: Number, row: F64, box: I64,
    left_sums: F64, right_sums: F64,
) -> None:  # fmt: skip
    """Adjust the borders of a rectangle to each other and measure it: all columns of `RECTANGLE`, in place."""
    for k in range(4):
        box[k] = np.int64(row[k])
    for _ in range(_ROUNDS):
        _adjust(left, right, notes, box, 0, 2)
        _adjust(right, left, notes, box, 2, 0)
    plain_a, words_a = _sum_up(left, right, notes, box, 0, 2, left_sums)
    plain_b, words_b = _sum_up(right, left, notes, box, 2, 0, right_sums)
    for k in range(4):
        row[k] = box[k]
    row[4] = min(left_sums[box[1] - box[0]], right_sums[box[3] - box[2]])
    row[5] = _fresh(box, rows, begin, filled, left_sums, right_sums)
    row[6] = max(plain_a, plain_b)
    row[7] = min(words_a, words_b)


@inline
def _cut_back(row: F64, better: F64, column: Number) -> bool:
    """Cut a rectangle back on one side to what a better one leaves of it, where that covers half; return if it did."""
    first, last = max(row[column], better[column]), min(row[column + 1], better[column + 1])
    before, behind = first - row[column], row[column + 1] - last
    if 2 * (last - first) <= row[column + 1] - row[column] or max(before, behind) < _LEFT:
        return False
    if before >= behind:
        row[column + 1] = first
    else:
        row[column] = last
    return True


@inline
def find_rectangles(
    left: Side, right: Side, distinct: Number, rows: I64, begin: Number, filled: Number, notes: Notes, boxes: F64
) -> Number:
    """Find the stretches of two documents of which one is a copy of the other, reworded.

    Parameters
    ----------
    left, right : Side
        The documents.
    distinct : int
        The numbers that ids have.
    rows : int64 [any, 8]
        The chains of the pair, ``begin`` to ``filled``, as `provenance.kernels.align.align_pairs` fills them.
    notes : Notes
        Room to work in.
    boxes : float64 [any, 8]
        Out: `RECTANGLE`; places are half-open token numbers. Of the side where each is less: ``evidence`` in nats,
        what of it is ``fresh``: not said by one chain alone, and ``words``: those that are linked. Of the side where it
        is more, ``plain`` is the evidence of the words outside quotation marks.

    Returns
    -------
    int
        How many there are.
    """
    left_starts = np.empty(len(left.ids) + 1, np.int32)
    right_starts = np.empty(len(right.ids) + 1, np.int32)
    left_count = sentence_starts(left.flags, len(left.ids), left_starts)
    right_count = sentence_starts(right.flags, len(right.ids), right_starts)
    room = min(left_count * right_count, 16 * (left_count + right_count)) + filled - begin
    seed_left = np.empty(room, np.int32)
    seed_right = np.empty(room, np.int32)
    seed_score = np.empty(room, np.float64)
    sentences = find_seeds(
        left, right, left_starts, right_starts, left_count, right_count, distinct,
        seed_left[: room - filled + begin], seed_right, seed_score,
    )  # fmt: skip
    seeds = sentences
    for row in range(begin, filled):
        if not rows[row, 6]:
            seed_left[seeds] = row
            # Before any cosine, the longest first.
            seed_score[seeds] = 1.0 + rows[row, 5]
            seeds += 1
    if seeds == 0:
        return 0
    box = np.empty(4, np.int64)
    spent = np.zeros(seeds, np.bool_)
    found = 0
    for seed in best_first(seed_score[:seeds]):
        if spent[seed] or found == len(boxes):
            continue
        if seed >= sentences:
            for k in range(4):
                box[k] = rows[seed_left[seed], k + 1]
        else:
            a, b = seed_left[seed], seed_right[seed]
            _cut(left, right, left_starts[a], left_starts[a + 1], right_starts[b], right_starts[b + 1], notes, box)
            if box[1] - box[0] < 3 or box[3] - box[2] < 3:
                continue
        _grow(left, right, notes, box)
        for other in range(seeds):
            a, b = seed_left[other], seed_right[other]
            if other < sentences:
                i, i_end, j, j_end = left_starts[a], left_starts[a + 1], right_starts[b], right_starts[b + 1]
            else:
                i, i_end, j, j_end = rows[a, 1], rows[a, 2], rows[a, 3], rows[a, 4]
            spent[other] = spent[other] or (i < box[1] and i_end > box[0] and j < box[3] and j_end > box[2])
        for k in range(4):
            boxes[found, k] = box[k]
        found += 1
    found = _merge(boxes, found, left.weights, right.weights)
    left_sums = np.empty(len(left.ids) + 1, np.float64)
    right_sums = np.empty(len(right.ids) + 1, np.float64)
    for which in range(found):
        _measure(left, right, notes, rows, begin, filled, boxes[which], box, left_sums, right_sums)
    order = best_first(boxes[:found, 4].copy())
    for rank in range(1, found):
        which = order[rank]
        if boxes[which, 4] >= _CUT:
            shorter = False
            for better in order[:rank]:
                shorter = _cut_back(boxes[which], boxes[better], 0) or shorter
                shorter = _cut_back(boxes[which], boxes[better], 2) or shorter
            if shorter:
                _measure(left, right, notes, rows, begin, filled, boxes[which], box, left_sums, right_sums)
    return found


@inline
def _walled(weights: F32, boxes: F64, x: Number, y: Number, column: Number) -> bool:
    """Whether a word that no stretch may hold lies in the gap between two rectangles."""
    first = np.int64(min(boxes[x, column + 1], boxes[y, column + 1]))
    for at in range(first, np.int64(max(boxes[x, column], boxes[y, column]))):
        if weights[at] >= WALL:
            return True
    return False


@inline
def _merge(boxes: F64, count: Number, left_weights: F32, right_weights: F32) -> Number:
    """Merge rectangles that lie close together on both sides; return how many are left."""
    x = 0
    while x < count:
        y = 0
        merged = False
        while y < count:
            if y != x:
                gap_a = max(boxes[x, 0], boxes[y, 0]) - min(boxes[x, 1], boxes[y, 1])
                gap_b = max(boxes[x, 2], boxes[y, 2]) - min(boxes[x, 3], boxes[y, 3])
                close = gap_a <= _GAP and gap_b <= _GAP
                if close and not _walled(left_weights, boxes, x, y, 0) and not _walled(right_weights, boxes, x, y, 2):
                    boxes[x, 0] = min(boxes[x, 0], boxes[y, 0])
                    boxes[x, 1] = max(boxes[x, 1], boxes[y, 1])
                    boxes[x, 2] = min(boxes[x, 2], boxes[y, 2])
                    boxes[x, 3] = max(boxes[x, 3], boxes[y, 3])
                    # A loop, not a slice: numba compiles slices for seconds.
                    for column in range(4):
                        boxes[y, column] = boxes[count - 1, column]
                    count -= 1
                    if x == count:
                        x = y
                    merged = True
                    continue
            y += 1
        if not merged:
            x += 1
    return count
