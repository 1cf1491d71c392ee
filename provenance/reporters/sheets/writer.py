"""The reporters of the sheets: each writes one table as CSV."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, ClassVar

from provenance.reporters.escape import spreadsheet
from provenance.reporters.sheets.articles import article_rows, credit_rows
from provenance.reporters.sheets.clusters import cluster_rows
from provenance.reporters.sheets.pairs import pair_rows
from provenance.reporters.sheets.rates import rate_rows
from provenance.reporters.sheets.sentences import sentence_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = [
    "ArticlesReporter",
    "ClustersReporter",
    "CreditsReporter",
    "PairsReporter",
    "RatesReporter",
    "SentencesReporter",
    "sheet_of",
]


class _Sheet:
    """Writes rows as CSV: the first has the names of the columns; unknown cells are empty, truths "true" or "false".

    All text is quoted: where a spreadsheet splits at semicolons, ``a;=1+2`` would be a formula.
    """

    rows: ClassVar[Callable[[ReuseResult, ReportOptions], Iterable[list[Any]]]]

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        for row in type(self).rows(result, options):
            writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return spreadsheet(value) if isinstance(value, str) else value


class ArticlesReporter(_Sheet):
    """Writes one row per article: what is known of it, and what was inferred."""

    rows = article_rows


class CreditsReporter(_Sheet):
    """Writes one row per credit: the words of an article that name an agency, and their role."""

    rows = credit_rows


class PairsReporter(_Sheet):
    """Writes one row per pair of articles that share text."""

    rows = pair_rows


class ClustersReporter(_Sheet):
    """Writes one row per article that has a shared text: all rows of a cluster are versions of one text."""

    rows = cluster_rows


class SentencesReporter(_Sheet):
    """Writes one row per sentence of a dispatch and article that used it: kept, edited or cut."""

    rows = sentence_rows


class RatesReporter(_Sheet):
    """Writes the rates of reuse by outlet and month, each with a 95 % interval."""

    rows = rate_rows


def sheet_of(view: str) -> _Sheet | None:
    """Return the reporter of the sheet that a view shows; None for a view without one."""
    reporters = {
        "articles": ArticlesReporter,
        "clusters": ClustersReporter,
        "sentences": SentencesReporter,
        "rates": RatesReporter,
    }
    return reporters[view]() if view in reporters else None
