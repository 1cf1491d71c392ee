"""The chart of rates on a terminal: how much each outlet reuses, and in each month, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from provenance.reporters.escape import visible
from provenance.reporters.fit import shorten
from provenance.reporters.numbers import counted, percent
from provenance.reporters.sheets.rates import ALL, MEASURES, rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult
    from provenance.reporters.sheets.rates import Rate

__all__ = ["rate_chart"]

_ABOUT = (
    "How much each outlet reuses, and in each month; dispatches are not counted. A line shows the 95 % interval, from "
    "a bootstrap over stories; there is none for a single story."
)
_WIDEST, _LEAST, _BESIDE = 40, 10, 52
_NAME = 24
_OUTLETS = 20


def rate_chart(console: Console, result: ReuseResult, options: ReportOptions) -> None:
    """Print a chart for each measure: all articles, each outlet, each month."""
    found = list(rates(result))
    limit = _OUTLETS if options.limit is None else options.limit
    console.print()
    console.print(Text(_ABOUT))
    for measure in MEASURES:
        of_measure = [rate for rate in found if rate.measure == measure]
        outlets = [rate for rate in of_measure if rate.month == ALL and rate.outlet != ALL]
        outlets.sort(key=lambda rate: (-rate.articles, rate.outlet))
        months = [rate for rate in of_measure if rate.outlet == ALL and rate.month != ALL]
        whole = [rate for rate in of_measure if rate.outlet == rate.month == ALL]
        console.print()
        console.print(Text(measure, style="bold"))
        _rows(console, [(rate, ALL) for rate in whole])
        _rows(console, [(rate, rate.outlet) for rate in outlets[:limit]])
        _rows(console, [(rate, rate.month) for rate in months])
        if len(outlets) > limit:
            more = f"{counted(len(outlets) - limit, 'more outlet')} not shown; --limit sets how many are."
            console.print(Text(more, style="dim"))
    console.print()
    console.print(Text("-o rates.csv holds all of it, and the months of each outlet.", style="dim"))


def _rows(console: Console, rows: Sequence[tuple[Rate, str]]) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=_NAME)
    table.add_column(no_wrap=True, justify="right", width=len("100%"))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    room = max(_LEAST, min(_WIDEST, console.width - _BESIDE))
    for rate, name in rows:
        value = "" if rate.rate is None else percent(rate.rate)
        count = counted(rate.articles, "article")
        table.add_row(Text(shorten(visible(name), _NAME)), value, Text(_line(rate, room)), Text(count, style="dim"))
    console.print(table)


def _line(rate: Rate, room: int) -> str:
    """Return the interval as a line and the rate as a dot, from 0 to 100 % in so many columns."""

    def column(share: float) -> int:
        return min(room - 1, int(share * room))

    drawn = ["·"] * room
    if rate.rate is None:
        return " " * room
    if rate.low is not None and rate.high is not None:
        first, last = column(rate.low), column(rate.high)
        drawn[first : last + 1] = "─" * (last + 1 - first)
        drawn[first], drawn[last] = "├", "┤"
    drawn[column(rate.rate)] = "●"
    return "".join(drawn)
