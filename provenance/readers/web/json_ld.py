"""Reads the description of an article from the JSON-LD (schema.org) and the meta elements of a page."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

from provenance.readers.safe_xml import attribute, find_all, plain
from provenance.readers.wire.item import filled

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["article_of", "described", "metas"]

_MOST = 1 << 20
_NODES = 5000
_ARTICLES = ("newsarticle", "reportagenewsarticle", "analysisnewsarticle", "article", "blogposting", "liveblogposting")


def article_of(root: Any) -> dict[str, Any]:
    """Return the article that the scripts of a page describe; empty where none does."""
    found: list[tuple[int, dict[str, Any]]] = []
    for script in find_all(root, "script"):
        text = (script.text or "").strip()
        if "ld+json" not in (attribute(script, "type") or "").lower() or not text or len(text) > _MOST:
            continue
        try:
            value = json.loads(text.removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            ranks = [_rank(kind) for kind in _listed(node.get("@type"))]
            if ranks and max(ranks) > 0:
                found.append((max(ranks), node))
    return max(found, key=lambda each: (each[0], len(each[1])), default=(0, {}))[1]


def metas(root: Any) -> dict[str, str]:
    """Return the meta elements of a page by their names in small letters; of several the first."""
    found: dict[str, str] = {}
    for each in find_all(root, "meta"):
        name = attribute(each, "property", "name", "itemprop")
        content = attribute(each, "content")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def described(article: dict[str, Any], meta: dict[str, str]) -> dict[str, Any]:
    """Return the fields of an article, from JSON-LD and else from the meta elements."""
    about_publisher = next((each for each in _listed(article.get("publisher")) if isinstance(each, dict)), {})
    words = article.get("wordCount")
    links = [
        {"rel": rel, "uri": uri}
        for key, rel in (("isBasedOn", "based-on"), ("isBasedOnUrl", "based-on"), ("citation", "citation"))
        for uri in _urls(article.get(key))
    ]
    return filled(
        {
            "headline": _said(article.get("headline")) or meta.get("og:title") or _said(article.get("name")),
            "subheadline": _said(article.get("alternativeHeadline")),
            "byline": _names(article.get("author"))
            or meta.get("author")
            or meta.get("byl")
            or meta.get("parsely-author"),
            "credit_line": _said(article.get("creditText")) or _names(article.get("sourceOrganization")),
            "dateline": _said(article.get("dateline")) or _names(article.get("locationCreated")),
            "provider": _names(article.get("provider")) or _names(article.get("sourceOrganization")),
            "copyright_holder": _names(article.get("copyrightHolder")) or meta.get("copyright"),
            "section": _names(article.get("articleSection")) or meta.get("article:section"),
            "page": _said(article.get("printPage")),
            "version": article.get("version") if isinstance(article.get("version"), (str, int)) else None,
            "correction": _said(article.get("correction")),
            "modified": _said(article.get("dateModified")) or meta.get("article:modified_time"),
            "abstract": _said(article.get("description")) or meta.get("og:description") or meta.get("description"),
            "keywords": _names(article.get("keywords")) or meta.get("news_keywords") or meta.get("keywords"),
            "word_count": words
            if isinstance(words, int) and not isinstance(words, bool) and 0 < words < 10**7
            else None,
            "publisher_name": _said(about_publisher.get("name"))
            or _names(article.get("publisher"))
            or meta.get("og:site_name"),
            "published": _said(article.get("datePublished"))
            or next((meta[name] for name in _PUBLISHED if meta.get(name)), None)
            or _said(article.get("dateCreated")),
            "language": _said(article.get("inLanguage")) or meta.get("og:locale", "").replace("_", "-"),
            "url": next(iter(_urls(article.get("mainEntityOfPage"))), None)
            or _said(article.get("url"))
            or meta.get("og:url"),
            "body": _said(article.get("articleBody")),
            "free": _said(article.get("isAccessibleForFree"))
            if article.get("isAccessibleForFree") is not True
            else None,
            "links": links,
        }
    )


_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "pubdate",
    "parsely-pub-date",
    "publish-date",
    "publication_date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
    "cxenseparse:recs:publishtime",
)


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    stack, seen = [value], 0
    while stack and seen < _NODES:
        each = stack.pop()
        seen += 1
        if isinstance(each, list):
            stack += reversed(each[:_NODES])
        elif isinstance(each, dict):
            yield each
            stack += [
                each[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item")
                if key in each
            ]


def _rank(kind: object) -> int:
    name = str(kind).rpartition("/")[2].lower()
    return len(_ARTICLES) - _ARTICLES.index(name) if name in _ARTICLES else int(name.endswith("article"))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _said(value: object) -> str | None:
    if isinstance(value, list):
        value = next((each for each in value if each), None)
    if isinstance(value, dict):
        value = value.get("name") or value.get("text") or value.get("@value")
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value) if isinstance(value, (str, int)) else ""
    return html.unescape(text).strip() or None


def _names(value: object) -> str | None:
    said = [_said(each) for each in _listed(value)[:50]]
    return "; ".join(dict.fromkeys(filter(None, said))) or None


def _urls(value: object) -> Iterator[str]:
    for each in _listed(value)[:50]:
        uri = each.get("@id") or each.get("url") if isinstance(each, dict) else each
        if isinstance(uri, str) and uri.strip():
            yield uri.strip()


def title_of(root: Any) -> str | None:
    """Return the first heading of a page, or else its title."""
    for name in ("h1", "title"):
        for each in find_all(root, name):
            if plain(each):
                return plain(each)
    return None
