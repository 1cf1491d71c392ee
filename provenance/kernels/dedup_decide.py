"""Decides for each document, best first, whether it is a duplicate of a kept one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.dedup_link import REFERENCE, UNINDEXED, equal_signs, first_equal_band
from provenance.kernels.dedup_prefix import (
    add_postings,
    bucket_of,
    count_ngrams,
    posting_count,
    prefix_size,
    rarest_first,
)
from provenance.kernels.dedup_verify import RESEMBLANCE, confirm, least_resembling, ngrams_of, table_size
from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U64, Number, Out, Table

__all__ = ["NEAR", "NONE", "SAME", "deceives", "decide_by_bands", "find_same_words"]

#: Why a document is removed: not at all; it has the same words as another; it is a near duplicate of another.
NONE, SAME, NEAR = 0, 1, 2
#: Counters for n-grams, at most: a table that stays in the cache.
_COUNTERS = 1 << 18


@inline
def _standing(before: I32, document: Number, rules: U8, all_stand: Number) -> Number:
    """Return the previous linked document that is not removed, or -1; removed ones are skipped from now on."""
    other = np.int64(before[document])
    if other >= 0 and not all_stand and rules[other] != NONE:
        while other >= 0 and rules[other] != NONE:
            other = np.int64(before[other])
        # Path compression: each document on the path is linked directly to the end of the path.
        way = np.int64(document)
        while way >= 0 and before[way] != other:
            following = np.int64(before[way])
            before[way] = other
            way = following
    return other


@inline
def find_same_words(document: Number, same: I32, before: I32, rules: U8, all_stand: Number) -> Number:
    """Return the previous document that is still kept and has the same words, or -1."""
    other = _standing(before, document, rules, all_stand)
    while other >= 0 and same[other] != same[document]:
        other = _standing(before, other, rules, all_stand)
    return other


@inline
def deceives(document: Number, other: Number, proposed: I32, same: I32) -> bool:
    """Return whether two documents have equal hashes but different words, so that hashes cannot compare them."""
    return proposed[document] == proposed[other] and same[document] != same[other]


@kernel
def decide_by_bands(
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
    signs: Table[U8],
    rows: int,
    width: int,
    threshold: float,
    least_equal: int,
    patience: int,
    same_before: Out[I32],
    before: Out[Table[I32]],
    stamps: Out[I32],
    distinct: Out[I32],
    matches: Out[I32],
    rules: Out[U8],
    counts: Out[Table[I32]],
) -> int:
    """Decide about documents in the order of a keep policy, among those that share a band, by an exact check.

    Each document is compared with the kept documents before it that share a band with it. If the check confirms any,
    the document is removed in favour of the one that ranks first. Where many share its bands, the few that can be
    similar enough are found by their rarest n-grams instead (`provenance.kernels.dedup_prefix`).

    Parameters
    ----------
    order : int32 [any]
        Whole components, each best first; nothing more is decided about documents that went before. Documents that
        `provenance.kernels.dedup_link.join_linked` does not join may be decided about at the same time.
    mode : uint8 [documents]
        As in `provenance.kernels.dedup_link`: nothing is decided about a reference.
    all_stand : int
        1 where documents are compared with those that went, too.
    rank : int32 [documents]
        The place of each document in the order.
    starts, lengths : int64 [documents], int32 [documents]
        Where the n-grams of each document begin that is linked with one in ``order``, and how many words it has.
    longest : int
        The words of the longest of them, at least 1.
    ngrams : uint64 [any]
        The hashes of their n-grams (`provenance.kernels.hashes.ngram_hashes`).
    proposed, same : int32 [documents]
        The first document that has the same digest, and the first that has the same words, as their texts say.
    signs : uint8 [documents, permutations]
        As `provenance.kernels.dedup_sketch.sketch_documents` fills them.
    rows : int
        Values of a signature in a band.
    width : int
        Words in an n-gram.
    threshold : float
        The least resemblance of duplicates.
    least_equal : int
        How many values of the signatures are equal for a pair to be checked.
    patience : int
        How many documents are met in the bands of one before its rarest n-grams are looked up. The result does not
        depend on it, except for which one of several duplicates is named where all of them are removed.
    same_before, before : int32 [documents], int32 [bands, documents]
        In and out: the document before each with the same words, and with the same value of a band, as
        `provenance.kernels.dedup_link.link_equal` gives them; those that went are left out by and by.
    stamps : int32 [documents]
        In and out, -1 at first: the document that each was last compared with.
    distinct : int32 [documents]
        In and out, 0 at first: its distinct n-grams, once they are counted.
    matches, rules : int32 [documents], uint8 [documents]
        Out, -1 and NONE at first: what a document goes for, and why.
    counts : int32 [documents, 4]
        Out, where it goes for being near: its distinct n-grams, those of the match, the shared ones, and the band.

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
    # Posting lists of the rarest n-grams, made when they are first needed.
    often, heads = np.zeros(0, np.uint32), np.zeros(0, np.int32)
    owners, following, larger = np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32)
    added = used = 0
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
        best = np.int64(-1)
        met = 0
        for band in range(len(before)):
            # If all duplicates are removed, any similar document is enough: each of many copies needs one check.
            if met > patience or (best >= 0 and all_stand):
                break
            other = _standing(before[band], document, rules, all_stand)
            while other >= 0 and met <= patience and not (best >= 0 and all_stand):
                this = other
                other = _standing(before[band], this, rules, all_stand)
                met += 1
                if stamps[this] == document or (best >= 0 and rank[this] > rank[best]):
                    continue
                if equal_signs(signs, document, this) < least_equal or deceives(document, this, proposed, same):
                    continue
                # Not sooner: another thread may decide about documents that it is not compared with.
                stamps[this] = document
                checked += 1
                if confirm(
                    document, this, band, starts, lengths, width, ngrams, RESEMBLANCE, threshold, distinct, own,
                    theirs, seen, state, counts,
                ):  # fmt: skip
                    best = this
        if met > patience and not (best >= 0 and all_stand):
            if len(heads) == 0:
                postings = posting_count(order, starts, lengths, width, ngrams, threshold)
                buckets = 64
                while buckets < postings:
                    buckets *= 2
                heads = np.full(buckets, -1, np.int32)
                owners, following = np.empty(postings, np.int32), np.empty(postings, np.int32)
                larger = np.empty(postings, np.int32)
                often = np.zeros(min(buckets, _COUNTERS), np.uint32)
                count_ngrams(order, starts, lengths, width, ngrams, often)
            while added < at:
                this = np.int64(order[added])
                added += 1
                if mode[this] != UNINDEXED and (all_stand or rules[this] == NONE):
                    rarest = rarest_first(ngrams_of(this, starts, lengths, width, ngrams), often)
                    distinct[this] = len(rarest)
                    used = add_postings(
                        this, rarest, threshold, distinct, heads, owners, following, larger, used
                    )  # fmt: skip
            rarest = rarest_first(ngrams_of(document, starts, lengths, width, ngrams), often)
            size = len(rarest)
            for i in range(prefix_size(size, threshold)):
                last = np.int64(heads[bucket_of(rarest[i], len(heads))])
                while last >= 0:
                    theirs_size = np.int64(distinct[owners[last]])
                    needed = least_resembling(size, theirs_size, threshold)
                    # None of the n-grams before this one is shared, or the other was met there; larger ones need more.
                    if needed > size - i:
                        break
                    if needed > theirs_size:
                        last = np.int64(larger[last])
                        continue
                    entry = np.int64(following[last])
                    while True:
                        this = np.int64(owners[entry])
                        # Those of one size stand in the order of their ranks.
                        if best >= 0 and rank[this] > rank[best]:
                            break
                        if stamps[this] != document:
                            stamps[this] = document
                            band = first_equal_band(signs, document, this, rows, len(before))
                            if (
                                band >= 0
                                and equal_signs(signs, document, this) >= least_equal
                                and not deceives(document, this, proposed, same)
                            ):
                                checked += 1
                                if confirm(
                                    document, this, band, starts, lengths, width, ngrams, RESEMBLANCE, threshold,
                                    distinct, own, theirs, seen, state, counts,
                                ):  # fmt: skip
                                    best = this
                        if entry == last:
                            break
                        entry = np.int64(following[entry])
                    last = np.int64(larger[last])
        if best >= 0:
            matches[document] = best
            rules[document] = NEAR
    return checked
