"""Reads exports of Europresse: HTML with an element for each article and classes for its parts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from provenance.readers.exports.article import Article, Export
from provenance.readers.exports.dates import When, date_in, is_weekday
from provenance.readers.exports.labels import count_of_words, is_copyright
from provenance.readers.exports.markup import classes, flat, paragraphs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["europresse_export", "is_europresse"]

_MARKS = re.compile(r"DocPublicationName|publiC-lblNodoc|docOcurrContainer", re.IGNORECASE)
#: "news·20200505·LM·3038522"
_NUMBER = re.compile(
    r"\b([A-Za-z]{2,12}\s*[·:.-]\s*(\d{8})\s*[·:.-]\s*[A-Za-z0-9_×-]{1,20}\s*[·:.-]\s*[A-Za-z0-9_×-]{1,60})"
)
_ISSUE = re.compile(r",?\s*\b(?:no\.?|n°|nº|num\.?|vol\.?|issue|édition|iss\.)\s*\d.*$", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:p|pp|page|pages)\.\s?([A-Z]{0,8}\d[\w,;+()/ -]{0,30})", re.IGNORECASE)
_COUNT = re.compile(r"\b(\d{1,4})\s+documents?\b(?!\s*:)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}\s?[:h]\s?\d\d(?::\d\d)?|(?:UTC|GMT)\s*(?:[+-]\s?\d{1,2}(?::?\d\d)?)?", re.IGNORECASE)
_PRINTED = re.compile(
    r"cet article est paru dans|this article (?:was|has been) published in|article paru (?:dans|sur)", re.I
)
_BYLINE_LONGEST = 200


def is_europresse(text: str) -> bool:
    """Return whether a page is an export of Europresse."""
    return _MARKS.search(text) is not None


def europresse_export(tree: Any) -> Export | None:
    """Read a page; None where there is no article in it."""
    found = [element for element in tree.iter("article") if next(element.iterancestors("article"), None) is None]
    if not found:
        found = _framed(tree)
    if not found:
        return None
    export = Export("Europresse")
    for element in found:
        export.add(_article(element), flat(element))
    export.expected = _expected(tree, found[0])
    return export


def _framed(tree: Any) -> list[Any]:
    """Return the elements of articles if they are not marked: the elements around the name of each paper."""
    named = list(_with_class(tree, "docpublicationname"))
    around = Counter(above for name in named for above in name.iterancestors())
    frames: list[Any] = []
    for name in named:
        frame = name
        for above in name.iterancestors():
            if above.tag in ("body", "html") or around[above] > 1:
                break
            frame = above
        frames.append(frame)
    return frames


def _expected(tree: Any, first: Any) -> int | None:
    """Return how many articles the page says that it holds, above the first."""
    for element in tree.iter():
        if element is first:
            return None
        text = (
            element.text if isinstance(element.tag, str) and element.tag not in ("style", "script", "title") else None
        )
        match = _COUNT.search(text) if text and len(text) < 200 else None
        if match is not None:
            return int(match[1])
    return None


def _with_class(element: Any, name: str) -> Iterator[Any]:
    """Yield elements one of whose classes is, or ends in, a name; of those inside of each other the outermost."""
    stack = [element]
    while stack:
        part = stack.pop()
        if isinstance(part.tag, str) and part.get("class") and any(each.endswith(name) for each in classes(part)):
            yield part
        else:
            stack.extend(reversed(part))


def _first(element: Any, *names: str) -> Any:
    for name in names:
        for part in _with_class(element, name):
            if flat(part):
                return part
    return None


def _article(element: Any) -> Article:
    article = Article()
    _source(article, element)
    _dated(article, element)
    title = _first(element, "rdp__articletitle", "titrearticlevisu", "titrearticle", "grandtitre")
    if title is not None:
        article.put("headline", flat(title))
    for part in _with_class(element, "rdp__subtitle"):
        article.put("subheadline", flat(part))
    body = _first(element, "dococurrcontainer", "doctext")
    author = _first(element, "docauthors")
    if author is not None:
        article.put("byline", flat(author))
    else:
        for part in _with_class(element, "sm-margin-bottomnews"):
            text = flat(part)
            inside = body is not None and any(above is body for above in part.iterancestors())
            if text and len(text) <= _BYLINE_LONGEST and not inside and text not in (article.headline, article.source):
                article.put("byline", text)
    if body is not None:
        _text(article, paragraphs_of(body), body)
    _below(article, element)
    if body is None and title is not None:
        lines = paragraphs_of(element)
        heading = flat(title)
        headed = next((place for place, line in enumerate(lines) if line == heading), len(lines))
        _text(article, [line for line in lines[headed + 1 :] if not _NUMBER.search(line)], element)
    return article


def _source(article: Article, element: Any) -> None:
    named = _first(element, "docpublicationname")
    if named is None:
        return
    name = next(iter(paragraphs_of(named)), "")
    issue = _ISSUE.search(name)
    article.source = name[: issue.start()].strip(" ,") if issue is not None and issue.start() else name
    if issue is not None:
        article.put("issue", name[issue.start() :].strip(" ,"))


def _dated(article: Article, element: Any) -> None:
    headers = [flat(part) for part in _with_class(element, "docheader")]
    # Whoever wraps a header in another of like name says it twice.
    text = max(headers, key=len, default="")
    if date_in(text) is None:
        above = next(element.iter("header"), None)
        text = flat(above) if above is not None else flat(element)[:600]
    article.when = date_in(text)
    # "UTC +2 512 mots" is no number in the thousands.
    article.put("word_count", _CLOCK.sub(" ", article.when.rest if article.when is not None else text))
    page = _PAGE.search(text)
    if page is not None:
        article.put("page", page[1].strip(" ,;"))
    if headers:
        section = text.split(",")[0].strip()
        if "," in text and date_in(section) is None and not is_weekday(section) and count_of_words(section) is None:
            article.put("section", section)


def _text(article: Article, lines: list[str], body: Any) -> None:
    for line in lines:
        if _PRINTED.match(line) and len(line) < 200:
            link = next((each.get("href") for each in body.iter("a") if each.get("href")), None)
            article.put("url", link or line)
        elif line not in (article.headline, article.fields.get("subheadline")) or article.paragraphs:
            article.paragraphs.append(line)
    # The rights close some texts.
    while article.paragraphs and is_copyright(article.paragraphs[-1]) and len(article.paragraphs[-1]) < 300:
        article.put("copyright_holder", article.paragraphs.pop())


def _below(article: Article, element: Any) -> None:
    rights = _first(element, "doc-legalinfo")
    if rights is None:
        footer = next(element.iter("footer"), None)
        rights = next(footer.iter("small"), None) if footer is not None else None
    if rights is not None:
        for part in (*rights.iter("small"), rights):
            text = flat(part)
            if is_copyright(text):
                article.put("copyright_holder", text)
                break
    for part in element.iter("aside", "figcaption"):
        text = flat(part)
        if text:
            article.put("caption" if part.tag == "figcaption" else "notes", text)
    number = _first(element, "public-lblnodoc", "public_lblnodoc")
    match = _NUMBER.search(flat(number if number is not None else element))
    if match is None:
        return
    article.key = re.sub(r"\s", "", match[1])
    if article.when is None:
        found = date_in(f"{match[2][:4]}-{match[2][4:6]}-{match[2][6:]}")
        article.when = When(found.time, "day") if found is not None else None
