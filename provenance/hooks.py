"""The marker for hook implementations, which plugins import.

A plugin needs nothing else at start-up. This module imports only pluggy, so that an installed but unused plugin costs
almost nothing.
"""

from __future__ import annotations

import pluggy

__all__ = ["GROUP", "PROJECT", "hookimpl"]

PROJECT = "provenance"
#: The entry-point group in which plugins announce themselves. A breaking change of the hooks opens a new group.
GROUP = "wire_provenance.v1"

hookimpl = pluggy.HookimplMarker(PROJECT)
