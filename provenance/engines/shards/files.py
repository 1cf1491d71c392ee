"""What the parts of a job write for each other: record batches in Arrow files, proved by digests before use."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa

from provenance.errors import EngineError, OutputError
from provenance.files.writing import remove_leftovers, replacing
from provenance.model.arrow import array_of, rows_of
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["PartFiles", "PartWriter", "range_of"]

_RUN = "run.json"
_OTHER = "name another folder with --work, or remove this one."
_MADE_BY, _RANGES, _DIGEST = b"made by", b"ranges", b"digest"
#: Bytes of rows that wait to be written, for all ranges together.
_WAITING = 1 << 26
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


def range_of(keys: NDArray[Any], ranges: int) -> NDArray[np.int64]:
    """Return the range of each key, of so many that have about the same number of keys.

    Parameters
    ----------
    keys : numpy.ndarray, 64-bit numbers
        The keys.
    ranges : int
        The number of ranges.
    """
    mixed = keys.view(np.uint64) * _SPREAD
    return (((mixed >> _HALF) * np.uint64(ranges)) >> _HALF).astype(np.int64)


@dataclass(frozen=True, slots=True)
class PartFiles:
    """The files of one run, in a folder.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; all processes see it.
    made_by : str
        A digest of all that the results depend on. Files with another one are refused.
    remedy : str
        What a user does where a part is lost, with ``{part}`` for its number from 1.
    """

    folder: Path
    made_by: str
    remedy: str = "run it again."

    def begin(self, parts: int) -> None:
        """Make the folder for a run, or join the run that it is for.

        Parameters
        ----------
        parts : int
            The number of parts of the run.

        Raises
        ------
        EngineError
            If the folder is for another run.
        OutputError
            If it cannot be written.
        """
        path, run = self.folder / _RUN, {"made by": self.made_by, "parts": parts, "version": __version__}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                with replacing(path, binary=True) as out:
                    out.write(json.dumps(run).encode())
        except OSError as error:
            raise OutputError(f"{self.folder} cannot be written: {error.strerror or error}.") from error
        known = self.join()
        if known != parts:
            raise EngineError(f"{self.folder} belongs to a run in {known} parts, not {parts}.", hint=_OTHER)

    def join(self) -> int:
        """Return the number of parts of the run that the folder is for.

        Raises
        ------
        EngineError
            If there is none, or the folder is for another run.
        """
        path = self.folder / _RUN
        try:
            run = json.loads(path.read_bytes())
            made_by, parts = run["made by"], int(run["parts"])
        except FileNotFoundError:
            raise EngineError(f"{self.folder} has no run in parts.", hint="begin with --shard.") from None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise EngineError(
                f"{path} is damaged.", hint=f"remove the folder {self.folder}, and begin anew."
            ) from error
        if made_by != self.made_by:
            what = "other documents, options, plugins or code"
            raise EngineError(f"{self.folder} belongs to a run with {what}.", hint=_OTHER)
        return parts

    def path(self, name: str, part: int) -> Path:
        """Return the file of a part, which is numbered from 0; users number parts from 1."""
        return self.folder / f"{name}-{part + 1:04d}.arrow"

    def has(self, names: Iterable[str], part: int) -> bool:
        """Return whether a part has written all of these files."""
        return all(self.path(name, part).exists() for name in names)

    @contextlib.contextmanager
    def writer(self, name: str, part: int, ranges: int = 1) -> Iterator[PartWriter]:
        """Open the file of a part; it appears when it is complete.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        path = self.path(name, part)
        remove_leftovers(self.folder, path.name)
        with replacing(path, binary=True, durable=False) as out:
            writer = PartWriter(out, self._mark(path), ranges)
            yield writer
            writer.close()

    def read(self, name: str, parts: Iterable[int], key_range: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield what parts wrote for a range of keys.

        Raises
        ------
        EngineError
            If a file is lost, damaged, or of another run.
        """
        for part in parts:
            path = self.path(name, part)
            try:
                with pa.OSFile(str(path), "rb") as stream:
                    file = pa.ipc.open_file(stream)
                    said = file.schema.metadata or {}
                    if said.get(_MADE_BY) != self._mark(path):
                        raise self._lost(path, "is of another run, or damaged", part)
                    ranges, end = int(said[_RANGES]), file.num_record_batches - 1
                    # The last batch is empty: it proves how many there are.
                    _proved(file, end, ranges)
                    for number in range(key_range, end, ranges):
                        yield _proved(file, number, ranges)
            except FileNotFoundError:
                raise self._lost(path, "is missing", part) from None
            except (pa.ArrowException, OSError, ValueError, KeyError) as error:
                raise self._lost(path, "is damaged", part) from error

    def _mark(self, path: Path) -> bytes:
        return f"{self.made_by} {path.name}".encode()

    def _lost(self, path: Path, what: str, part: int) -> EngineError:
        hint = self.remedy.format(part=part + 1)
        return EngineError(f"{path} {what}.", hint=hint if what == "is missing" else f"remove the file, and {hint}")


class PartWriter:
    """Writes the rows of a part, sorted into ranges of keys.

    Record batch i of the file is for range ``i % ranges``.

    Parameters
    ----------
    out : binary file
        The file.
    made_by : bytes
        The run and the file, for the reader.
    ranges : int
        The number of ranges.
    """

    def __init__(self, out: Any, made_by: bytes, ranges: int) -> None:
        self.ranges = ranges
        self._out, self._made_by = out, made_by
        self._writer: pa.RecordBatchFileWriter | None = None
        self._waiting: list[list[pa.RecordBatch]] = [[] for _ in range(ranges)]
        self._schema = pa.schema([])
        self._size = self._number = 0

    def add(self, batch: pa.RecordBatch, ranges: NDArray[np.int64] | None = None) -> None:
        """Write a batch, or with the range of each row its rows; it may be written later, so it must stay as it is."""
        if ranges is None or self.ranges == 1:
            self._waiting[0].append(batch)
        else:
            order = np.argsort(ranges.astype(np.uint16 if self.ranges <= 1 << 16 else np.int64), kind="stable")
            ends = np.cumsum(np.bincount(ranges, minlength=self.ranges)).tolist()
            ordered, begin = rows_of(batch, order), 0
            for waiting, end in zip(self._waiting, ends, strict=True):
                if end > begin:
                    waiting.append(ordered.slice(begin, end - begin))
                begin = end
        self._size += batch.nbytes
        if self._size >= _WAITING or (self.ranges == 1 and self._waiting[0]):
            self._flush()

    def close(self) -> None:
        """Write what waits, and the end of the file."""
        if any(self._waiting):
            self._flush()
        writer = self._opened(pa.schema([]))
        self._write(_nothing(self._schema))
        writer.close()

    def _flush(self) -> None:
        schema = next(batches[0].schema for batches in self._waiting if batches)
        for batches in self._waiting:
            whole = pa.Table.from_batches(batches, schema).combine_chunks()
            self._write(whole.to_batches()[0] if len(whole) else _nothing(schema))
            batches.clear()
        self._size = 0

    def _write(self, batch: pa.RecordBatch) -> None:
        proof = _digest(batch, self._number, self.ranges)
        self._opened(batch.schema).write_batch(batch, custom_metadata={_DIGEST: proof})
        self._number += 1

    def _opened(self, schema: pa.Schema) -> Any:
        if self._writer is None:
            said = {_MADE_BY: self._made_by, _RANGES: str(self.ranges).encode()}
            self._writer = pa.ipc.new_file(self._out, schema.with_metadata(said))
            self._schema = schema
        return self._writer


def _proved(file: pa.RecordBatchFileReader, number: int, ranges: int) -> pa.RecordBatch:
    """Return a batch, or raise `ValueError` if it is not what was written."""
    batch, proof = file.get_batch_with_custom_metadata(number)
    if proof is None or proof.get(_DIGEST) != _digest(batch, number, ranges):
        raise ValueError("damaged")
    return batch


def _nothing(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _digest(batch: pa.RecordBatch, number: int, ranges: int) -> bytes:
    """Return a digest of the values of a batch, of its columns, and of its place in the file."""
    import xxhash

    said = (number, ranges, batch.num_rows, batch.schema.names, list(map(str, batch.schema.types)))
    state = xxhash.xxh3_128(repr(said).encode())
    for column in batch.columns:
        if column.null_count:
            raise ValueError("a null")
        if not pa.types.is_large_binary(column.type) and not pa.types.is_large_string(column.type):
            state.update(np.ascontiguousarray(array_of(column)).data)
        elif len(column):
            _, places, data = column.buffers()
            offsets = np.frombuffer(cast("Any", places), np.int64)[column.offset : column.offset + len(column) + 1]
            state.update((offsets - offsets[0]).data)
            if data is not None:
                state.update(memoryview(cast("Any", data))[int(offsets[0]) : int(offsets[-1])])
    return state.hexdigest().encode()
