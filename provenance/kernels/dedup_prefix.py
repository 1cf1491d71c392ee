"""Finds similar documents by their rarest n-grams, where too many documents share the frequent ones.

Two sets of n-grams that reach a threshold also share one of the rarest n-grams of each (prefix filtering: Chaudhuri,
Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007; with the sizes and places of Xiao et al. 2008, PPJoin). A set that
contains so much of another has one of the rarest n-grams of that other. Nothing is estimated: whatever is passed over
cannot reach the threshold. Documents that share a template and no more than that therefore never meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.dedup_link import REFERENCE
from provenance.kernels.dedup_verify import least_contained, ngrams_of
from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, U64, Number

__all__ = [
    "add_links",
    "add_postings",
    "bucket_of",
    "count_ngrams",
    "link_count",
    "linked_documents",
    "mark_prefixes",
    "posting_count",
    "prefix_size",
    "rarest_first",
]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@inline
def bucket_of(ngram: Number, buckets: Number) -> Number:
    """Return the bucket of an n-gram; ``buckets`` is a power of two, at most 2**32."""
    return np.int64((ngram * _FACTOR >> np.uint64(32)) & np.uint64(buckets - 1))


@inline
def prefix_size(count: Number, threshold: Number) -> Number:
    """Return how many of the rarest n-grams of a document a duplicate of any size shares one of."""
    return count - least_contained(count, threshold) + 1 if count > 0 else 0


@inline
def count_ngrams(order: I32, starts: I64, lengths: I32, width: Number, ngrams: U64, often: U32) -> None:
    """Count the n-grams of documents by bucket; n-grams that share one seem more frequent, which is only slower.

    Parameters
    ----------
    order : int32 [any]
        The documents.
    starts, lengths, width, ngrams
        As in `provenance.kernels.dedup_decide.decide_by_bands`.
    often : uint32 [a power of two]
        In and out, 0 at first.
    """
    for at in range(len(order)):
        mine = ngrams_of(np.int64(order[at]), starts, lengths, width, ngrams)
        for i in range(len(mine)):
            often[bucket_of(max(mine[i], np.uint64(1)), len(often))] += np.uint32(1)


@inline
def posting_count(order: I32, starts: I64, lengths: I32, width: Number, ngrams: U64, threshold: Number) -> Number:
    """Return how many postings these documents have, at most."""
    postings = 0
    for at in range(len(order)):
        count = len(ngrams_of(np.int64(order[at]), starts, lengths, width, ngrams))
        postings += prefix_size(count, threshold)
    return postings


@inline
def rarest_first(mine: U64, often: U32) -> U64:
    """Return the distinct n-grams of a document, the rarest of all first, in the same order for all documents.

    A merge sort by frequency, then by value; numba's own sort compiles for seconds.
    """
    count = len(mine)
    ngrams = np.empty(count, np.uint64)
    for i in range(count):
        ngrams[i] = max(mine[i], np.uint64(1))
    other = np.empty(count, np.uint64)
    width = 1
    while width < count:
        for start in range(0, count, 2 * width):
            middle = min(start + width, count)
            stop = min(start + 2 * width, count)
            a, b = start, middle
            for at in range(start, stop):
                first = b >= stop
                if not first and a < middle:
                    left, right = often[bucket_of(ngrams[a], len(often))], often[bucket_of(ngrams[b], len(often))]
                    first = left < right or (left == right and ngrams[a] <= ngrams[b])
                if first:
                    other[at] = ngrams[a]
                    a += 1
                else:
                    other[at] = ngrams[b]
                    b += 1
        ngrams, other = other, ngrams
        width *= 2
    distinct = 0
    for i in range(count):
        if i == 0 or ngrams[i] != ngrams[distinct - 1]:
            ngrams[distinct] = ngrams[i]
            distinct += 1
    return ngrams[:distinct]


@inline
def add_postings(
    document: Number,
    rarest: U64,
    threshold: Number,
    distinct: I32,
    heads: I32,
    owners: I32,
    following: I32,
    larger: I32,
    used: Number,
) -> Number:
    """Add the rarest n-grams of a document to the posting lists; return how many postings there are now.

    Parameters
    ----------
    document : int
        It ranks after all that were added before.
    rarest : uint64 [distinct[document]]
        Its n-grams, as `rarest_first` orders them.
    threshold : float
        The least resemblance of duplicates.
    distinct : int32 [documents]
        How many n-grams each document has.
    heads : int32 [a power of two]
        In and out, -1 at first: of each bucket, the last posting of the smallest documents.
    owners : int32 [postings]
        Out: the document of each posting.
    following : int32 [postings]
        In and out: the next posting of documents of one size, in a circle: the last one leads to the first.
    larger : int32 [postings]
        In and out, for the last posting of each size: the last one of the next larger size, or -1.
    used : int
        How many postings there were.
    """
    size = len(rarest)
    for i in range(prefix_size(size, threshold)):
        bucket = bucket_of(rarest[i], len(heads))
        smaller, last = np.int64(-1), np.int64(heads[bucket])
        while last >= 0 and distinct[owners[last]] < size:
            smaller, last = last, np.int64(larger[last])
        if last >= 0 and owners[last] == document:
            continue
        owners[used] = document
        if last >= 0 and distinct[owners[last]] == size:
            following[used] = following[last]
            following[last] = used
            larger[used] = larger[last]
        else:
            following[used] = used
            larger[used] = last
        if smaller < 0:
            heads[bucket] = used
        else:
            larger[smaller] = used
        used += 1
    return used


@inline
def mark_prefixes(
    order: I32,
    mode: U8,
    starts: I64,
    lengths: I32,
    width: Number,
    ngrams: U64,
    threshold: Number,
    often: U32,
    marked: U8,
) -> None:
    """Mark the n-grams that a document is looked up by and that any other may have.

    Parameters
    ----------
    order, starts, lengths, width, ngrams, often
        As in `count_ngrams`, which was called before.
    mode : uint8 [documents]
        As in `provenance.kernels.dedup_link`: references are not looked up.
    threshold : float
        The least containment of duplicates.
    marked : uint8 [as ``often``]
        In and out, 0 at first: 1 for the buckets of these n-grams.
    """
    for at in range(len(order)):
        document = np.int64(order[at])
        if mode[document] == REFERENCE:
            continue
        rarest = rarest_first(ngrams_of(document, starts, lengths, width, ngrams), often)
        for i in range(prefix_size(len(rarest), threshold)):
            bucket = bucket_of(rarest[i], len(often))
            if often[bucket] > 1:
                marked[bucket] = 1


@inline
def link_count(order: I32, starts: I64, lengths: I32, width: Number, ngrams: U64, marked: U8) -> Number:
    """Return how many n-grams of these documents are marked."""
    links = 0
    for at in range(len(order)):
        mine = ngrams_of(np.int64(order[at]), starts, lengths, width, ngrams)
        for i in range(len(mine)):
            links += np.int64(marked[bucket_of(max(mine[i], np.uint64(1)), len(marked))])
    return links


@inline
def add_links(document: Number, mine: U64, marked: U8, heads: I32, owners: I32, following: I32, used: Number) -> Number:
    """Add the marked n-grams of a document to posting lists; return how many postings there are now.

    Parameters
    ----------
    document : int
    mine : uint64 [any]
        Its n-grams, or some of them.
    marked : uint8 [a power of two]
        Which n-grams are looked up, by bucket.
    heads : int32 [a power of two]
        In and out, -1 at first: the last posting of each bucket.
    owners : int32 [postings]
        Out: the document of each posting.
    following : int32 [postings]
        Out: the posting before it in the list of its bucket, or -1.
    used : int
        How many postings there were.
    """
    for i in range(len(mine)):
        ngram = max(mine[i], np.uint64(1))
        if not marked[bucket_of(ngram, len(marked))]:
            continue
        bucket = bucket_of(ngram, len(heads))
        last = np.int64(heads[bucket])
        if last >= 0 and owners[last] == document:
            continue
        owners[used] = document
        following[used] = last
        heads[bucket] = used
        used += 1
    return used


@inline
def linked_documents(
    document: Number,
    mine: U64,
    heads: I32,
    owners: I32,
    following: I32,
    stamps: I32,
    hits: I32,
    found: I32,
    count: Number,
) -> Number:
    """Find the documents of the posting lists of some n-grams, each once; return how many are found now.

    Parameters
    ----------
    document : int
        Whose n-grams these are.
    mine : uint64 [any]
    heads, owners, following
        As `add_links` fills them.
    stamps, hits : int32 [documents]
        In and out: ``document`` and -1 for each that is found.
    found : int32 [any]
        Out: the documents, from ``count`` on.
    count : int
        How many were found before.
    """
    for i in range(len(mine)):
        entry = np.int64(heads[bucket_of(max(mine[i], np.uint64(1)), len(heads))])
        while entry >= 0:
            this = np.int64(owners[entry])
            if stamps[this] != document or hits[this] >= 0:
                stamps[this] = document
                hits[this] = -1
                found[count] = this
                count += 1
            entry = np.int64(following[entry])
    return count
