"""Assembles the page: styles, scripts and data in one file."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from provenance.reporters.json_text import JsonText, in_html
from provenance.reporters.phrases import DEGREES
from provenance.reporters.templating import template

if TYPE_CHECKING:
    from typing import TextIO

    from provenance.reporters.html.data import HtmlData

__all__ = ["SCRIPTS", "STYLES", "write_page"]

STYLES = ("tokens", "page", "tables", "maps", "texts", "composition", "print")
#: The scripts in load order; each uses only earlier ones.
SCRIPTS = (
    "dom",
    "format",
    "data",
    "spans",
    "differences",
    "tables",
    "composition",
    "filters",
    "rates",
    "matrix",
    "heat_map",
    "reuse_graph",
    "timeline",
    "overview",
    "scrolling",
    "pair",
    "stretches",
    "fates",
    "article",
    "dispatch",
    "pages",
)


def write_page(data: HtmlData, out: TextIO) -> None:
    """Write the report as one page."""
    style = _joined("styles", STYLES, "css")
    script = '"use strict";\n(function () {\n' + _joined("scripts", SCRIPTS, "js") + "})();\n"
    page = template("report.html").stream(
        report=data,
        degrees=DEGREES,
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        # A page is always UTF-8, so characters beyond ASCII are not escaped.
        data=in_html(JsonText().compact(data.as_dict())),
    )
    for part in page:
        out.write(part)


def _joined(folder: str, names: tuple[str, ...], suffix: str) -> str:
    parts = files("provenance.reporters.html").joinpath(folder)
    return "".join(parts.joinpath(f"{name}.{suffix}").read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
