"""The links of a result: which document derives from which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.errors import UnknownDocumentError
from provenance.model.direction import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.derivation import Derivation
    from provenance.model.documents import Documents
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult

__all__ = ["Directions", "Heading", "Link", "Relation", "Turned", "links", "turned"]

#: A later version of the source by the same publisher; a copy of an agency's dispatch; any other derivation.
Relation = Literal["revision", "primary source", "derivation"]


@dataclass(frozen=True, slots=True)
class Link:
    """A document and its source.

    Parameters
    ----------
    target : int
        The position of the document.
    source : int, optional
        The position of its source; None for one that is not among the documents.
    unseen : str, optional
        The name of a source that is not among the documents.
    relation : {"revision", "primary source", "derivation"}
        The relation of the target to its source.
    share : float
        0 to 1: how much of the target is reused.
    confidence : float, optional
        0 to 1; None if not determined.
    """

    target: int
    source: int | None
    unseen: str | None
    relation: Relation
    share: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Heading:
    """The direction of a pair: positions, relation and confidence as in `Link`."""

    source: int
    target: int
    relation: Relation
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A passage oriented from source to target.

    Parameters
    ----------
    passage : Passage
        The passage.
    source, target : Side
        Its sides; left and right if the direction is unknown.
    target_document : int
        The position of the target's document.
    heading : Heading, optional
        The direction; None if unknown.
    """

    passage: Passage
    source: Side
    target: Side
    target_document: int
    heading: Heading | None


def links(result: ReuseResult) -> list[Link]:
    """Return a link for each document with a source, in the order of the documents."""
    relate = _Relations(result.documents)
    found = []
    for derivation in result.derivations:
        target = result.documents.position(derivation.document)
        source = _source(derivation, result.documents)
        unseen = None if source is not None else _unseen(derivation)
        if source is not None or unseen is not None:
            relation = relate(source, target)
            found.append(Link(target, source, unseen, relation, derivation.share, derivation.confidence))
    return found


class Directions:
    """The directions of pairs: from the derivations, and as inferred for other pairs.

    Parameters
    ----------
    result : ReuseResult
        The result.
    """

    def __init__(self, result: ReuseResult) -> None:
        self._relate = _Relations(result.documents)
        self._known: dict[tuple[int, int], Heading | None] = {
            (min(link.source, link.target), max(link.source, link.target)): Heading(
                link.source, link.target, link.relation, link.confidence
            )
            for link in links(result)
            if link.source is not None
        }
        # A result built by hand may have passages but no inference.
        found = None if result.inference is None else result.inference.pairs
        self._inferred: dict[tuple[int, int], tuple[int, float]] = {}
        if found is not None:
            pairs = zip(found.left.tolist(), found.right.tolist(), strict=True)
            verdicts = zip(found.verdict.tolist(), found.confidence.tolist(), strict=True)
            self._inferred = dict(zip(pairs, verdicts, strict=True))

    def of(self, one: int, other: int) -> Heading | None:
        """Return the direction between two documents; None if it is unknown or both copied a third."""
        pair = min(one, other), max(one, other)
        if pair not in self._known:
            self._known[pair] = self._infer(*pair)
        return self._known[pair]

    def _infer(self, left: int, right: int) -> Heading | None:
        code, confidence = self._inferred.get((left, right), (-1, 0.0))
        verdict = VERDICTS[code] if code >= 0 else None
        if verdict not in ("left", "right"):
            return None
        source, target = (left, right) if verdict == "left" else (right, left)
        return Heading(source, target, self._relate(source, target), confidence)


def turned(result: ReuseResult) -> Iterator[Turned]:
    """Yield the passages of a result in order, each oriented from source to target."""
    directions = Directions(result)
    table = result.passages.table
    for passage, left, right in zip(result.passages, table.left.tolist(), table.right.tolist(), strict=True):
        heading = directions.of(left, right)
        if heading is not None and heading.source == right:
            yield Turned(passage, passage.right, passage.left, left, heading)
        else:
            yield Turned(passage, passage.left, passage.right, right, heading)


class _Relations:
    """Determines the relation of a target to its source.

    Parameters
    ----------
    documents : Documents
        The documents.
    """

    def __init__(self, documents: Documents) -> None:
        self._roles, self._names = documents.column("role"), documents.column("source")

    def __call__(self, source: int | None, target: int) -> Relation:
        if source is None:
            return "primary source"
        if self._names[source] is not None and self._names[source] == self._names[target]:
            return "revision"
        return "primary source" if self._roles[source] == "wire" else "derivation"


def _source(derivation: Derivation, documents: Documents) -> int | None:
    try:
        return None if derivation.source is None else documents.position(derivation.source)
    except UnknownDocumentError:
        return None


def _unseen(derivation: Derivation) -> str | None:
    if derivation.source is not None:
        return derivation.source
    name = derivation.dispatch
    if name is not None:
        return f"{derivation.agency} dispatch {name}" if derivation.agency else f"dispatch {name}"
    return f"unseen {derivation.agency} dispatch" if derivation.agency else None
