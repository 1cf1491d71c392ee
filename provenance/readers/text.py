"""Plain text: one article a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.document import Document
from provenance.readers.encoding import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext

__all__ = ["TextReader"]


class TextReader:
    """Reads a file as one article; its name is the id."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the article."""
        yield Document(context.name, read_text(path, context))
