"""MinHash over windows of the text: the band keys of documents, and the pairs of places that agree under one.

Each window of a document is a set of stems. A stem's rank in it is a weighted MinHash (Broder 1997; weights as in
Chum, Philbin and Zisserman 2008): the rarer it is, the sooner it is among the least. The two least stems of a window
are one band of two rows. Neighbouring windows mostly have the same two, so a key is written where it changes alone (as
compact windows are: Peng, Zhang and Deng 2024): about four times for each window's length.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.prints import mix
from provenance.model.words import FURNITURE

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U8, U32, U64, Bool, Number

__all__ = ["TABLE", "confirm_pairs", "context_keys", "count_documents", "keep_frequent", "mark_single", "window_keys"]

#: Places that a table for the stems around one place has; those around it are at most half as many.
TABLE = 256
# States of a slot of the table of stems; from 0 on it is the one document that has the stem.
_FREE, _SEVERAL = -1, -2
# How much sooner a rare stem is among the least: its chances are the power of its weight.
_SHARPNESS = 4
# Parts of a weight of 1.
_PART = 1 << 16
_RANK_SEED, _CONTEXT_SEED = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)


@inline
def _rank(stem: Number, weight: Number) -> Number:
    """Return the rank of a stem: the least of a window is any one by chance, in proportion to its weight."""
    uniform = (np.float64(mix(np.uint64(stem) ^ _RANK_SEED) >> np.uint64(11)) + 0.5) / 9007199254740992.0
    return -math.log(uniform) / weight**_SHARPNESS


@kernel
def mark_single(stems: U32, document_tokens: I64, owners: I32) -> None:
    """Note which stems stand in one document alone.

    Parameters
    ----------
    stems : uint32 [tokens]
    document_tokens : int64 [documents + 1]
    owners : int32 [2**k]
        Out, by the lowest bits of a mixed stem: the one document that has it, -2 for several, -1 for none. Where two
        stems share a slot, one that stands in one document may seem to stand in several.
    """
    mask = np.uint64(len(owners) - 1)
    owners[:] = _FREE
    for document in range(len(document_tokens) - 1):
        for at in range(document_tokens[document], document_tokens[document + 1]):
            slot = np.int64(mix(np.uint64(stems[at])) & mask)
            if owners[slot] != document:
                owners[slot] = document if owners[slot] == _FREE else _SEVERAL


@inline
def _least_two(stems: U32, ranks: F64, begin: int, end: int) -> tuple[int, int]:
    """Return the last places of the two stems of least rank in a window, -1 where there are not so many."""
    one, two = -1, -1
    for at in range(begin, end):
        one, two = _with(stems, ranks, at, one, two)
    return one, two


@inline
def _with(stems: U32, ranks: F64, at: int, one: int, two: int) -> tuple[int, int]:
    """Return the two places of least rank when one more is looked at."""
    if ranks[at] == np.inf:
        return one, two
    if one >= 0 and stems[at] == stems[one]:
        return at, two
    if one < 0 or ranks[at] < ranks[one] or (ranks[at] == ranks[one] and stems[at] < stems[one]):
        return at, one
    if (
        two < 0
        or stems[at] == stems[two]
        or ranks[at] < ranks[two]
        or (ranks[at] == ranks[two] and stems[at] < stems[two])
    ):
        return one, at
    return one, two


@kernel
def window_keys(
    stems: U32, flags: U8, weights: F32, owners: I32, least: Number, width: Number, document_tokens: I64,
    silent: Bool, first: Number, last: Number, keys: U64, places: I64,
) -> int:  # fmt: skip
    """Write the band keys of documents: the two least stems of each window of words, where they change.

    Parameters
    ----------
    stems : uint32 [tokens]
        The stems of the words.
    flags : uint8 [tokens]
        Boilerplate, by its flag, has no key.
    weights : float32 [2**k]
        The IDF of each stem, from 0 to 1, by its lowest bits.
    owners : int32 [2**k]
        As `mark_single` leaves it: a stem of one document alone could agree with none.
    least : float
        Stems that weigh less have no rank; above 0.
    width : int
        Words in a window. A document that is shorter is one window.
    document_tokens : int64 [documents + 1]
    silent : bool [documents]
        Documents that have no keys.
    first, last : int
        The documents to do, half-open.
    keys : uint64 [tokens of these documents]
        Out: both stems of the window, mixed.
    places : int64 [tokens of these documents]
        Out: where the one of least rank stands, its last place in the first window that has the key.

    Returns
    -------
    int
        How many keys there are.
    """
    weight_mask, owner_mask = np.uint32(len(weights) - 1), np.uint64(len(owners) - 1)
    longest = 0
    for document in range(first, last):
        longest = max(longest, document_tokens[document + 1] - document_tokens[document])
    ranks = np.empty(longest, np.float64)
    count = 0
    for document in range(first, last):
        if silent[document]:
            continue
        base = document_tokens[document]
        size = document_tokens[document + 1] - base
        own = stems[base : base + size]
        for at in range(size):
            weight = weights[own[at] & weight_mask]
            ranks[at] = np.inf
            if weight < least or flags[base + at] & FURNITURE:
                continue
            if owners[np.int64(mix(np.uint64(own[at])) & owner_mask)] == _SEVERAL:
                ranks[at] = _rank(own[at], np.float64(weight))
        one, two = -1, -1
        previous = np.uint64(0)
        for at in range(size):
            if 0 <= one <= at - width or 0 <= two <= at - width:
                one, two = _least_two(own, ranks, at - width + 1, at + 1)
            else:
                one, two = _with(own, ranks, at, one, two)
            if two < 0 or at + 1 < min(width, size):
                continue
            low, high = min(own[one], own[two]), max(own[one], own[two])
            key = mix((np.uint64(low) << np.uint64(32)) | np.uint64(high))
            if key != previous:
                keys[count] = key
                places[count] = base + one
                count += 1
                previous = key
    return count


@kernel
def context_keys(
    stems: U32, weights: F32, least: Number, reach: Number, document_tokens: I64, places: I64, documents: I32,
    contexts: U64,
) -> None:  # fmt: skip
    """Hash what stands around places: its two least stems by another hash, so that like surroundings sort together.

    Parameters
    ----------
    stems, weights, least, document_tokens
        As `window_keys` takes them.
    reach : int
        Words on each side that are looked at.
    places : int64 [places]
    documents : int32 [places]
        The document of each.
    contexts : uint64 [places]
        Out: 32 bits of the least hash above 32 bits of the second.
    """
    mask = np.uint32(len(weights) - 1)
    most = np.uint64(0xFFFFFFFFFFFFFFFF)
    for which in range(len(places)):
        begin = max(document_tokens[documents[which]], places[which] - reach)
        end = min(document_tokens[documents[which] + 1], places[which] + reach + 1)
        one, two = most, most
        for at in range(begin, end):
            if weights[stems[at] & mask] < least:
                continue
            h = mix(np.uint64(stems[at]) ^ _CONTEXT_SEED)
            if h < one:
                one, two = h, one
            elif one < h < two:
                two = h
        contexts[which] = (one >> np.uint64(32) << np.uint64(32)) | (two >> np.uint64(32))


@kernel
def confirm_pairs(
    stems: U32, weights: F32, least: Number, reach: Number, needed: Number, document_tokens: I64, starts: I64,
    places: I64, documents: I32, most: Number, first: Number, pairs: I64,
) -> tuple[int, int]:  # fmt: skip
    """List the pairs of documents that agree around two places of one key.

    Parameters
    ----------
    stems, weights, document_tokens
        As `window_keys` takes them.
    least : float
        Stems that weigh less do not count.
    reach : int
        Words on each side that are looked at; below a quarter of `TABLE`.
    needed : float
        What the distinct stems that stand around both places have to weigh together.
    starts : int64 [keys + 1]
        Where the places of each key begin.
    places : int64 [places]
    documents : int32 [places]
        The document of each.
    most : int
        Each place is held against so many that follow it under its key.
    first : int
        The place to begin with.
    pairs : int64 [most or more]
        Out: ``left * all documents + right`` with left < right; a pair may come often.

    Returns
    -------
    int
        How many pairs there are.
    int
        The place to go on with when ``pairs`` was full, else how many places there are.
    """
    mask = np.uint32(len(weights) - 1)
    # The stems around the one place: a table that is emptied by counting on. Weights are added as whole numbers: a sum
    # of floats would depend on which of the two documents comes first.
    table, table_weights = np.empty(TABLE, np.uint32), np.empty(TABLE, np.int64)
    filled, met = np.full(TABLE, -1, np.int64), np.full(TABLE, -1, np.int64)
    everything = np.int64(len(document_tokens) - 1)
    count, met_now = 0, 0
    key = 0
    for one in range(first, len(places)):
        while starts[key + 1] <= one:
            key += 1
        stop = min(starts[key + 1], one + 1 + most)
        if count + stop - one > len(pairs):
            return count, one
        left = np.int64(documents[one])
        ready = False
        for other in range(one + 1, stop):
            right = np.int64(documents[other])
            if left == right:
                continue
            if not ready:
                ready = True
                for at in range(
                    max(document_tokens[left], places[one] - reach),
                    min(document_tokens[left + 1], places[one] + reach + 1),
                ):
                    weight = weights[stems[at] & mask]
                    if weight >= least:
                        slot = _slot(stems[at], one, table, filled)
                        table[slot], table_weights[slot], filled[slot] = stems[at], np.int64(weight * _PART), one
            met_now += 1
            evidence = 0
            for at in range(
                max(document_tokens[right], places[other] - reach),
                min(document_tokens[right + 1], places[other] + reach + 1),
            ):
                slot = _slot(stems[at], one, table, filled)
                if filled[slot] == one and met[slot] != met_now:
                    met[slot] = met_now
                    evidence += table_weights[slot]
            if evidence >= needed * _PART:
                pairs[count] = min(left, right) * everything + max(left, right)
                count += 1
    return count, len(places)


@inline
def _slot(stem: Number, now: int, table: U32, filled: I64) -> int:
    """Return the slot of a stem, or the free one where it belongs."""
    slot = np.int64(np.uint32(stem * np.uint32(0x9E3779B1)) >> np.uint32(24)) & (TABLE - 1)
    while filled[slot] == now and table[slot] != stem:
        slot = (slot + 1) & (TABLE - 1)
    return slot


@kernel
def count_documents(prints: U64, document_tokens: I64, first: Number, last: Number, counts: I32, latest: I32) -> None:
    """Count in how many documents the fingerprints of each slot stand: never fewer than one of them does.

    Parameters
    ----------
    prints : uint64 [tokens of these documents]
        Fingerprints, as `provenance.kernels.prints.shingle_prints` writes them.
    document_tokens : int64 [documents + 1]
    first, last : int
        Their documents, half-open; each is counted once, in any order.
    counts : int32 [2**k]
        In and out.
    latest : int32 [2**k]
        Room: the document that was counted last, -1 at first.
    """
    mask = np.uint64(len(counts) - 1)
    base = document_tokens[first]
    for document in range(first, last):
        for at in range(document_tokens[document] - base, document_tokens[document + 1] - base):
            slot = np.int64((prints[at] >> np.uint64(8)) & mask)
            if prints[at] != np.uint64(0) and latest[slot] != document:
                latest[slot] = document
                counts[slot] += 1


@kernel
def keep_frequent(prints: U64, counts: I32, least: Number) -> None:
    """Leave of ``prints`` those that `count_documents` counted in ``least`` documents or more."""
    mask = np.uint64(len(counts) - 1)
    for at in range(len(prints)):
        if prints[at] != np.uint64(0) and counts[np.int64((prints[at] >> np.uint64(8)) & mask)] < least:
            prints[at] = np.uint64(0)
