"""The one door from paths to documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from provenance.errors import InputError, closest
from provenance.model.document import Document
from provenance.model.documents import Documents
from provenance.readers.context import Context
from provenance.readers.encoding import check_encoding
from provenance.readers.folder import article_files, name_below
from provenance.readers.metadata import read_metadata
from provenance.readers.place import Place, short
from provenance.readers.summary import ReadSummary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from provenance.model.components import Reader
    from provenance.model.options import ReadOptions
    from provenance.readers.metadata import Metadata

__all__ = ["SUFFIXES", "collect"]

#: What the readers of this package read.
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
#: Articles, and letters of them, that are Python objects at one time.
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
    """Read files and folders.

    Parameters
    ----------
    paths : iterable of path-like
        Files and folders, read in this order. ``~`` is not expanded.
    options : ReadOptions
        How files become documents.
    reader_for : callable
        Gives the reader for a file, or None where nothing reads it.
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
        For what cannot be read, with file and line. With ``on_error="skip"`` only
        if nothing is left.
    OptionError
        For an encoding that there is not.
    """
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    if options.encoding is not None:
        check_encoding(options.encoding)
    collection = _Collection(options, reader_for, suffixes)
    roots = [Path(path) for path in paths]
    for root in roots:
        collection.read(root)
    return collection.finish(roots)


class _Collection:
    """The documents so far."""

    def __init__(
        self, options: ReadOptions, reader_for: Callable[[Path], Reader | None], suffixes: Sequence[str]
    ) -> None:
        self.context = Context(options)
        self.reader_for = reader_for
        self.suffixes = suffixes
        self.files = 0
        self._read_from: list[Path] = []
        self._places: dict[str, Place] = {}
        self._batch: list[Document] = []
        self._letters = 0
        self._tables: list[pa.Table] = []

    def read(self, root: Path) -> None:
        """Read a file or a folder."""
        try:
            if not _exists(root):
                raise InputError("there is no such file or folder.", path=root, hint=_sibling(root))
            if root.is_dir():
                files = article_files(root, self.context, self.reader_for, self.suffixes)
                metadata = self._metadata(root)
                if metadata is not None:
                    self._read_from.append(metadata.path)
                for path in files:
                    self._read_file(path, name_below(root, path), metadata)
                if metadata is not None:
                    metadata.note_unused(self.context)
            elif root.is_file():
                self._read_file(root, None, None)
            else:
                raise InputError("is neither a file nor a folder.", path=root)
        except InputError as error:
            fault = error
        except OSError as error:
            fault = _unreadable(root, error)
        else:
            return
        self.context.place = None
        self.context.bad(fault)

    def finish(self, roots: list[Path]) -> tuple[Documents, ReadSummary]:
        """Return what was read; raise where that is nothing."""
        skipped = tuple(self.context.skipped)
        if not self._places:
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
        self._flush()
        documents = Documents(pa.concat_tables(self._tables), tuple(self._read_from))
        return documents, ReadSummary(len(documents), self.files, skipped, self.context.notes)

    def _metadata(self, folder: Path) -> Metadata | None:
        # The articles can be read without.
        try:
            return read_metadata(folder, self.context)
        except InputError as error:
            fault = error
        except OSError as error:
            fault = _unreadable(Path(error.filename or folder), error)
        self.context.bad(fault)
        return None

    def _read_file(self, path: Path, name: str | None, metadata: Metadata | None) -> None:
        self.context.begin(path, name)
        self._read_from.append(path)
        reader = self.reader_for(path)
        if reader is None:
            self.context.bad(self._unread(path))
            return
        documents = None
        before = len(self._places)
        try:
            documents = reader.read(path, self.context)
            for document in documents:
                self._add(document, path, metadata)
        except InputError as error:
            fault = error
        except OSError as error:
            fault = _unreadable(path, error)
        else:
            self.files += 1
            return
        finally:
            # The file is closed now, not when the collector comes round.
            close = getattr(documents, "close", None)
            if close is not None:
                close()
        # Its first articles are there even where the end of a file is broken.
        self.files += len(self._places) > before
        self.context.bad(fault)

    def _unread(self, path: Path) -> InputError:
        """Return what to say of a file that no reader takes."""
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

    def _add(self, document: Document, path: Path, metadata: Metadata | None) -> None:
        place = self.context.place or Place(path)
        if not isinstance(document, Document):
            raise place.error(f"the reader gave a {type(document).__name__}, not a Document.")
        if not document.id.isascii() and not _is_text(document.id):
            self.context.bad(place.error(f"the id {short(document.id)} holds half a character."))
            return
        first = self._places.get(document.id)
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
        self._places[document.id] = place
        self._batch.append(document if metadata is None else metadata.join(document))
        self._letters += len(document.text)
        if len(self._batch) >= _BATCH or self._letters >= _LETTERS:
            self._flush()

    def _flush(self) -> None:
        """Move the documents to Arrow, where a text takes half the room and metadata a tenth."""
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
