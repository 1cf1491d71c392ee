"""HTML to a tree, and a tree to lines. No script is run, and nothing is fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.readers.exports.needs import etree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext

__all__ = ["classes", "declared", "flat", "is_markup", "lines_of", "paragraphs_of", "tree_of"]

_HEAD = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|div|article|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
#: An empty element, which older exports write for a new page; browsers take it for the beginning of one.
_EMPTY = re.compile(r"<(div|p|span|a)\b([^<>]{0,300}?)/>", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})")
_DEEPEST = 1000
_BLOCK_NAMES = (
    "address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT_NAMES = "script style head title noscript template svg object iframe input select button"
_SILENT = frozenset(_SILENT_NAMES.split())
_SPACES = re.compile(r"[ \t\r\n\f]+")


def declared(data: bytes, context: ReadContext) -> str | None:
    """Decode a page by the encoding it declares; return None if it declares none, or a wrong one.

    UTF-8, a byte order mark and the encoding that the user named take precedence.
    """
    match = _CHARSET.search(data[:4096])
    if match is None or context.options.encoding is not None or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None
    name = match[1].decode("ascii").lower()
    try:
        # Latin-1 is read as Windows-1252, its extension, as in browsers.
        return data.decode({"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(name, name))
    except (LookupError, ValueError):
        return None


def is_markup(text: str) -> bool:
    """Return whether a text begins as a page of HTML does."""
    return _HEAD.match(text[:4000]) is not None


def tree_of(text: str, path: Path) -> Any:
    """Parse a page.

    Raises
    ------
    InputError
        Where there is nothing in it, where it is nested deeper than any page is, or where lxml is missing.
    """
    xml = etree(path)
    parser = xml.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    data = _EMPTY.sub(r"<\1\2></\1>", text).replace("\0", "").encode("utf-8", "replace")
    try:
        tree = xml.fromstring(data, parser)
    except (xml.XMLSyntaxError, ValueError) as error:
        raise InputError(f"is broken HTML ({str(error)[:80]}).", path=path) from None
    if tree is None:
        raise InputError("is a page without anything in it.", path=path)
    depth = 0
    for event, _ in xml.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise InputError(f"is nested deeper than {_DEEPEST}.", path=path)
    return tree


def classes(element: Any) -> frozenset[str]:
    """Return the classes of an element, in lower case."""
    return frozenset((element.get("class") or "").lower().split())


def flat(element: Any) -> str:
    """Return the text of an element on one line."""
    return " ".join(" ".join(lines_of(element)).split())


def paragraphs_of(element: Any) -> list[str]:
    """Return the text of an element, one entry for each block or line of it that is not empty."""
    return [line for line in lines_of(element) if line]


def lines_of(element: Any) -> list[str]:
    """Return the text of an element as lines: blocks begin a new one, a second line break in a row leaves one empty."""
    lines: list[str] = []
    here = ""

    def end(*, blank: bool = False) -> None:
        nonlocal here
        line = here.strip(" \t\r\n\f")
        if line or blank:
            lines.append(line)
        here = ""

    for kind, value in _pieces(element):
        if kind == "text":
            here += _SPACES.sub(" ", value)
        elif kind == "kept":
            first, *others = value.split("\n")
            here += first
            for other in others:
                end()
                here = other
        else:
            end(blank=kind == "break")
    end()
    return lines


def _pieces(element: Any) -> Iterator[tuple[str, str]]:
    """Yield texts, ends of blocks and line breaks, in their order; without recursion, as a page may be deep."""
    stack: list[tuple[Any, bool]] = [(element, False)]
    kept = 0
    while stack:
        node, left = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if left:
            kept -= tag == "pre"
            if tag in _BLOCKS:
                yield "block", ""
            if node is not element and node.tail:
                yield "kept" if kept else "text", node.tail
            continue
        if not tag or tag in _SILENT:
            if node is not element and node.tail:
                yield "kept" if kept else "text", node.tail
            continue
        kept += tag == "pre"
        if tag in _BLOCKS:
            yield "block", ""
        elif tag == "br":
            yield "break", ""
        if node.text:
            yield "kept" if kept else "text", node.text
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
