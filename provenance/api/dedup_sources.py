"""Turns the documents that a user passes to `deduplicate` into sources of rows."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.model.components import Reader
    from provenance.model.options import ReadOptions
    from provenance.plugins.manager import Plugins
    from provenance.readers.collect import Found
    from provenance.readers.context import Context
    from provenance.readers.text_batch import RowSource

__all__ = ["as_sources", "files_of"]

#: How many documents are held as Python objects at a time.
_BATCH = 4096


def as_sources(documents: Any, context: Context, plugins: Plugins, spool: Path | None = None) -> list[RowSource]:
    """Turn documents into sources of rows.

    Parameters
    ----------
    documents
        Paths (files, folders, patterns with ``*``), an Arrow table or stream, or any other documents.
    context : Context
        Which columns hold what; it collects skipped rows and notes for the user.
    plugins : Plugins
        Their readers read files that are neither JSON Lines, CSV nor Parquet.
    spool : pathlib.Path, optional
        A folder to which a stream is written, since it can be iterated only once.

    Raises
    ------
    InputError
        For documents that cannot be used.
    """
    from provenance.model.documents import Documents

    if isinstance(documents, (str, os.PathLike)):
        return _from_paths([documents], context, plugins)
    if isinstance(documents, Documents):
        # Its metadata stays one column.
        return [_from_rows(list(documents))]
    if hasattr(documents, "__arrow_c_stream__") or hasattr(documents, "__arrow_c_array__"):
        return [_from_arrow(documents, context.options, spool)]
    if isinstance(documents, Iterable) and not isinstance(documents, Mapping):
        if isinstance(documents, Iterator):
            return [_from_iterator(documents, spool)]
        rows = list(documents)
        if rows and all(isinstance(row, os.PathLike) for row in rows):
            return _from_paths(rows, context, plugins)
        # Unlike elsewhere ids may repeat.
        return [_from_rows(rows)]
    return [_from_documents(documents, plugins)]


def files_of(documents: Any, read: ReadOptions, plugins: Plugins) -> Iterator[Path]:
    """Yield the files and folders that documents will be read from, as far as known, without reading them."""
    from provenance.api.reading import files_read
    from provenance.model.documents import Documents

    if isinstance(documents, Documents):
        yield from documents.files
    elif isinstance(documents, (str, os.PathLike)):
        yield Path(documents)
        yield from files_read([path for path, _ in _matching(Path(documents))], read, plugins)
    elif isinstance(documents, Sequence):
        for path in documents:
            if isinstance(path, os.PathLike):
                yield from files_of(path, read, plugins)


def _from_paths(paths: Iterable[str | os.PathLike[str]], context: Context, plugins: Plugins) -> list[RowSource]:
    """Open the files that the paths stand for, in order; other commands read the same files."""
    from provenance.api.reading import guarded_reader_for, load, reader_for
    from provenance.readers.collect import collect_files, found_below
    from provenance.readers.elsewhere import is_elsewhere
    from provenance.readers.folder import facts_of_folders
    from provenance.readers.table_batches import document_source

    paths = list(paths)
    if any(map(is_elsewhere, paths)):
        # A remote file is copied here only while it is read, so its rows are held in memory.
        documents, summary = load(paths, context.options, plugins)
        context.skipped.extend(summary.skipped)
        context.plugins.update(documents.plugins)
        for note in summary.notes:
            context.note(note)
        return [_from_documents(documents, plugins)]
    sources: list[RowSource] = []
    # A format without a row source of its own is read into memory whole.
    others: list[Found] = []

    def collected() -> Iterator[RowSource]:
        if others:
            guarded = guarded_reader_for(context.options, plugins, context.plugins)
            yield document_source(collect_files(others, context, guarded, plugins.reader_suffixes())[0])
            others.clear()

    for root, pattern in (each for path in paths for each in _matching(Path(path))):
        chosen = partial(reader_for, options=context.options, plugins=plugins)
        for found in found_below(root, context, chosen, plugins.reader_suffixes()):
            make = _maker_for(reader_for(found.path, context.options, plugins), plugins)
            if make is None or found.metadata is not None:
                others.append(found)
                continue
            sources.extend(collected())
            facts = found.facts if pattern is None else {**facts_of_folders(pattern, root), **found.facts}
            context.begin(found.path)
            try:
                sources.append(make(found.path, context, facts))
            except InputError as error:
                fault = error
            except OSError as error:
                fault = InputError(f"cannot be read: {error.strerror or error}.", path=found.path)
            else:
                continue
            context.bad(fault)
    sources.extend(collected())
    if not sources:
        raise context.skipped[0] if context.skipped else InputError("no files or folders were given.")
    return sources


def _matching(path: Path) -> list[tuple[Path, Path | None]]:
    """Return the paths that match a pattern, each with the folder where the pattern begins; else the path."""
    signs = "*?["
    if path.exists() or not any(sign in str(path) for sign in signs):
        return [(path, None)]
    found = sorted(Path(name) for name in glob.glob(str(path), recursive=True))  # noqa: PTH207 - of any folder
    if not found:
        raise InputError("no file has such a name.", path=path)
    plain = list(takewhile(lambda part: not any(sign in part for sign in signs), path.parts))
    return [(name, Path(*plain)) for name in found]


def _lines_of(path: Path, context: Context, facts: dict[str, str]) -> RowSource:
    from provenance.readers.jsonl_batches import JsonlSource

    with path.open("rb") as stream:
        if not stream.read(1):
            raise InputError("is empty.", path=path)
    return JsonlSource(path, context.options, facts)


def _parquet_of(path: Path, context: Context, facts: dict[str, str]) -> RowSource:
    from provenance.readers.table_batches import parquet_source

    return parquet_source(path, context.options, facts)


def _csv_of(path: Path, context: Context, facts: dict[str, str]) -> RowSource:
    from provenance.readers.table_batches import csv_source

    return csv_source(path, context, facts)


#: The sources of formats that are read in blocks, or with all columns, by the name of the built-in reader.
_MAKERS = {"jsonl": _lines_of, "parquet": _parquet_of, "csv": _csv_of}


def _maker_for(reader: Reader | None, plugins: Plugins) -> Callable[[Path, Context, dict[str, str]], RowSource] | None:
    offer = plugins.offer_of(reader)
    return _MAKERS.get(offer.entry.name) if offer is not None and offer.owner.builtin else None


def _from_documents(documents: Any, plugins: Plugins) -> RowSource:
    from provenance.api.inputs import as_documents
    from provenance.readers.table_batches import document_source

    return document_source(as_documents(documents, plugins).table)


def _from_rows(rows: list[Any]) -> RowSource:
    from provenance.readers.table_batches import document_source

    return document_source(_table_of(rows, 0))


def _table_of(rows: list[Any], begin: int) -> pa.Table:
    """Put documents and texts into a table; the id of a text is its number, from ``begin`` on."""
    from provenance.model.document import Document
    from provenance.model.documents import document_table

    return document_table(
        Document(str(number), row) if isinstance(row, str) else row for number, row in enumerate(rows, begin)
    )


def _from_arrow(source: Any, read: ReadOptions, spool: Path | None) -> RowSource:
    import pyarrow as pa

    from provenance.api.inputs import arrow_table
    from provenance.readers.table_batches import spooled_source, table_source

    if isinstance(source, pa.RecordBatchReader) and spool is not None:
        return spooled_source(source.schema, source, spool, "the stream", read)
    return table_source(arrow_table(source), "the table", read)


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
