"""What the formats of the wire say of versions: which items are one, in which order, and what is a kill or correction.

An order that a format says wins over the times: by the number of a version, or by a link to the version before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from provenance.infer.times import Times
    from provenance.infer.wires import Wires
    from provenance.model.documents import Documents

__all__ = ["Item", "Versions", "joined", "read_items"]

#: The names of the metadata that say something of versions.
_NAMES = ("guid", "uri", "version", "change", "links", "pubstatus", "slugline")
#: Formats that number their messages: the number comes again in a while.
_NUMBERING = frozenset({"ANPA 1312", "IPTC 7901", "ZCZC"})
_EARLIER = frozenset({"previousversion", "evolvedfrom", "rewriteof", "replaces", "supersedes", "corrects", "updates"})
_LATER = frozenset({"nextversion", "rewrittenby", "replacedby", "supersededby", "correctedby"})
_NO_LETTER = re.compile(r"[^a-z]")
_NUMBER = re.compile(r"\s*[vV]?(\d{1,18})(?:\.(\d{1,9}))?\s*")
_WITHDRAWN = frozenset({"canceled", "cancelled", "withheld", "killed"})
#: What the key of a story begins with, where a format has one.
_KEY = "du-key "
#: Links of an item, and characters of a name, that are looked at.
_MOST_LINKS, _LONGEST = 50, 500
#: With more versions than this an item is no dispatch, and the times alone order it.
_MOST = 256
#: Seconds after a dispatch in which a kill that has its slug line, and no identifier, is its kill.
_SOON = 3 * 86_400.0


class Item(NamedTuple):
    """What a dispatch says of itself as a version.

    Parameters
    ----------
    names : tuple of str
        Its identifiers, as they are and without the number of the version.
    story : str
        The key or slug line that versions of it share, and other stories on other days may; empty where there is none.
    number : tuple of int
        The number of the version; empty where it has none.
    change : str
        "kill", "correction", "write-through", "lead" or "repeat"; empty where it says nothing.
    earlier, later : tuple of (str, tuple of int)
        Identifiers of items that it follows, or that follow it, with the number of their version.
    """

    names: tuple[str, ...]
    story: str
    number: tuple[int, ...]
    change: str
    earlier: tuple[tuple[str, tuple[int, ...]], ...]
    later: tuple[tuple[str, tuple[int, ...]], ...]


def read_items(documents: Documents, wires: Wires) -> dict[int, Item]:
    """Return what each dispatch says of itself as a version, by position; of those that say something.

    Parameters
    ----------
    documents : Documents
        The documents.
    wires : Wires
        Which are dispatches.
    """
    if not wires.is_wire.any():
        return {}
    each = zip(wires.is_wire.tolist(), documents.each_metadata(_NAMES), strict=True)
    return {at: _item(metadata) for at, (is_wire, metadata) in enumerate(each) if is_wire and metadata}


def _item(metadata: Mapping[str, object]) -> Item:
    version, links = metadata.get("version"), metadata.get("links")
    number = _number(version)
    names: dict[str, None] = {}
    story = ""
    if metadata.get("format") not in _NUMBERING:
        for key in ("guid", "uri"):
            name = _text(metadata.get(key))
            names |= dict.fromkeys(filter(None, (name, _unversioned(name, version))))
    earlier, later = [], []
    for link in links[:_MOST_LINKS] if isinstance(links, list) else ():
        if not isinstance(link, dict) or not (uri := _text(link.get("uri"))):
            continue
        rel = _NO_LETTER.sub("", _text(link.get("rel")).casefold())
        which = _number(link.get("version"))
        if rel == "dukey":
            story = f"{_KEY}{uri}"
        elif rel in _EARLIER:
            earlier.append((uri, which))
        elif rel in _LATER:
            later.append((uri, which))
    slug = _text(metadata.get("slugline")).partition(",")[0].strip(" /-").casefold()
    change = _text(metadata.get("change"))
    if _text(metadata.get("pubstatus")).casefold() in _WITHDRAWN:
        change = "kill"
    return Item(tuple(names), story or (slug and f"slug {slug}"), number, change, tuple(earlier), tuple(later))


def _text(value: object) -> str:
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def _number(value: object) -> tuple[int, ...]:
    match = _NUMBER.fullmatch(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    return tuple(int(part) for part in match.groups() if part) if match else ()


def _unversioned(name: str, version: object) -> str:
    """Return an identifier without the version at its end: "urn:newsml:osk:7:2N" of version 2 is "urn:newsml:osk:7"."""
    number = str(version).strip() if isinstance(version, (str, int)) else ""
    return re.sub(rf"[:/#]v?{re.escape(number)}[NUAC]?\Z", "", name) if number else name


class _Graph(NamedTuple):
    """Pairs of positions: the first is the version before the second; and pairs of versions, whichever is first."""

    ordered: list[tuple[int, int]]
    same: list[tuple[int, int]]


def _graph(items: Mapping[int, Item], agency: NDArray[np.int64], times: Times) -> _Graph:
    """Return what identifiers and links say."""
    named: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for at, item in items.items():
        for name in item.names:
            named[int(agency[at]), name].append(at)
    graph = _Graph([], [])
    for group in named.values():
        if 1 < len(group) <= _MOST:
            some = {at: items[at] for at in group}
            graph.same.extend(pairwise(group))
            graph.ordered.extend((*_by_number(some), *_kills_last(some, times)))
    for at, item in items.items():
        for links, forward in ((item.earlier, False), (item.later, True)):
            for uri, number in links:
                linked = [other for other in named.get((int(agency[at]), uri), ()) if other != at]
                # An item that links to its own identifier says which version it means, or nothing.
                if len(linked) > _MOST or (uri in item.names and not number):
                    continue
                for other in linked:
                    theirs = items[other].number
                    if not (number and theirs) or (theirs >= number if forward else theirs <= number):
                        graph.same.append((at, other))
                        graph.ordered.append((at, other) if forward else (other, at))
    return graph


def _by_number(items: Mapping[int, Item]) -> Iterator[tuple[int, int]]:
    """Yield which versions follow each other by their numbers."""
    by_number: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for at, item in items.items():
        if item.number:
            by_number[item.number].append(at)
    for before, after in pairwise(sorted(by_number)):
        yield from ((one, other) for one in by_number[before] for other in by_number[after])


def _kills_last(items: Mapping[int, Item], times: Times) -> Iterator[tuple[int, int]]:
    """Yield kills with what neither numbers nor times put before them or behind: who kills comes last."""
    for kill in (at for at, item in items.items() if item.change == "kill"):
        for at, item in items.items():
            numbered = item.number and items[kill].number and item.number != items[kill].number
            if item.change != "kill" and not numbered and _order(times, at, kill) == 0:
                yield at, kill


def _order(times: Times, left: int, right: int) -> int:
    return int(times.order(np.array([left]), np.array([right]))[0])


def joined(items: Mapping[int, Item], wires: Wires, times: Times) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of dispatches that are versions of one by what they say, whatever their texts share.

    Parameters
    ----------
    items : mapping of int to Item
        As `read_items` gives them.
    wires : Wires
        The agency of each dispatch.
    times : Times
        When they were published.

    Returns
    -------
    tuple of numpy.ndarray, shape=(pairs,), int64
        Positions.
    """
    pairs = [*_graph(items, wires.agency, times).same, *_kills(items, wires.agency, times)]
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    return left, right


def _kills(items: Mapping[int, Item], agency: NDArray[np.int64], times: Times) -> Iterator[tuple[int, int]]:
    """Yield kills with the dispatches of their story in the days before; all that some kills have is a slug line."""
    stories: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for at, item in items.items():
        if item.story:
            stories[int(agency[at]), item.story].append(at)
    for group in stories.values():
        for kill in group if len(group) <= _MOST else ():
            for at in group if items[kill].change == "kill" else ():
                if times.high[at] <= times.high[kill] <= times.low[at] + _SOON:
                    yield at, kill


@dataclass(frozen=True, slots=True, eq=False)
class Versions:
    """Versions of dispatches, in the order that their formats say, or else that of their times.

    Parameters
    ----------
    items : mapping of int to Item
        What dispatches say of themselves.
    family : numpy.ndarray, shape=(documents,), int64
        The same number for versions of one dispatch.
    times : Times
        When documents were published.
    before : dict of int to frozenset of int
        The versions before a dispatch, by what formats say; of those that have some.
    middle : numpy.ndarray, shape=(documents,), float64
        A time to sort by, moved so that it says the same as the formats; documents without one come last.
    place : numpy.ndarray, shape=(documents,), int64
        The place among versions of equal time.
    rank : numpy.ndarray, shape=(documents,), int64
        The place of each document in the order of their ids.
    """

    items: Mapping[int, Item]
    family: NDArray[np.int64]
    times: Times
    before: dict[int, frozenset[int]]
    middle: NDArray[np.float64]
    place: NDArray[np.int64]
    rank: NDArray[np.int64]

    @classmethod
    def of(
        cls, items: Mapping[int, Item], wires: Wires, family: NDArray[np.int64], times: Times, rank: NDArray[np.int64]
    ) -> Versions:
        """Order the versions of each dispatch.

        Parameters
        ----------
        items, family, times, rank
            As above.
        wires : Wires
            The agency of each dispatch.
        """
        members: defaultdict[int, list[int]] = defaultdict(list)
        for at in items:
            members[int(family[at])].append(at)
        said: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for one, other in _graph(items, wires.agency, times).ordered:
            said[int(family[one])].append((one, other))
        middle, place, before = times.middle.copy(), np.zeros(len(family), np.int64), dict[int, frozenset[int]]()
        for number, group in members.items():
            if not 1 < len(group) <= _MOST:
                continue
            known = _closed([*said[number], *_of_story(group, items, times)]) or _closed(said[number])
            if not known:
                continue
            before |= known
            line = _line(sorted(group, key=lambda at: (middle[at], -rank[at])), known)
            middle[line] = np.sort(middle[line])
            place[line] = np.arange(1, len(line) + 1)
        return cls(items, family, times, before, middle, place, rank)

    def order(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.int8]:
        """Return -1 where the left one is surely earlier, 1 where it is surely later, else 0."""
        order = self.times.order(left, right)
        if self.before:
            for row in np.flatnonzero(self._may_say(left, right)).tolist():
                order[row] = self.said(int(left[row]), int(right[row])) or order[row]
        return order

    def said(self, left: int, right: int) -> int:
        """Return the same of two documents by what formats say alone."""
        if right in self.before.get(left, ()):
            return 1
        return -1 if left in self.before.get(right, ()) else 0

    def is_said(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Return whether formats say which of the two is the earlier version."""
        found = self._may_say(left, right)
        for row in np.flatnonzero(found).tolist():
            found[row] = self.said(int(left[row]), int(right[row])) != 0
        return found

    def _may_say(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.bool_]:
        may: NDArray[np.bool_] = (self.place[left] > 0) & (self.place[right] > 0)
        may &= self.family[left] == self.family[right]
        return may

    def after(self, document: int, among: Iterable[int]) -> list[int]:
        """Return those versions that are surely later than one, the earliest first."""
        others = np.array([other for other in among if other != document], np.int64)
        return self.in_order(others[self.order(np.full(len(others), document), others) < 0].tolist())

    def in_order(self, documents: Iterable[int]) -> list[int]:
        """Return versions in their order."""
        return sorted(documents, key=lambda at: (self.middle[at], self.place[at], self.rank[at]))

    def is_kill(self, document: int) -> bool:
        """Whether a dispatch withdraws what it was, or another."""
        return self.change(document) == "kill"

    def change(self, document: int) -> str:
        """Return what a dispatch says that it is, as "kill" or "correction"; empty where it says nothing."""
        item = self.items.get(document)
        return "" if item is None else item.change


def _of_story(group: Iterable[int], items: Mapping[int, Item], times: Times) -> Iterator[tuple[int, int]]:
    """Yield which versions of one story follow each other, where their times do not say it."""
    stories: defaultdict[str, dict[int, Item]] = defaultdict(dict)
    for at in group:
        if items[at].story:
            stories[items[at].story][at] = items[at]
    for key, story in stories.items():
        yield from _kills_last(story, times)
        # Where an item has an identifier the number is of the item, and not of the story.
        own = {at: item for at, item in story.items() if key.startswith(_KEY) or not item.names}
        if any(item.number for item in own.values()):
            # The first version has none: "1st Ld-Writethru" is the second.
            own = {at: item if item.number else item._replace(number=(1,)) for at, item in own.items()}
            yield from (pair for pair in _by_number(own) if _order(times, *pair) == 0)


def _closed(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """Return all that come before each by a chain of pairs; empty where one comes before itself."""
    before: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        before[other].add(one)
    for middle in list(before):
        for others in before.values():
            if middle in others:
                others |= before[middle]
    if any(at in others for at, others in before.items()):
        return {}
    return {at: frozenset(others) for at, others in before.items()}


def _line(group: list[int], before: Mapping[int, frozenset[int]]) -> list[int]:
    """Return versions in one line: as they are given, but none before what comes before it."""
    line: list[int] = []
    done: set[int] = set()

    for at in group:
        earlier = [other for other in group if other in before.get(at, ()) and other not in done]
        for each in (*sorted(earlier, key=lambda other: len(before.get(other, ()))), at):
            if each not in done:
                done.add(each)
                line.append(each)
    return line
