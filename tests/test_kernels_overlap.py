"""The kernels of whole documents agree with their twins."""

from __future__ import annotations

import naive_overlap as naive
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from provenance.kernels.overlap import (
    COMMON_WORDS,
    MEASURES,
    common_words,
    exclusive_bigrams,
    own_bigrams,
    reused_stretches,
)

# A word is a stem and a form of it; weights are eighths, so that sums are exact in any order.
WORD = st.tuples(st.integers(0, 11), st.integers(0, 1)).map(lambda word: (word[0], word[0] * 2 + word[1]))
DOCUMENT = st.lists(st.tuples(WORD, st.booleans()), max_size=24)
WEIGHTS = {stem: (stem % 9) / 8 for stem in range(16)}


def columns(documents):
    words = [word for document in documents for word, _ in document]
    return (
        np.array([stem for stem, _ in words], np.uint32),
        np.array([number for _, number in words], np.uint32),
        np.array([prose for document in documents for _, prose in document], np.uint8),
        np.cumsum([0, *map(len, documents)]).astype(np.int64),
    )


def words_of(document):
    return [word for word, _ in document]


def prose_of(document):
    return [prose for _, prose in document]


def weights():
    return np.array([WEIGHTS[stem] for stem in range(16)], np.float32)


@given(st.lists(DOCUMENT, min_size=2, max_size=4))
def test_common_words(documents):
    stems, numbers, prose, offsets = columns(documents)
    pairs = [(i, j) for i in range(len(documents)) for j in range(len(documents)) if i != j]
    left, right = np.array(pairs, np.int64).T.copy()
    out = np.zeros((len(pairs), COMMON_WORDS))

    common_words(stems, numbers, prose, offsets, left, right, weights(), 0.75, out)

    assert len(MEASURES) == COMMON_WORDS
    for (i, j), row in zip(pairs, out.tolist(), strict=True):
        i_words, j_words = words_of(documents[i]), words_of(documents[j])
        assert row == naive.common_words(i_words, prose_of(documents[i]), j_words, WEIGHTS, 0.75)


@given(st.lists(DOCUMENT, min_size=3, max_size=3))
def test_own_bigrams(documents):
    _, numbers, prose, offsets = columns(documents)
    out = np.zeros((2, 3), np.int64)

    own_bigrams(numbers, prose, offsets, np.array([0, 1]), np.array([1, 0]), np.array([2, 2]), out)

    for row, (i, j) in zip(out.tolist(), ((0, 1), (1, 0)), strict=True):
        arguments = words_of(documents[i]), prose_of(documents[i]), words_of(documents[j]), words_of(documents[2])
        assert row == naive.own_bigrams(*arguments)


@given(st.lists(DOCUMENT, min_size=5, max_size=5))
def test_exclusive_bigrams(documents):
    _, numbers, prose, offsets = columns(documents)
    clusters = ([0, 1, 2], [1, 3, 4])
    pairs = [(0, 1, 0), (2, 1, 0), (4, 3, 1)]
    left, right, cluster = np.array(pairs, np.int64).T.copy()
    out = np.zeros((len(pairs), 3), np.int64)

    exclusive_bigrams(
        numbers, prose, offsets, left, right, cluster, np.array([0, 3, 6]), np.array([*clusters[0], *clusters[1]]), out
    )

    for row, (i, j, which) in zip(out.tolist(), pairs, strict=True):
        members = [words_of(documents[member]) for member in clusters[which]]
        assert row == naive.exclusive_bigrams(
            words_of(documents[i]), prose_of(documents[i]), words_of(documents[j]), members
        )


@given(
    st.lists(DOCUMENT, min_size=3, max_size=4),
    st.integers(1, 6),
    st.sampled_from([0.25, 0.5, 0.75]),
    st.sampled_from([0.0, 0.125]),
    st.data(),
)
def test_reused_stretches(documents, window, share, beyond, data):
    stems, _, prose, offsets = columns(documents)
    taken = np.array(data.draw(st.lists(st.integers(0, 1), min_size=len(stems), max_size=len(stems))), np.uint8)
    before = taken.tolist()

    reused_stretches(
        stems,
        prose,
        offsets,
        np.array([0, 1]),
        np.array([0, 2, 3]),
        np.array([1, 2, 2]),
        weights(),
        window,
        share,
        beyond,
        taken,
    )

    for document, partners in ((0, (1, 2)), (1, (2,))):
        first, last = offsets[document : document + 2].tolist()
        assert taken[first:last].tolist() == naive.reused_stretches(
            words_of(documents[document]),
            prose_of(documents[document]),
            before[first:last],
            [words_of(documents[partner]) for partner in partners],
            WEIGHTS,
            window,
            share,
            beyond,
        )
