"""How much more a stretch shares with its counterpart than with the rest of that document.

Two texts on one subject share its vocabulary wherever one looks; what was rewritten has its words in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.numbering import number_words
from provenance.kernels.sorting import best_first

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I32, I64, U32, Number, Out, Table

__all__ = ["PART", "measure_contrast"]

#: About so many words of a stretch are looked for at a time, in windows that are longer by a quarter.
PART = 30
#: Weights are added as integers, so that sums do not depend on their order: so many make 1.
_UNIT = 1 << 20


@inline
def _shared(ids: I32, units: I64, size: Number, counts: I32, shared: I64) -> None:
    """Sum, for the window of ``size`` words that ends with each word of a document, the weights of what it holds."""
    total = np.int64(0)
    for at in range(len(ids)):
        one = ids[at]
        if one >= 0 and units[one] > 0:
            if counts[one] == 0:
                total += units[one]
            counts[one] += 1
        if at >= size:
            gone = ids[at - size]
            if gone >= 0 and units[gone] > 0:
                counts[gone] -= 1
                if counts[gone] == 0:
                    total -= units[gone]
        shared[at] = total
    for at in range(max(0, len(ids) - size), len(ids)):
        if ids[at] >= 0:
            counts[ids[at]] = 0


@inline
def _contrast(stems: U32, weights: F32, start: Number, stop: Number, other: I64, document: I64) -> float:
    """Return the contrast of one side, ``start`` to ``stop``, with the other side of another document."""
    size = 16
    while size < 2 * (stop - start):
        size *= 2
    keys, values = np.empty(size, np.uint32), np.empty(size, np.int32)
    ids = np.empty(stop - start, np.int32)
    others = np.empty(document[1] - document[0], np.int32)
    count = number_words(stems[document[0] : document[1]], stems[start:stop], keys, values, others, ids)
    units, counts = np.zeros(count, np.int64), np.zeros(count, np.int32)
    shared = np.empty(len(others), np.int64)
    mask = np.uint32(len(weights) - 1)
    parts = max(1, (len(ids) + PART // 2) // PART)
    found = np.empty(parts)
    for part in range(parts):
        weight = np.int64(0)
        first, last = len(ids) * part // parts, len(ids) * (part + 1) // parts
        for at in range(first, last):
            if units[ids[at]] == 0:
                units[ids[at]] = np.int64(weights[stems[start + at] & mask] * _UNIT)
                weight += units[ids[at]]
        window = last - first + (last - first) // 4
        _shared(others, units, window, counts, shared)
        place, best, second = np.int64(-1), np.int64(-1), np.int64(0)
        for at in range(other[0] - document[0], other[1] - document[0]):
            if shared[at] > best:
                place, best = np.int64(at), shared[at]
        for at in range(window - 1, len(others)):
            if abs(at - place) >= window:
                second = max(second, shared[at])
        found[part] = (best - second) / weight if weight > 0 else 0.0
        for at in range(first, last):
            units[ids[at]] = 0
    order = best_first(found)
    return (found[order[(parts - 1) // 2]] + found[order[parts // 2]]) / 2.0


@kernel
def measure_contrast(stems: U32, weights: F32, spans: Table[I64], documents: Table[I64], out: Out[F64]) -> None:
    """Measure how much more the parts of passages share with their counterparts than with the rest of the document.

    Parameters
    ----------
    stems : uint32 [tokens]
        The stems of all documents.
    weights : float32 [2**k]
        The weight of each stem, by its lowest bits.
    spans : int64 [passages, 4]
        Of each side its start and stop, in words of the collection.
    documents : int64 [passages, 4]
        Of each side where its document begins and ends.
    out : float64 [passages]
        Filled, -1 to 1. A side is parted into pieces of about 30 words. Of the weight of the distinct stems of a piece,
        a window of the other document that ends in the other side has some at most, and one that does not touch that
        window has some at most: the difference is the contrast of the piece. That of the side is the median over its
        pieces, so that one that both have word for word does not speak for all, and that of the passage is the
        smaller of both. Where a document has no room for a second window there is nothing to compare
        with, and what is shared is all contrast.
    """
    for passage in range(len(spans)):
        span, document = spans[passage], documents[passage]
        one = _contrast(stems, weights, span[0], span[1], span[2:4], document[2:4])
        other = _contrast(stems, weights, span[2], span[3], span[0:2], document[0:2])
        out[passage] = min(one, other)
