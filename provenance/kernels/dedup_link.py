"""Links each document to the previous one with the same key, and joins all linked documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.load import load64

if TYPE_CHECKING:
    from provenance.kernels.types import I32, U8, U64, Number, Out, Table

__all__ = [
    "COMPARED",
    "REFERENCE",
    "UNINDEXED",
    "band_keys",
    "equal_signs",
    "find_repeated",
    "first_equal_band",
    "join",
    "join_linked",
    "link_equal",
]

#: What is done with a document: compared with those before it and with those after it; with those after it only (a
#: reference); with those before it only.
COMPARED, REFERENCE, UNINDEXED = 0, 1, 2

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_LOW = np.uint64(0xFFFFFFFF)
_TAG = np.uint64(0xFFFFFFFF00000000)
_TAGGED = np.uint64(1 << 32)
#: If so many documents share a key, all of them are joined, whatever their signatures.
_MANY = 16


@kernel
def band_keys(signs: Table[U8], band: int, rows: int, keys: Out[U64]) -> None:
    """Hash one band of each signature (Leskovec, Rajaraman and Ullman, chapter 3).

    Parameters
    ----------
    signs : uint8 [documents, permutations]
    band, rows : int
        Rows ``band * rows`` to ``(band + 1) * rows`` count.
    keys : uint64 [documents]
        Out.
    """
    stop = (band + 1) * rows
    for document in range(len(keys)):
        own = signs[document]
        h = np.uint64(band + 1) * _FACTOR
        for row in range(band * rows, stop, 8):
            size = min(8, stop - row)
            if row + 8 <= len(own):
                eight = load64(own, row) << np.uint64(64 - 8 * size)
            else:
                eight = np.uint64(0)
                for i in range(size):
                    eight |= np.uint64(own[row + i]) << np.uint64(64 - 8 * size + 8 * i)
            h = (h ^ eight) * _FACTOR
            h ^= h >> np.uint64(29)
        keys[document] = (h ^ (h >> np.uint64(32))) * _FACTOR


@kernel
def find_repeated(keys: U64, met: Out[U64], repeated: Out[U8]) -> None:
    """Find the documents whose key another one may have too; most have none, and need no place in a table.

    Parameters
    ----------
    keys : uint64 [documents]
    met : uint64 [a power of two]
        0 at first. Two bits for each of 32 keys in each: whether one was met, and whether two were.
    repeated : uint8 [documents]
        Out: 0 where no other one has the key, else 1; now and then 1 where none has.
    """
    mask = np.uint64(len(met) - 1)
    for document in range(len(keys)):
        at = np.int64(keys[document] & mask)
        shift = (keys[document] >> np.uint64(59)) << np.uint64(1)
        again = (met[at] >> shift) & np.uint64(1)
        met[at] |= np.uint64(1) << (shift + again)
    for document in range(len(keys)):
        shift = (keys[document] >> np.uint64(59)) << np.uint64(1)
        repeated[document] = (met[np.int64(keys[document] & mask)] >> (shift + np.uint64(1))) & np.uint64(1)


@kernel
def link_equal(order: I32, mode: U8, lengths: I32, keys: U64, table: Out[U64], before: Out[I32]) -> None:
    """Find for each document the last one before it that has the same key.

    Parameters
    ----------
    order : int32 [any]
        All documents whose key may occur twice, best first.
    mode : uint8 [documents]
        COMPARED, REFERENCE or UNINDEXED.
    lengths : int32 [documents]
        How many words each has; one without words has no key.
    keys : uint64 [documents]
    table : uint64 [a power of two, at least twice as many]
        0 at first; filled.
    before : int32 [documents]
        In and out, -1 at first: the document, where there is one. Now and then it has another key.
    """
    mask = np.int64(len(table) - 1)
    for at in range(len(order)):
        document = np.int64(order[at])
        if lengths[document] == 0:
            continue
        key = keys[document]
        tag = (key & _TAG) | _TAGGED
        place = np.int64(key & np.uint64(mask))
        while table[place] != 0 and (table[place] & _TAG) != tag:
            place = (place + 1) & mask
        if table[place] != 0:
            before[document] = np.int64(table[place] & _LOW)
        if mode[document] != UNINDEXED:
            table[place] = tag | np.uint64(document)


@inline
def _root(document: Number, roots: I32) -> Number:
    while roots[document] != document:
        roots[document] = roots[roots[document]]
        document = np.int64(roots[document])
    return document


@inline
def join(one: Number, other: Number, rank: I32, roots: I32) -> None:
    """Join the components of two documents; the root is the best of all (union-find, Tarjan 1975)."""
    one, other = _root(one, roots), _root(other, roots)
    if rank[one] < rank[other]:
        roots[other] = one
    else:
        roots[one] = other


@inline
def equal_signs(signs: U8, left: Number, right: Number) -> Number:
    """Return how many values of two signatures are equal."""
    one, other = signs[left], signs[right]
    equal = np.uint16(0)
    for i in range(signs.shape[1]):
        equal += np.uint16(one[i] == other[i])
    return np.int64(equal)


@inline
def first_equal_band(signs: U8, left: Number, right: Number, rows: Number, bands: Number) -> Number:
    """Return the first band in which two signatures are equal, or -1."""
    one, other = signs[left], signs[right]
    for band in range(bands):
        row, stop = band * rows, (band + 1) * rows
        while row < stop and one[row] == other[row]:
            row += 1
        if row == stop:
            return band
    return -1


@kernel
def join_linked(order: I32, rank: I32, before: Table[I32], signs: Table[U8], least_equal: int, roots: Out[I32]) -> None:
    """Put documents that may be compared, directly or through others, into one component.

    Parameters
    ----------
    order : int32 [documents]
        All documents, best first.
    rank : int32 [documents]
        The place of each document in the order.
    before : int32 [keys, documents]
        As `link_equal` fills them; the last row is that of documents with the same words.
    signs : uint8 [documents, permutations]
        As `provenance.kernels.dedup_sketch.sketch_documents` fills them.
    least_equal : int
        How many values of the signatures are equal, at least, of documents that are compared for a key.
    roots : int32 [documents]
        In and out, each document itself at first: one before it in its component, itself where it is the first.
    """
    met = np.empty(len(order), np.uint8)
    for key in range(len(before)):
        row = before[key]
        whatever = key == len(before) - 1
        for at in range(len(order)):
            document = np.int64(order[at])
            other = np.int64(row[document])
            if other < 0:
                met[document] = 0
                continue
            met[document] = min(met[other] + 1, _MANY)
            if whatever or met[other] == _MANY:
                # All that have the key are one component by now.
                join(document, other, rank, roots)
                continue
            while other >= 0:
                if met[document] == _MANY or equal_signs(signs, document, other) >= least_equal:
                    join(document, other, rank, roots)
                other = np.int64(row[other])
