"""Reads the metadata of articles from a file beside them: metadata.csv or metadata.jsonl."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.errors import InputError
from provenance.readers.jsonl import jsonl_documents
from provenance.readers.place import Place, listed, short
from provenance.readers.table import csv_documents

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.model.document import Document
    from provenance.readers.context import Context

__all__ = ["Metadata", "join", "read_metadata"]

_READERS = {"metadata.csv": csv_documents, "metadata.jsonl": jsonl_documents}
_EXAMPLES = 3


class Metadata:
    """The metadata of the articles of a folder, by id.

    Parameters
    ----------
    path : pathlib.Path
        The file it comes from.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows: dict[str, Document] = {}
        self._used: set[str] = set()

    def add(self, row: Document) -> bool:
        """Add a row, given as a document without a text; return False if its id is already there."""
        return self._rows.setdefault(row.id, row) is row

    def join(self, document: Document) -> Document:
        """Add the metadata to a document; values in its own file take precedence."""
        row = self._rows.get(document.id)
        if row is None:
            return document
        self._used.add(document.id)
        return join(document, row)

    def note_unused(self, context: Context) -> None:
        """Note the rows that have no article."""
        unused = [name for name in self._rows if name not in self._used]
        if unused:
            context.note(
                f"{self.path}: {len(unused)} of {len(self._rows)} ids have no article, as "
                f"{listed(unused[:_EXAMPLES])}; an id is the path below the folder, without the suffix."
            )


def join(document: Document, known: Document) -> Document:
    """Add metadata to a document; its own values take precedence."""
    return replace(
        document,
        source=document.source or known.source,
        published=document.published or known.published,
        role=document.role or known.role,
        language=document.language or known.language,
        metadata={**known.metadata, **document.metadata},
    )


def read_metadata(folder: Path, context: Context) -> Metadata | None:
    """Read the metadata of a folder, if there are any.

    Raises
    ------
    InputError
        If there are two such files, or the file cannot be used.
    """
    there = [name for name in _READERS if (folder / name).is_file()]
    if not there:
        return None
    if len(there) > 1:
        raise InputError(f"there are both {' and '.join(there)}.", path=folder, hint="leave one of them out.")
    path = folder / there[0]
    metadata = Metadata(path)
    context.begin(path)
    for row in _READERS[there[0]](path, context, text=False):
        if not metadata.add(row):
            place = context.place or Place(path)
            context.bad(place.error(f"the id {short(row.id)} stands here a second time."))
    return metadata
