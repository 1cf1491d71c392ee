"""The table reporter: a result for people, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from provenance.reporters.composed import composed
from provenance.reporters.escape import one_line, visible
from provenance.reporters.fit import shorten, unique_tails
from provenance.reporters.matrix_table import matrix_table, pair_table
from provenance.reporters.numbers import counted, percent
from provenance.reporters.origin_text import credited, explain, trace
from provenance.reporters.passage_text import PassageWriter
from provenance.reporters.phrases import DEGREES, MATRIX_LIMIT, about, brief, nothing_shared, reused, selected, summary
from provenance.reporters.screen import screen

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import Console

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["TableReporter"]

#: The widths of the columns of degrees and of shares.
_DEGREE_WIDTH, _SHARE_WIDTH = max(map(len, DEGREES.values())), len("100%")
#: With fewer columns of a terminal, where a text is from stands below its article, not beside it.
_BESIDE = 70
_INDENT = 4
_DEGREE_STYLE = {"wholly": "bold magenta", "partially": "magenta", "non": "dim", "unknown": "dim"}


class TableReporter:
    """Writes what people read on a terminal.

    The view "matrix" shows who reuses whom, each article's share and likely origin, and the longest passages;
    "passages" shows every passage; "compare" two articles side by side; "trace" where one article's text is likely
    from; "explain" every piece of evidence on one or two.
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result, in at most ``options.width`` columns."""
        console = screen(out, options.width, options.colour)
        for line in summary(result):
            console.print(Text(one_line(line), style="dim"))
        if options.view == "explain":
            explain(console, result, options)
            return
        if not len(result.passages):
            console.print(Text(nothing_shared(result)))
            return
        if options.view == "trace":
            trace(console, result, options)
            return
        if options.view == "compare" and len(result.documents) == 2:
            _both_ways(console, result, options)
        elif options.view == "matrix":
            _matrix(console, result, options)
            _derivations(console, result)
            credited(console, result)
        _passages(console, result, options)


def _matrix(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    table = None
    if len(result.documents) <= MATRIX_LIMIT:
        table = matrix_table(result, options, console.width)
    console.print()
    if table is not None:
        console.print(Text(about(options)))
        console.print(table)
        return
    table, shown, total = pair_table(result, options, console.width)
    of_all = counted(total, "pair")
    console.print(Text(f"The strongest {shown} of {of_all}; -o matrix.csv holds the whole matrix."))
    console.print(table)


def _derivations(console: Console, result: ReuseResult) -> None:
    """Print a line for each article, and below it what its words are made of."""
    if len(result.documents) > MATRIX_LIMIT or not result.derivations:
        return
    console.print()
    console.print(
        Text(
            "How much of each article's prose is reused and where that is likely from; below, all its words by origin:"
        )
    )
    names = _short_names([derivation.document for derivation in result.derivations], console.width // 3)
    room = max(map(cell_len, names))
    beside = console.width >= _BESIDE
    for name, derivation in zip(names, result.derivations, strict=True):
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, width=room)
        table.add_column(no_wrap=True, width=_DEGREE_WIDTH)
        table.add_column(justify="right", no_wrap=True, width=_SHARE_WIDTH)
        table.add_column()
        said = visible(brief(derivation))
        table.add_row(
            Text(name, style="bold"),
            Text(DEGREES[derivation.degree], style=_DEGREE_STYLE[derivation.degree]),
            Text(reused(derivation)),
            Text(said if beside else ""),
        )
        console.print(table)
        below = [] if beside or not said else [said]
        if derivation.origins:
            below.append(visible(composed(derivation)))
        for line in below:
            console.print(Padding(Text(line, style="dim" if derivation.degree == "non" else ""), (0, 0, 0, _INDENT)))


def _short_names(ids: list[str], columns: int) -> list[str]:
    """Return ids that fit; numbered as in the matrix where that leaves several of them alike."""
    tails = unique_tails([visible(name) for name in ids])
    short = [shorten(name, columns) for name in tails]
    if len(set(short)) == len(short):
        return short
    digits = len(str(len(short)))
    return [f"{n:>{digits}} {shorten(name, columns - digits - 1)}" for n, name in enumerate(tails, 1)]


def _both_ways(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    first, second = result.documents.ids
    console.print()
    for left, right in ((first, second), (second, first)):
        share = result.containment(left, right, options.quotations)
        console.print(Text(f"{percent(share)} of {visible(left)} stands in {visible(right)}"))


def _passages(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    writer = PassageWriter(result, options, console.width)
    shown = 0
    for passage in selected(result, options):
        shown += 1
        console.print()
        console.print(writer.heading(shown, passage))
        console.print(Padding(writer.body(passage), (0, 0, 0, writer.indent)))
    left = len(result.passages) - shown
    if left:
        console.print()
        more = "passages are" if left > 1 else "passage is"
        console.print(Text(f"{left:,} more {more} not shown; --limit sets how many are.", style="dim"))
