"""Evidence from headlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.direction import Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.document import Document

__all__ = ["Headline"]

_WEIGHT = 1.0


class Headline:
    """A paper that keeps the headline of a dispatch likely printed that one; built in, and off unless asked for."""

    def terms(self, left: Document, right: Document) -> Iterator[Term]:
        """Yield evidence where one of two documents is a dispatch and both begin with the same line."""
        if _first_line(left) != _first_line(right) or not _first_line(left):
            return
        if left.role == "wire" and right.role != "wire":
            yield Term("headline", f"{right.id} has the headline of the dispatch {left.id}.", "left", _WEIGHT)
        elif right.role == "wire" and left.role != "wire":
            yield Term("headline", f"{left.id} has the headline of the dispatch {right.id}.", "right", _WEIGHT)


def _first_line(document: Document) -> str:
    return " ".join(document.text.strip().partition("\n")[0].casefold().split())
