"""Reads exports of Factiva: HTML, with or without two-letter fields, and RTF. An article ends with its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from provenance.readers.exports.article import Article, Export
from provenance.readers.exports.dates import date_line, time_in
from provenance.readers.exports.labels import is_copyright, is_count, language_tag
from provenance.readers.exports.markup import classes, flat, paragraphs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["factiva_export", "factiva_lines", "is_factiva"]

_CODES = (
    "en|de|fr|es|it|pt|nl|ru|ja|zh|zhcn|zhtw|ko|ar|tr|pl|sv|da|no|fi|cs|sk|hu|ca|bg|id|ms|he|el|ro|uk|th|vi|hi|et|lv"
    "|lt|hr|sr|sl|mk|fa|ur|bn|ta|tl|is|gl|eu"
)
_CLASS = re.compile(rf"({_CODES})article$")
_MARKED = re.compile(rf"class\s*=\s*[\"'](?:article\s+)?(?:{_CODES})Article[\"'\s]")
_DOCUMENT = re.compile(
    r"\s*(?:Document|Dokument|Documento|Документ|ドキュメント|文書|文件|文档|문서)\s*[:：]?\s*([A-Za-z0-9]{3,12}\d{8}[A-Za-z0-9]{6,14})\s*$"
)
_CODE = re.compile(r"([A-Z][A-Z0-9]{1,3})[\s\u00a0]*$")
_CODED_LINE = re.compile(r"\s*\|?\s*([A-Z]{2,3})\s*[|\t]+\s*(.*?)[\s|]*$")
#: Where a field goes. Those of the text are not here.
_FIELDS = {
    "HD": "headline",
    "BY": "byline",
    "CR": "credit_line",
    "WC": "word_count",
    "SC": "source_code",
    "ED": "edition",
    "PG": "page",
    "LA": "language",
    "CY": "copyright_holder",
    "SE": "section",
    "CLM": "column",
    "VOL": "volume",
    "ART": "caption",
    "CX": "correction",
    "CT": "contact",
    "RF": "references",
    "CO": "company",
    "IN": "industry",
    "NS": "subject",
    "RE": "geographic",
    "IPC": "publisher_codes",
    "IPD": "publisher_descriptors",
    "PUB": "publisher",
    "NGC": "source_group",
    "GC": "group_code",
    "ID": "dateline",
    "DLN": "dateline",
}
_TEXT = frozenset({"LP", "TD"})
_READ = frozenset({"PD", "ET", "SN", "AN"})
_LANGUAGE_CLASSES = {
    "zhtw": "zh-TW",
    "zhcn": "zh-CN",
    "zh": "zh",
    "bg": "bg",
    "id": "id",
    "ms": "ms",
    "ko": "ko",
    "sk": "sk",
}
_PAGE = re.compile(
    r"(?:(?:p|pg|s|seite|page|pagina)\.?\s*)?([A-Z]{0,3}-?\d{1,4}[A-Z]?(?:\s*[,;/-]\s*[A-Z]{0,3}\d{1,4})*)$", re.I
)
_LAST_FIELD = re.compile(r"^\s*\|?\s*AN[\s|]+|[\s|]+$")
_COUNTED = re.compile(r"\d{1,6}\)\s+")
_SUMMARY = re.compile(
    r"\s*(?:search summary|zusammenfassung der suche|suchübersicht|résumé de la recherche|récapitulatif de la recherche"
    r"|resumen de (?:la )?búsqueda|riepilogo (?:della )?ricerca|zoekoverzicht)\s*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|von|par|door|por|di|af|av)\s+\S|.{0,60}\b(?:correspondent|staff writer|reporter|reuters)\b", re.I
)
_COMPANY = re.compile(
    r"\b(?:ltd|limited|inc|llc|gmbh|ag|sa|s\.a\.|sas|bv|b\.v\.|co|company|corp|corporation|plc|pty|group|groupe|verlag|kg"
    r"|press|media|news|publishing|publications|reuters|newspapers|s\.p\.a|spa|srl|holdings?|agency|agence)\b\.?",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"\(c\)|©|copyright|reserved|vorbehalten|réservés|derechos|diritti|voorbehouden|\b(?:19|20)\d\d\b", re.I
)


def is_factiva(text: str) -> bool:
    """Return whether a page is an export of Factiva."""
    named = "articleParagraph" in text or "Factiva" in text
    return named and ("articleParagraph" in text or _MARKED.search(text) is not None)


def factiva_export(tree: Any) -> Export | None:
    """Read a page; None where there is no article in it."""
    found = [element for element in tree.iter("div") if _language(element) is not None]
    if not found:
        found = [element for element in tree.iter("div") if "article" in classes(element)]
    # The frame around an article is not another article.
    known = set(found)
    found = [each for each in found if not any(inner is not each and inner in known for inner in each.iter("div"))]
    if not found:
        return None
    export = Export("Factiva")
    for element in found:
        export.add(_coded(element) or _plain(element), flat(element))
    marks = {match[1] for line in paragraphs_of(tree) if (match := _DOCUMENT.match(line)) is not None}
    export.expected = len(marks) if marks else None
    export.counted_by = "the number of documents named in it"
    return export


def _language(element: Any) -> str | None:
    for name in classes(element):
        match = _CLASS.match(name)
        if match is not None:
            return match[1]
    return None


def _start(element: Any) -> Article:
    article = Article()
    code = _language(element) or ""
    article.language = _LANGUAGE_CLASSES.get(code) or (code if len(code) == 2 else None)
    return article


def _coded(element: Any) -> Article | None:
    """Read an article with two-letter fields; None where it has none."""
    article = None
    rows = list(element.iter("tr"))
    known = set(rows)
    for row in rows:
        if any(above in known for above in row.iterancestors("tr")):
            continue
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) < 2:
            continue
        match = _CODE.match(flat(cells[0]))
        if match is None:
            continue
        article = article or _start(element)
        _take(article, match[1], paragraphs_of(cells[1]))
    return article


def _take(article: Article, code: str, paragraphs: list[str]) -> None:
    value = " ".join(paragraphs)
    if code in _TEXT:
        article.paragraphs += paragraphs
    elif code == "SN":
        article.source = value or article.source
    elif code == "PD":
        article.when = date_line(value)
    elif code == "ET":
        article.fields["time"] = value
    elif code == "AN":
        match = _DOCUMENT.match(value)
        article.key = match[1] if match is not None else value.split()[-1] if value else ""
    else:
        article.put(_FIELDS.get(code, code.lower()), value)
    if article.when is not None and article.when.precision == "day" and "time" in article.fields:
        article.when = article.when.at(str(article.fields["time"]))
        if article.when.precision != "day":
            del article.fields["time"]


def _plain(element: Any) -> Article:
    """Read an article that has its fields in a fixed order, without names."""
    article = _start(element)
    heads: list[tuple[str, str]] = []
    below: list[str] = []
    for part in _parts(element):
        names = classes(part)
        text = flat(part)
        if not text:
            continue
        match = _DOCUMENT.match(text)
        if match is not None:
            article.key = match[1]
        elif part.tag == "p" and any("articleparagraph" in name for name in names):
            article.paragraphs += paragraphs_of(part)
        elif part.tag == "p" and (article.paragraphs or not heads):
            below.append(text)
        elif (part.get("id") or "").lower() == "hd" or _has(part, "headline"):
            # Some screens count the articles in their headlines.
            heads.append(("headline", _COUNTED.sub("", text) if _has(part, "counted") else text))
        elif "author" in names:
            heads.append(("byline", text))
        else:
            heads.append(("", text))
    _fixed(article, heads)
    if not article.paragraphs:
        article.paragraphs, below = below[:-1] if len(below) > 1 else below, below[-1:] if len(below) > 1 else []
    if below:
        article.put("publisher", below[-1])
        for text in below[:-1]:
            article.put("notes", text)
    return article


def _has(part: Any, name: str) -> bool:
    """Return whether a class of a part, or of something in it, ends with a name."""
    return any(each.endswith(name) for element in part.iter() for each in classes(element))


def _parts(element: Any) -> Iterator[Any]:
    """Yield the innermost blocks of an article, and paragraphs."""
    for part in element.iter("div", "p", "h1", "h2", "h3", "pre"):
        if part is element:
            continue
        inner = part.tag == "p" or not any(child is not part for child in part.iter("div", "p"))
        if inner and not any(above.tag == "p" for above in part.iterancestors("p")):
            yield part


def _fixed(article: Article, heads: Sequence[tuple[str, str]]) -> None:
    """Read the lines above a text: section, headline, author, length, date, time, source and the fields below it."""
    counted = next((place for place, (_, text) in enumerate(heads) if _is_count(text)), None)
    dated = next((place for place, (_, text) in enumerate(heads) if date_line(text) is not None), None)
    above = heads[: counted if counted is not None else dated if dated is not None else len(heads)]
    headed = next((place for place, (name, _) in enumerate(above) if name == "headline"), None)
    for place, (name, text) in enumerate(above):
        if name:
            article.put(name, text)
        elif headed is not None:
            article.put("section" if place < headed else "byline", text)
    if headed is None and above:
        _titles(article, [text for name, text in above if not name])
    if counted is not None:
        article.put("word_count", heads[counted][1])
    last = dated if dated is not None else counted
    rest = [text for _, text in heads[last + 1 :] if not _is_count(text)] if last is not None else []
    if dated is not None:
        article.when = date_line(heads[dated][1])
    if rest and article.when is not None and time_in(rest[0]):
        article.when = article.when.at(rest.pop(0))
    _named(article, rest)


def _titles(article: Article, lines: list[str]) -> None:
    """Distinguish section, headline and author if they are not marked."""
    if len(lines) > 1 and _BYLINE.match(lines[-1]) and len(lines[-1]) < 200:
        article.put("byline", lines.pop())
    if len(lines) > 2:
        article.put("byline", lines.pop())
    if len(lines) > 1 and len(lines[0]) < len(lines[1]) and len(lines[0]) < 60:
        article.put("section", lines.pop(0))
    if lines:
        article.put("headline", lines[0])
        for line in lines[1:]:
            article.put("byline", line)


def _named(article: Article, rest: list[str]) -> None:
    """Read the lines below the date: source, its code, page or edition, language, rights."""
    if rest:
        article.source = rest.pop(0)
    tongue = next((place for place, text in enumerate(rest) if len(text) < 40 and language_tag(text)), None)
    for text in rest[: tongue if tongue is not None else len(rest)]:
        page = _PAGE.match(text)
        if re.fullmatch(r"[A-Z0-9]{2,10}", text) and not text.isdigit() and "source_code" not in article.fields:
            article.put("source_code", text)
        elif page is not None:
            article.put("page", page[1])
        elif _RIGHTS.search(text):
            article.put("copyright_holder", text)
        else:
            article.put("edition", text)
    if tongue is not None:
        article.put("language", rest[tongue])
        if rest[tongue + 1 :]:
            article.put("copyright_holder", " ".join(rest[tongue + 1 :]))


def _is_count(text: str) -> bool:
    return is_count(text)


def factiva_lines(lines: Sequence[str]) -> Export | None:
    """Read an export given as lines (from RTF); return None if it is not one.

    Each article ends with the number of its document.
    """
    if not any(_number_of(line) for line in lines):
        return None
    export = Export("Factiva")
    here: list[str] = []
    for line in lines:
        number = _number_of(line)
        if not number:
            here.append(line)
            continue
        article = _of_lines(here)
        article.key = number
        export.articles.append(article)
        here = []
    if not any(article.when for article in export.articles):
        return None
    stop = next((place for place, line in enumerate(here) if _SUMMARY.match(line.strip(" |\t"))), len(here))
    rest = _of_lines(here[:stop])
    if rest.when is not None and rest.source and "word_count" in rest.fields and rest.text:
        export.articles.append(rest)
        export.notes.append("the last article has no number of a document: the file may have been loaded by half")
    return export


def _number_of(line: str) -> str:
    """Return the number of a document that ends an article, bare or as the field of a table."""
    match = _DOCUMENT.match(_LAST_FIELD.sub("", line)) if len(line) < 200 else None
    return match[1] if match is not None else ""


def _of_lines(lines: Sequence[str]) -> Article:
    kept = [line.strip() for line in lines if line.strip(" \t|")]
    codes = [place for place, line in enumerate(kept) if _is_coded(line)]
    if len(codes) >= 3:
        return _of_coded(kept, codes)
    article = Article()
    counted = next((place for place, line in enumerate(kept[:12]) if _is_count(line)), None)
    dated = next((place for place, line in enumerate(kept[:16]) if date_line(line) is not None), None)
    if dated is None:
        article.paragraphs = kept
        return article
    # The head ends with the rights, which stand below the language.
    limit = min(len(kept), dated + 10)
    tongue = next(
        (place for place in range(dated + 1, limit) if len(kept[place]) < 40 and language_tag(kept[place])), None
    )
    stop = min(len(kept), dated + 3) if tongue is None else tongue + 1
    while stop < min(len(kept), limit + 2) and (is_copyright(kept[stop]) or _is_rights(kept[stop])):
        stop += 1
    _fixed(article, [("", line) for line in kept[:stop]])
    if counted is not None:
        article.put("word_count", kept[counted])
    text = list(kept[stop:])
    if len(text) > 1 and len(text[-1].split()) <= 10 and text[-1][-1] not in "!?" and _COMPANY.search(text[-1]):
        article.put("publisher", text.pop())
    article.paragraphs = text
    return article


def _is_rights(line: str) -> bool:
    return (
        len(line) < 400 and len(line.split()) <= 40 and _RIGHTS.search(line) is not None and "(c)" in line.lower()[:60]
    )


def _is_coded(line: str) -> bool:
    match = _CODED_LINE.match(line)
    return match is not None and (match[1] in _FIELDS or match[1] in _TEXT or match[1] in _READ)


def _of_coded(lines: Sequence[str], codes: Sequence[int]) -> Article:
    article = Article()
    for start, stop in zip(codes, [*codes[1:], len(lines)], strict=True):
        match = _CODED_LINE.match(lines[start])
        if match is not None:
            paragraphs = [match[2], *(line.strip(" \t|") for line in lines[start + 1 : stop])]
            _take(article, match[1], [paragraph for paragraph in paragraphs if paragraph])
    return article
