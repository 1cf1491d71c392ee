"""What a user may have meant: columns by other names than the expected ones, and times in other forms."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from provenance.errors import InputError
from provenance.readers.place import short

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["date_format_for", "likely_column", "parse_with"]

#: By field, the usual names of its column in other programs.
_NAMES = {
    "id": ("doc_id", "docid", "document_id", "article_id", "uuid", "guid", "key", "url", "link", "filename"),
    "text": ("body", "content", "full_text", "fulltext", "maintext", "article_text", "article", "plain_text"),
    "source": ("publisher", "outlet", "newspaper", "publication", "medium", "media", "site", "domain", "provider"),
    "published": (
        *("date", "published_at", "publish_date", "publication_date", "pub_date", "pubdate", "date_published"),
        *("datetime", "timestamp", "time", "created_at", "scrape_time", "scraped_at", "crawl_date"),
    ),
    "language": ("lang",),
}
#: The forms of times that are proposed; a day before a month, as most of the world writes it.
_FORMATS = tuple(
    f"{day}{clock}"
    for day in (
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%Y/%m/%d",
        "%d %B %Y",
        "%B %d, %Y",
        "%d %b %Y",
        "%b %d, %Y",
    )
    for clock in ("", " %H:%M", " %H:%M:%S")
)


def likely_column(field: str, columns: Collection[str]) -> str | None:
    """Return the column that probably holds a field, by its name; None if there is none.

    Examples
    --------
    >>> likely_column("source", ["ID", "Publisher", "Text"])
    'Publisher'
    """
    named = {name.strip().casefold().replace(" ", "_").replace("-", "_"): name for name in reversed(list(columns))}
    return next((named[name] for name in (field, *_NAMES.get(field, ())) if name in named), None)


def date_format_for(text: str) -> str | None:
    """Return the form of a time, as ``--date-format`` takes it; None if it is none of the usual ones.

    Examples
    --------
    >>> date_format_for("24.04.2025 09:30")
    '%d.%m.%Y %H:%M'
    """
    for form in _FORMATS:
        with suppress(ValueError):
            datetime.strptime(text.strip(), form)
            return form
    return None


def parse_with(value: object, form: str, name: str) -> datetime | None:
    """Read a time of a given form; an empty value is None.

    Raises
    ------
    InputError
        If the value has another form.
    """
    if value is None or isinstance(value, datetime) or not str(value).strip():
        return value if isinstance(value, datetime) else None
    try:
        return datetime.strptime(str(value).strip(), form)
    except ValueError:
        likely = date_format_for(str(value))
        raise InputError(
            f"the time of publication of document {short(name)} is {short(str(value))}, not of the form {form}.",
            hint=f"--date-format {likely!r} reads it." if likely else "--date-format takes what strptime does.",
        ) from None
