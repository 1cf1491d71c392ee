"""What there is of one kind, and which of it a name or a file suffix means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Generic

from provenance.errors import OptionError
from provenance.plugins.kinds import EntryT, Kind
from provenance.plugins.owner import Owner, normalised
from provenance.plugins.types import ReaderEntry, ReporterEntry

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from provenance.plugins.registry import Registry

__all__ = ["Catalogue", "Offer", "builtin_catalogue", "full_catalogue", "sniffs", "suffixes"]


@dataclass(frozen=True, slots=True)
class Offer(Generic[EntryT]):
    """Something that can be used, and whose it is.

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
        What they are.
    offers : sequence of Offer
        All of them; several may have one name.
    """

    def __init__(self, kind: Kind[EntryT], offers: Sequence[Offer[EntryT]]) -> None:
        self.kind = kind
        self.offers = tuple(offers)

    def named(self) -> dict[str, Offer[EntryT]]:
        """Return the offers by the names that users can type: qualified where several have one name."""
        return {self.unique_name(offer): offer for offer in self.offers}

    def unique_name(self, offer: Offer[EntryT]) -> str:
        """Return the shortest name that means this offer and no other."""
        name = offer.entry.name
        qualified = [f"{name}@{part}" for part in (offer.owner.distribution, offer.owner.plugin) if part]
        return next((each for each in (name, *qualified) if self._matching(each) == [offer]), qualified[-1])

    def find(self, name: str) -> Offer[EntryT] | None:
        """Return what a name means, or None; raise `OptionError` where it means several things."""
        return self._one(self._matching(name), f"the {self.kind.called} {name!r}")

    def for_path(self, path: str | os.PathLike[str]) -> Offer[EntryT] | None:
        """Return what the longest suffix of a file name that is known means, as `find` does; not what sniffs."""
        longest, matching = self.suffixed(path)
        return self._one([offer for offer in matching if not sniffs(offer.entry)], f"the file suffix {longest!r}")

    def suffixed(self, path: str | os.PathLike[str]) -> tuple[str, list[Offer[EntryT]]]:
        """Return the longest suffix of a file name that is known, and all that it means."""
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
        """Return all file suffixes that mean something."""
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


def builtin_catalogue(registry: Registry, kind: Kind[EntryT]) -> Catalogue[EntryT]:
    """Return what is built in, without a look at what is installed."""
    return Catalogue(kind, [Offer(entry, owner) for owner, entry in registry.records(kind, builtin=True)])


def full_catalogue(registry: Registry, builtin: Catalogue[EntryT]) -> Catalogue[EntryT]:
    """Return what is built in and what plugins offer beside it.

    What is built in keeps its names and its suffixes: a run that uses nothing else must mean the same
    whichever plugins are installed, and must not have to load them to find out.
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
    """Return the suffixes of a record, lower-case; none where its kind has none."""
    known = entry.suffixes if isinstance(entry, (ReaderEntry, ReporterEntry)) else ()
    return tuple(suffix.lower() for suffix in known)


def sniffs(entry: object) -> bool:
    """Return whether a record is of a reader that knows its files by their content."""
    return isinstance(entry, ReaderEntry) and entry.sniff is not None


def _without_reserved(registry: Registry, builtin: Catalogue[EntryT], owner: Owner, entry: EntryT) -> EntryT:
    # What a built-in reader takes by content alone, others may have where it does not recognise it.
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
