"""The composition of an article: its words summed by origin. All views take their shares from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.origin import ORIGIN_KINDS
from provenance.model.shares import whole_percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provenance.model.derivation import Derivation
    from provenance.model.origin import OriginKind
    from provenance.model.result import ReuseResult

__all__ = [
    "LIKELY",
    "REUSED",
    "Portion",
    "composition",
    "composition_of_all",
    "grouped_percents",
    "outlets_articles",
    "whole_percents",
]

#: The least probability of a statement that is called likely; below it the question is open.
LIKELY = 0.6
#: The kinds of origins that count as another's text.
REUSED = ("dispatch", "unseen", "article")
_ALL = 100
_HALF_A_PERCENT = 0.005


@dataclass(frozen=True, slots=True)
class Portion:
    """The words of one or more articles that come from one origin.

    Parameters
    ----------
    kind : {"dispatch", "unseen", "article", "publisher", "quotation", "boilerplate", "own"}
        As in `Origin`.
    source : str or None
        As in `Origin`; None for a sum over several articles.
    agency : str or None
        As in `Origin`.
    words : int
        The number of words.
    share : float
        0 to 1, of all words.
    percent : int
        The share in whole per cent, rounded so that the portions of a composition add up to 100, and those of others'
        text to the rounded share of all of it.
    confidence : float or None
        0 to 1: the probability of this origin. None for quotations, boilerplate and own words, and for a sum over
        several articles.
    """

    kind: OriginKind
    source: str | None
    agency: str | None
    words: int
    share: float
    percent: int
    confidence: float | None = None

    @property
    def shown(self) -> str:
        """The percentage as all views show it, such as "62%"; "<1%" for a portion that rounds to 0."""
        return f"{self.percent}%" if self.percent and self.share >= _HALF_A_PERCENT else "<1%"

    @property
    def is_open(self) -> bool:
        """Whether the confidence is below `LIKELY`."""
        return self.confidence is not None and self.confidence < LIKELY


def composition(derivation: Derivation) -> tuple[Portion, ...]:
    """Return the composition of an article.

    Parameters
    ----------
    derivation : Derivation
        The derivation of the article.

    Returns
    -------
    tuple of Portion
        In the order of `ORIGIN_KINDS`; within a kind, the largest first. Empty for an article without words.
    """
    parts = [(one.kind, one.source, one.agency, one.words, one.confidence) for one in derivation.origins]
    return _portions(parts)


def composition_of_all(derivations: Iterable[Derivation]) -> tuple[Portion, ...]:
    """Return the composition of several articles together, by kind and agency.

    Parameters
    ----------
    derivations : iterable of Derivation
        What is said of each.

    Returns
    -------
    tuple of Portion
        As `composition` does, without sources and confidences.
    """
    return _portions([(one.kind, None, one.agency, one.words, None) for each in derivations for one in each.origins])


def outlets_articles(result: ReuseResult) -> list[Derivation]:
    """Return the derivations of all articles except dispatches, in the order of the documents."""
    roles = result.documents.column("role")
    return [each for each, role in zip(result.derivations, roles, strict=True) if role != "wire"]


def whole_percents(words: Sequence[int]) -> list[int]:
    """Return whole percentages that add up to 100, by the largest-remainder method.

    Only a part that is the whole has 100.

    Parameters
    ----------
    words : sequence of int
        The number of words of each part, at least 0.

    Returns
    -------
    list of int
        One per part, each less than 1 away from its share; all 0 if there are no words. Among equal remainders the
        first parts are rounded up.

    Examples
    --------
    >>> whole_percents([1, 1, 1]), whole_percents([2999, 1, 0])
    ([34, 33, 33], [99, 1, 0])
    """
    total = sum(words)
    if not total:
        return [0] * len(words)
    found = _apportioned(words, total, _ALL)
    if _ALL in found and max(words) < total:
        # Other parts exist, so no part may have 100: the largest of the others gets the last per cent.
        whole = found.index(_ALL)
        next_to_it = max((part for part in range(len(words)) if part != whole), key=lambda part: words[part])
        found[whole], found[next_to_it] = _ALL - 1, 1
    return found


def grouped_percents(words: Sequence[int], reused: Sequence[bool]) -> list[int]:
    """Return whole percentages as `whole_percents` does; those of reused parts add up to their rounded share.

    So "49% from others" is the same number as a tile, as the sum of a bar, and in a sentence.

    Parameters
    ----------
    words : sequence of int
        The number of words of each part, at least 0.
    reused : sequence of bool
        Whether each part is another's text.

    Returns
    -------
    list of int
        One per part, each less than 1 away from its share.

    Examples
    --------
    >>> words = [7, 52, 33, 55, 53]
    >>> grouped_percents(words, [True, True, True, False, False]), whole_percents(words)
    ([4, 26, 16, 28, 26], [4, 26, 17, 27, 26])
    """
    total, others = sum(words), sum(count for count, is_reused in zip(words, reused, strict=True) if is_reused)
    if others in (0, total):
        return whole_percents(words)
    of_others = max(1, whole_percent(others / total))
    found = [0] * len(words)
    for group, percent in ((True, of_others), (False, _ALL - of_others)):
        parts = [part for part, is_reused in enumerate(reused) if is_reused is group]
        shares = _apportioned([words[part] for part in parts], total, percent)
        for part, share in zip(parts, shares, strict=True):
            found[part] = share
    return found


def _apportioned(words: Sequence[int], total: int, percent: int) -> list[int]:
    """Share a percentage out among parts of a total: each is rounded down, then those with most left over up."""
    found = [count * _ALL // total for count in words]
    by_remainder = sorted(range(len(words)), key=lambda part: -(words[part] * _ALL % total))
    for part in by_remainder[: percent - sum(found)]:
        found[part] += 1
    return found


#: Kind, source, agency, words, confidence.
_Part = tuple["OriginKind", str | None, str | None, int, float | None]


def _portions(parts: Iterable[_Part]) -> tuple[Portion, ...]:
    words: dict[tuple[OriginKind, str | None, str | None], int] = {}
    least: dict[tuple[OriginKind, str | None, str | None], float] = {}
    for kind, source, agency, count, confidence in parts:
        key = kind, source, agency
        words[key] = words.get(key, 0) + count
        if confidence is not None:
            least[key] = min(confidence, least.get(key, 1.0))
    keys = sorted(
        (key for key, count in words.items() if count),
        key=lambda key: (ORIGIN_KINDS.index(key[0]), -words[key], key[1] or "", key[2] or ""),
    )
    total = sum(words.values())
    percents = grouped_percents([words[key] for key in keys], [key[0] in REUSED for key in keys])
    return tuple(
        Portion(*key, words[key], words[key] / total, percent, least.get(key))
        for key, percent in zip(keys, percents, strict=True)
    )
