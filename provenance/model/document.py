"""A document: one article with what is known of it."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ROLES", "Document", "Role", "parse_published"]

Role = Literal["wire", "outlet"]
ROLES: tuple[str, ...] = ("wire", "outlet")
#: Nine digits and more; eight are a date of ISO 8601.
_DIGITS = re.compile(r"\d{9,}(\.\d+)?", re.ASCII)
_RFC_822 = re.compile(
    r"([A-Za-z]{3,9},? +)?\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4} +\d{1,2}:\d\d(:\d\d)?( +(?P<zone>\S+))?", re.ASCII
)
_ZONES = ["UT", "UTC", "GMT", "Z", "AST", "ADT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"]
_DATES = {12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
#: Seconds from 1973 to 2096.
_EARLIEST, _LATEST = 100_000_000, 4_000_000_000
_SHOWN = 60
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """One article.

    Parameters
    ----------
    id : str
        Its name, unique in a collection.
    text : str
        The text as it was read. Every offset in every result counts code points of this text.
    source : str, optional
        Who published it, as "Le Monde" or "AFP".
    published : datetime or str, optional
        When; a string is read as ISO 8601 or RFC 822, a number as seconds since 1970, or as milli-, micro- or
        nanoseconds by its size. A date without a time stays midnight without a time zone.
    role : {"wire", "outlet"}, optional
        Whether an agency sent it or a paper printed it.
    language : str, optional
        A language tag, as "en". It is carried along; nothing depends on it.
    metadata : mapping, optional
        Whatever else was known, carried along. Bylines and credit lines in it count as credits, and what formats of the
        wire say of versions counts: the page "The wire and the web" of the documentation has the names.

    Raises
    ------
    InputError
        For an id or a text that is no string, a role other than the two, a date that is not understood.

    Examples
    --------
    >>> Document("a", "A short text.", published="2025-04-24T09:30+02:00").published.hour
    9
    """

    id: str
    text: str
    source: str | None = field(default=None, kw_only=True)
    published: datetime | None = field(default=None, kw_only=True)
    role: Role | None = field(default=None, kw_only=True)
    language: str | None = field(default=None, kw_only=True)
    metadata: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, kw_only=True, hash=False)

    def __post_init__(self) -> None:
        if not isinstance(self.id, str):
            raise InputError(f"a document's id is a string, got {self.id!r}.")
        if not isinstance(self.text, str):
            raise InputError(f"the text of document {self.id!r} is a string, got {type(self.text).__name__}.")
        if self.role is not None and self.role not in ROLES:
            raise InputError(
                f"the role of document {self.id!r} is {self.role!r}; it is 'wire', 'outlet' or nothing.",
                hint="'wire' is for an agency's dispatch, 'outlet' for what a paper or a site printed.",
            )
        object.__setattr__(self, "published", parse_published(self.published, self.id))


def parse_published(value: object, document: str) -> datetime | None:
    """Read a time of publication.

    Parameters
    ----------
    value : datetime, date, str, int, float or None
        A string is ISO 8601, RFC 822 (as in RSS), or a number; an empty one is None. A number is seconds since 1970, or
        milli-, micro- or nanoseconds, which their size tells apart; or digits of a date, as 20240424 or 202404240930.
    document : str
        The document's id, for the message.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> parse_published("Tue, 12 May 2026 09:00:00 +0200", "a").isoformat()
    '2026-05-12T09:00:00+02:00'
    >>> parse_published(1715500000, "a") == parse_published("1715500000000", "a")
    True
    """
    if value is None or isinstance(value, datetime):
        return value
    text = str(value).strip()
    if not text:
        return None
    with contextlib.suppress(ValueError, OverflowError, OSError):
        if _DIGITS.fullmatch(text):
            return _time_of_digits(text)
        mail = _RFC_822.fullmatch(text)
        if mail is not None:
            return _time_of_mail(text, mail["zone"])
        return datetime.fromisoformat(text)
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    raise InputError(
        f"the time of publication of document {document!r} is {shown!r}; it is ISO 8601, as 2025-04-24 or "
        "2025-04-24T09:30:00+02:00, RFC 822, or seconds since 1970.",
        hint="--on-error skip reads the article without it; --published-field names another column.",
    )


def _time_of_digits(text: str) -> datetime:
    whole, _, fraction = text.partition(".")
    if not fraction and len(whole) in _DATES and "1900" <= whole[:4] < "2100":
        return datetime.strptime(whole, _DATES[len(whole)])
    for scale in (1, 1_000, 1_000_000, 1_000_000_000):
        seconds = int(whole) // scale
        if _EARLIEST <= seconds < _LATEST and not (scale == 1 and _is_hour(whole)):
            micro = int(whole) % scale * 1_000_000 // scale or int(fraction[:6].ljust(6, "0"))
            return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro)
    raise ValueError


def _is_hour(digits: str) -> bool:
    """Whether ten digits may as well be a year, month, day and hour."""
    try:
        datetime.strptime(digits, "%Y%m%d%H")
    except ValueError:
        return False
    return digits[:2] in ("19", "20")


def _time_of_mail(text: str, zone: str | None) -> datetime:
    from email.utils import parsedate_tz

    found = parsedate_tz(text)
    # A zone that nobody knows is no time without a zone.
    if found is None or (zone is not None and zone[0] not in "+-" and zone.upper() not in _ZONES):
        raise ValueError
    return datetime(*found[:6], tzinfo=None if zone is None else timezone(timedelta(seconds=found[9] or 0)))
