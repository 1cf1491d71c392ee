"""Compositions of articles in words, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.composition import composition, composition_of_all, outlets_articles
from provenance.reporters.numbers import counted

if TYPE_CHECKING:
    from provenance.model.composition import Portion
    from provenance.model.derivation import Derivation
    from provenance.model.result import ReuseResult

__all__ = ["composed", "composed_of_all", "label", "label_of_all"]

_PLAIN = {"quotation": "quoted", "boilerplate": "boilerplate", "own": "own"}
#: The phrases if the agency or outlet is unknown.
_NOT_KNOWN = {"dispatch": "a dispatch", "unseen": "text that others have too", "article": "another outlet"}
_OF_ALL = {
    "dispatch": ("{} dispatches", "dispatches"),
    "unseen": ("{} (not at hand)", "text that several have"),
    "article": ("{} by way of other outlets", "other outlets"),
    "publisher": ("own publisher", "own publisher"),
    "own": ("{} by their own word", "own"),
}


def composed(derivation: Derivation) -> str:
    """Return the composition of an article, such as "62% AP (unseen-2), 9% quoted, 29% own"; empty if unknown."""
    return ", ".join(f"{portion.shown} {label(portion)}" for portion in composition(derivation))


def composed_of_all(result: ReuseResult) -> str:
    """Return the composition of all articles, such as "All 9 articles: 41% AP dispatches, 59% own"; empty for one."""
    articles = outlets_articles(result)
    portions = composition_of_all(articles)
    if len(articles) < 2 or not portions:
        return ""
    said = ", ".join(f"{portion.shown} {label_of_all(portion)}" for portion in portions)
    but = "" if len(articles) == len(result.derivations) else " that are no dispatches"
    return f"All {counted(len(articles), 'article')}{but}: {said}."


def label(portion: Portion) -> str:
    """Return the origin of an article's portion in words; marked as open if less than likely."""
    kind, source, agency = portion.kind, portion.source, portion.agency
    if kind == "publisher":
        said = f"own publisher ({source})" if source else "own publisher"
    elif kind == "own" and agency:
        said = f"{agency} by its own word"
    elif kind in _PLAIN:
        said = _PLAIN[kind]
    elif agency and source:
        said = f"{agency} ({source})"
    else:
        said = agency or source or _NOT_KNOWN[kind]
    return f"open: perhaps {said}" if portion.is_open else said


def label_of_all(portion: Portion) -> str:
    """Return the origin of a portion of several articles in words."""
    if portion.kind in ("quotation", "boilerplate"):
        return _PLAIN[portion.kind]
    named, unnamed = _OF_ALL[portion.kind]
    return named.format(portion.agency) if portion.agency else unnamed
