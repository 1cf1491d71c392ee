"""Splits passages at gaps: stretches without a link, on both sides at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.links import NEAR, Links, Stretch, learn_links, mark_links, new_links, stretch_of
from provenance.kernels.numbering import number_words
from provenance.kernels.runs import table_size
from provenance.model.word_flags import SENTENCE, SOLO

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U8, U32, Bool, Number, Out, Table

__all__ = ["PIECE", "split_passages"]

#: The columns of `split_passages`: the passage, its span in all words, and its linked words.
PIECE = ("passage", "left_start", "left_stop", "right_start", "right_stop", "linked")
#: Two words weigh so much together, or they are no link that holds a passage together.
STRONG = 0.5
#: A gap: an unlinked word counts 1, half in a script without spaces, and a linked one costs so much; a gap has so much.
LINKED_COST, GAP = 3.0, 15.0
#: A gap may also be a sentence without a link, of so many words.
WHOLE_SENTENCE = 6
#: What the gaps of both sides may have in common: words at least so heavy, so much of the weight.
HEAVY, COMMON = 0.3, 0.15
#: Of the links before and after a pair of gaps so many may run across.
ACROSS = 0.1
#: A passage with more matches than this times its links was not aligned by words, and is not split.
EXPLAINED = 0.8
#: At a new end an unlinked word costs so much, a linked one gains 1, and the edge of a sentence gains so much.
UNLINKED_COST, SENTENCE_EDGE = 0.5, 1.5
#: Gaps of one side that are looked at.
GAPS = 64


@inline
def _is_gap(side: Stretch, linked: Bool, start: Number, stop: Number, size: float) -> bool:
    if size >= GAP:
        return True
    begin = np.int64(-1)
    for at in range(start, stop + 1):
        if at == len(side.flags) or side.flags[at] & SENTENCE:
            if begin >= 0 and at - begin >= WHOLE_SENTENCE:
                return True
            begin = at
        if at < stop and linked[at]:
            begin = np.int64(-1)
    return False


@inline
def _find_gaps(side: Stretch, linked: Bool, start: Number, stop: Number, gaps: I32) -> Number:
    """Fill in the gaps between the first and the last link; return how many there are."""
    first, last = start, stop - 1
    while first < stop and not linked[first]:
        first += 1
    while last > first and not linked[last]:
        last -= 1
    count = 0
    at = first
    while at <= last and count < len(gaps):
        if linked[at]:
            at += 1
            continue
        begin, end = at, at
        total, best = 0.0, 0.0
        while at <= last:
            total += -LINKED_COST if linked[at] else 0.5 if side.flags[at] & SOLO else 1.0
            at += 1
            if total > best:
                best = total
                end = at
            if total <= 0.0 or total < best - 2.0 * LINKED_COST:
                break
        at = end
        if _is_gap(side, linked, begin, end, best):
            gaps[count, 0] = begin
            gaps[count, 1] = end
            count += 1
    return count


@inline
def _common(
    side: Stretch, start: Number, stop: Number, other: Stretch, begin: Number, end: Number, marks: I64
) -> float:
    """Return the share of the weight of a gap whose words, where heavy, stand in a gap of the other side."""
    marks[0] += 1
    for at in range(begin, end):
        if other.ids[at] >= 0:
            marks[1 + other.ids[at]] = marks[0]
    total, shared = 0.0, 0.0
    for at in range(start, stop):
        total += side.weights[at]
        if side.ids[at] >= 0 and marks[1 + side.ids[at]] == marks[0] and side.weights[at] >= HEAVY:
            shared += side.weights[at]
    return shared / total if total > 0.0 else 0.0


@inline
def _best_gaps(
    left: Stretch, right: Stretch, left_gaps: I32, left_count: Number, right_gaps: I32, right_count: Number,
    anchors: I32, count: Number, marks: I64, box: I64,
) -> bool:  # fmt: skip
    """Find the pair of gaps that parts a passage best: large on both sides, and with few links across."""
    best = 0.0
    for one in range(left_count):
        for other in range(right_count):
            a, a_end = left_gaps[one, 0], left_gaps[one, 1]
            b, b_end = right_gaps[other, 0], right_gaps[other, 1]
            before, after, across, kept_before, kept_after = 0, 0, 0, 0, 0
            for which in range(count):
                if anchors[which, 0] < a:
                    before += 1
                    kept_before += anchors[which, 1] < b
                    across += anchors[which, 1] >= b_end
                elif anchors[which, 0] >= a_end:
                    after += 1
                    kept_after += anchors[which, 2] >= b_end
                    across += anchors[which, 2] < b
            value = min(a_end - a, b_end - b) - 10.0 * across
            if kept_before == 0 or kept_after == 0 or across > ACROSS * min(before, after) or value <= best:
                continue
            if _common(left, a, a_end, right, b, b_end, marks) > COMMON:
                continue
            if _common(right, b, b_end, left, a, a_end, marks) > COMMON:
                continue
            best = value
            box[0], box[1], box[2], box[3] = a, a_end, b, b_end
    return best > 0.0


@inline
def _end(side: Stretch, linked: Bool, start: Number, stop: Number) -> Number:
    """Return the best end of a stretch with a given start."""
    best, total = 0.0, 0.0
    where = start
    for at in range(start, stop):
        total += 1.0 if linked[at] else -UNLINKED_COST
        edge = at + 1 == len(side.flags) or side.flags[at + 1] & SENTENCE
        if total > 0.0 and total + (SENTENCE_EDGE if edge else 0.0) > best and (edge or linked[at]):
            best = total + (SENTENCE_EDGE if edge else 0.0)
            where = at + 1
    return where


@inline
def _begin(side: Stretch, linked: Bool, start: Number, stop: Number) -> Number:
    """Return the best start of a stretch with a given end."""
    best, total = 0.0, 0.0
    where = stop
    for at in range(stop - 1, start - 1, -1):
        total += 1.0 if linked[at] else -UNLINKED_COST
        edge = at == 0 or side.flags[at] & SENTENCE
        if total > 0.0 and total + (SENTENCE_EDGE if edge else 0.0) > best and (edge or linked[at]):
            best = total + (SENTENCE_EDGE if edge else 0.0)
            where = at
    return where


@inline
def _both_linked(
    table: Links, left: Stretch, right: Stretch, stack: I64, top: Number, least: float, left_linked: Bool,
    right_linked: Bool, anchors: I32,
) -> Number:  # fmt: skip
    """Mark the links of a rectangle on both sides; return the number of anchors, which begin on the left."""
    a, a_end, b, b_end = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
    mark_links(table, learn_links(table, left, a, a_end, least), right, b, b_end, right_linked, anchors)
    return mark_links(table, learn_links(table, right, b, b_end, least), left, a, a_end, left_linked, anchors)


@inline
def _is_parted(
    table: Links, left: Stretch, right: Stretch, stack: I64, top: Number, left_linked: Bool, right_linked: Bool,
    anchors: I32, left_gaps: I32, right_gaps: I32, marks: I64, box: I64,
) -> bool:  # fmt: skip
    """Find the pair of gaps that parts a rectangle best: its links are marked as far as there may be one."""
    a, a_end, b, b_end = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
    mark_links(table, learn_links(table, left, a, a_end, STRONG), right, b, b_end, right_linked, anchors)
    right_count = _find_gaps(right, right_linked, b, b_end, right_gaps)
    if right_count == 0:
        return False
    count = mark_links(table, learn_links(table, right, b, b_end, STRONG), left, a, a_end, left_linked, anchors)
    left_count = _find_gaps(left, left_linked, a, a_end, left_gaps)
    return _best_gaps(left, right, left_gaps, left_count, right_gaps, right_count, anchors, count, marks, box)


@inline
def _words(side: Stretch, linked: Bool, start: Number, stop: Number) -> tuple[Number, float]:
    """Return how many words are linked, and the same where a character of a script without spaces is half a word."""
    count, weight = 0, 0.0
    for at in range(start, stop):
        if linked[at]:
            count += 1
            weight += 0.5 if side.flags[at] & SOLO else 1.0
    return count, weight


@kernel
def split_passages(
    stems: U32,
    flags: U8,
    weights: F32,
    spans: Table[I64],
    matched: F64,
    min_words: int,
    first: int,
    rows: Out[Table[I64]],
) -> tuple[int, int]:
    """Split passages where both sides have no link for 15 words or for a sentence.

    A gap of the left and one of the right part a passage when they hold next to nothing in common, and when the links
    before the one stand before the other, and those after it after. Each part is looked at again; it loses what is
    unlinked at its new ends, and is kept when enough of its words are linked.

    Parameters
    ----------
    stems : uint32 [tokens]
        The stems of the words of all documents.
    flags : uint8 [tokens]
        The bits SOLO and SENTENCE of each.
    weights : float32 [2**k]
        The weight of each stem, by its lowest bits.
    spans : int64 [passages, 4]
        Left start and stop, right start and stop, in words of the collection.
    matched : float64 [passages]
        How many words were matched: where links explain too few of them, a passage is left alone.
    min_words : int
        The fewest linked words of a part; a SOLO word counts half.
    first : int
        The passage to begin with.
    rows : int64 [any, 6]
        Out: `PIECE`, one row for a passage that is left as it is (``linked`` is -1), none or more for one that was
        split.

    Returns
    -------
    int
        How many rows were filled.
    int
        The passage to go on with, when the rows were full; else the number of passages.
    """
    longest = np.int64(1)
    for passage in range(first, len(spans)):
        longest = max(longest, spans[passage, 1] - spans[passage, 0], spans[passage, 3] - spans[passage, 2])
    size = table_size(longest)
    number_keys, number_values = np.empty(size, np.uint32), np.empty(size, np.int32)
    table = new_links(longest)
    left_linked, right_linked = np.zeros(longest, np.bool_), np.zeros(longest, np.bool_)
    anchors = np.empty((NEAR * longest, 3), np.int32)
    left_gaps, right_gaps = np.empty((GAPS, 2), np.int32), np.empty((GAPS, 2), np.int32)
    marks = np.zeros(longest + 2, np.int64)
    box = np.empty(4, np.int64)
    # The rectangles to look at: both spans, and whether begin and end are new.
    stack = np.empty((2 * GAPS + 2, 6), np.int64)
    filled = np.int64(0)
    for passage in range(first, len(spans)):
        begin, end, other_begin, other_end = (
            spans[passage, 0], spans[passage, 1], spans[passage, 2], spans[passage, 3],
        )  # fmt: skip
        # No part of a passage is shorter than a word.
        if filled + min(end - begin, other_end - other_begin) + 1 > len(rows) and filled:
            return filled, passage
        left_ids, right_ids = np.empty(end - begin, np.int32), np.empty(other_end - other_begin, np.int32)
        places = table_size(other_end - other_begin)
        some_keys, some_values = number_keys[:places], number_values[:places]
        number_words(stems[begin:end], stems[other_begin:other_end], some_keys, some_values, left_ids, right_ids)
        left = stretch_of(left_ids, stems, flags, begin, weights)
        right = stretch_of(right_ids, stems, flags, other_begin, weights)
        stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = 0, end - begin, 0, other_end - other_begin
        stack[0, 4], stack[0, 5] = 0, 0
        top = np.int64(0)
        # Whether links explain the matches, asked where something would part: most passages have no gaps.
        asked = False
        while top >= 0:
            parted = False
            if top + 1 < len(stack):
                parted = _is_parted(
                    table, left, right, stack, top, left_linked, right_linked, anchors, left_gaps, right_gaps, marks,
                    box,
                )  # fmt: skip
            if parted and not asked:
                asked = True
                _both_linked(table, left, right, stack, 0, 0.0, left_linked, right_linked, anchors)
                links = min(
                    _words(left, left_linked, 0, len(left.ids))[0], _words(right, right_linked, 0, len(right.ids))[0]
                )
                parted = links >= EXPLAINED * matched[passage]
            if parted:
                for column in range(6):
                    stack[top + 1, column] = stack[top, column]
                stack[top, 1], stack[top, 3], stack[top, 5] = box[0], box[2], 1
                stack[top + 1, 0], stack[top + 1, 2], stack[top + 1, 4] = box[1], box[3], 1
                top += 1
                continue
            linked = np.int64(-1)
            enough = True
            if stack[top, 4] or stack[top, 5]:
                _both_linked(table, left, right, stack, top, 0.0, left_linked, right_linked, anchors)
                if stack[top, 5]:
                    stack[top, 1] = _end(left, left_linked, stack[top, 0], stack[top, 1])
                    stack[top, 3] = _end(right, right_linked, stack[top, 2], stack[top, 3])
                if stack[top, 4]:
                    stack[top, 0] = _begin(left, left_linked, stack[top, 0], stack[top, 1])
                    stack[top, 2] = _begin(right, right_linked, stack[top, 2], stack[top, 3])
                _both_linked(table, left, right, stack, top, 0.0, left_linked, right_linked, anchors)
                on_left, left_words = _words(left, left_linked, stack[top, 0], stack[top, 1])
                on_right, right_words = _words(right, right_linked, stack[top, 2], stack[top, 3])
                linked = np.int64(min(on_left, on_right))
                enough = min(left_words, right_words) >= min_words
            if enough:
                rows[filled, 0] = passage
                rows[filled, 1], rows[filled, 2] = begin + stack[top, 0], begin + stack[top, 1]
                rows[filled, 3], rows[filled, 4] = other_begin + stack[top, 2], other_begin + stack[top, 3]
                rows[filled, 5] = linked
                filled += 1
            top -= 1
    return filled, len(spans)
