"""Alignment of two documents: common runs of words, chained into passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.runs import SEED, build_index, find_runs, room_for_runs
from provenance.kernels.sorting import best_first
from provenance.model.words import QUOTED, SOLO

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, Number

__all__ = ["COLUMNS", "align_pairs"]

#: What a row of the output holds.
COLUMNS = ("pair", "left_first", "left_last", "right_first", "right_last", "matched", "quoted")
# How many earlier runs a run may follow in a chain.
_BACK = 96
# Weight of one word beyond the shorter side of a gap; a word of a script without spaces counts half.
_GAP_COST = 0.5
_LCS = 64


@inline
def _weight(flags: U8, first: Number, last: Number) -> Number:
    total = 0.0
    for at in range(first, last):
        total += 0.5 if flags[at] & SOLO else 1.0
    return total


@inline
def _lcs(left: U32, i: Number, i_stop: Number, right: U32, j: Number, j_stop: Number, row: I64) -> Number:
    """Return the length of the longest common subsequence of two short gaps."""
    width = j_stop - j
    if width == 0 or i == i_stop or width > _LCS or i_stop - i > _LCS:
        return 0
    row[: width + 1] = 0
    for a in range(i, i_stop):
        diagonal = 0
        for b in range(width):
            above = row[b + 1]
            if left[a] == right[j + b]:
                row[b + 1] = diagonal + 1
            elif row[b] > above:
                row[b + 1] = row[b]
            diagonal = above
    return row[width]


@inline
def _equal(left: U32, right: U32) -> bool:
    if len(left) != len(right):
        return False
    for at in range(len(left)):
        if left[at] != right[at]:
            return False
    return True


@inline
def _all_quoted(flags: U8, first: Number, last: Number) -> bool:
    for at in range(first, last):
        if not flags[at] & QUOTED:
            return False
    return True


@inline
def _taken(cover: U8, first: Number, last: Number) -> Number:
    count = 0
    for at in range(first, last):
        count += cover[at]
    return count


@kernel
def align_pairs(
    lefts: I32,
    rights: I32,
    numbers: U32,
    flags: U8,
    document_tokens: I64,
    min_words: Number,
    max_gap: Number,
    first_pair: Number,
    rows: I64,
) -> tuple[int, int, int]:
    """Find the passages of pairs of documents.

    Within a pair: maximal common runs of at least `SEED` words; the best chains of runs that stand in the same order
    on both sides with gaps of at most ``max_gap`` words, a word of the longer side of a gap costing half a matched
    word; chains of at least ``min_words`` matched words that make up at least half of both sides, the best first,
    each at least half new on both sides. Where nowhere ``min_words`` of the matched words stand together outside
    quotation marks, the chain is cut to its quotations. Two documents of the same words are one passage.

    Parameters
    ----------
    lefts, rights : int32 [pairs]
        Documents; best sorted by ``lefts``.
    numbers : uint32 [tokens]
        The words of all documents.
    flags : uint8 [tokens]
        The bits QUOTED and SOLO of each.
    document_tokens : int64 [documents + 1]
    min_words, max_gap : int
        As in `ReuseOptions`; a SOLO word counts half for ``min_words``.
    first_pair : int
        The pair to begin with.
    rows : int64 [any, 7]
        Out: `COLUMNS`; ``pair`` is a position in ``lefts``, the places are word numbers within the documents.

    Returns
    -------
    int
        How many rows were filled.
    int
        The pair to go on with, when the rows were full; else the number of pairs.
    int
        How many pairs were not searched to the end because their common runs were too many.
    """
    filled = np.int64(0)
    cut_short = 0
    longest = 0
    for pair in range(first_pair, len(lefts)):
        left_size = document_tokens[lefts[pair] + 1] - document_tokens[lefts[pair]]
        right_size = document_tokens[rights[pair] + 1] - document_tokens[rights[pair]]
        longest = max(longest, left_size, right_size)
    size = 16
    while size < 2 * longest:
        size *= 2
    heads_store = np.empty(size, np.int32)
    following = np.empty(longest + 1, np.int32)
    often = np.zeros(longest + 1, np.bool_)
    left_cover = np.zeros(longest + 1, np.uint8)
    right_cover = np.zeros(longest + 1, np.uint8)
    # How many runs a pair may have depends on the pair: of the store for the longest one, each uses a part.
    store = np.empty((3, room_for_runs(longest, longest)), np.int32)
    row = np.zeros(_LCS + 1, np.int64)
    indexed = np.int64(-1)
    heads = heads_store[:16]
    for pair in range(first_pair, len(lefts)):
        a, b = lefts[pair], rights[pair]
        left = numbers[document_tokens[a] : document_tokens[a + 1]]
        right = numbers[document_tokens[b] : document_tokens[b + 1]]
        if len(left) < SEED or len(right) < SEED:
            continue
        if filled + len(left) // 2 + 8 > len(rows) and filled:
            return filled, pair, cut_short
        left_flags = flags[document_tokens[a] : document_tokens[a + 1]]
        right_flags = flags[document_tokens[b] : document_tokens[b + 1]]
        if _equal(left, right):
            if _weight(left_flags, 0, len(left)) >= min_words:
                rows[filled, 0] = pair
                rows[filled, 1] = 0
                rows[filled, 2] = len(left)
                rows[filled, 3] = 0
                rows[filled, 4] = len(right)
                rows[filled, 5] = len(left)
                rows[filled, 6] = _all_quoted(left_flags, 0, len(left)) and _all_quoted(right_flags, 0, len(right))
                filled += 1
            continue
        if a != indexed:
            size = 16
            while size < 2 * len(left):
                size *= 2
            heads = heads_store[:size]
            build_index(left, heads, following)
            indexed = np.int64(a)
        room = room_for_runs(len(left), len(right))
        run_left, run_right, run_length = store[0, :room], store[1, :room], store[2, :room]
        budget = 256 * (len(left) + len(right)) + 4096
        runs, short = find_runs(left, right, heads, following, often, run_left, run_right, run_length, budget)
        cut_short += short
        if runs == 0:
            continue
        # Chains: the best score of a chain that ends with each run, and the run before it.
        scores = np.empty(runs, np.float64)
        weights = np.empty(runs, np.float64)
        before = np.empty(runs, np.int32)
        for t in range(runs):
            weights[t] = _weight(left_flags, run_left[t], run_left[t] + run_length[t])
            best = 0.0
            before[t] = -1
            for s in range(t - 1, max(-1, t - 1 - _BACK), -1):
                gap_left = run_left[t] - run_left[s] - run_length[s]
                gap_right = run_right[t] - run_right[s] - run_length[s]
                if run_left[t] <= run_left[s] or run_right[t] <= run_right[s]:
                    continue
                overlap = max(0, -gap_left, -gap_right)
                if overlap > run_length[t] - 1 or max(gap_left, gap_right) + overlap > max_gap:
                    continue
                score = scores[s] - _GAP_COST * (max(gap_left, gap_right) + overlap) - overlap
                if score > best:
                    best = score
                    before[t] = s
            scores[t] = weights[t] + best
        used = np.zeros(runs, np.bool_)
        order = best_first(scores)
        left_cover[: len(left)] = 0
        right_cover[: len(right)] = 0
        chain = np.empty(runs, np.int32)
        for end in order:
            if used[end] or scores[end] < min_words:
                continue
            links = 0
            t = np.int64(end)
            while t >= 0 and not used[t]:
                chain[links] = t
                links += 1
                used[t] = True
                t = before[t]
            filled = _emit(
                pair, chain, links, run_left, run_right, run_length, left, right, left_flags, right_flags,
                left_cover, right_cover, min_words, row, rows, filled,
            )  # fmt: skip
    return filled, len(lefts), cut_short


@inline
def _emit(
    pair: Number,
    chain: I32,
    links: Number,
    run_left: I32,
    run_right: I32,
    run_length: I32,
    left: U32,
    right: U32,
    left_flags: U8,
    right_flags: U8,
    left_cover: U8,
    right_cover: U8,
    min_words: Number,
    row: I64,
    rows: I64,
    filled: Number,
) -> Number:
    """Turn a chain (last run first) into rows; return how many rows are filled now."""
    # Words outside quotation marks count where enough of them stand together: an attribution ("she told reporters")
    # beside a quotation that both print makes no reused prose.
    plain, longest_plain = 0.0, 0.0
    for link in range(links):
        t = chain[link]
        for k in range(run_length[t] - 1, -1, -1):
            both = left_flags[run_left[t] + k] & right_flags[run_right[t] + k]
            plain = 0.0 if both & QUOTED else plain + (0.5 if both & SOLO else 1.0)
            longest_plain = max(longest_plain, plain)
    only_quotations = longest_plain < min_words
    kept = filled
    if only_quotations:
        # Segments of words that both sides quote, over gaps that stay inside the quotation.
        first_i, last_i, first_j, last_j, matched = 0, 0, 0, 0, 0
        for link in range(links - 1, -1, -1):
            t = chain[link]
            for k in range(run_length[t]):
                i = run_left[t] + k
                j = run_right[t] + k
                if matched and (i < last_i or j < last_j):
                    continue
                quoted = left_flags[i] & right_flags[j] & QUOTED
                joined = (
                    matched > 0
                    and quoted
                    and _all_quoted(left_flags, last_i, i)
                    and _all_quoted(right_flags, last_j, j)
                )
                if joined:
                    matched += 1 + _lcs(left, last_i, i, right, last_j, j, row)
                else:
                    kept = _keep(
                        pair, first_i, last_i, first_j, last_j, matched, 1, left_flags, left_cover, right_cover,
                        min_words, rows, kept,
                    )  # fmt: skip
                    matched = 1 if quoted else 0
                    first_i = i
                    first_j = j
                last_i = i + 1
                last_j = j + 1
        kept = _keep(
            pair, first_i, last_i, first_j, last_j, matched, 1, left_flags, left_cover, right_cover, min_words, rows,
            kept,
        )  # fmt: skip
        if kept > filled:
            return kept
    first = chain[links - 1]
    first_i, first_j = run_left[first], run_right[first]
    last_i, last_j, matched = first_i, first_j, 0
    for link in range(links - 1, -1, -1):
        t = chain[link]
        i, j = run_left[t], run_right[t]
        overlap = max(0, last_i - i, last_j - j)
        matched += run_length[t] - overlap
        matched += _lcs(left, last_i, i + overlap, right, last_j, j + overlap, row)
        last_i = i + run_length[t]
        last_j = j + run_length[t]
    quoted = _all_quoted(left_flags, first_i, last_i) and _all_quoted(right_flags, first_j, last_j)
    return _keep(
        pair, first_i, last_i, first_j, last_j, matched, quoted, left_flags, left_cover, right_cover, min_words, rows,
        kept,
    )  # fmt: skip


@inline
def _keep(
    pair: Number,
    first_i: Number,
    last_i: Number,
    first_j: Number,
    last_j: Number,
    matched: Number,
    quoted: Number,
    left_flags: U8,
    left_cover: U8,
    right_cover: U8,
    min_words: Number,
    rows: I64,
    filled: Number,
) -> Number:
    """Write a row if the passage is long, dense and new enough; return how many rows are filled now."""
    left_words = last_i - first_i
    right_words = last_j - first_j
    if matched == 0 or 2 * matched < max(left_words, right_words):
        return filled
    # Half weights follow the left side: matched words are the same on both.
    if matched * _weight(left_flags, first_i, last_i) < min_words * left_words:
        return filled
    if 2 * _taken(left_cover, first_i, last_i) > left_words or 2 * _taken(right_cover, first_j, last_j) > right_words:
        return filled
    if filled == len(rows):
        return filled
    left_cover[first_i:last_i] = 1
    right_cover[first_j:last_j] = 1
    rows[filled, 0] = pair
    rows[filled, 1] = first_i
    rows[filled, 2] = last_i
    rows[filled, 3] = first_j
    rows[filled, 4] = last_j
    rows[filled, 5] = matched
    rows[filled, 6] = quoted
    return filled + 1
