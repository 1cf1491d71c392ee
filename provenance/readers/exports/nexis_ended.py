"""Reads an article of Nexis Uni and Lexis+: its parts have headings, and it ends with a special line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.readers.exports.article import Article
from provenance.readers.exports.dates import date_line
from provenance.readers.exports.labels import BODY, TAIL, field_of, is_copyright, is_count

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ended_article", "first_heading", "has_cover"]

_COVER = re.compile(
    r"\s*(?:user name|job number|client/matter|search terms|search type|narrowed by|date and time|benutzername"
    r"|auftragsnummer|mandant(?:/akte)?|suchbegriffe|suchart|suchtyp|eingegrenzt (?:auf|durch|nach)"
    r"|datum und (?:uhr)?zeit|nom d['’]utilisateur|num[ée]ro d[eu] (?:la )?t[âa]che|client/dossier"
    r"|termes (?:de )?recherche|termes recherch[ée]s|type de recherche|affin[ée] par|restreint par|date et heure"
    r"|gebruikersnaam|taaknummer|zoektermen|type zoekopdracht|verfijnd (?:op|door)|datum en tijd)[\s\u00a0]*(?::|$)"
    r"|\s*(?:documents?|dokumente?|documenten)\s*\(\d+\)\s*$",
    re.IGNORECASE,
)
_COVER_END = 30_000
_HEAD_LONGEST = 15
_BELOW = frozenset(
    {"load_date", "language", "publication_type", "document_type", "journal_code", "correction_date", "correction"}
    | {"url", "caption", "distribution", "series"}
)
_CAPTIONS = 25
_CAPTION = frozenset(
    {"graphic", "graphics", "grafik", "grafiken", "graphique", "graphiques", "grafiek", "gráfico", "photo", "fotos"}
)
_CLASSES = frozenset({"classification", "klassifizierung", "klassifikation", "classificatie", "clasificación"})
_LINK = re.compile(r"(?:link (?:to|zum|zur)|lien vers|koppeling naar)\b.{0,40}$", re.IGNORECASE)
#: Fields that go on over several lines.
_LONG = frozenset({"highlight", "caption", "correction", "notes", "subject", "company", "person", "byline"})


def has_cover(lines: Sequence[str]) -> bool:
    """Return whether lines begin with what was searched for, and by whom."""
    return sum(_COVER.match(line) is not None for line in lines[:_COVER_END]) >= 2


def first_heading(lines: Sequence[str]) -> int:
    """Return the line with the headline of the first article, which stands below the cover page.

    The date of an article is a line of its own, with the name of the paper above it and the headline above that; below
    it are fields and the text.
    """
    title = _first_title(lines)
    cover = -1
    for place, line in enumerate(lines):
        if _COVER.match(line):
            cover = place
        elif place >= cover + 3 and date_line(line) is not None and _is_head(lines[place + 1 : place + _HEAD_LONGEST]):
            above = range(cover + 1, place - 1)
            return next((at for at in above if title and lines[at] == title), place - 2)
    # Without a date only the title, or the rights below it, are left to go by.
    cover = max((place for place, line in enumerate(lines) if _COVER.match(line)), default=-1)
    if title:
        place = next((place for place in range(len(lines) - 1, cover, -1) if lines[place] == title), -1)
        if place >= 0:
            return place
    rights = next((place for place in range(cover + 1, len(lines)) if is_copyright(lines[place])), None)
    if rights is not None and rights >= cover + 3:
        return rights - 2
    return cover + 1


def _is_head(lines: Sequence[str]) -> bool:
    return any(is_copyright(line) or _is_body(line) or field_of(line) is not None for line in lines)


def _first_title(cover: Sequence[str]) -> str:
    for place, line in enumerate(cover):
        match = re.match(r"\s*1\.(?:\s+(.+))?$", line)
        if match is not None:
            return (match[1] or (cover[place + 1] if place + 1 < len(cover) else "")).strip()
    return ""


def ended_article(lines: Sequence[str]) -> Article | None:
    """Read an article.

    Parameters
    ----------
    lines : sequence of str
        Its lines without blank ones; each is a paragraph.

    Returns
    -------
    Article or None
        None where there is nothing.
    """
    if not lines:
        return None
    article = Article()
    body = _body(lines)
    dated = next((place for place in range(min(body, 12)) if date_line(lines[place]) is not None), None)
    place = 0
    if dated is not None:
        article.when = date_line(lines[dated])
        article.source = lines[dated - 1] if dated else None
        article.headline = " ".join(lines[: max(0, dated - 1)])
        if article.when is not None and article.when.rest:
            article.put("edition", article.when.rest)
        place = dated + 1
    else:
        heading = next((at for at in range(body) if is_copyright(lines[at]) or field_of(lines[at])), min(body, 2))
        article.headline = " ".join(lines[: max(0, heading - 1)])
        article.source = lines[heading - 1] if heading else None
        place = heading
    _head(article, lines[place:body])
    text = lines[body:]
    if text and _is_body(text[0]):
        text = text[1:]
    stop = _tail(text)
    article.paragraphs = list(text[:stop])
    _below(article, text[stop:])
    if article.when is None and "load_date" in article.fields:
        article.when = date_line(str(article.fields["load_date"]))
        if article.when is not None:
            article.fields["published_by"] = "load_date"
    return article


def _is_body(line: str) -> bool:
    return len(line) < 40 and line.strip(" \u00a0:\t").lower() in BODY and line[:1].isupper()


def _body(lines: Sequence[str]) -> int:
    """Return where the text begins: at its heading or, without one, below the last field of the head."""
    for place, line in enumerate(lines):
        if place >= 2 and _is_body(line):
            return place
    last = 0
    for place, line in enumerate(lines[:25]):
        field = field_of(line)
        if field is not None and field[0] in TAIL:
            break
        if field is not None or is_copyright(line) or (place < 12 and date_line(line) is not None):
            last = place + 1
    return last or min(len(lines), 2)


def _head(article: Article, lines: Sequence[str]) -> None:
    last = ""
    for line in lines:
        field = field_of(line)
        if field is not None and field[0] != "body":
            article.put(*field)
            last = field[0]
        elif is_copyright(line):
            article.put("copyright_holder", line)
            last = "copyright_holder"
        elif last in _LONG or (last and last not in article.fields):
            article.put(last, line)
        elif not last:
            if article.when is not None and article.when.precision == "day":
                article.when = article.when.at(line)
            if is_count(line):
                article.put("word_count", line)
            elif line.startswith(("http://", "https://", "www.")):
                article.put("url", line)
            else:
                article.put("edition", line)


def _tail(text: Sequence[str]) -> int:
    """Return where the fields below a text begin."""
    stop = len(text)
    for place, line in enumerate(text):
        if place and _name(line) in _CLASSES and any(field_of(each) for each in text[place + 1 : place + 12]):
            stop = place
            break
    while stop and (_is_field(text[stop - 1]) or is_copyright(text[stop - 1]) or _LINK.match(text[stop - 1])):
        stop -= 1
    # A word alone on a line may be a heading in the text as well; captions are few.
    near = range(stop - 1, max(0, stop - _CAPTIONS), -1)
    return next((place for place in near if _name(text[place]) in _CAPTION), stop)


def _name(line: str) -> str:
    return line.strip(" \u00a0:").lower()


def _is_field(line: str) -> bool:
    field = field_of(line)
    if field is None:
        return False
    name, value = field
    # Classes have a weight; "Person: ..." may be the last sentence of a text.
    return name in _BELOW or (name in TAIL and "%)" in value)


def _below(article: Article, lines: Sequence[str]) -> None:
    last = ""
    for line in lines:
        name = _name(line)
        field = field_of(line)
        if name in _CAPTION:
            last = "caption"
        elif name in _CLASSES:
            last = "subject"
        elif field is not None and field[0] != "body":
            article.put(*field)
            last = field[0]
        elif is_copyright(line):
            article.put("copyright_holder", line)
        elif not _LINK.match(line):
            article.put(last or "notes", line)
