"""What the words of one stretch say for its being a copy of another, in nats.

A word says log(how often it is seen in a copy / how often in text beside a copy). Three things count: whether the
other stretch has the word too; whether a second shared word stands near it on both sides, so that not only words agree
but their order; and how rare the word is. Each word of the other stretch explains one word only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U8, U64, Number

__all__ = [
    "ALONE",
    "LINKED",
    "MOST",
    "UNSHARED",
    "WALL",
    "Notes",
    "Side",
    "judge",
    "learn",
    "new_notes",
    "slot_of_link",
]

#: What a word is to another stretch: not in it; in it; in it with a second shared word near it on both sides.
UNSHARED, ALONE, LINKED = 0, 1, 2
#: The weight of a word that no stretch may hold.
WALL = np.float32(1e6)
#: Words of a stretch that are learnt at most.
MOST = 2048
# How far the second word may be, in the stretch that is judged; in the one that was learnt it may be one word more.
_NEAR = 3
# The lines of evidence by weight: at weight 0, and the slope. They began as the log ratios of the words inside of and
# within thirty words beside 625 known paraphrases (random rewording and machine translation), and were then fitted to
# how well passages are found (docs/passages.md).
_UNSHARED, _ALONE, _LINKED = (-0.8, 0.41), (-0.73, 5.0), (0.92, 3.8)
_TABLE_BITS = 14


class Side(NamedTuple):
    """The words of one document of a pair.

    ``ids``: int32, equal numbers for equal stems of both documents, -1 where the other has none; ``weights``: float32,
    0 to 1, or WALL; ``flags``: uint8, the bits QUOTED and SENTENCE.
    """

    ids: I32
    weights: F32
    flags: U8


class Notes(NamedTuple):
    """What was learnt of a stretch, and what was found of another: reused, so that nothing is allocated or cleared."""

    tick: I64
    marks: I64
    unused: I32
    links: U64
    stamps: I64
    kinds: U8
    gains: F64


@inline
def new_notes(words: Number) -> Notes:
    """Make notes for documents of at most so many words."""
    return Notes(
        np.zeros(1, np.int64),
        np.zeros(words + 1, np.int64),
        np.zeros(words + 1, np.int32),
        np.empty(1 << _TABLE_BITS, np.uint64),
        np.zeros(1 << _TABLE_BITS, np.int64),
        np.zeros(words + 1, np.uint8),
        np.zeros(words + 1, np.float64),
    )


@inline
def slot_of_link(one: Number, other: Number, bits: Number) -> tuple[Number, Number]:
    """Return a key for one word that another follows, and where it belongs in a table of 2**bits places."""
    key = (np.uint64(one) << np.uint64(32)) | np.uint64(other)
    return key, np.int64((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits))


@inline
def _find_link(notes: Notes, one: Number, other: Number) -> tuple[Number, Number, bool]:
    """Return the key of a link, its place or the free one where it belongs, and whether it was learnt."""
    key, slot = slot_of_link(one, other, _TABLE_BITS)
    while notes.stamps[slot] == notes.tick[0]:
        if notes.links[slot] == key:
            return key, slot, True
        slot = (slot + 1) & ((1 << _TABLE_BITS) - 1)
    return key, slot, False


@inline
def learn(notes: Notes, ids: I32, first: Number, last: Number) -> None:
    """Learn a stretch: how often each word stands in it, and which words follow which."""
    notes.tick[0] += 1
    tick = notes.tick[0]
    last = min(last, first + MOST)
    for at in range(first, last):
        word = ids[at]
        if word < 0:
            continue
        if notes.marks[word] != tick:
            notes.marks[word] = tick
            notes.unused[word] = 0
        notes.unused[word] += 1
        for other in range(at + 1, min(last, at + _NEAR + 2)):
            if ids[other] >= 0 and ids[other] != word:
                key, slot, known = _find_link(notes, word, ids[other])
                if not known:
                    notes.stamps[slot] = tick
                    notes.links[slot] = key


@inline
def judge(notes: Notes, side: Side, first: Number, last: Number, step: Number) -> None:
    """Judge each word of a stretch by the one that was learnt: ``notes.kinds`` and ``notes.gains``, at its places.

    Parameters
    ----------
    notes : Notes
        In and out.
    side : Side
        The document of the stretch.
    first, last : int
        The stretch.
    step : {1, -1}
        The end that words of the other stretch are given from: a word that stands once there and twice here is
        explained once.
    """
    ids, kinds = side.ids, notes.kinds
    at = first if step == 1 else last - 1
    for _ in range(last - first):
        word = ids[at]
        kinds[at] = UNSHARED
        if word >= 0 and notes.marks[word] == notes.tick[0] and notes.unused[word] > 0:
            notes.unused[word] -= 1
            kinds[at] = ALONE
        at += step
    for at in range(first, last):
        if kinds[at] == UNSHARED:
            continue
        for other in range(at + 1, min(last, at + _NEAR + 1)):
            if kinds[other] != UNSHARED and (kinds[at] != LINKED or kinds[other] != LINKED):
                _, _, known = _find_link(notes, ids[at], ids[other])
                if known:
                    kinds[at] = LINKED
                    kinds[other] = LINKED
    for at in range(first, last):
        weight = side.weights[at]
        line = _UNSHARED if kinds[at] == UNSHARED else _ALONE if kinds[at] == ALONE else _LINKED
        notes.gains[at] = -np.float64(WALL) if weight >= WALL else line[0] + line[1] * weight
