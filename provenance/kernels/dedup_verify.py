"""The exact check of a candidate pair, on the sets of the hashes of their n-grams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U32, U64, Number

__all__ = [
    "CONTAINMENT",
    "EITHER",
    "RESEMBLANCE",
    "confirm",
    "count_shared",
    "fill_table",
    "least_contained",
    "least_resembling",
    "ngrams_of",
    "table_size",
]

#: What is asked of a pair: what both have of what either has; how much of the first stands in the second; how much of
#: either stands in the other.
RESEMBLANCE, CONTAINMENT, EITHER = 0, 1, 2


@inline
def table_size(count: Number) -> Number:
    """Return the places of an open table for so many n-grams: a power of two, at most half of it in use."""
    size = 64
    while size < 2 * count:
        size *= 2
    return size


@inline
def _place_of(table: U64, mask: Number, key: Number) -> Number:
    """Return the slot of a key in an open-addressing table, or the free slot for it."""
    at = np.int64(key & np.uint64(mask))
    while table[at] != 0 and table[at] != key:
        at = (at + 1) & mask
    return at


@inline
def fill_table(ngrams: U64, table: U64, size: Number) -> Number:
    """Put the n-grams of one document into a table; return how many distinct ones there are.

    An n-gram whose hash is 0, which marks a free place, counts as 1.
    """
    table[:size] = 0
    distinct = 0
    for i in range(len(ngrams)):
        key = max(ngrams[i], np.uint64(1))
        at = _place_of(table, size - 1, key)
        distinct += table[at] == 0
        table[at] = key
    return distinct


@inline
def count_shared(ngrams: U64, table: U64, size: Number, seen: U32, number: Number, least: Number) -> Number:
    """Count the distinct n-grams of one document that stand in the table of another.

    Parameters
    ----------
    ngrams : uint64 [any]
        Of the one.
    table, size
        Of the other, as `fill_table` makes it.
    seen : uint32 [size]
        In and out: which places of the table were counted, by ``number``.
    number : int
        Of this check: not used before with this table.
    least : int
        Fewer are of no interest: the count stops, and -1 is returned, as soon as they cannot be reached.
    """
    shared = 0
    for i in range(len(ngrams)):
        key = max(ngrams[i], np.uint64(1))
        at = _place_of(table, size - 1, key)
        if table[at] != 0 and seen[at] != number:
            seen[at] = number
            shared += 1
        elif shared + len(ngrams) - i - 1 < least:
            return -1
    return shared if shared >= least else -1


@inline
def _is_duplicate(shared: Number, left: Number, right: Number, measure: Number, threshold: Number) -> bool:
    """Return whether sets of ``left`` and ``right`` n-grams reach the threshold, given the number they share."""
    if shared <= 0:
        return False
    if measure == RESEMBLANCE:
        return shared / (left + right - shared) >= threshold
    if shared / left >= threshold:
        return True
    return measure == EITHER and shared / right >= threshold


@inline
def _least_shared(left: Number, right: Number, measure: Number, threshold: Number) -> Number:
    """Return how many common n-grams are needed, at least; one less than exactly, against rounding."""
    if measure == RESEMBLANCE:
        needed = threshold / (1.0 + threshold) * (left + right)
    elif measure == CONTAINMENT:
        needed = threshold * left
    else:
        needed = threshold * min(left, right)
    return max(1, np.int64(np.floor(needed)) - 1)


@inline
def least_resembling(left: Number, right: Number, threshold: Number) -> Number:
    """Return how many of ``left`` and ``right`` n-grams are shared by duplicates, at least: exactly."""
    shared = _least_shared(left, right, RESEMBLANCE, threshold)
    while not _is_duplicate(shared, left, right, RESEMBLANCE, threshold):
        shared += 1
    return shared


@inline
def least_contained(count: Number, threshold: Number) -> Number:
    """Return how many of ``count`` n-grams make the share that the threshold asks for, at least: exactly."""
    shared = _least_shared(count, count, CONTAINMENT, threshold)
    while not _is_duplicate(shared, count, count, CONTAINMENT, threshold):
        shared += 1
    return shared


@inline
def ngrams_of(document: Number, starts: I64, lengths: I32, width: Number, ngrams: U64) -> Number:
    """Return the hashes of the n-grams of a document."""
    length = np.int64(lengths[document])
    count = length - width + 1 if length > width else min(length, np.int64(1))
    return ngrams[starts[document] : starts[document] + count]


@inline
def _check_pair(
    document: Number,
    other: Number,
    starts: I64,
    lengths: I32,
    width: Number,
    ngrams: U64,
    measure: Number,
    threshold: Number,
    distinct: I32,
    own: U64,
    theirs: U64,
    seen: U32,
    state: I64,
) -> Number:
    """Count the n-grams that two documents share; -1 where they are too few to be duplicates.

    Parameters
    ----------
    document, other : int
        The two. The table of ``document`` is kept for the next call.
    starts, lengths, width, ngrams, distinct
        As in `provenance.kernels.dedup_decide.decide_by_bands`; both are in ``distinct`` afterwards.
    measure, threshold
        What makes duplicates.
    own, theirs, seen : uint64, uint64, uint32 [`table_size` of the longest document]
        Room; ``seen`` is 0 at first.
    state : int64 [3]
        Whose table ``own`` is (-1 at first), its size, the number of the last check (0 at first).
    """
    if state[0] != document:
        mine = ngrams_of(document, starts, lengths, width, ngrams)
        state[0] = document
        state[1] = table_size(len(mine))
        distinct[document] = fill_table(mine, own, state[1])
    others = ngrams_of(other, starts, lengths, width, ngrams)
    if distinct[other] == 0:
        distinct[other] = fill_table(others, theirs, table_size(len(others)))
    left, right = np.int64(distinct[document]), np.int64(distinct[other])
    least = _least_shared(left, right, measure, threshold)
    if min(left, right) < least:
        return np.int64(-1)
    state[2] += 1
    if state[2] >> 32:  # more checks than the numbers of `seen` tell apart
        seen[:] = 0
        state[2] = 1
    return np.int64(count_shared(others, own, state[1], seen, np.uint32(state[2]), least))


@inline
def confirm(
    document: Number,
    other: Number,
    band: Number,
    starts: I64,
    lengths: I32,
    width: Number,
    ngrams: U64,
    measure: Number,
    threshold: Number,
    distinct: I32,
    own: U64,
    theirs: U64,
    seen: U32,
    state: I64,
    counts: I32,
) -> bool:
    """Whether a document is a duplicate of another; if so, how much they share is put down.

    Parameters
    ----------
    document, other, starts, lengths, width, ngrams, measure, threshold, distinct, own, theirs, seen, state
        As in `_check_pair`.
    band : int
        What proposed the pair.
    counts : int32 [documents, 4]
        Out: of the document its distinct n-grams, those of the other, those of both, and the band.
    """
    shared = _check_pair(
        document, other, starts, lengths, width, ngrams, measure, threshold, distinct, own, theirs, seen, state
    )
    left, right = np.int64(distinct[document]), np.int64(distinct[other])
    if not _is_duplicate(shared, left, right, measure, threshold):
        return False
    counts[document, 0] = left
    counts[document, 1] = right
    counts[document, 2] = shared
    counts[document, 3] = band
    return True
