"""The least hashes of windows, and the join of equal ones, equal their twins."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.kernels.windows import join_buckets, window_minima

_DOCUMENTS = st.lists(st.lists(st.integers(0, 6), max_size=25), max_size=5)


def minima_of(documents: list[list[int]], width: int, window: int) -> list[list[int]]:
    """Return the minima of each document."""
    numbers = np.array([number for words in documents for number in words], np.uint32)
    document_tokens = np.cumsum([0, *map(len, documents)]).astype(np.int64)
    hashes, owners = np.zeros(len(numbers), np.uint64), np.full(len(numbers), -1, np.int32)
    count = window_minima(numbers, document_tokens, width, window, hashes, owners)
    assert (np.diff(owners[:count]) >= 0).all()
    return [hashes[:count][owners[:count] == n].tolist() for n in range(len(documents))]


def hashes_of(documents: list[list[int]], width: int) -> list[list[int]]:
    """Return the hashes of all shingles: a window of one shingle keeps each."""
    return minima_of(documents, width, 1)


@given(_DOCUMENTS, st.integers(1, 5), st.integers(1, 9))
@settings(max_examples=200)
def test_minima_are_those_of_the_twin(documents, width, window):
    expected = [naive.window_minima(hashes, window) for hashes in hashes_of(documents, width)]

    assert minima_of(documents, width, window) == expected


@given(_DOCUMENTS, st.integers(1, 5))
def test_shingles_have_equal_hashes_where_their_words_are_equal(documents, width):
    shingles = [tuple(d[at : at + width]) for d in documents for at in range(len(d) - width + 1)]
    hashes = [value for part in hashes_of(documents, width) for value in part]

    assert len(hashes) == len(shingles)
    assert len(set(hashes)) == len(set(shingles)) == len(set(zip(hashes, shingles, strict=True)))


@given(
    st.lists(st.integers(0, 999), max_size=10),
    st.lists(st.integers(0, 999), max_size=10),
    st.data(),
    st.integers(1, 5),
    st.integers(1, 8),
)
def test_documents_that_share_a_window_of_words_share_a_minimum(before, after, data, width, window):
    size = width + window - 1
    common = data.draw(st.lists(st.integers(0, 999), min_size=size, max_size=size + 5))

    left, right = minima_of([before + common, common + after], width, window)

    assert set(left) & set(right)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=40),
    st.integers(1, 6),
    st.integers(0, 60),
)
@settings(max_examples=200)
def test_pairs_are_those_of_the_twin(minima, most, room):
    minima = sorted(minima)
    hashes = np.array([value for value, _ in minima], np.uint64)
    owners = np.array([owner for _, owner in minima], np.int32)
    store = np.full(room + 8, -7, np.int64)

    count, left_out = join_buckets(hashes, owners, most, store[:room], 10)

    pairs, twin_left_out = naive.join_buckets(minima, most)
    assert (count, left_out) == (len(pairs), twin_left_out)
    assert [divmod(pair, 10) for pair in store[: min(count, room)].tolist()] == pairs[:room]
    assert (store[room:] == -7).all()


@pytest.mark.parametrize("documents", [2, 1_000_000])
def test_pairs_of_a_great_collection_do_not_overflow(documents):
    pairs = np.empty(1, np.int64)
    owners = np.array([documents - 2, documents - 1], np.int32)

    count, _ = join_buckets(np.array([9, 9], np.uint64), owners, 4, pairs, documents)

    assert (count, divmod(int(pairs[0]), documents)) == (1, (documents - 2, documents - 1))
