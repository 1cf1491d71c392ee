"""Reads plain text: each file is one article, or an export of a press database with many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.document import Document
from provenance.readers.encoding import read_text
from provenance.readers.exports.reader import text_documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext

__all__ = ["TextReader"]


class TextReader:
    """Reads a file as one article whose id is the file name. An export of a press database is read as an export."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the article, or the articles of an export."""
        text = read_text(path, context)
        exported = text_documents(text, path, context)
        if exported is None:
            yield Document(context.name, text)
        else:
            yield from exported
