"""Reads an article of the older Nexis: it follows a line such as "3 of 62 DOCUMENTS", with fields in capitals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.readers.exports.article import Article
from provenance.readers.exports.dates import date_line, is_weekday, time_in
from provenance.readers.exports.labels import TAIL, field_of, is_copyright, is_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.readers.exports.blocks import Block

__all__ = ["numbered_article"]

#: Fields that go on over several paragraphs when they stand below a text.
_LONG = frozenset({"caption", "highlight", "correction", "notes", "subject", "organization", "company"})
#: The most words of a line that names a writer and not what the article is about.
_NAME = 12


@dataclass(frozen=True, slots=True)
class _Item:
    """A block, and what it is."""

    kind: Literal["field", "rights", "free"]
    block: Block
    name: str = ""
    value: str = ""


def numbered_article(blocks: Sequence[Block]) -> Article:
    """Read an article: names above it, fields, text, fields below. The place of the length tells the two apart."""
    items = _items(blocks)
    article = Article()
    marked = next((place for place, item in enumerate(items) if item.name == "body"), None)
    if marked is not None:
        _head(article, items[:marked])
        article.paragraphs = items[marked].block.paragraphs(1)
        if items[marked].value:
            article.paragraphs.insert(0, items[marked].value)
        start = marked + 1
    else:
        length = next((place for place, item in enumerate(items) if item.name == "word_count"), None)
        above = length is not None and _text_follows(items, length)
        start = _head(article, items, fixed=_after_fields(items, length or 0) if above else None)
    tail = start + _tail(items[start:])
    for item in items[start:tail]:
        article.paragraphs += item.block.paragraphs()
        if item.kind == "field" and item.value not in item.block.joined:
            article.paragraphs.append(item.value)
    _below(article, items[tail:])
    if article.when is None and "load_date" in article.fields:
        # A day late at most, mostly; said in the metadata.
        article.when = date_line(str(article.fields["load_date"]))
        if article.when is not None:
            article.fields["published_by"] = "load_date"
    return article


def _items(blocks: Sequence[Block]) -> list[_Item]:
    items: list[_Item] = []
    for block in blocks:
        field = field_of(block.lines[0], capitals=True)
        if field is not None:
            name, value = field
            if name != "body":
                value = " ".join([value, *block.lines[1:]]).strip()
            items.append(_Item("field", block, name, value))
        elif is_copyright(block.lines[0]):
            items.append(_Item("rights", block, "copyright_holder", block.joined))
        elif items and items[-1].kind == "field" and items[-1].name != "body" and not items[-1].value:
            # "HIGHLIGHT:" alone, and what is meant below it
            last = items[-1]
            items[-1] = _Item("field", last.block, last.name, block.joined)
        else:
            items.append(_Item("free", block))
    return items


def _text_follows(items: Sequence[_Item], length: int) -> bool:
    """Return whether the text stands below the length, not above it."""
    for item in items[length + 1 :]:
        if item.kind == "free":
            return True
        if item.name in TAIL:
            return False
    return False


def _after_fields(items: Sequence[_Item], length: int) -> int:
    place = length + 1
    while place < len(items) and items[place].kind != "free":
        place += 1
    return place


def _tail(items: Sequence[_Item]) -> int:
    """Return where the fields below the text begin."""
    stop = len(items)
    place = len(items) - 1
    while place >= 0:
        if items[place].kind != "free":
            stop = place
            place -= 1
            continue
        # What goes on with a caption, perhaps.
        above = place
        while above >= 0 and items[above].kind == "free" and place - above < 6:
            above -= 1
        if above < 0 or items[above].kind == "free" or items[above].name not in _LONG:
            break
        if not any(item.name in TAIL for item in items[:above]):
            break
        place = above
    while stop < len(items) and items[stop].name not in TAIL | {"caption", "copyright_holder", "word_count", "section"}:
        stop += 1
    return stop


def _head(article: Article, items: Sequence[_Item], fixed: int | None = None) -> int:
    """Take what stands above the text and return where that begins.

    Parameters
    ----------
    article : Article
        Takes it.
    items : sequence of _Item
        All of the article, or only those above the text.
    fixed : int, optional
        Where the text begins, if that is known.
    """
    stop = len(items) if fixed is None else fixed
    bylined = any(item.name == "byline" for item in items[:stop])
    for place, item in enumerate(items[:stop]):
        following = items[place + 1] if place + 1 < len(items) else None
        if item.kind == "rights":
            article.put("copyright_holder", item.value)
            if article.source is None and len(item.block.lines) > 1 and following is not None and _is_dated(following):
                article.source = item.block.lines[-1]
        elif item.kind == "field":
            if fixed is None and item.name in TAIL and article.source and item.name != "language":
                return place
            article.put(item.name, item.value)
        elif not _name_or_date(article, item.block):
            headline = article.headline
            to_field = following is not None and following.kind == "field" and following.name not in TAIL
            if not headline and (fixed is not None or place + 1 < stop):
                article.headline = item.block.joined
            elif fixed is None and not _dated_soon(article, items, place):
                if to_field and not bylined and _is_name(item.block):
                    article.put("byline", item.block.joined)
                else:
                    return place
            elif to_field and not bylined and _is_name(item.block) and "byline" not in article.fields:
                article.put("byline", item.block.joined)
            else:
                article.headline = f"{headline} {item.block.joined}".strip()
    return stop


def _dated_soon(article: Article, items: Sequence[_Item], place: int) -> bool:
    """Return whether the date is still to come, below a headline of several paragraphs."""
    if article.when is not None:
        return False
    return any(_is_dated(item) for item in items[place + 1 : place + 3])


def _is_dated(item: _Item) -> bool:
    return item.kind == "free" and date_line(item.block.lines[0]) is not None


def _is_name(block: Block) -> bool:
    return len(block.joined.split()) <= _NAME and block.joined[-1:] not in ".!?:;"


def _name_or_date(article: Article, block: Block) -> bool:
    """Take a block as the name of the paper, the date or a note on the edition; False where it is none of these."""
    lines = list(block.lines)
    first = lines[0]
    dated = next((place for place, line in enumerate(lines) if date_line(line) is not None), None)
    if article.source is None and dated != 0:
        article.source = first
        lines = lines[1:]
        dated = None if dated is None else dated - 1
    elif first.startswith(("http://", "https://", "www.")) and len(lines) == 1:
        article.put("url", first)
        return True
    elif is_count(first) and len(lines) == 1:
        article.put("word_count", first)
        return True
    elif dated == 0 and article.when is not None and len(lines) == 1:
        # The same day once more, in another language.
        return True
    elif not (dated == 0 and article.when is None):
        if not block.centred:
            return False
        # Set in as the names above it are: who may reprint it, or who wrote it down.
        article.put("notes", block.joined)
        return True
    for place, line in enumerate(lines):
        if place == dated and article.when is None:
            article.when = date_line(line)
            if article.when is not None and article.when.rest:
                article.put("edition", article.when.rest)
        elif article.when is not None and article.when.precision == "day" and time_in(line):
            article.when = article.when.at(line)
        elif date_line(line) is None and not is_weekday(line):
            article.put("edition", line)
    return True


def _below(article: Article, items: Sequence[_Item]) -> None:
    last = "notes"
    for item in items:
        if item.kind == "free":
            article.put(last, item.block.joined)
        elif item.name != "body":
            article.put(item.name, item.value)
            last = item.name if item.name in _LONG else last
