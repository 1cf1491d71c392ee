"""Splits exports of Nexis, Lexis+ and Nexis Uni into articles, and finds how many there should be."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from provenance.readers.exports.article import Article, Export
from provenance.readers.exports.blocks import blocks_of, width_of
from provenance.readers.exports.dates import date_line
from provenance.readers.exports.labels import BODY, field_of
from provenance.readers.exports.nexis_ended import ended_article, first_heading, has_cover
from provenance.readers.exports.nexis_numbered import numbered_article

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["listed_documents", "nexis_export", "nexis_layout"]

#: "3 of 62 DOCUMENTS", "Dokument 3 von 62", "Document 3 de 62"
_NUMBER = re.compile(
    r"\s*(?:FOCUS\s*-\s*)?(?:(?:Document|DOCUMENT|Dokument|DOKUMENT)\s+(\d{1,6})\s+(?:of|OF|von|de|van|sur)\s+(\d{1,6})"
    r"|(\d{1,6})\s+(?:of|OF|von|de|van|sur)\s+(\d{1,6})\s+(?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTEN|DOCUMENTOS?))\s*$"
)
_END = re.compile(
    r"(?:^|\s)(?:end of document|ende des dokument(?:e?s)?|dokumentende|fin d[ue] document"
    r"|einde (?:van )?(?:het )?document|fin(?:e)? del documento|fim do documento)[\s.]*$",
    re.IGNORECASE,
)
#: Lines of a page, not of an article.
_PAGE = re.compile(r"\s*(?:page|seite|pagina|página)\s+\d+\s+(?:of|von|de|van|sur|di)\s+\d+\s*$", re.IGNORECASE)
_REQUEST = re.compile(
    r"\s*(?:download|print|ausgabe|druck|email|e-mail|demande|requête|impression|téléchargement|printopdracht|verzend)"
    r"[^:]{0,40}:(?:[^:\d]{0,60}:)?[^\d:]{0,60}?(\d{1,6}(?:\s*-\s*\d{1,6})?(?:\s*[,;]\s*\d{1,6}(?:\s*-\s*\d{1,6})?)*)\s*$",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(r"\s*(?:documents?|dokumente?|documenten|documentos?)\s*\((\d{1,6})\)\s*$", re.IGNORECASE)
_ENTRY = re.compile(r"\s*(\d{1,4})\.(?:\s+|$)")
_COVER_LINES = 20_000
_HEAD_LINES = 60
_HEAD_LONGEST = 15


def nexis_layout(lines: Sequence[str]) -> str | None:
    """Return how lines are an export: "ended", "numbered" or "single" article; None where they are none.

    Of one article without number and end only its date and the names of its fields are left to go by: the length in
    words, and one that stands below a text.
    """
    numbers = sum(_NUMBER.match(line) is not None for line in lines)
    ends = sum(_END.search(line) is not None and len(line) < 200 for line in lines)
    fields = _fields(lines)
    if ends and ends >= numbers and ({"word_count", "load_date", "body"} & fields or has_cover(lines)):
        return "ended"
    if numbers and {"word_count", "load_date", "language", "publication_type", "section"} & fields:
        return "numbered"
    if numbers > 1:
        return "numbered"
    few = fields & {"load_date", "language", "publication_type"}
    if "word_count" in fields and few and any(date_line(line) is not None for line in lines[:_HEAD_LINES]):
        return "single"
    return None


def nexis_export(lines: Sequence[str]) -> Export | None:
    """Read an export of Nexis.

    Parameters
    ----------
    lines : sequence of str
        Its lines, which may be broken at the edge of the page.

    Returns
    -------
    Export or None
        None where this is no such export.
    """
    lines = [line for line in lines if not _PAGE.match(line)]
    layout = nexis_layout(lines)
    if layout is None:
        return None
    if layout == "ended":
        return _ended(lines)
    width = width_of(lines)
    if layout == "numbered":
        return _numbered(lines, width)
    if not any(field_of(line, capitals=True) for line in lines if len(line) < 400):
        article = ended_article([line.strip() for line in lines if line.strip()])
        return Export("Nexis", [article] if article is not None else [])
    return Export("Nexis", [numbered_article(blocks_of(lines, width))])


def listed_documents(lines: Sequence[str]) -> int | None:
    """Return how many articles a cover page, or a list of documents that comes in a file of its own, names."""
    stated: int | None = None
    entries: set[int] = set()
    total = 0
    for line in lines[:_COVER_LINES]:
        request = _REQUEST.match(line)
        if request is not None and stated is None:
            stated = _amount(request[1])
        documents = _DOCUMENTS.match(line)
        if documents is not None:
            # There is one such heading for each kind of document.
            total += int(documents[1])
        entry = _ENTRY.match(line)
        if entry is not None:
            entries.add(int(entry[1]))
    if stated is not None:
        return stated
    if total:
        return total
    # A list counts from one without a gap; other lines that begin with a number do not.
    return len(entries) if entries and entries == set(range(1, len(entries) + 1)) else None


def _amount(ranges: str) -> int:
    total = 0
    for part in re.split(r"[,;]", ranges):
        first, _, last = part.partition("-")
        total += max(1, int(last) - int(first) + 1) if last.strip() else 1
    return total


def _fields(lines: Sequence[str]) -> set[str]:
    found = set()
    for line in lines:
        if len(line) < 400:
            field = field_of(line.strip())
            if field is not None:
                found.add(field[0])
            elif _is_body(line):
                found.add("body")
    return found


def _is_body(line: str) -> bool:
    return len(line) < 40 and line.strip(" \u00a0:\t").lower() in BODY and line.strip()[:1].isupper()


def _numbered(lines: Sequence[str], width: int) -> Export:
    starts = [(place, match) for place, line in enumerate(lines) if (match := _NUMBER.match(line)) is not None]
    cover = list(lines[: starts[0][0]])
    export = Export("Nexis", expected=listed_documents(cover) if cover else None)
    seen: list[tuple[int, int]] = []
    for (place, match), (stop, _) in zip(starts, [*starts[1:], (len(lines), None)], strict=True):
        seen.append((int(match[1] or match[3]), int(match[2] or match[4])))
        # The rights may stand above the first line of an article that names it, never above its number.
        inside = lines[place + 1 : stop]
        export.add(numbered_article(blocks_of(inside, width)), " ".join(inside))
    export.missing = _gaps(seen)
    if export.expected is None and not export.missing:
        last, total = seen[-1]
        if seen[0][0] == 1 and last < total and all(each[1] == total for each in seen):
            export.notes.append(f"the numbering goes to {last} of {total}; the rest may be in other files")
    return export


def _gaps(seen: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the numbers between one article and the next, where both are of one numbering."""
    return [
        (number + 1, following - 1)
        for (number, total), (following, of) in pairwise(seen)
        if total == of and following > number + 1
    ]


def _ended(lines: Sequence[str]) -> Export:
    pieces: list[list[str]] = [[]]
    for line in lines:
        end = _END.search(line) if len(line) < 200 else None
        if end is None:
            if line.strip() and not _NUMBER.match(line):
                pieces[-1].append(line.strip())
            continue
        if line[: end.start()].strip():
            pieces[-1].append(line[: end.start()].strip())
        pieces.append([])
    rest = pieces.pop()
    export = Export("Nexis")
    if has_cover(pieces[0]):
        start = first_heading(pieces[0])
        cover, pieces[0] = pieces[0][:start], pieces[0][start:]
        export.expected = listed_documents(cover)
    unended = 0
    for piece in pieces:
        inner = _apart(piece)
        unended += len(inner) - 1
        for part in inner:
            export.add(ended_article(part) or Article(), " ".join(part))
    if unended:
        few = "an article has no end" if unended == 1 else f"{unended} articles have no end"
        export.notes.append(f"{few}; where the next begins was taken from its date and length")
    last = _unended(rest)
    if last is not None:
        export.articles.append(last)
        export.notes.append("the last article has no end: the file may have been loaded by half")
    return export


def _apart(lines: list[str]) -> list[list[str]]:
    """Split lines that have the heads of several articles, because the end line of one is missing.

    A head has a date, with the paper and the headline above it and the length below, and then the text.
    """
    starts = [0]
    bodies = [place for place, line in enumerate(lines) if _is_body(line)]
    for before, body in pairwise(bodies):
        near = range(max(before + 3, body - _HEAD_LONGEST), body)
        dated = next((place for place in near if date_line(lines[place]) is not None), None)
        if dated is not None and "word_count" in _fields(lines[dated:body]):
            starts.append(dated - 2)
    return [lines[start:stop] for start, stop in pairwise([*starts, len(lines)])]


def _unended(rest: list[str]) -> Article | None:
    if not {"word_count", "body"} & _fields(rest):
        return None
    article = ended_article(rest)
    return article if article is not None and article.text else None
