"""Whatever the texts and the normalisers: passages lie on words of the original texts."""

from __future__ import annotations

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from provenance import ReuseOptions, find_reuse
from provenance.api.components import pipeline_for
from provenance.engines.local import find_passages
from provenance.model.documents import Documents, text_array
from provenance.model.words import WordTable
from provenance.stages.words import word_table
from provenance.text.buffers import split_batches
from provenance.text.pipeline import Pipeline
from provenance.text.words import words

_TEXTS = st.lists(
    st.one_of(
        own.prose(max_words=40, vocabulary=6),
        own.texts(),
        st.tuples(own.texts(max_size=15), own.prose(vocabulary=6), own.texts(max_size=15)).map(" ".join),
    ),
    min_size=2,
    max_size=4,
)
_LOOSE = ReuseOptions(min_words=3)
# What a drawn normaliser calls any word; one word always.
_FOLD = own.Renaming(lambda word: word[:3] if word.isascii() else word)


def check(result, texts: list[str]) -> None:
    """Assert what holds of every passage."""
    places = {str(number): text for number, text in enumerate(texts)}
    table = result.passages.table
    for row, passage in enumerate(result.passages):
        assert passage.left.document != passage.right.document
        assert table.left[row] < table.right[row]
        for name in ("left", "right"):
            side = getattr(passage, name)
            text = places[side.document]
            assert 0 <= side.start < side.stop <= len(text)
            document = int(getattr(table, name)[row])
            first, last = (int(getattr(table, f"{name}_token_{end}")[row]) for end in ("start", "stop"))
            assert 0 <= first < last <= result.counts.words[document]
        assert 0 < passage.similarity <= 1
        assert passage.words >= 1
        assert (passage.kind == "verbatim") == (passage.similarity == 1)
    keys = list(zip(table.left, table.right, table.left_start, table.right_start, strict=True))
    assert keys == sorted(keys)
    matrix = result.matrix().values
    assert ((matrix >= 0) & (matrix <= 1)).all()
    assert all(0 <= d.share <= 1 for d in result.derivations)


@given(_TEXTS, st.integers(3, 9), st.integers(0, 10))
@own.examples(60)
def test_passages_of_any_texts_begin_and_end_on_words(texts, min_words, max_gap):
    result = find_reuse(texts, options=ReuseOptions(min_words=min_words, max_gap=max_gap))

    check(result, texts)
    for passage in result.passages:
        left, right = (
            words(texts[int(side.document)][side.start : side.stop]) for side in (passage.left, passage.right)
        )
        assert left[0] == right[0]
        assert left[-1] == right[-1]
        assert (left == right) == (passage.kind == "verbatim")
        assert min(len(left), len(right)) == passage.words


@given(
    st.data(),
    _TEXTS,
    st.lists(st.sampled_from(["edit", "fold", "hyphenation", "spelling"]), min_size=1, max_size=4, unique=True),
)
@own.examples(60)
def test_passages_after_any_normalisers_stand_for_text_with_their_first_and_last_word(data, texts, chain):
    remembered: dict[str, list] = {}

    class Remembered:
        def edits(self, text):
            return remembered.setdefault(text, data.draw(own.edits(text)))

    plugins = own.plugins_with(edit=Remembered(), fold=_FOLD)
    options = ReuseOptions(min_words=3, normalisers=tuple(chain), threads=1)

    result = find_reuse(texts, options=options, plugins=plugins)

    check(result, texts)
    tokens = pipeline_for(chain, "words", plugins).tokens(text_array(texts))
    table = result.passages.table
    for row, passage in enumerate(result.passages):
        ends = []
        for name in ("left", "right"):
            side, document = getattr(passage, name), int(getattr(table, name)[row])
            at = int(tokens.document_tokens[document])
            first, last = (int(getattr(table, f"{name}_token_{end}")[row]) for end in ("start", "stop"))
            assert side.start == tokens.cp_start[at + first]
            assert side.stop == tokens.cp_stop[at + last - 1]
            ends.append((tokens.words(document)[first], tokens.words(document)[last - 1]))
        assert ends[0] == ends[1]


@given(_TEXTS)
def test_threads_change_nothing(texts):
    one = find_reuse(texts, options=ReuseOptions(min_words=3, threads=1))
    four = find_reuse(texts, options=ReuseOptions(min_words=3, threads=4))

    assert list(one.passages) == list(four.passages)
    assert one.derivations == four.derivations
    assert one.run == four.run


def test_threads_and_batches_change_nothing_in_a_collection_of_many_batches():
    page = (
        "the ferry ran aground on a sandbank before dawn and nobody was hurt the owner said on monday as lifeboats "
        "from two harbours took all sixty people off before the tide had turned "
    )
    texts = [f"d{number} {page} " + f"w{number} x{number % 7} " * 8000 for number in range(8)]
    assert len(split_batches(text_array(texts))) > 1

    results = [find_reuse(texts, options=ReuseOptions(threads=threads)) for threads in (1, 2, 5)]

    assert list(results[0].passages) == list(results[1].passages) == list(results[2].passages)
    assert len(results[0].passages) == 28


@given(st.lists(own.texts(max_size=40), max_size=8), st.integers(1, 120))
def test_batches_of_any_size_hold_all_texts_and_give_the_same_words(texts, size):
    array = text_array(texts)

    batches = split_batches(array, size)

    cleaned = [text.encode("utf-8", "replace").decode() for text in texts]
    assert [text for batch in batches for text in batch.to_pylist()] == cleaned
    assert all(len(batch) == 1 or sum(len(t.encode()) for t in batch.to_pylist()) <= size for batch in batches)
    together = WordTable.join([word_table(array, Pipeline())])
    apart = WordTable.join([word_table(batch, Pipeline()) for batch in batches])
    for name in ("numbers", "flags", "cp_start", "cp_stop", "document_tokens"):
        assert getattr(together, name).tolist() == getattr(apart, name).tolist(), name


@pytest.mark.parametrize("threads", [1, 3])
def test_progress_counts_up_to_the_end(threads):
    told = []
    documents = Documents.of(find_reuse(["one two three four five six seven eight"] * 3).documents)

    find_passages(documents, None, ReuseOptions(threads=threads), Pipeline(), lambda *step: told.append(step))

    stages = {stage: [(done, total) for name, done, total in told if name == stage] for stage, *_ in told}
    assert list(stages) == ["reading words", "aligning pairs"]
    for steps in stages.values():
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]
