"""Turns what users pass as documents into `Documents`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError, closest
from provenance.model.document import Document, parse_published
from provenance.model.documents import DOCUMENT_SCHEMA, Documents

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.plugins.manager import Plugins

__all__ = ["DocumentsLike", "arrow_table", "as_documents"]

#: An iterable of `Document`, a mapping from id to text, a sequence of texts, a path or a sequence of
#: `pathlib.Path`, or a table that speaks the Arrow PyCapsule interface (pyarrow, polars, pandas, DuckDB).
DocumentsLike = Any


def as_documents(documents: DocumentsLike, plugins: Plugins | None = None) -> Documents:
    """Turn what a user passes into `Documents`.

    Parameters
    ----------
    documents : DocumentsLike
        A sequence of texts gets the ids "0", "1" and so on. A string alone is a path.
    plugins : Plugins, optional
        Their readers read a path.

    Raises
    ------
    InputError
        For any other type, an id that occurs twice, or a file that cannot be read.
    """
    if isinstance(documents, Documents):
        return documents
    if isinstance(documents, (str, os.PathLike)):
        return _from_paths([documents], plugins)
    if hasattr(documents, "__arrow_c_stream__") or hasattr(documents, "__arrow_c_array__"):
        return _from_arrow(documents)
    if isinstance(documents, Mapping):
        return Documents.of(Document(str(name), text) for name, text in documents.items())
    if isinstance(documents, Iterable):
        rows = list(documents)
        if rows and all(isinstance(row, os.PathLike) for row in rows):
            return _from_paths(rows, plugins)
        return Documents.of(
            Document(str(position), row) if isinstance(row, str) else row for position, row in enumerate(rows)
        )
    raise InputError(
        f"cannot take documents from {type(documents).__name__}.",
        hint="pass Document objects, a mapping from id to text, texts, a path, or an Arrow table.",
    )


def _from_paths(paths: list[Any], plugins: Plugins | None) -> Documents:
    from provenance.api.reading import load

    return load(paths, plugins=plugins)[0]


def arrow_table(source: Any) -> pa.Table:
    """Return the Arrow table of an object that has the Arrow PyCapsule interface.

    Raises
    ------
    InputError
        If the object is not a table and cannot be made one.
    """
    import pyarrow as pa

    # pyarrow's own tables are taken as they are: up to version 24 it breaks off where it hands out views of strings.
    if isinstance(source, pa.Table):
        return source
    if isinstance(source, pa.RecordBatch):
        return pa.Table.from_batches([source])
    try:
        if isinstance(source, pa.RecordBatchReader):
            return source.read_all()
        return pa.table(source) if hasattr(source, "__arrow_c_stream__") else pa.table(pa.record_batch(source))
    except (pa.ArrowException, TypeError, ValueError, OverflowError, UnicodeEncodeError) as error:
        reason = str(error).strip().split("\n", 1)[0][:200].rstrip(".")
        raise InputError(
            f"the {type(source).__name__} is not a table: {reason}.",
            hint="it needs the columns 'id' and 'text', each with values of one kind and a name of its own.",
        ) from None


def _from_arrow(source: Any) -> Documents:
    import pyarrow as pa
    import pyarrow.compute as pc

    from provenance.readers.cells import plain

    table = plain(arrow_table(source))
    _check_names(table.column_names)
    for name in ("id", "text"):
        if name not in table.column_names:
            near = closest(name, table.column_names)
            raise InputError(
                f"the table has no column {name!r}; it has: {', '.join(table.column_names) or 'none'}.",
                hint=f"rename {near!r} to {name!r}." if near else "it needs the columns 'id' and 'text'.",
            )
        if table.column(name).null_count:
            first = pc.index(pc.is_null(table.column(name)), True).as_py()
            raise InputError(f"row {first + 1} of the table has no {name!r}.")
    columns = {name: _as_text(table, name) for name in DOCUMENT_SCHEMA.names if name != "metadata"}
    rest = [name for name in table.column_names if name not in columns]
    columns["metadata"] = _as_json(table.select(rest))
    # Making a Document checks roles and times; do it now, so that a wrong one is reported here.
    published: list[str | None] = []
    for name, role, time in zip(*(columns[key].to_pylist() for key in ("id", "role", "published")), strict=True):
        found = parse_published(time, name)
        published.append(None if found is None else found.isoformat())
        if role is not None:
            Document(name, "", role=role)
    columns["published"] = pa.chunked_array([pa.array(published, pa.large_string())])
    return Documents(pa.table(columns, schema=DOCUMENT_SCHEMA))


def _check_names(names: list[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"the table has two columns {twice!r}.", hint="give each its own name.")


def _as_text(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    """Return a column as texts: ids may be numbers or UUIDs, times and sources any value that has a text form."""
    import pyarrow as pa

    from provenance.model.documents import text_array
    from provenance.readers.cells import texts, values
    from provenance.readers.rows import identifier
    from provenance.readers.values import source_name

    if name not in table.column_names:
        return pa.chunked_array([pa.nulls(len(table), pa.large_string())])
    column = table.column(name)
    inner = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if name == "text" or pa.types.is_string(inner) or pa.types.is_large_string(inner):
        found, broken = texts(column.combine_chunks(), name)
        if broken.any():
            raise InputError(f"row {broken.argmax() + 1} of the table: the {name!r} is not UTF-8.")
        return pa.chunked_array([found])
    said: list[str | None] = []
    for row, value in enumerate(values(column, name), 1):
        value = source_name(value)
        try:
            said.append(None if value is None or value != value else _text_of(value, name, identifier))
        except InputError as error:
            raise InputError(f"row {row} of the table: {error.message}") from None
    return pa.chunked_array([text_array(said)])


def _text_of(value: Any, name: str, identifier: Any) -> str:
    if hasattr(value, "isoformat") and name != "id":
        return str(value.isoformat())
    try:
        return str(identifier(value))
    except InputError as error:
        raise InputError(error.message.replace("the id", f"the {name!r}")) from None


def _as_json(table: pa.Table) -> pa.ChunkedArray[Any]:
    import json

    import pyarrow as pa

    from provenance.readers.cells import rows

    if not table.num_columns:
        return pa.chunked_array([pa.nulls(len(table), pa.large_string())])
    said = [json.dumps(row, ensure_ascii=False, default=str) for row in rows(table)]
    return pa.chunked_array([pa.array(said, pa.large_string())])
