"""A few seeds of every fuzzer; `tests/fuzz/run.py` goes on from there."""

from __future__ import annotations

import random

import pytest
from fuzz import fuzzers

#: How many seeds the suite tries: those that start processes take a second each.
_SEEDS = {
    "readers": 120, "values": 60, "texts": 40, "reporters": 20, "dedup_blocks": 40, "passage_parts": 6,
    "saved_statistics": 60, "index_files": 5, "kills": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(fuzzers()))
def test_what_a_fuzzer_makes_breaks_nothing(name, tmp_path):
    for seed in range(_SEEDS[name]):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            fuzzers()[name](random.Random(f"{name} {seed}"), folder)  # noqa: S311
        except Exception as error:
            raise AssertionError(
                f"{name}, seed {seed}: python tests/fuzz/run.py {name} --once --seed {seed}"
            ) from error
