"""The kernels that find candidates, boilerplate and agreement by chance equal their twins."""

from __future__ import annotations

import itertools

import naive_scale as naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.candidates.postings import Blocks
from provenance.engines.exact import find_postings
from provenance.engines.scratch import Scratch
from provenance.kernels.boilerplate import trim_ends
from provenance.kernels.fingerprints import document_fingerprints, ngram_fingerprints, stem_pair_fingerprints
from provenance.kernels.postings import BLOCK, MOST_NEEDED, count_capped, link_documents
from provenance.model.word_flags import BOILERPLATE

_DOCUMENTS = st.lists(st.lists(st.integers(0, 5), max_size=25), max_size=6)
_WEIGHTS = np.array([0.1, 0.5, 0.5, 0.7, 0.9, 0.3, 0, 0], np.float32)


def joined(documents: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    numbers = np.array([number for words in documents for number in words], np.uint32)
    return numbers, np.cumsum([0, *map(len, documents)]).astype(np.int64)


def cut(values: np.ndarray, tokens: np.ndarray) -> list[list[object]]:
    return [[value or None for value in values[a:b].tolist()] for a, b in itertools.pairwise(tokens)]


def shingles_of(documents: list[list[int]], width: int, skipped: np.ndarray | None = None) -> list[list[object]]:
    numbers, tokens = joined(documents)
    fingerprints = np.full(len(numbers), 7, np.uint64)
    mute = np.zeros(len(documents), bool) if skipped is None else skipped
    ngram_fingerprints(numbers, tokens, mute, 0, len(documents), width, fingerprints)
    return cut(fingerprints, tokens)


def repeats_of(documents: list[list[int]], width: int, limit: int = 1 << 30):
    numbers, tokens = joined(documents)
    skipped = np.zeros(len(documents), bool)

    def fill(first, last, fingerprints):
        ngram_fingerprints(numbers, tokens, skipped, first, last, width, fingerprints)

    return find_postings(fill, Blocks(tokens), Scratch(limit), 1), tokens


# Prints


@given(_DOCUMENTS, st.integers(1, 5))
@settings(max_examples=100)
def test_shingles_have_equal_prints_where_their_words_are_equal(documents, width):
    said = shingles_of(documents, width)

    words = [[tuple(d[at : at + width]) if at + width <= len(d) else None for at in range(len(d))] for d in documents]
    both = {pair for one, other in zip(said, words, strict=True) for pair in zip(one, other, strict=True)}
    assert len(both) == len({a for a, _ in both}) == len({b for _, b in both})
    assert all((a is None) == (b is None) for a, b in both)


def test_a_silent_document_has_no_prints():
    assert shingles_of([[1, 2, 3], [1, 2, 3]], 2, np.array([True, False]))[0] == [None] * 3


def test_a_word_repeated_a_hundred_thousand_times_prints_a_few_times():
    (said,) = shingles_of([[1] * 100_000], 5)

    assert len([each for each in said if each]) == 4


@given(_DOCUMENTS, st.sampled_from([0.2, 0.5, 0.8]), st.integers(1, 12))
@settings(max_examples=100)
def test_pairs_of_rare_stems_are_those_of_the_twin(documents, least, reach):
    stems, tokens = joined(documents)
    fingerprints = np.zeros(len(stems), np.uint64)

    stem_pair_fingerprints(
        stems, _WEIGHTS, least, reach, tokens, np.zeros(len(documents), bool), 0, len(documents), fingerprints
    )

    expected = [naive.stem_pairs(d, _WEIGHTS.tolist(), np.float32(least), reach) for d in documents]
    both = {p for a, b in zip(cut(fingerprints, tokens), expected, strict=True) for p in zip(a, b, strict=True)}
    assert len(both) == len({a for a, _ in both}) == len({b for _, b in both})
    assert all((a is None) == (b is None) for a, b in both)


@given(_DOCUMENTS)
def test_documents_have_equal_prints_where_all_their_words_are_equal(documents):
    numbers, tokens = joined(documents)
    fingerprints = np.zeros(len(documents), np.uint64)

    document_fingerprints(numbers, tokens, fingerprints)

    assert len(set(fingerprints.tolist())) == len({tuple(d) for d in documents})


# Repeats


@given(_DOCUMENTS, st.integers(1, 4))
@settings(max_examples=150)
def test_repeats_are_those_of_the_twin(documents, width):
    found, tokens = repeats_of(documents, width)

    expected = naive.postings(shingles_of(documents, width))
    sizes = sorted(len(places) for places in expected.values())
    assert sorted(np.diff(found.starts).tolist()) == sizes
    at = {number: np.flatnonzero(found.lists == number + 1).tolist() for number in range(len(sizes))}
    places = [[int(tokens[document]) + word for document, word in where] for where in expected.values()]
    assert sorted(at.values()) == sorted(places)
    for number, where in at.items():
        blocks = found.blocks[found.starts[number] : found.starts[number + 1]]
        owners = np.searchsorted(tokens, where, "right") - 1
        assert blocks.tolist() == owners.tolist()  # short documents have one block each


def test_repeats_of_many_partitions_do_not_depend_on_threads_or_memory():
    random = np.random.default_rng(3)
    documents = [random.integers(0, 40, size).tolist() for size in random.integers(0, 1500, 250)]
    numbers, tokens = joined(documents)
    skipped = np.zeros(len(documents), bool)

    def fill(first, last, fingerprints):
        ngram_fingerprints(numbers, tokens, skipped, first, last, 3, fingerprints)

    scratch = Scratch(0)
    blocks = Blocks(tokens)
    kept, spilled = find_postings(fill, blocks, Scratch(1 << 30), 1), find_postings(fill, blocks, scratch, 2)

    assert scratch.spilled > 0
    assert isinstance(spilled.lists, np.memmap)
    for name in ("lists", "starts", "blocks"):
        assert (getattr(kept, name) == getattr(spilled, name)).all()


# Links


def links_of(documents, width, most, needed, span):
    found, tokens = repeats_of(documents, width)
    starts, owners = Blocks(tokens).starts, Blocks(tokens).documents
    fingerprints = shingles_of(documents, width)
    room = np.zeros(max(8, len(owners)), np.int64)
    pairs, at = set(), 0
    recent, linked = np.zeros((len(owners), MOST_NEEDED - 1), np.uint32), np.full(len(owners), -1, np.int32)
    while at < len(documents):
        count, at = link_documents(
            found.lists, found.starts, found.blocks, tokens, starts, owners, most, needed, span, at,
            len(documents), recent, linked, room,
        )  # fmt: skip
        pairs |= {divmod(int(pair), len(documents)) for pair in room[:count]}
    return pairs, fingerprints


@given(_DOCUMENTS, st.integers(1, 3), st.integers(2, 9), st.integers(1, 4), st.integers(0, 12), st.data())
@settings(max_examples=200)
def test_links_are_those_of_the_twin(documents, width, most, needed, span, data):
    fingerprints = shingles_of(documents, width)

    pairs, fingerprints = links_of(documents, width, most, needed, span)

    assert pairs == naive.linked(fingerprints, most, needed, span, BLOCK)


@pytest.mark.parametrize("begin", [0, 600, 1020, 1023, 1500, 2046])
def test_links_across_the_border_of_two_blocks(begin):
    random = np.random.default_rng(begin)
    long = random.integers(10, 1 << 30, 3000).tolist()
    short = [1, *long[begin : begin + 8], 2]

    for documents in ([long, short], [short, long]):
        pairs, fingerprints = links_of(documents, 5, 64, 4, 64)
        assert pairs == naive.linked(fingerprints, 64, 4, 64, BLOCK) == {(0, 1)}


def test_prints_that_lie_far_apart_in_a_long_document_link_nothing():
    random = np.random.default_rng(1)
    long = random.integers(10, 1 << 30, 20_000).tolist()
    scattered = [word for at in range(0, 20_000, 4000) for word in (*long[at : at + 5], at)]

    pairs, fingerprints = links_of([long, scattered], 5, 64, 4, 64)

    assert pairs == naive.linked(fingerprints, 64, 4, 64, BLOCK) == set()


# Boilerplate and chance


@given(_DOCUMENTS)
@settings(max_examples=60)
def test_capped_prints_are_those_of_the_twin(documents):
    found, _ = repeats_of(documents, 2)
    owners = np.arange(len(documents), dtype=np.int32)

    capped = count_capped(found.starts, found.blocks, owners, 2)

    having = [{document for document, _ in where} for where in naive.postings(shingles_of(documents, 2)).values()]
    assert capped == sum(len(each) > 2 for each in having)


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.lists(st.booleans(), min_size=1, max_size=9))
def test_trimmed_ends_are_those_of_the_twin(left, right):
    flags = np.array([BOILERPLATE * each for each in (*left, *right)], np.uint8)
    spans = np.array([[0, len(left), len(left), len(left) + len(right)]], np.int64)
    own = np.zeros((1, 2), np.int64)

    trim_ends(spans, flags, own)

    assert own.tolist() == [[left.count(False), right.count(False)]]
    expected = naive.trimmed(left, right)
    if expected is not None:
        (a, b), (c, d) = expected
        assert spans.tolist() == [[a, b, len(left) + c, len(left) + d]]
