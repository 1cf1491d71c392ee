"""Merges the reworded stretches, summaries and exact chains of a pair into one list of passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.condensed import find_summary
from provenance.kernels.evidence import WALL, Side, new_notes
from provenance.kernels.fitted import (
    evidence_numbers,
    merge_numbers,
    seed_numbers,
    stretch_numbers,
    summary_numbers,
)
from provenance.kernels.jit import inline, kernel
from provenance.kernels.numbering import number_words
from provenance.kernels.rectangles import new_rectangles
from provenance.kernels.rewritten import find_rectangles
from provenance.kernels.rows import EDITED, REWORDED, compact, copy_row, left_of, put_row, right_of, rows_of
from provenance.kernels.runs import table_size
from provenance.kernels.sorting import best_first
from provenance.kernels.spans import hull, is_mostly_in, overlap, size
from provenance.model.word_flags import BOILERPLATE

if TYPE_CHECKING:
    from provenance.kernels.fitted import MergeNumbers, SummaryNumbers
    from provenance.kernels.rectangles import Rectangles
    from provenance.kernels.rows import Rows
    from provenance.kernels.spans import Span
    from provenance.kernels.types import F32, F64, I32, I64, U8, U32, Bool, Number, Out, Table

__all__ = ["fuse_pairs"]

# Stretches looked at in a pair.
_STRETCHES = 256


class _Pair(NamedTuple):
    """The documents of a pair, and how many numbers their words have."""

    left: Side
    right: Side
    distinct: Number


@inline
def _weigh(stems: U32, ids: I32, local: F64, weights: F32, wall: Bool) -> F32:
    """Return the weights of a document's words, and take those behind the wall out of its ids."""
    mask = np.uint32(len(weights) - 1)
    mine = np.empty(len(stems), np.float32)
    for at in range(len(stems)):
        if wall[at]:
            mine[at] = WALL
            ids[at] = -1
        else:
            mine[at] = weights[stems[at] & mask] * (local[ids[at]] if ids[at] >= 0 else 1.0)
    return mine


@inline
def _pair_of(
    left: U32,
    right: U32,
    left_flags: U8,
    right_flags: U8,
    left_wall: Bool,
    right_wall: Bool,
    weights: F32,
    subject: Number,
) -> _Pair:
    """Give the words of a pair numbers and weights.

    A word that stands more than twice in both documents is worth less there, by the power ``subject``.
    """
    places = table_size(len(right))
    left_ids = np.empty(len(left), np.int32)
    right_ids = np.empty(len(right), np.int32)
    distinct = number_words(left, right, np.empty(places, np.uint32), np.empty(places, np.int32), left_ids, right_ids)
    local = np.zeros(distinct, np.float64)
    for at in range(len(right)):
        local[right_ids[at]] += 1
    for at in range(len(left)):
        if left_ids[at] >= 0:
            local[left_ids[at]] += 1
    words = len(left) + len(right)
    once = np.log(max(2.0, words / 2.0))
    for word in range(distinct):
        local[word] = 1.0 if local[word] <= 2 else (np.log(words / local[word]) / once) ** subject
    one = Side(left_ids, _weigh(left, left_ids, local, weights, left_wall), left_flags)
    other = Side(right_ids, _weigh(right, right_ids, local, weights, right_wall), right_flags)
    return _Pair(one, other, distinct)


@inline
def _is_said(
    boxes: Rectangles, which: Number, rows: Rows, begin: Number, chains: Number, filled: Number, dropped: Bool,
    fresh: Number,
) -> bool:  # fmt: skip
    """Whether chains (begin to chains) or better stretches (chains to filled) say all that a stretch does."""
    one, other = left_of(boxes, which), right_of(boxes, which)
    for row in range(begin, filled):
        said = is_mostly_in(one, left_of(rows, row)) or is_mostly_in(other, right_of(rows, row))
        if row < chains:
            said = said or (overlap(one, left_of(rows, row)) > 0 and overlap(other, right_of(rows, row)) > 0)
            # A chain that gave way to an earlier stretch says nothing of this one.
            said = said and not dropped[row - begin] and boxes.fresh[which] < fresh
        if said:
            return True
    return False


@inline
def _gap(one: Span, other: Span, weights: F32, most: Number) -> Number:
    """Return the number of words between two stretches; more than allowed if no stretch may contain one of them."""
    start, stop = min(one.stop, other.stop), max(one.start, other.start)
    # Of stretches that are too far apart nothing more need be known: there are many.
    if stop - start <= most:
        for at in range(start, stop):
            if weights[at] >= WALL:
                return most + 1
    return max(np.int64(0), stop - start)


@inline
def _fuse(
    number: Number, boxes: Rectangles, count: Number, rows: Rows, begin: Number, filled: Number, pair: _Pair,
    min_words: Number, min_evidence: Number, numbers: MergeNumbers,
) -> Number:  # fmt: skip
    """Add reworded stretches to the chains of a pair; return how many rows are filled then.

    A stretch that says no more than one chain is left out; one that says more takes the place of the chains it holds.
    Of two that overlap on one side by more than half, the one with more evidence stays.

    Parameters
    ----------
    number : int
        The number of the pair.
    boxes, count
        As `provenance.kernels.rewritten.find_rectangles` fills them.
    rows : Rows
        In and out: the chains of this pair are rows ``begin`` to ``filled``.
    pair : _Pair
        The documents.
    min_words : int
        The fewest words of a passage.
    min_evidence : float
        The least evidence for a stretch, in nats.
    numbers : MergeNumbers
        When a stretch or a chain stays.
    """
    chains = filled
    dropped = np.zeros(chains - begin, np.bool_)
    for which in best_first(boxes.evidence[:count].copy()):
        evidence, linked = boxes.evidence[which], boxes.linked[which]
        if evidence < min_evidence:
            break
        one, other = left_of(boxes, which), right_of(boxes, which)
        thin = evidence < numbers.per_word * max(size(one), size(other))
        if thin or _is_said(boxes, which, rows, begin, chains, filled, dropped, numbers.fresh):
            continue
        exact = np.int64(0)
        for row in range(begin, chains):
            if dropped[row - begin] or rows.quoted[row]:
                continue
            left_chain, right_chain = left_of(rows, row), right_of(rows, row)
            left_gap = _gap(one, left_chain, pair.left.weights, numbers.gap)
            right_gap = _gap(other, right_chain, pair.right.weights, numbers.gap)
            if left_gap <= numbers.gap and right_gap <= numbers.gap and left_gap + right_gap <= numbers.gaps:
                exact += rows.matched[row]
                one, other = hull(one, left_chain), hull(other, right_chain)
                dropped[row - begin] = True
            elif rows.matched[row] < linked and (is_mostly_in(left_chain, one) or is_mostly_in(right_chain, other)):
                dropped[row - begin] = True
        if size(one) < min_words or size(other) < min_words:
            continue
        matched = min(max(exact, linked, np.int64(1)), size(one), size(other))
        quoted = boxes.plain[which] < numbers.prose * min_evidence and exact == 0
        origin = REWORDED if 4 * exact < size(one) + size(other) else EDITED
        put_row(rows, filled, number, one, other, matched, quoted, origin)
        filled += 1
    return compact(rows, begin, filled, dropped)


@inline
def _cover(covered: Bool, part: Span) -> None:
    for at in range(part.start, part.stop):
        covered[at] = True


@inline
def _add_summary(
    number: Number, pair: _Pair, rows: Rows, begin: Number, filled: Number, summaries: SummaryNumbers,
    numbers: MergeNumbers,
) -> Number:  # fmt: skip
    """Add the summary of one document in the other; return how many rows are filled then.

    It takes the place of the passages within it, unless one of them covers nearly all of it or others stand beside it.
    """
    left_covered = np.zeros(len(pair.left.ids), np.bool_)
    right_covered = np.zeros(len(pair.right.ids), np.bool_)
    for row in range(begin, filled):
        _cover(left_covered, left_of(rows, row))
        _cover(right_covered, right_of(rows, row))
    of_right = find_summary(pair.left, pair.right, pair.distinct, left_covered, summaries)
    of_left = find_summary(pair.right, pair.left, pair.distinct, right_covered, summaries)
    left_is_short = of_right.evidence >= of_left.evidence
    found = of_right if left_is_short else of_left
    if found.evidence == 0.0:
        return filled
    short = size(found.short)
    beside = np.int64(0)
    dropped = np.zeros(filled - begin, np.bool_)
    for row in range(begin, filled):
        mine = left_of(rows, row) if left_is_short else right_of(rows, row)
        within = overlap(found.short, mine)
        if within > numbers.all * short:
            return filled
        if not rows.quoted[row]:
            beside += size(mine) - within
            dropped[row - begin] = within > 0
    if beside > numbers.beside * short:
        return filled
    kept = compact(rows, begin, filled, dropped)
    one = found.short if left_is_short else found.long
    other = found.long if left_is_short else found.short
    put_row(rows, kept, number, one, other, found.linked, 0, REWORDED)
    return kept + 1


@kernel
def fuse_pairs(
    lefts: I32, rights: I32, stems: U32, flags: U8, document_tokens: I64, weights: F32, chains: Table[I64],
    min_words: int, min_evidence: float, evidence: F64, seeds: F64, stretches: F64, summaries: F64, merge: F64,
    first_pair: int, first_chain: int, rows: Out[Table[I64]],
) -> tuple[int, int, int]:  # fmt: skip
    """Add the reworded stretches of pairs of documents to their chains.

    Parameters
    ----------
    lefts, rights : int32 [pairs]
        Documents.
    stems : uint32 [tokens]
        The stems of the words of all documents.
    flags : uint8 [tokens]
        The bits QUOTED, SENTENCE and BOILERPLATE of each.
    document_tokens : int64 [documents + 1]
    weights : float32 [2**k]
        The weight of each stem, by its lowest bits: 0 (in every sentence) to 1 (in one).
    chains : int64 [chains, 8]
        As `provenance.kernels.align.align_pairs` fills them, sorted by pair.
    min_words : int
        The fewest words of a passage.
    min_evidence : float
        The least evidence for a reworded stretch, in nats.
    evidence, seeds, stretches, summaries, merge : float64 [numbers]
        The fitted numbers, as in `provenance.kernels.fitted`.
    first_pair, first_chain : int
        The pair and the chain to begin with.
    rows : int64 [any, 8]
        Out: as `provenance.kernels.rows.Rows`. There must be room for the chains of any one pair and 257 rows more.

    Returns
    -------
    int
        How many rows were filled.
    int, int
        The pair and the chain to go on with, when the rows were full; else the numbers of both.
    """
    summary, merging = summary_numbers(summaries), merge_numbers(merge)
    seed, stretch = seed_numbers(seeds), stretch_numbers(stretches)
    found, of_chains = rows_of(rows), rows_of(chains)
    filled = np.int64(0)
    chain = np.int64(first_chain)
    boxes = new_rectangles(_STRETCHES)
    longest = np.int64(0)
    for number in range(first_pair, len(lefts)):
        for document in (lefts[number], rights[number]):
            longest = max(longest, document_tokens[document + 1] - document_tokens[document])
    notes = new_notes(longest, evidence_numbers(evidence))
    for number in range(first_pair, len(lefts)):
        a, a_stop = document_tokens[lefts[number]], document_tokens[lefts[number] + 1]
        b, b_stop = document_tokens[rights[number]], document_tokens[rights[number] + 1]
        begin = filled
        of_pair = chain
        while chain < len(chains) and of_chains.pair[chain] == number:
            chain += 1
        # Its stretches, and a summary.
        if filled + chain - of_pair + _STRETCHES + 1 > len(rows) and filled:
            return filled, number, of_pair
        # What both quote, and boilerplate of either, is behind a wall: no stretch holds it.
        left_wall = np.empty(a_stop - a, np.bool_)
        right_wall = np.empty(b_stop - b, np.bool_)
        for at in range(len(left_wall)):
            left_wall[at] = flags[a + at] & BOILERPLATE != 0
        for at in range(len(right_wall)):
            right_wall[at] = flags[b + at] & BOILERPLATE != 0
        for which in range(of_pair, chain):
            copy_row(of_chains, which, found, filled)
            if found.quoted[filled]:
                _cover(left_wall, left_of(found, filled))
                _cover(right_wall, right_of(found, filled))
            filled += 1
        whole = filled == begin + 1 and size(left_of(found, begin)) == a_stop - a
        whole = whole and size(right_of(found, begin)) == b_stop - b
        if a == a_stop or b == b_stop or whole:
            continue
        pair = _pair_of(
            stems[a:a_stop], stems[b:b_stop], flags[a:a_stop], flags[b:b_stop], left_wall, right_wall, weights,
            merging.subject,
        )  # fmt: skip
        count = find_rectangles(pair.left, pair.right, pair.distinct, found, begin, filled, notes, seed, stretch, boxes)
        filled = _fuse(number, boxes, count, found, begin, filled, pair, min_words, min_evidence, merging)
        filled = _add_summary(number, pair, found, begin, filled, summary, merging)
    return filled, len(lefts), chain
