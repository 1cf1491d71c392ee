"""Documents to passages.

python -m pytest benchmarks/test_passages.py
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import corpus
import pytest

from provenance import ReuseOptions, find_reuse, read

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.mark.benchmark(group="passages")
def test_the_sample_corpus(benchmark: BenchmarkFixture) -> None:
    documents = read(SEEDS)
    assert len(benchmark(lambda: find_reuse(documents)).passages) > 500


@pytest.mark.benchmark(group="passages")
def test_three_hundred_articles(benchmark: BenchmarkFixture) -> None:
    texts = corpus.make(300, words=(600, 600)).texts
    options = ReuseOptions(candidates="exact")
    assert len(benchmark(lambda: find_reuse(texts, options=options)).passages) > 60
