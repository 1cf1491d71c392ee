"""A collection of documents, held as one Arrow table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast, overload

import numpy as np
import pyarrow as pa

from provenance.errors import InputError, UnknownDocumentError
from provenance.model.document import Document
from provenance.model.frozen import FrozenList
from provenance.model.tables import Tabular, carried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["DOCUMENT_SCHEMA", "Documents", "document_table", "text_array"]

#: ``published`` is ISO 8601 text, since a column of Arrow timestamps has one time zone for all rows;
#: ``metadata`` is a JSON object.
DOCUMENT_SCHEMA = pa.schema(
    [
        pa.field("id", pa.large_string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),
        pa.field("source", pa.large_string()),
        pa.field("published", pa.large_string()),
        pa.field("role", pa.large_string()),
        pa.field("language", pa.large_string()),
        pa.field("metadata", pa.large_string()),
    ]
)
#: So many texts at a time are made strings of Python.
_TEXTS = 64
_SURROGATE = re.compile("[\ud800-\udfff]")


def text_array(values: Sequence[str | None]) -> pa.LargeStringArray:
    """Put strings into an Arrow array.

    A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD: one code point for one, so offsets stay.
    """
    # Not pa.array: it imports pandas, where that is installed, to ask whether the list is a series; half a second.
    encoded = [b"" if value is None else _utf8(value) for value in values]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=offsets[1:])
    valid = np.packbits(np.fromiter((value is not None for value in values), bool, len(encoded)), bitorder="little")
    buffers: list[pa.Buffer | None] = [
        pa.py_buffer(valid.tobytes()),
        pa.py_buffer(offsets.tobytes()),
        pa.py_buffer(b"".join(encoded)),
    ]
    return cast("pa.LargeStringArray", pa.Array.from_buffers(pa.large_string(), len(encoded), buffers))


def _utf8(value: str) -> bytes:
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value).encode("utf-8")


def document_table(documents: Iterable[Document]) -> pa.Table:
    """Put `Document` objects into a table of `DOCUMENT_SCHEMA`; ids may repeat.

    Raises
    ------
    InputError
        For anything that is no `Document`.
    """
    rows = list(documents)
    for row in rows:
        if not isinstance(row, Document):
            raise InputError(f"expected a Document, got {type(row).__name__}.")
    columns = [
        text_array([row.id for row in rows]),
        text_array([row.text for row in rows]),
        text_array([row.source for row in rows]),
        text_array([None if row.published is None else row.published.isoformat() for row in rows]),
        text_array([row.role for row in rows]),
        text_array([row.language for row in rows]),
        text_array([_dump(row) if row.metadata else None for row in rows]),
    ]
    return pa.Table.from_arrays(columns, schema=DOCUMENT_SCHEMA)


class Documents(Tabular, Sequence[Document]):
    """Documents in input order; a `Document` is made when one is asked for.

    As a table: ``id``, ``text``, ``source``, ``published`` (ISO 8601), ``role``, ``language``, and each name of the
    metadata as a column of its own.

    Parameters
    ----------
    table : pyarrow.Table
        With the columns of `DOCUMENT_SCHEMA`.
    files : tuple of Path
        The files they were read from, as far as that is known.
    plugins : tuple of str
        Which code of plugins read them.

    Raises
    ------
    InputError
        Where an id occurs twice.
    """

    def __init__(self, table: pa.Table, files: tuple[Path, ...] = (), plugins: tuple[str, ...] = ()) -> None:
        self._files, self._plugins = files, plugins
        table = table.select(DOCUMENT_SCHEMA.names)
        # A cast imports pyarrow.compute, a tenth of a second, whether there is anything to do or not.
        self._table = (table if table.schema == DOCUMENT_SCHEMA else table.cast(DOCUMENT_SCHEMA)).combine_chunks()
        self._ids: tuple[str, ...] = FrozenList(self._table.column("id").to_pylist())
        self._index = {name: position for position, name in enumerate(self.ids)}
        if len(self._index) != len(self.ids):
            seen: set[str] = set()
            for name in self.ids:
                if name in seen:
                    raise InputError(f"two documents have the id {name!r}.", hint="ids are unique in a collection.")
                seen.add(name)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Documents:
        """Collect `Document` objects."""
        if isinstance(documents, Documents):
            return documents
        return cls(document_table(documents))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files they were read from, as far as that is known."""
        return self._files

    @property
    def plugins(self) -> tuple[str, ...]:
        """Which code of plugins read them: name, distribution and version, as in `Run.plugins`."""
        return self._plugins

    @property
    def table(self) -> pa.Table:
        """The documents as an Arrow table of `DOCUMENT_SCHEMA`."""
        return self._table

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in input order."""
        return self._ids

    @property
    def texts(self) -> pa.LargeStringArray:
        """The texts, as one Arrow array of UTF-8."""
        return self._array("text")

    @property
    def id_array(self) -> pa.LargeStringArray:
        """The ids, as one Arrow array of UTF-8."""
        return self._array("id")

    @property
    def languages(self) -> pa.LargeStringArray:
        """The languages, as one Arrow array of UTF-8; null where none is known."""
        return self._array("language")

    def _array(self, name: str) -> pa.LargeStringArray:
        column = self.table.column(name)
        # combine_chunks() copies a single chunk, too.
        whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        return cast("pa.LargeStringArray", whole)

    def column(self, name: str) -> list[str | None]:
        """Return one of the columns of `DOCUMENT_SCHEMA` as a list."""
        values: list[str | None] = self.table.column(name).to_pylist()
        return values

    @property
    def houses(self) -> list[str | None]:
        """The publisher of each document, from its metadata, or else its source; None where neither is known."""
        return [
            _publisher(some) or source
            for some, source in zip(self.column("metadata"), self.column("source"), strict=True)
        ]

    def each_metadata(self, names: Iterable[str]) -> Iterator[dict[str, Any]]:
        """Yield the metadata of each document, in order; those that have none of some names as an empty dict."""
        cues = [f'"{name}"' for name in names]
        for value in self.column("metadata"):
            # JSON is slow to read, and of most documents nothing is known.
            some = json.loads(value) if value is not None and any(cue in value for cue in cues) else None
            yield some if isinstance(some, dict) else {}

    def index(self, value: Any, start: int = 0, stop: int | None = None) -> int:
        """Return the position of a document, given by its id or itself."""
        if isinstance(value, str):
            return self.position(value)
        return super().index(value, start, len(self) if stop is None else stop)

    def position(self, name: str) -> int:
        """Return the position of the document with this id; `UnknownDocumentError` if there is none."""
        try:
            return self._index[name]
        except KeyError:
            raise UnknownDocumentError(name, self.ids) from None

    def text(self, position: int) -> str:
        """Return the text of the document at this position."""
        value: str = self.table.column("text")[position].as_py()
        return value

    def language(self, position: int) -> str | None:
        """Return the language of the document at this position; None if it is not known."""
        value: str | None = self.table.column("language")[position].as_py()
        return value

    def each_text(self) -> Iterator[str]:
        """Yield all texts in their order: faster than `text` for each, and a few at a time are held as strings."""
        texts = self.texts
        for start in range(0, len(texts), _TEXTS):
            yield from cast("list[str]", texts[start : start + _TEXTS].to_pylist())

    def to_arrow(self) -> pa.Table:
        """Return one row per document."""
        return pa.table({"id": self.id_array, "text": self.texts} | carried(self))

    def __contains__(self, value: object) -> bool:
        return value in self._index if isinstance(value, str) else super().__contains__(value)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Document]:
        for position in range(len(self)):
            yield self[position]

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | Sequence[Document]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"there are {len(self)} documents, got the index {index}.")
        row = {name: self.table.column(name)[index].as_py() for name in DOCUMENT_SCHEMA.names}
        metadata = row.pop("metadata")
        return Document(row.pop("id"), row.pop("text"), **row, metadata=json.loads(metadata) if metadata else {})

    def __repr__(self) -> str:
        return f"<{len(self)} documents>"


def _dump(row: Document) -> str:
    return json.dumps(dict(row.metadata), ensure_ascii=False, default=str)


def _publisher(metadata: str | None) -> str | None:
    # Few have one, and JSON is slow to read.
    value = json.loads(metadata).get("publisher") if metadata is not None and '"publisher"' in metadata else None
    return value if isinstance(value, str) and value else None
