"""Reworded text: stretches of two documents that say the same in other words or in another order.

Two sentences that share rare words are a seed, and so is a chain of exact runs. A seed grows on both sides at once as
long as the next words speak for a copy; then its borders move to where copying begins and ends most likely, at the edge
of a sentence rather than beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.evidence import LINKED, MOST, WALL, judge, learn, learn_wanted, renew, want
from provenance.kernels.jit import inline
from provenance.kernels.rectangles import merge_rectangles, place_rectangle
from provenance.kernels.rows import left_of, right_of
from provenance.kernels.seeds import Seeds, find_seeds, sentence_starts
from provenance.kernels.sorting import best_first
from provenance.kernels.spans import Span, overlap, size, span
from provenance.model.word_flags import QUOTED, SENTENCE

if TYPE_CHECKING:
    from provenance.kernels.evidence import Notes, Side
    from provenance.kernels.fitted import SeedNumbers, StretchNumbers
    from provenance.kernels.rectangles import Rectangles
    from provenance.kernels.rows import Rows
    from provenance.kernels.types import F64, I32, U8, Number

__all__ = ["find_rectangles"]

# Seeds for each sentence.
_SEEDS = 16


@inline
def _mark(ids: I32, part: Span, notes: Notes) -> None:
    """Mark the words of a stretch with a new tick."""
    notes.tick[0] += 1
    for at in range(part.start, part.stop):
        if ids[at] >= 0:
            notes.marks[ids[at]] = notes.tick[0]


@inline
def _best_part(side: Side, part: Span, notes: Notes, cost: Number) -> Span:
    """Return the part with the greatest sum of marked minus other weight (Kadane)."""
    best, total = -1.0, 0.0
    begin = part.start
    found = Span(part.start, part.start)
    for at in range(part.start, part.stop):
        word, weight = side.ids[at], side.weights[at]
        shared = word >= 0 and notes.marks[word] == notes.tick[0] and weight < WALL
        if total <= 0.0:
            total = 0.0
            begin = at
        total += weight if shared else -cost * weight
        if total > best:
            best = total
            found = Span(begin, at + 1)
    return found


@inline
def _cut(left: Side, right: Side, one: Span, other: Span, notes: Notes, cost: Number) -> tuple[Span, Span]:
    """Cut two sentences to what they share."""
    _mark(right.ids, other, notes)
    one = _best_part(left, one, notes, cost)
    _mark(left.ids, one, notes)
    return one, _best_part(right, other, notes, cost)


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
def _grow(left: Side, right: Side, notes: Notes, one: Span, other: Span, numbers: StretchNumbers) -> tuple[Span, Span]:
    """Grow a rectangle at its end, then at its beginning."""
    for step in (1, -1):
        while True:
            i = one.stop if step == 1 else one.start - 1
            j = other.stop if step == 1 else other.start - 1
            i_stop = min(np.int64(len(left.ids)), i + numbers.ahead) if step == 1 else max(-1, i - numbers.ahead)
            j_stop = min(np.int64(len(right.ids)), j + numbers.ahead) if step == 1 else max(-1, j - numbers.ahead)
            if i == i_stop or j == j_stop:
                break
            more_left, more_right, gain = 0, 0, 0.0
            # First against all of the other window, then against what of it was taken.
            for _ in range(2):
                if step == 1:
                    left_ahead = Span(max(one.start, i - numbers.back), i_stop)
                    right_ahead = Span(max(other.start, j - numbers.back), j_stop)
                else:
                    left_ahead = Span(i_stop + 1, min(one.stop, i + numbers.back))
                    right_ahead = Span(j_stop + 1, min(other.stop, j + numbers.back))
                learn(notes, right.ids, right_ahead)
                judge(notes, left, left_ahead, step, left_ahead)
                more_left, left_gain = _front(notes.gains, i, i_stop, step)
                learn(notes, left.ids, left_ahead)
                judge(notes, right, right_ahead, step, right_ahead)
                more_right, right_gain = _front(notes.gains, j, j_stop, step)
                gain = min(left_gain, right_gain)
                i_stop = i + step * more_left
                j_stop = j + step * more_right
                if more_left == 0 or more_right == 0:
                    break
            if more_left == 0 or more_right == 0 or gain < numbers.least_gain:
                break
            if step == 1:
                one, other = Span(one.start, one.stop + more_left), Span(other.start, other.stop + more_right)
            else:
                one, other = Span(one.start - more_left, one.stop), Span(other.start - more_right, other.stop)
    return one, other


@inline
def _border(gains: F64, flags: U8, at: Number, stop: Number, step: Number, kept: Number, at_edge: Number) -> Number:
    """Return the border with the greatest sum of gains up to it, walking outward from a word within."""
    best, total = -np.inf, 0.0
    where = kept
    while at != stop and gains[at] > -WALL:
        total += gains[at]
        edge = at + 1 == len(flags) or flags[at + 1] & SENTENCE if step == 1 else at == 0 or flags[at] & SENTENCE
        score = total + (at_edge if edge else 0.0)
        if (edge or gains[at] > 0.0) and score > best:
            best = score
            where = at + 1 if step == 1 else at
        at += step
    return where


@inline
def _adjust(side: Side, other: Side, notes: Notes, mine: Span, theirs: Span, numbers: StretchNumbers) -> Span:
    """Move the borders of one side to where they fit the other side best."""
    reach, edge = numbers.reach, numbers.edge
    middle = (mine.start + mine.stop) // 2
    high = min(np.int64(len(side.ids)), mine.stop + reach)
    low = max(np.int64(0), mine.start - reach)
    # Where the borders may be.
    behind = Span(min(max(middle, mine.stop - reach), high), high)
    before = Span(low, max(low, min(middle, mine.start + reach)))
    want(notes, side.ids, before, behind)
    learn_wanted(notes, other.ids, Span(max(theirs.start, theirs.stop - MOST), theirs.stop))
    judge(notes, side, Span(max(mine.start, mine.stop - MOST), high), 1, behind)
    stop = _border(notes.gains, side.flags, max(middle, mine.stop - reach), high, 1, mine.stop, edge)
    if size(theirs) > MOST:
        learn(notes, other.ids, theirs)
    else:
        renew(notes, other.ids, theirs)
    judge(notes, side, Span(low, min(mine.stop, mine.start + MOST)), -1, before)
    start = _border(notes.gains, side.flags, min(middle, mine.start + reach) - 1, low - 1, -1, mine.start, edge)
    return span(start, stop)


@inline
def _sum_up(side: Side, other: Side, notes: Notes, mine: Span, theirs: Span, sums: F64) -> tuple[Number, Number]:
    """Sum the gains of one side; return what the words outside quotation marks gain, and how many words are linked.

    ``sums[k]`` is the sum of the first k words.
    """
    learn(notes, other.ids, theirs)
    known = min(mine.stop, mine.start + MOST)
    judge(notes, side, Span(mine.start, known), 1, Span(mine.start, known))
    plain, linked = 0.0, 0
    total = 0.0
    sums[0] = 0.0
    for at in range(mine.start, mine.stop):
        # Words beyond those that were learnt are no evidence.
        if at < known:
            total += notes.gains[at]
            if not side.flags[at] & QUOTED:
                plain += notes.gains[at]
            linked += notes.kinds[at] == LINKED
        sums[at - mine.start + 1] = total
    return plain, linked


@inline
def _without(sums: F64, part: Span, chain: Span) -> Number:
    """Return the sum of a stretch without what a chain says of it."""
    start, stop = max(chain.start, part.start) - part.start, min(chain.stop, part.stop) - part.start
    everything = sums[size(part)]
    return everything if start >= stop else everything - sums[stop] + sums[start]


@inline
def _fresh(
    one: Span, other: Span, rows: Rows, begin: Number, filled: Number, left_sums: F64, right_sums: F64
) -> Number:
    """Return the evidence of a rectangle beyond that chain which says most of it, on the side where it is less."""
    fresh = min(left_sums[size(one)], right_sums[size(other)])
    for row in range(begin, filled):
        fresh = min(fresh, _without(left_sums, one, left_of(rows, row)))
        fresh = min(fresh, _without(right_sums, other, right_of(rows, row)))
    return fresh


@inline
def _measure(
    left: Side, right: Side, notes: Notes, rows: Rows, begin: Number, filled: Number, boxes: Rectangles, which: Number,
    numbers: StretchNumbers, left_sums: F64, right_sums: F64,
) -> None:  # fmt: skip
    """Adjust the borders of a rectangle to each other, and measure it."""
    one, other = left_of(boxes, which), right_of(boxes, which)
    for _ in range(numbers.rounds):
        before, other_before = one, other
        one = _adjust(left, right, notes, one, other, numbers)
        other = _adjust(right, left, notes, other, one, numbers)
        # Where neither side moved, it would not do so in the next round.
        if one == before and other == other_before:
            break
    left_plain, left_linked = _sum_up(left, right, notes, one, other, left_sums)
    right_plain, right_linked = _sum_up(right, left, notes, other, one, right_sums)
    place_rectangle(boxes, which, one, other)
    boxes.evidence[which] = min(left_sums[size(one)], right_sums[size(other)])
    boxes.fresh[which] = _fresh(one, other, rows, begin, filled, left_sums, right_sums)
    boxes.plain[which] = max(left_plain, right_plain)
    boxes.linked[which] = min(left_linked, right_linked)


@inline
def _cut_back(mine: Span, better: Span, least: Number) -> Span:
    """Cut a stretch back to the longer part that a better one leaves of it, where that covers half."""
    start, stop = max(mine.start, better.start), min(mine.stop, better.stop)
    before, behind = start - mine.start, mine.stop - stop
    if 2 * (stop - start) <= size(mine) or max(before, behind) < least:
        return mine
    return Span(mine.start, start) if before >= behind else Span(stop, mine.stop)


@inline
def _seed_spans(
    seeds: Seeds, seed: Number, sentences: Number, left_starts: I32, right_starts: I32, rows: Rows
) -> tuple[Span, Span]:
    """Return the two sentences of a seed, or the two sides of its chain; the first so many are sentences."""
    a = seeds.left[seed]
    if seed >= sentences:
        return left_of(rows, a), right_of(rows, a)
    b = seeds.right[seed]
    return span(left_starts[a], left_starts[a + 1]), span(right_starts[b], right_starts[b + 1])


@inline
def find_rectangles(
    left: Side, right: Side, distinct: Number, rows: Rows, begin: Number, filled: Number, notes: Notes,
    seed_numbers: SeedNumbers, numbers: StretchNumbers, boxes: Rectangles,
) -> Number:  # fmt: skip
    """Find the stretches of two documents of which one is a copy of the other, reworded.

    Parameters
    ----------
    left, right : Side
        The documents.
    distinct : int
        The numbers that ids have.
    rows : Rows
        The chains of the pair, ``begin`` to ``filled``, as `provenance.kernels.align.align_pairs` fills them.
    notes : Notes
        Room to work in.
    seed_numbers, numbers
        The fitted numbers.
    boxes : Rectangles
        Out.

    Returns
    -------
    int
        How many there are.
    """
    left_starts, right_starts = sentence_starts(left.flags), sentence_starts(right.flags)
    left_count, right_count = len(left_starts) - 1, len(right_starts) - 1
    most = min(left_count * right_count, _SEEDS * (left_count + right_count))
    room = most + filled - begin
    seeds = Seeds(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float64))
    sentences = find_seeds(left, right, left_starts, right_starts, distinct, seed_numbers, seeds, most)
    count = sentences
    for row in range(begin, filled):
        if not rows.quoted[row]:
            seeds.left[count] = row
            # Before any cosine, the longest first.
            seeds.score[count] = 1.0 + rows.matched[row]
            count += 1
    if count == 0:
        return 0
    spent = np.zeros(count, np.bool_)
    found = 0
    for seed in best_first(seeds.score[:count]):
        if spent[seed] or found == len(boxes.linked):
            continue
        one, other = _seed_spans(seeds, seed, sentences, left_starts, right_starts, rows)
        if seed < sentences:
            one, other = _cut(left, right, one, other, notes, numbers.cost)
            if size(one) < 3 or size(other) < 3:
                continue
        one, other = _grow(left, right, notes, one, other, numbers)
        for which in range(count):
            a, b = _seed_spans(seeds, which, sentences, left_starts, right_starts, rows)
            spent[which] = spent[which] or (overlap(a, one) > 0 and overlap(b, other) > 0)
        place_rectangle(boxes, found, one, other)
        found += 1
    found = merge_rectangles(boxes, found, left.weights, right.weights, numbers.gap)
    left_sums = np.empty(len(left.ids) + 1, np.float64)
    right_sums = np.empty(len(right.ids) + 1, np.float64)
    for which in range(found):
        _measure(left, right, notes, rows, begin, filled, boxes, which, numbers, left_sums, right_sums)
    order = best_first(boxes.evidence[:found].copy())
    for rank in range(1, found):
        which = order[rank]
        if boxes.evidence[which] >= numbers.cut:
            one, other = left_of(boxes, which), right_of(boxes, which)
            for better in order[:rank]:
                one = _cut_back(one, left_of(boxes, better), numbers.left)
                other = _cut_back(other, right_of(boxes, better), numbers.left)
            shorter = size(one) + size(other) < size(left_of(boxes, which)) + size(right_of(boxes, which))
            if shorter:
                place_rectangle(boxes, which, one, other)
                _measure(left, right, notes, rows, begin, filled, boxes, which, numbers, left_sums, right_sums)
    return found
