"""Arrays of numbers to columns of Arrow and back, without a copy where that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["array_of", "column_of", "flattened", "list_offsets", "lists_of", "numbers_of", "rows_of"]


def column_of(values: NDArray[Any]) -> pa.Array[Any]:
    """Return an array of numbers as one of Arrow's."""
    import pyarrow as pa

    values = np.ascontiguousarray(values)
    if values.dtype == np.bool_:
        truths: pa.Array[Any] = cast("Any", column_of(values.view(np.uint8))).cast(pa.bool_())
        return truths
    buffers: list[Any] = [None, pa.py_buffer(cast("Any", values))]
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), buffers)


def lists_of(offsets: NDArray[np.int64], values: NDArray[Any]) -> pa.Array[Any]:
    """Return a column of lists: list i has the values from ``offsets[i]`` to ``offsets[i + 1]``."""
    import pyarrow as pa

    made: pa.Array[Any] = cast("Any", pa.LargeListArray).from_arrays(column_of(offsets), column_of(values))
    return made


def array_of(column: pa.Array[Any]) -> NDArray[Any]:
    """Return a column of numbers or truth values without nulls as an array, which may be the same memory.

    ``to_numpy`` would do, but it imports pandas where that is installed, and that takes a second.
    """
    import pyarrow as pa

    if column.type == pa.bool_():
        return np.from_dlpack(cast("Any", column.cast(pa.uint8()))).view(np.bool_)
    return np.from_dlpack(cast("Any", column))


def numbers_of(batch: pa.RecordBatch, name: str) -> NDArray[Any]:
    """Return a column of numbers as an array that may be written to."""
    return array_of(batch.column(name)).copy()


def flattened(batch: pa.RecordBatch, name: str) -> NDArray[Any]:
    """Return the values of all lists of a column, one after the other, as an array that may be written to."""
    return array_of(cast("Any", batch.column(name)).flatten()).copy()


def list_offsets(batch: pa.RecordBatch, name: str) -> NDArray[np.int64]:
    """Return where each list of a column begins among the flattened values."""
    offsets = array_of(cast("Any", batch.column(name)).offsets)
    return np.asarray(offsets - offsets[0], np.int64)


def rows_of(batch: pa.RecordBatch, rows: NDArray[np.integer[Any]]) -> pa.RecordBatch:
    """Return some rows of a batch, in this order."""
    taken: pa.RecordBatch = cast("Any", batch).take(column_of(rows))
    return taken
