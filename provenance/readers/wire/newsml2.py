"""NewsML-G2: single items, packages, and messages of many."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from provenance.readers.markup import Marked, looks_marked_up, marked, marked_html
from provenance.readers.safe_xml import attribute, child, children, find, find_all, local, plain
from provenance.readers.wire.item import Item, filled
from provenance.readers.wire.nitf import body_of, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["newsml2_items"]

_OTHERS = ("packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_MEDIA = ("picture", "photo", "graphic", "video", "audio", "animation", "composite")
#: What a signal says that a version is.
_SIGNALS = {
    "sig:correction": "correction",
    "sig:kill": "kill",
    "sig:update": "update",
    "sig:writethru": "write-through",
}


def newsml2_items(root: Any) -> Iterator[Item]:
    """Yield the items of ``newsMessage``, ``newsItem``, ``packageItem`` or another root."""
    sender = plain(child(root, "header", "sender"))
    found = (
        [root] if local(root) in ("newsitem", *map(str.lower, _OTHERS)) else list(find_all(root, "newsItem", *_OTHERS))
    )
    for each in found:
        yield _item(each, sender) if local(each) == "newsitem" else _reference(each)


def _reference(element: Any) -> Item:
    """Return a package, or what else has no text of its own: the items it refers to may be in other files."""
    links = [
        {"rel": "member", "uri": uri}
        for ref in find_all(element, "itemRef")
        if (uri := attribute(ref, "residref", "href"))
    ]
    return Item("", fields=filled({"guid": attribute(element, "guid"), "links": links}), has_text=False)


def _item(item: Any, sender: str | None) -> Item:
    meta, content, rights = child(item, "itemMeta"), child(item, "contentMeta"), child(item, "rightsInfo")
    found, words, inner = _text(item)
    fields = fields_of(inner) if inner is not None else {}
    fields |= _fields(item, meta, content, rights)
    headline = fields.get("headline")
    fields["caption"] = "\n\n".join(found.captions) or fields.get("caption")
    fields["word_count"] = words or fields.get("word_count")
    # A caption is what a picture has for a text; a text keeps it as a field.
    kind = (attribute(child(meta, "itemClass"), "qcode", "uri") or "").rpartition(":")[2].rpartition("/")[2].lower()
    provider = _named(child(meta, "provider"))
    source = _named(next((each for each in children(content, "infoSource") if _named(each)), None))
    fields["provider"] = provider or fields.get("provider") or sender
    fields["origin"] = source if source != fields["provider"] else None
    senders = (
        provider,
        *(_codes(child(meta, "provider"))),
        sender,
        attribute(item, "guid"),
        *(name for each in children(content, "infoSource") for name in _codes(each)),
        fields.get("credit_line"),
        fields.get("copyright_holder"),
    )
    made = plain(child(meta, "versionCreated")) or plain(child(content, "contentModified"))
    language = attribute(child(content, "language"), "tag") or attribute(item, "lang")
    return Item(
        found.without(headline),
        senders,
        made or plain(child(meta, "firstCreated")) or plain(child(content, "contentCreated")),
        language or attribute(find(child(item, "contentSet"), "html"), "lang"),
        fields,
        has_text=not kind.startswith(_MEDIA),
    )


def _fields(item: Any, meta: Any, content: Any, rights: Any) -> dict[str, Any]:
    headlines = children(content, "headline")
    main = next((each for each in headlines if "sub" not in (attribute(each, "role") or "").lower()), None)
    others = [plain(each) for each in headlines if each is not main]
    status = attribute(child(meta, "pubStatus"), "qcode", "uri", "literal")
    signals = [attribute(each, "qcode", "uri") or "" for each in children(meta, "signal")]
    guid, version = attribute(item, "guid"), attribute(item, "version")
    notes = [plain(each) for each in children(meta, "edNote") if not len(each)]
    return filled(
        {
            "guid": guid,
            "version": version,
            "headline": plain(main) or plain(child(meta, "title")),
            "subheadline": "; ".join(filter(None, others)),
            "byline": "; ".join(filter(None, map(plain, children(content, "by"))))
            or "; ".join(filter(None, (_named(each) for each in children(content, "creator") if len(each)))),
            "dateline": plain(child(content, "dateline")),
            "located": _named(child(content, "located")),
            "credit_line": plain(child(content, "creditline")),
            "slugline": plain(child(content, "slugline")),
            "copyright_holder": _named(child(rights, "copyrightHolder")),
            "copyright_notice": plain(child(rights, "copyrightNotice")),
            "usage_terms": plain(child(rights, "usageTerms")),
            "section": next(
                (name for each in children(content, "subject") if _is_section(each) and (name := _named(each))), None
            ),
            "pubstatus": status.rpartition(":")[2].rpartition("/")[2].lower() if status else None,
            "first_created": plain(child(meta, "firstCreated")),
            "embargo": plain(child(meta, "embargoed")),
            "editorial_note": "\n".join(dict.fromkeys(filter(None, notes))),
            "change": next(
                (_SIGNALS[signal] for signal in signals if _SIGNALS.get(signal) not in (None, "update")), None
            ),
            "abstract": next((plain(each) for each in children(content, "description") if plain(each)), None),
            "keywords": list(dict.fromkeys(filter(None, map(plain, children(content, "keyword"))))),
            "links": [*_links(meta, guid), *_replaced(content)],
            "format": "NewsML-G2",
        }
    )


def _links(meta: Any, guid: str | None) -> Iterator[dict[str, Any]]:
    for each in children(meta, "link"):
        uri, version = attribute(each, "residref", "guidref", "href"), attribute(each, "version")
        rel = (attribute(each, "rel", "reluri") or "").rpartition(":")[2].rpartition("/")[2]
        if uri is not None:
            same = uri == guid and version
            yield filled({"rel": rel or ("previous-version" if same else "link"), "uri": uri, "version": version})


def _replaced(content: Any) -> Iterator[dict[str, Any]]:
    for each in children(content, "altId"):
        if (attribute(each, "type") or "").endswith("refuno") and plain(each):
            yield {"rel": "previous-version", "uri": plain(each)}


def _text(item: Any) -> tuple[Marked, int | None, Any]:
    """Return the text of an item, its stated number of words, and the NITF in it, if any.

    What stands in a set of contents is one content in several forms: the longest is taken, as the most complete.
    """
    best, words, inner = Marked(), None, None
    for each in children(child(item, "contentSet"), "inlineXML", "inlineData"):
        found = _inline(each)
        if len(found.text) > len(best.text):
            best = found
            nitf = find(each, "nitf")
            inner = nitf if nitf is not None else inner
            stated = attribute(each, "wordcount") or ""
            words = int(stated) if stated.isdecimal() and len(stated) < 8 else words
        if not best.captions and found.captions:
            best = replace(best, captions=found.captions)
    return best, words, inner


def _inline(content: Any) -> Marked:
    if local(content) == "inlinexml":
        nitf = find(content, "nitf")
        if nitf is not None or find(content, "body.content") is not None:
            return body_of(nitf if nitf is not None else content)
        body = find(content, "body")
        return marked(content if body is None else body, left_out=_decoration(content))
    text = "".join(content.itertext())
    if attribute(content, "encoding"):
        try:
            text = base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            return Marked()
    kind = (attribute(content, "contenttype") or "text/plain").lower()
    if "text" not in kind and "html" not in kind and "xml" not in kind:
        return Marked()
    return marked_html(text) if looks_marked_up(text) else Marked.of_plain(text)


def _decoration(content: Any) -> tuple[str, ...]:
    # The head of a text in HTML repeats slug line, time and headline, where something stands behind it.
    return ("header",) if any(plain(each) for each in find_all(content, "p", "section")) else ()


def _is_section(subject: Any) -> bool:
    said = f"{attribute(subject, 'type') or ''} {attribute(subject, 'qcode') or ''}".lower()
    return "category" in said or "department" in said or "cptype:cat" in said or "apcategorycode" in said


def _codes(element: Any) -> list[str | None]:
    return [attribute(element, "literal"), attribute(element, "qcode"), attribute(element, "uri"), _named(element)]


def _named(element: Any) -> str | None:
    """Return the name of a party or a place: what is written out, else the code."""
    if element is None:
        return None
    name = plain(child(element, "name"))
    code = attribute(element, "literal", "qcode", "uri")
    return (
        name
        or plain(child(element, "definition"))
        or (code.rpartition(":")[2] if code and ":" in code[:20] and "//" not in code else code)
    )
