"""Documents that stand in others, by the shingles that were sampled of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.dedup_decide import EXACT, NEAR, NONE, find_exact
from provenance.kernels.dedup_link import REFERENCE, UNINDEXED
from provenance.kernels.dedup_verify import EITHER, check_pair, is_duplicate, table_size
from provenance.kernels.jit import inline, kernel
from provenance.kernels.sorting import best_first

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, U64, Number

__all__ = ["decide_by_samples", "link_samples"]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
#: How often a sample that stands twice in one document was met before: it is passed over.
_TWICE = 2147483647


@kernel
def link_samples(
    order: I32,
    mode: U8,
    begins: I64,
    samples: U32,
    part: Number,
    parts: Number,
    table: U64,
    before: I32,
    met: I32,
) -> int:
    """Find for each sampled shingle the last document before that has it, for one part of the shingles.

    Parameters
    ----------
    order : int32 [documents]
        All documents, best first.
    mode : uint8 [documents]
        As in `provenance.kernels.dedup_link`.
    begins : int64 [documents + 1]
        Where each document's samples begin.
    samples : uint32 [samples]
    part, parts : int
        Only samples of this part are looked at: ``sample % parts == part``.
    table : uint64 [a power of two]
        0 at first; filled.
    before : int32 [samples]
        Out: the sample before; -1 where there is none.
    met : int32 [samples]
        Out: in how many documents before it stands; 2**31 - 1 where it stood in this document before.

    Returns
    -------
    int
        0, or -1 where the table is too small: at least half of it stays free.
    """
    mask = np.int64(len(table) - 1)
    used = 0
    for at in range(len(order)):
        document = np.int64(order[at])
        for entry in range(begins[document], begins[document + 1]):
            sample = samples[entry]
            if sample % parts != part:
                continue
            # An entry counts from 1, so that none is free.
            tag = np.uint64(sample) << np.uint64(32)
            place = np.int64((np.uint64(sample) * _FACTOR >> np.uint64(30)) & np.uint64(mask))
            while table[place] != 0 and (table[place] >> np.uint64(32)) != np.uint64(sample):
                place = (place + 1) & mask
            before[entry] = -1
            met[entry] = 0
            if table[place] != 0:
                last = np.int64(table[place] & np.uint64(0xFFFFFFFF)) - 1
                if last >= begins[document] and last < begins[document + 1]:
                    met[entry] = _TWICE
                    continue
                before[entry] = last
                met[entry] = min(met[last] + 1, _TWICE - 1)
            elif mode[document] != UNINDEXED:
                used += 1
                if 2 * used > len(table):
                    return -1
            if mode[document] != UNINDEXED:
                table[place] = tag | np.uint64(entry + 1)
    return 0


@inline
def _standing(before: I32, owners: I32, entry: Number, rules: U8, all_stand: Number) -> Number:
    """Return the sample before this one whose document stands, or -1, as for bands."""
    other = np.int64(before[entry])
    if other >= 0 and not all_stand and rules[owners[other]] != NONE:
        while other >= 0 and rules[owners[other]] != NONE:
            other = np.int64(before[other])
        way = np.int64(entry)
        while way >= 0 and before[way] != other:
            following = np.int64(before[way])
            before[way] = other
            way = following
    return other


@kernel
def decide_by_samples(
    order: I32,
    mode: U8,
    all_stand: Number,
    rank: I32,
    addresses: I64,
    lengths: I32,
    digests: U64,
    width: Number,
    measure: Number,
    threshold: Number,
    least_hits: I32,
    exact_before: I32,
    begins: I64,
    owners: I32,
    before: I32,
    met: I32,
    stamps: I32,
    hits: I32,
    distinct: I32,
    matches: I32,
    rules: U8,
    counts: I32,
) -> int:
    """Decide as `provenance.kernels.dedup_decide.decide_by_bands`, among documents that share sampled shingles.

    Of the samples of a document as many are shared with one that holds it as the threshold says, give or take chance;
    so some of the most frequent need not be looked up at all (prefix filtering: Chaudhuri, Ganti and Kaushik 2006).

    Parameters
    ----------
    order, mode, all_stand, rank, addresses, lengths, digests, width, threshold, exact_before, stamps, distinct,
    matches, rules, counts
        As there; the band is -1.
    measure : int
        CONTAINMENT or EITHER.
    least_hits : int32 [any]
        How many of so many samples are shared with a duplicate, at least; at or beyond the end the last one's share.
    begins, before, met
        As `link_samples` fills them.
    owners : int32 [samples]
        The document of each sample.
    hits : int32 [documents]
        Room.

    Returns
    -------
    int
        How many pairs were checked.
    """
    longest = np.int64(1)
    for i in range(len(lengths)):
        longest = max(longest, np.int64(lengths[i]))
    shingles = np.empty(longest, np.uint64)
    own = np.empty(table_size(longest), np.uint64)
    theirs = np.empty(len(own), np.uint64)
    seen = np.zeros(len(own), np.uint32)
    state = np.zeros(3, np.int64)
    state[0] = -1
    found = np.empty(1024, np.int64)
    checked = 0
    for at in range(len(order)):
        document = np.int64(order[at])
        if mode[document] == REFERENCE:
            continue
        other = find_exact(document, addresses, lengths, digests, exact_before, rules, all_stand)
        if other >= 0:
            matches[document] = other
            rules[document] = EXACT
            continue
        first, last = begins[document], begins[document + 1]
        own_samples = 0
        linked = 0
        for entry in range(first, last):
            own_samples += met[entry] != _TWICE
            linked += before[entry] >= 0
        least = _least(least_hits, own_samples)
        # Where either may hold the other, a short one's few samples may be among the most frequent.
        allowed = linked if measure == EITHER else min(linked, linked - least + 1)
        if allowed <= 0:
            continue
        scores = np.empty(linked, np.float64)
        entries = np.empty(linked, np.int64)
        size = 0
        for entry in range(first, last):
            if before[entry] >= 0:
                scores[size] = -met[entry]
                entries[size] = entry
                size += 1
        rarest = best_first(scores)
        candidates = 0
        for k in range(allowed):
            other_entry = _standing(before, owners, entries[rarest[k]], rules, all_stand)
            while other_entry >= 0:
                this = np.int64(owners[other_entry])
                if stamps[this] != document:
                    stamps[this] = document
                    hits[this] = 0
                    if candidates == len(found):
                        more = np.empty(2 * candidates, np.int64)
                        more[:candidates] = found
                        found = more
                    found[candidates] = this
                    candidates += 1
                hits[this] += 1
                other_entry = _standing(before, owners, other_entry, rules, all_stand)
        best = np.int64(-1)
        for k in range(candidates):
            this = found[k]
            needed = least
            if measure == EITHER:
                needed = min(least, _least(least_hits, begins[this + 1] - begins[this]))
            # Those that were not looked up may all be shared.
            if hits[this] < needed - (linked - allowed) or (best >= 0 and (all_stand or rank[this] > rank[best])):
                continue
            checked += 1
            shared = check_pair(
                document, this, addresses, lengths, width, measure, threshold, distinct, shingles, own, theirs, seen,
                state,
            )  # fmt: skip
            left, right = np.int64(distinct[document]), np.int64(distinct[this])
            if is_duplicate(shared, left, right, measure, threshold):
                best = this
                counts[document, 0] = left
                counts[document, 1] = right
                counts[document, 2] = shared
                counts[document, 3] = -1
        if best >= 0:
            matches[document] = best
            rules[document] = NEAR
    return checked


@inline
def _least(least_hits: I32, samples: Number) -> Number:
    last = len(least_hits) - 1
    if samples <= last:
        return np.int64(least_hits[samples])
    return np.int64(least_hits[last]) * samples // last
