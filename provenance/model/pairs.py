"""All pairs of a result that share something, as a sequence that is a table, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.matrix import PairScore
from provenance.model.tables import Rows, document_columns, list_column, number_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyarrow as pa

    from provenance.model.documents import Documents

__all__ = ["Pairs"]


class Pairs(Rows[PairScore]):
    """Pairs of documents, the highest value first.

    As a table: ``left``, ``right``, ``value``, ``reverse``, ``words``, ``passages``, and what is known of both
    documents, their metadata included, as ``left_source``, ``right_published`` ...

    Parameters
    ----------
    scores : iterable of PairScore
        The pairs.
    documents : Documents
        Their documents.
    notebook : callable, optional
        Turns them into HTML for a notebook.
    """

    def __init__(
        self, scores: Iterable[PairScore], documents: Documents, notebook: Callable[[Pairs], str] | None = None
    ) -> None:
        super().__init__(scores, documents)
        self.notebook = notebook

    def to_arrow(self) -> pa.Table:
        """Return one row per pair."""
        import pyarrow as pa

        from provenance.model.documents import text_array

        columns = {
            "left": text_array([pair.left for pair in self]),
            "right": text_array([pair.right for pair in self]),
            "value": number_column(pair.value for pair in self),
            "reverse": number_column(pair.reverse for pair in self),
            "words": list_column((pair.words for pair in self), pa.int64()),
            "passages": list_column((pair.passages for pair in self), pa.int64()),
        }
        position = self.documents.position
        for side in ("left", "right"):
            rows = [position(getattr(pair, side)) for pair in self]
            columns |= document_columns(self.documents, rows, f"{side}_", columns)
        return pa.table(columns)
