"""The compositions drawn in the report: of one article, of each outlet, of all articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.composition import composition, composition_of_all, outlets_articles
from provenance.reporters.composed import label, label_of_all
from provenance.reporters.html.data import Composition, Part
from provenance.reporters.numbers import basis_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provenance.model.composition import Portion
    from provenance.model.derivation import Derivation
    from provenance.model.result import ReuseResult

__all__ = ["compositions", "parts_of"]

_ALL = "all"
_NO_SOURCE = "no source named"


def parts_of(derivation: Derivation, positions: Mapping[str, int], dispatches: Mapping[str, int]) -> tuple[Part, ...]:
    """Return the parts of an article, as drawn.

    Parameters
    ----------
    derivation : Derivation
        The derivation of the article.
    positions, dispatches : mapping of str to int
        The positions of articles (by id) and of unseen dispatches (by name) in the report.
    """
    spans: dict[tuple[str, str | None, str | None], list[tuple[int, int]]] = {}
    for one in derivation.origins:
        spans.setdefault((one.kind, one.source, one.agency), []).extend(one.spans)
    return tuple(
        _part(
            portion,
            label(portion),
            positions.get(portion.source or "") if portion.kind != "unseen" else None,
            dispatches.get(portion.source or "") if portion.kind == "unseen" else None,
            sorted(spans[portion.kind, portion.source, portion.agency]),
        )
        for portion in composition(derivation)
    )


def compositions(result: ReuseResult) -> tuple[Composition, ...]:
    """Return the composition of all articles except dispatches, then, if there are several outlets, of each outlet."""
    sources = dict(zip(result.documents.ids, result.documents.column("source"), strict=True))
    everything = outlets_articles(result)
    of_outlet: dict[str, list[Derivation]] = {}
    for derivation in everything:
        of_outlet.setdefault(sources[derivation.document] or _NO_SOURCE, []).append(derivation)
    if not any(derivation.origins for derivation in everything):
        return ()
    outlets = sorted(of_outlet.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [(_ALL, everything)] + (outlets if len(outlets) > 1 else [])
    return tuple(_composition(name, derivations) for name, derivations in rows)


def _composition(name: str, derivations: Sequence[Derivation]) -> Composition:
    portions = composition_of_all(derivations)
    return Composition(
        name=name,
        articles=len(derivations),
        words=sum(portion.words for portion in portions),
        parts=tuple(_part(portion, label_of_all(portion)) for portion in portions),
    )


def _part(
    portion: Portion,
    said: str,
    source: int | None = None,
    dispatch: int | None = None,
    spans: Sequence[tuple[int, int]] = (),
) -> Part:
    return Part(
        kind=portion.kind,
        label=said,
        percent=portion.shown,
        group=label_of_all(portion),
        share=basis_points(portion.share),
        words=portion.words,
        sure=None if portion.confidence is None else basis_points(portion.confidence),
        source=source,
        dispatch=dispatch,
        spans=tuple(place for span in spans for place in span),
    )
