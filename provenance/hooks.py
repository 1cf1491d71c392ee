"""What a plugin imports: the marker for its hook implementations.

It is all a plugin needs at start-up and it imports nothing but pluggy, so that a plugin which is installed but
not used costs next to nothing.
"""

from __future__ import annotations

import pluggy

__all__ = ["GROUP", "PROJECT", "hookimpl"]

PROJECT = "provenance"
#: The entry-point group in which plugins announce themselves. A breaking change of the hooks opens a new group.
GROUP = "wire_provenance.v1"

hookimpl = pluggy.HookimplMarker(PROJECT)
