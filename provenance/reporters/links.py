"""Who took from whom: the links between documents that a result states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.errors import UnknownDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.derivation import Derivation
    from provenance.model.documents import Documents
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult

__all__ = ["Link", "Relation", "Turned", "directions", "links", "turned"]

#: A later version of the source, by the same hand; a copy of an agency's dispatch; any other derivation.
Relation = Literal["revision", "primary source", "derivation"]


@dataclass(frozen=True, slots=True)
class Link:
    """A document and where its text comes from.

    Parameters
    ----------
    target : int
        The position of the document.
    source : int, optional
        The position of its source; None for one that is not among the documents.
    unseen : str, optional
        What a source that is not among the documents is called.
    relation : {"revision", "primary source", "derivation"}
        What the target is to its source.
    share : float
        0 to 1: how much of the target is reused.
    confidence : float, optional
        0 to 1; None where it was not determined.
    """

    target: int
    source: int | None
    unseen: str | None
    relation: Relation
    share: float
    confidence: float | None


def links(result: ReuseResult) -> list[Link]:
    """Return a link for each document that comes from somewhere, in the order of the documents."""
    roles, names = result.documents.column("role"), result.documents.column("source")
    found = []
    for derivation in result.derivations:
        target = result.documents.position(derivation.document)
        source = _source(derivation, result.documents)
        unseen = None if source is not None else _unseen(derivation)
        if source is None and unseen is None:
            continue
        relation: Relation = "derivation"
        if source is None:
            relation = "primary source"
        elif names[source] is not None and names[source] == names[target]:
            relation = "revision"
        elif roles[source] == "wire":
            relation = "primary source"
        found.append(Link(target, source, unseen, relation, derivation.share, derivation.confidence))
    return found


@dataclass(frozen=True, slots=True)
class Turned:
    """A passage turned from source to target.

    Parameters
    ----------
    passage : Passage
        The passage.
    source, target : Side
        Its sides; the left and the right one where the direction is not known.
    source_document, target_document : int
        The positions of their documents.
    link : Link, optional
        What says so; None where the direction is not known.
    """

    passage: Passage
    source: Side
    target: Side
    source_document: int
    target_document: int
    link: Link | None


def turned(result: ReuseResult) -> Iterator[Turned]:
    """Yield the passages of a result in their order, each turned from source to target."""
    known = directions(links(result))
    table = result.passages.table
    for passage, left, right in zip(result.passages, table.left.tolist(), table.right.tolist(), strict=True):
        link = known.get((left, right))
        if link is not None and link.source == right:
            yield Turned(passage, passage.right, passage.left, right, left, link)
        else:
            yield Turned(passage, passage.left, passage.right, left, right, link)


def directions(found: list[Link]) -> dict[tuple[int, int], Link]:
    """Return the links between two documents, by the positions of both in ascending order."""
    return {
        (min(link.source, link.target), max(link.source, link.target)): link
        for link in found
        if link.source is not None
    }


def _source(derivation: Derivation, documents: Documents) -> int | None:
    try:
        return None if derivation.source is None else documents.position(derivation.source)
    except UnknownDocumentError:
        return None


def _unseen(derivation: Derivation) -> str | None:
    if derivation.source is not None:
        return derivation.source
    return None if derivation.agency is None else f"unseen {derivation.agency} dispatch"
