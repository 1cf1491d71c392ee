"""Candidates and hostile collections.

python -m pytest benchmarks/test_scale.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import corpus
import hostile
import pytest

from provenance import Document, ReuseOptions, find_reuse
from provenance.engines.local import prepare
from provenance.model.documents import Documents
from provenance.text.pipeline import Pipeline

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from provenance.model.options import CandidateMode

EXACT = ReuseOptions(candidates="exact")


@pytest.mark.benchmark(group="candidates of 1,000 articles")
@pytest.mark.parametrize("how", ["exact", "lsh"])
def test_candidates(benchmark: BenchmarkFixture, how: CandidateMode) -> None:
    made = corpus.make(1000)
    documents = Documents.of([Document(str(number), text) for number, text in enumerate(made.texts)])
    found = benchmark(lambda: prepare(documents, None, ReuseOptions(candidates=how), Pipeline()).candidates)
    left, right = found.take(0, found.count)
    pairs = set(zip(left.tolist(), right.tolist(), strict=True))
    planted = {(min(p.source, p.target), max(p.source, p.target)) for p in made.passages}
    assert len(planted & pairs) >= 0.99 * len(planted)
    assert how == "lsh" or planted <= pairs


@pytest.mark.benchmark(group="hostile collections")
@pytest.mark.parametrize("kind", ["copies", "footers", "words"])
def test_hostile(benchmark: BenchmarkFixture, kind: str) -> None:
    texts = list(hostile.KINDS[kind](300))
    result = benchmark(lambda: find_reuse(texts, options=EXACT))
    assert result.run.left_out
