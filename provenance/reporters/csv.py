"""The CSV reporter: the matrix or the passages, for spreadsheets and data frames."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from provenance.errors import OptionError
from provenance.reporters.escape import spreadsheet
from provenance.reporters.numbers import is_share
from provenance.reporters.sheets.writer import sheet_of
from provenance.reporters.sides import SideTexts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from provenance.model.options import Measure, ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["CsvReporter"]

_DIGITS = 4
_TEXT_COLUMNS = ("left_text", "right_text")
_PASSAGE_COLUMNS = (
    "left",
    "left_start",
    "left_stop",
    "right",
    "right_start",
    "right_stop",
    "kind",
    "quoted",
    "similarity",
    "words",
    "confidence",
    "class",
)


class CsvReporter:
    """Writes the matrix, the sheet of the views "articles", "clusters" and "sentences", else one row per passage.

    Lines end in a line feed. Texts are quoted; one that a spreadsheet would interpret as a formula gets a leading
    apostrophe.
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result; above 10,000 articles the pairs with shared passages instead of the matrix."""
        sheet = sheet_of(options.view)
        if sheet is not None:
            sheet.write(result, out, options)
            return
        # Quoted, a text with the delimiter of another country stays one cell.
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        rows = _matrix(result, options) if options.view == "matrix" else _passages(result, options)
        for row in rows:
            writer.writerow([spreadsheet(value) if isinstance(value, str) else value for value in row])


def _matrix(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    try:
        matrix = result.matrix(options.measure, options.quotations)
    except OptionError:
        yield from _pairs(result, options)
        return
    yield ["id", *matrix.labels]
    for label, values in zip(matrix.labels, matrix.values, strict=True):
        numbers = values.round(_DIGITS) if is_share(matrix.measure) else values.astype(int)
        yield [label, *numbers.tolist()]


def _pairs(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    yield ["left", "right", options.measure, "reverse", "words", "passages"]
    for pair in result.pairs(options.measure, options.quotations):
        value, reverse = _number(pair.value, options.measure), _number(pair.reverse, options.measure)
        yield [pair.left, pair.right, value, reverse, pair.words, pair.passages]


def _passages(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    yield [*_PASSAGE_COLUMNS, *(() if options.without_text else _TEXT_COLUMNS)]
    texts = SideTexts(result.documents)
    for passage in result.passages:
        left, right = passage.left, passage.right
        yield [
            left.document,
            left.start,
            left.stop,
            right.document,
            right.start,
            right.stop,
            passage.kind,
            "true" if passage.quoted else "false",
            round(passage.similarity, _DIGITS),
            passage.words,
            round(passage.confidence, _DIGITS),
            passage.overlap or "",
            *(() if options.without_text else (texts.of(left), texts.of(right))),
        ]


def _number(value: float, measure: Measure) -> float | int:
    return round(value, _DIGITS) if is_share(measure) else round(value)
