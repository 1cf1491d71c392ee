"""Creates components from their records."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from provenance.plugins.conformance import component_problem
from provenance.plugins.guard import EXITS, called
from provenance.plugins.owner import PluginFailure
from provenance.plugins.settings import settings_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.plugins.catalogue import Offer
    from provenance.plugins.kinds import EntryT, Kind
    from provenance.plugins.opening import Opened

__all__ = ["attribute", "make", "settings_class"]


def make(kind: Kind[EntryT], offer: Offer[EntryT], settings: Any, opened: Opened, forget: Callable[[], None]) -> Any:
    """Import and call the factory of an offer, and check the component it returns.

    Parameters
    ----------
    kind, offer
        What to make.
    settings : object or None
        The settings that the factory gets; None if the offer declares none.
    opened : Opened
        Keeps what has to be closed.
    forget : callable
        Called when the component was closed.

    Raises
    ------
    PluginError
        If the plugin fails. Errors of built-in components pass unchanged.
    """
    entry, owner = offer.entry, offer.owner
    if owner.builtin:
        return _called(entry.factory)
    stage = f"making the {kind.component} {entry.name!r}"
    try:
        with called():
            made = _called(entry.factory, *(() if settings is None else (settings,)))
            component = opened.enter(made, owner, f"{kind.component} {entry.name}", forget)
            problem = component_problem(component, kind.method(entry))
    except EXITS:
        raise
    except BaseException as error:
        raise PluginFailure(owner, stage, error).as_error() from error
    if problem is not None:
        raise PluginFailure(owner, stage, problem).as_error()
    return component


def attribute(place: str) -> Any:
    """Import and return the object that ``"module:attribute"`` names."""
    module, _, names = place.partition(":")
    found: Any = importlib.import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found


def settings_class(kind: Kind[EntryT], offer: Offer[EntryT]) -> type | None:
    """Import and return the dataclass that declares the settings of an offer; None if it has none.

    Raises
    ------
    PluginError
        If it cannot be imported, or is no such class.
    """
    given = offer.entry.settings
    if given is None:
        return None
    stage = f"declaring the settings of the {kind.component} {offer.entry.name!r}"
    try:
        with called():
            found: type = attribute(given) if isinstance(given, str) else given
            problem = settings_problem(found)
    except EXITS:
        raise
    except BaseException as error:
        raise PluginFailure(offer.owner, stage, error).as_error() from error
    if problem is not None:
        raise PluginFailure(offer.owner, stage, problem).as_error()
    return found


def _called(factory: Any, *arguments: Any) -> Any:
    if isinstance(factory, str):
        found = attribute(factory)
        if not callable(found):
            raise TypeError(f"{factory} is not a class or function but an instance of {type(found).__name__}")
        return found(*arguments)
    return factory(*arguments)
