"""Creates components from their records."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.plugins.conformance import component_problem
from provenance.plugins.guard import EXITS, called
from provenance.plugins.owner import PluginFailure

if TYPE_CHECKING:
    import os

    from provenance.plugins.catalogue import Offer
    from provenance.plugins.kinds import EntryT, Kind

__all__ = ["attribute", "head_of", "make"]

#: The number of bytes of a file that sniffing functions get.
_HEAD = 1 << 16


def make(kind: Kind[EntryT], offer: Offer[EntryT]) -> Any:
    """Import and call the factory of an offer, and check the component it returns.

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
            component = _called(entry.factory)
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


def head_of(path: str | os.PathLike[str]) -> bytes:
    """Return the first 64 KiB of a file; empty if it is not a readable file, which is reported elsewhere."""
    try:
        if not Path(path).is_file():
            return b""
        with Path(path).open("rb") as stream:
            return stream.read(_HEAD)
    except (OSError, ValueError):
        return b""


def _called(factory: Any) -> Any:
    if isinstance(factory, str):
        found = attribute(factory)
        if not callable(found):
            raise TypeError(f"{factory} is not a class or function but an instance of {type(found).__name__}")
        return found()
    return factory()
