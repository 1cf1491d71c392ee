"""Reads paths into documents; the only entry point for all commands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from provenance.errors import InputError, closest
from provenance.model.document import Document
from provenance.model.documents import Documents
from provenance.readers.context import Context
from provenance.readers.encoding import check_encoding
from provenance.readers.folder import article_files, facts_of_folders, name_below
from provenance.readers.metadata import Metadata, join, read_metadata
from provenance.readers.place import Place, short
from provenance.readers.rows import document as row_document
from provenance.readers.summary import ReadSummary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from provenance.model.components import Reader
    from provenance.model.options import ReadOptions

__all__ = ["SUFFIXES", "Found", "collect", "collect_below", "collect_files", "found_below"]

#: The suffixes of the readers of this package.
SUFFIXES = (
    ".txt",
    ".csv",
    ".tsv",
    ".jsonl",
    ".ndjson",
    ".jsonl.gz",
    ".ndjson.gz",
    ".jsonl.zst",
    ".ndjson.zst",
    ".parquet",
    ".docx",
    ".doc",
    ".rtf",
    ".html",
    ".htm",
    ".zip",
)
#: The most articles, and characters of articles, held as Python objects at a time.
_BATCH = 4096
_LETTERS = 1 << 26
_SIBLINGS = 2000


def collect(
    paths: Iterable[str | os.PathLike[str]],
    options: ReadOptions,
    reader_for: Callable[[Path], Reader | None],
    *,
    suffixes: Sequence[str] = SUFFIXES,
) -> tuple[Documents, ReadSummary]:
    """Read files and folders; see `found_below`.

    Parameters
    ----------
    paths : iterable of path-like
        Files and folders, read in this order. ``~`` is not expanded.
    options : ReadOptions
        How files become documents.
    reader_for : callable
        Returns the reader for a file, or None if no reader knows it.
    suffixes : sequence of str
        The suffixes that ``reader_for`` knows, for messages.

    Returns
    -------
    documents : Documents
        In the order of the paths, of the files in a folder, and of the articles in a file.
    summary : ReadSummary
        What was read and what was left out.

    Raises
    ------
    InputError
        For files that cannot be read, with file and line. With ``on_error="skip"`` only
        if nothing is left.
    OptionError
        For an unknown encoding.
    """
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    roots = [Path(path) for path in paths]
    context = Context(options)
    collection = _Collection(context, reader_for, suffixes)
    for root in roots:
        for found in found_below(root, context, reader_for, suffixes):
            collection.read(found)
    return collection.finish(roots)


def collect_below(
    folder: Path,
    paths: Iterable[Path],
    options: ReadOptions,
    reader_for: Callable[[Path], Reader | None],
    suffixes: Sequence[str],
) -> tuple[Documents, ReadSummary]:
    """Read some files of a folder as `collect` reads them when it is given the folder: the same ids and metadata."""
    context = Context(options)
    collection = _Collection(context, reader_for, suffixes)
    metadata = _metadata(folder, context)
    chosen = list(paths)
    for path in chosen:
        collection.read(Found(path, folder, name_below(folder, path), facts_of_folders(folder, path), metadata))
    return collection.finish(chosen)


class Found(NamedTuple):
    """A file to read.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    root : pathlib.Path
        The file or folder that was given.
    name : str or None
        Its path below the folder; None if the file itself was given.
    facts : dict of str to str
        The values in names of folders, such as ``source=AFP``.
    metadata : Metadata or None
        The metadata from a file beside the articles.
    """

    path: Path
    root: Path
    name: str | None = None
    facts: dict[str, str] = {}  # noqa: RUF012 - never changed
    metadata: Metadata | None = None


def found_below(
    root: Path, context: Context, reader_for: Callable[[Path], Reader | None], suffixes: Sequence[str] = SUFFIXES
) -> Iterator[Found]:
    """Yield the files that a path stands for. Every command finds its files here.

    Only metadata are opened. Errors go to ``context.bad``.
    """
    if context.options.encoding is not None:
        check_encoding(context.options.encoding)
    try:
        if not _exists(root):
            raise InputError("there is no such file or folder.", path=root, hint=_sibling(root))
        if not root.is_dir() and not root.is_file():
            raise InputError(
                "is neither a file nor a folder.", path=root, hint="put what comes through a pipe into a file."
            )
        files = article_files(root, context, reader_for, suffixes) if root.is_dir() else [root]
    except InputError as error:
        fault = error
    except OSError as error:
        fault = _unreadable(root, error)
    else:
        if not root.is_dir():
            yield Found(root, root)
            return
        metadata = _metadata(root, context)
        for path in files:
            yield Found(path, root, name_below(root, path), facts_of_folders(root, path), metadata)
        if metadata is not None:
            metadata.note_unused(context)
        return
    context.place = None
    context.bad(fault)


def collect_files(
    files: Iterable[Found], context: Context, reader_for: Callable[[Path], Reader | None], suffixes: Sequence[str]
) -> tuple[pa.Table, int]:
    """Read files into a table of `provenance.model.documents.DOCUMENT_SCHEMA`; return also the number of files read."""
    collection = _Collection(context, reader_for, suffixes)
    for found in files:
        collection.read(found)
    return collection.table(), collection.files


def _metadata(folder: Path, context: Context) -> Metadata | None:
    # The articles can be read without their metadata.
    try:
        return read_metadata(folder, context)
    except InputError as error:
        fault = error
    except OSError as error:
        fault = _unreadable(Path(error.filename or folder), error)
    context.bad(fault)
    return None


class _Collection:
    """Collects the documents read so far."""

    def __init__(self, context: Context, reader_for: Callable[[Path], Reader | None], suffixes: Sequence[str]) -> None:
        self.context = context
        self.reader_for = reader_for
        self.suffixes = suffixes
        self.files = 0
        self._read_from: list[Path] = []
        self._places: dict[str, Place] = {}
        self._count = 0
        self._batch: list[Document] = []
        self._letters = 0
        self._tables: list[pa.Table] = []

    def finish(self, roots: list[Path]) -> tuple[Documents, ReadSummary]:
        """Return the documents and the summary; raise an error if nothing was read."""
        skipped = tuple(self.context.skipped)
        if not self._count:
            if len(skipped) == 1:
                raise skipped[0]
            if skipped:
                error = InputError(
                    f"nothing could be read; {len(skipped)} articles or files were left out, the first: "
                    f"{skipped[0].message}",
                    hint=skipped[0].hint,
                )
                error.path, error.line = skipped[0].path, skipped[0].line
                raise error
            where = " ".join(str(root) for root in roots[:3])
            why = " ".join(self.context.notes[:2]) or None
            raise InputError(f"no articles in {where}." if roots else "no files or folders were given.", hint=why)
        documents = Documents(self.table(), tuple(self._read_from))
        return documents, ReadSummary(len(documents), self.files, skipped, self.context.notes)

    def table(self) -> pa.Table:
        """Return the documents as a table."""
        self._flush()
        return pa.concat_tables(self._tables)

    def read(self, found: Found) -> None:
        """Read a file."""
        path, metadata = found.path, found.metadata
        self.context.begin(path, found.name)
        if metadata is not None and metadata.path not in self._read_from:
            self._read_from.append(metadata.path)
        self._read_from.append(path)
        reader = self.reader_for(path)
        if reader is None:
            self.context.bad(self._unread(path))
            return
        documents = None
        before = self._count
        try:
            documents = reader.read(path, self.context)
            for document in documents:
                self._add(document, found)
        except InputError as error:
            fault = error
        except OSError as error:
            fault = _unreadable(path, error)
        else:
            self.files += 1
            return
        finally:
            # Close the file now, not at garbage collection.
            close = getattr(documents, "close", None)
            if close is not None:
                close()
        # Articles before a broken end of a file are kept.
        self.files += self._count > before
        self.context.bad(fault)

    def _unread(self, path: Path) -> InputError:
        """Return the error for a file that no reader knows."""
        if path.name.lower().endswith(tuple(self.suffixes)):
            empty = path.is_file() and not path.stat().st_size
            return InputError(
                "is empty." if empty else "is of no format that is known by its content.",
                path=path,
                hint=None if empty else "--reader names a reader.",
            )
        ending = f"files that end in {path.suffix!r}" if path.suffix else "a file without a suffix"
        return InputError(
            f"nothing reads {ending}; accepted are {', '.join(self.suffixes)}.",
            path=path,
            hint="--reader names a reader for files of any name.",
        )

    def _add(self, document: Document, found: Found) -> None:
        place = self.context.place or Place(found.path)
        if not isinstance(document, Document):
            raise place.error(f"the reader gave a {type(document).__name__}, not a Document.")
        if not document.id.isascii() and not _is_text(document.id):
            self.context.bad(place.error(f"the id {short(document.id)} holds half a character."))
            return
        first = None if self.context.lenient else self._places.get(document.id)
        if first is not None:
            self.context.bad(
                place.error(
                    f"the id {short(document.id)} is also that of {first}.",
                    hint="ids are unique; of folders that share names give the one above them."
                    if place.path != first.path
                    else "ids are unique.",
                )
            )
            return
        if not self.context.lenient:
            self._places[document.id] = place
        self._count += 1
        if found.facts:
            document = self._with_facts(document, found.facts, place)
        self._batch.append(document if found.metadata is None else found.metadata.join(document))
        self._letters += len(document.text)
        if len(self._batch) >= _BATCH or self._letters >= _LETTERS:
            self._flush()

    def _with_facts(self, document: Document, facts: dict[str, str], place: Place) -> Document:
        """Add the values in names of folders to a document; values in its file take precedence."""
        values = {**facts, self.context.options.id_field: document.id}
        said = row_document(values, place, self.context, text=False)
        return document if said is None else join(document, said)

    def _flush(self) -> None:
        """Move the documents to Arrow, where a text takes half the memory and metadata a tenth."""
        if self._batch or not self._tables:
            self._tables.append(Documents.of(self._batch).table)
        self._batch, self._letters = [], 0


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    return True


def _sibling(path: Path) -> str | None:
    """Return the hint for a path that does not exist."""
    if str(path).startswith("~"):
        return "~ is not expanded here."
    parent = path.parent
    try:
        with os.scandir(parent) as entries:
            names = [entry.name for entry, _ in zip(entries, range(_SIBLINGS), strict=False)]
    except (OSError, ValueError):
        return f"there is no folder {parent} either."
    near = closest(path.name, names)
    return f"did you mean {parent / near}?" if near else None


def _unreadable(path: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(f"cannot be read: {reason}.", path=path)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
