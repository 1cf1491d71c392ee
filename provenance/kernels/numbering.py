"""Small numbers for the words of two documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import I32, U32, Number

__all__ = ["number_words", "slot_of"]


@inline
def slot_of(keys: U32, values: I32, key: Number) -> Number:
    """Return the slot of a key in an open-addressing table, or the free slot (value -1) for it."""
    mask = np.uint32(len(keys) - 1)
    slot = np.uint32(key * np.uint32(0x9E3779B1)) & mask
    while values[slot] >= 0 and keys[slot] != key:
        slot = np.uint32(slot + np.uint32(1)) & mask
    return slot


@inline
def number_words(left: U32, right: U32, keys: U32, values: I32, left_ids: I32, right_ids: I32) -> Number:
    """Give the distinct stems of the right document numbers, the left one's the same numbers or -1; return how many."""
    values[:] = -1
    count = 0
    for at in range(len(right)):
        slot = slot_of(keys, values, right[at])
        if values[slot] < 0:
            keys[slot] = right[at]
            values[slot] = count
            count += 1
        right_ids[at] = values[slot]
    for at in range(len(left)):
        left_ids[at] = values[slot_of(keys, values, left[at])]
    return count
