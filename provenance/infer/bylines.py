"""Datelines and bylines of others: names that are no known agency's, and the paper's own people.

An article that says it is another's is not of the agency that a neighbour with the same words credits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from provenance.infer.skim import Cues
from provenance.infer.templates import MONTH, NAMED
from provenance.model.credit import Credit, Dateline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.infer.skim import Skim
    from provenance.model.credit import CreditRole

__all__ = ["may_name_staff", "others", "read_datelines", "with_others"]

_CAPITAL = r"[^\W\d_a-z\u00df-\u00ff]"
_WORD = rf"{_CAPITAL}[\w.'’&-]{{0,20}}"
#: A place, and what may stand between it and the name: a region, a date.
_PLACE = rf"{_CAPITAL}[^\n(){{}}\[\]:;!?“”\"«»]{{1,58}}?"
_OWNER = rf"{_WORD}(?: (?:(?:of|the|de|du|la|der|des) )?{_WORD}){{0,3}}"
_OPEN, _CLOSE, _DASH = r"[(\[（]", r"[)\]）]", r"(?:\.?-{1,2}|[‐‑–—―−─]{1,2}|_|:)"
_DATELINE = re.compile(
    rf"(?m:^)[ \t*•]{{0,6}}(?:(?P<place>{_PLACE})[ ,]{{1,2}})?{_OPEN}[ ]?(?P<names>{_OWNER}(?: ?[/|] ?{_OWNER}){{0,2}})[ ]?"  # noqa: E501
    rf"{_CLOSE}\.?[ \u00a0]{{0,2}}{_DASH}(?=\s|\w)\s?"
)
_NAMES = re.compile(r"[^/|]+")
#: Characters of a line before the brackets of a dateline.
_FAR = 72
#: A line of the paper's own people has one of these words.
_STAFF_CUES = Cues((
    *("staff", "correspondent", "correspondents", "bureau", "newsroom", "desk", "board", "korrespondent", "redaktion"),
    *("korrespondenten", "correspondant", "rédaction", "corresponsal"),
    *(f"{kind}desk" for kind in ("web", "news", "national", "sports", "city", "business", "foreign")),
))  # fmt: skip
#: How a line begins in which a byline may be.
_BYLINED = re.compile(r"\n(?=[ \t*•]{0,6}(?:[Bb][Yy]|(?i:written by|story by|posted by|reported by|author)))")
_STAFF = (
    r"(?:(?i:(?:our |own |special |political |senior |chief |foreign |[\w’'-]{2,14} )?"
    r"(?:staff(?: (?:writers?|reporters?|report|correspondents?|and agencies))?|(?:our |own |special )[\w ]{0,20}correspondents?|"  # noqa: E501
    r"correspondents?|bureau|newsroom|(?:web|news|national|sports|city|business|foreign) ?desk|editorial board)))"
)
_BY_STAFF = re.compile(
    rf"(?m:^)[ \t*•]{{0,6}}(?:(?i:by|from|von|de|par)[: ] ?)?(?:{_WORD} ){{0,4}}?(?P<staff>{_STAFF}|"
    r"(?i:unserem [\w ]{0,20}korrespondenten|notre [\w ]{0,20}correspondant|nuestro corresponsal|redaktion|rédaction))"
    r"[ .|]{0,3}(?m:$)"
)
_BYLINE = re.compile(
    rf"(?m:^)[ \t*•]{{0,6}}{NAMED['by']}(?i:{NAMED['names']})"
    rf"(?:,|\s[-–—/|]|\s?\()\s?(?P<first>{_OWNER}|{_STAFF})(?:,\s(?P<second>{_OWNER}))?(?:[ .)|\]•–—-]| and\b|\Z|(?m:$))"  # noqa: E501
)
_TITLE = re.compile(
    rf"{NAMED['title']}|(?:[\w-]{{2,14}}\s){{0,3}}(?:editor|producer|photographer|contributor|manager|analyst|critic)s?",
    re.IGNORECASE,
)
_WHEN = re.compile(NAMED["when"], re.IGNORECASE)
_IS_TITLE = re.compile(r"(?:writer|reporter|correspondent|columnist|editor|staff|desk)s?\Z", re.IGNORECASE)
#: A word in small letters that places do not have.
_PROSE_WORD = re.compile(
    r"(?<![\w'’-])(?!(?:de|la|le|les|del|di|du|da|am|an|der|den|im|in|auf|sur|upon|on|of|the|el|al)\b)[a-zà-ÿ]\w*"
)
_DATE = re.compile(rf"\d{{1,2}}(?:er|st|nd|rd|th)?\.? (?:{MONTH})\w{{0,7}}|(?:{MONTH})\w{{0,7}}\.? \d", re.IGNORECASE)
#: Brackets behind a place that name no source.
_NO_SOURCE = re.compile(
    r"(?:update|updated|video|photos?|live|exclusive|part|opinion|analysis|(?-i:[Tt]oday)|phd|md|[ivx]+)\b",
    re.IGNORECASE,
)


def read_datelines(text: str) -> Iterator[Dateline]:
    """Yield the datelines of a text, of agencies that are known and of others.

    Parameters
    ----------
    text : str
        The original text.

    Examples
    --------
    >>> text = "KARSUND, Norland, March 3 (NBW/AP) - The lock is shut."
    >>> [(line.place, [text[a:b] for a, b in line.names], text[line.stop:]) for line in read_datelines(text)]
    [('KARSUND, Norland, March 3', ['NBW', 'AP'], 'The lock is shut.')]
    """
    for match in _at_lines(_DATELINE, text, _bracketed(text)):
        base = match.start("names")
        names = []
        for name in _NAMES.finditer(match["names"]):
            bare = name.group().strip()
            start = base + name.start() + name.group().index(bare)
            names.append((start, start + len(bare)))
        first = (
            match.start("place")
            if match["place"]
            else match.start() + len(match.group()) - len(match.group().lstrip(" \t*•"))
        )
        yield Dateline(match["place"], tuple(names), first, match.end())


def _bracketed(text: str) -> Iterator[int]:
    """Yield the beginnings of the lines in which a bracket opens near the beginning."""
    for sign in "([（":
        at, last = text.find(sign), 0
        while at >= 0:
            begin, end = max(last, text.rfind("\n", last, at) + 1), text.find("\n", at)
            if at - begin <= _FAR:
                yield begin
            at, last = (text.find(sign, end), end) if end >= 0 else (-1, at)


def _bylined(text: str) -> Iterator[int]:
    """Yield the beginnings of the lines that begin as bylines do."""
    yield 0
    for line in _BYLINED.finditer(text):
        yield line.end()


def _at_lines(pattern: re.Pattern[str], text: str, begins: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern at beginnings of lines, without overlap, in their order."""
    reach = 0
    for begin in sorted(set(begins)):
        match = pattern.match(text, begin) if begin >= reach else None
        if match is not None:
            yield match
            reach = match.end()


def may_name_staff(skim: Skim) -> bool:
    """Whether a text has a word by which its paper names its own people."""
    return bool(_STAFF_CUES.within(skim))


def others(text: str, *, staff: bool = True) -> Iterator[Credit]:
    """Yield the names in datelines and bylines, of agencies too, and the paper's own people, as others' credits."""
    for line in read_datelines(text):
        # Prose with something in brackets; without a place, a word in brackets and a colon may be anything.
        if line.place is not None and _PROSE_WORD.search(_DATE.sub("", line.place)):
            continue
        initials = text[line.names[0][0] : line.names[-1][1]].isupper()
        if ":" in text[line.names[-1][1] : line.stop] and not (initials and line.place):
            continue
        for start, stop in line.names:
            if not _NO_SOURCE.match(text, start, stop):
                yield Credit(text[start:stop], "sole", start, stop, "other")
    if staff:
        for match in _BY_STAFF.finditer(text):
            yield Credit(None, "sole", *match.span("staff"), "staff")
    for match in _at_lines(_BYLINE, text, _bylined(text)):
        for group in ("first", "second"):
            start, stop = match.span(group)
            if match[group] and not _WHEN.match(text, start, stop + 12) and not _NO_SOURCE.match(text, start, stop):
                if _IS_TITLE.search(match[group]):
                    yield Credit(None, "sole", start, stop, "staff")
                elif not _TITLE.fullmatch(match[group]):
                    yield Credit(match[group], "sole", start, stop, "other")


def with_others(text: str, credits_: list[Credit], *, staff: bool = True) -> list[Credit]:
    """Return credits with those of others: shared where an agency is credited for the text in the same line.

    Parameters
    ----------
    text : str
        The original text.
    credits_ : list of Credit
        Those of agencies, in their order.
    staff : bool, default=True
        Whether the text may name the paper's own people.
    """
    more = sorted(others(text, staff=staff), key=lambda credit: credit.start)
    if not more:
        return credits_
    lines = _line_starts(text)
    taken = [(credit.start, credit.stop) for credit in credits_]
    credited = {bisect_right(lines, credit.start) for credit in credits_ if credit.role in ("sole", "shared")}
    found = list(credits_)
    reach = at = 0
    for other in more:
        while at < len(taken) and taken[at][1] <= other.start:
            at += 1
        if other.start < reach or (at < len(taken) and taken[at][0] < other.stop):
            continue
        reach = other.stop
        role: CreditRole = "shared" if bisect_right(lines, other.start) in credited else "sole"
        found.append(replace(other, role=role))
    return sorted(found, key=lambda credit: credit.start)


def _line_starts(text: str) -> list[int]:
    """Return where the lines of a text begin."""
    return [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1])]
