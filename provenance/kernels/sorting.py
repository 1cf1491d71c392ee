"""Sorting that compiles fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import F64, I32

__all__ = ["best_first"]


@inline
def best_first(scores: F64) -> I32:
    """Return the order of falling scores, equal ones as they stand; numba's sort compiles for seconds."""
    count = len(scores)
    order = np.empty(count, np.int32)
    other = np.empty(count, np.int32)
    for i in range(count):
        order[i] = i
    width = 1
    while width < count:
        for start in range(0, count, 2 * width):
            middle = min(start + width, count)
            stop = min(start + 2 * width, count)
            a, b = start, middle
            for at in range(start, stop):
                if a < middle and (b >= stop or scores[order[a]] >= scores[order[b]]):
                    other[at] = order[a]
                    a += 1
                else:
                    other[at] = order[b]
                    b += 1
        order, other = other, order
        width *= 2
    return order
