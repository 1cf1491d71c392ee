"""Summaries of duplicates for people, as Markdown and as one HTML page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from provenance.reporters.escape import markdown, visible
from provenance.reporters.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO

    from provenance.dedup.result import DedupResult
    from provenance.model.options import ReportOptions

__all__ = ["HtmlSummary", "MarkdownSummary"]

#: How many clusters and receipts are listed if no limit is given, and how many documents of a cluster.
_LIMIT, _MEMBERS = 50, 10
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #ddd;padding:.3rem .8rem .3rem 0;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}td.number{text-align:right}"
)


@dataclass(frozen=True, slots=True)
class _Table:
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


class MarkdownSummary:
    """Counts, the largest clusters and the first receipts, as tables in Markdown."""

    def write(self, result: DedupResult, out: TextIO, options: ReportOptions) -> None:
        """Write the summary; ids are the only text of the input in it."""
        out.write(f"# Duplicates\n\n{markdown(_sentence(result))}\n")
        for table in _tables(result, options):
            out.write(f"\n## {table.title}\n\n| {' | '.join(table.headings)} |\n|{'---|' * len(table.headings)}\n")
            for row in table.rows:
                out.write(f"| {' | '.join(map(markdown, row))} |\n")
            if table.note:
                out.write(f"\n{table.note}\n")


class HtmlSummary:
    """The same as one HTML page without scripts."""

    def write(self, result: DedupResult, out: TextIO, options: ReportOptions) -> None:
        """Write the page; ids are the only text of the input in it."""
        out.write(
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>Duplicates</title><style>{_STYLE}</style></head><body>\n<h1>Duplicates</h1>\n"
            f"<p>{_html(_sentence(result))}</p>\n"
        )
        for table in _tables(result, options):
            out.write(f"<h2>{table.title}</h2>\n<table><thead>{_row('th', table.headings)}</thead><tbody>\n")
            for row in table.rows:
                out.write(f"{_row('td', row)}\n")
            out.write(f"</tbody></table>\n{f'<p>{table.note}</p>' if table.note else ''}\n")
        out.write("</body></html>\n")


def _html(text: str) -> str:
    return escape(visible(text))


def _row(cell: str, values: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{cell}>{_html(value)}</{cell}>' for value in values)}</tr>"


def _sentence(result: DedupResult) -> str:
    removed = len(result.removed)
    return f"{counted(len(result), 'document')}: {len(result) - removed:,} stay, {removed:,} removed."


def _tables(result: DedupResult, options: ReportOptions) -> Iterator[_Table]:
    run, limit = result.run, _LIMIT if options.limit is None else options.limit
    names = ("exact", "same words", "near", "wordless", "reference")
    counts = [(name, f"{run[name]:,}") for name in names if run.get(name)]
    settings = [(name.replace("_", " "), _value(value)) for name, value in run.get("options", {}).items()]
    yield _Table("Counts", ("what", "documents"), counts)
    groups = sorted(result.grouped(), key=lambda group: -len(group[1]))
    rows = [
        ("-" if result.drops_all else result.ids(root), f"{len(members):,}", _some(members, result.ids))
        for root, members in groups[:limit]
    ]
    yield _Table("Largest clusters", ("stays", "documents", "ids"), rows, _more(len(groups), len(rows), "cluster"))
    receipts = [
        (one.document, one.survivor or "-", one.rule, f"{one.resemblance:.3f}", f"{one.containment:.3f}")
        for one in islice(result.removed, limit)
    ]
    headings = ("removed", "stays", "rule", "resemblance", "containment")
    yield _Table("Receipts", headings, receipts, _more(len(result.removed), len(receipts), "receipt"))
    used = [("plugin", each) for each in run.get("plugins", ())]
    yield _Table("Options", ("option", "value"), [("version", str(run.get("version", ""))), *settings, *used])


def _some(members: list[int], ids: Callable[[int], str]) -> str:
    more = f" and {len(members) - _MEMBERS:,} more" if len(members) > _MEMBERS else ""
    return ", ".join(map(ids, members[:_MEMBERS])) + more


def _more(total: int, shown: int, what: str) -> str:
    return f"{counted(total - shown, what)} more." if total > shown else ""


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
