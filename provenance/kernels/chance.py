"""How surprising it is that two documents share a run of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import F64, I64, U16, U32, Number

__all__ = ["count_words", "surprises"]


@inline
def _slot(first: Number, second: Number, mask: Number) -> Number:
    h = (np.uint64(first) << np.uint64(32)) | np.uint64(second)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return np.int64((h ^ (h >> np.uint64(29))) & np.uint64(mask))


@kernel
def count_words(numbers: U32, words: U32, neighbours: U16) -> None:
    """Count words, and pairs of neighbours.

    Parameters
    ----------
    numbers : uint32 [tokens]
        The words of all documents.
    words : uint32 [2**j]
        In and out: by the lowest bits of a word.
    neighbours : uint16 [2**k]
        In and out: by bits of a hash of two words; a count stays at its greatest value.
    """
    few = np.uint32(len(words) - 1)
    mask = len(neighbours) - 1
    for at in range(len(numbers)):
        words[numbers[at] & few] += np.uint32(1)
        if at + 1 < len(numbers):
            slot = _slot(numbers[at], numbers[at + 1], mask)
            if neighbours[slot] < 65535:
                neighbours[slot] += np.uint16(1)


@kernel
def surprises(numbers: U32, words: U32, neighbours: U16, first: I64, last: I64, found: F64) -> None:
    """Take the surprise of runs of words that two documents share, in nats.

    The first word surprises by how rare it is, each further one by how seldom it follows the one before it: counted
    over all documents but without the two places where the run stands, with one word drawn at random added, so that
    what never stood together surprises as much as the word alone.

    Parameters
    ----------
    numbers : uint32 [tokens]
    words, neighbours
        As `count_words` fills them.
    first, last : int64 [runs]
        The places of the runs, half-open.
    found : float64 [runs]
        Out.
    """
    few = np.uint32(len(words) - 1)
    mask = len(neighbours) - 1
    total = np.float64(max(1, len(numbers)))
    for run in range(len(first)):
        nats = 0.0
        for at in range(first[run], last[run]):
            alone = max(0.5, np.float64(words[numbers[at] & few]) - 2.0) / total
            if at == first[run]:
                nats -= np.log(alone)
                continue
            before = max(0.0, np.float64(words[numbers[at - 1] & few]) - 2.0)
            both = max(0.0, np.float64(neighbours[_slot(numbers[at - 1], numbers[at], mask)]) - 2.0)
            nats -= np.log(min(1.0, (both + alone) / (before + 1.0)))
        found[run] = nats
