"""The bytes beneath an Arrow array of strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["split_batches", "strings", "utf8_buffers"]


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
    # Kernels are compiled for one type of array: a view that can be written to would be a second one.
    for array in (data, offsets):
        array.flags.writeable = False
    return data, offsets


def strings(texts: pa.LargeStringArray) -> list[str]:
    """Return the texts of an array without nulls."""
    return cast("list[str]", texts.to_pylist())


def split_batches(texts: pa.LargeStringArray, size: int) -> list[pa.LargeStringArray]:
    """Cut an array of texts into batches of about ``size`` bytes, without a copy."""
    _, offsets = utf8_buffers(texts)
    batches = []
    start = 0
    while start < len(texts):
        stop = max(start + 1, int(np.searchsorted(offsets, offsets[start] + size, "right")) - 1)
        batches.append(texts.slice(start, stop - start))
        start = stop
    return batches
