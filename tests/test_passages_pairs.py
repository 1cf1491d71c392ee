"""The passages of a pair are its own: they depend neither on other pairs nor on the order of the documents."""

from __future__ import annotations

import random
from dataclasses import astuple
from typing import TYPE_CHECKING

import noise
import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance import Document, ReuseOptions, find_reuse
from provenance.align.noisy import NoisyPairs
from provenance.align.passages import align
from provenance.engines.local import prepare
from provenance.model.documents import Documents
from provenance.text.characters import kept_characters, noisy_documents
from provenance.text.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.align.passages import Aligned
    from provenance.model.passages import PassageTable

SENTENCES = [
    sentence.strip()
    for sentence in """
        The ferry ran aground on a sandbank shortly before dawn on Monday with sixty people on board.
        Lifeboats from two harbours took everybody off before the tide turned, the coastguard said.
        “We will not rest until every family knows what happened,” the minister told parliament on Tuesday.
        Steel prices rose for the third month as mills in the north cut their production again.
        The company was fined in February for a radar that had not worked since the autumn.
        A councillor who voted against the bridge said nobody had asked the people who live beside it.
        The orchestra will play without a conductor until the committee has found one.
    """.strip().splitlines()
]


@st.composite
def articles(draw: st.DrawFn) -> list[str]:
    """Articles that share sentences: copied, reworded, misread, in another order, or said again and again."""
    made: list[str] = []
    for _ in range(draw(st.integers(3, 5))):
        choose = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311
        if choose.random() < 0.3:
            few = [f"word{number}" for number in range(choose.choice([1, 2, 2, 3]))]
            made.append(" ".join(choose.choices(few, k=choose.choice([20, 200, 530, 700]))))
            continue
        sentences = choose.sample(SENTENCES, choose.randint(1, 5)) + choose.choices(SENTENCES, k=choose.randint(0, 2))
        for at, sentence in enumerate(sentences):
            if choose.random() < 0.4:
                tokens = sentence.split()
                places = [place + 4 * choose.random() for place in range(len(tokens))]
                sentences[at] = " ".join(token for _, token in sorted(zip(places, tokens, strict=True)))
            elif choose.random() < 0.3:
                sentences[at] = noise.scanned(sentence, choose.randrange(100), 0.12)
        made.append(" ".join(sentences))
    return made


def aligner(texts: list[str], options: ReuseOptions) -> Callable[[list[tuple[int, int]]], Aligned]:
    """Return what aligns pairs of these texts, by their numbers in canonical order."""
    documents = Documents.of([Document(str(number), text) for number, text in enumerate(texts)])
    search = prepare(documents, None, options, Pipeline())
    words = search.collection.words
    noisy = NoisyPairs(words, noisy_documents(words, search.statistics), lambda _: kept_characters(words))

    def aligned(pairs: list[tuple[int, int]]) -> Aligned:
        left, right = np.array(pairs, np.int32).T
        return align(left.copy(), right.copy(), words, search.settings, options, noisy)

    return aligned


def rows_of(table: PassageTable) -> list[tuple]:
    return list(zip(*(column.tolist() for column in astuple(table)), strict=True))


_LOOSE = ReuseOptions(min_words=4, sensitivity="wide")


@given(articles(), st.data())
@settings(max_examples=60, deadline=None)
@example(
    [
        " ".join(random.Random(1).choices(["tick", "tock"], k=530)),  # noqa: S311
        " ".join(random.Random(2).choices(["tick", "tock"], k=530)),  # noqa: S311
        " ".join(f"word{number}" for number in range(20_000)),
    ],
    None,
)
def test_the_passages_of_a_pair_do_not_depend_on_the_pairs_beside_it(texts, data):
    aligned = aligner(texts, _LOOSE)
    pairs = [(a, b) for a in range(len(texts)) for b in range(a + 1, len(texts))]
    batches = [pairs]
    if data is not None:
        shuffled = data.draw(st.permutations(pairs))
        cuts = sorted(data.draw(st.sets(st.integers(1, len(pairs) - 1), max_size=3)))
        batches = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(pairs)], strict=True)]

    together, cut_short = [], 0
    for batch in batches:
        table, short = aligned(batch)
        together += rows_of(table)
        cut_short += short

    alone = [aligned([pair]) for pair in pairs]
    assert sorted(together) == sorted(row for table, _ in alone for row in rows_of(table))
    assert cut_short == sum(short for _, short in alone)


@given(articles(), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_passages_do_not_depend_on_the_order_of_the_documents(texts, choose, is_reversed):
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    options = ReuseOptions(min_words=4, sensitivity="wide", candidates="every-pair")
    other = documents[::-1] if is_reversed else choose.sample(documents, len(documents))

    assert passages_of(documents, options) == passages_of(other, options)


def passages_of(documents: list[Document], options: ReuseOptions) -> list[tuple]:
    """Return all passages, each with the side first whose id is the lower one."""
    return sorted(
        (*sorted(map(astuple, (passage.left, passage.right))), passage.kind, passage.quoted, passage.similarity,
         passage.words)
        for passage in find_reuse(documents, options=options).passages
    )  # fmt: skip
