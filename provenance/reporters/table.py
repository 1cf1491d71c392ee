"""The table reporter: a result as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from provenance.reporters.answers import article_list, cluster_list, sentence_list
from provenance.reporters.article_lines import all_articles, article_lines
from provenance.reporters.escape import one_line, visible
from provenance.reporters.matrix_table import matrix_table, pair_table
from provenance.reporters.numbers import counted, percent
from provenance.reporters.origin_text import credited, explain, trace
from provenance.reporters.passage_text import PassageWriter
from provenance.reporters.phrases import (
    MATRIX_LIMIT,
    PAIR_LIMIT,
    about,
    made,
    nothing_shared,
    selected,
    strongest_pairs,
    summary,
)
from provenance.reporters.rate_chart import rate_chart
from provenance.reporters.screen import screen
from provenance.reporters.stories import stories, strongest_of

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import Console

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult
    from provenance.reporters.stories import Story

__all__ = ["TableReporter"]

#: What answers also if no two articles share a passage, and what needs passages.
_ANSWERS = {"explain": explain, "articles": article_list, "rates": rate_chart}
_SHARED_TEXTS = {"clusters": cluster_list, "sentences": sentence_list, "trace": trace}
#: The prefix of a story's headline.
_BESIDE_STORY = len("20.  1,000 articles  ")


class TableReporter:
    """Writes a result for people at a terminal.

    The view "matrix" shows who reuses whom, each article's share and likely origin, and the strongest passages;
    "passages" every passage; "compare" two articles side by side; "trace" the likely source of one article; "explain"
    all evidence about one or two.
    """

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result, in at most ``options.width`` columns."""
        console = screen(out, options.width, options.colour)
        console.print(Text(one_line(summary(result)), style="dim"))
        if options.view in _ANSWERS:
            _ANSWERS[options.view](console, result, options)
        elif not len(result.passages):
            console.print(Text(nothing_shared(result)))
        elif options.view in _SHARED_TEXTS:
            _SHARED_TEXTS[options.view](console, result, options)
        else:
            if options.view == "compare" and len(result.documents) == 2:
                _both_ways(console, result, options)
            elif options.view == "matrix":
                _matrix(console, result, options)
                if len(result.documents) <= MATRIX_LIMIT:
                    article_lines(console, result, options)
                all_articles(console, result)
                credited(console, result)
            _passages(console, result, options)
        console.print()
        for line in made(result):
            console.print(Text(one_line(line), style="dim"))


def _matrix(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    table = None
    if len(result.documents) <= MATRIX_LIMIT:
        table = matrix_table(result, options, console.width)
    console.print()
    if table is not None:
        console.print(Text(about(options)))
        console.print(table)
        return
    if len(result.documents) > MATRIX_LIMIT and (found := stories(result, options.quotations)):
        _stories(console, result, found, options)
        return
    headings, pairs, total = strongest_pairs(result, options)
    of_all = counted(total, "pair")
    console.print(Text(f"The strongest {len(pairs)} of {of_all}; -o matrix.csv holds the whole matrix."))
    console.print(pair_table(headings, pairs, console.width))


def _stories(console: Console, result: ReuseResult, found: list[Story], options: ReportOptions) -> None:
    """Print the stories, then the strongest pair of each."""
    shown = found[:PAIR_LIMIT]
    first = "" if len(shown) == len(found) else f", the first {len(shown)}"
    number = "1 story" if len(found) == 1 else f"{len(found):,} stories"
    console.print(Text(f"{number}{first}: articles that have a fifth of each other's words; the first one of each:"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for place, story in enumerate(shown, 1):
        said = visible(story.about(result, console.width - _BESIDE_STORY, without_text=options.without_text))
        table.add_row(Text(f"{place}."), Text(counted(len(story.articles), "article")), Text(said))
    console.print(table)
    console.print()
    console.print(Text("The strongest pair of each story; -o matrix.csv holds the whole matrix."))
    headings, rows = strongest_of(result, shown, options)
    console.print(pair_table(headings, rows, console.width))


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
