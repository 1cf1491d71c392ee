"""Common parts of the teletype formats: control characters, and several messages in one file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

__all__ = ["SIGNS", "decoded", "messages", "stamp"]

#: Start of heading, start of text, end of text, end of transmission, and those that mark tables and spaces.
SIGNS = {"soh": "\x01", "stx": "\x02", "etx": "\x03", "eot": "\x04"}
_CONTROLS: dict[int, str | None] = dict.fromkeys((*range(9), 11, 12, *range(14, 31), 127))
_CONTROLS |= {0x08: " ", 0x10: " ", 0x1F: " "}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS_ELSEWHERE = {
    "mrz": 3,
    "mär": 3,
    "mai": 5,
    "okt": 10,
    "dez": 12,
    "fev": 2,
    "fév": 2,
    "avr": 4,
    "jui": 7,
    "aoû": 8,
    "déc": 12,
    "ene": 1,
    "abr": 4,
    "ago": 8,
    "dic": 12,
    "maj": 5,
}
_STAMP = re.compile(
    r"^[ \t]*(?:[A-Z]{2,6}[ ]+)?(\d\d)(\d\d)(\d\d)\s*([A-Z]{1,5}|[+-]\d{4})?\s+"
    r"([A-Za-zäéû]{3})[a-zé]*\.?\s+(\d\d(?:\d\d)?)\s*$",
    re.MULTILINE,
)
_ZONES = {"GMT": 0, "UTC": 0, "Z": 0, "MEZ": 1, "CET": 1, "MESZ": 2, "CEST": 2, "BST": 1, "EST": -5, "EDT": -4}


def decoded(data: bytes) -> str:
    """Decode a message: as UTF-8 if it is valid, else as Windows-1252, else as Latin-1."""
    for codec in ("utf-8", "cp1252"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def messages(text: str) -> list[str]:
    """Return the messages of a file; each begins with the control character for the start of a heading."""
    parts = text.replace("\r\n", "\n").replace("\r", "\n").split(SIGNS["soh"])
    return [part for part in parts[1:] if part.strip()] if len(parts) > 1 else [text.replace("\r\n", "\n")]


def clean(text: str) -> str:
    """Return a text without control characters."""
    return text.translate(_CONTROLS)


def stamp(text: str) -> str | None:
    """Return the last time of the form "211259 GMT Nov 18" in a text, in ISO 8601; None where there is none.

    Examples
    --------
    >>> stamp("... and so on. 211259 GMT Nov 18") is None, stamp("211259 GMT Nov 18")
    (True, '2018-11-21T12:59+00:00')
    >>> stamp("211259 Nov 18")
    '2018-11-21T12:59'
    """
    found = None
    for match in _STAMP.finditer(text[-4000:]):
        day, hour, minute, zone, month, year = match.groups()
        name = month.lower()
        number = _MONTHS.index(name) + 1 if name in _MONTHS else _MONTHS_ELSEWHERE.get(name)
        if number is None or (zone and zone[0].isalpha() and zone not in _ZONES):
            continue
        try:
            when = datetime(int(year) + (2000 if len(year) == 2 else 0), number, int(day), int(hour), int(minute))
        except ValueError:
            continue
        if zone:
            offset = timedelta(hours=_ZONES[zone]) if zone in _ZONES else _offset(zone)
            when = when.replace(tzinfo=timezone(offset) if offset else UTC)
        found = when.isoformat(timespec="minutes")
    return found


def _offset(zone: str) -> timedelta:
    return timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[3:])) if int(zone[1:3]) < 24 else timedelta()
