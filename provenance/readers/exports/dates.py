"""Reads the dates and times that databases write above an article, in several languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["Precision", "When", "date_in", "date_line", "is_weekday", "time_in"]

Precision = Literal["season", "month", "day", "minute", "second"]

_MONTHS = (
    "january jan januar jänner jaenner janner januari janvier janv enero ene gennaio gen janeiro",
    "february feb februar feber februari février fevrier févr fevr febrero febbraio fevereiro fev",
    "march mar märz maerz marz maart mrt mars marzo março marco",
    "april apr avril avr abril abr aprile",
    "may mai mei mayo maggio maio",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet juil julio luglio julho",
    "august aug augustus août aout agosto ago",
    "september sept sep septembre septiembre settembre setembro",
    "october oct oktober okt octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre déc diciembre dicembre dezembro",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SEASON = {"spring": 3, "frühjahr": 3, "printemps": 3, "summer": 6, "sommer": 6, "été": 6}
_SEASON |= {"autumn": 9, "fall": 9, "herbst": 9, "automne": 9, "winter": 12, "hiver": 12}
_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag"
    "|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|maandag|dinsdag|woensdag|donderdag|vrijdag"
    "|zaterdag|zondag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì"
    "|sabato|domenica|mon|tue|wed|thu|fri|sat|sun|星期[一二三四五六日天]|[月火水木金土日]曜日|[월화수목금토일]요일"
)


def _names(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_M = f"(?P<month>{_names(_MONTH)})"
_FORMS = (
    rf"(?P<day>\d{{1,2}})(?:\.|er|st|nd|rd|th)?\s*(?:de\s+)?{_M}\b\.?,?\s+(?:del?\s+)?(?P<year>\d{{4}})",
    rf"{_M}\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})",
    r"(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>\d{4})",
    r"(?P<year>\d{4})\s?年\s?(?P<number>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
)
_ROUGH = (
    rf"{_M}\b\.?\s*(?:[/–-]|and|und|et|en|to|bis)\s*(?:{_names(_MONTH)})\b\.?,?\s+(?P<year>\d{{4}})",
    rf"{_M}\b\.?,?\s+(?P<year>\d{{4}})",
    rf"(?P<season>{_names(_SEASON)}),?\s+(?P<year>\d{{4}})",
)
_ANYWHERE = [re.compile(rf"(?<![\w.,]){form}(?!\w)", re.IGNORECASE) for form in _FORMS]
_AT_START = [re.compile(rf"(?:(?:{_WEEKDAYS})\.?,?\s+)?{form}(?!\w)", re.IGNORECASE) for form in _FORMS]
_WHOLE = [re.compile(rf"{form}$", re.IGNORECASE) for form in _ROUGH]
#: Text that may follow a date on its line; with other words the line is a headline.
_AFTER = re.compile(
    rf"[\s,;–-]*(?:$|(?:{_WEEKDAYS})\b|\d{{1,2}}\s?[:h.]\s?\d\d|(?:at|um|à|om)\s+\d"
    r"|.*(?:edition|editie|ausgabe|édition|edición|\b(?:final|correction|update))\b)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d.,])(?P<hour>\d{1,2})\s?(?P<mark>[:h.])\s?(?P<minute>\d\d)(?::(?P<second>\d\d))?(?!\d)"
    r"\s*(?P<half>a\.?m\b\.?|p\.?m\b\.?|uhr\b)?\s*"
    r"(?P<zone>(?:UTC|GMT)\s?[+-]\s?\d{1,2}(?::?\d\d)?|[A-Z][A-Za-z]+(?: [A-Z][a-z]+){0,3} Time\b|[A-Z]{1,5}\b)?",
    re.IGNORECASE,
)
_SHIFT = re.compile(r"(?:UTC|GMT)\s?([+-])\s?(\d{1,2})(?::?(\d\d))?$", re.IGNORECASE)
#: Hours from UTC. Ambiguous names, such as CST or IST, are left out.
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "BST": 1,
    "CET": 1,
    "MEZ": 1,
    "WEST": 1,
    "CEST": 2,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "HKT": 8,
    "SGT": 8,
    "AWST": 8,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}
_PLACES = {
    "eastern": "America/New_York",
    "central european": "Europe/Berlin",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "eastern european": "Europe/Athens",
    "moscow": "Europe/Moscow",
    "greenwich mean": "UTC",
}


@dataclass(frozen=True, slots=True)
class When:
    """A date or a time, as far as it is known.

    Parameters
    ----------
    time : datetime
        The time; it has a time zone if an unambiguous one was given.
    precision : {"season", "month", "day", "minute", "second"}
        The precision; smaller units have their first value.
    zone : str, optional
        The time zone as it was written.
    rest : str
        The rest of the line.
    """

    time: datetime
    precision: Precision
    zone: str | None = None
    rest: str = ""

    def at(self, text: str) -> When:
        """Return it with the time of day that stands in a text, if one does."""
        return _with_time(self, text)


def date_line(line: str) -> When | None:
    """Read a line that is a date, with a weekday, a time and the name of an edition at most.

    Examples
    --------
    >>> date_line("January 20, 2009 Tuesday 8:27 PM AEST").time.isoformat()
    '2009-01-20T20:27:00+10:00'
    >>> date_line("sollen in 2000 um")
    >>> date_line("11 September 2001 and what came of it")
    """
    line = line.strip()
    if not line or len(line) > 200:
        return None
    for form in _AT_START:
        match = form.match(line)
        if match is None:
            continue
        rest = line[match.end() :]
        found = _made(match, "day")
        if found is None or not _AFTER.match(rest):
            continue
        rest = re.sub(rf"^[\s,;–-]*(?:(?:{_WEEKDAYS})\b)?[\s,;–-]*", "", rest, flags=re.IGNORECASE)
        return _with_time(When(found.time, "day", rest=rest), rest, cut=True)
    for form in _WHOLE:
        match = form.match(line)
        if match is not None:
            return _made(match, "season" if "season" in match.groupdict() else "month")
    return None


def date_in(text: str) -> When | None:
    """Find the first date, to the day, in a line of data, and the time after it."""
    text = text[:2000]
    matches = [match for form in _ANYWHERE if (match := form.search(text)) is not None]
    for match in sorted(matches, key=lambda each: each.start()):
        found = _made(match, "day")
        if found is not None:
            rest = text[match.end() :].strip(" ,;")
            return _with_time(When(found.time, "day", rest=rest), rest)
    return None


def is_weekday(text: str) -> bool:
    """Return whether a text is the name of a day and nothing else."""
    return re.fullmatch(_WEEKDAYS, text.strip(" .,"), re.IGNORECASE) is not None


def time_in(text: str) -> bool:
    """Return whether a text begins with a time of day."""
    match = _TIME.match(text.strip())
    return match is not None and match["mark"] != "."


def _made(match: re.Match[str], precision: Precision) -> When | None:
    groups = match.groupdict()
    month = groups.get("month")
    season = groups.get("season")
    number = _MONTH[month.lower()] if month else _SEASON[season.lower()] if season else int(groups["number"])
    try:
        return When(datetime(int(groups["year"]), number, int(groups.get("day") or 1)), precision)
    except ValueError:
        return None


def _with_time(date: When, text: str, *, cut: bool = False) -> When:
    for match in _TIME.finditer(text[:300]):
        half = (match["half"] or "").lower().replace(".", "")
        if match["mark"] == "." and not half:
            continue
        hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
        if half in ("am", "pm"):
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour > 23 or minute > 59 or second > 59:
            continue
        name = match["zone"] or ""
        zone = _zone(name)
        end = match.end() if zone is not None or name.isupper() else match.start("zone") if name else match.end()
        time = date.time.replace(hour=hour, minute=minute, second=second, tzinfo=zone)
        rest = (text[: match.start()] + text[end:]).strip(" ,;") if cut else date.rest
        said = name if zone is not None or name.isupper() else None
        return When(time, "second" if match["second"] else "minute", said or None, rest)
    return date


def _zone(name: str) -> tzinfo | None:
    shift = _SHIFT.match(name)
    if shift is not None:
        hours, minutes = int(shift[2]), int(shift[3] or 0)
        if hours > 14 or minutes > 59:
            return None
        return timezone((-1 if shift[1] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
    if name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    place = _PLACES.get(re.sub(r"\s+time$", "", name, flags=re.IGNORECASE).lower())
    if place is None:
        return None
    try:
        return ZoneInfo(place)
    except (ZoneInfoNotFoundError, OSError):
        # Without the data of the system the time is kept, and the name of the zone.
        return None
