"""What words say for a copy, and which sentences are alike, are what the twins say."""

from __future__ import annotations

from collections import Counter

import naive_reworded as naive
import numpy as np
import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st
from naive_reworded import Side, Span

from provenance.align.model import load_model, vector
from provenance.kernels import evidence
from provenance.kernels.evidence import ALONE, LINKED, MOST, UNSHARED
from provenance.kernels.fitted import evidence_numbers, seed_numbers
from provenance.kernels.jit import inline
from provenance.kernels.seeds import Seeds, find_seeds, sentence_starts
from provenance.kernels.spans import span

# Evidence

pytest.importorskip("numba", reason="helpers of kernels are compiled by numba, of the extra [jit]")


@inline
def judge_kernel(side, first, last, other, other_first, other_last, step, fitted, kinds, gains, times):
    notes = evidence.new_notes(max(len(side.ids), len(other.ids)), evidence_numbers(fitted))
    mine, theirs = span(first, last), span(other_first, other_last)
    # What was learnt and judged before leaves no trace.
    for _ in range(times):
        evidence.learn(notes, side.ids, mine)
        evidence.judge(notes, other, theirs, step, theirs)
    evidence.learn(notes, other.ids, theirs)
    evidence.judge(notes, side, mine, step, mine)
    kinds[:] = notes.kinds[: len(kinds)]
    gains[:] = notes.gains[: len(gains)]


@inline
def judge_ends_kernel(side, first, last, ends, other, other_first, other_last, fitted, kinds, gains):
    notes = evidence.new_notes(max(len(side.ids), len(other.ids)), evidence_numbers(fitted))
    mine, theirs = span(first, last), span(other_first, other_last)
    before, behind = span(ends[0], ends[1]), span(ends[2], ends[3])
    evidence.want(notes, side.ids, before, behind)
    evidence.learn_wanted(notes, other.ids, theirs)
    for which, step in enumerate((1, -1)):
        if which == 1:
            evidence.renew(notes, other.ids, theirs)
        within = before if which == 0 else behind
        evidence.judge(notes, side, mine, step, within)
        kinds[which, within.start : within.stop] = notes.kinds[within.start : within.stop]
        gains[which, within.start : within.stop] = notes.gains[within.start : within.stop]


def judged(side: Side, part: Span, other: Side, others: Span, *, backwards: bool, times: int = 0) -> naive.Judged:
    kinds, gains = np.full(side.size, 9, np.uint8), np.full(side.size, -7.0)
    fitted = vector(load_model().evidence)
    judge_kernel(side.arrays(), *part, other.arrays(), *others, -1 if backwards else 1, fitted, kinds, gains, times)
    return naive.Judged({at: int(kinds[at]) for at in part.places}, {at: float(gains[at]) for at in part.places})


def plain_side(words: list[int], weights: list[float] | None = None) -> Side:
    return Side(words, weights or [0.5] * len(words), {0, len(words)}, [False] * len(words))


@st.composite
def stretch_of(draw: st.DrawFn, side: Side) -> Span:
    return Span(*sorted(draw(st.tuples(*[st.integers(0, side.size)] * 2))))


def test_words_are_judged_as_by_the_twin():
    met: Counter[int] = Counter()

    @given(st.data(), own.reworded(), st.booleans(), st.booleans(), st.integers(0, 2))
    @own.examples(80)
    def compare(data, made, is_turned, backwards, times):
        side, other = own.sides_of(made)[:: -1 if is_turned else 1]
        part, others = data.draw(stretch_of(side)), data.draw(stretch_of(other))

        found = judged(side, part, other, others, backwards=backwards, times=times)

        assert found == naive.judge(side, part, other.said(others), backwards=backwards)
        met.update(found.kinds.values())
        met["wall"] += naive.WALL in side.weights[part.first : part.last]

    compare()
    assert min(met[kind] for kind in (UNSHARED, ALONE, LINKED, "wall")) > 10


@given(st.data(), own.reworded(), st.booleans())
@own.examples(80)
def test_parts_of_a_stretch_are_judged_as_the_whole(data, made, is_turned):
    side, other = own.sides_of(made)[:: -1 if is_turned else 1]
    part, others = data.draw(stretch_of(side)), data.draw(stretch_of(other))
    ends = [Span(*sorted(data.draw(st.tuples(*[st.integers(*part)] * 2)))) for _ in range(2)]
    kinds, gains = np.full((2, side.size), 9, np.uint8), np.full((2, side.size), -7.0)

    judge_ends_kernel(
        side.arrays(), *part, np.array([*ends[0], *ends[1]], np.int64), other.arrays(), *others,
        vector(load_model().evidence), kinds, gains,
    )  # fmt: skip

    for which, end in enumerate(ends):
        expected = naive.judge(side, part, other.said(others), backwards=which == 1)
        assert {at: int(kinds[which, at]) for at in end.places} == {at: expected.kinds[at] for at in end.places}
        assert {at: float(gains[which, at]) for at in end.places} == {at: expected.gains[at] for at in end.places}


def test_a_word_that_stands_once_explains_one_of_two():
    side, other = plain_side([1, 2, 1]), plain_side([1])
    for backwards, kinds in ((False, [ALONE, UNSHARED, UNSHARED]), (True, [UNSHARED, UNSHARED, ALONE])):
        found = judged(side, Span(0, 3), other, Span(0, 1), backwards=backwards)
        assert [*found.kinds.values()] == kinds


@pytest.mark.parametrize(
    ("apart", "other_apart", "kind"), [(3, 4, LINKED), (4, 4, ALONE), (3, 5, ALONE), (1, 1, LINKED)]
)
def test_words_are_linked_that_stand_near_each_other(apart, other_apart, kind):
    side = plain_side([1, *[-1] * (apart - 1), 2])
    for words, expected in (([1, *[3] * (other_apart - 1), 2], kind), ([2, *[3] * (other_apart - 1), 1], ALONE)):
        found = judged(side, Span(0, side.size), plain_side(words), Span(0, len(words)), backwards=False)
        assert [found.kinds[at] for at in (0, apart)] == [expected, expected]


def test_the_more_a_word_is_shared_and_the_rarer_it_is_the_more_it_gains():
    weights = [0.0, 0.3, 0.6, 1.0]
    others = plain_side([1, 2, 3, 4])
    alone, linked, unshared = (
        [*judged(plain_side(words, weights), Span(0, 4), other, Span(0, 4), backwards=False).gains.values()]
        for words, other in (
            ([1, 2, 3, 4], plain_side([4, 3, 2, 1])),
            ([1, 2, 3, 4], others),
            ([-1, -1, -1, -1], others),
        )
    )

    assert alone == sorted(alone)
    assert linked == sorted(linked)
    assert all(link > one for link, one in zip(linked, alone, strict=True))
    assert all(one > none for one, none in zip(alone[1:], unshared[1:], strict=True))
    assert max(unshared) < 0


@pytest.mark.parametrize("words", [MOST - 1, MOST, MOST + 1, MOST + 500])
@pytest.mark.parametrize("distinct", [3, 50, 1500])
def test_no_more_words_are_learnt_than_there_is_room_for(words, distinct):
    choose = np.random.default_rng(words)
    side = plain_side(choose.integers(-1, distinct, size=words + 700).tolist())
    other = plain_side(choose.integers(distinct, size=words).tolist())

    found = judged(side, Span(0, side.size), other, Span(0, words), backwards=False)

    assert found == naive.judge(side, Span(0, side.size), other.words)


# Seeds


@inline
def seeds_kernel(left, right, distinct, fitted, seed_left, seed_right, seed_score):
    return find_seeds(
        left, right, sentence_starts(left.flags), sentence_starts(right.flags), distinct, seed_numbers(fitted),
        Seeds(seed_left, seed_right, seed_score), len(seed_left),
    )  # fmt: skip


def seeds_of(left: Side, right: Side, room: int | None = None) -> list[naive.Seed]:
    if room is None:
        room = len(left.sentences) * len(right.sentences)
    columns = [np.full(room + 2, -7, kind) for kind in (np.int32, np.int32, np.float64)]
    distinct = max([-1, *left.words, *right.words]) + 1
    fitted = vector(load_model().seeds)
    count = seeds_kernel(left.arrays(), right.arrays(), distinct, fitted, *(column[:room] for column in columns))
    assert all((column[count:] == -7).all() for column in columns)
    return [
        naive.Seed(score, left.sentences[a], right.sentences[b])
        for a, b, score in zip(*(column[:count].tolist() for column in columns), strict=True)
    ]


def test_seeds_are_those_of_the_twin():
    met: Counter[str] = Counter()

    @given(own.reworded(), st.none() | st.integers(0, 3))
    @own.examples(100)
    def compare(made, room):
        left, right = own.sides_of(made)

        found = seeds_of(left, right, room)

        expected = naive.find_seeds(left, right)
        assert found == expected[:room]
        met["found"] += bool(found)
        met["full"] += room is not None and room < len(expected)
        met["several"] += len({seed.left for seed in found}) < len(found)

    compare()
    assert min(met[what] for what in ("found", "full", "several")) > 10


def test_common_words_and_one_rare_word_make_no_seed():
    words, light = [1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1]
    assert seeds_of(plain_side(words), plain_side(words)) != []
    assert seeds_of(plain_side(words, light), plain_side(words, light)) == []
    assert seeds_of(plain_side(words, [0.9, *light[1:]]), plain_side(words, [0.9, *light[1:]])) == []
