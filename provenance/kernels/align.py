"""Alignment of two documents: common runs of words, chained into passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.rows import CHAIN, put_row, rows_of
from provenance.kernels.runs import SEED, Index, Runs, build_index, find_runs, most_runs, table_size
from provenance.kernels.sorting import best_first
from provenance.kernels.spans import Span, size, span
from provenance.model.word_flags import QUOTED, SOLO

if TYPE_CHECKING:
    from provenance.kernels.rows import Rows
    from provenance.kernels.types import F64, I32, I64, U8, U32, Number, Out, Table

__all__ = ["align_pairs"]

# How many earlier runs a run may follow in a chain.
_BACK = 96
# The longest gap in which words are matched one by one.
_LCS = 64


class _Side(NamedTuple):
    """One document of a pair: its words, their flags, and which of them are in passages already, each [tokens]."""

    numbers: U32
    flags: U8
    covered: U8


@inline
def _weight(flags: U8, part: Span) -> Number:
    """Return the number of words of a stretch; a character of a script without spaces counts half."""
    total = 0.0
    for at in range(part.start, part.stop):
        total += 0.5 if flags[at] & SOLO else 1.0
    return total


@inline
def _common_subsequence(left: U32, one: Span, right: U32, other: Span, row: I64) -> Number:
    """Return the length of the longest common subsequence of two short gaps."""
    width = size(other)
    if width == 0 or size(one) == 0 or width > _LCS or size(one) > _LCS:
        return 0
    row[: width + 1] = 0
    for a in range(one.start, one.stop):
        diagonal = 0
        for b in range(width):
            above = row[b + 1]
            if left[a] == right[other.start + b]:
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
def _all_quoted(flags: U8, part: Span) -> bool:
    for at in range(part.start, part.stop):
        if not flags[at] & QUOTED:
            return False
    return True


@inline
def _covered(side: _Side, part: Span) -> Number:
    count = 0
    for at in range(part.start, part.stop):
        count += side.covered[at]
    return count


@kernel
def align_pairs(
    lefts: I32,
    rights: I32,
    numbers: U32,
    flags: U8,
    document_tokens: I64,
    min_words: int,
    max_gap: int,
    gap_cost: float,
    first_pair: int,
    rows: Out[Table[I64]],
) -> tuple[int, int, int]:
    """Find the passages of pairs of documents.

    Within a pair: maximal common runs of at least `SEED` words; the best chains of runs that stand in the same order
    on both sides with gaps of at most ``max_gap`` words, of which each word of the longer side costs ``gap_cost``
    matched words; chains of at least ``min_words`` matched words that make up at least half of both sides, the best
    first, each at least half new on both sides. Where nowhere ``min_words`` of the matched words stand together outside
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
    gap_cost : float
        What a word of the longer side of a gap costs, in matched words.
    first_pair : int
        The pair to begin with.
    rows : int64 [any, 8]
        Out: as `provenance.kernels.rows.Rows`; ``pair`` is a position in ``lefts``. There must be room for half as many
        rows as the longest left document has words, and eight more.

    Returns
    -------
    int
        How many rows were filled.
    int
        The pair to go on with, when the rows were full; else the number of pairs.
    int
        How many pairs were not searched to the end because their common runs were too many.
    """
    found = rows_of(rows)
    filled = np.int64(0)
    cut_short = 0
    longest = np.int64(0)
    for pair in range(first_pair, len(lefts)):
        left_size = document_tokens[lefts[pair] + 1] - document_tokens[lefts[pair]]
        right_size = document_tokens[rights[pair] + 1] - document_tokens[rights[pair]]
        longest = max(longest, left_size, right_size)
    first_places = np.empty(table_size(longest), np.int32)
    following = np.empty(longest + 1, np.int32)
    often = np.zeros(longest + 1, np.bool_)
    left_covered = np.zeros(longest + 1, np.uint8)
    right_covered = np.zeros(longest + 1, np.uint8)
    # The most runs of a pair depend on the pair alone: each pair uses a part of the buffer for the longest one.
    store = np.empty((3, most_runs(longest, longest)), np.int32)
    row = np.zeros(_LCS + 1, np.int64)
    indexed = np.int64(-1)
    index = Index(first_places[:16], following)
    for pair in range(first_pair, len(lefts)):
        a, b = lefts[pair], rights[pair]
        a_start, a_stop = document_tokens[a], document_tokens[a + 1]
        b_start, b_stop = document_tokens[b], document_tokens[b + 1]
        left = _Side(numbers[a_start:a_stop], flags[a_start:a_stop], left_covered[: a_stop - a_start])
        right = _Side(numbers[b_start:b_stop], flags[b_start:b_stop], right_covered[: b_stop - b_start])
        whole_left, whole_right = span(0, len(left.numbers)), span(0, len(right.numbers))
        if size(whole_left) < SEED or size(whole_right) < SEED:
            continue
        if filled + size(whole_left) // 2 + 8 > len(rows) and filled:
            return filled, pair, cut_short
        if _equal(left.numbers, right.numbers):
            if _weight(left.flags, whole_left) >= min_words:
                quoted = _all_quoted(left.flags, whole_left) and _all_quoted(right.flags, whole_right)
                put_row(found, filled, pair, whole_left, whole_right, size(whole_left), quoted, CHAIN)
                filled += 1
            continue
        if a != indexed:
            index = Index(first_places[: table_size(len(left.numbers))], following)
            build_index(left.numbers, index)
            indexed = np.int64(a)
        most = most_runs(len(left.numbers), len(right.numbers))
        runs = Runs(store[0, :most], store[1, :most], store[2, :most])
        budget = 256 * (len(left.numbers) + len(right.numbers)) + 4096
        count, short = find_runs(left.numbers, right.numbers, index, often, runs, budget)
        cut_short += short
        if count == 0:
            continue
        scores = np.empty(count, np.float64)
        before = np.empty(count, np.int32)
        _chain_runs(left.flags, runs, count, max_gap, gap_cost, scores, before)
        used = np.zeros(count, np.bool_)
        left.covered[:] = 0
        right.covered[:] = 0
        chain = np.empty(count, np.int32)
        for end in best_first(scores):
            if used[end] or scores[end] < min_words:
                continue
            links = 0
            t = np.int64(end)
            while t >= 0 and not used[t]:
                chain[links] = t
                links += 1
                used[t] = True
                t = before[t]
            filled = _emit(pair, chain, links, runs, left, right, min_words, row, found, filled)
    return filled, len(lefts), cut_short


@inline
def _chain_runs(
    left_flags: U8, runs: Runs, count: Number, max_gap: Number, gap_cost: Number, scores: F64, before: I32
) -> None:
    """Find for each run the best score of a chain that ends with it, and the run before it, or -1."""
    for t in range(count):
        best = 0.0
        before[t] = -1
        for s in range(t - 1, max(-1, t - 1 - _BACK), -1):
            gap_left = runs.left[t] - runs.left[s] - runs.length[s]
            gap_right = runs.right[t] - runs.right[s] - runs.length[s]
            if runs.left[t] <= runs.left[s] or runs.right[t] <= runs.right[s]:
                continue
            overlap = max(0, -gap_left, -gap_right)
            if overlap > runs.length[t] - 1 or max(gap_left, gap_right) + overlap > max_gap:
                continue
            score = scores[s] - gap_cost * (max(gap_left, gap_right) + overlap) - overlap
            if score > best:
                best = score
                before[t] = s
        scores[t] = _weight(left_flags, span(runs.left[t], runs.left[t] + runs.length[t])) + best


@inline
def _emit(
    pair: Number, chain: I32, links: Number, runs: Runs, left: _Side, right: _Side, min_words: Number, row: I64,
    rows: Rows, filled: Number,
) -> Number:  # fmt: skip
    """Turn a chain (last run first) into rows; return how many rows are filled now."""
    # Words outside quotation marks count where enough of them stand together: an attribution ("she told reporters")
    # beside a quotation that both print makes no reused prose.
    plain, longest_plain = 0.0, 0.0
    for link in range(links):
        t = chain[link]
        for k in range(runs.length[t] - 1, -1, -1):
            both = left.flags[runs.left[t] + k] & right.flags[runs.right[t] + k]
            plain = 0.0 if both & QUOTED else plain + (0.5 if both & SOLO else 1.0)
            longest_plain = max(longest_plain, plain)
    if longest_plain < min_words:
        kept = _emit_quotations(pair, chain, links, runs, left, right, min_words, row, rows, filled)
        if kept > filled:
            return kept
    first = chain[links - 1]
    one, other = span(runs.left[first], runs.left[first]), span(runs.right[first], runs.right[first])
    matched = np.int64(0)
    for link in range(links - 1, -1, -1):
        t = chain[link]
        i, j = np.int64(runs.left[t]), np.int64(runs.right[t])
        overlap = max(np.int64(0), one.stop - i, other.stop - j)
        matched += runs.length[t] - overlap
        matched += _common_subsequence(
            left.numbers, Span(one.stop, i + overlap), right.numbers, Span(other.stop, j + overlap), row
        )
        one, other = Span(one.start, i + runs.length[t]), Span(other.start, j + runs.length[t])
    quoted = _all_quoted(left.flags, one) and _all_quoted(right.flags, other)
    return _keep(pair, one, other, matched, quoted, left, right, min_words, rows, filled)


@inline
def _emit_quotations(
    pair: Number, chain: I32, links: Number, runs: Runs, left: _Side, right: _Side, min_words: Number, row: I64,
    rows: Rows, filled: Number,
) -> Number:  # fmt: skip
    """Turn the words of a chain that both sides quote, over gaps that stay inside the quotation, into rows."""
    one, other = span(0, 0), span(0, 0)
    matched = np.int64(0)
    for link in range(links - 1, -1, -1):
        t = chain[link]
        for k in range(runs.length[t]):
            i, j = np.int64(runs.left[t] + k), np.int64(runs.right[t] + k)
            if matched and (i < one.stop or j < other.stop):
                continue
            quoted = left.flags[i] & right.flags[j] & QUOTED
            left_gap, right_gap = Span(one.stop, i), Span(other.stop, j)
            joined = matched > 0 and quoted and _all_quoted(left.flags, left_gap)
            if joined and _all_quoted(right.flags, right_gap):
                matched += 1 + _common_subsequence(left.numbers, left_gap, right.numbers, right_gap, row)
                one, other = Span(one.start, i + 1), Span(other.start, j + 1)
            else:
                filled = _keep(pair, one, other, matched, 1, left, right, min_words, rows, filled)
                matched = np.int64(1 if quoted else 0)
                one, other = Span(i, i + 1), Span(j, j + 1)
    return _keep(pair, one, other, matched, 1, left, right, min_words, rows, filled)


@inline
def _keep(
    pair: Number, one: Span, other: Span, matched: Number, quoted: Number, left: _Side, right: _Side,
    min_words: Number, rows: Rows, filled: Number,
) -> Number:  # fmt: skip
    """Write a row if the passage is long, dense and new enough; return how many rows are filled now."""
    if matched == 0 or 2 * matched < max(size(one), size(other)):
        return filled
    # Half weights follow the left side: matched words are the same on both.
    if matched * _weight(left.flags, one) < min_words * size(one):
        return filled
    if 2 * _covered(left, one) > size(one) or 2 * _covered(right, other) > size(other):
        return filled
    if filled == len(rows.pair):
        return filled
    left.covered[one.start : one.stop] = 1
    right.covered[other.start : other.stop] = 1
    put_row(rows, filled, pair, one, other, matched, quoted, CHAIN)
    return filled + 1
