"""LSH: MinHash over windows of the text. The kernels equal their twins, and what is promised is found."""

from __future__ import annotations

import itertools
import math

import naive_windows as naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Document, ReuseOptions, find_reuse
from provenance.candidates.windows import WindowScheme
from provenance.engines.local import prepare
from provenance.engines.lsh import join_windows
from provenance.engines.scratch import Scratch
from provenance.kernels.windows import (
    SEVERAL,
    confirm_pairs,
    context_keys,
    count_keys,
    keep_repeated,
    mark_single,
    window_keys,
)
from provenance.model.documents import Documents
from provenance.model.word_flags import BOILERPLATE
from provenance.model.words import WordTable
from provenance.text.pipeline import Pipeline

LSH = ReuseOptions(candidates="lsh")
_STEMS = 8
_DOCUMENTS = st.lists(st.lists(st.integers(0, _STEMS - 1), max_size=30), max_size=5)
# Eighths are added without rounding, by the kernel and by its twin.
_WEIGHTS = np.array([1 / 8, 3 / 8, 2 / 8, 6 / 8, 7 / 8, 1, 1 / 8, 5 / 8], np.float32)
_RANKS = np.array([3, 1, 1, math.inf, 2, 0.5, math.inf, 7], np.float32)


def joined(documents: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    numbers = np.array([number for words in documents for number in words], np.uint32)
    return numbers, np.cumsum([0, *map(len, documents)]).astype(np.int64)


# Kernels


@given(_DOCUMENTS)
def test_stems_of_one_document_are_known(documents):
    stems, tokens = joined(documents)
    owners = np.full(_STEMS, 7, np.int32)

    mark_single(stems, tokens, owners)

    assert {stem for stem, owner in enumerate(owners.tolist()) if owner >= 0} == naive.single_stems(documents)
    assert {stem for stem, owner in enumerate(owners.tolist()) if owner == SEVERAL} == {
        stem for words in documents for stem in words
    } - naive.single_stems(documents)


@given(_DOCUMENTS, st.integers(2, 9), st.data())
@settings(max_examples=200)
def test_keys_of_windows_are_those_of_the_twin(documents, width, data):
    stems, tokens = joined(documents)
    drawn = st.lists(st.sampled_from([0, 0, BOILERPLATE]), min_size=len(stems), max_size=len(stems))
    flags = np.array(data.draw(drawn))
    flags = flags.astype(np.uint8)
    silent = np.array([len(words) % 7 == 3 for words in documents], bool)
    ranks = dict(enumerate(_RANKS.tolist()))
    expected = []
    for number, words in enumerate(documents):
        begin = int(tokens[number])
        marked = set(np.flatnonzero(flags[begin : begin + len(words)]).tolist())
        if not silent[number]:
            found = naive.window_bands(words, ranks, marked, width)
            expected += [(frozenset(band), begin + place) for band, place in found]

    for cut in (0, len(documents) // 2):
        keys, places = np.empty(len(stems), np.uint64), np.empty(len(stems), np.int64)
        found = []
        for first, last in ((0, cut), (cut, len(documents))):
            count = window_keys(stems, flags, _RANKS, width, tokens, silent, first, last, keys, places)
            found += list(zip(keys[:count].tolist(), places[:count].tolist(), strict=True))

        assert [place for _, place in found] == [place for _, place in expected]
        # One key for each two stems, and one for no others.
        bands = {band: key for (key, _), (band, _) in zip(found, expected, strict=True)}
        assert [key for key, _ in found] == [bands[band] for band, _ in expected]
        assert len(set(bands.values())) == len(bands)


@given(_DOCUMENTS.filter(any), st.integers(1, 6), st.integers(1, 4), st.integers(1, 20), st.data())
@settings(max_examples=200)
def test_confirmed_pairs_are_those_of_the_twin_and_do_not_depend_on_the_order(documents, reach, most, needed, data):
    stems, tokens = joined(documents)
    places = [(number, at) for number, words in enumerate(documents) for at in range(len(words))]
    groups = data.draw(st.lists(st.lists(st.sampled_from(places), min_size=1, max_size=6), min_size=1, max_size=4))
    expected = naive.confirmed_pairs(
        documents, dict(enumerate(_WEIGHTS.tolist())), groups, 0.25, reach, needed / 4, most
    )

    for order in (groups, [group[::-1] for group in groups] if most >= 5 else groups):
        starts = np.cumsum([0, *map(len, order)]).astype(np.int64)
        rows = [place for group in order for place in group]
        at = np.array([tokens[number] + at for number, at in rows], np.int64)
        of = np.array([number for number, _ in rows], np.int32)
        room = np.empty(most, np.int64)
        found, first = set(), 0
        while first < len(at):
            count, first = confirm_pairs(
                stems, _WEIGHTS, 0.25, reach, needed / 4, tokens, starts, at, of, most, first, room
            )
            found |= {divmod(key, len(documents)) for key in room[:count].tolist()}
        assert found == expected


def test_like_surroundings_have_equal_keys():
    stems, tokens = joined([[1, 2, 3, 4, 5], [6, 6, 1, 2, 3, 4, 5], [7, 0, 3, 6, 7]])
    contexts = np.empty(3, np.uint64)

    context_keys(
        stems, np.ones(8, np.float32), 0.5, 2, tokens, np.array([2, 9, 14], np.int64), np.array([0, 1, 2], np.int32),
        contexts,
    )  # fmt: skip

    assert contexts[0] == contexts[1]
    assert contexts[0] != contexts[2]


@given(st.lists(st.integers(0, 40), max_size=40), st.sampled_from([2, 64]))
def test_keys_that_stand_twice_are_kept_with_their_places(numbers, slots):
    keys, places = np.array(numbers, np.uint64), np.arange(len(numbers)) + 7
    counts = np.zeros(slots, np.uint8)
    for part in np.array_split(keys, 3):
        count_keys(part, counts)

    kept = keep_repeated(keys, places, counts)

    pairs = list(zip(keys[:kept].tolist(), (places[:kept] - 7).tolist(), strict=True))
    repeated = [(number, at) for at, number in enumerate(numbers) if numbers.count(number) > 1]
    assert [pair for pair in pairs if pair in repeated] == repeated
    assert all(numbers[at] == number for number, at in pairs)
    assert slots < 41 or pairs == repeated


# Pairs


def table(documents: list[list[int]]) -> WordTable:
    numbers, tokens = joined(documents)
    places, keys = numbers.view(np.int32), np.arange(len(tokens) - 1, dtype=np.uint64)
    return WordTable(numbers, numbers, np.zeros(len(numbers), np.uint8), places, places, tokens, keys)


@given(st.lists(st.lists(st.integers(0, 15), max_size=40), max_size=9, unique_by=tuple), st.data())
@settings(max_examples=100, deadline=None)
def test_pairs_do_not_depend_on_the_order_of_the_documents_or_on_threads(documents, data):
    weights = np.linspace(0.25, 1, 16, dtype=np.float32)
    scheme = WindowScheme(width=6, reach=5)
    silent = np.zeros(len(documents), bool)
    order = data.draw(st.permutations(range(len(documents))))

    # With one comparison for each place nearly all bands are capped.
    found = [
        join_windows(table(texts), weights, silent, 1, Scratch(1 << 20), threads, scheme)
        for texts, threads in ((documents, 1), (documents, 2), ([documents[at] for at in order], 2))
    ]

    pairs = [{divmod(int(key), len(documents)) for key in each.pairs} for each in found]
    back = {tuple(sorted((order[left], order[right]))) for left, right in pairs[2]}
    assert pairs[0] == pairs[1] == back
    assert {(each.rows, each.capped) for each in found} == {(found[0].rows, found[0].capped)}


def prose(random: np.random.Generator, count: int) -> list[str]:
    """Words without meaning, some of them frequent."""
    return [f"w{int(number)}" for number in (5000 * random.random(count) ** 3)]


def proposed(texts: list[str], options: ReuseOptions = LSH):
    found = prepare(
        Documents.of([Document(str(at), text) for at, text in enumerate(texts)]), None, options, Pipeline()
    ).candidates
    left, right = found.take(0, found.count)
    return found, set(zip(left.tolist(), right.tolist(), strict=True))


def test_planted_passages_of_forty_words_are_candidates_by_a_sixth_of_the_rows():
    random = np.random.default_rng(2)
    texts = [prose(random, 200) for _ in range(1200)]
    for target in range(600, 1200):
        passage = []
        for word in texts[target - 600][20:60]:
            edit = random.random() / 0.15
            if edit >= 1 or edit >= 0.75:
                passage.append(word)
            if edit < 0.5 or 0.75 <= edit < 1:
                passage.append(f"w{int(5000 * random.random() ** 3)}")
        texts[target][50:50] = passage
    written = [" ".join(words) for words in texts]

    found, pairs = proposed(written)

    planted = {(target - 600, target) for target in range(600, 1200)}
    assert len(planted & pairs) >= 0.99 * len(planted)
    assert len(pairs) < 1.1 * len(planted)
    assert "LSH" in found.how
    exact, _ = proposed(written, ReuseOptions(candidates="exact"))
    assert 6 * found.rows <= exact.rows


def test_what_is_found_does_not_depend_on_the_order():
    random = np.random.default_rng(4)
    shared = prose(random, 30)
    texts = {f"a{number}": " ".join(prose(random, 60) + shared * (number % 20 == 0)) for number in range(240)}
    options = ReuseOptions(candidates="lsh", max_bucket=4)

    runs = [find_reuse(each, options=options) for each in (texts, dict(reversed(texts.items())))]

    sides = [
        {frozenset((p.left.document, p.right.document)): p.words for p in result.passages if p.words >= 30}
        for result in runs
    ]
    assert sides[0] == sides[1]
    assert 12 <= len(sides[0]) < 12 * 11 // 2
    assert any("windows in more than 4 places each" in line for line in runs[0].run.left_out)


@pytest.mark.parametrize("texts", [[], [""], ["", "one"], ["one two three", "one two three"], ["no " * 5000] * 3])
def test_next_to_nothing_is_read_without_a_fault(texts):
    _, pairs = proposed(texts)

    assert pairs <= set(itertools.combinations(range(len(texts)), 2))
