"""How much memory to use."""

from __future__ import annotations

import os
from pathlib import Path

from provenance.model.sizes import memory_bytes

__all__ = ["machine_memory", "memory_limit"]

# The memory assumed where the system does not say.
_UNKNOWN = 1 << 32
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def machine_memory() -> int:
    """Return the bytes of memory that this process may use: the machine's, or the limit of its container."""
    try:
        least = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        least = _UNKNOWN
    for name in _LIMITS:
        try:
            said = Path(name).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
        if said.isdigit():
            least = min(least, int(said))
    return least


def memory_limit(memory: str) -> int:
    """Return the bytes that the option ``memory`` allows; "auto" is half of the memory of the machine."""
    limit = memory_bytes(memory)
    return machine_memory() // 2 if limit is None else limit
