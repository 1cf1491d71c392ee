"""The reader for all formats of news agencies."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.readers.encoding import read_text
from provenance.readers.limits import check_whole
from provenance.readers.safe_xml import decoded_xml, local, parse_xml
from provenance.readers.wire.anpa import anpa_items, is_anpa
from provenance.readers.wire.iptc7901 import iptc7901_items, is_iptc7901
from provenance.readers.wire.item import documents
from provenance.readers.wire.newsml1 import newsml1_items
from provenance.readers.wire.newsml2 import newsml2_items
from provenance.readers.wire.ninjs import ninjs_items
from provenance.readers.wire.nitf import nitf_item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from provenance.model.components import ReadContext
    from provenance.model.document import Document
    from provenance.readers.wire.item import Item

__all__ = ["WireReader", "sniff"]

#: Bytes of one file of items.
MOST_BYTES = 1 << 27
_ROOTS = ("nitf", "newsml", "newsmessage", "newsitem", "packageitem")
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,20}:)?(nitf|newsml|newsmessage|newsitem|packageitem)\b", re.IGNORECASE)
_PROLOGUE = re.compile(r"\s*(?:<\?[^>]{0,500}\?>|<!--(?:[^-]|-(?!->)){0,4000}-->|<!DOCTYPE)", re.IGNORECASE)
_NINJS = re.compile(
    r'"(?:\$standard|altids|bodies|body_x?html|body_nitf|body_text|contentcreated|copyrightholder|description_[a-z_]+|'
    r'firstcreated|headlines|pubstatus|renditions|representationtype|usageterms|versioncreated)"\s*:',
    re.IGNORECASE,
)
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")


def sniff(head: bytes) -> bool:
    """Return whether a file holds news items of an agency, by its first bytes."""
    return _is_xml(head) or _is_json(head) or is_anpa(head) or is_iptc7901(head)


class WireReader:
    """Reads ninjs, NewsML 1 and G2, NITF, IPTC 7901 and ANPA 1312; the content decides which."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the items that have a text, in their order."""
        check_whole(path, "a file of news items", MOST_BYTES, context.options)
        yield from documents(_items(path, context), context)


def _items(path: Path, context: ReadContext) -> Iterator[Item]:
    data = path.read_bytes()
    note = partial(_note, path, context)
    if not data.strip():
        raise InputError("is empty.", path=path)
    if is_anpa(data):
        return anpa_items(data)
    if _OBJECT.match(data):
        return _json_items(path, context, note)
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
        return _xml_items(parse_xml(data, note))
    if is_iptc7901(data):
        return iptc7901_items(data)
    raise InputError("is of no format of agencies: ninjs, NewsML, NITF, IPTC 7901 and ANPA 1312 are read.", path=path)


def _xml_items(root: Any) -> Iterator[Item]:
    name = local(root)
    if name == "nitf":
        return iter([nitf_item(root)])
    if name == "newsml":
        return newsml1_items(root)
    inner = [each for each in root.iter() if local(each) in _ROOTS] if name not in _ROOTS else []
    if name in _ROOTS or (inner and local(inner[0]) not in ("nitf", "newsml")):
        return newsml2_items(root)
    if not inner:
        raise InputError(f"is XML with the root {name!r}; of XML of agencies NITF, NewsML and NewsML-G2 are read.")
    return (item for each in inner if local(each) == local(inner[0]) for item in _xml_items(each))


def _json_items(path: Path, context: ReadContext, note: Callable[[str], None]) -> Iterator[Item]:
    text = read_text(path, context)
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise InputError("is JSON that is nested too deep.", path=path) from None
    except ValueError as error:
        yield from _lines(path, context, text, note, error)
        return
    found = False
    for item in ninjs_items(value, note):
        found = True
        yield item
    if not found:
        raise InputError("is JSON, and holds no news item of the form of ninjs.", path=path)


def _lines(
    path: Path, context: ReadContext, text: str, note: Callable[[str], None], whole: ValueError
) -> Iterator[Item]:
    """Yield the items of a file that has one object in each line."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    said = str(whole).split(";")[0][:100]
    if len(lines) < 2 or not lines[0][1].rstrip().endswith("}"):
        raise InputError(f"is not JSON: {said}.", path=path)
    for number, line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            context.bad(InputError("is not JSON.", path=path, line=number))
            continue
        yield from ninjs_items(value, note)


def _is_xml(head: bytes) -> bool:
    text = decoded_xml(head[:16_000]).lstrip("\ufeff \t\r\n")
    for _ in range(20):
        found = _PROLOGUE.match(text)
        if found is None:
            break
        if found[0].lstrip()[:9].upper() == "<!DOCTYPE":
            return (
                re.match(
                    r"<!DOCTYPE\s+(?:nitf|newsml|newsmessage|newsitem)\b",
                    found.string[found.end() - 9 :],
                    re.IGNORECASE,
                )
                is not None
            )
        text = text[found.end() :].lstrip()
    return _ROOT.match(text) is not None


def _is_json(head: bytes) -> bool:
    if not _OBJECT.match(head):
        return False
    text = head.decode("utf-8", "replace")
    return len({key.lower() for key in _NINJS.findall(text)}) >= 2


def _note(path: Path, context: ReadContext, message: str) -> None:
    context.note(f"{path}: {message}")
