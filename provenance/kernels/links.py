"""Links: two words that follow each other closely, in the same order, on both sides of a passage."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.evidence import slot_of_link
from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import F32, I32, U8, U32, U64, Bool, Number

__all__ = ["NEAR", "Links", "Stretch", "learn_links", "mark_links", "new_links", "stretch_of"]

#: How far the second word of a link may be: on the side that is marked, and on the side that was learnt.
NEAR, FAR = 3, 4


class Stretch(NamedTuple):
    """The words of one side of a passage: ids as of `number_words`, weights and flags of each."""

    ids: I32
    weights: F32
    flags: U8


class Links(NamedTuple):
    """A table of the links of a stretch: keys, and the first and last place where each begins."""

    keys: U64
    low: I32
    high: I32


@inline
def new_links(words: Number) -> Links:
    """Return a table that has room for the links of so many words."""
    size = 1024
    while size < 8 * words:
        size *= 2
    return Links(np.empty(size, np.uint64), np.empty(size, np.int32), np.empty(size, np.int32))


@inline
def stretch_of(ids: I32, stems: U32, flags: U8, start: Number, weights: F32) -> Stretch:
    """Return a side of a passage that begins at a token of the collection, its words numbered already."""
    mask = np.uint32(len(weights) - 1)
    mine = np.empty(len(ids), np.float32)
    marks = np.empty(len(ids), np.uint8)
    for at in range(len(ids)):
        mine[at] = weights[stems[start + at] & mask]
        marks[at] = flags[start + at]
    return Stretch(ids, mine, marks)


@inline
def learn_links(table: Links, side: Stretch, start: Number, stop: Number, least: float) -> Number:
    """Learn the links of a stretch that weigh enough; return the bits of the table that are in use."""
    bits = 6
    while 1 << bits < 8 * (stop - start) and 1 << bits < len(table.keys):
        bits += 1
    free = np.uint64(0xFFFFFFFFFFFFFFFF)
    for slot in range(1 << bits):
        table.keys[slot] = free
    for at in range(start, stop):
        for near in range(at + 1, min(stop, at + FAR + 1)):
            one, other = side.ids[at], side.ids[near]
            if one >= 0 and other >= 0 and one != other and side.weights[at] + side.weights[near] >= least:
                key, slot = slot_of_link(one, other, bits)
                while table.keys[slot] != free and table.keys[slot] != key:
                    slot = (slot + 1) & ((1 << bits) - 1)
                if table.keys[slot] == free:
                    table.keys[slot] = key
                    table.low[slot] = at
                table.high[slot] = at
    return bits


@inline
def mark_links(
    table: Links, bits: Number, side: Stretch, start: Number, stop: Number, linked: Bool, anchors: I32
) -> Number:
    """Mark the words of a stretch whose links were learnt, and note where each link begins here and there.

    ``anchors[k]`` is the place of link k here and its first and last place there; returns how many there are.
    """
    free = np.uint64(0xFFFFFFFFFFFFFFFF)
    for at in range(start, stop):
        linked[at] = False
    count = 0
    for at in range(start, stop):
        for near in range(at + 1, min(stop, at + NEAR + 1)):
            one, other = side.ids[at], side.ids[near]
            if one < 0 or other < 0 or one == other:
                continue
            key, slot = slot_of_link(one, other, bits)
            while table.keys[slot] != free and table.keys[slot] != key:
                slot = (slot + 1) & ((1 << bits) - 1)
            if table.keys[slot] == key:
                linked[at] = True
                linked[near] = True
                anchors[count, 0] = at
                anchors[count, 1] = table.low[slot]
                anchors[count, 2] = table.high[slot]
                count += 1
    return count
