"""The digest as HTML: everything of an article is escaped, styles stand inline, nothing is fetched."""

from __future__ import annotations

from html import escape

__all__ = ["as_html"]

_CELL = 'style="padding:2px 12px 2px 0;text-align:left;vertical-align:top"'


def as_html(content):
    """Return the digest as an HTML page."""
    parts = [
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(content.title)}</title></head>',
        '<body style="font-family:sans-serif;max-width:42em">',
        f"<h1>{escape(content.title)}</h1>",
    ]
    if content.articles:
        parts += [
            _table("How much of each article stands in another", ("article", "derived", "share"), content.articles)
        ]
    if content.pairs:
        parts += [_table("The pairs that share most", ("article", "stands in", "share"), content.pairs)]
    for number, passage in enumerate(content.passages, 1):
        parts += [f"<h2>{number}. {escape(passage.about)}</h2>"]
        for name, text in ((passage.left, passage.left_text), (passage.right, passage.right_text)):
            parts += [f"<p><b>{escape(name)}</b></p>"]
            parts += [f"<blockquote>{escape(text)}</blockquote>"] if text is not None else []
    return "\n".join([*parts, "</body></html>", ""])


def _table(title, headings, rows):
    head = "".join(f"<th {_CELL}>{escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td {_CELL}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>"
