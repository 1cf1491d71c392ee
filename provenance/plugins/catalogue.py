"""All components of one kind, with lookup by name and by file suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Generic, overload

from provenance.errors import OptionError
from provenance.plugins.kinds import EntryT, Kind
from provenance.plugins.owner import Owner, normalised
from provenance.plugins.types import DuplicateReporterEntry, ReaderEntry, ReporterEntry

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from provenance.plugins.registry import Registry

__all__ = ["Catalogue", "Offer", "Suffixes", "builtin_catalogue", "full_catalogue", "sniffs", "suffixes"]


@dataclass(frozen=True, slots=True)
class Offer(Generic[EntryT]):
    """A component on offer: a plugin's record with the plugin it comes from.

    Parameters
    ----------
    entry : Entry
        The record that the plugin yielded.
    owner : Owner
        The plugin.
    """

    entry: EntryT
    owner: Owner


class Catalogue(Generic[EntryT]):
    """The offers of one kind.

    Parameters
    ----------
    kind : Kind
        Their kind.
    offers : sequence of Offer
        All offers; names may repeat.
    """

    def __init__(self, kind: Kind[EntryT], offers: Sequence[Offer[EntryT]]) -> None:
        self.kind = kind
        self.offers = tuple(offers)

    def named(self) -> dict[str, Offer[EntryT]]:
        """Return the offers by name; names are qualified where several offers share one."""
        return {self.unique_name(offer): offer for offer in self.offers}

    def unique_name(self, offer: Offer[EntryT]) -> str:
        """Return the shortest unambiguous name of an offer."""
        name = offer.entry.name
        qualified = [f"{name}@{part}" for part in (offer.owner.distribution, offer.owner.plugin) if part]
        return next((each for each in (name, *qualified) if self._matching(each) == [offer]), qualified[-1])

    def find(self, name: str) -> Offer[EntryT] | None:
        """Return the offer with a name, or None; raise `OptionError` if there are several."""
        return self._one(self._matching(name), f"the {self.kind.called} {name!r}")

    def for_path(self, path: str | os.PathLike[str]) -> Offer[EntryT] | None:
        """Return the offer for the longest known suffix of a file name, ignoring readers that sniff."""
        longest, matching = self.suffixed(path)
        return self._one([offer for offer in matching if not sniffs(offer.entry)], f"the file suffix {longest!r}")

    def suffixed(self, path: str | os.PathLike[str]) -> tuple[str, list[Offer[EntryT]]]:
        """Return the longest known suffix of a file name, and all offers that have it."""
        name = PurePath(path).name.lower()
        longest, matching = "", list[Offer[EntryT]]()
        for offer in self.offers:
            for suffix in suffixes(offer.entry):
                if len(suffix) < len(longest) or not _ends(name, suffix):
                    continue
                if suffix != longest:
                    longest, matching = suffix, []
                if offer not in matching:
                    matching.append(offer)
        return longest, matching

    def suffixes(self) -> list[str]:
        """Return all known file suffixes."""
        return sorted({suffix for offer in self.offers for suffix in suffixes(offer.entry)})

    def _matching(self, name: str) -> list[Offer[EntryT]]:
        bare, at, qualifier = name.partition("@")
        offers = [offer for offer in self.offers if offer.entry.name == bare]
        if not at:
            return offers
        key = normalised(qualifier)
        by_distribution = [
            offer for offer in offers if offer.owner.distribution and normalised(offer.owner.distribution) == key
        ]
        return by_distribution or [offer for offer in offers if normalised(offer.owner.plugin) == key]

    def _one(self, matching: list[Offer[EntryT]], what: str) -> Offer[EntryT] | None:
        if len(matching) < 2:
            return matching[0] if matching else None
        owners = " and ".join(str(offer.owner) for offer in matching)
        names = " or ".join(repr(self.unique_name(offer)) for offer in matching)
        raise OptionError(
            f"{what} is offered by {owners}.",
            hint=f"say which as name@distribution: {names}.",
        )


class Suffixes(Sequence[str]):
    """The known file suffixes, in the order of the readers; those of plugins are added once these are loaded.

    Parameters
    ----------
    offers : callable
        Returns the offers of the readers that are known now.
    """

    def __init__(self, offers: Callable[[], Sequence[Offer[Any]]]) -> None:
        self._offers = offers

    def _now(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(suffix for offer in self._offers() for suffix in suffixes(offer.entry)))

    def __len__(self) -> int:
        return len(self._now())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._now()[index]

    def __repr__(self) -> str:
        return repr(self._now())


def builtin_catalogue(registry: Registry, kind: Kind[EntryT]) -> Catalogue[EntryT]:
    """Return the built-in offers, without loading installed plugins."""
    return Catalogue(kind, [Offer(entry, owner) for owner, entry in registry.records(kind, builtin=True)])


def full_catalogue(registry: Registry, builtin: Catalogue[EntryT]) -> Catalogue[EntryT]:
    """Return the built-in offers and those of plugins.

    Plugins cannot take over built-in names and suffixes: a run that uses only built-in components must give the same
    result whichever plugins are installed, without loading them.
    """
    registry.load_installed()
    kind = builtin.kind
    reserved = {offer.entry.name for offer in builtin.offers}
    stage = f"{kind.hook}()"
    offers = list(builtin.offers)
    seen: set[tuple[Owner, str]] = set()
    for owner, entry in registry.records(kind, builtin=False):
        if entry.name in reserved:
            registry.fail(owner, stage, f"{entry.name!r} is the name of a built-in {kind.called}")
        elif (owner, entry.name) in seen:
            registry.fail(owner, stage, f"it offers two of the name {entry.name!r}; the first is used")
        else:
            seen.add((owner, entry.name))
            offers.append(Offer(_without_reserved(registry, builtin, owner, entry), owner))
    return Catalogue(kind, offers)


def suffixes(entry: object) -> tuple[str, ...]:
    """Return the suffixes of a record in lower case; none if its kind has no suffixes."""
    known = entry.suffixes if isinstance(entry, (ReaderEntry, ReporterEntry, DuplicateReporterEntry)) else ()
    return tuple(suffix.lower() for suffix in known)


def sniffs(entry: object) -> bool:
    """Return whether a record is of a reader that recognises files by their content."""
    return isinstance(entry, ReaderEntry) and entry.sniff is not None


def _without_reserved(registry: Registry, builtin: Catalogue[EntryT], owner: Owner, entry: EntryT) -> EntryT:
    # Plugins may use the suffixes of built-in readers that sniff: they get the files those do not recognise.
    taken = {suffix for offer in builtin.offers if not sniffs(offer.entry) for suffix in suffixes(offer.entry)}
    refused = [suffix for suffix in suffixes(entry) if any(suffix.endswith(other) for other in taken)]
    if not refused:
        return entry
    problem = f"{entry.name!r} cannot have the suffix {', '.join(refused)}, which is built in; use it by its name"
    registry.fail(owner, f"{builtin.kind.hook}()", problem)
    changes: dict[str, Any] = {"suffixes": tuple(each for each in suffixes(entry) if each not in refused)}
    return replace(entry, **changes)


def _ends(name: str, suffix: str) -> bool:
    # A file whose whole name is ".csv" has no suffix.
    return len(name) > len(suffix) and name.endswith(suffix)
