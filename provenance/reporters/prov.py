"""W3C PROV-JSON: which document was quoted or derived from which."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from provenance.model.extras import needed
from provenance.reporters.identifiers import DOCUMENT, TERMS, UNSEEN, local, local_place
from provenance.reporters.json_text import escaped
from provenance.reporters.links import links, turned
from provenance.reporters.sides import SideTexts

if TYPE_CHECKING:
    from typing import TextIO

    from prov.model import ProvDocument, ProvEntity

    from provenance.model.options import ReportOptions
    from provenance.model.passage import Side
    from provenance.model.result import ReuseResult
    from provenance.reporters.links import Heading, Link, Turned

__all__ = ["ProvReporter", "prov_document"]

_DIGITS = 4


class ProvReporter:
    """Writes PROV-JSON.

    A derivation is a ``wasDerivedFrom`` with a type from the data model: ``prov:Revision`` (wasRevisionOf) for a later
    version by the same publisher or agency, ``prov:PrimarySource`` (hadPrimarySource) for a copy of a dispatch,
    ``prov:Quotation`` (wasQuotedFrom) for a copied passage. Passages of unknown direction are ``alternateOf`` each
    other.
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        text = prov_document(result, options).serialize(format="json", indent=1)
        out.write(f"{escaped(text or '')}\n")


def prov_document(result: ReuseResult, options: ReportOptions) -> ProvDocument:
    """Return a result as a PROV document."""
    return _Maker(result, options).document


class _Maker:
    """Builds a PROV document.

    Parameters
    ----------
    result : ReuseResult
        The result to convert.
    options : ReportOptions
        With ``without_text``, positions are written but no text.
    """

    def __init__(self, result: ReuseResult, options: ReportOptions) -> None:
        self.document: ProvDocument = needed("prov.model", "prov", "PROV-JSON").ProvDocument()
        self._documents = self.document.add_namespace("article", DOCUMENT)
        self._unseen = self.document.add_namespace("unseen", UNSEEN)
        self._terms = self.document.add_namespace("reuse", TERMS)
        self._ids = result.documents.ids
        self._texts = None if options.without_text else SideTexts(result.documents)
        self._sides: dict[Side, ProvEntity] = {}
        self._add_documents(result)
        found = links(result)
        for link in found:
            self._add_link(link)
        for turn in turned(result):
            self._add_passage(turn)

    def _add_documents(self, result: ReuseResult) -> None:
        from prov.model import PROV

        columns = [result.documents.column(name) for name in ("source", "published", "role")]
        shares = {derivation.document: derivation for derivation in result.derivations}
        publishers: dict[str, Any] = {}
        rows = zip(self._ids, result.counts.words.tolist(), *columns, strict=True)
        for name, words, source, published, role in rows:
            said: dict[Any, Any] = {"prov:label": name, self._terms["words"]: words}
            if published is not None:
                said[self._terms["published"]] = datetime.fromisoformat(published)
            if role is not None:
                said[self._terms["role"]] = role
            if name in shares:
                said[self._terms["degree"]] = shares[name].degree
                said[self._terms["share"]] = round(shares[name].share, _DIGITS)
            entity = self.document.entity(self._documents[local(name)], said)
            if source is None:
                continue
            if source not in publishers:
                publishers[source] = self.document.agent(
                    self._terms[f"publisher/{local(source)}"],
                    {"prov:label": source, "prov:type": PROV["Organization"]},
                )
            self.document.attribution(entity, publishers[source])

    def _add_link(self, link: Link) -> None:
        target = self._documents[local(self._ids[link.target])]
        if link.source is None:
            name = link.unseen or ""
            source = self._unseen[local(name)]
            if not self.document.get_record(source):
                self.document.entity(source, {"prov:label": name})
        else:
            source = self._documents[local(self._ids[link.source])]
        relate = {
            "revision": self.document.revision,
            "primary source": self.document.primary_source,
            "derivation": self.document.derivation,
        }[link.relation]
        said = {self._terms["share"]: round(link.share, _DIGITS), **self._confidence(link)}
        relate(target, source, other_attributes=said)

    def _add_passage(self, turn: Turned) -> None:
        passage, source, target = turn.passage, self._side(turn.source), self._side(turn.target)
        if turn.heading is None:
            self.document.alternate(source, target)
            return
        said = {
            self._terms["kind"]: passage.kind,
            self._terms["quoted"]: passage.quoted,
            self._terms["similarity"]: round(passage.similarity, _DIGITS),
            self._terms["words"]: passage.words,
            **self._confidence(turn.heading),
        }
        # In PROV a quotation repeats the text, so a paraphrase is only a derivation.
        relate = self.document.derivation if passage.kind == "paraphrase" else self.document.quotation
        relate(target, source, other_attributes=said)

    def _side(self, side: Side) -> ProvEntity:
        entity = self._sides.get(side)
        if entity is None:
            said: dict[Any, Any] = {
                self._terms["partOf"]: self._documents[local(side.document)],
                self._terms["start"]: side.start,
                self._terms["end"]: side.stop,
            }
            if self._texts is not None:
                said["prov:value"] = self._texts.of(side)
            entity = self._sides[side] = self.document.entity(self._documents[local_place(side)], said)
        return entity

    def _confidence(self, link: Link | Heading) -> dict[Any, float]:
        return {} if link.confidence is None else {self._terms["confidence"]: round(link.confidence, _DIGITS)}
