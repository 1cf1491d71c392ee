"""Plain text: one article a file, or the many of a press database's export."""

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
    """Reads a file as one article; its name is the id. What is an export of a press database is read as that."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the article, or those of the export."""
        text = read_text(path, context)
        exported = text_documents(text, path, context)
        if exported is None:
            yield Document(context.name, text)
        else:
            yield from exported
