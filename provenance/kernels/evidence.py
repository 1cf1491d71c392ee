"""The evidence that one stretch is a copy of another, in nats.

A word says log(how often it is seen in a copy / how often in text beside a copy). Three things count: whether the
other stretch has the word too; whether a second shared word stands near it on both sides, so that not only words agree
but their order; and how rare the word is. Each word of the other stretch explains one word only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.fitted import EvidenceNumbers
    from provenance.kernels.spans import Span
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
    "learn_wanted",
    "new_notes",
    "renew",
    "slot_of_link",
    "want",
]

#: The relation of a word to another stretch: not in it; in it; in it with a second shared word near it on both sides.
UNSHARED, ALONE, LINKED = 0, 1, 2
#: The weight of a word that no stretch may contain.
WALL = np.float32(1e6)
#: Words of a stretch that are learnt at most.
MOST = 2048
# Bits of the table of links, at least and at most: a small one stays in the cache of the processor.
_FEWEST_BITS, _MOST_BITS = 8, 14


class Side(NamedTuple):
    """The words of one document of a pair.

    ``ids``: int32, equal numbers for equal stems of both documents, each less than the words of the longer one, -1
    where the other has none; ``weights``: float32, 0 to 1, or WALL; ``flags``: uint8, the bits QUOTED and SENTENCE.
    """

    ids: I32
    weights: F32
    flags: U8


class Notes(NamedTuple):
    """What was learnt of a stretch, and what was found of another: reused, so that nothing is allocated or cleared.

    ``numbers``: what a word says, by its weight; ``bits`` [1]: of the table of links, those that are in use;
    ``wanted``: the tick of each word whose links are wanted.
    """

    numbers: EvidenceNumbers
    tick: I64
    bits: I64
    marks: I64
    wanted: I64
    unused: I32
    links: U64
    stamps: I64
    kinds: U8
    gains: F64


@inline
def new_notes(words: Number, numbers: EvidenceNumbers) -> Notes:
    """Make notes for documents of at most so many words."""
    return Notes(
        numbers,
        np.zeros(1, np.int64),
        np.zeros(1, np.int64),
        np.zeros(words + 1, np.int64),
        np.zeros(words + 1, np.int64),
        np.zeros(words + 1, np.int32),
        np.empty(1 << _MOST_BITS, np.uint64),
        np.zeros(1 << _MOST_BITS, np.int64),
        np.zeros(words + 1, np.uint8),
        np.zeros(words + 1, np.float64),
    )


@inline
def slot_of_link(one: Number, other: Number, bits: Number) -> tuple[Number, Number]:
    """Return a key for one word that another follows, and where it belongs in a table of 2**bits places."""
    key = (np.uint64(one) << np.uint64(32)) | np.uint64(other)
    return key, np.int64((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits))


@inline
def _find_link(
    links: U64, stamps: I64, bits: Number, tick: Number, one: Number, other: Number
) -> tuple[Number, Number, bool]:
    """Return the key of a link, its place or the free one where it belongs, and whether it was learnt."""
    key, slot = slot_of_link(one, other, bits)
    while stamps[slot] == tick:
        if links[slot] == key:
            return key, slot, True
        slot = (slot + 1) & ((1 << bits) - 1)
    return key, slot, False


@inline
def learn(notes: Notes, ids: I32, part: Span) -> None:
    """Learn a stretch: how often each word stands in it, and which words follow which."""
    _learn(notes, ids, part, True)


@inline
def want(notes: Notes, ids: I32, one: Span, other: Span) -> None:
    """Begin to learn for the sake of two stretches alone: links between words in them or near them are wanted."""
    notes.tick[0] += 1
    near = notes.numbers.near
    for stretch in (one, other):
        for at in range(max(0, stretch.start - near), min(len(ids), stretch.stop + near)):
            if ids[at] >= 0:
                notes.wanted[ids[at]] = notes.tick[0]


@inline
def learn_wanted(notes: Notes, ids: I32, part: Span) -> None:
    """Learn a stretch as `learn` does, but of its links only those that are wanted."""
    _learn(notes, ids, part, False)


@inline
def _learn(notes: Notes, ids: I32, part: Span, everything: Number) -> None:
    """Learn a stretch: all links, or those of words that `want` marked just before."""
    wanted, wish = notes.wanted, notes.tick[0]
    notes.tick[0] += 1
    tick = notes.tick[0]
    marks, unused, links, stamps = notes.marks, notes.unused, notes.links, notes.stamps
    stop = min(part.stop, part.start + MOST)
    # Two words may be one word further apart than in the stretch that is judged.
    reach = notes.numbers.near + 2
    bits = _FEWEST_BITS
    while bits < _MOST_BITS and 1 << bits < 2 * (reach - 1) * (stop - part.start):
        bits += 1
    notes.bits[0] = bits
    for at in range(part.start, stop):
        word = ids[at]
        if word < 0:
            continue
        if marks[word] != tick:
            marks[word] = tick
            unused[word] = 0
        unused[word] += 1
        if not everything and wanted[word] != wish:
            continue
        for other in range(at + 1, min(stop, at + reach)):
            if ids[other] >= 0 and ids[other] != word and (everything or wanted[ids[other]] == wish):
                key, slot, known = _find_link(links, stamps, bits, tick, word, ids[other])
                if not known:
                    stamps[slot] = tick
                    links[slot] = key


@inline
def renew(notes: Notes, ids: I32, part: Span) -> None:
    """Learn the stretch that was learnt last once more, after it was judged by: its words are unused again."""
    stop = min(part.stop, part.start + MOST)
    for at in range(part.start, stop):
        if ids[at] >= 0:
            notes.unused[ids[at]] = 0
    for at in range(part.start, stop):
        if ids[at] >= 0:
            notes.unused[ids[at]] += 1


@inline
def judge(notes: Notes, side: Side, part: Span, step: Number, within: Span) -> None:
    """Judge words of a stretch by the one that was learnt: ``notes.kinds`` and ``notes.gains``, at their places.

    Parameters
    ----------
    notes : Notes
        In and out.
    side : Side
        The document of the stretch.
    part : Span
        The stretch.
    step : {1, -1}
        The end that words of the other stretch are given from: a word that stands once there and twice here is
        explained once.
    within : Span
        The words that are judged: the stretch, or a part of it.
    """
    ids, kinds, gains, weights = side.ids, notes.kinds, notes.gains, side.weights
    marks, unused, links, stamps, tick = notes.marks, notes.unused, notes.links, notes.stamps, notes.tick[0]
    numbers, bits = notes.numbers, notes.bits[0]
    at = part.start if step == 1 else part.stop - 1
    for _ in range(part.stop - part.start):
        word = ids[at]
        kinds[at] = UNSHARED
        if word >= 0 and marks[word] == tick and unused[word] > 0:
            unused[word] -= 1
            kinds[at] = ALONE
        at += step
    for at in range(max(part.start, within.start - numbers.near), within.stop):
        if kinds[at] == UNSHARED:
            continue
        for other in range(at + 1, min(part.stop, at + numbers.near + 1)):
            if kinds[other] != UNSHARED and (kinds[at] != LINKED or kinds[other] != LINKED):
                _, _, known = _find_link(links, stamps, bits, tick, ids[at], ids[other])
                if known:
                    kinds[at] = LINKED
                    kinds[other] = LINKED
    for at in range(within.start, within.stop):
        weight = weights[at]
        if weight >= WALL:
            gains[at] = -np.float64(WALL)
        elif kinds[at] == UNSHARED:
            gains[at] = numbers.unshared + numbers.unshared_rise * weight
        elif kinds[at] == ALONE:
            gains[at] = numbers.alone + numbers.alone_rise * weight
        else:
            gains[at] = numbers.linked + numbers.linked_rise * weight
