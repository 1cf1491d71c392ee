"""Decides for each document, best first, whether a kept one contains it, or it contains a kept one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.dedup_decide import NEAR, NONE, SAME, deceives, find_same_words
from provenance.kernels.dedup_link import REFERENCE, UNINDEXED
from provenance.kernels.dedup_prefix import (
    add_links,
    count_ngrams,
    link_count,
    linked_documents,
    mark_prefixes,
    posting_count,
    prefix_size,
    rarest_first,
)
from provenance.kernels.dedup_samples import LOOKED_UP, TWICE, least_shared
from provenance.kernels.dedup_verify import EITHER, confirm, count_shared, fill_table, ngrams_of, table_size
from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, U64, Number, Out, Table

__all__ = ["decide_by_samples"]

#: Counters for n-grams, at most: the fewer of them collide, the fewer postings there are.
_COUNTERS = 1 << 22
#: Added to samples in a table, where 0 is a free place.
_SAMPLE = np.uint64(1 << 32)


@inline
def _standing(before: I32, owners: I32, entry: Number, rules: U8, all_stand: Number) -> Number:
    """Return the previous sample whose document is still kept, or -1, as for bands."""
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
    all_stand: int,
    rank: I32,
    starts: I64,
    lengths: I32,
    longest: int,
    ngrams: U64,
    proposed: I32,
    same: I32,
    width: int,
    measure: int,
    threshold: float,
    least_hits: I32,
    patience: int,
    same_before: Out[I32],
    begins: I64,
    samples: U32,
    owners: I32,
    before: Out[I32],
    met: I32,
    followed: U8,
    stamps: Out[I32],
    hits: Out[I32],
    distinct: Out[I32],
    matches: Out[I32],
    rules: Out[U8],
    counts: Out[Table[I32]],
) -> int:
    """Decide as `provenance.kernels.dedup_decide.decide_by_bands`, among documents that share sampled shingles.

    Parameters
    ----------
    order, mode, all_stand, rank, starts, lengths, longest, ngrams, proposed, same, width, threshold, patience,
    same_before, stamps, distinct, matches, rules, counts
        As there; the band is -1.
    measure : int
        CONTAINMENT or EITHER.
    least_hits : int32 [any]
        How many of so many samples are shared with a duplicate, at least; at or beyond the end the last one's share.
    begins : int64 [documents + 1]
        Where each document's samples begin.
    samples : uint32 [samples]
    owners : int32 [samples]
        The document of each sample.
    before, met
        As `provenance.kernels.dedup_samples.link_samples` fills them.
    followed : uint8 [samples]
        Those that are LOOKED_UP, as `provenance.kernels.dedup_samples.choose_samples` chooses them.
    hits : int32 [documents]
        Room.

    Returns
    -------
    int
        How many pairs were checked.
    """
    own = np.empty(table_size(longest), np.uint64)
    theirs = np.empty(len(own), np.uint64)
    seen = np.zeros(len(own), np.uint32)
    state = np.zeros(3, np.int64)
    state[0] = -1
    # Posting lists, made when they are first needed: of the n-grams that documents are looked up by, and of those that
    # documents before are to be contained by.
    often, marked, several = np.zeros(0, np.uint32), np.zeros(0, np.uint8), np.zeros(0, np.uint8)
    heads, links, following = np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32)
    heads_within, links_within, following_within = heads, links, following
    found = np.zeros(0, np.int32)
    added = used = used_within = 0
    checked = 0
    for at in range(len(order)):
        document = np.int64(order[at])
        if mode[document] == REFERENCE or rules[document] != NONE:
            continue
        other = find_same_words(document, same, same_before, rules, all_stand)
        if other >= 0:
            matches[document] = other
            rules[document] = SAME
            continue
        first, last = begins[document], begins[document + 1]
        least = np.int64(1)
        if measure == EITHER:
            own_samples = 0
            for entry in range(first, last):
                own_samples += met[entry] != TWICE
            least = least_shared(least_hits, own_samples)
        best = np.int64(-1)
        seen_documents = 0
        for entry in range(first, last):
            if not followed[entry] & LOOKED_UP:
                continue
            other = _standing(before, owners, entry, rules, all_stand)
            # If all duplicates are removed, any document that contains it is enough.
            while other >= 0 and seen_documents <= patience and not (best >= 0 and all_stand):
                this = np.int64(owners[other])
                other = _standing(before, owners, other, rules, all_stand)
                if stamps[this] != document:
                    stamps[this] = document
                    hits[this] = 0
                    seen_documents += 1
                hits[this] += 1
                if hits[this] != _needed(least, this, measure, least_hits, begins):
                    continue
                if (best >= 0 and rank[this] > rank[best]) or deceives(document, this, proposed, same):
                    continue
                checked += 1
                if confirm(
                    document, this, -1, starts, lengths, width, ngrams, measure, threshold, distinct, own, theirs,
                    seen, state, counts,
                ):  # fmt: skip
                    best = this
        if seen_documents > patience and not (best >= 0 and all_stand):
            if len(found) == 0:
                found = np.empty(len(order), np.int32)
                buckets = _COUNTERS
                while buckets > max(64, 4 * len(ngrams)):
                    buckets //= 2
                often, marked = np.zeros(buckets, np.uint32), np.zeros(buckets, np.uint8)
                count_ngrams(order, starts, lengths, width, ngrams, often)
                mark_prefixes(order, mode, starts, lengths, width, ngrams, threshold, often, marked)
                heads, links, following = _lists(link_count(order, starts, lengths, width, ngrams, marked))
                if measure == EITHER:
                    several = np.zeros(buckets, np.uint8)
                    for bucket in range(buckets):
                        several[bucket] = often[bucket] > 1
                    heads_within, links_within, following_within = _lists(
                        posting_count(order, starts, lengths, width, ngrams, threshold)
                    )
            while added < at:
                this = np.int64(order[added])
                added += 1
                if mode[this] == UNINDEXED or (rules[this] != NONE and not all_stand):
                    continue
                others = ngrams_of(this, starts, lengths, width, ngrams)
                used = add_links(this, others, marked, heads, links, following, used)
                if measure == EITHER:
                    rarest = rarest_first(others, often)
                    rarest = rarest[: prefix_size(len(rarest), threshold)]
                    used_within = add_links(
                        this, rarest, several, heads_within, links_within, following_within, used_within
                    )
            mine = ngrams_of(document, starts, lengths, width, ngrams)
            rarest = rarest_first(mine, often)
            rarest = rarest[: prefix_size(len(rarest), threshold)]
            count = linked_documents(document, rarest, heads, links, following, stamps, hits, found, 0)
            if measure == EITHER:
                count = linked_documents(
                    document, mine, heads_within, links_within, following_within, stamps, hits, found, count
                )
            # The samples decide which pairs are checked, as they do where all documents are met.
            looked_up = np.empty(last - first, np.uint64)
            size = 0
            for entry in range(first, last):
                if followed[entry] & LOOKED_UP:
                    looked_up[size] = _SAMPLE | np.uint64(samples[entry])
                    size += 1
            places = table_size(size)
            table, counted = np.empty(places, np.uint64), np.zeros(places, np.uint32)
            fill_table(looked_up[:size], table, places)
            for k in range(count):
                this = np.int64(found[k])
                if (best >= 0 and (all_stand or rank[this] >= rank[best])) or deceives(document, this, proposed, same):
                    continue
                others = np.empty(begins[this + 1] - begins[this], np.uint64)
                for i in range(len(others)):
                    others[i] = _SAMPLE | np.uint64(samples[begins[this] + i])
                needed = max(np.int64(1), _needed(least, this, measure, least_hits, begins))
                if count_shared(others, table, places, counted, np.uint32(k + 1), needed) < 0:
                    continue
                checked += 1
                if confirm(
                    document, this, -1, starts, lengths, width, ngrams, measure, threshold, distinct, own, theirs,
                    seen, state, counts,
                ):  # fmt: skip
                    best = this
        if best >= 0:
            matches[document] = best
            rules[document] = NEAR
    return checked


@inline
def _lists(postings: Number) -> Number:
    """Return posting lists with room for so many postings."""
    buckets = 64
    while buckets < postings:
        buckets *= 2
    return np.full(buckets, -1, np.int32), np.empty(postings, np.int32), np.empty(postings, np.int32)


@inline
def _needed(least: Number, other: Number, measure: Number, least_hits: I32, begins: I64) -> Number:
    """Return how many samples a document shares with another one before the two are checked."""
    if measure == EITHER:
        return min(least, least_shared(least_hits, begins[other + 1] - begins[other]))
    return least
