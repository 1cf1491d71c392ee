"""Finds passages that noise has broken, by common characters in the same order, across word boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.character_chains import (
    LONGEST_GAP,
    MOVED,
    AlignmentBuffers,
    Side,
    chain_runs,
    extend,
    find_character_runs,
    index_characters,
    mark_characters,
    mark_searched,
    run_length,
    segment,
)
from provenance.kernels.fitted import character_numbers
from provenance.kernels.jit import inline, kernel
from provenance.kernels.rows import CHAIN, compact, copy_row, left_of, put_row, right_of, rows_of
from provenance.kernels.runs import Index, Runs, most_runs, table_size
from provenance.kernels.sorting import best_first
from provenance.kernels.spans import Span, hull, is_mostly_in, overlap, size
from provenance.model.word_flags import QUOTED

if TYPE_CHECKING:
    from provenance.kernels.fitted import CharacterNumbers
    from provenance.kernels.rows import Rows
    from provenance.kernels.types import F64, I32, I64, U8, U16, Bool, Number, Out, Table

__all__ = ["add_noisy"]

# The most passages of a pair.
_MOST = 32


class _Census(NamedTuple):
    """What a stretch of words holds.

    ``characters``, ``matched``: its characters, and those with a counterpart; ``changed``, ``alike``: both again in the
    words that are not the same; ``noisy``: how many of these are half alike; ``plain``: words at least half alike
    outside quotation marks.
    """

    characters: Number
    matched: Number
    changed: Number
    alike: Number
    noisy: Number
    plain: Number


@inline
def _word_of(side: Side, character: Number) -> Number:
    low, high = np.int64(0), np.int64(len(side.words) - 2)
    while low < high:
        middle = (low + high + 1) // 2
        if side.words[middle] - side.words[0] <= character:
            low = middle
        else:
            high = middle - 1
    return low


@inline
def _word(side: Side, word: Number) -> tuple[Number, Number, bool]:
    """Return how many characters a word has, how many of them have a counterpart, and whether its borders moved."""
    begin, end = side.words[word] - side.words[0], side.words[word + 1] - side.words[0]
    hits = 0
    moved = False
    for at in range(begin, end):
        hits += side.hits[at] > 0
        moved = moved or side.hits[at] == MOVED
    return end - begin, hits, moved


@inline
def _trim(side: Side, start: Number, last: Number) -> Span:
    """Return the words that hold characters, the last one included, without ends of which less than half matches."""
    begin, end = _word_of(side, start), _word_of(side, last) + 1
    while begin < end:
        characters, hits, _ = _word(side, begin)
        if 2 * hits >= characters:
            break
        begin += 1
    while begin < end:
        characters, hits, _ = _word(side, end - 1)
        if 2 * hits >= characters:
            break
        end -= 1
    return Span(begin, end)


@inline
def _census(side: Side, part: Span) -> _Census:
    """Count the characters and words of a stretch."""
    characters, matched, changed, alike, noisy, plain = 0, 0, 0, 0, 0, 0
    for word in range(part.start, part.stop):
        count, hits, moved = _word(side, word)
        characters += count
        matched += hits
        if hits < count or moved:
            changed += count
            alike += hits
        if 2 * hits >= count:
            noisy += hits < count or moved
            plain += not side.flags[word] & QUOTED
    return _Census(characters, matched, changed, alike, noisy, plain)


@inline
def _to_quotation(side: Side, part: Span) -> Span:
    begin, end = part.start, part.stop
    while begin < end and not side.flags[begin] & QUOTED:
        begin += 1
    while begin < end and not side.flags[end - 1] & QUOTED:
        end -= 1
    return Span(begin, end)


@inline
def _matched(share: Number, words: Number) -> Number:
    """Return how many words match by their characters; never all of them: that would be an exact passage."""
    return max(np.int64(1), min(np.int64(share * words / 2 + 0.5), (words - 1) // 2))


@inline
def _keep(
    pair: Number, left: Side, right: Side, i: Number, i_last: Number, j: Number, j_last: Number, score: Number,
    min_words: Number, numbers: CharacterNumbers, rows: Rows, begin: Number, own: Number, filled: Number, dropped: Bool,
) -> Number:  # fmt: skip
    """Write a row if noise explains the passage and it says more than the chains; return how many are filled then.

    The chains of the pair are the rows ``begin`` to ``own``; those that are part of the passage are dropped. One that
    says as much as the passage stays, and the words that it matches are counted by their characters.
    """
    if filled - own == _MOST or filled == len(rows.pair):
        return filled
    one, other = _trim(left, i, i_last), _trim(right, j, j_last)
    if size(one) == 0 or size(other) == 0:
        return filled
    of_left, of_right = _census(left, one), _census(right, other)
    if of_left.noisy + of_right.noisy < numbers.changed_words:
        return filled
    if of_left.alike + of_right.alike < numbers.alike * (of_left.changed + of_right.changed):
        return filled
    if 2 * of_left.matched < of_left.characters or 2 * of_right.matched < of_right.characters:
        return filled
    share = (of_left.matched + of_right.matched) / (of_left.characters + of_right.characters)
    quoted = min(of_left.plain, of_right.plain) < min_words
    if quoted:
        one, other = _to_quotation(left, one), _to_quotation(right, other)
        if size(one) < min_words or size(other) < min_words:
            return filled
    exact = False
    for row in range(begin, filled):
        left_row, right_row = left_of(rows, row), right_of(rows, row)
        half = is_mostly_in(one, left_row) or is_mostly_in(other, right_row)
        if row >= own:
            if half:
                return filled
            continue
        if dropped[row - begin]:
            continue
        inside = is_mostly_in(left_row, one) and is_mostly_in(right_row, other)
        exact = exact or inside
        # What a chain says of one side goes for both.
        if not inside and half:
            return filled
        # The chain says nearly all there is to say; but of how many words that are not the same is much alike.
        left_rest, right_rest = size(one) - overlap(one, left_row), size(other) - overlap(other, right_row)
        is_said = left_rest <= min(min_words, numbers.rest * size(one))
        if is_said and right_rest <= min(min_words, numbers.rest * size(other)):
            rows.matched[row] = max(rows.matched[row], _matched(share, size(left_row) + size(right_row)))
            return filled
    if score < (numbers.with_chain if exact else numbers.alone) * min_words:
        return filled
    for row in range(begin, own):
        left_row, right_row = left_of(rows, row), right_of(rows, row)
        if not dropped[row - begin] and is_mostly_in(left_row, one) and is_mostly_in(right_row, other):
            one, other = hull(one, left_row), hull(other, right_row)
            dropped[row - begin] = True
    put_row(rows, filled, pair, one, other, _matched(share, size(one) + size(other)), quoted, CHAIN)
    return filled + 1


@inline
def _side(characters: U16, token_characters: I64, flags: U8, first: Number, marks: U8) -> Side:
    """Return the characters of the words with such flags, from the first word on, and write where words begin."""
    last = first + len(flags)
    offset, stop = token_characters[first], token_characters[last]
    begins, hits, searched = marks[0, : stop - offset], marks[1, : stop - offset], marks[2, : stop - offset]
    begins[:] = 0
    hits[:] = 0
    searched[:] = 0
    for token in range(first, last):
        begins[token_characters[token] - offset] = 1
    words = token_characters[first : last + 1]
    return Side(characters[offset:stop], words, flags, begins, hits, searched)


@inline
def _is_done(rows: Rows, begin: Number, filled: Number, left: Side, right: Side, changed_words: Number) -> bool:
    """Whether one chain leaves next to nothing of a document."""
    if filled != begin + 1:
        return False
    left_rest = len(left.flags) - size(left_of(rows, begin))
    return min(left_rest, len(right.flags) - size(right_of(rows, begin))) < changed_words


@kernel
def add_noisy(
    lefts: I32, rights: I32, wanted: Bool, characters: U16, token_characters: I64, slots: I32, slot_tokens: I64,
    flags: U8, document_tokens: I64, chains: Table[I64], min_words: int, max_gap: int, fitted: F64, first_pair: int,
    first_chain: int, rows: Out[Table[I64]],
) -> tuple[int, int, int]:  # fmt: skip
    """Join the chains of pairs of documents where noise broke them, and find what noise left no chain of.

    The characters of each document are one stream, without borders of words. Within a pair: maximal common runs of at
    least `run_length` characters; the best chains of runs in the same order on both sides, with gaps of at most
    `LONGEST_GAP` characters; the gaps are aligned character by character, a chain ends where its score (equal
    characters less all others) falls too far, and is extended as long as the next characters score and were not
    searched. What is kept begins and ends with words of which half the characters match. It is a passage when noise
    explains it: the words that are not the same still share nearly half of their characters.

    Parameters
    ----------
    lefts, rights : int32 [pairs]
        Documents; best sorted by ``lefts``.
    wanted : bool [pairs]
        Which pairs to look at; of others the chains stay as they are.
    characters : uint16 [characters]
    token_characters : int64 [gathered tokens + 1]
        Where each word begins in ``characters``.
    slots : int32 [documents]
        The number of each document among those that were gathered.
    slot_tokens : int64 [gathered documents + 1]
        Where the words of each begin in ``token_characters``.
    flags : uint8 [tokens]
        With the bit QUOTED.
    document_tokens : int64 [documents + 1]
    chains : int64 [chains, 8]
        As `provenance.kernels.align.align_pairs` fills them, sorted by pair.
    min_words, max_gap : int
        As in `ReuseOptions`.
    fitted : float64 [numbers]
        As `provenance.kernels.fitted.CharacterNumbers`.
    first_pair, first_chain : int
        The pair and the chain to begin with.
    rows : int64 [any, 8]
        Out: the chains that stay and the passages that noise had broken, sorted by pair, as
        `provenance.kernels.rows.Rows`; the words that match are counted by their characters. There must be room for the
        chains of any one pair and 32 rows more.

    Returns
    -------
    int
        How many rows were filled.
    int, int
        The pair and the chain to go on with, when the rows were full; else the numbers of both.
    """
    numbers = character_numbers(fitted)
    found, of_chains = rows_of(rows), rows_of(chains)
    filled = np.int64(0)
    chain = np.int64(first_chain)
    longest = np.int64(0)
    for pair in range(first_pair, len(lefts)):
        if wanted[pair]:
            for slot in (slots[lefts[pair]], slots[rights[pair]]):
                longest = max(longest, token_characters[slot_tokens[slot + 1]] - token_characters[slot_tokens[slot]])
    first_places = np.empty(table_size(longest), np.int32)
    following = np.empty(longest + 1, np.int32)
    left_marks = np.zeros((3, longest + 1), np.uint8)
    right_marks = np.zeros((3, longest + 1), np.uint8)
    # How many runs a pair may have depends on the pair: of the room for the longest one, each uses a part.
    store = np.empty((3, most_runs(longest, longest)), np.int32)
    room = AlignmentBuffers(np.empty(LONGEST_GAP + 1, np.int32), np.empty((LONGEST_GAP + 1, LONGEST_GAP + 1), np.uint8))
    indexed, indexed_run = np.int64(-1), 0
    index = Index(first_places[:16], following)
    least = numbers.with_chain * min_words
    for pair in range(first_pair, len(lefts)):
        a, b = lefts[pair], rights[pair]
        of_pair = chain
        while chain < len(chains) and of_chains.pair[chain] == pair:
            chain += 1
        if filled + chain - of_pair + _MOST > len(rows) and filled:
            return filled, pair, of_pair
        begin = filled
        for which in range(of_pair, chain):
            copy_row(of_chains, which, found, filled)
            filled += 1
        if not wanted[pair]:
            continue
        left_flags = flags[document_tokens[a] : document_tokens[a + 1]]
        right_flags = flags[document_tokens[b] : document_tokens[b + 1]]
        left = _side(characters, token_characters, left_flags, slot_tokens[slots[a]], left_marks)
        right = _side(characters, token_characters, right_flags, slot_tokens[slots[b]], right_marks)
        if _is_done(found, begin, filled, left, right, numbers.changed_words):
            continue
        run = run_length(max(len(left.characters), len(right.characters)))
        if len(left.characters) < run or len(right.characters) < run:
            continue
        if a != indexed or run != indexed_run:
            index = Index(first_places[: table_size(len(left.characters))], following)
            index_characters(left.characters, run, index)
            indexed, indexed_run = np.int64(a), run
        most = most_runs(len(left.characters), len(right.characters))
        runs = Runs(store[0, :most], store[1, :most], store[2, :most])
        budget = 64 * (len(left.characters) + len(right.characters)) + 4096
        count = find_character_runs(left.characters, right.characters, run, index, runs, budget)
        scores = np.empty(count, np.float64)
        before = np.empty(count, np.int32)
        chain_runs(runs, count, numbers, scores, before)
        used = np.zeros(count, np.bool_)
        links = np.empty(count, np.int32)
        own = filled
        dropped = np.zeros(own - begin, np.bool_)
        for end in best_first(scores):
            if scores[end] < least:
                break
            # The runs of the chain, the first one first.
            first = count
            t = np.int64(end)
            while t >= 0 and not used[t]:
                used[t] = True
                first -= 1
                links[first] = t
                t = before[t]
            while first < count:
                last, score = segment(
                    left, right, runs, links, first, count, numbers.gap_drop * max_gap, numbers.drop, room
                )
                if score >= least:
                    mark_characters(left, right, runs, links, first, last, room)
                    s, t = links[first], links[last]
                    end_left, end_right = runs.left[t] + runs.length[t], runs.right[t] + runs.length[t]
                    gain, i_last, j_last = extend(left, end_left, right, end_right, 1, numbers, room)
                    gain_before, i, j = extend(left, runs.left[s] - 1, right, runs.right[s] - 1, -1, numbers, room)
                    filled = _keep(
                        pair, left, right, i + 1, i_last - 1, j + 1, j_last - 1, score + gain + gain_before,
                        min_words, numbers, found, begin, own, filled, dropped,
                    )  # fmt: skip
                    mark_searched(left, i + 1, i_last)
                    mark_searched(right, j + 1, j_last)
                first = last + 1
        filled = compact(found, begin, filled, dropped)
    return filled, len(lefts), chain
