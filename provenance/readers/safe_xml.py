"""Parses untrusted XML: no document type, no entities, no network, limited size and depth."""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.model.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["attribute", "child", "children", "decoded_xml", "find", "find_all", "local", "parse_xml", "plain"]

#: The most bytes of one document, and the greatest depth of its elements.
MOST_BYTES = 1 << 26
MOST_DEPTH = 100
MOST_ELEMENTS = 500_000
MOST_DOCTYPE = 1 << 20
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_DOCTYPE_SIGN = re.compile(r"<!--|[\"'\[\]>]")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,150}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_REFERENCE = re.compile(r"&(?:([A-Za-z][A-Za-z0-9._-]{0,40})|#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6}));|&")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: Characters that are not allowed in XML 1.0 and have no meaning in text.
_CONTROLS: dict[int, str | None] = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def parse_xml(data: bytes | str, note: Callable[[str], None] = lambda _: None) -> Any:
    """Return the root element of a document.

    A document type is ignored, with its declarations. Named characters of HTML are replaced all the same; other
    entities are kept as written, and ``note`` is called.

    Parameters
    ----------
    data : bytes or str
        The document.
    note : callable
        Called with messages for the user.

    Returns
    -------
    lxml.etree._Element
        The root; comments and instructions are left out.

    Raises
    ------
    InputError
        If the document is not XML, too large or too deep.
    OptionError
        If lxml is not installed.
    """
    etree = needed("lxml.etree", "news", "reading XML")
    if len(data) > MOST_BYTES:
        raise InputError(f"is XML of more than {MOST_BYTES >> 20} MiB in one piece.")
    text = data if isinstance(data, str) else decoded_xml(data, note)
    text = text.translate(_CONTROLS).lstrip("\ufeff \t\r\n")
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() if declaration else 0 :].strip()
    text = _without_doctype(text)
    unknown: dict[str, None] = {}
    text = "".join(
        part if is_data else _REFERENCE.sub(lambda match: _reference(match, unknown), part)
        for part, is_data in _data_sections(text)
    )
    if unknown:
        names = ", ".join(f"&{name};" for name in list(unknown)[:3])
        note(f"entities that are not known stay as they are written: {names}.")
    _check_bounds(etree, text)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"is not XML: {_reason(error)}.") from None


def _data_sections(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a document, and whether each is a CDATA section, which has no references."""
    at = 0
    while True:
        start = text.find("<![CDATA[", at)
        stop = text.find("]]>", start) if start >= 0 else -1
        if stop < 0:
            yield text[at:], False
            return
        yield text[at:start], False
        yield text[start:stop], True
        at = stop


def _reference(match: re.Match[str], unknown: dict[str, None]) -> str:
    """Return an XML form of a reference: the reference itself, a character number for one of HTML, or escaped text."""
    name = match[1]
    if name is None:
        number = int(match[2]) if match[2] else int(match[3], 16) if match[3] else None
        if number is None:
            return "&amp;"
        allowed = number not in _CONTROLS and not 0xD800 <= number <= 0xDFFF and number <= 0x10FFFF
        return match[0] if allowed else ""
    if name in _OWN:
        return match[0]
    known = html5.get(f"{name};")
    if known is None:
        unknown[name] = None
        return f"&amp;{name};"
    return "".join(f"&#{ord(part)};" for part in known)


def decoded_xml(data: bytes, note: Callable[[str], None] = lambda _: None) -> str:
    """Decode a document by its byte order mark, else its declaration, else as UTF-8, else as Windows-1252."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    if data[:4] in (b"<\0?\0", b"<\0N\0", b"<\0n\0"):
        return data.decode("utf-16-le", "replace")
    declared = _ENCODING.match(data[:400])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    # Documents declared as ISO 8859-1 often contain quotation marks of Windows-1252.
    name = "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        if name == "cp1252":
            return data.decode("latin-1")
    note(f"is not {name}, as it says; read as Windows-1252.")
    return data.decode("cp1252", "replace")


def _without_doctype(text: str) -> str:
    start = text.find("<!DOCTYPE", 0, 4000)
    if start < 0 or "<" in re.sub(r"<!--.*?-->|<\?.*?\?>", "", text[:start], flags=re.DOTALL):
        return text
    depth, at, most = 0, start, min(len(text), start + MOST_DOCTYPE)
    while (sign := _DOCTYPE_SIGN.search(text, at, most)) is not None:
        at = sign.end()
        if sign[0] in "\"'" or sign[0] == "<!--":
            closing = "-->" if sign[0] == "<!--" else sign[0]
            at = text.find(closing, at, most) + len(closing)
            if at < len(closing):
                break
        elif sign[0] == ">" and depth <= 0:
            return text[:start] + text[at:]
        else:
            depth += {"[": 1, "]": -1}.get(sign[0], 0)
    raise InputError("is not XML: its document type has no end.")


def _check_bounds(etree: Any, text: str) -> None:
    """Raise `InputError` for too many or too deep elements, before a tree is built."""

    class Bounds:
        depth = elements = 0

        def start(self, _tag: str, _attributes: Any) -> None:
            self.depth += 1
            self.elements += 1
            if self.elements > MOST_ELEMENTS:
                raise InputError(f"is XML of more than {MOST_ELEMENTS:,} elements in one piece.")
            if self.depth > MOST_DEPTH:
                raise InputError(f"is XML that is nested more than {MOST_DEPTH} deep.")

        def end(self, _tag: str) -> None:
            self.depth -= 1

        def data(self, _data: str) -> None:
            pass

        def close(self) -> None:
            pass

    parser = etree.XMLParser(target=Bounds(), resolve_entities=False, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except etree.XMLSyntaxError as error:
        raise InputError(f"is not XML: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    said = str(error).split(" (<string>")[0].strip().rstrip(".")
    return said[:200] or "it is empty"


def local(element: Any) -> str:
    """Return the name of an element without its namespace, in lower case; empty for anything but an element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def find_all(element: Any, *names: str) -> Iterator[Any]:
    """Yield the descendants with one of these names, in document order, in any namespace."""
    wanted = {name.lower() for name in names}
    for each in element.iter():
        if each is not element and local(each) in wanted:
            yield each


def find(element: Any, *path: str) -> Any:
    """Return the first element at a path of names, each a descendant of the previous one; None if there is none."""
    if element is None or not path:
        return element
    for each in find_all(element, path[0]):
        found = find(each, *path[1:])
        if found is not None:
            return found
    return None


def children(element: Any, *names: str) -> list[Any]:
    """Return the children with one of these names; all children if no name is given."""
    wanted = {name.lower() for name in names}
    return (
        [] if element is None else [each for each in element if local(each) and (not wanted or local(each) in wanted)]
    )


def child(element: Any, *path: str) -> Any:
    """Return the first element at a path of names, each a child of the previous one; None if there is none."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def plain(element: Any) -> str | None:
    """Return the text of an element on one line; None if there is none."""
    if element is None:
        return None
    return " ".join(" ".join(element.itertext()).split()) or None


def attribute(element: Any, *names: str) -> str | None:
    """Return the first of these attributes that an element has, in any namespace; None if it is empty."""
    if element is None:
        return None
    known: dict[str, Any] | None = None
    for name in names:
        value = element.get(name)
        if value is None:
            # Look only at names: looking up all values takes time with the square of their number.
            known = {str(key).rpartition("}")[2].lower(): key for key in element.keys()} if known is None else known  # noqa: SIM118 - it iterates over children
            value = element.get(known[name.lower()]) if name.lower() in known else None
        if value is not None and value.strip():
            return str(value.strip())
    return None
