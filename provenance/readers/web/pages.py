"""Reads web pages: the article of each, with the metadata of the page."""

from __future__ import annotations

import codecs
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from provenance.errors import InputError
from provenance.model.extras import needed
from provenance.readers.limits import check_whole
from provenance.readers.markup import marked, parse_html
from provenance.readers.paragraphs import squeezed
from provenance.readers.safe_xml import attribute, decoded_xml, find_all, local, plain
from provenance.readers.web.error_pages import why_no_article
from provenance.readers.web.json_ld import article_of, described, metas, title_of
from provenance.readers.wire.item import Item, documents, filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext
    from provenance.model.document import Document

__all__ = ["HtmlReader", "page_item", "sniff"]

#: Bytes of one page, and its tags: more is no article, and would take long.
MOST_BYTES = 1 << 23
MOST_TAGS = 20_000
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h1|h2|meta|title)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)
_OWN_REPORT = b'name="generator" content="provenance'
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})\s[^<>]{4000,}>?")
_DATELINE = re.compile(r"(?:^|[\s_-])date-?line(?:$|[\s_-])", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:^|[\s_-])(?:credit-?line|article-?credit|agency|news-?agency|source-?credit)(?:$|[\s_-])", re.IGNORECASE
)
_BYLINE = re.compile(r"(?:^|[\s_-])by-?line(?:$|[\s_-])", re.IGNORECASE)
#: The body in JSON-LD is preferred if it has so many times the words extracted from the page.
_MORE = 1.3


def sniff(head: bytes) -> bool:
    """Return whether a file is a page of the web, by its first bytes; the reports of this package are none."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = decoded_xml(head[: len(head) & ~1]).encode("utf-8", "replace")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<") or _OWN_REPORT in head:
        return False
    if start[:5].lower() == b"<?xml":
        return re.search(rb"<html\b", start[:4000], re.IGNORECASE) is not None
    found = _PAGE.search(start[:8000])
    return found is not None and (found.start() == 0 or start[:2] == b"<!" or b"<html" in start[:8000].lower())


class HtmlReader:
    """Reads a page as one article."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the article."""
        check_whole(path, "a page", MOST_BYTES, context.options)
        data = path.read_bytes()
        if not data.strip():
            raise InputError("is empty.", path=path)
        yield from documents([page_item(data)], context, of_agency=False)


def page_item(data: bytes, *, url: str | None = None, charset: str | None = None) -> Item:
    """Return the article of a page.

    Parameters
    ----------
    data : bytes
        The page.
    url : str, optional
        Where it was found.
    charset : str, optional
        Its encoding, as the server said.

    Raises
    ------
    OptionError
        Where trafilatura is not installed.
    """
    needed("trafilatura", "web", "reading pages of the web")
    text = _LONG_TAG.sub(r"<\1>", _decoded(data, charset))
    root = parse_html(text)
    if root is None:
        return Item("")
    article, meta = article_of(root), metas(root)
    fields = described(article, meta)
    body, published = fields.pop("body", None), fields.pop("published", None)
    fields["headline"] = fields.get("headline") or title_of(root)
    found = _extracted(text, root)
    described_body = [squeezed(part) for part in re.split(r"\n+", body or "") if part.strip()]
    if _is_better(described_body, found):
        found = described_body
    marked_lines = _marked_lines(root)
    for key in ("byline", "credit_line", "dateline"):
        fields[key] = fields.get(key) or plain(marked_lines.get(key))
    found = _with_dateline(found, marked_lines.get("dateline"))
    if found and fields.get("headline") and _same(found[0], str(fields["headline"])):
        found = found[1:]
    captions = [caption for caption in marked(root).captions if len(caption) < 2000]
    address = fields.pop("url", None) or _canonical(root) or url
    published = published or _time_element(root)
    no_article = why_no_article(root, found, meta, described=bool(article or published))
    language = fields.pop("language", None) or attribute(root, "lang")
    name = fields.pop("publisher_name", None)
    fields |= {"guid": address, "url": address if address and address.startswith("http") else None, "format": "HTML"}
    fields["caption"] = "\n\n".join(dict.fromkeys(captions))
    fields["found_at"] = url if url != address else None
    host = urlsplit(address).hostname if address and address.startswith("http") else None
    return Item("\n\n".join(found), (name, host), published, language, filled(fields), no_article=no_article)


def _is_better(described_body: list[str], found: list[str]) -> bool:
    """Return whether the body in JSON-LD is the better text: longer, or as long and divided into paragraphs."""
    words, others = (sum(len(part.split()) for part in parts) for parts in (described_body, found))
    return words > _MORE * others or (len(found) == 1 < len(described_body) and words >= others)


def _extracted(text: str, root: Any) -> list[str]:
    """Return the paragraphs of an article: those that trafilatura finds, or else those of the article element."""
    trafilatura = needed("trafilatura", "web", "reading pages of the web")
    logger = logging.getLogger("trafilatura")
    if not logger.handlers:
        # Without a handler, its messages would be printed if the user has not set up logging.
        logger.addHandler(logging.NullHandler())
    found = None
    if text.count("<") <= MOST_TAGS:
        try:
            found = trafilatura.extract(text, deduplicate=False, include_comments=False, include_tables=True)
        except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
            # It fails on input that is not really a page; the fallback below handles it.
            found = None
    if found:
        return [squeezed(line.removeprefix("- ")) for line in found.split("\n") if line.strip()]
    holder = next(iter(find_all(root, "article", "main")), root)
    return list(marked(holder, left_out=("nav", "footer", "aside", "header")).paragraphs)


def _marked_lines(root: Any) -> dict[str, Any]:
    """Return the elements that are named for what they hold: the dateline, the credit line, the byline."""
    found: dict[str, Any] = {}
    for each in root.iter():
        if not local(each) or local(each) in ("meta", "script", "style", "body", "html"):
            continue
        names = " ".join(filter(None, (attribute(each, "class"), attribute(each, "itemprop"), attribute(each, "id"))))
        if not names or len(names) > 500:
            continue
        for key, pattern in (("dateline", _DATELINE), ("credit_line", _CREDIT), ("byline", _BYLINE)):
            if key not in found and pattern.search(names):
                said = plain(each)
                if said and len(said) <= 200:
                    found[key] = each
    return found


def _with_dateline(found: list[str], element: Any) -> list[str]:
    """Return the paragraphs with the dateline in front of the story, where it was lost, having a tag of its own."""
    dateline = plain(element)
    if not dateline or not found or any(dateline in part for part in found[:4]):
        return found
    around = plain(element.getparent())
    # It may stand within the first paragraph, or before it; where it is not known, that is the first.
    at = next((rank for rank, part in enumerate(found[:6]) if around and part[:60] in around and len(around) < 5000), 0)
    sign = "" if dateline.rstrip()[-1:] in "-–—:." else " –"
    return [*found[:at], f"{dateline}{sign} {found[at]}", *found[at + 1 :]]


def _decoded(data: bytes, charset: str | None) -> str:
    declared = _CHARSET.search(data[:4096])
    for name in (charset, declared[1].decode("ascii") if declared else None):
        codec = "cp1252" if (name or "").lower() in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else name
        try:
            if codec:
                return data.decode(codec)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return decoded_xml(data)


def _canonical(root: Any) -> str | None:
    for each in find_all(root, "link"):
        if (attribute(each, "rel") or "").lower() == "canonical":
            return attribute(each, "href")
    return None


def _time_element(root: Any) -> str | None:
    for each in find_all(root, "time"):
        if attribute(each, "datetime"):
            return attribute(each, "datetime")
    return None


def _same(left: str, right: str) -> bool:
    return " ".join(left.split()).casefold() == " ".join(right.split()).casefold()
