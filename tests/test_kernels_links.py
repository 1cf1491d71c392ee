"""Passages are split and measured as by the twins, and names are marked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import naive_links as naive
import numpy as np
import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st
from naive import tokenise
from naive_links import Article, Box, Measured, Piece, Words

from provenance.kernels.contrast import measure_contrast
from provenance.kernels.gaps import PIECE, split_passages
from provenance.kernels.measures import MEASURES, measure_passages
from provenance.kernels.names import mark_names
from provenance.model.documents import text_array
from provenance.model.word_flags import NAME, QUOTED, SENTENCE, SOLO
from provenance.text.buffers import utf8_buffers

if TYPE_CHECKING:
    import random

#: Weights by stem: half of the words are common ones.
WEIGHTS = np.array([0.02, 0.1, 0.2, 0.3, 0.31, 0.6, 0.8, 1.0] * 128, np.float32)


def words_of(choose: random.Random, stems: list[int], solo: bool) -> Words:
    begins = [at == 0 or choose.random() < 0.1 for at in range(len(stems))]
    weights = [float(WEIGHTS[stem]) for stem in stems]
    return Words(stems, weights, begins, [solo and choose.random() < 0.5 for _ in stems])


def passage_of(choose: random.Random) -> tuple[Words, Words]:
    """Return two sides made of blocks: some copied and edited, some of either side alone."""
    few = choose.choice((60, 1024))
    left: list[int] = []
    right: list[int] = []
    for _ in range(choose.randint(1, 6)):
        copy = [choose.randrange(few) for _ in range(choose.randint(3, 40))]
        left += copy
        right += [word if choose.random() < 0.8 else choose.randrange(few) for word in copy]
        for side in (left, right):
            side += [choose.randrange(few) for _ in range(choose.choice((0, 4, 14, 22, 22, 30)))]
    solo = choose.random() < 0.2
    return words_of(choose, left, solo), words_of(choose, right, solo)


def split_by_kernel(passages: list[tuple[Words, Words]], matched: list[float], room: int) -> list[list[Piece]]:
    sides = [side for passage in passages for side in passage]
    starts = np.concatenate([[0], np.cumsum([len(side.stems) for side in sides])])
    stems = np.array([stem for side in sides for stem in side.stems], np.uint32)
    flags = np.array(
        [begin * SENTENCE + solo * SOLO for side in sides for begin, solo in zip(side.begins, side.solo, strict=True)],
        np.uint8,
    )
    spans = np.column_stack([starts[:-1], starts[1:]]).reshape(-1, 4).astype(np.int64)
    found: list[list[Piece]] = [[] for _ in passages]
    passage = 0
    while passage < len(passages):
        longest = max(int(np.diff(spans[passage : passage + 1]).max()), room)
        rows = np.full((longest + 1, len(PIECE)), -7, np.int64)
        filled, passage = split_passages(stems, flags, WEIGHTS, spans, np.array(matched), 5, passage, rows)
        assert (rows[filled:] == -7).all()
        for which, a, a_end, b, b_end, linked in rows[:filled].tolist():
            begin, other = int(spans[which, 0]), int(spans[which, 2])
            box = Box(a - begin, a_end - begin, b - other, b_end - other)
            found[which].append(Piece(box, None if linked < 0 else linked))
    return found


def test_passages_are_split_as_by_the_twin():
    met: Counter[str] = Counter()

    @given(st.randoms(use_true_random=True), st.integers(1, 4), st.sampled_from((0.0, 10.0, 1000.0)))
    @own.examples(150)
    def compare(choose, count, matched):
        passages = [passage_of(choose) for _ in range(count)]

        found = split_by_kernel(passages, [matched] * count, choose.choice((1, 400)))

        for (left, right), pieces in zip(passages, found, strict=True):
            expected = naive.split(left, right, matched, 5)
            assert sorted(pieces) == sorted(expected)
            met["whole"] += expected == [Piece(Box(0, len(left.stems), 0, len(right.stems)), None)]
            met["split"] += len(expected) > 1
            met["dropped"] += not expected

    compare()
    assert met["whole"] > 10
    assert met["split"] > 10


def article_of(choose: random.Random, words: Words) -> Article:
    # Forms of one stem are other words.
    numbers = [2 * stem + (choose.random() < 0.1) for stem in words.stems]
    return Article(numbers, words, [choose.random() < 0.3 for _ in numbers], [choose.random() < 0.2 for _ in numbers])


def span_of(choose: random.Random, size: int) -> tuple[int, int]:
    start = choose.choice((0, choose.randrange(size)))
    return start, choose.choice((size, choose.randint(start + 1, size)))


def measured(
    passages: list[tuple[Article, tuple[int, int], Article, tuple[int, int]]],
) -> tuple[list[Measured], list[float]]:
    articles = [side for one, _, other, _ in passages for side in (one, other)]
    starts = np.concatenate([[0], np.cumsum([len(side.numbers) for side in articles])])
    documents = np.column_stack([starts[:-1], starts[1:]]).reshape(-1, 4).astype(np.int64)
    spans = np.array([[*span, *others] for _, span, _, others in passages]) + documents[:, [0, 0, 2, 2]]
    flags = [
        begin * SENTENCE + solo * SOLO + name * NAME + quoted * QUOTED
        for side in articles
        for begin, solo, name, quoted in zip(side.words.begins, side.words.solo, side.names, side.quoted, strict=True)
    ]
    out = np.zeros((len(passages), len(MEASURES)))
    stems = np.array([stem for side in articles for stem in side.words.stems], np.uint32)
    measure_passages(
        np.array([number for side in articles for number in side.numbers], np.uint32),
        stems,
        np.array(flags, np.uint8),
        WEIGHTS,
        spans,
        documents,
        out,
    )
    contrasts = np.zeros(len(passages))
    measure_contrast(stems, WEIGHTS, spans, documents, contrasts)
    return [Measured(*row) for row in out.tolist()], contrasts.tolist()


@given(st.randoms(use_true_random=True), st.integers(1, 3))
@own.examples(60)
def test_passages_are_measured_as_by_the_twin(choose, count):
    passages = []
    for _ in range(count):
        one, other = (article_of(choose, words) for words in passage_of(choose))
        passages.append((one, span_of(choose, len(one.numbers)), other, span_of(choose, len(other.numbers))))

    found, contrasts = measured(passages)

    for passage, measures, contrast in zip(passages, found, contrasts, strict=True):
        assert measures == pytest.approx(naive.measure(*passage), abs=1e-5)
        assert contrast == pytest.approx(naive.contrast_of(*passage))


@given(st.lists(st.text(st.sampled_from("aZé ÉÿŸſ7٣५Ωω Жж.中\n“Ž")), min_size=1, max_size=4))
def test_names_begin_with_a_digit_or_with_a_capital_within_a_sentence(texts):
    words = [tokenise(text) for text in texts]
    begins = [[at == 0 for at in range(len(some))] for some in words]
    starts = np.array([word.start for some in words for word in some], np.int32)
    flags = np.array([begin * SENTENCE for some in begins for begin in some], np.uint8)

    mark_names(*utf8_buffers(text_array(texts)), starts, np.cumsum([0, *map(len, words)]).astype(np.int64), flags)

    assert (flags & NAME).astype(bool).tolist() == [
        text[word.start].isdigit() or (text[word.start].isupper() and not begin)
        for text, some, firsts in zip(texts, words, begins, strict=True)
        for word, begin in zip(some, firsts, strict=True)
    ]
