"""Record batches on their way between processes, in columns that every engine has: no unsigned numbers, no lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa

from provenance.model.arrow import array_of, column_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = [
    "as_texts",
    "begins_of",
    "blobs_of",
    "bytes_of",
    "cut_at_keys",
    "integers",
    "joined",
    "long_of",
    "one_batch",
    "starts_of",
]


def bytes_of(offsets: NDArray[np.int64], values: NDArray[Any]) -> pa.Array[Any]:
    """Return a column of bytes: row i holds the values ``offsets[i]`` to ``offsets[i + 1]`` of an array."""
    values = np.ascontiguousarray(values)
    places = np.ascontiguousarray(offsets, np.int64) * values.dtype.itemsize
    buffers: list[Any] = [None, pa.py_buffer(cast("Any", places)), pa.py_buffer(cast("Any", values))]
    return pa.Array.from_buffers(pa.large_binary(), len(offsets) - 1, buffers)


def blobs_of(batch: pa.RecordBatch, name: str, dtype: Any) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the offsets and the values of a column that `bytes_of` made."""
    column = batch.column(name)
    if not len(column):
        return np.zeros(1, np.int64), np.zeros(0, dtype)
    _, offsets_buffer, data = column.buffers()
    width = np.int64 if column.type == pa.large_binary() else np.int32
    offsets = np.frombuffer(cast("Any", offsets_buffer), width)[column.offset : column.offset + len(column) + 1]
    whole = np.frombuffer(cast("Any", data), np.uint8) if data is not None else np.zeros(0, np.uint8)
    taken = whole[int(offsets[0]) : int(offsets[-1])].copy().view(dtype)
    return (offsets - offsets[0]).astype(np.int64) // np.dtype(dtype).itemsize, taken


def integers(batch: pa.RecordBatch | pa.Table, name: str, dtype: Any = np.int64) -> NDArray[Any]:
    """Return a column of numbers without nulls as a writable array; with another type of the same size, its bits."""
    column = batch.column(name)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    values = array_of(column).copy()
    return values if dtype is None else values.view(dtype)


def long_of(values: NDArray[Any]) -> pa.Array[Any]:
    """Return 64-bit numbers as a column of signed ones."""
    return column_of(np.ascontiguousarray(values).view(np.int64))


def as_texts(column: pa.Array[Any]) -> pa.LargeStringArray:
    """Return a column of strings as the stages take it."""
    return cast("pa.LargeStringArray", column.cast(pa.large_string()))


def one_batch(table: pa.Table) -> pa.RecordBatch:
    """Return all rows of a table as one record batch."""
    whole = table.combine_chunks()
    empty = [pa.array([], field.type) for field in table.schema]
    return whole.to_batches()[0] if len(whole) else pa.RecordBatch.from_arrays(empty, names=table.column_names)


def begins_of(keys: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which rows begin a key, of sorted keys; at least one row."""
    return np.concatenate([[True], keys[1:] != keys[:-1]])


def starts_of(sizes: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Return where each of some lists begins that stand one after the other, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def cut_at_keys(batches: Iterable[pa.RecordBatch], name: str, rows: int) -> Iterator[pa.RecordBatch]:
    """Cut sorted batches anew, so that all rows of a key are in one batch.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Sorted by the key.
    name : str
        The column of keys, signed 64-bit numbers.
    rows : int
        A batch has about so many rows; more, if a key has.

    Yields
    ------
    pyarrow.RecordBatch
        At least one row each.
    """
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        held.append(batch)
        count += batch.num_rows
        if count < rows:
            continue
        whole = joined(held)
        keys = integers(whole, name)
        # The last key may go on in the next batch.
        end = int(np.searchsorted(keys, keys[-1]))
        if end:
            yield whole.slice(0, end)
        held = [whole.slice(end)]
        count = whole.num_rows - end
    if count:
        yield joined(held)


def joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Return the rows of batches, at least one, in one batch."""
    if len(batches) == 1:
        return batches[0]
    whole: pa.RecordBatch = cast("Any", pa).concat_batches(batches)
    return whole
