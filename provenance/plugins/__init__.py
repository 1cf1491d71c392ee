"""Plugins: the hooks, their discovery, and the handling of failures.

Start with `load_plugins`; its result is passed down as an argument. There is no global manager.
"""

from __future__ import annotations

from provenance.plugins.catalogue import Offer
from provenance.plugins.manager import Plugins, load_plugins
from provenance.plugins.owner import Owner, PluginFailure

__all__ = ["Offer", "Owner", "PluginFailure", "Plugins", "load_plugins"]
