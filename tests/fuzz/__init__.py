"""Fuzzers: each makes seeded inputs meant to break something, and says what has to hold all the same.

A fuzzer is a function of a source of chance and an empty folder; it raises where something does not hold. The suite
runs a few seeds of each; `python tests/fuzz/run.py` goes on as long as it is told to. A seed that fails becomes a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    Fuzzer = Callable[[random.Random, Path], None]

__all__ = ["fuzzers"]


def fuzzers() -> dict[str, Fuzzer]:
    """Return the fuzzers by name."""
    from fuzz.damage import dedup_blocks, index_files, passage_parts, saved_statistics
    from fuzz.kills import kills
    from fuzz.readers import readers
    from fuzz.reporters import reporters
    from fuzz.texts import texts
    from fuzz.values import values

    every = (
        readers, values, texts, reporters, dedup_blocks, passage_parts, saved_statistics, index_files,
        kills,
    )  # fmt: skip
    return {each.__name__: each for each in every}
