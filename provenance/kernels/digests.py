"""Digests of texts, and texts put into another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import kernel
from provenance.kernels.load import load64, store64
from provenance.kernels.xxhash import xxh64

if TYPE_CHECKING:
    from provenance.kernels.types import I64, U8, U64, Out

__all__ = ["copy_slices", "slice_digests"]


@kernel
def slice_digests(data: U8, offsets: I64, digests: Out[U64]) -> None:
    """Compute the XXH64 of slices.

    Parameters
    ----------
    data : uint8 [bytes]
    offsets : int64 [slices + 1]
        Where each slice begins; it ends where the next one begins.
    digests : uint64 [slices]
        Out.
    """
    for at in range(len(digests)):
        digests[at] = xxh64(data, offsets[at], offsets[at + 1])


@kernel
def copy_slices(data: U8, starts: I64, stops: I64, out: Out[U8]) -> None:
    """Copy slices, one after the other.

    Parameters
    ----------
    data : uint8 [bytes]
    starts, stops : int64 [slices]
        Each slice, half-open.
    out : uint8 [bytes of all slices]
        Out.
    """
    at = np.int64(0)
    for which in range(len(starts)):
        place, stop = starts[which], stops[which]
        while place + 8 <= stop:
            store64(out, at, load64(data, place))
            place += 8
            at += 8
        while place < stop:
            out[at] = data[place]
            place += 1
            at += 1
