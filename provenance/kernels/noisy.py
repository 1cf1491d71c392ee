"""Passages that noise has broken: common letters in the same order, whatever the borders of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.align import COLUMNS
from provenance.kernels.jit import inline, kernel
from provenance.kernels.letter_chains import (
    LONGEST_GAP,
    MOVED,
    RUN,
    Room,
    Runs,
    Side,
    chain_runs,
    extend,
    find_letter_runs,
    index_letters,
    mark_letters,
    segment,
)
from provenance.kernels.runs import room_for_runs
from provenance.kernels.sorting import best_first
from provenance.model.words import QUOTED

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U16, Bool, Number

__all__ = ["add_noisy"]

# A passage scores so many letters for each of ``min_words`` where an exact chain stands in it, and without one.
_WITH_CHAIN, _ALONE = 5, 8
# It ends where its score falls by more in one gap, for each word of ``max_gap``.
_GAP_DROP = 4
# The fewest words, of both sides, of which noise has left at least half; and the least part of the letters of all words
# that are not the same which has a counterpart: another word in their place shares a quarter by chance.
_NOISY, _ALIKE = 4, 0.45
# A chain that leaves less of a passage, on both sides, and fewer than ``min_words``, says it more exactly.
_REST = 0.1
# The most passages of a pair.
_MOST = 32
_MATCHED, _QUOTED = COLUMNS.index("matched"), COLUMNS.index("quoted")


@inline
def _word_of(side: Side, letter: Number) -> Number:
    low, high = np.int64(0), np.int64(len(side.words) - 2)
    while low < high:
        middle = (low + high + 1) // 2
        if side.words[middle] - side.words[0] <= letter:
            low = middle
        else:
            high = middle - 1
    return low


@inline
def _word(side: Side, word: Number) -> tuple[Number, Number, bool]:
    """Return how many letters a word has, how many of them have a counterpart, and whether its borders moved."""
    begin, end = side.words[word] - side.words[0], side.words[word + 1] - side.words[0]
    hits = 0
    moved = False
    for at in range(begin, end):
        hits += side.hits[at] > 0
        moved = moved or side.hits[at] == MOVED
    return end - begin, hits, moved


@inline
def _trim(side: Side, first: Number, last: Number) -> tuple[Number, Number]:
    """Return the words that hold letters, the last of which included, without ends of which less than half matches."""
    begin, end = _word_of(side, first), _word_of(side, last) + 1
    while begin < end:
        size, hits, _ = _word(side, begin)
        if 2 * hits >= size:
            break
        begin += 1
    while begin < end:
        size, hits, _ = _word(side, end - 1)
        if 2 * hits >= size:
            break
        end -= 1
    return begin, end


@inline
def _census(side: Side, flags: U8, begin: Number, end: Number) -> tuple[Number, ...]:
    """Count letters and words from one word to another.

    Returns the letters, and those with a counterpart; both again in the words that are not the same; how many of these
    are half alike; and the words at least half alike outside quotation marks.
    """
    letters, matched, changed, alike, noisy, plain = 0, 0, 0, 0, 0, 0
    for word in range(begin, end):
        size, hits, moved = _word(side, word)
        letters += size
        matched += hits
        if hits < size or moved:
            changed += size
            alike += hits
        if 2 * hits >= size:
            noisy += hits < size or moved
            plain += not flags[word] & QUOTED
    return letters, matched, changed, alike, noisy, plain


@inline
def _to_quotation(flags: U8, begin: Number, end: Number) -> tuple[Number, Number]:
    while begin < end and not flags[begin] & QUOTED:
        begin += 1
    while begin < end and not flags[end - 1] & QUOTED:
        end -= 1
    return begin, end


@inline
def _overlap(first: Number, last: Number, other_first: Number, other_last: Number) -> Number:
    return max(np.int64(0), min(last, other_last) - max(first, other_first))


@inline
def _matched(share: Number, rows: I64, row: Number) -> Number:
    """Return how many words of a row match by their letters; never all of them: that would be an exact passage."""
    words = rows[row, 2] - rows[row, 1] + rows[row, 4] - rows[row, 3]
    return max(np.int64(1), min(np.int64(share * words / 2 + 0.5), (words - 1) // 2))


@inline
def _keep(
    pair: Number, left: Side, right: Side, left_flags: U8, right_flags: U8, i: Number, i_last: Number, j: Number,
    j_last: Number, score: Number, min_words: Number, rows: I64, begin: Number, own: Number, filled: Number,
) -> Number:  # fmt: skip
    """Write a row if noise explains the passage and it says more than the chains; return how many are filled then.

    The chains of the pair are the rows ``begin`` to ``own``; those that are part of the passage lose their words. One
    that says as much as the passage stays, and the words that it matches are counted by their letters.
    """
    if filled - own == _MOST or filled == len(rows):
        return filled
    a, a_end = _trim(left, i, i_last)
    b, b_end = _trim(right, j, j_last)
    if a == a_end or b == b_end:
        return filled
    letters, matched, changed, alike, noisy, plain = _census(left, left_flags, a, a_end)
    letters_b, matched_b, changed_b, alike_b, noisy_b, plain_b = _census(right, right_flags, b, b_end)
    if noisy + noisy_b < _NOISY or alike + alike_b < _ALIKE * (changed + changed_b):
        return filled
    if 2 * matched < letters or 2 * matched_b < letters_b:
        return filled
    share = (matched + matched_b) / (letters + letters_b)
    quoted = min(plain, plain_b) < min_words
    if quoted:
        a, a_end = _to_quotation(left_flags, a, a_end)
        b, b_end = _to_quotation(right_flags, b, b_end)
        if a_end - a < min_words or b_end - b < min_words:
            return filled
    exact = False
    for row in range(begin, filled):
        on_left = _overlap(a, a_end, rows[row, 1], rows[row, 2])
        on_right = _overlap(b, b_end, rows[row, 3], rows[row, 4])
        if row >= own:
            if 2 * on_left > a_end - a or 2 * on_right > b_end - b:
                return filled
            continue
        if rows[row, _MATCHED] == 0:
            continue
        inside = 2 * on_left > rows[row, 2] - rows[row, 1] and 2 * on_right > rows[row, 4] - rows[row, 3]
        exact = exact or inside
        # What a chain says of one side goes for both.
        if not inside and (2 * on_left > a_end - a or 2 * on_right > b_end - b):
            return filled
        # The chain says nearly all there is to say; but of how many words that are not the same is much alike.
        left_rest, right_rest = a_end - a - on_left, b_end - b - on_right
        if left_rest <= min(min_words, _REST * (a_end - a)) and right_rest <= min(min_words, _REST * (b_end - b)):
            rows[row, _MATCHED] = max(rows[row, _MATCHED], _matched(share, rows, row))
            return filled
    if score < (_WITH_CHAIN if exact else _ALONE) * min_words:
        return filled
    for row in range(begin, own):
        if rows[row, _MATCHED] == 0:
            continue
        on_left = _overlap(a, a_end, rows[row, 1], rows[row, 2])
        on_right = _overlap(b, b_end, rows[row, 3], rows[row, 4])
        if 2 * on_left > rows[row, 2] - rows[row, 1] and 2 * on_right > rows[row, 4] - rows[row, 3]:
            a, a_end = min(a, rows[row, 1]), max(a_end, rows[row, 2])
            b, b_end = min(b, rows[row, 3]), max(b_end, rows[row, 4])
            rows[row, _MATCHED] = 0
    rows[filled, 0] = pair
    rows[filled, 1] = a
    rows[filled, 2] = a_end
    rows[filled, 3] = b
    rows[filled, 4] = b_end
    rows[filled, _MATCHED] = _matched(share, rows, filled)
    rows[filled, _QUOTED] = quoted
    return filled + 1


@inline
def _side(letters: U16, token_letters: I64, first: Number, last: Number, begins: U8, hits: U8) -> Side:
    """Return the letters of the words from first to last, and write where words begin."""
    offset, stop = token_letters[first], token_letters[last]
    begins[: stop - offset] = 0
    hits[: stop - offset] = 0
    for token in range(first, last):
        begins[token_letters[token] - offset] = 1
    return Side(letters[offset:stop], token_letters[first : last + 1], begins[: stop - offset], hits[: stop - offset])


@inline
def _is_done(rows: I64, begin: Number, filled: Number, left_words: Number, right_words: Number) -> bool:
    """Whether one chain leaves next to nothing of a document."""
    if filled != begin + 1:
        return False
    left_rest = left_words - rows[begin, 2] + rows[begin, 1]
    return min(left_rest, right_words - rows[begin, 4] + rows[begin, 3]) < _NOISY


@kernel
def add_noisy(
    lefts: I32, rights: I32, wanted: Bool, letters: U16, token_letters: I64, slots: I32, slot_tokens: I64, flags: U8,
    document_tokens: I64, chains: I64, min_words: Number, max_gap: Number, first_pair: Number, first_chain: Number,
    rows: I64,
) -> tuple[int, int, int]:  # fmt: skip
    """Join the chains of pairs of documents where noise broke them, and find what noise left no chain of.

    The letters of each document are one stream, without borders of words. Within a pair: maximal common runs of at
    least `RUN` letters; the best chains of runs in the same order on both sides, with gaps of at most `LONGEST_GAP`
    letters; the gaps are aligned letter by letter, a chain ends where its score (equal letters less all others) falls
    too far, and is extended as long as the next letters score. What is kept begins and ends with words of which half
    the letters match. It is a passage when noise explains it: the words that are
    not the same still share nearly half of their letters.

    Parameters
    ----------
    lefts, rights : int32 [pairs]
        Documents; best sorted by ``lefts``.
    wanted : bool [pairs]
        Which pairs to look at; of others the chains stay as they are.
    letters : uint16 [letters]
    token_letters : int64 [gathered tokens + 1]
        Where each word begins in ``letters``.
    slots : int32 [documents]
        The number of each document among those that were gathered.
    slot_tokens : int64 [gathered documents + 1]
        Where the words of each begin in ``token_letters``.
    flags : uint8 [tokens]
        With the bit QUOTED.
    document_tokens : int64 [documents + 1]
    chains : int64 [chains, 7]
        As `provenance.kernels.align.align_pairs` fills them, sorted by pair.
    min_words, max_gap : int
        As in `ReuseOptions`.
    first_pair, first_chain : int
        The pair and the chain to begin with.
    rows : int64 [any, 7]
        Out: the chains that stay and the passages that noise had broken, sorted by pair, in the columns of chains; the
        words that match are counted by their letters.

    Returns
    -------
    int
        How many rows were filled.
    int, int
        The pair and the chain to go on with, when the rows were full; else the numbers of both.
    """
    filled = np.int64(0)
    chain = np.int64(first_chain)
    longest = np.int64(0)
    for pair in range(first_pair, len(lefts)):
        if wanted[pair]:
            for slot in (slots[lefts[pair]], slots[rights[pair]]):
                longest = max(longest, token_letters[slot_tokens[slot + 1]] - token_letters[slot_tokens[slot]])
    size = 16
    while size < 2 * longest:
        size *= 2
    heads_store = np.empty(size, np.int32)
    heads = heads_store
    following = np.empty(longest + 1, np.int32)
    marks = np.zeros((4, longest + 1), np.uint8)
    store = np.empty((3, room_for_runs(longest, longest)), np.int32)
    room = Room(np.empty(LONGEST_GAP + 1, np.int32), np.empty((LONGEST_GAP + 1, LONGEST_GAP + 1), np.uint8))
    indexed = np.int64(-1)
    for pair in range(first_pair, len(lefts)):
        a, b = lefts[pair], rights[pair]
        of_pair = chain
        while chain < len(chains) and chains[chain, 0] == pair:
            chain += 1
        if filled + chain - of_pair + _MOST > len(rows) and filled:
            return filled, pair, of_pair
        begin = filled
        for which in range(of_pair, chain):
            for column in range(len(COLUMNS)):
                rows[filled, column] = chains[which, column]
            filled += 1
        left_words = document_tokens[a + 1] - document_tokens[a]
        right_words = document_tokens[b + 1] - document_tokens[b]
        if not wanted[pair] or _is_done(rows, begin, filled, left_words, right_words):
            continue
        of_left, of_right = slot_tokens[slots[a]], slot_tokens[slots[b]]
        left = _side(letters, token_letters, of_left, of_left + left_words, marks[0], marks[1])
        right = _side(letters, token_letters, of_right, of_right + right_words, marks[2], marks[3])
        if len(left.letters) < RUN or len(right.letters) < RUN:
            continue
        if a != indexed:
            size = 16
            while size < 2 * len(left.letters):
                size *= 2
            heads = heads_store[:size]
            index_letters(left.letters, heads, following)
            indexed = np.int64(a)
        most = room_for_runs(len(left.letters), len(right.letters))
        runs = Runs(store[0, :most], store[1, :most], store[2, :most])
        budget = 64 * (len(left.letters) + len(right.letters)) + 4096
        count = find_letter_runs(left.letters, right.letters, heads, following, runs, budget)
        scores = np.empty(count, np.float64)
        before = np.empty(count, np.int32)
        chain_runs(runs, count, scores, before)
        left_flags = flags[document_tokens[a] : document_tokens[a + 1]]
        right_flags = flags[document_tokens[b] : document_tokens[b + 1]]
        used = np.zeros(count, np.bool_)
        links = np.empty(count, np.int32)
        own = filled
        for end in best_first(scores):
            if scores[end] < _WITH_CHAIN * min_words:
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
                last, score = segment(left, right, runs, links, first, count, _GAP_DROP * max_gap, room)
                if score >= _WITH_CHAIN * min_words:
                    mark_letters(left, right, runs, links, first, last, room)
                    s, t = links[first], links[last]
                    end_left, end_right = runs.left[t] + runs.length[t], runs.right[t] + runs.length[t]
                    gain, i_last, j_last = extend(left, end_left, right, end_right, 1, room)
                    gain_before, i, j = extend(left, runs.left[s] - 1, right, runs.right[s] - 1, -1, room)
                    filled = _keep(
                        pair, left, right, left_flags, right_flags, i + 1, i_last - 1, j + 1, j_last - 1,
                        score + gain + gain_before, min_words, rows, begin, own, filled,
                    )  # fmt: skip
                first = last + 1
        kept = begin
        for row in range(begin, filled):
            if rows[row, _MATCHED] > 0:
                for column in range(len(COLUMNS)):
                    rows[kept, column] = rows[row, column]
                kept += 1
        filled = kept
    return filled, len(lefts), chain
