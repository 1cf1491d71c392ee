"""The text of a passage's sides."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.model.documents import Documents
    from provenance.model.passage import Side

__all__ = ["SideTexts"]


class SideTexts:
    """Reads what stands in a side; the last documents are kept, since passages come sorted by document.

    Parameters
    ----------
    documents : Documents
        The documents that the sides name.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._text = lru_cache(maxsize=32)(documents.text)

    def of(self, side: Side) -> str:
        """Return the text of a side."""
        return self._text(self._documents.position(side.document))[side.start : side.stop]

    def around(self, side: Side, characters: int) -> tuple[str, str]:
        """Return what stands before a side and after it, at most so many characters each."""
        text = self._text(self._documents.position(side.document))
        return text[max(0, side.start - characters) : side.start], text[side.stop : side.stop + characters]
