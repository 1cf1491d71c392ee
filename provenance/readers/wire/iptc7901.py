"""IPTC 7901, the message format of agencies in Europe, and its Australian kin between ZCZC and NNNN."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.readers.paragraphs import paragraphs, squeezed
from provenance.readers.wire.changes import change_of, numbered
from provenance.readers.wire.item import Item, filled
from provenance.readers.wire.senders import agency_of
from provenance.readers.wire.teletype import SIGNS, clean, decoded, messages, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["iptc7901_items", "is_iptc7901"]

#: Source and number, priority, category, words, and what is optional: "bdt0123 4 pl 226  dpa 0525".
_HEAD = re.compile(
    r"([A-Za-z]{2,6})(\d{3,4})[ ]([1-9a-zA-Z])[ ]([A-Za-z]{1,3})[ ]{1,3}(\d{1,5})(?:[ ]+([^\n]{0,80}))?[ ]*(?=\n|$)"
)
_NOTES = re.compile(
    r"^[ \t]*(?:\* ?\* ?\* ?\*|#+ ?(?:notebook|notizblock)\b.*|"
    r".{0,200}(?:not (?:intended )?for publication|nicht zur ver[öo]ffentlichung).*)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BYLINE = re.compile(r"^(?:by|von|par|por|di|door|av)\b", re.IGNORECASE)
_DATELINE = re.compile(r"^([^\n(]{2,60}?\((?:[^()\n]{2,30})\)) ?[-–—=]")
_CLOSING = re.compile(r"^[a-z]{2,6}(?: [a-z]{1,6}){1,8}$")


def is_iptc7901(head: bytes) -> bool:
    """Return whether a file begins with the heading of a message; the control characters may have been lost."""
    text = head[:2000].decode("latin-1").lstrip("\x00\x16 \r\n")
    if text.startswith(SIGNS["soh"]):
        return _HEAD.match(text[1:].lstrip("\r\n").replace("\r\n", "\n")) is not None
    text = text.replace("\r\n", "\n")
    match = _HEAD.match(text)
    if match is not None:
        # Without control characters a message is recognised by the blank line and the slug after the heading.
        rest = text[match.end() :].lstrip("\n\x02")
        return agency_of((match[6] or "").split(" ")[0].split("-")[0]) is not None or "/" in rest.split("\n")[0]
    return re.match(r"ZCZC\s+[A-Z]{2,4}", text) is not None


def iptc7901_items(data: bytes) -> Iterator[Item]:
    """Yield the messages of a file."""
    for message in messages(decoded(data)):
        item = _zczc(message) if message.lstrip().startswith("ZCZC") else _message(message)
        if item is not None:
            yield item


def _message(message: str) -> Item | None:
    message = message.lstrip("\n ")
    head = _HEAD.match(message)
    if head is None and SIGNS["stx"] not in message and len(message.split()) < 3:
        return None
    rest = message[head.end() :] if head else message
    slug, sign, content = rest.partition(SIGNS["stx"])
    if not sign:
        slug, content = "", rest
    content, _, behind = content.partition(SIGNS["etx"])
    sent = stamp(behind) or stamp(content)
    top, body = _parted(content.strip("\n"), headed=not sign)
    story, note = _notes(body)
    lines = [squeezed(clean(line)) for line in (*slug.split("\n"), *top)]
    heading = _heading([line for line in lines if line], slugged=bool(sign and slug.strip()))
    fields = {**heading, "editorial_note": note, "format": "IPTC 7901"}
    text = "\n\n".join(paragraphs(clean(story)))
    dateline = _DATELINE.match(text)
    options = [option.strip("/") for option in (head[6] or "").split()] if head else []
    agencies = [option for option in options if agency_of(option.split("-")[0]) and not option.isdecimal()]
    fields["dateline"] = dateline[1] if dateline else None
    if head:
        fields |= {"guid": f"{head[1]}{head[2]}", "priority": head[3], "section": head[4], "word_count": int(head[5])}
    fields["provider"] = agencies[0] if agencies else None
    senders = (*(option.split("-")[0] for option in agencies), *_credited(text))
    return Item(text, senders, sent, None, filled(fields))


def _parted(content: str, *, headed: bool) -> tuple[list[str], str]:
    """Return the lines before the story, up to the one that ends in an equals sign, and the story."""
    lines = content.split("\n")
    ends = [at for at, line in enumerate(lines[:15]) if line.rstrip().endswith("=")]
    if ends:
        return lines[: ends[0] + 1], "\n".join(lines[ends[0] + 1 :])
    if not headed:
        # The line of the start of text is the headline, unless the story begins there.
        first = lines[0] if lines else ""
        if (
            first.strip()
            and not first.startswith((" ", "\t"))
            and not _DATELINE.match(first)
            and len(first) < 80
            and len(lines) > 1
            and not lines[1].strip()
        ):
            return [first], "\n".join(lines[1:])
        return [], content
    blank = next((at for at, line in enumerate(lines[:12]) if at and not line.strip()), None)
    if blank is None or not any(line.strip() for line in lines[blank:]):
        return [], content
    return lines[:blank], "\n".join(lines[blank:])


def _heading(lines: list[str], *, slugged: bool) -> dict[str, object]:
    """Return what the lines before a story are: slug line, notes in brackets or capitals, headline, byline."""
    fields: dict[str, object] = {}
    rest = [line.rstrip("= ").strip() for line in lines]
    rest = [line for line in rest if line]
    if rest and (slugged or "/" in rest[0]):
        fields["slugline"] = rest.pop(0).rstrip("/")
    notes = []
    while len(rest) > 1 and (rest[0].startswith("(") or (rest[0].isupper() and len(rest[0].split()) <= 4)):
        notes.append(rest.pop(0).strip("()"))
    bylines = [line for line in rest if _BYLINE.match(line)]
    heads = [line for line in rest if line not in bylines]
    fields |= {"headline": " ".join(heads), "byline": "; ".join(bylines), "series": "; ".join(notes)}
    fields |= {"change": change_of(*notes), "version": numbered(*notes)}
    return fields


def _notes(body: str) -> tuple[str, str]:
    """Return a story, and the notes to editors that stand behind it."""
    found = _NOTES.search(body)
    story, note = (body[: found.start()], body[found.start() :]) if found else (body, "")
    kept = [line for line in note.split("\n") if line.strip() and not stamp(line)]
    # The initials of the editors, and the time, end a story.
    lines = story.rstrip().split("\n")
    while lines and (not lines[-1].strip() or stamp(lines[-1])):
        lines.pop()
    if len(lines) > 3 and not lines[-2].strip() and _CLOSING.match(clean(lines[-1]).strip()):
        kept.insert(0, lines.pop())
    return "\n".join(lines), "\n".join(squeezed(clean(line)) for line in kept)


def _credited(text: str) -> list[str]:
    found = _DATELINE.match(text)
    return [part.strip() for part in found[1].rpartition("(")[2].rstrip(")").split("/")] if found else []


def _zczc(message: str) -> Item:
    """Return a message of the Australian form: routing, then lines that begin with a sign, then the story."""
    lines = message.strip().split("\n")
    opening = lines[0].split()
    fields: dict[str, object] = {"format": "ZCZC"}
    story: list[str] = []
    for line in lines[1:]:
        if line.strip() == "NNNN":
            break
        if not story and line[:1] == ":":
            fields["source_line" if len(line) > 1 else "sign"] = line[1:].strip()
        elif not story and line[:1] in ("%", "$", "*", "^"):
            fields["slugline" if line[0] == "^" else "routing"] = line[1:].strip()
        elif not story and "headline" not in fields and line.strip():
            fields["headline"] = line.strip().rstrip("<!= ")
        else:
            story.append(line)
    text = "\n\n".join(paragraphs(clean("\n".join(story))))
    sender = opening[1] if len(opening) > 1 and agency_of(opening[1]) else None
    return Item(text, (sender, str(fields.get("source_line") or "") or None), stamp(message), None, filled(fields))
