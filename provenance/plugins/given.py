"""The settings that a user gives, and which component gets which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.errors import UnknownNameError
from provenance.plugins.making import settings_class
from provenance.plugins.owner import normalised
from provenance.plugins.settings import declared, parsed, unknown_key, with_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from provenance.plugins.catalogue import Catalogue, Offer
    from provenance.plugins.kinds import Kind
    from provenance.plugins.registry import Registry

__all__ = ["GivenSettings"]


class GivenSettings:
    """Settings by the name of a plugin, of its distribution, or of one of its components.

    Parameters
    ----------
    options : iterable of str
        Each as NAME.KEY=VALUE.
    """

    def __init__(self, options: Iterable[str]) -> None:
        self._tables = parsed(options)

    def check_names(self, registry: Registry, catalogues: list[Catalogue[Any]]) -> None:
        """Raise `UnknownNameError` for a name that nothing has."""
        known = {name for owner in registry.owners for name in (owner.plugin, owner.distribution) if name}
        known |= {offer.entry.name for catalogue in catalogues for offer in catalogue.offers if not offer.owner.builtin}
        for name in self._tables:
            if normalised(name.partition("@")[0]) not in map(normalised, known):
                raise UnknownNameError("plugin, or component of one,", name, known)

    def of(self, kind: Kind[Any], offer: Offer[Any], everything: Callable[[], list[Catalogue[Any]]]) -> Any:
        """Return the settings of an offer; None if it declares none.

        Raises
        ------
        OptionError
            For a value of another type, and a key that neither this component nor another one of the name declares.
        """
        tables = {name: table for name, table in self._tables.items() if _is_called(offer, name)}
        own = settings_class(kind, offer)
        names = set() if own is None else {setting.name for setting in declared(own)}
        values: dict[str, str] = {}
        # What is said of the component counts more than what is said of the whole plugin.
        for name, table in sorted(tables.items(), key=lambda item: item[0].partition("@")[0] == offer.entry.name):
            for key, value in table.items():
                if key in names:
                    values[key] = value
                    continue
                known = names.union(*(others for each, others in _declared(everything()) if _is_called(each, name)))
                if key not in known:
                    raise unknown_key(key, name, known)
        return None if own is None else with_values(own, values, offer.entry.name)


def _declared(catalogues: list[Catalogue[Any]]) -> Iterator[tuple[Offer[Any], set[str]]]:
    for catalogue in catalogues:
        for offer in catalogue.offers:
            own = settings_class(catalogue.kind, offer)
            if own is not None:
                yield offer, {setting.name for setting in declared(own)}


def _is_called(offer: Offer[Any], name: str) -> bool:
    if offer.owner.builtin:
        return False
    bare, at, qualifier = name.partition("@")
    if at:
        return bare == offer.entry.name and offer.owner.is_called(frozenset({normalised(qualifier)}))
    return bare == offer.entry.name or offer.owner.is_called(frozenset({normalised(bare)}))
