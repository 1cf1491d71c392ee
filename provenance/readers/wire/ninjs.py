"""Reads ninjs, versions 1 to 3, and similar items of agencies' web APIs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError
from provenance.readers.markup import Marked, looks_marked_up, marked_html
from provenance.readers.safe_xml import find, local, parse_xml
from provenance.readers.wire.item import Item, filled
from provenance.readers.wire.nitf import body_of, fields_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["is_ninjs", "ninjs_items"]

#: Keys that an item has; two of them make an object one.
_KEYS = frozenset(
    {
        "altids",
        "associations",
        "bodies",
        "body_html",
        "body_nitf",
        "body_text",
        "body_xhtml",
        "byline",
        "copyrightholder",
    }
    | {"firstcreated", "headlines", "pubstatus", "renditions", "representationtype", "uri", "guid", "versioncreated"}
)
_MEDIA = frozenset({"picture", "photo", "graphic", "video", "audio", "animation", "event", "planning"})
_MOST_ITEMS = 200_000
#: The keys under which web APIs return items.
_HOLDERS = ("item", "items", "data", "results", "_items", "hits", "collection")


def is_ninjs(value: object) -> bool:
    """Return whether an object of JSON is a news item."""
    if not isinstance(value, dict):
        return False
    keys = {str(key).lower() for key in value}
    return len(keys & _KEYS) >= 2 and bool(keys & {"uri", "guid", "versioncreated", "bodies", "headline", "headlines"})


def ninjs_items(value: object, note: Callable[[str], None]) -> Iterator[Item]:
    """Yield the items of a JSON value: one item, a list of items, or the answer of a web API."""
    found = 0
    stack: list[object] = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack += reversed(each)
        elif is_ninjs(each) and isinstance(each, dict):
            found += 1
            yield _item({str(key).lower(): inner for key, inner in each.items()}, note)
        elif isinstance(each, dict):
            known = {str(key).lower(): inner for key, inner in each.items()}
            stack += [known[name] for name in reversed(_HOLDERS) if isinstance(known.get(name), (dict, list))]
        if found > _MOST_ITEMS or len(stack) > _MOST_ITEMS:
            raise InputError(f"holds more than {_MOST_ITEMS:,} items in one piece of JSON.")


def _item(item: dict[str, Any], note: Callable[[str], None]) -> Item:
    fields = _fields(item)
    body, inner = _body(item, fields.get("headline"), note)
    for key, value in inner.items():
        fields.setdefault(key, value)
    kind = _text(item.get("type")) or "text"
    text = body.without(fields.get("headline"))
    description = _description(item)
    has_text = kind.lower() not in _MEDIA
    if has_text and not text and _elsewhere(item.get("renditions")):
        note("the texts of items stand at other addresses, which are not fetched.")
        has_text = False
    if not text and description and has_text:
        text, fields["partial"] = description, True
    elif description and description != text:
        fields["abstract" if has_text else "caption"] = description
    captions = [*body.captions, *_captions(item)]
    fields["caption"] = fields.get("caption") or "\n\n".join(dict.fromkeys(captions))
    senders = (
        *(_text(item.get(key)) for key in ("provider", "source", "copyrightholder", "creditline")),
        _names(item.get("infosources")),
        *(_text(item.get(key)) for key in ("uri", "guid", "by", "copyrightnotice")),
    )
    made = _text(item.get("versioncreated")) or _text(item.get("contentcreated")) or _text(item.get("firstcreated"))
    return Item(text, senders, made, _text(item.get("language")), filled(fields), has_text)


def _elsewhere(renditions: object) -> bool:
    members = (
        renditions.values() if isinstance(renditions, dict) else renditions if isinstance(renditions, list) else ()
    )
    kinds = [
        str(each.get("type") or each.get("mimetype")) for each in members if isinstance(each, dict) and each.get("href")
    ]
    return any("text" in kind for kind in kinds)


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    status, version = _text(item.get("pubstatus")), item.get("version")
    altids = item.get("altids")
    notes = (item.get("ednote"), item.get("editorialnote"))
    words = item.get("wordcount")
    return filled(
        {
            "guid": _text(item.get("guid")) or _text(item.get("uri")),
            "uri": _text(item.get("uri")) if item.get("guid") else None,
            "altids": altids if isinstance(altids, (dict, list)) and len(str(altids)) < 4000 else None,
            "version": version if isinstance(version, (str, int)) and not isinstance(version, bool) else None,
            "headline": _main(item.get("headlines")) or _text(item.get("headline")) or _text(item.get("title")),
            "byline": _text(item.get("by"))
            or _text(item.get("byline"))
            or _names(item.get("bylines"))
            or _names(item.get("authors")),
            "dateline": _text(item.get("dateline")),
            "located": _text(item.get("located")),
            "credit_line": _text(item.get("creditline")) or _text(item.get("credit")),
            "provider": _text(item.get("provider")) or _text(item.get("source")) or _names(item.get("infosources")),
            "copyright_holder": _text(item.get("copyrightholder")),
            "copyright_notice": _text(item.get("copyrightnotice")),
            "usage_terms": _text(item.get("usageterms")),
            "section": _names(item.get("service")) or _names(item.get("genre")) or _names(item.get("genres")),
            "slugline": _text(item.get("slugline")),
            "keywords": [word for word in item["keywords"] if isinstance(word, str)]
            if isinstance(item.get("keywords"), list)
            else None,
            "pubstatus": status.rpartition("/")[2].lower() if status else None,
            "first_created": _text(item.get("firstcreated")),
            "embargo": _text(item.get("embargoed")),
            "editorial_note": "\n".join(filter(None, map(_text, notes))),
            "word_count": words
            if isinstance(words, int) and not isinstance(words, bool) and 0 < words < 10**7
            else None,
            "links": list(_links(item)),
            "format": "ninjs",
        }
    )


def _body(item: dict[str, Any], headline: str | None, note: Callable[[str], None]) -> tuple[Marked, dict[str, Any]]:
    """Return the text of an item, once, and what NITF in it says.

    The bodies of an item are one text in several forms: the longest is taken; of equal ones that with paragraphs.
    """
    forms: list[tuple[str, str]] = []
    bodies = item.get("bodies")
    for body in bodies if isinstance(bodies, list) else ():
        if isinstance(body, dict):
            known = {str(key).lower(): value for key, value in body.items()}
            forms.append(
                (
                    f"{_text(known.get('contenttype')) or ''} {_text(known.get('role')) or ''}".lower(),
                    _raw(known.get("value")),
                )
            )
    forms += [(key, _raw(value)) for key, value in item.items() if key.startswith("body") and isinstance(value, str)]
    renditions = item.get("renditions")
    nitf = renditions.get("nitf") if isinstance(renditions, dict) else None
    for holder in (nitf if isinstance(nitf, dict) else {}, {"value": item.get("nitf")}):
        forms += [("nitf", _raw(holder.get(key))) for key in ("value", "content", "body")]
    best, inner, weight = Marked(), dict[str, Any](), -1.0
    for kind, value in forms:
        if not value.strip():
            continue
        found, said = _form(kind, value, note)
        # White space and a leading slug line do not make a text more complete; mark-up tells the parts apart.
        length = len("".join(found.without(headline).split())) * (1.0 if found.plain else 1.05)
        captions = best.captions or found.captions
        if length > weight:
            best, weight = found, length
        best = replace(best, captions=captions)
        inner = inner or said
    return best, inner


def _form(kind: str, value: str, note: Callable[[str], None]) -> tuple[Marked, dict[str, Any]]:
    start = value.lstrip()[:200].lower()
    if "nitf" in kind or start.startswith(("<?xml", "<nitf")):
        try:
            root = parse_xml(value, note)
        except InputError:
            # As that of TT, which is SGML with the tags of NITF.
            return marked_html(value), {}
        is_nitf = local(root) == "nitf" or find(root, "body.content") is not None
        return body_of(root), fields_of(root) if is_nitf else {}
    if "plain" not in kind and kind != "body_text" and ("<" in value and ("html" in kind or looks_marked_up(value))):
        return marked_html(value), {}
    return Marked.of_plain(value), {}


def _description(item: dict[str, Any]) -> str | None:
    descriptions = item.get("descriptions")
    said = [_main(descriptions)] if isinstance(descriptions, list) else []
    keys = sorted(key for key in item if key.startswith("description_"))
    keys.sort(key=lambda key: key not in ("description_text", "description_html"))
    said += [_text(item[key]) for key in keys]
    found = next(filter(None, said), None)
    return "\n\n".join(marked_html(found).paragraphs) if found and looks_marked_up(found) else found


def _captions(item: dict[str, Any]) -> Iterator[str]:
    associations = item.get("associations")
    members = (
        associations.values()
        if isinstance(associations, dict)
        else associations
        if isinstance(associations, list)
        else ()
    )
    for each in members:
        if isinstance(each, dict):
            known = {str(key).lower(): value for key, value in each.items()}
            said = (
                _description(known),
                _text(known.get("by")) or _text(known.get("creditline")) or _text(known.get("byline")),
            )
            if said[0]:
                yield " ".join(filter(None, said))


def _links(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key, rel in (
        ("evolvedfrom", "evolved-from"),
        ("rewrite_of", "rewrite-of"),
        ("rewritten_by", "rewritten-by"),
        ("replaces", "previous-version"),
    ):
        if _text(item.get(key)):
            yield {"rel": rel, "uri": _text(item.get(key))}
    for key in ("links", "infosources"):
        values = item.get(key)
        for each in values if isinstance(values, list) else ():
            if isinstance(each, dict) and _text(each.get("href") or each.get("uri")):
                yield {"rel": _text(each.get("rel")) or "link", "uri": _text(each.get("href") or each.get("uri"))}


def _main(values: object) -> str | None:
    """Return the value of a list of them with roles: the main one, else the first."""
    if not isinstance(values, list):
        return _text(values)
    known = [{str(key).lower(): value for key, value in each.items()} for each in values if isinstance(each, dict)]
    ranked = sorted(known, key=lambda each: _text(each.get("role")) not in ("main", "headline", "text", "lead"))
    return next(filter(None, (_text(each.get("value")) for each in ranked)), None)


def _names(values: object) -> str | None:
    if not isinstance(values, list):
        return _text(values)
    said = (
        _text(each.get("by") or each.get("byline") or each.get("name")) if isinstance(each, dict) else _text(each)
        for each in values
    )
    return "; ".join(filter(None, said)) or None


def _text(value: object) -> str | None:
    if isinstance(value, list):
        return (
            "\n".join(filter(None, map(_text, value[:100]))) or None
            if all(isinstance(each, str) for each in value[:100])
            else None
        )
    return value.strip() or None if isinstance(value, str) else None


def _raw(value: object) -> str:
    return value if isinstance(value, str) else ""
