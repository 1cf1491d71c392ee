"""Reads RSS and Atom. The items of a feed often contain only the first lines of an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.readers.limits import check_whole
from provenance.readers.markup import looks_marked_up, marked, marked_html
from provenance.readers.paragraphs import paragraphs
from provenance.readers.safe_xml import attribute, child, children, decoded_xml, find, find_all, local, parse_xml, plain
from provenance.readers.wire.item import Item, documents, filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext
    from provenance.model.document import Document

__all__ = ["FeedReader", "sniff"]

MOST_BYTES = 1 << 25
_ROOT = re.compile(r"<(?:rss|rdf:RDF|(?:atom:)?feed)\b", re.IGNORECASE)
_PROLOGUE = re.compile(
    r"\s*(?:<\?[^>]{0,500}\?>|<!--(?:[^-]|-(?!->)){0,4000}-->|<!DOCTYPE[^>\[]{0,500}>)", re.IGNORECASE
)
#: A text that ends so was cut.
_CUT = re.compile(r"(?:\[?(?:\.\.\.|…)\]?|&hellip;)\s*$")
#: What has so many words is no teaser.
_WHOLE = 150


def sniff(head: bytes) -> bool:
    """Return whether a file is a feed, by its first bytes."""
    text = decoded_xml(head[:8000]).lstrip("\ufeff \t\r\n")
    for _ in range(10):
        found = _PROLOGUE.match(text)
        if found is None:
            break
        text = text[found.end() :].lstrip()
    return _ROOT.match(text) is not None


class FeedReader:
    """Reads RSS 0.9 to 2.0 and Atom; for items without a whole text the snippet, marked as partial."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the items that have a text, in their order."""
        check_whole(path, "a feed", MOST_BYTES, context.options)
        root = parse_xml(path.read_bytes(), lambda message: context.note(f"{path}: {message}"))
        if local(root) not in ("rss", "rdf", "feed"):
            raise InputError(f"is XML with the root {local(root)!r}, and no feed.", path=path)
        yield from documents(_items(root), context, of_agency=False)


def _items(root: Any) -> Iterator[Item]:
    channel = child(root, "channel") if local(root) != "feed" else root
    title, language = plain(child(channel, "title")), plain(child(channel, "language")) or attribute(root, "lang")
    for item in find_all(root, "item", "entry"):
        yield _item(item, title, language)


def _item(item: Any, title: str | None, language: str | None) -> Item:
    whole, snippet = _content(item), _string(child(item, "description"), child(item, "summary"))
    text = whole or snippet or ""
    cut = _CUT.search(text) is not None
    # Some feeds have their whole texts where others have the summary.
    partial = bool(text) and (cut or (len(text.split()) < _WHOLE and (not whole or whole == snippet)))
    links = children(item, "link")
    address = next(
        (plain(each) or attribute(each, "href") for each in links if attribute(each, "rel") in (None, "alternate")),
        None,
    )
    made = next(
        (
            plain(each)
            for name in ("pubDate", "published", "date", "issued", "updated", "modified")
            for each in children(item, name)
        ),
        None,
    )
    names = dict.fromkeys(
        filter(None, (plain(child(each, "name")) or plain(each) for each in children(item, "creator", "author")))
    )
    captions = [
        plain(each)
        for each in find_all(item, "description", "title", "text")
        if local(each.getparent()) in ("content", "group", "thumbnail")
    ]
    origin = plain(find(item, "source", "title")) or plain(child(item, "source")) or plain(child(item, "publisher"))
    fields = {
        "guid": plain(child(item, "guid")) or plain(child(item, "id")) or address,
        "url": address,
        "headline": plain(child(item, "title")),
        "byline": "; ".join(names),
        "abstract": snippet if whole and snippet != whole else None,
        "credit_line": plain(child(item, "credit")),
        "copyright_holder": plain(child(item, "rights")) or plain(child(item, "copyright")),
        "section": "; ".join(
            filter(None, (plain(each) or attribute(each, "term", "label") for each in children(item, "category")))
        ),
        "modified": plain(child(item, "updated")),
        "caption": "\n\n".join(dict.fromkeys(filter(None, captions))),
        "feed": title,
        "partial": partial or None,
        "format": "feed",
    }
    return Item(text, (origin, title), made, plain(child(item, "language")) or language, filled(fields), has_text=False)


def _content(item: Any) -> str | None:
    """Return the whole text of an item: ``content:encoded``, the content of Atom, or a body of its own."""
    for each in children(item, "encoded", "content", "body", "fulltext"):
        if len(each):
            found = marked(each).text
        elif attribute(each, "src", "url"):
            continue
        else:
            found = _plain_or_html(each.text or "")
        if found:
            return found
    return None


def _string(*elements: Any) -> str | None:
    for each in elements:
        if each is not None:
            found = marked(each).text if len(each) else _plain_or_html(each.text or "")
            if found:
                return found
    return None


def _plain_or_html(text: str) -> str:
    if looks_marked_up(text) or "&" in text:
        return marked_html(text).text
    return "\n\n".join(paragraphs(text))
