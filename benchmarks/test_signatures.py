"""From raw text to signatures, one thread, beside datasketch and rensa.

python -m pytest benchmarks/test_signatures.py --benchmark-group-by=group
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import corpus
import pyarrow as pa
import pytest
import xxhash

from provenance.engines.signing import sign_texts
from provenance.sketch.scheme import Scheme
from provenance.text.pipeline import Pipeline

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

WORD = re.compile(r"\w+")
Texts = list[str]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return corpus.make(200).texts


def shingles(text: str) -> list[str]:
    words = WORD.findall(text.lower())
    return [" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))]


def by_provenance(texts: pa.LargeStringArray) -> int:
    return len(sign_texts(texts, Scheme(), Pipeline(), threads=1))


def by_datasketch(texts: Texts) -> int:
    from datasketch import MinHash

    for text in texts:
        signature = MinHash(num_perm=128, seed=1, hashfunc=xxhash.xxh32_intdigest)
        signature.update_batch([shingle.encode() for shingle in shingles(text)])
    return len(texts)


def by_rensa(texts: Texts) -> int:
    from rensa import RMinHash

    for text in texts:
        signature = RMinHash(num_perm=128, seed=1)
        signature.update(shingles(text))
        signature.digest()
    return len(texts)


@pytest.mark.benchmark(group="signatures of 200 articles")
def test_provenance(benchmark: BenchmarkFixture, texts: Texts) -> None:
    array = pa.array(texts, pa.large_string())
    assert benchmark(by_provenance, array) == len(texts)


@pytest.mark.benchmark(group="signatures of 200 articles")
def test_datasketch(benchmark: BenchmarkFixture, texts: Texts) -> None:
    assert benchmark(by_datasketch, texts) == len(texts)


@pytest.mark.benchmark(group="signatures of 200 articles")
def test_rensa(benchmark: BenchmarkFixture, texts: Texts) -> None:
    pytest.importorskip("rensa")
    assert benchmark(by_rensa, texts) == len(texts)
