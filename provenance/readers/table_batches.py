"""Arrow tables, Parquet files and streams by the batch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa

from provenance.errors import InputError
from provenance.model.arrow import array_of, column_of
from provenance.readers.cells import plain, rows, values
from provenance.readers.rows import check_columns
from provenance.readers.same_file import SameFile
from provenance.readers.text_batch import Ids, TextBatch, Work
from provenance.readers.values import json_value
from provenance.text.buffers import utf8_buffers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from provenance.model.options import ReadOptions
    from provenance.readers.text_batch import Kept

__all__ = ["TableSource", "document_source", "parquet_source", "spooled_source", "table_source"]

#: Rows in a batch.
_ROWS = 4096


class TableSource:
    """The documents of a table: a `RowSource`.

    Parameters
    ----------
    name : str
        What it is called in messages.
    schema : pyarrow.Schema
        Its columns.
    size : int
        Its bytes, about.
    options : ReadOptions
        Which columns hold what.
    read : callable
        ``read(columns)`` gives the batches with these columns, the same each time; None is all of them.
    documents : bool
        Whether it is a table of `provenance.model.documents.DOCUMENT_SCHEMA`: what is not known is not written then,
        and metadata stand beside the rest, as where they came from.

    Raises
    ------
    InputError
        Where there is no column of ids or texts.
    """

    def __init__(
        self,
        name: str,
        schema: pa.Schema,
        size: int,
        options: ReadOptions,
        read: Callable[[list[str] | None], Iterator[pa.RecordBatch]],
        *,
        documents: bool = False,
    ) -> None:
        check_columns(schema.names, cast("Path", name), options)
        self.name = name
        self.schema = schema
        self.size = size
        self.options = options
        self._read = read
        self._documents = documents

    def batches(self, columns: Sequence[str]) -> Iterator[Work]:
        """Yield the batches of the table."""
        wanted = [self.options.id_field, self.options.text_field]
        wanted += [name for name in columns if name in self.schema.names]
        for batch in self._read(list(dict.fromkeys(wanted))):
            yield self._work(batch, columns)

    def _work(self, batch: pa.RecordBatch, columns: Sequence[str]) -> Work:
        def digest() -> bytes:
            import xxhash

            state = xxhash.xxh3_128()
            for text in (self.options.id_field, self.options.text_field):
                array = _text(batch.column(text), text, self.name)
                data, offsets = utf8_buffers(_without_nulls(array))
                state.update(data[offsets[0] : offsets[-1]].data)
                state.update((offsets - offsets[0]).data)
            # Dates and scores, by which it is chosen what stays, may be corrected between two runs.
            for name in columns:
                if name in batch.schema.names:
                    state.update(repr((name, values(batch.column(name), name, self.name))).encode())
            return state.digest()

        return Work(batch.nbytes, digest, lambda: self._batch(batch, columns))

    def fault(self, row: int, error: InputError) -> InputError:
        """Return an error that names the row."""
        return InputError(f"{self.name}: row {row + 1}: {error.message}", hint=error.hint)

    def texts(self, keep: Iterable[Kept]) -> Iterator[pa.LargeStringArray]:
        """Yield the texts of the rows to keep of each batch."""
        name = self.options.text_field
        for batch, kept in zip(self._read([name]), keep, strict=True):
            if kept.mask.any():
                yield _without_nulls(_text(batch.column(name), name, self.name).filter(column_of(kept.mask)))

    def lines(self, keep: Iterable[Kept]) -> Iterator[bytes]:
        """Yield the rows to keep, as objects."""
        for table in self.tables(keep):
            for row in rows(table, self.name):
                record = _unpacked(row) if self._documents else row
                yield json.dumps(record, ensure_ascii=False, default=_plain).encode("utf-8", "replace") + b"\n"

    def tables(self, keep: Iterable[Kept]) -> Iterator[pa.Table]:
        """Yield the rows to keep; a table without rows where there are none."""
        yield plain(self.schema.empty_table())
        for batch, kept in zip(self._read(None), keep, strict=True):
            yield plain(pa.Table.from_batches([batch], self.schema)).filter(column_of(kept.mask))

    def _batch(self, batch: pa.RecordBatch, columns: Sequence[str]) -> TextBatch:
        names = _text(batch.column(self.options.id_field), self.options.id_field, self.name)
        texts = _without_nulls(_text(batch.column(self.options.text_field), self.options.text_field, self.name))
        places = np.arange(len(batch), dtype=np.int32)
        faults = []
        if names.null_count:
            missing = array_of(names.is_null())
            faults = [(int(row), InputError("the id is empty.")) for row in np.flatnonzero(missing)]
            places = places[~missing]
            names, texts = names.filter(column_of(~missing)), texts.filter(column_of(~missing))
        data, offsets = utf8_buffers(names)
        ids = Ids(data[offsets[0] : offsets[-1]].copy(), offsets - offsets[0])
        given = {name: values(batch.column(name), name, self.name) for name in columns if name in batch.schema.names}
        facts = {
            name: [json_value(found[place]) for place in places.tolist()]
            if (found := given.get(name)) is not None
            else [None] * len(places)
            for name in columns
        }
        return TextBatch(texts, ids, places, len(places) + len(faults), np.zeros(0, np.int32), facts, faults)


def table_source(table: pa.Table, name: str, options: ReadOptions) -> TableSource:
    """Return the documents of a table in memory."""
    table = plain(table)

    def read(columns: list[str] | None) -> Iterator[pa.RecordBatch]:
        return iter((table if columns is None else table.select(columns)).to_batches(max_chunksize=_ROWS))

    return TableSource(name, table.schema, table.nbytes, options, read)


def document_source(table: pa.Table) -> TableSource:
    """Return the documents of a table of `provenance.model.documents.DOCUMENT_SCHEMA`."""
    from provenance.model.options import ReadOptions

    def read(columns: list[str] | None) -> Iterator[pa.RecordBatch]:
        return iter((table if columns is None else table.select(columns)).to_batches(max_chunksize=_ROWS))

    return TableSource("the documents", table.schema, table.nbytes, ReadOptions(), read, documents=True)


def spooled_source(
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    folder: Path,
    name: str,
    options: ReadOptions,
    *,
    documents: bool = False,
) -> TableSource:
    """Put down a stream, which can be gone through once only, and return its documents.

    The file has no name once it is written: it is gone when nobody reads it any more.

    Raises
    ------
    OutputError
        Where the disk is full.
    """
    from provenance.errors import OutputError, ProvenanceError

    path = folder / f"{name.replace(' ', '-')}.arrow"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, schema) as writer:
            for batch in batches:
                # Not more rows at a time than those of other sources.
                for start in range(0, len(batch), _ROWS):
                    writer.write_batch(batch.slice(start, _ROWS))
        mapped = pa.memory_map(str(path))
    except BaseException as error:
        # A stream may raise anything, and nothing of it stays.
        path.unlink(missing_ok=True)
        if not isinstance(error, OSError) or isinstance(error, ProvenanceError):
            raise
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from error
    size = path.stat().st_size
    path.unlink()

    def read(columns: list[str] | None) -> Iterator[pa.RecordBatch]:
        file = pa.ipc.open_file(mapped)
        for number in range(file.num_record_batches):
            batch = file.get_batch(number)
            yield batch if columns is None else batch.select(columns)

    return TableSource(name, schema, size, options, read, documents=documents)


def parquet_source(path: Path, options: ReadOptions) -> TableSource:
    """Return the documents of a Parquet file, which is read a batch at a time.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    from pyarrow import parquet as pq

    same = SameFile(path)
    try:
        with same.read(), pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            groups = range(file.metadata.num_row_groups)
            size = sum(file.metadata.row_group(group).total_byte_size for group in groups)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(path, error) from None

    def read(columns: list[str] | None) -> Iterator[pa.RecordBatch]:
        try:
            with same.read(), pq.ParquetFile(path) as file:
                yield from file.iter_batches(batch_size=_ROWS, columns=columns)
        except (pa.ArrowException, OSError) as error:
            raise _broken(path, error) from None

    return TableSource(str(path), schema.remove_metadata(), size, options, read)


def _unpacked(row: dict[str, Any]) -> dict[str, Any]:
    metadata = row.pop("metadata")
    record = {key: value for key, value in row.items() if value is not None}
    return {**(json.loads(metadata) if metadata else {}), **record}


def _broken(path: Path, error: Exception) -> InputError:
    reason = str(error).strip().split("\n", 1)[0][:200].rstrip(".")
    return InputError(f"is not a Parquet file, or is broken: {reason}.", path=path)


def _text(column: pa.Array[Any], name: str, where: str) -> pa.LargeStringArray:
    try:
        return cast("pa.LargeStringArray", column.cast(pa.large_string()))
    except pa.ArrowException as error:
        reason = str(error).split("\n", 1)[0].rstrip(".")
        raise InputError(f"{where}: the column {name!r} is {column.type}, not text: {reason}.") from None


def _without_nulls(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    return cast("pa.LargeStringArray", texts.fill_null("")) if texts.null_count else texts


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
