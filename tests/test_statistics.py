"""What is counted over a collection: equal to the twins, the same for any order and any parts, kept in one file."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from itertools import pairwise

import naive_statistics as naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Statistics, compare, find_reuse, statistics_of
from provenance.align.settings import idf
from provenance.errors import InputError, OptionError
from provenance.kernels.statistics import COUNT, HOLDER, single_shares, surprisals
from provenance.model.options import ReuseOptions
from provenance.model.statistics import Sizes, sizes_for
from provenance.model.word_flags import SENTENCE, SOLO
from provenance.model.words import WordTable
from provenance.stages.count import count, count_words

SMALL = Sizes(3, 4, 12)
STEMS = st.integers(0, 30) | st.sampled_from([1 << 20, 1 << 21])
WORDS = st.builds(naive.Word, st.integers(0, 40), STEMS, st.booleans(), st.booleans())
COLLECTIONS = st.lists(st.lists(WORDS, max_size=90), max_size=5)


def table_of(documents: list[list[naive.Word]], keys: list[int] | None = None) -> WordTable:
    words = [word for document in documents for word in document]
    flags = [SENTENCE * word.begins | SOLO * word.solo for word in words]
    places = np.zeros(len(words), np.int32)
    return WordTable(
        np.array([word.number for word in words], np.uint32),
        np.array([word.stem for word in words], np.uint32),
        np.array(flags, np.uint8),
        places,
        places,
        np.cumsum([0, *map(len, documents)]).astype(np.int64),
        np.array(keys if keys is not None else keys_of(documents), np.uint64),
    )


def keys_of(documents: list[list[naive.Word]]) -> list[int]:
    return [(at + 1) << 33 | at for at in range(len(documents))]


def equal(one: Statistics, other: Statistics) -> bool:
    names = ("stems", "words", "bigrams")
    return one.digest == other.digest and all(np.array_equal(getattr(one, n), getattr(other, n)) for n in names)


@given(COLLECTIONS)
@settings(max_examples=100)
def test_counts_are_those_of_the_twins(documents):
    counted = count_words(table_of(documents), 0, len(documents), SMALL)

    assert counted.stems.tolist() == naive.stem_counts(documents, 8)
    assert counted.words[:, COUNT].tolist() == naive.word_counts(documents, 16)
    assert counted.words[:, HOLDER].tolist() == naive.holders(documents, keys_of(documents), 16)
    assert int(counted.bigrams.sum()) == sum(max(0, len(document) - 1) for document in documents)
    assert counted.sentences == sum(len(naive.sentences_of(document)) for document in documents)
    assert (counted.documents, counted.tokens) == (len(documents), sum(map(len, documents)))
    weights = idf(counted)
    expected = [naive.idf(each, counted.sentences) for each in naive.stem_counts(documents, 8)]
    assert weights.tolist() == pytest.approx(expected, abs=1e-6)


@given(COLLECTIONS, st.integers(0, 5), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_any_order_and_any_parts_count_the_same(documents, border, random):
    keys = keys_of(documents)
    whole = count_words(table_of(documents, keys), 0, len(documents), SMALL)

    order = random.sample(range(len(documents)), len(documents))
    shuffled = table_of([documents[at] for at in order], [keys[at] for at in order])
    border = min(border, len(documents))
    parts = [count_words(shuffled, 0, border, SMALL), count_words(shuffled, border, len(documents), SMALL)]

    assert equal(whole, Statistics.merged(parts))
    assert equal(whole, parts[1].merge(parts[0]))
    batch = shuffled.to_batch(np.arange(len(documents)))
    assert equal(whole, count(batch, SMALL))


@given(COLLECTIONS)
@settings(max_examples=40)
def test_folding_large_tables_equals_counting_into_small_ones(documents):
    table = table_of(documents)
    large = count_words(table, 0, len(documents), Sizes(6, 7, 14))

    assert equal(large.folded(SMALL), count_words(table, 0, len(documents), SMALL))


@given(COLLECTIONS, st.integers(1, 100))
def test_the_share_of_words_that_no_other_document_has(documents, most):
    keys = keys_of(documents)
    counted = count_words(table_of(documents, keys), 0, len(documents), Sizes(10, 12, 12))
    shares = np.empty(len(documents), np.float32)

    table = table_of(documents, keys)
    single_shares(table.numbers, table.flags, table.document_tokens, table.keys, counted.words, most, shares)

    for at, (document, share) in enumerate(zip(documents, shares.tolist(), strict=True)):
        others = {word.number for other, some in enumerate(documents) if other != at for word in some}
        looked = [word for word in document[:: max(1, len(document) // most)] if not word.solo]
        assert share == np.float32(sum(word.number not in others for word in looked) / max(1, len(looked)))


@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=20), min_size=1, max_size=3), st.data())
def test_surprisals_are_those_of_the_twin(documents, data):
    numbers = [[naive.Word(number, number) for number in document] for document in documents]
    counted = count_words(table_of(numbers), 0, len(documents), Sizes(10, 12, 16))
    run = data.draw(st.sampled_from(documents))
    begin = data.draw(st.integers(0, len(run) - 1))
    run = run[begin : data.draw(st.integers(begin + 1, len(run)))]
    found = np.zeros(1)

    numbers, borders = np.array(run, np.uint32), np.array([0, len(run)])
    surprisals(numbers, counted.words, counted.bigrams, counted.tokens, borders[:1], borders[1:], found)

    assert found[0] == pytest.approx(naive.surprisal(run, documents))


def test_words_of_documents_in_another_order():
    documents = [[naive.Word(at * 10 + k, at) for k in range(at)] for at in range(5)]
    taken = table_of(documents).take(np.array([3, 0, 4]))

    parts = [taken.numbers[a:b].tolist() for a, b in pairwise(taken.document_tokens.tolist())]
    assert parts == [[30, 31, 32], [], [40, 41, 42, 43]]
    assert taken.keys.tolist() == [keys_of(documents)[at] for at in (3, 0, 4)]


# Through the public doors


def test_statistics_are_kept_in_one_file(tmp_path):
    texts = {"a": "The ferry ran aground. Nobody was hurt.", "b": "The council met on Monday."}
    counted = replace(statistics_of(texts), boilerplate=np.array([3, 9], np.uint64))

    counted.save(tmp_path / "background.arrow")
    loaded = Statistics.load(tmp_path / "background.arrow")

    assert equal(counted, loaded)
    assert loaded.boilerplate.tolist() == [3, 9]
    assert [path.name for path in tmp_path.iterdir()] == ["background.arrow"]
    assert (tmp_path / "background.arrow").stat().st_size < 200_000


def test_a_damaged_file_of_statistics_is_refused_or_says_the_same(tmp_path):
    path = tmp_path / "background.arrow"
    counted = statistics_of(["The ferry ran aground on a sandbank before dawn."] * 2).sized()
    counted.save(path)
    digest = counted.digest
    sound = path.read_bytes()

    for at in range(0, len(sound), max(1, len(sound) // 150)):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 0x41]) + sound[at + 1 :])
        # Arrow leaves gaps between its buffers: a byte there means nothing.
        with contextlib.suppress(InputError):
            assert Statistics.load(path).digest == digest
    for bad in (b"", sound[: len(sound) // 2], b"not a file of Arrow"):
        path.write_bytes(bad)
        with pytest.raises(InputError):
            Statistics.load(path)
    with pytest.raises(InputError, match="nowhere"):
        Statistics.load(tmp_path / "nowhere")


def test_statistics_of_other_words_do_not_add_up_and_are_not_used():
    words, characters = statistics_of(["a b c"]), statistics_of(["a b c"], ReuseOptions(tokeniser="characters"))

    with pytest.raises(OptionError, match="characters"):
        words.merge(characters)
    with pytest.raises(OptionError, match="characters"):
        compare("a b c", "a b c", statistics=characters)


def test_small_collections_have_small_tables():
    assert sizes_for(0) == Sizes(10, 12, 12)
    assert sizes_for(10**9) == Sizes(20, 22, 25)
    sizes = [sizes_for(tokens) for tokens in range(0, 10**6, 997)]
    assert sizes == sorted(sizes)


def test_a_result_says_which_statistics_were_used():
    texts = ["The ferry ran aground on a sandbank.", "The council met on Monday."]
    own = find_reuse(texts)
    counted = statistics_of(texts)

    assert own.run.statistics == counted.digest == find_reuse(texts, statistics=counted).run.statistics
    assert own.run.statistics != find_reuse(texts[:1]).run.statistics
