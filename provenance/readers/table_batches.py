"""Reads Arrow tables, Parquet files and streams in batches for deduplication."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa

from provenance.errors import InputError, OutputError
from provenance.model.arrow import array_of, column_of
from provenance.model.documents import text_array
from provenance.readers.cells import plain, plain_type, rows, texts, values
from provenance.readers.limits import limits_of
from provenance.readers.place import Place, short
from provenance.readers.rows import check_columns, identifier
from provenance.readers.same_file import SameFile
from provenance.readers.table import broken_table, csv_rows
from provenance.readers.text_batch import Ids, TextBatch, Work
from provenance.readers.unpacking import parquet_batches
from provenance.readers.values import json_value
from provenance.text.buffers import utf8_buffers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from provenance.model.options import ReadOptions
    from provenance.readers.context import Context
    from provenance.readers.text_batch import Kept

__all__ = ["TableSource", "csv_source", "document_source", "parquet_source", "spooled_source", "table_source"]

#: Rows in a batch.
_ROWS = 4096


class TableSource:
    """The documents of a table: a `RowSource`.

    Parameters
    ----------
    name : str
        Its name in messages.
    schema : pyarrow.Schema
        Its columns.
    size : int
        Its approximate size in bytes.
    options : ReadOptions
        Which columns hold what.
    read : callable
        ``read(columns)`` returns batches with these columns, the same each time; None is all.
    documents : bool
        Whether it is a table of `provenance.model.documents.DOCUMENT_SCHEMA`. Then unknown values are not written,
        and metadata are written as fields of their own, as in the original file.
    places : sequence of Place, optional
        The place of each row in a file; by default rows are counted from 1. With places, a row of nulls was left out.
    facts : dict of str to str
        Values for all rows; they are added as columns, unless these exist.

    Raises
    ------
    InputError
        If there is no column of ids or texts.
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
        places: Sequence[Place] | None = None,
        facts: dict[str, str] | None = None,
    ) -> None:
        check_columns(schema.names, cast("Path", name), options)
        self.name = name
        self.schema = schema
        self.size = size
        self.options = options
        self._read = read
        self._documents = documents
        self._places = places
        self._facts = {key: value for key, value in (facts or {}).items() if key not in schema.names}

    def batches(self, columns: Sequence[str]) -> Iterator[Work]:
        """Yield the batches of the table."""
        wanted = [self.options.id_field, self.options.text_field]
        wanted += [name for name in columns if name in self.schema.names]
        if self._documents and any(name not in self.schema.names for name in columns):
            wanted.append("metadata")
        for batch in self._read(list(dict.fromkeys(wanted))):
            yield self._work(batch, columns)

    def _work(self, batch: pa.RecordBatch, columns: Sequence[str]) -> Work:
        def digest() -> bytes:
            import xxhash

            state = xxhash.xxh3_128()
            for name in (self.options.id_field, self.options.text_field):
                for array in self._texts(batch, name):
                    data, offsets = utf8_buffers(_without_nulls(array))
                    state.update(data[offsets[0] : offsets[-1]].data)
                    state.update((offsets - offsets[0]).data)
            # The digest includes columns used by the keep policy, such as dates, which may change between two runs.
            for name, said in self._given(batch, columns).items():
                state.update(repr((name, said)).encode("utf-8", "replace"))
            return state.digest()

        return Work(batch.nbytes, digest, lambda: self._batch(batch, columns))

    def _texts(self, batch: pa.RecordBatch, name: str) -> list[pa.LargeStringArray]:
        """Return a column as texts for its digest; other values are represented by their `repr`."""
        try:
            return [texts(batch.column(name), name)[0]]
        except InputError:
            return [text_array([repr(value) for value in values(batch.column(name), name, self.name)])]

    def _given(self, batch: pa.RecordBatch, columns: Sequence[str]) -> dict[str, list[Any]]:
        """Return the values of columns, for all rows."""
        found: dict[str, list[Any]] = {}
        metadata: list[dict[str, Any]] | None = None
        for name in columns:
            if name in batch.schema.names:
                found[name] = values(batch.column(name), name, self.name)
            elif self._documents:
                if metadata is None:
                    metadata = [json.loads(said) if said else {} for said in batch.column("metadata").to_pylist()]
                found[name] = [known.get(name) for known in metadata]
            else:
                found[name] = [self._facts.get(name)] * len(batch)
        return found

    def fault(self, row: int, error: InputError) -> InputError:
        """Return an error that names the row."""
        if self._places is not None:
            return self._places[row].error(error.message, hint=error.hint)
        return InputError(f"{self.name}: row {row + 1}: {error.message}", hint=error.hint)

    def texts(self, keep: Iterable[Kept]) -> Iterator[pa.LargeStringArray]:
        """Yield the texts of the rows to keep of each batch."""
        name = self.options.text_field
        for kept, batch in zip(keep, self._read([name]), strict=False):
            if kept.mask.any():
                found, _ = texts(batch.column(name), name)
                yield _without_nulls(found.filter(column_of(kept.mask)))

    def lines(self, keep: Iterable[Kept]) -> Iterator[bytes]:
        """Yield the rows to keep, as JSON objects."""
        for table in self.tables(keep):
            for row in rows(table, self.name):
                yield self._line(_unpacked(row) if self._documents else row)

    def _line(self, record: dict[str, Any]) -> bytes:
        try:
            line = json.dumps(record, ensure_ascii=False, default=_plain, allow_nan=False)
        except UnicodeDecodeError:
            document = record.get(self.options.id_field)
            raise OutputError(
                f"{self.name}: the column {_column_of_bytes(record)!r} of document {short(str(document))} holds bytes "
                "that are no text; JSON cannot hold them.",
                hint="a name that ends in .parquet writes them.",
            ) from None
        except ValueError:
            # JSON has no NaN and no infinity.
            line = json.dumps(_finite(record), ensure_ascii=False, default=_plain, allow_nan=False)
        return line.encode("utf-8", "replace") + b"\n"

    def schema_of_tables(self) -> pa.Schema:
        """Return the columns, in plain types."""
        fields = [field.with_type(plain_type(field.type)) for field in self.schema]
        return pa.schema([*fields, *(pa.field(name, pa.string()) for name in self._facts)])

    def tables(self, keep: Iterable[Kept]) -> Iterator[pa.Table]:
        """Yield the rows to keep; an empty table if there are none."""
        yield self.schema_of_tables().empty_table()
        # After the last row that is asked for there may be an error, which was skipped.
        for kept, batch in zip(keep, self._read(None), strict=False):
            table = plain(pa.Table.from_batches([batch], self.schema)).filter(column_of(kept.mask))
            for name, value in self._facts.items():
                table = table.append_column(name, pa.array([value] * len(table), pa.string()))
            yield table

    def _batch(self, batch: pa.RecordBatch, columns: Sequence[str]) -> TextBatch:
        names, faults = self._names(batch)
        bodies, broken = texts(batch.column(self.options.text_field), self.options.text_field)
        for row in np.flatnonzero(broken & array_of(names.is_valid())).tolist():
            faults.append((row, InputError(f"the text of {short(names[row].as_py())} is not UTF-8.")))
        good = array_of(names.is_valid()).copy()
        good[[row for row, _ in faults]] = False
        places = np.flatnonzero(good).astype(np.int32)
        bodies = _without_nulls(bodies)
        faults.sort(key=lambda fault: fault[0])
        if not good.all():
            mask = column_of(good)
            names, bodies = names.filter(mask), bodies.filter(mask)
        data, offsets = utf8_buffers(names)
        ids = Ids(data[offsets[0] : offsets[-1]].copy(), offsets - offsets[0])
        facts = {
            name: [json_value(said[place]) for place in places.tolist()]
            for name, said in self._given(batch, columns).items()
        }
        return TextBatch(bodies, ids, places, len(batch), np.zeros(0, np.int32), facts, faults)

    def _names(self, batch: pa.RecordBatch) -> tuple[pa.LargeStringArray, list[tuple[int, InputError]]]:
        """Return the ids, null if invalid, and the errors for invalid ones."""
        column = batch.column(self.options.id_field)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            names, broken = texts(column, self.options.id_field)
            if not broken.any() and not names.null_count and not _any_blank(names):
                return names, []
        faults = []
        found: list[str | None] = []
        for row, value in enumerate(values(column, self.options.id_field, self.name)):
            try:
                found.append(identifier(value))
            except InputError as error:
                found.append(None)
                if value is not None or self._places is None:
                    faults.append((row, error))
        return text_array(found), faults


def _any_blank(names: pa.LargeStringArray) -> bool:
    import pyarrow.compute as pc

    return bool((array_of(pc.utf8_length(pc.utf8_trim_whitespace(names))) == 0).any())


def _column_of_bytes(record: dict[str, Any]) -> str | None:
    """Return the first column of a row with bytes that are no text."""
    for name, value in record.items():
        try:
            json.dumps(value, default=_plain)
        except UnicodeDecodeError:
            return name
    return None


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _reader(table: pa.Table) -> Callable[[list[str] | None], Iterator[pa.RecordBatch]]:
    """Return a function that reads some columns of a table in batches."""

    def read(columns: list[str] | None) -> Iterator[pa.RecordBatch]:
        return iter((table if columns is None else table.select(columns)).to_batches(max_chunksize=_ROWS))

    return read


def table_source(table: pa.Table, name: str, options: ReadOptions) -> TableSource:
    """Return a source for a table in memory."""
    table = plain(table)
    return TableSource(name, table.schema, table.nbytes, options, _reader(table))


def document_source(table: pa.Table) -> TableSource:
    """Return a source for a table of `provenance.model.documents.DOCUMENT_SCHEMA`."""
    from provenance.model.options import ReadOptions

    return TableSource("the documents", table.schema, table.nbytes, ReadOptions(), _reader(table), documents=True)


def spooled_source(
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    folder: Path,
    name: str,
    options: ReadOptions,
    *,
    documents: bool = False,
) -> TableSource:
    """Write a stream, which can be iterated only once, to a temporary file, and return a source for it.

    The name of the file is deleted once it is written, so the file disappears when it is no longer read.

    Raises
    ------
    OutputError
        If the disk is full.
    """
    from provenance.errors import ProvenanceError

    path = folder / f"{name.replace(' ', '-')}.arrow"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, schema) as writer:
            for batch in batches:
                # No more rows at a time than other sources have.
                for start in range(0, len(batch), _ROWS):
                    writer.write_batch(batch.slice(start, _ROWS))
        mapped = pa.memory_map(str(path))
    except BaseException as error:
        # The stream may raise any exception; remove the file in any case.
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


def csv_source(path: Path, context: Context, facts: dict[str, str]) -> TableSource:
    """Return a source for a CSV file, with all its columns as text.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    columns: list[str] = []
    places: list[Place] = []
    tables: list[pa.Table] = []
    cells: list[list[str] | list[None]] = []

    def pack() -> None:
        arrays = [text_array([row[place] for row in cells]) for place in range(len(columns))]
        tables.append(pa.Table.from_arrays(arrays, names=columns))
        cells.clear()

    for place, row in csv_rows(path, context, columns):
        places.append(place)
        cells.append([None] * len(columns) if row is None else row)
        if len(cells) == _ROWS:
            pack()
    pack()
    table = pa.concat_tables(tables)
    read, options = _reader(table), context.options
    return TableSource(str(path), table.schema, table.nbytes, options, read, places=places, facts=facts)


def parquet_source(path: Path, options: ReadOptions, facts: dict[str, str] | None = None) -> TableSource:
    """Return a source for a Parquet file, which is read in batches.

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
        raise broken_table(path, error) from None

    # The batches have the same rows each time, whichever columns are read.
    cuts: list[int] = []

    def read(columns: list[str] | None) -> Iterator[pa.RecordBatch]:
        try:
            with same.read(), pq.ParquetFile(path) as file:
                yield from parquet_batches(file, path, _ROWS, limits_of(options), columns, cuts)
        except (pa.ArrowException, OSError) as error:
            raise broken_table(path, error) from None

    return TableSource(str(path), schema.remove_metadata(), size, options, read, facts=facts)


def _unpacked(row: dict[str, Any]) -> dict[str, Any]:
    metadata = row.pop("metadata")
    record = {key: value for key, value in row.items() if value is not None}
    return {**(json.loads(metadata) if metadata else {}), **record}


def _without_nulls(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    return cast("pa.LargeStringArray", texts.fill_null("")) if texts.null_count else texts


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.decode() if isinstance(value, bytes) else str(value)
