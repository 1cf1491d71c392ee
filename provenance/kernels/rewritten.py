"""Reworded text: stretches of two documents that share rare words, in whatever order.

Sentences that share enough weight are seeds (Sanchez-Perez, Sidorov and Gelbukh 2014); a seed grows on both sides at
once, from window to window, as long as the words that the two next windows share weigh more than those they do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.numbering import number_words
from provenance.kernels.sorting import best_first
from provenance.model.words import QUOTED, SENTENCE

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U8, U32, Bool, Number

__all__ = ["RECTANGLE", "find_rectangles", "sentence_counts"]

#: What a row of `find_rectangles` holds.
RECTANGLE = ("left_first", "left_last", "right_first", "right_last", "share", "weight", "plain", "words")
# Words lighter than this seed nothing: they stand in too many sentences to tell two apart.
_SEEDING = 0.25
# How much two sentences share, as a cosine of their weights, to be a seed.
_COSINE = 0.33
# How far a passage looks ahead, and back, when it grows, in words.
_AHEAD, _BACK = 50, 15
# What an unshared word costs, in its own weight; and the least that a step of growth gains.
_COST, _LEAST_GAIN = 0.5, 0.3
# Passages with at most so many words between them, on one side and on both together, are one.
_GAP, _GAPS = 20, 30
# The weight of a word that no stretch may hold: no gain outweighs it.
_WALL = np.float32(1e6)


@kernel
def sentence_counts(stems: U32, flags: U8, counts: I32, seen: I32) -> int:
    """Count the sentences in which each stem stands.

    Parameters
    ----------
    stems : uint32 [tokens]
        The stems of words.
    flags : uint8 [tokens]
        With the bit SENTENCE where a sentence begins.
    counts : int32 [2**k]
        In and out: by the lowest bits of a stem.
    seen : int32 [2**k]
        Zeros.

    Returns
    -------
    int
        How many sentences there are.
    """
    mask = np.uint32(len(counts) - 1)
    sentence = 0
    for token in range(len(stems)):
        if flags[token] & SENTENCE:
            sentence += 1
        slot = stems[token] & mask
        if seen[slot] != sentence + 1:
            seen[slot] = sentence + 1
            counts[slot] += 1
    return sentence


@inline
def _sentences(flags: U8, count: Number, starts: I32) -> Number:
    found = 0
    for at in range(count):
        if at == 0 or flags[at] & SENTENCE:
            starts[found] = at
            found += 1
    starts[found] = count
    return found


@inline
def _mark(ids: I32, first: Number, last: Number, marks: I64, tick: Number) -> None:
    for at in range(first, last):
        if ids[at] >= 0:
            marks[ids[at]] = tick


@inline
def _run(ids: I32, weights: F32, at: Number, stop: Number, step: Number, marks: I64, tick: Number) -> Number:
    """Return how many words, from one on, make the best sum of shared minus unshared weight, and that sum."""
    best, total = 0.0, 0.0
    length, taken = 0, 0
    while at != stop:
        taken += 1
        shared = ids[at] >= 0 and marks[ids[at]] == tick and weights[at] < _WALL
        total += weights[at] if shared else -_COST * weights[at]
        if total > best:
            best = total
            length = taken
        at += step
    return length, best


@inline
def _best_stretch(
    ids: I32, weights: F32, first: Number, last: Number, marks: I64, tick: Number
) -> tuple[Number, Number]:
    """Return the stretch with the greatest sum of shared minus unshared weight (Kadane)."""
    best, total = -1.0, 0.0
    begin, best_begin, best_end = first, first, first
    for at in range(first, last):
        shared = ids[at] >= 0 and marks[ids[at]] == tick and weights[at] < _WALL
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
def _grow(
    box: I64, left_ids: I32, right_ids: I32, left_weights: F32, right_weights: F32, marks: I64, tick: Number
) -> Number:
    """Grow a rectangle (left first, left last, right first, right last); return the last tick used."""
    for step in (1, -1):
        while True:
            a = box[1] if step == 1 else box[0] - 1
            b = box[3] if step == 1 else box[2] - 1
            a_stop = min(np.int64(len(left_ids)), a + _AHEAD) if step == 1 else max(np.int64(-1), a - _AHEAD)
            b_stop = min(np.int64(len(right_ids)), b + _AHEAD) if step == 1 else max(np.int64(-1), b - _AHEAD)
            if a == a_stop or b == b_stop:
                break
            more_a, more_b, gain = 0, 0, 0.0
            # First against all of the other window, then against what of it was taken.
            for _ in range(2):
                a_low, a_high = (max(box[0], a - _BACK), a_stop) if step == 1 else (a_stop + 1, min(box[1], a + _BACK))
                b_low, b_high = (max(box[2], b - _BACK), b_stop) if step == 1 else (b_stop + 1, min(box[3], b + _BACK))
                tick += 1
                _mark(right_ids, b_low, b_high, marks, tick)
                more_a, gain_a = _run(left_ids, left_weights, a, a_stop, step, marks, tick)
                tick += 1
                _mark(left_ids, a_low, a_high, marks, tick)
                more_b, gain_b = _run(right_ids, right_weights, b, b_stop, step, marks, tick)
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
    return tick


@inline
def _shared(
    ids: I32, weights: F32, flags: U8, first: Number, last: Number, marks: I64, tick: Number
) -> tuple[Number, Number, Number, Number]:
    """Return the weight that is shared, all of it, what of the shared one is not quoted, and the words shared."""
    shared, total, plain, words = 0.0, 1e-9, 0.0, 0
    for at in range(first, last):
        total += weights[at]
        if ids[at] >= 0 and marks[ids[at]] == tick:
            shared += weights[at]
            words += 1
            if not flags[at] & QUOTED:
                plain += weights[at]
    return shared, total, plain, words


@inline
def _seeds(
    left_ids: I32, right_ids: I32, left_weights: F32, right_weights: F32, left_starts: I32, right_starts: I32,
    left_count: Number, right_count: Number, distinct: Number, most: Number, seed_left: I32, seed_right: I32,
    seed_score: F64,
) -> Number:  # fmt: skip
    """Find the pairs of sentences that share enough; return how many, at most as many as there is room for."""
    heads = np.full(distinct, -1, np.int32)
    size = len(right_ids)
    following = np.empty(size, np.int32)
    places = np.empty(size, np.int32)
    times = np.empty(size, np.float32)
    norms = np.zeros(right_count, np.float64)
    used = 0
    for sentence in range(right_count):
        for at in range(right_starts[sentence], right_starts[sentence + 1]):
            word = right_ids[at]
            if right_weights[at] < _SEEDING or right_weights[at] >= _WALL:
                continue
            head = heads[word]
            if head >= 0 and places[head] == sentence:
                times[head] += 1
            else:
                places[used] = sentence
                times[used] = 1
                following[used] = head
                heads[word] = used
                used += 1
        for at in range(right_starts[sentence], right_starts[sentence + 1]):
            if _SEEDING <= right_weights[at] < _WALL:
                norms[sentence] += times[heads[right_ids[at]]] * right_weights[at] * right_weights[at]
    dots = np.zeros(right_count, np.float64)
    common = np.zeros(right_count, np.int32)
    touched = np.empty(right_count, np.int32)
    last_in = np.full(distinct, -1, np.int32)
    found = 0
    steps = 0
    for sentence in range(left_count):
        begin, end = left_starts[sentence], left_starts[sentence + 1]
        some = 0
        norm = 0.0
        for at in range(begin, end):
            weight = left_weights[at]
            if weight < _SEEDING or weight >= _WALL:
                continue
            word = left_ids[at]
            if word < 0:
                norm += weight * weight
                continue
            if last_in[word] == sentence:
                continue
            last_in[word] = sentence
            count = 0
            for other in range(at, end):
                count += left_ids[other] == word
            norm += count * count * weight * weight
            place = heads[word]
            while place >= 0 and steps < most:
                steps += 1
                where = places[place]
                if common[where] == 0:
                    touched[some] = where
                    some += 1
                common[where] += 1
                dots[where] += count * times[place] * weight * weight
                place = following[place]
        for which in range(some):
            where = touched[which]
            if common[where] > 1 and found < len(seed_left):
                cosine = dots[where] / np.sqrt(norm * norms[where] + 1e-12)
                if cosine > _COSINE:
                    seed_left[found] = sentence
                    seed_right[found] = where
                    seed_score[found] = cosine
                    found += 1
            common[where] = 0
            dots[where] = 0.0
    return found


@inline
def find_rectangles(
    left: U32, right: U32, left_flags: U8, right_flags: U8, left_wall: Bool, right_wall: Bool, weights: F32, boxes: F64
) -> Number:  # fmt: skip
    """Find the stretches of two documents that share rare words.

    Parameters
    ----------
    left, right : uint32 [tokens]
        The stems of the words of two documents.
    left_flags, right_flags : uint8 [tokens]
        With the bit SENTENCE where a sentence begins.
    left_wall, right_wall : bool [tokens]
        Words that no stretch may hold.
    weights : float32 [2**k]
        The weight of each stem, by its lowest bits: 0 (in every sentence) to 1 (in one).
    boxes : float64 [any, 8]
        Out: `RECTANGLE`; places are half-open token numbers. Of the side where each is less: ``share`` is the shared
        part of the weight, ``weight`` the shared weight and ``words`` the shared words; of the side where it is more,
        ``plain`` is the shared weight outside quotation marks.

    Returns
    -------
    int
        How many there are.
    """
    mask = np.uint32(len(weights) - 1)
    size = 16
    while size < 2 * len(right):
        size *= 2
    keys = np.empty(size, np.uint32)
    values = np.empty(size, np.int32)
    left_ids = np.empty(len(left), np.int32)
    right_ids = np.empty(len(right), np.int32)
    distinct = number_words(left, right, keys, values, left_ids, right_ids)
    left_weights = np.empty(len(left), np.float32)
    right_weights = np.empty(len(right), np.float32)
    for at in range(len(left)):
        left_weights[at] = _WALL if left_wall[at] else weights[left[at] & mask]
        if left_wall[at]:
            left_ids[at] = -1
    for at in range(len(right)):
        right_weights[at] = _WALL if right_wall[at] else weights[right[at] & mask]
        if right_wall[at]:
            right_ids[at] = -1
    left_starts = np.empty(len(left) + 1, np.int32)
    right_starts = np.empty(len(right) + 1, np.int32)
    left_count = _sentences(left_flags, len(left), left_starts)
    right_count = _sentences(right_flags, len(right), right_starts)
    room = min(left_count * right_count, 16 * (left_count + right_count))
    seed_left = np.empty(room, np.int32)
    seed_right = np.empty(room, np.int32)
    seed_score = np.empty(room, np.float64)
    seeds = _seeds(
        left_ids, right_ids, left_weights, right_weights, left_starts, right_starts, left_count, right_count, distinct,
        256 * (len(left) + len(right)), seed_left, seed_right, seed_score,
    )  # fmt: skip
    marks = np.zeros(distinct, np.int64)
    tick = np.int64(0)
    box = np.empty(4, np.int64)
    spent = np.zeros(seeds, np.bool_)
    found = 0
    order = best_first(seed_score[:seeds])
    for seed in order:
        if spent[seed] or found == len(boxes):
            continue
        first_a, last_a = left_starts[seed_left[seed]], left_starts[seed_left[seed] + 1]
        first_b, last_b = right_starts[seed_right[seed]], right_starts[seed_right[seed] + 1]
        tick += 1
        _mark(right_ids, first_b, last_b, marks, tick)
        box[0], box[1] = _best_stretch(left_ids, left_weights, first_a, last_a, marks, tick)
        tick += 1
        _mark(left_ids, box[0], box[1], marks, tick)
        box[2], box[3] = _best_stretch(right_ids, right_weights, first_b, last_b, marks, tick)
        if box[1] - box[0] < 3 or box[3] - box[2] < 3:
            continue
        tick = _grow(box, left_ids, right_ids, left_weights, right_weights, marks, tick)
        for other in range(seeds):
            spent[other] = spent[other] or (
                left_starts[seed_left[other]] < box[1]
                and left_starts[seed_left[other] + 1] > box[0]
                and right_starts[seed_right[other]] < box[3]
                and right_starts[seed_right[other] + 1] > box[2]
            )
        for k in range(4):
            boxes[found, k] = box[k]
        found += 1
    found = _merge(boxes, found, left_wall, right_wall)
    for which in range(found):
        for k in range(4):
            box[k] = np.int64(boxes[which, k])
        tick += 1
        _mark(right_ids, box[2], box[3], marks, tick)
        shared_a, total_a, plain_a, words_a = _shared(left_ids, left_weights, left_flags, box[0], box[1], marks, tick)
        tick += 1
        _mark(left_ids, box[0], box[1], marks, tick)
        shared_b, total_b, plain_b, words_b = _shared(
            right_ids, right_weights, right_flags, box[2], box[3], marks, tick
        )
        boxes[which, 4] = min(shared_a / total_a, shared_b / total_b)
        boxes[which, 5] = min(shared_a, shared_b)
        boxes[which, 6] = max(plain_a, plain_b)
        boxes[which, 7] = min(words_a, words_b)
    return found


@inline
def _walled(boxes: F64, x: Number, y: Number, left_wall: Bool, right_wall: Bool) -> bool:
    """Whether a word that no stretch may hold lies in the gap between two rectangles."""
    walled = False
    for at in range(np.int64(min(boxes[x, 1], boxes[y, 1])), np.int64(max(boxes[x, 0], boxes[y, 0]))):
        walled = walled or left_wall[at]
    for at in range(np.int64(min(boxes[x, 3], boxes[y, 3])), np.int64(max(boxes[x, 2], boxes[y, 2]))):
        walled = walled or right_wall[at]
    return walled


@inline
def _merge(boxes: F64, count: Number, left_wall: Bool, right_wall: Bool) -> Number:
    """Merge rectangles that lie close together on both sides; return how many are left."""
    x = 0
    while x < count:
        y = 0
        merged = False
        while y < count:
            if y != x:
                gap_a = max(boxes[x, 0], boxes[y, 0]) - min(boxes[x, 1], boxes[y, 1])
                gap_b = max(boxes[x, 2], boxes[y, 2]) - min(boxes[x, 3], boxes[y, 3])
                close = gap_a <= _GAP and gap_b <= _GAP and gap_a + gap_b <= _GAPS
                if close and not _walled(boxes, x, y, left_wall, right_wall):
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
