"""All derivations of a result, and the origins of all parts of its documents, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.model.derivation import Derivation
from provenance.model.tables import Rows, Tabular, document_columns, list_column, number_column

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.model.documents import Documents

__all__ = ["Derivations", "Origins"]


class Derivations(Rows[Derivation]):
    """One derivation for each document, in input order.

    As a table: the fields of `Derivation` without the origins, which `origins` has; and what is known of the document,
    its metadata included, as ``document_source``, ``document_published`` ...

    Parameters
    ----------
    derivations : iterable of Derivation
        The derivations.
    documents : Documents
        Their documents.
    """

    @property
    def origins(self) -> Origins:
        """The origins of all parts of all documents."""
        return Origins(self, self.documents)

    def to_arrow(self) -> pa.Table:
        """Return one row per document."""
        import pyarrow as pa

        from provenance.model.documents import text_array

        members: list[pa.Field[Any]] = [
            pa.field("kind", pa.large_string()),
            pa.field("detail", pa.large_string()),
            pa.field("weight", pa.float64()),
            pa.field("start", pa.int64()),
            pa.field("stop", pa.int64()),
        ]
        names = [member.name for member in members]
        evidence = [[{name: getattr(one, name) for name in names} for one in row.evidence] for row in self]
        columns: dict[str, Any] = {
            name: text_array([getattr(row, name) for row in self])
            for name in ("document", "degree", "source", "agency", "dispatch", "via", "credit")
        }
        columns["share"] = number_column(row.share for row in self)
        columns["confidence"] = number_column(row.confidence for row in self)
        columns["evidence"] = list_column(evidence, pa.list_(pa.struct(members)))
        first = ("document", "degree", "share", "source", "agency", "confidence")
        columns = {name: columns[name] for name in first} | columns
        rows = [self.documents.position(row.document) for row in self]
        return pa.table(columns | document_columns(self.documents, rows, "document_", columns))


class Origins(Tabular):
    """The origin of each part of each document, as a table of one row per origin.

    The columns are those of `Origin` after ``document``, and what is known of the document as in `Derivations`.
    """

    def __init__(self, derivations: Derivations, documents: Documents) -> None:
        self._rows = [(row.document, origin) for row in derivations for origin in row.origins]
        self._documents = documents

    def __len__(self) -> int:
        return len(self._rows)

    def to_arrow(self) -> pa.Table:
        """Return one row per origin of a document, in the order of the documents."""
        import pyarrow as pa

        from provenance.model.documents import text_array

        origins = [origin for _, origin in self._rows]
        columns: dict[str, Any] = {"document": text_array([name for name, _ in self._rows])}
        for name in ("kind", "source", "agency"):
            columns[name] = text_array([getattr(origin, name) for origin in origins])
        columns["share"] = number_column(origin.share for origin in origins)
        columns["words"] = list_column((origin.words for origin in origins), pa.int64())
        columns["confidence"] = number_column(origin.confidence for origin in origins)
        spans = ([list(span) for span in origin.spans] for origin in origins)
        columns["spans"] = list_column(spans, pa.list_(pa.list_(pa.int64())))
        rows = [self._documents.position(name) for name, _ in self._rows]
        return pa.table(columns | document_columns(self._documents, rows, "document_", columns))

    def __repr__(self) -> str:
        return f"<{len(self)} origins>"
