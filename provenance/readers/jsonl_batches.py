"""Reads JSON Lines in blocks for deduplication, and copies the kept lines unchanged."""

from __future__ import annotations

import codecs
import functools
import json
import os
import threading
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa

from provenance.errors import InputError
from provenance.readers.jsonl import open_lines, parse_line
from provenance.readers.limits import MORE_MEMORY, limits_of, size_of
from provenance.readers.line_ends import first_line_end, last_line_end, whole_lines
from provenance.readers.place import Place
from provenance.readers.rows import bare
from provenance.readers.same_file import SameFile
from provenance.readers.text_batch import Ids, TextBatch, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from provenance.model.options import ReadOptions
    from provenance.readers.text_batch import Kept

__all__ = ["JsonlSource"]

#: Bytes that are read at a time.
_BLOCK = 4 << 20
#: Bytes that are written at a time: few enough to stay in the CPU cache.
_PIECE = 1 << 20
_SLACK = 64
_LINE_FEED = 10


class JsonlSource:
    """The documents of one file of JSON Lines, plain or compressed: a `RowSource`.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    options : ReadOptions
        Which keys hold what.
    facts : dict of str to str
        Values from names of folders; they are added to the output as keys, unless a line has them.

    Raises
    ------
    InputError
        If the file cannot be read.
    """

    def __init__(self, path: Path, options: ReadOptions, facts: dict[str, str] | None = None) -> None:
        self.path = path
        self.facts = facts or {}
        self.name = str(path)
        self.options = options
        self.size = path.stat().st_size
        self._limits = limits_of(options)
        self._same = SameFile(path)
        self._local = threading.local()
        self._free: list[NDArray[np.uint8]] = []

    def batches(self, columns: Sequence[str]) -> Iterator[Work]:
        """Yield the blocks of the file, cut at line ends."""
        for buffer, size in self._blocks():
            yield self._work(buffer, size, columns)

    def _work(self, buffer: NDArray[np.uint8], size: int, columns: Sequence[str]) -> Work:
        def digest() -> bytes:
            import xxhash

            return xxhash.xxh3_128_digest(buffer.data[:size])

        def make() -> TextBatch:
            batch = self._batch(buffer, size, columns)
            self._free.append(buffer)
            return batch

        return Work(size, digest, make)

    def fault(self, row: int, error: InputError) -> InputError:
        """Return an error that names the line."""
        return Place(self.path, row + 1).error(error.message, hint=error.hint)

    def texts(self, keep: Iterable[Kept]) -> Iterator[pa.LargeStringArray]:
        """Yield the texts of the lines to keep."""
        for lines in whole_lines(self._lines(keep), _BLOCK):
            buffer = self._buffer(len(lines))
            buffer[: len(lines)] = np.frombuffer(lines, np.uint8)
            yield self._batch(buffer, len(lines), ()).texts
            self._free.append(buffer)

    def lines(self, keep: Iterable[Kept]) -> Iterator[bytes | memoryview]:
        """Yield the lines to keep unchanged; a last line without a line feed gets one."""
        if not self.facts:
            yield from self._lines(keep)
            return
        for lines in whole_lines(self._lines(keep), _BLOCK):
            yield b"".join(_with_facts(line, self.facts) for line in lines.splitlines(keepends=True))

    def _lines(self, keep: Iterable[Kept]) -> Iterator[memoryview]:
        piece, unwanted = memoryview(bytearray(_PIECE)), memoryview(bytearray(_PIECE))
        filled = 0
        begun = False
        with self._same.read(), open_lines(self.path, self._limits) as stream:
            for wanted, left in _spans(keep):
                if not wanted and left > _PIECE and begun and stream.seekable():
                    # Read the last byte to check that the file is still as long as before.
                    stream.seek(left - 1, os.SEEK_CUR)
                    left = 1
                while left:
                    room = piece[filled : filled + left] if wanted else unwanted[:left]
                    read, fault = self._read(stream, room)
                    if fault is not None:
                        raise fault
                    if not begun:
                        begun = True
                        _blank_mark(room[:read])
                    if read < len(room):
                        if read + 1 < len(room):
                            raise self._same.changed()
                        room[read] = _LINE_FEED
                    left -= len(room)
                    filled += len(room) if wanted else 0
                    if filled == len(piece):
                        yield piece
                        filled = 0
        yield piece[:filled]

    def schema_of_tables(self) -> pa.Schema:
        """Return the columns that hold the values of the whole file."""
        schema = self._lines_schema()
        for name in self.facts:
            if name not in schema.names:
                schema = schema.append(pa.field(name, pa.string()))
        return schema

    @functools.cache  # noqa: B019 - a source lives as long as its run
    def _lines_schema(self) -> pa.Schema:
        from provenance.readers.jsonl_tables import lines_schema

        def blocks() -> Iterator[bytes]:
            for buffer, size in self._blocks():
                yield buffer[:size].tobytes()
                self._free.append(buffer)

        return lines_schema(blocks, self.path)

    def tables(self, keep: Iterable[Kept]) -> Iterator[pa.Table]:
        """Yield the lines to keep as tables."""
        from provenance.readers.jsonl_tables import lines_table

        schema = self._lines_schema()
        for lines in whole_lines(self._lines(keep), _BLOCK):
            table = lines_table(lines, schema, self.path)
            for name, value in self.facts.items():
                if name not in schema.names:
                    table = table.append_column(name, pa.array([value] * len(table), pa.string()))
            yield table

    def _blocks(self) -> Iterator[tuple[NDArray[np.uint8], int]]:
        """Yield buffers of whole lines, and the number of valid bytes in each."""
        rest, place = b"", 0
        begun = False
        with self._same.read(), open_lines(self.path, self._limits) as stream:
            while True:
                # The same number of bytes each time, so that the blocks of a file are the same; where a line is longer,
                # twice as many, so that it is not copied for each block.
                more = max(_BLOCK, len(rest))
                buffer = self._buffer(len(rest) + more)
                buffer[: len(rest)] = np.frombuffer(rest, np.uint8)
                room = buffer.data[len(rest) : len(rest) + more]
                read, fault = self._read(stream, room)
                size, place = len(rest) + read, place + read
                if not begun:
                    begun = True
                    _blank_mark(room[:read])
                    if not size and fault is None:
                        raise InputError("is empty.", path=self.path)
                if fault is not None:
                    # If errors are skipped, the whole lines before the error are kept.
                    cut = last_line_end(buffer, size)
                    if cut:
                        yield buffer, cut
                    raise fault
                if not read:
                    if size:
                        yield buffer, size
                    return
                cut = last_line_end(buffer, size, len(rest))
                # Only the first line of a block began in the one before and can be longer than the limit.
                if size > self._limits.record and first_line_end(buffer, size, len(rest)) > self._limits.record:
                    fault = InputError(f"the line is longer than {size_of(self._limits.record)}.", hint=MORE_MEMORY)
                    raise self.fault(self._lines_before(place - size), fault)
                rest = buffer[cut:size].tobytes()
                if cut:
                    yield buffer, cut
                else:
                    self._free.append(buffer)

    def _lines_before(self, place: int) -> int:
        """Count the lines before a byte of the unpacked file, for the message of an error."""
        lines = 0
        with open_lines(self.path, self._limits) as stream:
            while place:
                piece = stream.read(min(place, _PIECE))
                lines += piece.count(b"\n")
                place -= len(piece)
        return lines

    def _read(self, stream: Any, room: memoryview) -> tuple[int, InputError | None]:
        """Fill a buffer; return the number of bytes read, and the error that follows them."""
        done = 0
        try:
            while done < len(room):
                # Read one piece at a time, so that it is not lost if the next is broken.
                count = stream.readinto1(room[done:])
                if not count:
                    break
                done += count
        except OSError as error:
            if error.errno is not None:
                raise
            # raised by pyarrow for broken compressed data
            return done, InputError(f"is broken: {str(error).rstrip('.')}.", path=self.path)
        except InputError as error:
            return done, error
        return done, None

    def _buffer(self, size: int) -> NDArray[np.uint8]:
        while self._free:
            buffer = self._free.pop()
            if len(buffer) >= size + _SLACK:
                return buffer
        # Half as much again, for the incomplete line that goes to the next block.
        return np.empty(size + size // 2 + _SLACK, np.uint8)

    def _batch(self, buffer: NDArray[np.uint8], size: int, columns: Sequence[str]) -> TextBatch:
        from provenance.kernels.json_lines import ODD, PLAIN, scan_lines

        keys = [name.encode() for name in (self.options.id_field, self.options.text_field, *columns)]
        key_offsets = np.cumsum([0, *map(len, keys)])
        room = self._room(size, len(keys))
        while True:
            count = scan_lines(buffer, size, np.frombuffer(b"".join(keys), np.uint8), key_offsets, *room.arrays)
            if count >= 0:
                break
            room.make(size, len(keys), 4 * len(room.status))
        status = room.status[:count]
        rows = np.flatnonzero(status == PLAIN).astype(np.int32)
        sizes = (room.lines[:count, 1] + 1 - room.lines[:count, 0]).astype(np.int32)
        if not np.any(status == ODD):
            texts = _strings(room.texts, room.text_offsets, rows, count)
            ids = Ids(room.ids[: room.id_offsets[count]].copy(), _compact(room.id_offsets, rows, count).copy())
            facts = {
                name: _values(buffer, room.values[rows, slot], self.facts.get(name))
                for slot, name in enumerate(columns, 2)
            }
            return TextBatch(texts, ids, rows, count, sizes, facts)
        return self._judged(buffer, room, count, sizes, columns)

    def _judged(
        self, buffer: NDArray[np.uint8], room: _Room, count: int, sizes: NDArray[np.int32], columns: Sequence[str]
    ) -> TextBatch:
        """Return a batch made by a full JSON parser, line by line."""
        from provenance.kernels.json_lines import BLANK
        from provenance.model.documents import text_array

        names: list[str] = []
        texts: list[str | None] = []
        rows: list[int] = []
        facts: dict[str, list[Any]] = {name: [] for name in columns}
        faults: list[tuple[int, InputError]] = []
        for row in range(count):
            if room.status[row] == BLANK:
                continue
            try:
                values = parse_line(buffer[room.lines[row, 0] : room.lines[row, 1]].tobytes())
                name, text = bare(values, self.options)
            except InputError as error:
                faults.append((row, error))
                continue
            rows.append(row)
            names.append(name)
            texts.append(text)
            for column in columns:
                facts[column].append(values.get(column, self.facts.get(column)))
        return TextBatch(text_array(texts), Ids.of(names), np.array(rows, np.int32), count, sizes, facts, faults)

    def _room(self, size: int, slots: int) -> _Room:
        room: _Room | None = getattr(self._local, "room", None)
        if room is None:
            room = self._local.room = _Room()
        room.make(size, slots, max(1024, size // 64))
        return room


class _Room:
    """Arrays that a thread reuses for each block."""

    def __init__(self) -> None:
        self.status = np.empty(0, np.uint8)
        self.texts = np.empty(0, np.uint8)
        self.values = np.empty((0, 0, 2), np.int64)

    def make(self, size: int, slots: int, lines: int) -> None:
        if len(self.status) < lines or self.values.shape[1] != slots:
            self.lines = np.empty((lines, 2), np.int64)
            self.status = np.empty(lines, np.uint8)
            self.values = np.empty((lines, slots, 2), np.int64)
            self.text_offsets = np.empty(lines + 1, np.int64)
            self.id_offsets = np.empty(lines + 1, np.int64)
        if len(self.texts) < size + _SLACK:
            self.texts = np.empty(size + _SLACK, np.uint8)
            self.ids = np.empty(size + _SLACK, np.uint8)

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        return self.lines, self.status, self.values, self.texts, self.text_offsets, self.ids, self.id_offsets


def _compact(offsets: NDArray[np.int64], rows: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Return the offsets without those of lines that are not documents, which are empty."""
    if len(rows) == count:
        return offsets[: count + 1]
    return np.concatenate([offsets[rows], offsets[count : count + 1]])


def _strings(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], rows: NDArray[np.int32], count: int
) -> pa.LargeStringArray:
    buffers = [None, pa.py_buffer(_compact(offsets, rows, count).data), pa.py_buffer(data.data)]
    return cast("pa.LargeStringArray", pa.Array.from_buffers(pa.large_string(), len(rows), buffers))


def _values(buffer: NDArray[np.uint8], places: NDArray[np.int64], fact: str | None) -> list[Any]:
    """Return the values at these places; where there is none, the value from names of folders."""
    data = buffer.data
    return [json.loads(bytes(data[start : abs(stop)])) if stop else fact for start, stop in places.tolist()]


def _with_facts(line: bytes, facts: dict[str, str]) -> bytes:
    """Insert missing keys at the beginning of an object."""
    there = parse_line(line)
    more = [
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}, "
        for key, value in facts.items()
        if key not in there
    ]
    before, sign, rest = line.partition(b"{")
    return before + sign + "".join(more).encode() + rest


def _spans(keep: Iterable[Kept]) -> Iterator[tuple[bool, int]]:
    """Yield runs of bytes: whether they are kept, and their number."""
    for kept in keep:
        starts = np.flatnonzero(np.diff(kept.mask, prepend=~kept.mask[:1]))
        yield from zip(
            kept.mask[starts].tolist(), np.add.reduceat(kept.sizes, starts, dtype=np.int64).tolist(), strict=True
        )


def _blank_mark(data: memoryview) -> None:
    """Replace a byte order mark by spaces, which may precede an object."""
    if data[:3].tobytes() == codecs.BOM_UTF8:
        data[:3] = b"   "
