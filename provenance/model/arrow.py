"""Conversion of NumPy arrays to Arrow columns and back, without a copy where possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = [
    "array_of",
    "batch_of",
    "column_of",
    "flattened",
    "languages_of",
    "list_offsets",
    "lists_of",
    "numbers_of",
    "rows_of",
]


def column_of(values: NDArray[Any]) -> pa.Array[Any]:
    """Return a NumPy array as an Arrow array."""
    import pyarrow as pa

    values = np.ascontiguousarray(values)
    if values.dtype == np.bool_:
        truths: pa.Array[Any] = cast("Any", column_of(values.view(np.uint8))).cast(pa.bool_())
        return truths
    buffers: list[Any] = [None, pa.py_buffer(cast("Any", values))]
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), buffers)


def batch_of(**columns: NDArray[Any] | pa.Array[Any]) -> pa.RecordBatch:
    """Return a record batch of arrays of one length, in the order in which they are given."""
    import pyarrow as pa

    made = [column_of(values) if isinstance(values, np.ndarray) else values for values in columns.values()]
    return pa.RecordBatch.from_arrays(made, names=list(columns))


def lists_of(offsets: NDArray[np.int64], values: NDArray[Any]) -> pa.Array[Any]:
    """Return a list column: list i has the values ``offsets[i]`` to ``offsets[i + 1]``."""
    import pyarrow as pa

    made: pa.Array[Any] = cast("Any", pa.LargeListArray).from_arrays(column_of(offsets), column_of(values))
    return made


def array_of(column: pa.Array[Any]) -> NDArray[Any]:
    """Return a column of numbers or booleans without nulls as an array, which may share its memory.

    ``to_numpy`` would work, but it imports pandas if installed, which takes a second.
    """
    import pyarrow as pa

    if column.type == pa.bool_():
        return np.from_dlpack(cast("Any", column.cast(pa.uint8()))).view(np.bool_)
    return np.from_dlpack(cast("Any", column))


def numbers_of(batch: pa.RecordBatch, name: str) -> NDArray[Any]:
    """Return a column of numbers as a writable array."""
    return array_of(batch.column(name)).copy()


def languages_of(batch: pa.RecordBatch) -> pa.Array[Any]:
    """Return the column language of documents; nulls if there is none."""
    if "language" in batch.schema.names:
        return batch.column("language")
    import pyarrow as pa

    nulls: pa.Array[Any] = pa.nulls(batch.num_rows, pa.large_string())
    return nulls


def flattened(batch: pa.RecordBatch, name: str) -> NDArray[Any]:
    """Return the concatenated values of a list column as a writable array."""
    return array_of(cast("Any", batch.column(name)).flatten()).copy()


def list_offsets(batch: pa.RecordBatch, name: str) -> NDArray[np.int64]:
    """Return the offsets of a list column into its flattened values."""
    offsets = array_of(cast("Any", batch.column(name)).offsets)
    return np.asarray(offsets - offsets[0], np.int64)


def rows_of(batch: pa.RecordBatch, rows: NDArray[np.integer[Any]]) -> pa.RecordBatch:
    """Return the given rows of a batch, in the given order."""
    taken: pa.RecordBatch = cast("Any", batch).take(column_of(rows))
    return taken
