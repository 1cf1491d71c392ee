"""The list of articles on a terminal: how much of each is reused, its likely source and its composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from provenance.reporters.composed import composed, composed_of_all
from provenance.reporters.escape import visible
from provenance.reporters.fit import shorten, unique_tails
from provenance.reporters.headlines import about_article
from provenance.reporters.phrases import DEGREES, brief, reused

if TYPE_CHECKING:
    from rich.console import Console

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["all_articles", "article_lines"]

#: The widths of the columns of degrees and of shares.
_DEGREE_WIDTH, _SHARE_WIDTH = max(map(len, DEGREES.values())), len("100%")
#: On a narrower terminal, the source is printed below the article and not beside it.
_BESIDE = 90
_INDENT = 4
_STYLE = {"wholly": "bold magenta", "partially": "magenta", "non": "dim", "unknown": "dim"}


def article_lines(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    """Print a line for each article, and below it its headline and composition."""
    if not result.derivations:
        return
    console.print()
    said = "How much of each article's prose is reused and where that is likely from; below, all its words by origin:"
    console.print(Text(said))
    names = _short_names([derivation.document for derivation in result.derivations], console.width // 3)
    room = max(map(cell_len, names))
    beside = console.width >= _BESIDE
    for name, derivation, document in zip(names, result.derivations, result.documents, strict=True):
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, width=room)
        table.add_column(no_wrap=True, width=_DEGREE_WIDTH)
        table.add_column(justify="right", no_wrap=True, width=_SHARE_WIDTH)
        table.add_column()
        whence = visible(brief(derivation))
        table.add_row(
            Text(name, style="bold"),
            Text(DEGREES[derivation.degree], style=_STYLE[derivation.degree]),
            Text(reused(derivation)),
            Text(whence if beside else ""),
        )
        console.print(table)
        about = about_article(document, console.width - _INDENT, without_text=options.without_text)
        below = ("" if beside else whence, visible(about), visible(composed(derivation)))
        for line in filter(None, below):
            console.print(Padding(Text(line), (0, 0, 0, _INDENT)))


def all_articles(console: Console, result: ReuseResult) -> None:
    """Print the composition of all articles together."""
    said = composed_of_all(result)
    if said:
        console.print()
        console.print(Text(visible(said)))


def _short_names(ids: list[str], columns: int) -> list[str]:
    """Return shortened ids; numbered as in the matrix if shortening makes some equal."""
    tails = unique_tails([visible(name) for name in ids])
    short = [shorten(name, columns) for name in tails]
    if len(set(short)) == len(short):
        return short
    digits = len(str(len(short)))
    return [f"{n:>{digits}} {shorten(name, columns - digits - 1)}" for n, name in enumerate(tails, 1)]
