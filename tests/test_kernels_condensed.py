"""Summaries are those of the twin."""

from __future__ import annotations

import random
from collections import Counter

import naive_fused as naive
import numpy as np
import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st
from naive_reworded import WALL, Article, Side, Span, sides_of

from provenance.align.model import load_model, vector
from provenance.kernels import condensed
from provenance.kernels.condensed import find_summary
from provenance.kernels.fitted import summary_numbers
from provenance.kernels.jit import inline

pytest.importorskip("numba", reason="helpers of kernels are compiled by numba, of the extra [jit]")


@inline
def summary_kernel(side, other, distinct, covered, summaries):
    return find_summary(side, other, distinct, covered, summary_numbers(summaries))


def summary_of(side: Side, other: Side, covered: list[bool]) -> naive.Summary | None:
    distinct = max([-1, *side.words, *other.words]) + 1
    found = summary_kernel(
        side.arrays(), other.arrays(), distinct, np.array(covered, np.bool_), vector(load_model().summaries)
    )
    return (
        naive.Summary(Span(*found.short), Span(*found.long), found.linked, found.evidence) if found.evidence else None
    )


def assert_equal(found: naive.Summary | None, expected: naive.Summary | None) -> None:
    assert (found is None) == (expected is None)
    if found is not None:
        assert found[:3] == expected[:3]
        assert found.evidence == pytest.approx(expected.evidence)


def pair(short: list[int], long: list[int], weights: list[float], walls: list[list[bool]] | None = None):
    """Return the sides of two articles."""
    articles = [Article(stems, [False] * len(stems), [False] * len(stems)) for stems in (short, long)]
    weighed = [[weights[stem % len(weights)] for stem in article.stems] for article in articles]
    return sides_of(articles, weighed, walls or [[False] * len(short), [False] * len(long)])


def clippings(choose: random.Random, long: list[int], size: int, longest: int = 5) -> list[int]:
    """Return pieces of an article, a few words each."""
    pieces: list[int] = []
    while len(pieces) < size:
        at = choose.randrange(len(long))
        pieces += long[at : at + choose.randint(1, longest)]
    return pieces[:size]


@st.composite
def long_and_short(draw: st.DrawFn) -> tuple[Side, Side, list[bool]]:
    """Return an article that may hold a summary, what it may be of, and what of it stands in other passages."""
    choose = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311
    weights = draw(st.sampled_from([[0.0, 0.6, 0.9, 1.0], [0.5], [0.2, 0.39], [0.8, 0.9, 1.0], [1.0]]))
    table = [float(np.float32(choose.choice(weights))) for _ in range(draw(st.sampled_from([64, 4096])))]
    words = [choose.randrange(2**32) for _ in range(draw(st.sampled_from([40, 4000, 4000, 4000])))]
    long = choose.choices(words, k=draw(st.sampled_from([140, 300, 450, 600, 800])))
    region = long[: draw(st.sampled_from([800, 800, 800, 300]))]
    size = draw(st.integers(45, 130))
    stretch = clippings(choose, region, size, draw(st.sampled_from([1, 2, 3, 5, 5, 5])))
    foreign = draw(st.sampled_from([0.0, 0.0, 0.0, 0.1, 0.3]))
    stretch = [choose.randrange(2**32) if choose.random() < foreign else word for word in stretch]
    before, after = ([choose.randrange(2**32) for _ in range(draw(st.sampled_from([0, 3, 40])))] for _ in range(2))
    short = before + stretch + after
    covered, wall, other_wall = ([False] * size for size in (len(short), len(short), len(long)))
    if draw(st.integers(0, 3)) == 0:
        covered[:] = [choose.random() > 0.1 for _ in short]
    for marks in draw(st.lists(st.sampled_from([covered, covered, wall, other_wall]), max_size=3)):
        at = choose.randrange(len(marks))
        end = min(len(marks), at + choose.randint(1, 80))
        marks[at:end] = [True] * (end - at)
    return *pair(short, long, table, [wall, other_wall]), covered


def test_summaries_are_those_of_the_twin():
    met: Counter[str] = Counter()

    @given(long_and_short())
    @own.examples(150)
    def compare(made):
        side, other, covered = made

        found = summary_of(side, other, covered)

        assert_equal(found, naive.find_summary(side, other, covered))
        if found is None:
            met["none"] += 1
            return
        met["found"] += 1
        met["partly covered"] += any(covered[found.short.first : found.short.last])
        met["walls"] += WALL in side.weights or WALL in other.weights
        met["of a part"] += found.long.size < other.size
        assert WALL not in side.weights[found.short.first : found.short.last]
        assert found.words <= found.short.size

    compare()
    assert len(met) == 5
    assert min(met.values()) >= 2, met


@pytest.mark.parametrize("words", [(0, 0), (0, 500), (500, 0), (49, 500), (50, 143), (50, 500), (500, 500)])
def test_short_and_equal_articles(words):
    for offset in (0, 10_000):
        side, other = pair([*range(words[0])], [*range(offset, offset + words[1])], [0.9])

        assert summary_of(side, other, [False] * side.size) is None
        assert naive.find_summary(side, other, [False] * side.size) is None


def test_nothing_is_looked_for_in_an_article_beyond_all_measure():
    choose = random.Random(1)  # noqa: S311
    for words, is_found in ((condensed._LONGEST, True), (condensed._LONGEST + 1, False)):
        long = [choose.randrange(2**32) for _ in range(words)]
        side, other = pair(clippings(choose, long, 200), long, [1.0])

        assert (summary_of(side, other, [False] * side.size) is not None) == is_found
