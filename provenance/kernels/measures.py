"""The features of a passage that tell how likely its two sides come from one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.links import NEAR, Stretch, learn_links, mark_links, new_links, stretch_of
from provenance.kernels.numbering import number_words
from provenance.kernels.runs import table_size
from provenance.model.word_flags import NAME, QUOTED, SENTENCE

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U8, U32, U64, Bool, Number, Out, Table

__all__ = ["MEASURES", "find_turned", "measure_passages"]

#: The columns of `measure_passages`; of two sides the first is the one that stands left in ``spans``.
MEASURES = ("linked", "run", "prose", "order", "rising", "names", "plain", "free", "sentence")
#: A link follows the one before it when it begins at most so many words after it on the other side.
CLOSE = 20


@inline
def _equal_runs(ids: I32, others: I32, flags: U8, start: Number, keys: U64) -> tuple[Number, Number]:
    """Find the stretches whose every three words in a row stand on the other side.

    Returns the words of the longest, and how many words of all of them are neither names nor quoted: reports of one
    event share these by themselves.
    """
    size = 64
    while size < 4 * len(others):
        size *= 2
    free = np.uint64(0xFFFFFFFFFFFFFFFF)
    for slot in range(size):
        keys[slot] = free
    mask = np.uint64(size - 1)
    for at in range(len(others) - 2):
        key = np.uint64(others[at]) << np.uint64(42) | np.uint64(others[at + 1]) << np.uint64(21)
        key |= np.uint64(others[at + 2])
        slot = np.int64((key * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(20)) & mask)
        while keys[slot] != free and keys[slot] != key:
            slot = np.int64((slot + 1) & (size - 1))
        keys[slot] = key
    longest, prose, covered, streak = 0, 0, 0, 0
    for at in range(len(ids)):
        hit = False
        if at + 2 < len(ids) and ids[at] >= 0 and ids[at + 1] >= 0 and ids[at + 2] >= 0:
            key = np.uint64(ids[at]) << np.uint64(42) | np.uint64(ids[at + 1]) << np.uint64(21)
            key |= np.uint64(ids[at + 2])
            slot = np.int64((key * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(20)) & mask)
            while keys[slot] != free and keys[slot] != key:
                slot = np.int64((slot + 1) & (size - 1))
            hit = keys[slot] == key
        streak = streak + 1 if hit else 0
        if hit:
            covered = at + 3
            longest = max(longest, streak + 2)
        if at < covered and not flags[start + at] & (NAME | QUOTED):
            prose += 1
    return longest, prose


@inline
def _order(anchors: I32, count: Number, size: Number, other_size: Number, tails: I32) -> tuple[float, float]:
    """Return how many links follow the one before them, and how many can be read in one order, as shares."""
    following, length = 0, 0
    for which in range(count):
        at, low, high = anchors[which, 0], anchors[which, 1], anchors[which, 2]
        if which > 0:
            low_step, high_step = low - anchors[which - 1, 1], high - anchors[which - 1, 2]
            following += 0 <= low_step <= CLOSE or 0 <= high_step <= CLOSE
        # The place that is nearer to the diagonal.
        diagonal = at * other_size / size
        place = low if abs(low - diagonal) <= abs(high - diagonal) else high
        # Mostly they rise.
        first, last = length if length == 0 or tails[length - 1] <= place else 0, length
        while first < last:
            middle = (first + last) // 2
            if tails[middle] <= place:
                first = middle + 1
            else:
                last = middle
        tails[first] = place
        if first == length:
            length += 1
    return following / max(1, count - 1), length / max(1, count)


@inline
def _side(side: Stretch, linked: Bool) -> tuple[Number, Number, float, float]:
    """Return the linked words of a side, how many are names, what the others weigh, and what is free by weight."""
    count, names = 0, 0
    plain, total, free = 0.0, 0.0, 0.0
    for at in range(len(side.ids)):
        total += side.weights[at]
        if not linked[at]:
            free += side.weights[at]
            continue
        count += 1
        if side.flags[at] & NAME:
            names += 1
        else:
            plain += side.weights[at]
    return count, names, plain, free / total if total > 0.0 else 0.0


@inline
def _sentences(flags: U8, start: Number, stop: Number, begin: Number, end: Number) -> float:
    """Return which share of the sentences that it touches a stretch of a document is."""
    first, last = start, stop
    while first > begin and not flags[first] & SENTENCE:
        first -= 1
    while last < end and not flags[last] & SENTENCE:
        last += 1
    return (stop - start) / (last - first)


@inline
def _named(flags: U8, begin: Number, end: Number) -> Number:
    count = 0
    for at in range(begin, end):
        count += (flags[at] & NAME) != 0
    return count


@inline
def _is_same(ids: I32, others: I32) -> bool:
    """Whether the two sides of a passage have the same words in the same order."""
    if len(ids) != len(others):
        return False
    for at in range(len(ids)):
        if ids[at] != others[at]:
            return False
    return True


@kernel
def find_turned(numbers: U32, spans: Table[I64], turned: Out[Bool]) -> None:
    """Find the passages of which the right side is the shorter, or of equal ones that with the lower words.

    Parameters
    ----------
    numbers : uint32 [tokens]
        The words of all documents.
    spans : int64 [passages, 4]
        Left start and stop, right start and stop, in words of the collection.
    turned : bool [passages]
        Out.
    """
    for passage in range(len(spans)):
        start, other = spans[passage, 0], spans[passage, 2]
        words, others = spans[passage, 1] - start, spans[passage, 3] - other
        turned[passage] = words > others
        if words == others:
            at = 0
            while at < words and numbers[start + at] == numbers[other + at]:
                at += 1
            turned[passage] = at < words and numbers[start + at] > numbers[other + at]


@kernel
def measure_passages(
    numbers: U32, stems: U32, flags: U8, weights: F32, spans: Table[I64], documents: Table[I64], out: Out[Table[F64]]
) -> None:
    """Measure passages.

    Parameters
    ----------
    numbers, stems : uint32 [tokens]
        The words of all documents, and their stems.
    flags : uint8 [tokens]
        The bits SENTENCE, NAME and QUOTED of each.
    weights : float32 [2**k]
        The weight of each stem, by its lowest bits.
    spans : int64 [passages, 4]
        Of each side its start and stop, in words of the collection.
    documents : int64 [passages, 4]
        Of each side where its document begins and ends.
    out : float64 [passages, 9]
        Filled, in the order of `MEASURES`: the linked words of the side that has fewer; the longest stretch of the
        first side whose every three words in a row stand in the second, and how many words of such stretches are
        neither names nor quoted; the share of links that follow the one before them, and that can be read in one
        order; the share of names among the linked words less that of both documents; what the linked words weigh that
        are no names, on the side where it is less; the share of the weight that is not linked, and of the sentences
        touched that the passage is, on the side where it is more.
    """
    longest = np.int64(1)
    for passage in range(len(spans)):
        longest = max(longest, spans[passage, 1] - spans[passage, 0], spans[passage, 3] - spans[passage, 2])
    size = table_size(longest)
    number_keys, number_values = np.empty(size, np.uint32), np.empty(size, np.int32)
    table = new_links(longest)
    first_linked, second_linked = np.zeros(longest, np.bool_), np.zeros(longest, np.bool_)
    anchors = np.empty((NEAR * longest, 3), np.int32)
    tails = np.empty(NEAR * longest, np.int32)
    keys = np.empty(max(64, 4 * size), np.uint64)
    for passage in range(len(spans)):
        start, stop, other_start, other_stop = (
            spans[passage, 0], spans[passage, 1], spans[passage, 2], spans[passage, 3],
        )  # fmt: skip
        first_ids, second_ids = np.empty(stop - start, np.int32), np.empty(other_stop - other_start, np.int32)
        places = table_size(other_stop - other_start)
        some_keys, some_values = number_keys[:places], number_values[:places]
        number_words(
            numbers[start:stop], numbers[other_start:other_stop], some_keys, some_values, first_ids, second_ids
        )
        same = _is_same(first_ids, second_ids)
        if same and len(first_ids) > 2:
            run, prose = len(first_ids), len(first_ids) - _named(flags, start, stop)
        else:
            run, prose = _equal_runs(first_ids, second_ids, flags, start, keys)
        number_words(stems[start:stop], stems[other_start:other_stop], some_keys, some_values, first_ids, second_ids)
        first = stretch_of(first_ids, stems, flags, start, weights)
        second = stretch_of(second_ids, stems, flags, other_start, weights)
        same = _is_same(first_ids, second_ids)
        if not same:
            bits = learn_links(table, first, 0, len(first_ids), 0.0)
            mark_links(table, bits, second, 0, len(second_ids), second_linked, anchors)
        bits = learn_links(table, second, 0, len(second_ids), 0.0)
        count = mark_links(table, bits, first, 0, len(first_ids), first_linked, anchors)
        if same:
            for at in range(len(first_ids)):
                second_linked[at] = first_linked[at]
        order, rising = _order(anchors, count, len(first_ids), len(second_ids), tails)
        linked, named, plain, free = _side(first, first_linked)
        other_linked, other_named, other_plain, other_free = _side(second, second_linked)
        begin, end, other_begin, other_end = (
            documents[passage, 0], documents[passage, 1], documents[passage, 2], documents[passage, 3],
        )  # fmt: skip
        names = (named + other_named) / max(1, linked + other_linked)
        of_all = (_named(flags, begin, end) + _named(flags, other_begin, other_end)) / (
            end - begin + other_end - other_begin
        )
        out[passage, 0] = min(linked, other_linked)
        out[passage, 1], out[passage, 2] = run, prose
        out[passage, 3], out[passage, 4] = order, rising
        out[passage, 5] = names - of_all
        out[passage, 6] = min(plain, other_plain)
        out[passage, 7] = max(free, other_free)
        on_first = _sentences(flags, start, stop, begin, end)
        on_second = _sentences(flags, other_start, other_stop, other_begin, other_end)
        out[passage, 8] = max(on_first, on_second)
