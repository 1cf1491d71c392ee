"""Reworded stretches are those of the twin, and what surrounds them changes nothing."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import naive_reworded as naive
import numpy as np
import pytest
import strategies as own
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_reworded import Rectangle, Side, Span

from provenance.align.model import load_model, vector
from provenance.kernels.evidence import MOST, new_notes
from provenance.kernels.fitted import evidence_numbers, seed_numbers, stretch_numbers
from provenance.kernels.jit import inline
from provenance.kernels.numbering import number_words
from provenance.kernels.rectangles import Rectangles
from provenance.kernels.rewritten import find_rectangles
from provenance.kernels.rows import rows_of

if TYPE_CHECKING:
    from naive import Row

pytest.importorskip("numba", reason="helpers of kernels are compiled by numba, of the extra [jit]")


@inline
def rectangles_kernel(left, right, distinct, rows, begin, filled, evidence, seeds, stretches, boxes):
    notes = new_notes(max(len(left.ids), len(right.ids)), evidence_numbers(evidence))
    return find_rectangles(
        left, right, distinct, rows_of(rows), begin, filled, notes, seed_numbers(seeds), stretch_numbers(stretches),
        boxes,
    )  # fmt: skip


@inline
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


def rectangles_of(left: Side, right: Side, chains: list[Row] | None = None, room: int = 256) -> list[Rectangle]:
    """Return the rectangles of two articles, as the kernel finds them."""
    chains = chains or []
    # The chains of other pairs, before and after, are not those of this one.
    rows = np.full((len(chains) + 2, 8), 1)
    rows[1:-1, 1:7] = np.array(chains, np.int64).reshape(-1, 6)
    integers, floats = np.full((5, room + 2), -7), np.full((3, room + 2), -7.0)
    boxes = Rectangles(*integers[:4, :room], *floats[:, :room], integers[4, :room])
    distinct = max([-1, *left.words, *right.words]) + 1
    model = load_model()
    fitted = [vector(part) for part in (model.evidence, model.seeds, model.stretches)]
    count = rectangles_kernel(left.arrays(), right.arrays(), distinct, rows, 1, len(rows) - 1, *fitted, boxes)
    assert (integers[:, room:] == -7).all()
    assert (floats[:, room:] == -7).all()
    return [
        Rectangle(Span(*box[:2]), Span(*box[2:4]), *box[4:])
        for box in zip(*(column[:count].tolist() for column in boxes), strict=True)
    ]


def assert_equal(found: list[Rectangle], expected: list[Rectangle]) -> None:
    assert [box[:2] for box in sorted(found)] == [box[:2] for box in sorted(expected)]
    for box, other in zip(sorted(found), sorted(expected), strict=True):
        assert box[2:] == pytest.approx(other[2:], abs=1e-6)


def test_rectangles_are_those_of_the_twin():
    met: Counter[str] = Counter()

    @given(own.reworded(), st.sampled_from([256, 256, 256, 0, 1, 3]))
    @settings(max_examples=200)
    def compare(made, room):
        left, right = own.sides_of(made)

        found = rectangles_of(left, right, room=room)

        assert_equal(found, naive.find_rectangles(left, right, [], room))
        grown = naive.grown(left, right, [], room)
        met["found"] += bool(found)
        met["full"] += 0 < room == len(grown)
        met["merged"] += len(found) < len(grown)
        met["merged but for a wall"] += len(grown) > len(naive.merged(bare(left), bare(right), grown)) < len(found)
        met["adjusted"] += not {box[:2] for box in found} <= set(naive.merged(left, right, grown))
        met["quoted"] += any(box.plain <= 0 < box.evidence for box in found)
        met["beside a wall"] += any(
            naive.WALL in side.weights[max(0, span.first - 1) : span.last + 1]
            for box in found
            for side, span in ((left, box.left), (right, box.right))
        )

    compare()
    assert len(met) == 7
    assert min(met.values()) >= 3, met


def bare(side: Side) -> Side:
    """Return a document whose walls are down."""
    return side._replace(weights=[min(weight, 1.0) for weight in side.weights])


def test_so_they_are_where_chains_are_seeds():
    met: Counter[str] = Counter()

    @given(st.data(), own.reworded())
    @settings(max_examples=200)
    def compare(data, made):
        left, right = own.sides_of(made)
        chains = data.draw(own.chains_anywhere((left.size, right.size)))

        found = rectangles_of(left, right, chains)

        assert_equal(found, naive.find_rectangles(left, right, naive.chains_of(chains)))
        without = naive.find_rectangles(left, right, [])
        met["seed"] += len(found) > len(without)
        seeds = [*naive.find_seeds(left, right), *(chain for chain in chains if not chain.quoted)]
        met["spent"] += len(naive.grown(left, right, naive.chains_of(chains))) < len(seeds)
        met["all said"] += any(box.fresh <= 0 < box.evidence for box in found)
        met["partly said"] += any(0 < box.fresh < box.evidence for box in found)
        met["unsaid"] += any(box.fresh == box.evidence for box in found) and bool(chains)
        met["on a wall"] += any(box.evidence < -naive.WALL / 2 for box in found)

    compare()
    assert len(met) == 6
    assert min(met.values()) >= 3, met


@given(own.reworded())
@settings(max_examples=120)
def test_rectangles_lie_within_their_articles_and_hold_no_wall(made):
    for box in rectangles_of(*own.sides_of(made)):
        for side, span in enumerate((box.left, box.right)):
            assert 0 <= span.first < span.last <= len(made.stems[side])
            assert not any(made.wall[side][span.first : span.last])
            assert box.words <= span.size
        assert box.fresh == box.evidence


def test_a_wall_hides_its_words_on_both_sides_alike():
    left, right = [1, 2, 3, 4, 5, 6, *range(10, 20)], [6, 5, 4, 3, 2, 1, *range(10, 20)]
    begins, quoted = ([True] + [False] * 15,) * 2, ([False] * 16,) * 2
    walls = ([False] * 16, [False] * 6 + [True] * 10)

    [box] = rectangles_of(*own.sides_of(own.Reworded((left, right), begins, quoted, walls, [1.0] * 64)))
    [turned] = rectangles_of(*own.sides_of(own.Reworded((right, left), begins, quoted, walls[::-1], [1.0] * 64)))

    assert (box.left, box.right) == (turned.right, turned.left) == (Span(0, 6), Span(0, 6))


def news(choose: np.random.Generator, sizes: tuple[int, int], copied: int) -> own.Reworded:
    """Return articles whose words are as in a language: few are frequent, most are rare; stretches are reworded."""
    weights = choose.random(4096)
    weights[:40] *= 0.2

    def words(count: int) -> list[int]:
        frequent = choose.integers(40, size=count)
        return np.where(choose.random(count) < 0.5, frequent, choose.integers(40, 2**32, size=count)).tolist()

    left, right = words(sizes[0]), words(sizes[1])
    for _ in range(2):
        at = int(choose.integers(max(1, len(left) - copied)))
        again = np.array(left[at : at + copied])
        again = np.where(choose.random(len(again)) < 0.3, words(len(again)), again)
        right += again[np.argsort(np.arange(len(again)) + 6 * choose.random(len(again)))].tolist() + words(40)
    begins = tuple([place % 17 == 0 for place in range(len(side))] for side in (left, right))
    quoted = tuple((choose.random(len(side)) < 0.2).tolist() for side in (left, right))
    wall = tuple([240 < place < 255 for place in range(len(side))] for side in (left, right))
    return own.Reworded((left, right), begins, quoted, wall, weights.astype(np.float32).tolist())


@pytest.mark.parametrize("seed", range(12))
def test_articles_of_news_length_with_weights_of_any_kind(seed):
    choose = np.random.default_rng(seed)
    left, right = own.sides_of(news(choose, (350, 120), int(choose.integers(25, 60))))
    expected = naive.find_rectangles(left, right, [])

    assert_equal(rectangles_of(left, right), expected)
    assert expected


def test_a_stretch_longer_than_what_is_learnt():
    left, right = own.sides_of(news(np.random.default_rng(3), (2900, 300), 2600))
    expected = naive.find_rectangles(left, right, [])

    assert_equal(rectangles_of(left, right), expected)
    assert any(min(box.left.size, box.right.size) > MOST for box in expected)


# What surrounds a stretch


@given(own.reworded(), st.booleans(), st.integers(1, 90), st.integers(0, 2**32 - 1))
@settings(max_examples=150)
def test_text_that_has_nothing_in_common_changes_nothing_beside_a_stretch(made, is_before, size, seed):
    choose = np.random.default_rng(seed)
    left, right = own.sides_of(made)
    new = max([-1, *left.words, *right.words]) + 1

    def add(side: Side, words: list[int]) -> Side:
        weights = (choose.integers(65, size=size) / 64).tolist()
        edges = {0, size} | {at for at in range(size) if choose.random() < 0.1}
        more = Side(words, weights, edges, [False] * size)
        one, two = (more, side) if is_before else (side, more)
        joined = one.edges | {one.size + edge for edge in two.edges}
        return Side(one.words + two.words, one.weights + two.weights, joined, one.quoted + two.quoted)

    found = rectangles_of(add(left, [-1] * size), add(right, [*range(new, new + size)]))

    moved = size if is_before else 0
    assert_equal(
        [
            box._replace(
                left=Span(box.left.first - moved, box.left.last - moved),
                right=Span(box.right.first - moved, box.right.last - moved),
            )
            for box in found
        ],
        rectangles_of(left, right),
    )


def test_turned_round_a_pair_has_the_same_stretches():
    """Where they are clear: sentences are cut, and borders adjusted, on the left first.

    Even there one of about 500 pairs differs by more than is allowed here, so the seeds are fixed: which ones
    Hypothesis draws depends on what else a process has imported.
    """
    clear = 0
    for seed in range(240):
        choose = np.random.default_rng(seed)
        made = news(choose, (200, 80), 45)
        made = made._replace(wall=tuple([False] * len(stems) for stems in made.stems))
        turned = own.Reworded(*(column[::-1] for column in made[:-1]), made.weights)
        both = [rectangles_of(*own.sides_of(one)) for one in (made, turned)]
        if not all(abs(box.evidence - 36) > 10 for boxes in both for box in boxes):
            continue
        # Where two lie side by side, the first to be measured takes what both could.
        pairs = [pair for boxes in both for pair in combinations(boxes, 2)]
        if not all(min(x.left.gap(y.left), x.right.gap(y.right)) > 8 for x, y in pairs):
            continue
        clear += 1
        found, others = (sorted(box for box in boxes if box.evidence > 36) for boxes in both)
        others.sort(key=lambda box: box.right)

        assert len(found) == len(others), seed
        for box, other in zip(found, others, strict=True):
            assert box.left.common(other.right) >= 0.8 * max(box.left.size, other.right.size), seed
            assert box.right.common(other.left) >= 0.8 * max(box.right.size, other.left.size), seed
            assert box.evidence == pytest.approx(other.evidence, rel=0.2), seed
    assert clear >= 60
