"""Time grows with the text and no faster: shapes that cost a square once, at sizes that take a second.

`benchmarks/growth.py` tries all shapes and stages, at larger sizes and with less slack.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_FILE = Path(__file__).parents[1] / "benchmarks" / "growth.py"


@pytest.fixture(scope="module")
def growth():
    spec = importlib.util.spec_from_file_location("growth", _FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("shape", "units", "stage"),
    [
        # Chains of characters that noise broke, each of which went on over all the others.
        ("an edited copy", 12_500, "find"),
        ("a misread copy", 5_000, "find"),
        # A text that was decoded again for each of its sentences.
        ("a copy", 20_000, "rebuild"),
        # A line whose words were counted again for each name in it.
        ("names of agencies in a line", 500, "find"),
    ],
)
def test_four_times_the_text_takes_no_square_of_the_time(growth, shape, units, stage):
    growth.measure(shape, 500, 1, stage)  # what is compiled or loaded once

    # In proportion it is 4, a square is 16; what takes no time at all is not judged. On a busy machine the best of
    # three counts.
    ratios = []
    while len(ratios) < 3 and (not ratios or min(ratios) > 8):
        less, more = (growth.measure(shape, size, 1, stage)[stage] for size in (units, 4 * units))
        ratios.append(more / max(less, 0.02))
    assert min(ratios) <= 8, ratios
