"""Plugins: the hooks, who answers them, and what happens when one fails.

`load_plugins` is where to begin; what it returns is passed down, there is no global manager.
"""

from __future__ import annotations

from provenance.plugins.catalogue import Offer
from provenance.plugins.manager import Plugins, load_plugins
from provenance.plugins.owner import Owner, PluginFailure

__all__ = ["Offer", "Owner", "PluginFailure", "Plugins", "load_plugins"]
