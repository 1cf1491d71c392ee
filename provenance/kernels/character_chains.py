"""Chains of common characters, and what lies between their runs aligned character by character."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.fitted import CharacterNumbers
    from provenance.kernels.runs import Index, Runs
    from provenance.kernels.types import F64, I32, I64, U8, U16, Number

__all__ = [
    "LONGEST_GAP", "MOVED", "RUN", "AlignmentBuffers", "Side", "chain_runs", "extend", "find_character_runs",
    "index_characters", "mark_characters", "mark_searched", "run_length", "segment",
]  # fmt: skip

#: Characters in the shortest run that counts; one more in texts of so many characters, as a power of two, and again for
#: each four times as many: how often a run stands in two texts by chance grows with the length of both.
RUN, _LONG = 6, 17
#: The most characters of a stretch that is aligned character by character, on each side.
LONGEST_GAP = 128
#: What ``Side.hits`` says of a character with a counterpart where only one of the two begins a word.
MOVED = 2
# A run that stands in the other text more often than this is no sign of anything; nor is it cheap.
_OFTEN = 16
# How many earlier runs a run may follow in a chain.
_BACK = 128
# So many runs without a better score end a chain.
_STALLED = 64
# Which characters a step of an alignment takes.
_BOTH, _LEFT, _RIGHT = 0, 1, 2


class Side(NamedTuple):
    """The characters of one document.

    ``characters``: uint16 [characters]. ``words``: int64 [words + 1], where each word begins, plus any constant.
    ``flags``: uint8 [words], with the bit QUOTED. ``begins``: uint8 [characters], 1 where a word begins. ``hits``:
    uint8 [characters], 0 for a character without a counterpart, else 1 or `MOVED`. ``searched``: uint8 [characters], 1
    where a chain was looked at.
    """

    characters: U16
    words: I64
    flags: U8
    begins: U8
    hits: U8
    searched: U8


class AlignmentBuffers(NamedTuple):
    """Room for an alignment: int32 [LONGEST_GAP + 1] and uint8 [LONGEST_GAP + 1, LONGEST_GAP + 1]."""

    scores: I32
    ways: U8


@inline
def run_length(characters: Number) -> Number:
    """Return how many characters the shortest run has that counts in a pair whose longer text has so many."""
    run = RUN
    size = np.int64(characters) >> _LONG
    while size:
        run += 1
        size >>= 2
    return run


@inline
def _run_hash(characters: U16, at: Number, run: Number) -> Number:
    h = np.uint64(0)
    for k in range(run):
        h = h * np.uint64(0x9E3779B97F4A7C15) + np.uint64(characters[at + k])
    return h >> np.uint64(32)


@inline
def index_characters(left: U16, run: Number, index: Index) -> None:
    """Chain the places of each ``run`` characters of a text, the first place first."""
    first_places, following = index.first_places, index.following
    first_places[:] = -1
    mask = np.uint64(len(first_places) - 1)
    for at in range(len(left) - run, -1, -1):
        slot = np.int64(_run_hash(left, at, run) & mask)
        following[at] = first_places[slot]
        first_places[slot] = at


@inline
def find_character_runs(left: U16, right: U16, run: Number, index: Index, runs: Runs, budget: Number) -> Number:
    """Find the maximal common runs of at least ``run`` characters, by right start, then left start.

    Returns how many there are; where the room or the budget of steps ends, so does the search.
    """
    first_places, following = index.first_places, index.following
    count = 0
    steps = 0
    mask = np.uint64(len(first_places) - 1)
    for j in range(len(right) - run + 1):
        at = first_places[np.int64(_run_hash(right, j, run) & mask)]
        places = 0
        while at >= 0 and places < _OFTEN and steps <= budget:
            i = at
            at = following[i]
            steps += 1
            length = 0
            while i + length < len(left) and j + length < len(right) and left[i + length] == right[j + length]:
                length += 1
                if length == run and i > 0 and j > 0 and left[i - 1] == right[j - 1]:
                    break
            if length < run:
                continue
            places += 1
            if i > 0 and j > 0 and left[i - 1] == right[j - 1]:
                continue
            steps += length
            if count == len(runs.left) or steps > budget:
                return count
            runs.left[count] = i
            runs.right[count] = j
            runs.length[count] = length
            count += 1
    return count


@inline
def _align(
    left: Side, i: Number, left_size: Number, right: Side, j: Number, right_size: Number, step: Number, whole: bool,
    room: AlignmentBuffers,
) -> tuple[Number, Number, Number]:  # fmt: skip
    """Align two stretches character by character and mark the characters that have a counterpart.

    A pair of equal characters scores 1; any other pair, and a character without a counterpart, -1 (Needleman and Wunsch
    1970).

    Parameters
    ----------
    left, right : Side
    i, j : int
        The first characters.
    left_size, right_size : int
        How many characters from there, at most `LONGEST_GAP`.
    step : int
        1 to go on from there, -1 to go back.
    whole : bool
        Whether to align all of both, or the beginnings that score best.
    room : AlignmentBuffers

    Returns
    -------
    int
        The score.
    int, int
        How many characters of both sides it takes in.
    """
    scores, ways = room
    for b in range(right_size + 1):
        scores[b] = -b
        ways[0, b] = _RIGHT
    best, best_a, best_b = 0, 0, 0
    for a in range(1, left_size + 1):
        diagonal = scores[0]
        scores[0] = -a
        ways[a, 0] = _LEFT
        character = left.characters[i + step * (a - 1)]
        for b in range(1, right_size + 1):
            score = diagonal + (1 if character == right.characters[j + step * (b - 1)] else -1)
            diagonal = scores[b]
            way = _BOTH
            if scores[b] - 1 > score:
                score = scores[b] - 1
                way = _LEFT
            if scores[b - 1] - 1 > score:
                score = scores[b - 1] - 1
                way = _RIGHT
            scores[b] = score
            ways[a, b] = way
            if score > best:
                best, best_a, best_b = score, a, b
    if whole:
        best, best_a, best_b = scores[right_size], left_size, right_size
    _clear(left, i, left_size, step)
    _clear(right, j, right_size, step)
    a, b = best_a, best_b
    while a > 0 or b > 0:
        way = ways[a, b]
        if way != _RIGHT:
            a -= 1
        if way != _LEFT:
            b -= 1
        if way == _BOTH:
            _pair_up(left, i + step * a, right, j + step * b)
    return best, best_a, best_b


@inline
def _clear(side: Side, first: Number, size: Number, step: Number) -> None:
    """Forget the counterparts of so many characters."""
    for k in range(size):
        side.hits[first + step * k] = 0


@inline
def _pair_up(left: Side, i: Number, right: Side, j: Number) -> None:
    """Mark two characters as counterparts where they are equal."""
    if left.characters[i] == right.characters[j]:
        hit = 1 if left.begins[i] == right.begins[j] else MOVED
        left.hits[i] = hit
        right.hits[j] = hit


@inline
def chain_runs(runs: Runs, count: Number, numbers: CharacterNumbers, scores: F64, before: I32) -> None:
    """Find for each run the best score of a chain that ends with it, and the run before it, or -1."""
    longest = 0
    for t in range(count):
        best = 0.0
        before[t] = -1
        for s in range(t - 1, max(-1, t - 1 - _BACK), -1):
            if runs.right[t] - runs.right[s] - longest > LONGEST_GAP:
                break
            if runs.left[t] <= runs.left[s] or runs.right[t] <= runs.right[s]:
                continue
            gap_left = runs.left[t] - runs.left[s] - runs.length[s]
            gap_right = runs.right[t] - runs.right[s] - runs.length[s]
            overlap = max(0, -gap_left, -gap_right)
            if overlap >= runs.length[t] or max(gap_left, gap_right) + overlap > LONGEST_GAP:
                continue
            cost = numbers.cost * (min(gap_left, gap_right) + overlap) + numbers.shift_cost * abs(gap_left - gap_right)
            score = scores[s] - overlap - cost
            if score > best:
                best = score
                before[t] = s
        scores[t] = runs.length[t] + best
        longest = max(longest, runs.length[t])


@inline
def segment(
    left: Side, right: Side, runs: Runs, links: I32, first: Number, count: Number,
    gap_drop: Number, drop: Number, room: AlignmentBuffers,
) -> tuple[Number, Number]:  # fmt: skip
    """Follow a chain from a link on; return the link where its score is best, and that score.

    It ends where its score falls by more than ``gap_drop`` in one gap, or by more than ``drop`` in all, or does not
    rise for 64 runs.
    """
    total = np.int64(runs.length[links[first]])
    best, last = total, first
    for at in range(first + 1, count):
        if at - last > _STALLED:
            break
        s, t = links[at - 1], links[at]
        i, j = runs.left[s] + runs.length[s], runs.right[s] + runs.length[s]
        overlap = max(0, i - runs.left[t], j - runs.right[t])
        gain, _, _ = _align(left, i, runs.left[t] + overlap - i, right, j, runs.right[t] + overlap - j, 1, True, room)
        if gain < -gap_drop or total + gain <= 0 or total + gain < best - drop:
            break
        total += gain + runs.length[t] - overlap
        if total > best:
            best, last = total, at
    return last, best


@inline
def mark_characters(
    left: Side, right: Side, runs: Runs, links: I32, first: Number, last: Number,
    room: AlignmentBuffers,
) -> None:  # fmt: skip
    """Mark the characters of a part of a chain that have a counterpart."""
    for at in range(first, last + 1):
        t = links[at]
        overlap = 0
        if at > first:
            s = links[at - 1]
            i, j = runs.left[s] + runs.length[s], runs.right[s] + runs.length[s]
            overlap = max(0, i - runs.left[t], j - runs.right[t])
            _align(left, i, runs.left[t] + overlap - i, right, j, runs.right[t] + overlap - j, 1, True, room)
        for k in range(overlap, runs.length[t]):
            _pair_up(left, runs.left[t] + k, right, runs.right[t] + k)


@inline
def extend(
    left: Side, i: Number, right: Side, j: Number, step: Number, numbers: CharacterNumbers, room: AlignmentBuffers
) -> tuple[Number, Number, Number]:
    """Go on from two characters as long as the next ones score enough; return the gain and where the next ones are.

    It ends where both sides were searched: of a text whose chains are broken each one would go on over all others.
    """
    gain = np.int64(0)
    while True:
        inside = 0 <= i < len(left.characters) and 0 <= j < len(right.characters)
        if inside and left.searched[i] and right.searched[j]:
            return gain, i, j
        left_size = min(numbers.reach, len(left.characters) - i if step == 1 else i + 1)
        right_size = min(numbers.reach, len(right.characters) - j if step == 1 else j + 1)
        more, a, b = _align(left, i, left_size, right, j, right_size, step, False, room)
        if more < numbers.least_gain:
            return gain, i, j
        gain += more
        i += step * a
        j += step * b


@inline
def mark_searched(side: Side, start: Number, stop: Number) -> None:
    """Mark the characters that a chain was looked at in."""
    for at in range(start, stop):
        side.searched[at] = 1
