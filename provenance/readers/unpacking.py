"""Refuses compressed files that unpack to far more than their size."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from provenance.errors import InputError
from provenance.readers.limits import MORE_MEMORY, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from pyarrow import parquet as pq

    from provenance.readers.limits import Limits

__all__ = ["RATIO", "UNPACK_ELSEWHERE", "Unpacked", "parquet_batches"]

#: The greatest ratio of unpacked to packed size; real texts have ratios of three to twenty.
RATIO = 256
#: Rows of a table that are unpacked at a time, for one value may stand for each of them; and where a column is packed
#: more than so many times.
_STEP, _STEP_PACKED, _PACKED = 64, 4, 32
_CHUNK = 1 << 16
UNPACK_ELSEWHERE = "unpack it with another program, if it is to be trusted."


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
    free : int
        How many bytes any file may unpack to, whatever its size.
    """

    def __init__(self, raw: BinaryIO, stream: pa.CompressedInputStream, path: Path, free: int) -> None:
        super().__init__()
        self._raw, self._stream, self._path, self._free = raw, stream, path, free
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
        if self._bytes > max(self._free, RATIO * self._raw.tell()):
            raise InputError(
                f"unpacks to more than {RATIO} times its size{self._where()}.", path=self._path, hint=UNPACK_ELSEWHERE
            )
        self._lines += bytes(memoryview(room)[:count]).count(b"\n")
        return count

    def _where(self) -> str:
        return f", after line {self._lines:,}"


def parquet_batches(
    file: pq.ParquetFile,
    path: Path,
    rows: int,
    limits: Limits,
    columns: Sequence[str] | None = None,
    cuts: list[int] | None = None,
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
    limits : Limits
        What a row, a batch, and a small file may unpack to.
    columns : sequence of str, optional
        The columns to read; by default all.
    cuts : list of int, optional
        Input and output: the rows of each batch. If it is empty, it is filled; otherwise batches are cut accordingly.

    Raises
    ------
    InputError
        If the file unpacks to more than `RATIO` times its size, or a row to more than the limit of a record; the error
        names the row.
    """
    allowed = max(limits.table, RATIO * path.stat().st_size)
    ratio, entries = _check_sizes(file, path, allowed, columns)
    # Each row of a step may be the whole dictionary.
    many = max(1, min(_STEP_PACKED if ratio > _PACKED else _STEP, limits.batch // max(1, entries)))
    known = iter(list(cuts)) if cuts else None
    found: list[int] = []
    wanted = next(known, 0) if known is not None else rows
    waiting: list[pa.RecordBatch] = []
    held = size = total = number = 0
    for step in file.iter_batches(batch_size=many, columns=None if columns is None else list(columns)):
        bytes_ = _unpacked_size(step)
        total += bytes_
        if total > allowed:
            raise InputError(
                f"row {number + 1}: unpacks to more than {RATIO} times its size.", path=path, hint=UNPACK_ELSEWHERE
            )
        if bytes_ > limits.record:
            _check_rows(step, number, path, limits.record)
        number += len(step)
        while len(step):
            part = step.slice(0, wanted - held)
            waiting.append(part)
            held, size, step = held + len(part), size + bytes_, step.slice(len(part))
            if held == wanted or (known is None and size > limits.batch):
                yield _joined(waiting)
                found.append(held)
                waiting, held, size = [], 0, 0
                wanted = next(known, rows) if known is not None else rows
    if held:
        yield _joined(waiting)
        found.append(held)
    if cuts is not None:
        cuts[:] = found


def _check_rows(step: pa.RecordBatch, number: int, path: Path, most: int) -> None:
    for row in range(len(step)):
        if _unpacked_size(step.slice(row, 1)) > most:
            raise InputError(
                f"row {number + row + 1}: the row is larger than {size_of(most)}.", path=path, hint=MORE_MEMORY
            )


def _check_sizes(file: pq.ParquetFile, path: Path, allowed: int, columns: Sequence[str] | None) -> tuple[float, int]:
    """Check the sizes that the file states before unpacking.

    Returns
    -------
    ratio : float
        The greatest compression ratio of a column.
    dictionary : int
        The bytes of the largest dictionary; 0 where there is none.
    """
    most, dictionary = 1.0, 0
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
                    hint=UNPACK_ELSEWHERE,
                )
            if chunk.has_dictionary_page:
                dictionary = max(dictionary, _dictionary_size(path, chunk))
    return most, dictionary


def _dictionary_size(path: Path, chunk: pq.ColumnChunkMetaData) -> int:
    """Return the unpacked size of a column's dictionary, as its page says; else that of the whole column.

    A page begins with a struct of Thrift's compact protocol; its first two fields are its type and this size, both
    integers in zigzag (https://github.com/apache/parquet-format, PageHeader). A size that is wrong is an error of
    pyarrow when the page is unpacked.
    """
    with path.open("rb") as stream:
        stream.seek(chunk.dictionary_page_offset or 0)
        head = stream.read(16)
    kind_and_tag, integer, dictionary_page = head[:2], 0x15, 4
    if kind_and_tag != bytes([integer, dictionary_page]) or head[2:3] != bytes([integer]):
        return int(chunk.total_uncompressed_size)
    size = 0
    for place, byte in enumerate(head[3:8]):
        size |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return size >> 1


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
