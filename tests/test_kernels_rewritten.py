"""Rectangles of shared rare words, and summaries, are those of the twins."""

from __future__ import annotations

import random

import naive
import numpy as np
import pytest
import strategies as own
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.kernels.condensed import find_condensed
from provenance.kernels.jit import kernel
from provenance.kernels.numbering import number_words
from provenance.kernels.rewritten import RECTANGLE, find_rectangles
from provenance.model.words import QUOTED, SENTENCE


@kernel
def rectangles_kernel(left, right, left_flags, right_flags, left_wall, right_wall, weights, boxes):
    return find_rectangles(left, right, left_flags, right_flags, left_wall, right_wall, weights, boxes)


@kernel
def condensed_kernel(short, long, frequencies, box):
    return find_condensed(short, long, frequencies, box)


@kernel
def numbering_kernel(left, right, keys, values, left_ids, right_ids):
    return number_words(left, right, keys, values, left_ids, right_ids)


# Numbers


@given(st.lists(st.integers(0, 12)), st.lists(st.integers(0, 12)), st.sampled_from([1, 2**28, 0x61C88647]))
def test_numbers_of_words_are_those_of_the_twin(left, right, factor):
    left, right = ([word * factor % 2**32 for word in words] for words in (left, right))
    size = 16
    while size < 2 * len(right):
        size *= 2
    left_ids, right_ids = np.full(len(left), -7, np.int32), np.full(len(right), -7, np.int32)

    count = numbering_kernel(
        np.array(left, np.uint32),
        np.array(right, np.uint32),
        np.full(size, 99, np.uint32),
        np.full(size, 99, np.int32),
        left_ids,
        right_ids,
    )

    assert (left_ids.tolist(), right_ids.tolist(), count) == naive.number_words(left, right)


# Rectangles


def articles_of(made: own.Reworded) -> list[naive.Article]:
    return [naive.Article(made.stems[side], made.begins[side], made.quoted[side]) for side in (0, 1)]


def rectangles_of(made: own.Reworded, room: int = 256) -> list[naive.Rectangle]:
    """Return the rectangles of two articles, as the kernel finds them."""
    stems = [np.array(words, np.uint32) for words in made.stems]
    flags = [
        (np.array(begins, bool) * SENTENCE | np.array(quoted, bool) * QUOTED).astype(np.uint8)
        for begins, quoted in zip(made.begins, made.quoted, strict=True)
    ]
    walls = [np.array(wall, bool) for wall in made.wall]
    boxes = np.full((room + 2, len(RECTANGLE)), -7.0)
    count = rectangles_kernel(*stems, *flags, *walls, np.array(made.weights, np.float32), boxes[:room])
    assert (boxes[room:] == -7).all()
    return [
        naive.Rectangle(naive.Span(*map(int, box[:2])), naive.Span(*map(int, box[2:4])), *box[4:7], int(box[7]))
        for box in boxes[:count].tolist()
    ]


def assert_equal(found: list[naive.Rectangle], expected: list[naive.Rectangle]) -> None:
    assert [box[:2] for box in sorted(found)] == [box[:2] for box in sorted(expected)]
    for box, other in zip(sorted(found), sorted(expected), strict=True):
        assert box[2:] == pytest.approx(other[2:], abs=1e-5)


@given(own.reworded())
@settings(max_examples=250)
def test_rectangles_are_those_of_the_twin(made):
    assert_equal(rectangles_of(made), naive.find_rectangles(*articles_of(made), *made.wall, made.weights))


@given(own.reworded(), st.integers(0, 3))
def test_rectangles_stop_where_there_is_no_more_room(made, room):
    assert_equal(rectangles_of(made, room), naive.find_rectangles(*articles_of(made), *made.wall, made.weights, room))


@given(own.reworded())
@settings(max_examples=120)
def test_rectangles_lie_within_their_articles_and_hold_no_wall(made):
    for box in rectangles_of(made):
        for side, span in enumerate((box.left, box.right)):
            assert 0 <= span.first < span.last <= len(made.stems[side])
            assert not any(made.wall[side][span.first : span.last])
            assert box.words <= span.size
        assert 0 <= box.share <= 1
        assert box.plain >= 0


def test_a_wall_hides_its_words_on_both_sides_alike():
    left, right = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14], [6, 5, 4, 3, 2, 1, 11, 12, 13, 14]
    begins, quoted = ([True] + [False] * 9,) * 2, ([False] * 10,) * 2
    walls = ([False] * 10, [False] * 6 + [True] * 4)

    [box] = rectangles_of(own.Reworded((left, right), begins, quoted, walls, [1.0] * 64))
    [turned] = rectangles_of(own.Reworded((right, left), begins, quoted, walls[::-1], [1.0] * 64))

    assert (box.left, box.right) == (turned.right, turned.left) == (naive.Span(0, 6), naive.Span(0, 6))


@pytest.mark.parametrize("seed", range(12))
def test_articles_of_news_length_with_weights_of_any_kind(seed):
    choose = np.random.default_rng(seed)
    # Words as in a language: few are frequent, most are rare.
    weights = choose.random(4096)
    weights[:40] *= 0.2

    def words(count):
        frequent = choose.integers(40, size=count)
        return np.where(choose.random(count) < 0.5, frequent, choose.integers(40, 2**32, size=count)).tolist()

    left, right = words(350), words(120)
    for _ in range(2):
        at, size = int(choose.integers(300)), int(choose.integers(15, 50))
        again = np.array(left[at : at + size])
        again = np.where(choose.random(len(again)) < 0.3, words(len(again)), again)
        right += again[np.argsort(np.arange(len(again)) + 6 * choose.random(len(again)))].tolist() + words(40)
    begins = tuple([place % 17 == 0 for place in range(len(side))] for side in (left, right))
    quoted = tuple((choose.random(len(side)) < 0.2).tolist() for side in (left, right))
    wall = tuple([240 < place < 255 for place in range(len(side))] for side in (left, right))
    made = own.Reworded((left, right), begins, quoted, wall, weights.astype(np.float32).tolist())
    expected = naive.find_rectangles(*articles_of(made), *wall, made.weights)

    assert_equal(rectangles_of(made), expected)
    assert expected


# Summaries


def summary_of(short: list[int], long: list[int], frequencies: np.ndarray) -> naive.Summary | None:
    box = np.full(7, -7.0)
    surprise = condensed_kernel(np.array(short, np.uint32), np.array(long, np.uint32), frequencies, box[:5])
    assert (box[5:] == -7).all()
    if surprise == 0:
        return None
    first, last, low, high, shared = map(int, box[:5])
    return naive.Summary(naive.Span(first, last), naive.Span(low, high), shared, surprise)


@st.composite
def long_and_short(draw: st.DrawFn) -> tuple[list[int], list[int], np.ndarray]:
    """Return an article, one that may hold a summary of it, and how frequent stems are."""
    choose = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311
    size = draw(st.sampled_from([64, 4096]))
    frequencies = np.array([choose.choice([0.05, 0.01, 1e-3, 1e-4, 1e-9]) * choose.random() for _ in range(size)])
    words = [choose.randrange(2**32) for _ in range(draw(st.sampled_from([40, 400, 4000])))]
    long = choose.choices(words, k=draw(st.integers(100, 420)))
    stretch = choose.choices(long, k=draw(st.integers(30, 110)))
    foreign = draw(st.sampled_from([0.0, 0.2, 0.4, 0.6]))
    stretch = [choose.randrange(2**32) if choose.random() < foreign else word for word in stretch]
    before, after = ([choose.randrange(2**32) for _ in range(draw(st.integers(0, 40)))] for _ in range(2))
    return before + stretch + after, long, frequencies.astype(np.float32)


@given(long_and_short())
@settings(max_examples=150)
def test_summaries_are_those_of_the_twin(made):
    short, long, frequencies = made

    found = summary_of(short, long, frequencies)

    expected = naive.find_condensed(short, long, frequencies.tolist())
    assert (found is None) == (expected is None)
    if found is not None:
        assert found[:3] == expected[:3]
        assert found.surprise == pytest.approx(expected.surprise)


@pytest.mark.parametrize(("words", "others"), [(0, 0), (0, 500), (500, 0), (49, 500), (50, 124), (50, 125), (500, 500)])
def test_short_and_equal_articles(words, others):
    frequencies = np.full(64, 1e-6, np.float32)
    for offset in (0, 10_000):
        short, long = list(range(words)), list(range(offset, offset + others))

        assert summary_of(short, long, frequencies) == naive.find_condensed(short, long, frequencies.tolist())
