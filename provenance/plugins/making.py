"""From a record to the component it stands for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from provenance.plugins.conformance import component_problem
from provenance.plugins.owner import PluginFailure

if TYPE_CHECKING:
    from provenance.plugins.catalogue import Offer
    from provenance.plugins.kinds import EntryT, Kind

__all__ = ["make"]


def make(kind: Kind[EntryT], offer: Offer[EntryT]) -> Any:
    """Import and call the factory of an offer, and look at what it gives.

    Raises
    ------
    PluginError
        When the plugin fails. What is built in raises what it raises.
    """
    entry, owner = offer.entry, offer.owner
    if owner.builtin:
        return _called(entry.factory)
    stage = f"making the {kind.component} {entry.name!r}"
    try:
        component = _called(entry.factory)
        problem = component_problem(component, kind.method(entry))
    except (Exception, SystemExit) as error:
        raise PluginFailure(owner, stage, error).as_error() from error
    if problem is not None:
        raise PluginFailure(owner, stage, problem).as_error()
    return component


def _called(factory: Any) -> Any:
    if isinstance(factory, str):
        module, _, attributes = factory.partition(":")
        found: Any = importlib.import_module(module)
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
        if not callable(found):
            raise TypeError(f"{factory} is not a class or function but an instance of {type(found).__name__}")
        return found()
    return factory()
