"""What users pass as documents, made into `Documents`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError, closest
from provenance.model.document import Document
from provenance.model.documents import DOCUMENT_SCHEMA, Documents

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.plugins.manager import Plugins

__all__ = ["DocumentsLike", "as_documents"]

#: An iterable of `Document`, a mapping from id to text, a sequence of texts, a path or a sequence of
#: `pathlib.Path`, or a table that speaks the Arrow PyCapsule interface (pyarrow, polars, pandas, DuckDB).
DocumentsLike = Any


def as_documents(documents: DocumentsLike, plugins: Plugins | None = None) -> Documents:
    """Make `Documents` of what a user passes.

    Parameters
    ----------
    documents : DocumentsLike
        A sequence of texts gets the ids "0", "1" and so on. A string alone is a path.
    plugins : Plugins, optional
        Whose readers read a path.

    Raises
    ------
    InputError
        For anything else, an id that occurs twice, or a file that cannot be read.
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


def _from_arrow(source: Any) -> Documents:
    import pyarrow as pa
    import pyarrow.compute as pc

    from provenance.readers.cells import plain

    table = plain(pa.table(source) if hasattr(source, "__arrow_c_stream__") else pa.table(pa.record_batch(source)))
    for name in ("id", "text"):
        if name not in table.column_names:
            near = closest(name, table.column_names)
            raise InputError(
                f"the table has no column {name!r}; it has: {', '.join(table.column_names) or 'none'}.",
                hint=f"rename {near!r} to {name!r}." if near else "it needs the columns 'id' and 'text'.",
            )
        nulls = pc.indices_nonzero(pc.is_null(table.column(name)))
        if len(nulls):
            raise InputError(f"row {nulls[0].as_py() + 1} of the table has no {name!r}.")
    columns = {name: _as_text(table, name) for name in DOCUMENT_SCHEMA.names if name != "metadata"}
    rest = [name for name in table.column_names if name not in columns]
    columns["metadata"] = _as_json(table.select(rest))
    whole = Documents(pa.table(columns, schema=DOCUMENT_SCHEMA))
    # Roles and times are checked where a Document is made; a wrong one is said now, not later.
    for name, role, published in zip(whole.ids, whole.column("role"), whole.column("published"), strict=True):
        if role is not None or published is not None:
            Document(name, "", role=role, published=published)  # type: ignore[arg-type] # it finds out
    return whole


def _as_text(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    import pyarrow as pa

    from provenance.readers.cells import values

    kind = pa.large_string()
    if name not in table.column_names:
        return pa.chunked_array([pa.nulls(len(table), kind)])
    column = table.column(name)
    inner = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_timestamp(inner) or pa.types.is_date(inner):
        said = [
            value if value is None or isinstance(value, str) else value.isoformat() for value in values(column, name)
        ]
        return pa.chunked_array([pa.array(said, kind)])
    try:
        return column.cast(kind)
    except pa.ArrowException as error:
        raise InputError(f"the column {name!r} of the table is {column.type}, not text: {error}.") from None


def _as_json(table: pa.Table) -> pa.ChunkedArray[Any]:
    import json

    import pyarrow as pa

    from provenance.readers.cells import rows

    if not table.num_columns:
        return pa.chunked_array([pa.nulls(len(table), pa.large_string())])
    said = [json.dumps(row, ensure_ascii=False, default=str) for row in rows(table)]
    return pa.chunked_array([pa.array(said, pa.large_string())])
