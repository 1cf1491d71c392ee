"""Documents as rows of an index, rows as documents, and digests of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa

from provenance.index.store import query
from provenance.model.arrow import array_of, column_of
from provenance.model.documents import DOCUMENT_SCHEMA, Documents

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["blobs_of", "bytes_of", "document_digests", "read_documents", "row_digests"]

_COLUMNS = ", ".join(DOCUMENT_SCHEMA.names)


def row_digests(table: pa.Table) -> NDArray[np.uint64]:
    """Return a digest of each row of numbers, texts and blobs, shape=(rows,), uint64.

    It is the XXH64 of the numbers of the row, of the XXH64 of its texts and blobs, and of which are null.
    """
    from provenance.kernels.digests import slice_digests

    nulls = np.zeros(len(table), np.uint64)
    parts = []
    for name in table.column_names:
        column = pa.concat_arrays([*table.column(name).chunks, pa.array([], table.schema.field(name).type)])
        parts.append(_parts_of(column))
        nulls <<= np.uint64(1)
        if column.null_count:
            nulls |= array_of(column.is_null()).astype(np.uint64)
    rows = np.ascontiguousarray(np.column_stack([*parts, nulls]))
    digests = np.empty(len(table), np.uint64)
    slice_digests(rows.view(np.uint8).ravel(), np.arange(len(table) + 1) * rows.shape[1] * rows.itemsize, digests)
    return digests


def _parts_of(column: pa.Array[Any]) -> NDArray[np.uint64]:
    """Return a number for each value of a column: itself, or the digest of its bytes."""
    if pa.types.is_integer(column.type):
        return array_of(column).astype(np.uint64)
    from provenance.kernels.digests import slice_digests

    data, offsets = bytes_of(column)
    digests = np.empty(len(column), np.uint64)
    slice_digests(np.frombuffer(data, np.uint8), offsets, digests)
    return digests


def document_digests(documents: Documents) -> NDArray[np.uint64]:
    """Return a digest of each document: its id, its text and all that is known of it."""
    return row_digests(documents.table.select(DOCUMENT_SCHEMA.names))


def read_documents(connection: Any, numbers: NDArray[np.int64]) -> Documents:
    """Return the documents of these numbers, which rise."""
    found = query(
        connection,
        f"SELECT {_COLUMNS} FROM documents JOIN wanted USING (number) ORDER BY number",  # noqa: S608 - names of ours
        wanted=pa.table({"number": column_of(numbers)}),
    )
    return Documents(found.cast(DOCUMENT_SCHEMA))


def blobs_of(values: NDArray[Any], offsets: NDArray[np.int64]) -> pa.Array[Any]:
    """Return a column of blobs: the bytes of the values from each offset to the next."""
    data = pa.py_buffer(values.tobytes())
    borders = (offsets * values.dtype.itemsize).astype(np.int64)
    return pa.Array.from_buffers(pa.large_binary(), len(offsets) - 1, [None, pa.py_buffer(borders.tobytes()), data])


def bytes_of(column: pa.Array[Any]) -> tuple[bytes, NDArray[np.int64]]:
    """Return the bytes of blobs, one after the other, and where each begins."""
    values = column.cast(pa.large_binary())
    if not len(values):
        return b"", np.zeros(1, np.int64)
    _, borders, data = values.buffers()
    offsets = np.frombuffer(cast("Any", borders), np.int64)[values.offset : values.offset + len(values) + 1]
    whole = b"" if data is None else data[int(offsets[0]) : int(offsets[-1])].to_pybytes()
    return whole, offsets - offsets[0]
