"""Duplicates, from raw lines to receipts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import corpus
import pytest

from provenance import deduplicate

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "articles.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for number, text in enumerate(corpus.make(1000).texts):
            out.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
    return path


@pytest.mark.parametrize(("measure", "threshold"), [("resemblance", 0.8), ("resemblance", 0.5), ("containment", 0.5)])
def test_deduplicate(benchmark: BenchmarkFixture, articles: Path, measure: str, threshold: float) -> None:
    result = benchmark(deduplicate, articles, threshold, measure)
    assert 0 < len(result.removed) <= 200


def test_deduplicate_and_write(benchmark: BenchmarkFixture, articles: Path, tmp_path: Path) -> None:
    benchmark(deduplicate, articles, output=tmp_path / "kept.jsonl", receipts=tmp_path / "receipts.jsonl")
