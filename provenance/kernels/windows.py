"""MinHash over windows of the text: the band keys of documents, and the pairs of places that agree under one.

Each window of a document is a set of stems, and each stem has a rank by chance, the lower the rarer it is (weighted
MinHash: Broder 1997; Chum, Philbin and Zisserman 2008). The two stems of least rank in a window are one band of two
rows. Neighbouring windows mostly have the same two, so a key is written where it changes alone (as
compact windows are: Peng, Zhang and Deng 2024): about four times for each window's length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.fingerprints import mix
from provenance.kernels.jit import inline, kernel
from provenance.model.word_flags import BOILERPLATE

if TYPE_CHECKING:
    from provenance.kernels.types import F32, I32, I64, U8, U32, U64, Bool, Number, Out

__all__ = [
    "SEVERAL",
    "TABLE",
    "confirm_pairs",
    "context_keys",
    "count_keys",
    "keep_repeated",
    "mark_single",
    "window_keys",
]

#: Places that a table for the stems around one place has; those around it are at most half as many.
TABLE = 256
#: States of a slot of the table of stems; from 0 on it is the one document that has the stem.
FREE, SEVERAL = -1, -2
# Parts of a weight of 1.
_PART = 1 << 16
_CONTEXT_SEED = np.uint64(0xD1B54A32D192ED03)


@kernel
def mark_single(stems: U32, document_tokens: I64, owners: Out[I32]) -> None:
    """Note which stems stand in one document alone.

    Parameters
    ----------
    stems : uint32 [tokens]
    document_tokens : int64 [documents + 1]
    owners : int32 [2**k]
        Out, by the lowest bits of a stem: the one document that has it, -2 for several, -1 for none. Where two stems
        share a slot, one that stands in one document may seem to stand in several.
    """
    mask = np.uint32(len(owners) - 1)
    owners[:] = FREE
    for document in range(len(document_tokens) - 1):
        for at in range(document_tokens[document], document_tokens[document + 1]):
            slot = stems[at] & mask
            if owners[slot] != document:
                owners[slot] = document if owners[slot] == FREE else SEVERAL


@inline
def _least_two(stems: U32, ranks: F32, begin: int, end: int) -> tuple[int, int]:
    """Return the last places of the two stems of least rank in a window, or -1 if there are fewer."""
    one, two = -1, -1
    bound = np.float32(np.inf)
    for at in range(begin, end):
        if ranks[at] <= bound:
            one, two = _with(stems, ranks, at, one, two)
            if two >= 0:
                bound = ranks[two]
    return one, two


@inline
def _with(stems: U32, ranks: F32, at: int, one: int, two: int) -> tuple[int, int]:
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
    stems: U32, flags: U8, stem_ranks: F32, width: int, document_tokens: I64, skipped: Bool, first: int,
    last: int, keys: Out[U64], places: Out[I64],
) -> int:  # fmt: skip
    """Write the band keys of documents: the two least stems of each window of words, where they change.

    Parameters
    ----------
    stems : uint32 [tokens]
        The stems of the words.
    flags : uint8 [tokens]
        Boilerplate, by its flag, has no key.
    stem_ranks : float32 [2**k]
        The rank of each stem, by its lowest bits; infinite for those that are never among the least.
    width : int
        Words in a window. A document that is shorter is one window.
    document_tokens : int64 [documents + 1]
    skipped : bool [documents]
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
    mask = np.uint32(len(stem_ranks) - 1)
    longest = 0
    for document in range(first, last):
        longest = max(longest, document_tokens[document + 1] - document_tokens[document])
    ranks = np.empty(longest, np.float32)
    count = 0
    for document in range(first, last):
        if skipped[document]:
            continue
        base = document_tokens[document]
        size = document_tokens[document + 1] - base
        own = stems[base : base + size]
        for at in range(size):
            ranks[at] = np.float32(np.inf) if flags[base + at] & BOILERPLATE else stem_ranks[own[at] & mask]
        one, two = -1, -1
        previous = np.uint64(0)
        for at in range(size):
            if 0 <= one <= at - width or 0 <= two <= at - width:
                one, two = _least_two(own, ranks, at - width + 1, at + 1)
            elif two < 0 or ranks[at] <= ranks[two]:
                one, two = _with(own, ranks, at, one, two)
            elif at + 1 > width:
                # Most words change nothing.
                continue
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
def count_keys(keys: U64, counts: Out[U8]) -> None:
    """Count keys up to two.

    Parameters
    ----------
    keys : uint64 [keys]
    counts : uint8 [2**k]
        In and out, by the lowest bits of a key: counts are added, and stop at 2.
    """
    mask = np.uint64(len(counts) - 1)
    for at in range(len(keys)):
        slot = np.int64(keys[at] & mask)
        if counts[slot] < 2:
            counts[slot] += 1


@kernel
def keep_repeated(keys: Out[U64], places: Out[I64], counts: U8) -> int:
    """Move the keys that stand twice, as far as `count_keys` can tell, to the front.

    Parameters
    ----------
    keys : uint64 [keys]
        In and out.
    places : int64 [keys]
        In and out: the place of each key.
    counts : uint8 [2**k]
        As `count_keys` fills them.

    Returns
    -------
    int
        How many keys were kept.
    """
    mask = np.uint64(len(counts) - 1)
    kept = 0
    for at in range(len(keys)):
        if counts[np.int64(keys[at] & mask)] == 2:
            keys[kept], places[kept] = keys[at], places[at]
            kept += 1
    return kept


@kernel
def context_keys(
    stems: U32, weights: F32, least: float, reach: int, document_tokens: I64, places: I64, documents: I32,
    contexts: Out[U64],
) -> None:  # fmt: skip
    """Hash what stands around places: its two least stems by another hash, so that like surroundings sort together.

    Parameters
    ----------
    stems, document_tokens
        As `window_keys` takes them.
    weights : float32 [2**k]
        The IDF of each stem, from 0 to 1, by its lowest bits.
    least : float
        Stems that weigh less do not count.
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
    stems: U32, weights: F32, least: float, reach: int, needed: float, document_tokens: I64, starts: I64,
    places: I64, documents: I32, most: int, first: int, pairs: Out[I64],
) -> tuple[int, int]:  # fmt: skip
    """List the pairs of documents that agree around two places of one key.

    Parameters
    ----------
    stems, weights, least, document_tokens
        As `context_keys` takes them.
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
        if count + stop - one - 1 > len(pairs):
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
                        break
    return count, len(places)


@inline
def _slot(stem: Number, now: int, table: U32, filled: I64) -> int:
    """Return the slot of a stem, or the free slot for it."""
    slot = np.int64(np.uint32(stem * np.uint32(0x9E3779B1)) >> np.uint32(24)) & (TABLE - 1)
    while filled[slot] == now and table[slot] != stem:
        slot = (slot + 1) & (TABLE - 1)
    return slot
