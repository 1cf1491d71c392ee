"""ANPA 1312, the message format of agencies in North America."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from provenance.readers.paragraphs import squeezed
from provenance.readers.wire.changes import change_of, numbered
from provenance.readers.wire.item import Item, filled
from provenance.readers.wire.senders import agency_of
from provenance.readers.wire.teletype import SIGNS, clean, decoded, messages

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["anpa_items", "is_anpa"]

#: Service and number with selectors; priority, category, keyword, version, date, words.
_FIRST = re.compile(r"[ \x16\x00]*([A-Za-z])(\d{4})[\x1f ]?([A-Za-z0-9-]{0,20})[ \x13-\x1f]*\n")
_SECOND = re.compile(
    r"([a-z])[ \x11-\x1f]([a-z])[ \x11-\x1f]{1,3}([A-Z]{1,2}-[^\n]{1,80}?)"
    r"[ \x11-\x1f]+(\d{1,2}-\d{1,2})[ \x11-\x1f]{1,3}(\d{0,5})[ \x11-\x1f]*\n",
    re.IGNORECASE,
)
_END = re.compile(r"\b([A-Z]{2,12})-([A-Z]{2,3})-(\d\d)-(\d\d)-(\d\d)[ \x1f](\d\d)(\d\d)([A-Z]{3})?")
_ZONES = {"GMT": "+00:00", "UTC": "+00:00", "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00"}
_ZONES |= {"MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00"}
_DATELINE = re.compile(r"([^\n(]{2,60}?\(([A-Z][A-Za-z /]{1,30})\)) ?[_–—-]")
#: Shorter lines are those of a table, or the last of a paragraph.
_LONG_LINE = 55
#: What stands below a byline, of those who write for an agency.
_STANDING = re.compile(r"\b(?:Press|Writers?|Editors?|Reporters?|Correspondents?|Columnists?|AP)\b")
_QUOTES = {"``": "“", "''": "”"}


def is_anpa(head: bytes) -> bool:
    """Return whether a file begins with the heading of a message; the control characters may have been lost."""
    text = head[:1000].decode("latin-1").lstrip("\x00\x16\x01 \r\n").replace("\r\n", "\n")
    first = _FIRST.match(text)
    return first is not None and _SECOND.match(text[first.end() :].lstrip("\n")) is not None


def anpa_items(data: bytes) -> Iterator[Item]:
    """Yield the messages of a file."""
    for message in messages(decoded(data)):
        item = _message(message)
        if item is not None:
            yield item


def _message(message: str) -> Item | None:
    message = message.lstrip("\x16\x00 \n")
    first = _FIRST.match(message)
    rest = message[first.end() :] if first else message
    second = _SECOND.match(rest.lstrip("\n"))
    content = rest.lstrip("\n")[second.end() :] if second else rest
    if first is None and second is None and SIGNS["stx"] not in content:
        return None
    body = content.partition(SIGNS["stx"])[2] or content
    end = next(iter(reversed(list(_END.finditer(body)))), None)
    story = body[: end.start()] if end else body.partition(SIGNS["etx"])[0]
    tops, lines = _parted(story)
    fields = _heading(tops)
    below = cast("list[str]", fields.pop("below", []))
    text = "\n\n".join(_quoted(line) for line in (*below, *_paragraphs(lines)))
    if second:
        fields["keyword"] = second[3].strip()
        fields.setdefault("slugline", second[3].strip())
        words = int(second[5]) if second[5] else 0
        # In tens of words or in words: the slug line has the words of the story behind a comma.
        fields["word_count"] = fields.get("word_count") or None
        fields |= {"section": second[2], "priority": second[1], "size": words or None}
        said = (second[3], str(fields.get("slugline") or ""), str(fields.get("editorial_note") or ""))
        fields |= {"change": change_of(*said), "version": numbered(*said)}
    fields |= {"guid": f"{first[1]}{first[2]}" if first else None, "format": "ANPA 1312"}
    if not text:
        # An alert, or the summary of a story that is to come, has all of its text in the lines above.
        text = "\n\n".join(tops[2:])
    dateline = _DATELINE.match(text)
    fields["dateline"] = dateline[1] if dateline else None
    senders = (dateline[2] if dateline else None, end[1] if end else None)
    known = [sender for sender in senders if sender and agency_of(sender)]
    fields["provider"] = known[0] if known else None
    return Item(text, (*known, *_associated(tops)), _time(end), None, filled(fields))


def _parted(story: str) -> tuple[list[str], list[str]]:
    """Return the lines that begin with "^", which are not the story, and the others."""
    tops: list[str] = []
    lines: list[str] = []
    for line in story.split("\n"):
        if line.startswith("^") and not any(other.strip() for other in lines):
            tops.append(squeezed(clean(line)).lstrip("^").rstrip("<= ").strip())
        else:
            lines.append(clean(line.lstrip("^").rstrip()).rstrip("<="))
    return [top for top in tops if top], lines


def _paragraphs(lines: list[str]) -> list[str]:
    """Return the paragraphs: an indent begins one; an unindented line continues a long line before it."""
    found: list[list[str]] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if not line.strip():
            continue
        if line[:1] in " \t" or len(before) < _LONG_LINE or not found:
            found.append([])
        found[-1].append(line)
    return [squeezed(" ".join(part)) for part in found]


def _heading(tops: list[str]) -> dict[str, object]:
    """Return what the lines above a story are: slug line with the words, headline, notes, summary, byline."""
    fields: dict[str, object] = {}
    rest = list(tops)
    if rest:
        slug, comma, words = rest.pop(0).rpartition(",")
        counted = comma and words.strip().isdecimal() and len(words) < 7
        fields["slugline"] = slug if counted else tops[0]
        fields["word_count"] = int(words) if counted else None
    notes = [line for line in rest if re.match(r"\(?eds\b|editor", line, re.IGNORECASE)]
    pictures = [line for line in rest if re.match(r"ap photo|.{0,12}\bphoto [a-z]{2,5}\d", line, re.IGNORECASE)]
    rest = [line for line in rest if line not in notes and line not in pictures]
    bylines = [at for at, line in enumerate(rest) if re.match(r"by\b", line, re.IGNORECASE)]
    if bylines:
        at = bylines[0]
        # The name of an agency is a byline by itself; what follows it is the head of a table.
        behind = 2 if at + 1 < len(rest) and _STANDING.search(rest[at + 1]) else 1
        fields |= {"byline": ", ".join(rest[at : at + behind]), "below": rest[at + behind :]}
        rest = rest[:at]
    if rest:
        fields["headline"] = rest[0]
        fields["abstract"] = "\n".join(rest[1:])
    fields |= {"editorial_note": "\n".join(notes), "pictures": "\n".join(pictures)}
    return filled(fields)


def _associated(tops: list[str]) -> list[str]:
    return ["AP"] if any(re.match(r"(?:By )?(?:The )?(?:AP|Associated Press)\b", top) for top in tops) else []


def _time(end: re.Match[str] | None) -> str | None:
    if end is None:
        return None
    month, day, year, hour, minute, zone = end.groups()[2:]
    return f"20{year}-{month}-{day}T{hour}:{minute}{_ZONES.get(zone or '', '')}"


def _quoted(text: str) -> str:
    for sign, mark in _QUOTES.items():
        text = text.replace(sign, mark)
    return text
