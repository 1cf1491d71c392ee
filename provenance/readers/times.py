"""Reads times in the notations of news formats, and their precision."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

__all__ = ["precision", "read_time"]

_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_ZONED_DATE = re.compile(r"(\d{4}-?\d\d-?\d\d)(Z|[+-]\d\d:?\d\d)")
_SPACED = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) (?:GMT|UTC)?([+-]\d\d:\d\d)?")
_ZONES = {"gmt": 0, "utc": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "pst": -8, "pdt": -7}
_ZONES |= {"cet": 1, "cest": 2, "mez": 1, "mesz": 2, "bst": 1}


def read_time(value: object) -> datetime | None:
    """Read a time; return None if it is not a time.

    Accepts ISO 8601 in extended and basic form, the form of e-mail and RSS, and a form with spaces and a final zone.

    Examples
    --------
    >>> read_time("20240710T130037Z").isoformat()
    '2024-07-10T13:00:37+00:00'
    >>> read_time("Wed, 10 Jul 2024 13:00:37 +0200").isoformat()
    '2024-07-10T13:00:37+02:00'
    >>> read_time("yesterday") is None
    True
    """
    text = " ".join(str(value or "").split())
    if not 8 <= len(text) <= 60:
        return None
    zoned = _ZONED_DATE.fullmatch(text)
    # A date has no zone; the zone after it tells only where it was written.
    text = zoned[1] if zoned else text
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    spaced = _SPACED.match(text)
    try:
        if spaced is not None:
            return datetime.fromisoformat(f"{spaced[1]}T{spaced[2]}{spaced[3] or '+00:00'}")
        return _of_mail(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _of_mail(text: str) -> datetime | None:
    words = text.split()
    zone = _ZONES.get(words[-1].lower().strip("()"))
    if zone is not None:
        there = parsedate_to_datetime(" ".join([*words[:-1], "+0000"]))
        return there.replace(tzinfo=timezone(timedelta(hours=zone)))
    return parsedate_to_datetime(text) if "," in text or words[-1][:1] in "+-" else None


def precision(value: object) -> str | None:
    """Return the precision of a time as written: "day", "minute" or "second"; None if it is not a time.

    Examples
    --------
    >>> precision("20240710"), precision("2024-07-10T13:00+02:00"), precision("20240710T130037Z")
    ('day', 'minute', 'second')
    """
    text = " ".join(str(value or "").split())
    if read_time(text) is None:
        return None
    if _DATE.fullmatch(text) or _ZONED_DATE.fullmatch(text):
        return "day"
    return "second" if re.search(r"\d\d:\d\d:\d\d|T\d{6}", text) else "minute"
