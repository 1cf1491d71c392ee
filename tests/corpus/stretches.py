"""The origin of every stretch of an article: what ``truth.jsonl`` says in records of the type ``origins``."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from build import Corpus, Document


class Origin(NamedTuple):
    """Where a word is from; ``versions`` are the earlier documents of that house that have its unit too."""

    kind: str
    source: str | None = None
    agency: str | None = None
    versions: tuple[str, ...] = ()


OWN, QUOTATION, BOILERPLATE = Origin("own"), Origin("quotation"), Origin("boilerplate")


def origins(corpus: Corpus, document: Document) -> dict[str, Any]:
    """Return the record of a document: its stretches in their order, each from its first word to its last."""
    each = [QUOTATION if document.quoted[word.start] else OWN for word in document.words]
    for segment in document.segments:
        found = of_unit(corpus, document, segment.unit)
        for at in range(segment.first, segment.last):
            if found is BOILERPLATE or each[at] is OWN:
                each[at] = found
    for segment in document.furniture:
        each[segment.first : segment.last] = [BOILERPLATE] * (segment.last - segment.first)
    stretches, at = [], 0
    for origin, words in groupby(each):
        first, at = at, at + len(list(words))
        span = document.span(first, at)
        stretch = {"start": span["start"], "stop": span["stop"], "words": at - first, "kind": origin.kind}
        if origin.source:
            stretch["source"] = origin.source
        if origin.agency:
            stretch["agency"] = origin.agency
        if len(origin.versions) > 1:
            stretch["versions"] = list(origin.versions)
        stretches.append(stretch)
    return {"type": "origins", "document": document.id, "stretches": stretches}


def of_unit(corpus: Corpus, document: Document, unit: str) -> Origin:
    """Return where a unit of a document is from: the dispatch it went through first, or else who wrote it."""
    if unit.endswith(".d"):
        return BOILERPLATE
    segment = document.segment(unit)
    line = [corpus.all[name] for name in corpus.lineage(document, segment)] if segment else []
    if not line:
        return OWN
    home = next((each for each in line if each.header["role"] == "wire"), line[-1])
    if "hidden" in home.header:
        return Origin("unseen", home.id, home.header["source"])
    versions = [
        each.id
        for each in corpus.all.values()
        if each.house == home.house and each.header["role"] == home.header["role"] and each.segment(unit)
        if "hidden" not in each.header and each.id != document.id and published(each) < published(document)
    ]
    if home.header["role"] == "wire":
        return Origin("dispatch", home.id, home.header["source"], tuple(versions))
    return Origin("publisher" if document.house == home.house else "article", home.id, None, tuple(versions))


def published(document: Document) -> datetime:
    """Return when a document was published."""
    return datetime.fromisoformat(document.header["published"])
