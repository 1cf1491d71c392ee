"""The alignment kernel equals its twin."""

from __future__ import annotations

import naive
import numpy as np
import pytest
import strategies as own
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from provenance.align.model import load_model
from provenance.kernels.align import align_pairs
from provenance.kernels.rows import CHAIN
from provenance.model.word_flags import QUOTED, SOLO

# The kernel lets a run follow only so many runs before it, and lets a frequent seed start no run; the twin has no
# such limits, and is asked only below them.
_FEW_RUNS = 90


def texts_of(*documents: list[int], quoted: list[list[bool]] | None = None, solo: set[int] = frozenset()):
    """Return documents as the twin takes them."""
    return [
        naive.Text(words, quoted[n] if quoted else [False] * len(words), [word in solo for word in words])
        for n, words in enumerate(documents)
    ]


def rows_of(texts: list[naive.Text], pairs: list[tuple[int, int]], min_words: int, max_gap: int, room: int = 4000):
    """Return the passages of each pair, as the kernel finds them."""
    numbers = np.array([word for text in texts for word in text.words], np.uint32)
    quoted = np.array([flag for text in texts for flag in text.quoted], bool)
    solo = np.array([flag for text in texts for flag in text.solo], bool)
    flags = (quoted * QUOTED | solo * SOLO).astype(np.uint8)
    document_tokens = np.cumsum([0, *(len(text.words) for text in texts)]).astype(np.int64)
    lefts, rights = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    found: list[list[naive.Row]] = [[] for _ in pairs]
    gap_cost = load_model().chains.gap_cost
    at = cut_short = calls = 0
    while at < len(pairs):
        rows = np.full((room + 2, 8), -7, np.int64)
        filled, at, short = align_pairs(
            lefts,
            rights,
            numbers,
            flags,
            document_tokens,
            min_words,
            max_gap,
            gap_cost,
            at,
            rows[:room],
        )
        assert (rows[room:] == -7).all()
        for pair, *row, is_quoted, origin in rows[:filled].tolist():
            assert origin == CHAIN
            found[pair].append(naive.Row(*row, bool(is_quoted)))
        cut_short += short
        calls += 1
        assert calls <= len(pairs)
    return found, cut_short


@st.composite
def two_texts(draw: st.DrawFn) -> list[naive.Text]:
    made = draw(own.rewritten())
    solo = draw(st.sampled_from([set(), set(), {0, 1, 2}, set(range(1000))]))
    return texts_of(made.left, made.right, quoted=[made.left_quoted, made.right_quoted], solo=solo)


@given(two_texts(), st.integers(3, 9), st.integers(0, 9))
@settings(max_examples=300)
@example(texts_of([1, 2, 3, 4, 5, 6], [1, 2, 3, 9, 4, 5, 6]), 6, 1)
@example(texts_of([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 3, 4, 5, 6]), 6, 4)
@example(texts_of([7, 1, 2, 3, 8, 8, 1, 2, 3], [1, 2, 3, 1, 2, 3]), 3, 8)
@example(texts_of([1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1]), 3, 8)
@example(texts_of([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], quoted=[[True] * 3 + [False] * 2] * 2), 3, 8)
@example(texts_of([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], quoted=[[False] * 6, [True] * 6]), 3, 8)
def test_passages_are_those_of_the_twin(texts, min_words, max_gap):
    left, right = texts
    assume(len(naive.common_runs(left.words, right.words)) <= _FEW_RUNS)

    found, cut_short = rows_of(texts, [(0, 1)], min_words, max_gap)

    assert found == [naive.align_pair(left, right, min_words, max_gap)]
    assert not cut_short


@given(st.lists(st.lists(st.integers(0, 4), max_size=14), min_size=2, max_size=5), st.integers(0, 12))
def test_pairs_do_not_touch_each_other_and_go_on_where_the_rows_were_full(documents, room):
    texts = texts_of(*documents)
    pairs = [(a, b) for a in range(len(texts)) for b in range(a + 1, len(texts))]

    found, _ = rows_of(texts, pairs, 3, 8, room=room + 15)

    assert found == [naive.align_pair(texts[a], texts[b], 3, 8) for a, b in pairs]


@given(two_texts(), st.integers(3, 9), st.integers(0, 9))
@settings(max_examples=200)
def test_rows_lie_within_their_documents_and_are_dense(texts, min_words, max_gap):
    for row in rows_of(texts, [(0, 1)], min_words, max_gap)[0][0]:
        left_words, right_words = (
            row.left_token_stop - row.left_token_start,
            row.right_token_stop - row.right_token_start,
        )
        assert 0 <= row.left_token_start < row.left_token_stop <= len(texts[0].words)
        assert 0 <= row.right_token_start < row.right_token_stop <= len(texts[1].words)
        assert row.matched <= min(left_words, right_words)
        assert 2 * row.matched >= max(left_words, right_words)


def test_texts_of_news_length_with_a_planted_rewrite():
    choose = np.random.default_rng(3)
    for _ in range(20):
        wire, own_words = choose.integers(3000, size=300).tolist(), choose.integers(3000, size=150).tolist()
        paper = own_words[:100] + wire[20:180] + own_words[100:] + wire[200:230]
        for place in choose.integers(len(paper), size=40):
            paper[place] = int(choose.integers(3000))
        texts = texts_of(wire, paper)

        assert rows_of(texts, [(0, 1)], 8, 8)[0] == [naive.align_pair(*texts, 8, 8)]


@pytest.mark.parametrize("words", [0, 1, 2, 3])
def test_texts_shorter_than_a_seed(words):
    texts = texts_of(list(range(words)), list(range(9)))

    assert rows_of(texts, [(0, 1), (1, 0), (0, 0)], 3, 8)[0] == [
        naive.align_pair(texts[a], texts[b], 3, 8) for a, b in ((0, 1), (1, 0), (0, 0))
    ]


@pytest.mark.parametrize(("left", "right"), [([5] * 20_000, [5] * 20_000), ([5, 6] * 9_000, [5, 6] * 9_000)])
def test_a_word_said_again_and_again_ends_soon_and_stays_in_range(left, right):
    [found], _ = rows_of(texts_of(left, right), [(0, 1)], 8, 8, room=20_100)

    for row in found:
        assert 0 <= row.left_token_start < row.left_token_stop <= len(left)
        assert 0 <= row.right_token_start < row.right_token_stop <= len(right)


def test_many_distinct_runs_are_given_up_and_said():
    left, right = np.random.default_rng(1).integers(2, size=(2, 4000)).tolist()

    [found], _ = rows_of(texts_of(left, right), [(0, 1)], 8, 8, room=4100)

    for row in found:
        assert 0 <= row.left_token_start < row.left_token_stop <= 4000
        assert 0 <= row.right_token_start < row.right_token_stop <= 4000
