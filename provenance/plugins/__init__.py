"""Plugins: the hooks, their discovery, and the handling of failures.

Start with `load_plugins`; its result is passed down as an argument. There is no global manager.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.plugins.catalogue import Offer
    from provenance.plugins.manager import Plugins, load_plugins
    from provenance.plugins.owner import Owner, PluginFailure

__all__ = ["Offer", "Owner", "PluginFailure", "Plugins", "load_plugins"]

#: Where each name is defined: what shows a help page loads no plugin machinery.
_WHERE = {
    "Offer": "catalogue",
    "Owner": "owner",
    "PluginFailure": "owner",
    "Plugins": "manager",
    "load_plugins": "manager",
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'provenance.plugins' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"provenance.plugins.{_WHERE[name]}"), name)
