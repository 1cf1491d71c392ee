"""The texts of the sides of passages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.model.documents import Documents
    from provenance.model.passage import Side

__all__ = ["SideTexts"]


class SideTexts:
    """Reads the texts of sides; caches the last documents, since passages are sorted by document.

    Parameters
    ----------
    documents : Documents
        The documents of the sides.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._text = lru_cache(maxsize=32)(documents.text)

    def of(self, side: Side) -> str:
        """Return the text of a side."""
        return self._text(self._documents.position(side.document))[side.start : side.stop]

    def around(self, side: Side, characters: int) -> tuple[str, str]:
        """Return the text before and after a side, at most this many characters each."""
        text = self._text(self._documents.position(side.document))
        return text[max(0, side.start - characters) : side.start], text[side.stop : side.stop + characters]
