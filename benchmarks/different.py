"""Removes duplicates among a million short texts that all differ, and prints what went, which is nothing, and the time.

    python benchmarks/different.py [DOCUMENTS]

Each text differs from all others in one token only: an order number, the one word it is, a running number, a name.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from provenance import deduplicate

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES = ("Anna", "Bela", "Carla", "Dimitri", "Elena", "Farid", "Greta", "Henrik", "Ines", "Jonas")
SHAPES: dict[str, Callable[[int], str]] = {
    "order numbers": lambda n: f"Your order {n * 0x9E3779B97F4B % (1 << 48):012x} has been shipped",
    "one word": lambda n: f"w{n * 0x9E3779B1 % (1 << 32)}",
    "running numbers": lambda n: f"Ticket {10_000_000 + n} was closed",
    "names": lambda n: (
        "The jury heard " + "".join(_NAMES[int(digit)].lower() for digit in str(n)) + " on Monday morning"
    ),
}
SETTINGS: tuple[dict[str, Any], ...] = (
    {"threshold": 1.0},
    {"threshold": 0.5},
    {"threshold": 0.5, "measure": "containment"},
    {"threshold": 1.0, "keep": "none"},
)


def main() -> None:
    """Print a line for each shape and each setting."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    deduplicate(["compile", "compile"])
    for name, shape in SHAPES.items():
        table = pa.table({"id": pa.array(range(many)).cast(pa.string()), "text": [shape(n) for n in range(many)]})
        for settings in SETTINGS:
            began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
            result = deduplicate(table, **settings)
            now = resource.getrusage(resource.RUSAGE_SELF)
            cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
            said = " ".join(f"{key} {value}" for key, value in settings.items())
            wall = time.perf_counter() - began
            print(f"{name:16} {said:40} {len(result.removed):8,} removed {wall:6.1f} s {cpu:6.1f} s CPU", flush=True)


if __name__ == "__main__":
    main()
