"""What users pass to be deduplicated, made into sources of rows."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.model.options import ReadOptions
    from provenance.plugins.manager import Plugins
    from provenance.readers.text_batch import RowSource

__all__ = ["as_sources", "files_of"]

_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")
_TABLE = ".parquet"
#: Documents that are Python objects at one time.
_BATCH = 4096


def as_sources(documents: Any, read: ReadOptions, plugins: Plugins, spool: Path | None = None) -> list[RowSource]:
    """Make sources of what a user passes.

    Parameters
    ----------
    documents
        Paths (files, folders, patterns with ``*``), an Arrow table or stream, or any other documents.
    read : ReadOptions
        Which columns hold what.
    plugins : Plugins
        Whose readers read what is neither JSON Lines nor Parquet.
    spool : pathlib.Path, optional
        A folder where a stream, which can be gone through once only, is put down.

    Raises
    ------
    InputError
        For what cannot be used.
    """
    if isinstance(documents, (str, os.PathLike)):
        return _from_paths([documents], read, plugins)
    if hasattr(documents, "__arrow_c_stream__") or hasattr(documents, "__arrow_c_array__"):
        return [_from_arrow(documents, read, spool)]
    if isinstance(documents, Iterable) and not isinstance(documents, Mapping):
        if isinstance(documents, Iterator):
            return [_from_iterator(documents, spool)]
        rows = list(documents)
        if rows and all(isinstance(row, os.PathLike) for row in rows):
            return _from_paths(rows, read, plugins)
        # Unlike elsewhere ids may repeat.
        return [_from_rows(rows)]
    return [_from_documents(documents, plugins)]


def files_of(documents: Any, read: ReadOptions, plugins: Plugins) -> Iterator[Path]:
    """Yield the files and folders that documents are read from, as far as that is known; none is read."""
    from provenance.api.reading import files_read
    from provenance.model.documents import Documents

    if isinstance(documents, Documents):
        yield from documents.files
    elif isinstance(documents, (str, os.PathLike)):
        yield Path(documents)
        yield from files_read(_files(Path(documents)), read, plugins)
    elif isinstance(documents, Sequence):
        for path in documents:
            if isinstance(path, os.PathLike):
                yield from files_of(path, read, plugins)


def _from_paths(paths: Iterable[str | os.PathLike[str]], read: ReadOptions, plugins: Plugins) -> list[RowSource]:
    files = [file for path in paths for file in _files(Path(path))]
    if not files:
        raise InputError("no files or folders were given.")
    from provenance.readers.elsewhere import is_elsewhere

    names = [file.name.lower() for file in files]
    if (
        read.reader is None
        and not any(map(is_elsewhere, files))
        and all(name.endswith((*_LINES, _TABLE)) for name in names)
    ):
        return [_from_file(file, read) for file in files]
    from provenance.api.reading import load

    # What the readers read is in memory as a whole.
    return [_from_documents(load(files, read, plugins)[0], plugins)]


def _files(path: Path) -> list[Path]:
    """Return the files that a path means: those of a folder of JSON Lines or Parquet, those of a pattern."""
    if not path.exists() and any(sign in str(path) for sign in "*?["):
        found = sorted(Path(name) for name in glob.glob(str(path), recursive=True))  # noqa: PTH207 - of any folder
        if not found:
            raise InputError("no file has such a name.", path=path)
        return [file for name in found for file in _files(name)]
    if path.is_dir():
        below = sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)))
        data = [file for file in below if file.name.lower().endswith((*_LINES, _TABLE))]
        # A folder with anything else is one of articles, which its own reader knows.
        if data and len(data) == len([file for file in below if not file.name.startswith(("_", "."))]):
            return data
    return [path]


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def _from_file(path: Path, read: ReadOptions) -> RowSource:
    if path.name.lower().endswith(_TABLE):
        from provenance.readers.table_batches import parquet_source

        return parquet_source(path, read)
    from provenance.readers.jsonl_batches import JsonlSource

    try:
        return JsonlSource(path, read)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}.", path=path) from None


def _from_documents(documents: Any, plugins: Plugins) -> RowSource:
    from provenance.api.inputs import as_documents
    from provenance.readers.table_batches import document_source

    return document_source(as_documents(documents, plugins).table)


def _from_rows(rows: list[Any]) -> RowSource:
    from provenance.readers.table_batches import document_source

    return document_source(_table_of(rows, 0))


def _table_of(rows: list[Any], begin: int) -> pa.Table:
    """Put documents and texts into a table; a text's id is its number, the first one's is given."""
    from provenance.model.document import Document
    from provenance.model.documents import document_table

    return document_table(
        Document(str(number), row) if isinstance(row, str) else row for number, row in enumerate(rows, begin)
    )


def _from_arrow(source: Any, read: ReadOptions, spool: Path | None) -> RowSource:
    import pyarrow as pa

    from provenance.readers.table_batches import spooled_source, table_source

    if isinstance(source, pa.RecordBatchReader) and spool is not None:
        return spooled_source(source.schema, source, spool, "the stream", read)
    table = pa.table(source) if hasattr(source, "__arrow_c_stream__") else pa.table(pa.record_batch(source))
    return table_source(table, "the table", read)


def _from_iterator(documents: Iterator[Any], spool: Path | None) -> RowSource:
    from itertools import count, islice

    from provenance.model.documents import DOCUMENT_SCHEMA
    from provenance.readers.table_batches import document_source, spooled_source

    def batches() -> Iterator[pa.RecordBatch]:
        for begin in count(0, _BATCH):
            rows = list(islice(documents, _BATCH))
            if not rows:
                return
            yield from _table_of(rows, begin).to_batches()

    if spool is None:
        import pyarrow as pa

        return document_source(pa.Table.from_batches(batches(), DOCUMENT_SCHEMA))
    from provenance.model.options import ReadOptions

    return spooled_source(DOCUMENT_SCHEMA, batches(), spool, "the documents", ReadOptions(), documents=True)
