"""NITF, the News Industry Text Format, and its kin: on its own and within other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.readers.markup import marked
from provenance.readers.safe_xml import attribute, child, children, find, find_all, plain
from provenance.readers.wire.item import Item, filled

if TYPE_CHECKING:
    from provenance.readers.markup import Marked

__all__ = ["body_of", "fields_of", "nitf_item"]


def nitf_item(root: Any) -> Item:
    """Return the item of an element ``nitf``."""
    fields = fields_of(root)
    body = body_of(root)
    docdata = find(root, "docdata")
    issued = (
        attribute(find(docdata, "date.issue"), "norm")
        or attribute(find(root, "pubdata"), "date.publication")
        or attribute(find(docdata, "date.release"), "norm")
        or attribute(find(root, "dateline", "story.date"), "norm")
        or _meta(root, "timestamp")
    )
    fields["caption"] = fields.get("caption") or "\n\n".join(body.captions)
    identifier = attribute(find(docdata, "doc-id"), "id-string")
    fields |= {"guid": identifier, "format": "NITF"}
    return Item(
        body.without(fields.get("headline")),
        (
            attribute(find(docdata, "doc-id"), "regsrc"),
            fields.get("provider"),
            attribute(find(docdata, "from-src"), "src-name"),
            fields.get("copyright_holder"),
            attribute(find(docdata, "doc.rights"), "owner"),
            plain(find(root, "rights.owner")),
            identifier,
        ),
        issued,
        attribute(root, "baselang", "lang") or attribute(find(root, "body"), "lang"),
        fields,
    )


def body_of(root: Any) -> Marked:
    """Return the text of an element that holds NITF, whole or in part."""
    content = find(root, "body.content")
    if content is None:
        content = find(root, "body")
    return marked(root if content is None else content, left_out=("body.head", "body.end"))


def fields_of(root: Any) -> dict[str, Any]:
    """Return what NITF says of a text, by the names that metadata have; empty where it says nothing."""
    docdata = find(root, "docdata")
    head = find(root, "body.head")
    lines = find(head, "hedline") if find(head, "hedline") is not None else find(head, "headline")
    end = find(root, "body.end")
    messages = [attribute(each, "info") for each in find_all(docdata, "ed-msg")] if docdata is not None else []
    credit = plain(find(end, "tagline")) or plain(find(root, "copyrite"))
    links = [
        {"rel": "du-key", "uri": key, "version": attribute(each, "version")}
        for each in (find_all(docdata, "du-key") if docdata is not None else ())
        if (key := attribute(each, "key"))
    ]
    words = attribute(find(root, "pubdata"), "item-length")
    counts_words = (attribute(find(root, "pubdata"), "unit-of-measure") or "word") == "word"
    return filled(
        {
            "headline": plain(find(lines, "hl1")) or plain(lines) or plain(child(root, "head", "title")),
            "subheadline": plain(find(lines, "hl2")),
            "byline": _byline(children(head, "byline")),
            "dateline": _dateline(find(head, "dateline")),
            "abstract": plain(find(head, "abstract")),
            "credit_line": credit,
            "provider": plain(find(head, "distributor")),
            "copyright_holder": attribute(find(docdata, "doc.copyright"), "holder")
            or plain(find(root, "rights.owner")),
            "section": attribute(find(root, "tobject"), "tobject.type")
            or attribute(find(docdata, "doc-scope"), "scope")
            or _meta(root, "category", "categoria", "anpa-category"),
            "version": attribute(find(docdata, "du-key"), "version") or _version(root),
            "pubstatus": attribute(docdata, "management-status"),
            "word_count": int(words)
            if words and words.isdecimal() and len(words) < 8 and counts_words and int(words)
            else None,
            "slugline": _meta(root, "slug", "slugline", "anpa-keyword", "NTBStikkord")
            or attribute(find(docdata, "fixture"), "fix-id"),
            "editorial_note": "\n".join(filter(None, messages)),
            "page": attribute(find(root, "pubdata"), "position.sequence") or _meta(root, "print_page_number"),
            "links": [filled(link) for link in links],
        }
    )


def _byline(lines: list[Any]) -> str | None:
    # The print byline and the normalised one of archives say the same.
    said = dict.fromkeys(filter(None, map(plain, lines)))
    return next(iter(said), None) if any(attribute(line, "class") for line in lines) else "; ".join(said) or None


def _dateline(element: Any) -> str | None:
    if element is None:
        return None
    parts = [plain(each) for each in element if each.tag is not None]
    # EFE repeats the stamp of the item as the date of the story.
    said = [part for part in parts if part and not part[:8].isdecimal()]
    return " ".join([*((element.text or "").split()), *said]) or None


def _version(root: Any) -> str | None:
    for each in find_all(root, "revision-history"):
        return attribute(each, "revision", "name")
    return _meta(root, "version", "anpa-version")


def _meta(root: Any, *names: str) -> str | None:
    wanted = {name.lower() for name in names}
    for each in find_all(root, "meta"):
        if (attribute(each, "name") or "").lower() in wanted and attribute(each, "content"):
            return attribute(each, "content")
    return None
