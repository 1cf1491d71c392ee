"""Extracts the text of marked-up articles: paragraphs, and separately the captions of pictures."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.model.extras import needed
from provenance.readers.paragraphs import indented, paragraphs, squeezed
from provenance.readers.safe_xml import local

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Marked", "looks_marked_up", "marked", "marked_html", "parse_html"]

#: The most bytes of one page.
MOST_BYTES = 1 << 23
_HEADINGS = frozenset({"h1", "hl1", "rubrik"})
#: Elements that are a paragraph or a line of their own, and contain text.
_LEAVES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "li", "dt", "dd", "tr", "pre", "rubrik"})
_BLOCKS = _LEAVES | frozenset(
    {"address", "article", "aside", "blockquote", "body", "bq", "block", "center", "div", "dl", "fieldset", "fn"}
    | {"footer", "header", "hedline", "hr", "html", "main", "note", "ol", "section", "table", "tbody", "tfoot", "thead"}
    | {"ul"}
)
#: Elements within a line.
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label"}
    | {"mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
    | {"alt-code", "chron", "city", "copyrite", "country", "event", "frac", "function", "lang", "location", "money"}
    | {"num", "object.title", "org", "person", "postaddr", "pronounce", "region", "state", "sublocation", "virtloc"}
)
_LEFT_OUT = frozenset(
    {"audio", "bildfil", "button", "canvas", "embed", "form", "head", "iframe", "math", "media-metadata", "nav"}
    | {"media-reference", "noscript", "object", "script", "select", "style", "svg", "template", "title", "video"}
)
_PICTURES = frozenset({"bild", "figure", "media"})
#: A long tag, of which only the name is kept: parsing takes time with the square of its attributes.
_BLANK = re.compile(r"\n[ \t\r]*\n")
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})\s[^<>]{4000,}>?")
_BREAK = "\x0b"
_BREAKS = re.compile(r"[ \t\r\n]*\x0b[ \t\r\n]*")
_TAG = re.compile(r"<(?:p|br|div|span|b|i|em|strong|a|ul|h[1-6]|section|html|table)\b[^<>]{0,500}>", re.IGNORECASE)
_ESCAPED = re.compile(r"&(?:#\d{1,6}|#[xX][0-9A-Fa-f]{1,6}|amp|quot|apos|lt|gt|nbsp);")


@dataclass(frozen=True, slots=True)
class Marked:
    """The content of a piece of markup.

    Parameters
    ----------
    headings : tuple of str
        First headings: the headline, if it is in the text.
    paragraphs : tuple of str
        The paragraphs in order, including these headings.
    captions : tuple of str
        The captions of pictures, with their credits.
    plain : bool
        Whether it was plain text without markup.
    """

    headings: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    plain: bool = False

    @classmethod
    def of_plain(cls, text: str) -> Marked:
        """Return the content of a plain text; its first paragraph may be the headline."""
        found = tuple(paragraphs(text))
        return cls(found[:1], found, plain=True)

    @property
    def text(self) -> str:
        """The paragraphs, with blank lines between them."""
        return "\n\n".join(self.paragraphs)

    def without(self, headline: str | None) -> str:
        """Return the text without the headline, if the text begins with it."""
        kept = self.paragraphs
        if headline and kept and kept[0] in self.headings and _same(kept[0], headline):
            kept = kept[1:]
        return "\n\n".join(kept)


class _Walk:
    """Walks through markup in one pass, without recursion."""

    def __init__(self, left_out: frozenset[str]) -> None:
        self.left_out = left_out
        self.headings: list[str] = []
        self.paragraphs: list[str] = []
        self.captions: list[str] = []
        self.buffer: list[str] = []
        self.picture: list[str] = []
        self.hidden = self.pictures = self.leaves = 0
        self.heading = False
        #: For each open element: whether it is a block, and whether its text is a paragraph.
        self.open: list[tuple[bool, bool]] = []

    def start(self, element: Any) -> None:
        name = local(element)
        if self.hidden or not name or name in self.left_out:
            self.hidden += 1
            return
        if name in _PICTURES:
            self.flush()
            self.pictures += 1
        elif name == "br":
            self.buffer.append(_BREAK)
        elif name in ("td", "th"):
            self.buffer.append(" ")
        # An unknown element is a block, unless it is within a line.
        known = name in _BLOCKS or name in _INLINE or name in _PICTURES or name in ("td", "th", "br")
        block = name in _BLOCKS or not (known or self.leaves)
        leaf = name in _LEAVES or (not known and block and bool((element.text or "").strip()))
        self.open.append((block, leaf))
        if block:
            self.flush()
            self.leaves += leaf
            self.heading = name in _HEADINGS
        self.buffer.append(element.text or "")

    def end(self, element: Any) -> None:
        if self.hidden:
            self.hidden -= 1
        else:
            block, leaf = self.open.pop()
            if local(element) in _PICTURES:
                self.flush()
                self.pictures -= 1
                if not self.pictures:
                    self.captions += [" ".join(dict.fromkeys(self.picture))] if self.picture else []
                    self.picture = []
            elif block:
                self.flush()
                self.leaves -= leaf
                self.heading = False
        if not self.hidden:
            self.buffer.append(element.tail or "")

    def flush(self) -> None:
        """End a paragraph."""
        raw, self.buffer = "".join(self.buffer), []
        if not raw or raw.isspace():
            return
        found = [part for piece in _BREAKS.sub(_BREAK, raw).split(_BREAK * 2) for part in self._parts(piece)]
        if self.pictures:
            self.picture += found
            return
        self.paragraphs += found
        if self.heading:
            self.headings += found

    def _parts(self, raw: str) -> list[str]:
        """Split text into paragraphs: at blank lines if it is outside of elements, and at indents anywhere."""
        chunks = [raw] if self.leaves or "\n" not in raw.strip() else _BLANK.split(raw)
        parts = [part for chunk in chunks for part in indented(chunk)]
        lines = ["\n".join(squeezed(line) for line in part.split(_BREAK)).strip("\n") for part in parts]
        return [_unescaped(line) for line in lines if line.strip()]


def marked(element: Any, *, left_out: Iterable[str] = ()) -> Marked:
    """Return the content of the markup below an element.

    Parameters
    ----------
    element : lxml.etree._Element
        The root element, of XML or HTML.
    left_out : iterable of str
        More elements to leave out, such as ``"header"``.
    """
    etree = needed("lxml.etree", "news", "reading markup")
    walk = _Walk(_LEFT_OUT | frozenset(left_out))
    root = True
    for event, each in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if root:
                root = False
                walk.buffer.append(each.text or "")
                continue
            walk.start(each)
        elif event == "end":
            if each is not element:
                walk.end(each)
        elif not walk.hidden:
            walk.buffer.append(each.tail or "")
    walk.flush()
    return Marked(tuple(walk.headings), tuple(walk.paragraphs), tuple(walk.captions))


def marked_html(text: str, *, left_out: Iterable[str] = ()) -> Marked:
    """Return the content of a piece of HTML."""
    root = parse_html(text)
    return Marked() if root is None else marked(root, left_out=left_out)


def parse_html(text: str) -> Any:
    """Parse HTML as a browser would, and return its root; None if it is empty.

    Raises
    ------
    InputError
        If it is too large.
    OptionError
        If lxml is not installed.
    """
    etree = needed("lxml.etree", "news", "reading HTML")
    if len(text) > MOST_BYTES:
        raise InputError(f"is HTML of more than {MOST_BYTES >> 20} MiB in one piece.")
    parser = etree.HTMLParser(no_network=True, encoding="utf-8", huge_tree=False, remove_pis=True)
    text = _LONG_TAG.sub(r"<\1>", text.replace("\0", "").lstrip())
    data = re.sub(r"^<\?xml[^>]{0,200}\?>", "", text).encode("utf-8", "replace")
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:
        return None


def looks_marked_up(text: str) -> bool:
    """Return whether a text has tags of HTML in it."""
    return _TAG.search(text) is not None


def _unescaped(text: str) -> str:
    # Text that was escaped twice; nobody writes "&quot;" in a dispatch.
    return html.unescape(text) if _ESCAPED.search(text) else text


def _same(left: str, right: str) -> bool:
    return " ".join(left.split()).casefold() == " ".join(right.split()).casefold()
