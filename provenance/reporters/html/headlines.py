"""The top of the report: a sentence, a few numbers, and the table of credits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.model.composition import REUSED, composition_of_all, outlets_articles
from provenance.model.credited import credited_table, credited_total
from provenance.reporters.numbers import counted, percent
from provenance.reporters.phrases import CREDITED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.model.result import ReuseResult

__all__ = ["Credited", "Figure", "credited", "figures", "headline"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Credited:
    """The table of reused and credited articles, by source.

    Parameters
    ----------
    columns : sequence of str
        The column headings.
    rows : sequence of (str, sequence of int)
        Each source with its numbers.
    total : sequence of int
        The sums of the columns.
    """

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int]]]
    total: Sequence[int]


def headline(result: ReuseResult) -> str:
    """Return the result in one sentence."""
    number = len(result.documents)
    if number < 2 or not len(result.passages):
        return "No two articles share a passage" if number > 1 else "There is nothing to compare"
    reused = sum(derivation.degree in ("wholly", "partially") for derivation in result.derivations)
    if not reused:
        return f"None of {counted(number, 'article')} shares its prose with another"
    share = "shares its" if reused == 1 else "share their"
    return f"{reused:,} of {counted(number, 'article')} {share} prose with another"


def figures(result: ReuseResult, pairs: int) -> tuple[Figure, ...]:
    """Return the numbers at the top; the share from others equals that in the bar of all articles."""
    everything = composition_of_all(outlets_articles(result))
    number, words = len(result.documents), int(result.counts.words.sum())
    degrees = [derivation.degree for derivation in result.derivations]
    table = result.passages.table
    of_others = percent(sum(part.share for part in everything if part.kind in REUSED))
    return (
        Figure(f"{number:,}", f"{'article' if number == 1 else 'articles'}, {counted(words, 'word')}"),
        Figure(f"{degrees.count('wholly'):,}", "wholly derived: almost all is reused"),
        Figure(f"{degrees.count('partially'):,}", "partially derived: partly reused"),
        Figure(of_others, "of all words of articles are from dispatches or other outlets"),
        Figure(f"{pairs:,}", f"{'pair' if pairs == 1 else 'pairs'} with shared text"),
        Figure(f"{len(table):,}", f"shared passages, {int(table.quoted.sum()):,} of them quoted"),
    )


def credited(result: ReuseResult) -> Credited | None:
    """Return the table of reused and credited articles; None if no article credits an agency in any role."""
    if not any(derivation.credit for derivation in result.derivations):
        return None
    table = credited_table(result)
    rows = tuple((row.source or "no source named", row.numbers) for row in table)
    return Credited(CREDITED, rows, credited_total(table).numbers)
