"""The origins reporter: the origin of every part of every article, as CSV."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from provenance.reporters.escape import spreadsheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["COLUMNS", "OriginsCsvReporter"]

_DIGITS = 4
#: Decimals of a share; parts are short and their shares are summed.
_SHARE_DIGITS = 6
COLUMNS = ("document", "kind", "origin", "agency", "char_start", "char_stop", "words", "share", "confidence")


class OriginsCsvReporter:
    """Writes one row per span of text, in any view: its position, its origin and the confidence.

    ``words`` and ``share`` are those of the span, so they can be summed; the shares of a document add up to 1.
    Positions are half-open, in code points of the original text. Cells are escaped as in the other CSV files.
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write the spans, document by document, in text order."""
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(COLUMNS)
        for row in _rows(result):
            writer.writerow([spreadsheet(value) if isinstance(value, str) else value for value in row])


def _rows(result: ReuseResult) -> Iterator[list[Any]]:
    words = dict(zip(result.documents.ids, result.counts.words.tolist(), strict=True))
    for derivation in result.derivations:
        total = words[derivation.document]
        stretches = sorted(
            (start, stop, count, one)
            for one in derivation.origins
            for (start, stop), count in zip(one.spans, one.span_words, strict=True)
        )
        for start, stop, count, one in stretches:
            sure = "" if one.confidence is None else round(one.confidence, _DIGITS)
            whose = (derivation.document, one.kind, one.source or "", one.agency or "")
            yield [*whose, start, stop, count, round(count / total, _SHARE_DIGITS), sure]
