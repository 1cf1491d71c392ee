"""The news item that all formats are converted to, and the document made of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.model.document import Document
from provenance.readers.times import precision, read_time
from provenance.readers.wire.changes import change_of, numbered
from provenance.readers.wire.senders import agency_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provenance.model.components import ReadContext

__all__ = ["Item", "documents"]

#: Statuses of items that must no longer be printed.
_WITHDRAWN = frozenset({"canceled", "cancelled", "withheld", "killed"})
_STATUS = re.compile(r"(?:stat:|.*/)")
_HOST = re.compile(r"(?:https?://|tag:|urn:newsml:)(?:www\.)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?=[/,:]|$)")
#: A text with a smaller share of its stated words is incomplete.
_LEAST_SHARE = 0.5
_LEAST_WORDS = 40


@dataclass(slots=True)
class Item:
    """A news item.

    Parameters
    ----------
    text : str
        Its text; empty if it has none, such as a kill or a picture.
    senders : tuple of str
        Possible senders: names, domains or the identifier of the item, the most reliable first.
    published : str, optional
        The time of this version, as written.
    language : str, optional
        Its language.
    fields : mapping
        Other fields, by their names in the metadata; empty ones are left out.
    has_text : bool
        Whether items of this kind have a text.
    no_article : str, optional
        What it is where it is no article and left out, in words, such as "the page of an error".
    """

    text: str
    senders: tuple[str | None, ...] = ()
    published: str | None = None
    language: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    has_text: bool = True
    no_article: str | None = None


def documents(items: Iterable[Item], context: ReadContext, *, of_agency: bool = True) -> Iterator[Document]:
    """Yield the documents of the items of a file.

    A single item gets the id of the file; several items get this id, "#" and their number.

    Parameters
    ----------
    items : iterable of Item
        The items, in their order.
    context : ReadContext
        Gets notes on items without a text.
    of_agency : bool
        Whether an item sent by an agency gets the role of a dispatch.
    """
    kept: list[tuple[int, Item]] = []
    empty = without = number = 0
    no_articles: Counter[str] = Counter()
    several = False
    for number, item in enumerate(items, 1):
        if item.no_article:
            no_articles[item.no_article] += 1
            continue
        if not item.text.strip() and not _is_withdrawn(item.fields):
            empty += item.has_text
            without += not item.has_text
            continue
        kept.append((number, item))
        several = several or number > 1
        if several:
            for rank, each in kept:
                yield _document(each, f"{context.name}#{rank}", context, of_agency=of_agency)
            kept = []
    for _, item in kept:
        yield _document(item, context.name, context, of_agency=of_agency)
    for what, count in no_articles.items():
        context.note(f"{context.name}: left out, {what}{f' ({count:,} times)' if count > 1 else ''}.")
    if without:
        said = "left out, with no text of its own: a picture, another medium, a reference, a headline alone"
        context.note(f"{context.name}: {_counted(without)} {said if without == 1 else said.replace('its', 'their')}.")
    if empty:
        said = f"{_counted(empty)} of {number}" if number > 1 else "the item"
        context.bad(InputError(f"{said} that should have a text has none."))


def _document(item: Item, name: str, context: ReadContext, *, of_agency: bool) -> Document:
    agency = next(filter(None, map(agency_of, item.senders)), None)
    fields = {**item.fields, "time_precision": precision(item.published)}
    said = (fields.get("slugline"), fields.get("headline"), *_lines(fields.get("editorial_note")))
    status = fields.get("pubstatus")
    fields["pubstatus"] = _STATUS.sub("", status).lower() if isinstance(status, str) else None
    fields["change"] = fields.get("change") or ("kill" if _is_withdrawn(fields) else change_of(*said))
    fields["version"] = fields.get("version") or numbered(*said)
    _check_length(item, name, context)
    names = (sender for sender in item.senders if sender and not _is_identifier(sender))
    hosts = (host[1] for sender in item.senders if sender and (host := _HOST.match(sender)))
    language = (item.language or "").strip()
    return Document(
        name,
        item.text.strip("\n"),
        source=agency or next(names, None) or next(hosts, None),
        published=read_time(item.published),
        role="wire" if agency and of_agency else None,
        # Language codes are written in lower case, country codes after them in upper case.
        language=(language.lower() if len(language) <= 3 else language) or None,
        metadata=filled(fields),
    )


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are not empty; texts are stripped."""
    tidy = {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()}
    return {key: value for key, value in tidy.items() if value not in (None, "", [], {}, ())}


def _check_length(item: Item, name: str, context: ReadContext) -> None:
    stated = item.fields.get("word_count")
    words = len(item.text.split())
    if isinstance(stated, int) and words < _LEAST_SHARE * stated and stated >= _LEAST_WORDS and " " in item.text:
        context.note(f"{name}: {words} words of the {stated} that the item says it has.")


def _is_withdrawn(fields: Mapping[str, Any]) -> bool:
    status = fields.get("pubstatus")
    return isinstance(status, str) and _STATUS.sub("", status).lower() in _WITHDRAWN


def _is_identifier(sender: str) -> bool:
    return sender.startswith(("urn:", "tag:", "http://", "https://"))


def _lines(value: object) -> list[str]:
    return value.splitlines() if isinstance(value, str) else []


def _counted(number: int) -> str:
    return f"{number:,} item{'s' if number > 1 else ''}"
