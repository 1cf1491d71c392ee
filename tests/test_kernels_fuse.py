"""Chains, reworded stretches and summaries become the passages of the twin."""

from __future__ import annotations

import random
import time
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import naive_fused as naive
import numpy as np
import pytest
import strategies as own
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from naive import Row
from naive_reworded import Article, Span, chains_of, find_rectangles

from provenance.align.model import load_model, vector
from provenance.kernels.align import align_pairs
from provenance.kernels.fuse import fuse_pairs
from provenance.kernels.rows import CHAIN, EDITED, REWORDED
from provenance.model.word_flags import BOILERPLATE, QUOTED, SENTENCE

if TYPE_CHECKING:
    from naive_fused import Fused


MODEL = load_model()
FITTED = [vector(part) for part in (MODEL.evidence, MODEL.seeds, MODEL.stretches, MODEL.summaries, MODEL.merge)]


def chains_in(lefts, rights, numbers, flags, document_tokens, min_words: int, max_gap: int) -> np.ndarray:
    """Return the chains of exact runs of pairs."""
    rows = np.empty((20_000, 8), np.int64)
    cost = load_model().chains.gap_cost
    filled, pair, _ = align_pairs(lefts, rights, numbers, flags, document_tokens, min_words, max_gap, cost, 0, rows)
    assert pair == len(lefts)
    return rows[:filled]


def passages_of(
    articles: list[Article],
    pairs: list[tuple[int, int]],
    chains: np.ndarray | None,
    weights: list[float],
    least: tuple[int, float],
    room: int = 900,
) -> tuple[list[list[Fused]], list[list[Row]]]:
    """Return the passages of each pair, as the kernel finds them, and the chains they were made of."""
    numbers = np.array([stem for article in articles for stem in article.stems], np.uint32)
    begins = np.array([begin for article in articles for begin in article.begins], bool)
    quoted = np.array([flag for article in articles for flag in article.quoted], bool)
    boilerplate = np.array([flag for article in articles for flag in article.is_boilerplate()], bool)
    flags = (begins * SENTENCE | quoted * QUOTED | boilerplate * BOILERPLATE).astype(np.uint8)
    document_tokens = np.cumsum([0, *(len(article.stems) for article in articles)]).astype(np.int64)
    lefts, rights = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    if chains is None:
        chains = chains_in(lefts, rights, numbers, flags, document_tokens, least[0], 8)
    found: list[list[Fused]] = [[] for _ in pairs]
    rare = np.array(weights, np.float32)
    pair = chain = calls = 0
    room += len(chains)
    while pair < len(pairs):
        rows = np.full((room + 2, 8), -7, np.int64)
        filled, pair, chain = fuse_pairs(
            lefts, rights, numbers, flags, document_tokens, rare, chains, *least, *FITTED, pair, chain, rows[:room]
        )
        assert (rows[room:] == -7).all()
        for which, a, a_end, b, b_end, matched, is_quoted, origin in rows[:filled].tolist():
            found[which].append(naive.Fused(Span(a, a_end), Span(b, b_end), matched, bool(is_quoted), origin))
        calls += 1
        assert calls <= len(pairs)
    assert chain == len(chains)
    by_pair: list[list[Row]] = [[] for _ in pairs]
    for which, *row, is_quoted, _ in chains.tolist():
        by_pair[which].append(Row(*row, bool(is_quoted)))
    return found, by_pair


def as_rows(chains: list[Row], pair: int = 0) -> np.ndarray:
    return np.array([[pair, *chain, CHAIN] for chain in chains], np.int64).reshape(-1, 8)


def is_clear(articles: list[Article], weights: list[float], chains: list[Row]) -> bool:
    """Whether no two stretches are equally good: which of them comes first then says nothing."""
    of_pair = chains_of(chains)
    boxes = find_rectangles(*naive.weighed_sides(*articles, weights, of_pair), of_pair)
    return all(more - less > 1e-6 for less, more in pairwise(sorted(box.evidence for box in boxes)))


_LEAST = st.tuples(st.integers(3, 9), st.sampled_from([0.0, 4.0, 12.0, 36.0]))


def test_passages_are_those_of_the_twin():
    met: Counter[str] = Counter()

    @given(own.reworded(), _LEAST)
    @settings(max_examples=200)
    def compare(made, least):
        articles = own.articles_of(made)

        [found], [chains] = passages_of(articles, [(0, 1)], None, made.weights, least)

        assume(is_clear(articles, made.weights, chains))
        assert found == naive.fuse_pairs(*articles, made.weights, chains, *least)
        met.update({row.origin for row in found})
        met["quoted stretch"] += any(row.quoted and row.origin != CHAIN for row in found)
        met["chain that gave way"] += sum(row.origin == CHAIN for row in found) < len(chains)
        met["quotation stays"] += any(row.quoted and row.origin == CHAIN for row in found) and found != chains
        sides = naive.weighed_sides(*articles, made.weights, chains_of(chains))
        boxes = find_rectangles(*sides, chains_of(chains))
        some = [naive.Fused(*chain, CHAIN) for chain in chains_of(chains)]
        met["all said"] += any(naive.is_said(box, some, []) for box in boxes if box.evidence > least[1])

    compare()
    assert len(met) == 7
    assert min(met.values()) >= 2, met


def test_so_they_are_with_chains_anywhere():
    met: Counter[str] = Counter()

    @given(st.data(), own.reworded(), _LEAST)
    @settings(max_examples=200)
    def compare(data, made, least):
        articles = own.articles_of(made, walls=data.draw(st.booleans()))
        [aligned] = passages_of(articles, [(0, 1)], None, made.weights, least)[1]
        drawn = data.draw(own.chains_anywhere(tuple(len(article.stems) for article in articles)))
        chains = data.draw(st.permutations(drawn + aligned)) if data.draw(st.booleans()) else drawn

        [found], _ = passages_of(articles, [(0, 1)], as_rows(chains), made.weights, least)

        assume(is_clear(articles, made.weights, chains))
        assert found == naive.fuse_pairs(*articles, made.weights, chains, *least)
        met.update({row.origin for row in found})

    compare()
    assert min(met[origin] for origin in (CHAIN, REWORDED, EDITED)) > 5, met


def test_a_summary_takes_the_place_of_what_lies_within_it():
    met: Counter[str] = Counter()

    @given(st.integers(0, 2**32 - 1), st.booleans(), st.sampled_from([0, 8, 20, 40, 90]))
    @settings(max_examples=100)
    def compare(seed, is_left, copied):
        choose = random.Random(seed)  # noqa: S311
        long = [choose.randrange(2**32) for _ in range(420)]
        at = choose.randrange(300)
        copy = long[at : at + copied]
        pieces = [long[place : place + 3] for place in choose.sample(range(400), 36)]
        summary = [stem for piece in [*pieces[:28], copy, *pieces[28:]] for stem in piece]
        short = [choose.randrange(2**32) for _ in range(20)] + summary
        quoted = choose.random() < 0.3
        articles = [
            Article(
                stems, [place % 15 == 0 for place in range(len(stems))], [stem in copy and quoted for stem in stems]
            )
            for stems in ((short, long) if is_left else (long, short))
        ]
        weights = [float(np.float32(0.2 + 0.8 * choose.random())) for _ in range(1024)]

        [found], [chains] = passages_of(articles, [(0, 1)], None, weights, (8, 36.0))

        assert found == naive.fuse_pairs(*articles, weights, chains, 8, 36.0)
        if not found:
            return
        met[f"summary {is_left}"] += found[-1].origin == REWORDED
        met["took a place"] += found[-1].origin == REWORDED and len(found) <= len(chains)
        met["beside a quotation"] += found[-1].origin == REWORDED and any(row.quoted for row in found)
        met["nothing to summarise"] += found[-1].origin == CHAIN

    compare()
    assert len(met) == 5
    assert min(met.values()) >= 3, met


# Pairs among others


@given(st.lists(own.reworded(), min_size=2, max_size=3), st.integers(0, 300))
@settings(max_examples=40)
def test_pairs_do_not_touch_each_other_and_go_on_where_the_rows_were_full(drawn, room):
    articles = [article for made in drawn for article in own.articles_of(made)]
    weights = drawn[0].weights
    pairs = [(a, b) for a in range(len(articles)) for b in range(a + 1, len(articles))]

    found, chains = passages_of(articles, pairs, None, weights, (4, 8.0), room + 257)

    for pair, rows, of_pair in zip(pairs, found, chains, strict=True):
        [[*alone], _] = passages_of([articles[side] for side in pair], [(0, 1)], as_rows(of_pair), weights, (4, 8.0))
        assert [rows] == alone


def test_articles_without_words():
    empty, some = Article([], [], []), Article([1, 2, 3], [True, False, False], [False] * 3)

    found, _ = passages_of([empty, some, empty], [(0, 1), (0, 2), (1, 2)], None, [1.0] * 16, (3, 0.0))

    assert found == [[], [], []]


# What nobody writes


def of_one_word(words: int) -> tuple[list[int], list[int]]:
    return [1] * words, [1] * (words - 50)


def of_two_words(words: int) -> tuple[list[int], list[int]]:
    return [1, 2] * (words // 2), [2, 1] * (words // 2 - 20)


def of_moved_paragraphs(words: int) -> tuple[list[int], list[int]]:
    """Return an article and one in which each paragraph stands elsewhere, half of it copied and half reworded."""
    choose = random.Random(7)  # noqa: S311
    paragraphs = [[*range(at, at + 30)] for at in range(0, words, 30)]
    moved = choose.sample(paragraphs, len(paragraphs))
    return [*range(paragraphs[-1][-1] + 1)], [
        stem for some in moved for stem in some[:12] + choose.sample(some[12:], 18)
    ]


@pytest.mark.parametrize("make", [of_one_word, of_two_words, of_moved_paragraphs])
def test_texts_that_nobody_writes_end_soon(make):
    for words in (300, 50_000):  # a short one first: kernels are compiled
        articles = [
            Article(stems, [at % 15 == 0 for at in range(len(stems))], [False] * len(stems)) for stems in make(words)
        ]
        began = time.process_time()
        passages_of(articles, [(0, 1)], None, [1.0] * 2**17, (8, 36.0))

    assert time.process_time() - began < 2
