"""Access to the bytes of Arrow arrays of strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["BATCH_BYTES", "digests", "split_batches", "strings", "take", "utf8_buffers"]

#: Bytes of UTF-8 in a batch: enough to amortise a call, few enough to stay in the cache.
BATCH_BYTES = 1 << 18


def utf8_buffers(texts: pa.LargeStringArray) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the UTF-8 bytes of an array and where each text begins, without a copy.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Without nulls.

    Returns
    -------
    data : numpy.ndarray, shape=(bytes,), uint8
    offsets : numpy.ndarray, shape=(texts + 1,), int64
    """
    _, offsets_buffer, data_buffer = texts.buffers()
    if offsets_buffer is None or not len(texts):
        data, offsets = np.zeros(0, np.uint8), np.zeros(len(texts) + 1, np.int64)
    else:
        offsets = np.frombuffer(memoryview(offsets_buffer), np.int64)[texts.offset : texts.offset + len(texts) + 1]
        data = np.frombuffer(memoryview(data_buffer or b""), np.uint8)
    # Kernels are compiled for one type of array; a writable array would be a second type.
    for array in (data, offsets):
        array.flags.writeable = False
    return data, offsets


def strings(texts: pa.LargeStringArray) -> list[str]:
    """Return the texts of an array without nulls."""
    return cast("list[str]", texts.to_pylist())


def split_batches(texts: pa.LargeStringArray, size: int = BATCH_BYTES) -> list[pa.LargeStringArray]:
    """Cut an array of texts into batches of about ``size`` bytes, without a copy."""
    _, offsets = utf8_buffers(texts)
    batches = []
    start = 0
    while start < len(texts):
        stop = max(start + 1, int(np.searchsorted(offsets, offsets[start] + size, "right")) - 1)
        batches.append(texts.slice(start, stop - start))
        start = stop
    return batches


def digests(texts: pa.LargeStringArray) -> NDArray[np.uint64]:
    """Return the XXH64 of each text's UTF-8, shape=(texts,)."""
    from provenance.kernels.digests import slice_digests

    data, offsets = utf8_buffers(texts)
    found = np.empty(len(texts), np.uint64)
    slice_digests(data, offsets, found)
    return found


def take(texts: pa.LargeStringArray, which: NDArray[np.int64]) -> pa.LargeStringArray:
    """Return a copy of the texts with these numbers, in this order.

    ``texts.take`` is not used: it loads pyarrow's compute functions, which takes a tenth of a second.
    """
    import pyarrow as pa

    from provenance.kernels.digests import copy_slices

    data, offsets = utf8_buffers(texts)
    starts, stops = offsets[which], offsets[which + 1]
    taken = np.zeros(len(which) + 1, np.int64)
    np.cumsum(stops - starts, out=taken[1:])
    copied = np.empty(int(taken[-1]), np.uint8)
    copy_slices(data, starts, stops, copied)
    buffers: list[Any] = [None, *(pa.py_buffer(cast("Any", array)) for array in (taken, copied))]
    return cast("pa.LargeStringArray", pa.Array.from_buffers(pa.large_string(), len(which), buffers))
