"""NewsML 1.x: items of nested components, as AFP, EFE, Belga, Kyodo and others send them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.readers.markup import Marked, looks_marked_up, marked, marked_html
from provenance.readers.safe_xml import attribute, child, children, find, find_all, local, plain
from provenance.readers.wire.item import Item, filled
from provenance.readers.wire.nitf import body_of, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["newsml1_items"]

#: Components that are not the text, by their roles.
_CAPTIONS = frozenset({"caption", "photo caption", "media-caption"})
_HEADLINES = frozenset({"headline", "headline1", "kicker", "shorttitle", "slug", "title"})
_LEADS = frozenset({"abstract", "lead", "short lead", "summary", "synopsis", "teaser"})
_NOT_TEXT = frozenset({"animation", "audio", "graphic", "photo", "photography", "picture", "video"})


def newsml1_items(root: Any) -> Iterator[Item]:
    """Yield the items of an element ``NewsML``."""
    envelope = find(root, "NewsEnvelope")
    items = list(find_all(root, "NewsItem"))
    for item in items or [root]:
        shared = _shared(item, envelope)
        articles = _articles(item)
        heads = _Heads()
        for article in articles:
            yield _item(item, article, shared, envelope, heads)
        if not articles:
            # A kill has no text, and is its agency's all the same.
            fields = dict(shared)
            senders = fields.pop("provider_id", None), _party(envelope, "SentFrom"), fields.get("guid")
            yield Item("", senders, fields.pop("sent", None), fields.pop("item_language", None), fields, _is_gone(item))


class _Heads:
    """The lines and the administrative metadata of components, looked for once in each."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[Any, Any]] = {}

    def of(self, component: Any) -> tuple[Any, Any]:
        """Return both; None for what a component has not."""
        if component not in self._known:
            self._known[component] = (child(component, "NewsLines"), child(component, "AdministrativeMetadata"))
        return self._known[component]


def _articles(item: Any) -> list[Any]:
    """Return the components that are articles: those with lines of their own, where there are several with a text."""
    top = children(item, "NewsComponent")
    queue, found = list(top), list[Any]()
    while queue:
        component = queue.pop(0)
        inner = [each for each in children(component, "NewsComponent") if _own_lines(each) and _has_text(each)]
        if len(inner) > 1 or (len(inner) == 1 and not _own_lines(component)):
            queue = inner + queue
        elif _has_text(component):
            found.append(component)
    return found


def _own_lines(component: Any) -> bool:
    return plain(child(component, "NewsLines", "HeadLine")) is not None


def _has_text(component: Any) -> bool:
    return any(role not in _CAPTIONS | _HEADLINES for _, role in _contents(component))


def _contents(component: Any) -> Iterator[tuple[Any, str]]:
    """Yield the data of texts below a component, each with its role in small letters; of pictures the captions."""
    stack: list[tuple[Any, str, bool]] = [(component, "", False)]
    while stack:
        element, role, pictured = stack.pop()
        own = (attribute(child(element, "Role"), "FormalName") or "").strip().lower() or role
        pictured = pictured or own in _NOT_TEXT
        below: list[tuple[Any, str, bool]] = []
        for each in children(element, "NewsComponent", "ContentItem", "NewsItem"):
            if local(each) != "contentitem":
                below.append((each, own, pictured))
                continue
            kind = (attribute(child(each, "MediaType"), "FormalName") or "text").lower()
            data = child(each, "DataContent")
            if data is None or kind in _NOT_TEXT or not (len(data) or (data.text or "").strip()):
                continue
            if not pictured:
                yield data, own
            elif own not in _HEADLINES:
                yield data, "caption"
        stack += reversed(below)


def _item(item: Any, article: Any, shared: dict[str, Any], envelope: Any, heads: _Heads) -> Item:
    fields = dict(shared)
    leads: list[str] = []
    bodies: list[Marked] = []
    captions: list[str] = []
    language: str | None = None
    for data, role in _contents(article):
        found = _marked(data)
        if role in _CAPTIONS:
            captions.append(" ".join(found.paragraphs))
        elif role in _HEADLINES:
            fields.setdefault("headline", " ".join(found.paragraphs) or None)
        elif role in _LEADS:
            leads += found.paragraphs
        else:
            bodies.append(found)
            captions += found.captions
            inner = find(data, "nitf")
            said = fields_of(inner) if inner is not None else {}
            # Lines of a component within the article, around its text.
            for each in _ancestors(data, article):
                said |= _lines(heads.of(each)[0])
                language = language or attribute(each, "lang")
            for key, value in said.items():
                fields.setdefault(key, value)
    around = [*_ancestors(article, item), article]
    for component in around:
        fields |= _lines(heads.of(component)[0])
    if attribute(child(article, "EquivalentsList"), "value") == "yes" or attribute(article, "EquivalentsList") == "yes":
        bodies = sorted(bodies, key=lambda body: -len(body.text))[:1]
    headline = fields.get("headline")
    parts = list(dict.fromkeys(body.without(headline) for body in bodies))
    text = "\n\n".join(part for part in parts if part)
    lead = "\n\n".join(leads)
    if lead and not " ".join(text.split()).startswith(" ".join(lead.split())[:60]):
        text = f"{lead}\n\n{text}".strip()
    counts = [
        attribute(each, "Value")
        for each in find_all(article, "Property")
        if (attribute(each, "FormalName") or "").lower() in ("words", "wordcount")
    ]
    if len(counts) == 1 and counts[0] and counts[0].isdecimal() and len(counts[0]) < 8:
        fields["word_count"] = int(counts[0])
    fields["caption"] = "\n\n".join(dict.fromkeys(filter(None, captions))) or fields.get("caption")
    administrative = [heads.of(each)[1] for each in reversed(around)]
    provider = next(filter(None, (_party(each, "Provider") for each in administrative)), None)
    origin = next(filter(None, (_party(each, "Source") for each in administrative)), None)
    fields["provider"] = provider or fields.get("provider") or shared.get("provider_id")
    fields["origin"] = origin if origin != fields["provider"] else None
    language = (
        language
        or attribute(find(article, "DescriptiveMetadata", "Language"), "FormalName")
        or attribute(article, "lang")
        or attribute(item, "lang")
        or fields.get("item_language")
        or attribute(find(article, "nitf"), "baselang")
    )
    fields.pop("item_language", None)
    senders = (
        provider,
        fields.pop("provider_id", None),
        origin,
        fields.get("credit_line"),
        _party(envelope, "SentFrom"),
    )
    return Item(text, (*senders, fields.get("guid")), fields.pop("sent", None), language, fields)


def _shared(item: Any, envelope: Any) -> dict[str, Any]:
    """Return what an item says of all its articles."""
    management = child(item, "NewsManagement")
    identifier = find(item, "NewsIdentifier")
    revision = child(identifier, "RevisionId")
    made, first = plain(child(management, "ThisRevisionCreated")), plain(child(management, "FirstCreated"))
    links = [
        {"rel": rel, "uri": attribute(each, "NewsItem")}
        for name, rel in (("DerivedFrom", "derived-from"), ("AssociatedWith", "associated-with"))
        for each in children(management, name)
        if attribute(each, "NewsItem")
    ]
    earlier = attribute(revision, "PreviousRevision")
    if earlier and earlier.strip("0"):
        links.append({"rel": "previous-version", "uri": _unversioned(identifier), "version": earlier})
    update = {"N": None, "U": "update", "A": "update"}.get(attribute(revision, "Update") or "N")
    status = attribute(child(management, "Status"), "FormalName")
    return filled(
        {
            "guid": plain(child(identifier, "PublicIdentifier"))
            or plain(child(identifier, "NewsItemId"))
            or plain(find(item, "guid")),
            "provider_id": plain(child(identifier, "ProviderId")),
            "version": plain(revision),
            "sent": made or first or plain(child(identifier, "DateId")) or plain(child(envelope, "DateAndTime")),
            "first_created": first,
            "pubstatus": status.lower() if status else None,
            "revision": update,
            "embargo": plain(find(management, "StatusWillChange", "DateAndTime")),
            "instruction": [attribute(each, "FormalName") for each in children(management, "Instruction")],
            "editorial_note": "\n".join(filter(None, map(plain, _comments(item)))),
            "slugline": plain(find(item, "NameLabel")),
            "copyright_holder": next(filter(None, map(plain, find_all(item, "CopyrightHolder"))), None),
            "item_language": attribute(find(item, "DescriptiveMetadata", "Language"), "FormalName"),
            "links": links,
            "format": "NewsML 1",
        }
    )


def _comments(item: Any) -> Iterator[Any]:
    yield from find_all(item, "Comment")
    for line in find_all(item, "NewsLine"):
        kind = (attribute(child(line, "NewsLineType"), "FormalName") or "").lower()
        if kind in ("advisoryline", "editorialnote", "productline", "correction", "advisory"):
            yield child(line, "NewsLineText")


def _lines(lines: Any) -> dict[str, Any]:
    names = {"HeadLine": "headline", "SubHeadLine": "subheadline", "ByLine": "byline", "DateLine": "dateline"}
    names |= {"CreditLine": "credit_line", "CopyrightLine": "copyright_notice", "SlugLine": "slugline"}
    names |= {"RightsLine": "usage_terms", "SeriesLine": "section"}
    return filled({key: plain(child(lines, name)) for name, key in names.items()})


def _ancestors(article: Any, item: Any) -> list[Any]:
    """Return the components around an article, the outermost first."""
    found = []
    for each in article.iterancestors():
        if each is item:
            break
        if local(each) == "newscomponent":
            found.append(each)
    return found[::-1]


def _marked(data: Any) -> Marked:
    """Return what the data of a component hold: NITF or HTML as elements, or HTML or plain text in one string."""
    if len(data):
        return body_of(data) if find(data, "body") is not None else marked(data)
    text = "".join(data.itertext())
    return marked_html(text) if looks_marked_up(text) else Marked.of_plain(text)


def _party(element: Any, name: str) -> str | None:
    return attribute(find(child(element, name), "Party"), "FormalName") if element is not None else None


def _unversioned(identifier: Any) -> str | None:
    public, revision = plain(child(identifier, "PublicIdentifier")), plain(child(identifier, "RevisionId"))
    return public.removesuffix(f":{revision}") if public and revision else public


def _is_gone(item: Any) -> bool:
    # An item of pictures has contents, one whose text was lost has none.
    return not any(attribute(each, "Href") for each in find_all(item, "ContentItem", "NewsItemRef"))
