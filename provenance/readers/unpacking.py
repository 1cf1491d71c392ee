"""Refuses compressed files that unpack to far more than their size."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from pyarrow import parquet as pq

__all__ = ["Unpacked", "parquet_batches"]

#: The greatest ratio of unpacked to packed size; real texts have ratios of three to twenty.
RATIO = 256
#: Bytes that any file of lines, or any table, may unpack to, whatever its size.
FREE_LINES = 8 << 20
FREE_TABLE = 64 << 20
#: Rows of a table that are unpacked at a time, for one value may stand for each of them; and where a column is packed
#: more than so many times.
_STEP, _STEP_PACKED, _PACKED = 64, 4, 32
#: The most bytes of a batch, except for its last step.
_BATCH = 32 << 20
_CHUNK = 1 << 16
_HINT = "unpack it with another program, if it is to be trusted."


class Unpacked(io.RawIOBase):
    """A compressed stream that raises an error if it unpacks to more than `RATIO` times the bytes read.

    Parameters
    ----------
    raw : BinaryIO
        The compressed stream.
    stream : pyarrow.CompressedInputStream
        The stream that unpacks it.
    path : pathlib.Path
        The file, for the message.
    """

    def __init__(self, raw: BinaryIO, stream: pa.CompressedInputStream, path: Path) -> None:
        super().__init__()
        self._raw, self._stream, self._path = raw, stream, path
        self._bytes = self._lines = 0

    def readable(self) -> bool:
        """Return True: the stream can be read."""
        return True

    def readinto(self, room: Any) -> int:
        """Unpack into a buffer.

        Raises
        ------
        InputError
            If the limit is exceeded; the error names the line.
        """
        # Read in small steps, so that data before a broken part is not lost.
        count = int(self._stream.readinto(memoryview(room)[:_CHUNK]))
        self._bytes += count
        if self._bytes > max(FREE_LINES, RATIO * self._raw.tell()):
            raise InputError(
                f"unpacks to more than {RATIO} times its size{self._where()}.", path=self._path, hint=_HINT
            )
        self._lines += bytes(memoryview(room)[:count]).count(b"\n")
        return count

    def _where(self) -> str:
        return f", after line {self._lines:,}"


def parquet_batches(
    file: pq.ParquetFile, path: Path, rows: int, columns: Sequence[str] | None = None, cuts: list[int] | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a Parquet file in batches, as long as they do not exceed the limit of `RATIO`.

    A value that is stored once may be repeated in all rows, so batches are limited by bytes, too.

    Parameters
    ----------
    file : pyarrow.parquet.ParquetFile
        The file.
    path : pathlib.Path
        Its path, for messages.
    rows : int
        The most rows in a batch.
    columns : sequence of str, optional
        The columns to read; by default all.
    cuts : list of int, optional
        Input and output: the rows of each batch. If it is empty, it is filled; otherwise batches are cut accordingly.

    Raises
    ------
    InputError
        If the file unpacks to more than `RATIO` times its size; the error names the row.
    """
    allowed = max(FREE_TABLE, RATIO * path.stat().st_size)
    many = _STEP_PACKED if _check_sizes(file, path, allowed, columns) > _PACKED else _STEP
    known = iter(list(cuts)) if cuts else None
    found: list[int] = []
    wanted = next(known, 0) if known is not None else rows
    waiting: list[pa.RecordBatch] = []
    held = size = total = number = 0
    for step in file.iter_batches(batch_size=many, columns=None if columns is None else list(columns)):
        bytes_ = _unpacked_size(step)
        total += bytes_
        if total > allowed:
            raise InputError(f"row {number + 1}: unpacks to more than {RATIO} times its size.", path=path, hint=_HINT)
        number += len(step)
        while len(step):
            part = step.slice(0, wanted - held)
            waiting.append(part)
            held, size, step = held + len(part), size + bytes_, step.slice(len(part))
            if held == wanted or (known is None and size > _BATCH):
                yield _joined(waiting)
                found.append(held)
                waiting, held, size = [], 0, 0
                wanted = next(known, rows) if known is not None else rows
    if held:
        yield _joined(waiting)
        found.append(held)
    if cuts is not None:
        cuts[:] = found


def _check_sizes(file: pq.ParquetFile, path: Path, allowed: int, columns: Sequence[str] | None) -> float:
    """Check the sizes that the file states before unpacking; return the greatest compression ratio of a column."""
    most = 1.0
    for group in range(file.metadata.num_row_groups):
        about = file.metadata.row_group(group)
        for place in range(about.num_columns):
            chunk = about.column(place)
            if columns is not None and chunk.path_in_schema.split(".", 1)[0] not in columns:
                continue
            most = max(most, chunk.total_uncompressed_size / max(1, chunk.total_compressed_size))
            if chunk.total_uncompressed_size > allowed:
                raise InputError(
                    f"row group {group + 1}: the column {chunk.path_in_schema!r} unpacks to more than {RATIO} times "
                    "the size of the file.",
                    path=path,
                    hint=_HINT,
                )
    return most


def _unpacked_size(batch: pa.RecordBatch) -> int:
    size = 0
    for column in batch.columns:
        if not pa.types.is_dictionary(column.type):
            size += column.nbytes
            continue
        import pyarrow.compute as pc

        found: Any = column
        size += found.indices.nbytes
        if found.dictionary.type in (pa.string(), pa.large_string(), pa.binary(), pa.large_binary()):
            lengths = pc.take(pc.binary_length(found.dictionary), found.indices)
            size += pc.sum(lengths).as_py() or 0
    return size


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    return pa.Table.from_batches(batches).combine_chunks().to_batches()[0]
