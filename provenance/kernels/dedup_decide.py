"""Decides for each document, best first, whether it is a duplicate of a kept one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.dedup_link import REFERENCE, equal_signs
from provenance.kernels.dedup_verify import RESEMBLANCE, confirm, table_size
from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U64, Number, Out, Table

__all__ = ["NEAR", "NONE", "SAME", "deceives", "decide_by_bands", "find_same_words"]

#: Why a document is removed: not at all; it has the same words as another; it is a near duplicate of another.
NONE, SAME, NEAR = 0, 1, 2


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
    width: int,
    threshold: float,
    least_equal: int,
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
    the document is removed in favour of the one that ranks first.

    Parameters
    ----------
    order : int32 [any]
        The documents to decide about, best first. Documents that `provenance.kernels.dedup_link.join_linked` does not
        join may be decided about at the same time.
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
    width : int
        Words in an n-gram.
    threshold : float
        The least resemblance of duplicates.
    least_equal : int
        How many values of the signatures are equal for a pair to be checked.
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
    checked = 0
    for at in range(len(order)):
        document = np.int64(order[at])
        if mode[document] == REFERENCE:
            continue
        other = find_same_words(document, same, same_before, rules, all_stand)
        if other >= 0:
            matches[document] = other
            rules[document] = SAME
            continue
        best = np.int64(-1)
        for band in range(len(before)):
            # If all duplicates are removed, any similar document is enough: each of many copies needs one check.
            if best >= 0 and all_stand:
                break
            other = _standing(before[band], document, rules, all_stand)
            while other >= 0 and not (best >= 0 and all_stand):
                this = other
                other = _standing(before[band], this, rules, all_stand)
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
        if best >= 0:
            matches[document] = best
            rules[document] = NEAR
    return checked
