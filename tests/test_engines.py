"""What two documents share depends on them and on the statistics: not on order, parts, threads, company or engine."""

from __future__ import annotations

from dataclasses import fields

import noise
import numpy as np
import pytest
import strategies as own
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Document, ReuseOptions, compare, find_reuse, read, statistics_of, trace
from provenance.align.confirm import confirm_verbatim
from provenance.engines import local, partitioned
from provenance.errors import UnknownDocumentError
from provenance.model.documents import Documents
from provenance.model.passage import KINDS
from provenance.model.passages import PassageTable
from provenance.text.pipeline import Pipeline

EXACT = ReuseOptions(candidates="exact")
SENTENCES = [
    "The ferry ran aground on a sandbank shortly before dawn on Monday with sixty people on board.",
    "Lifeboats from two harbours took everybody off before the tide turned.",
    "Nobody was hurt, the owner said, but the company was fined in February for a faulty radar.",
    "“We will never sail without a second pilot again,” the captain told reporters on the quay.",
    "Steel prices rose for the third month as mills in the north cut production again.",
    "The council voted against the new bridge after a debate that lasted until midnight.",
    "Subscribe now to read more stories like this one every morning in your inbox.",
]


@st.composite
def collections(draw: st.DrawFn) -> list[Document]:
    """Documents of common and of their own sentences, some cut, some with other words, some the same."""
    texts = []
    for _ in range(draw(st.integers(0, 6))):
        some = draw(st.lists(st.one_of(st.sampled_from(SENTENCES), own.texts(max_size=20)), max_size=5))
        words = " ".join(some).split(" ")
        for at in draw(st.lists(st.integers(0, max(0, len(words) - 1)), max_size=3)):
            words[at : at + 1] = draw(st.sampled_from([["other"], [], ["two", "words"]]))
        texts.append(" ".join(words))
    if texts and draw(st.booleans()):
        texts.append(texts[0])
    return [Document(f"d{at}", text) for at, text in enumerate(texts)]


def passages_of(documents: list[Document], **keywords: object) -> list[tuple[object, ...]]:
    """Return passages without regard to which side is left."""
    found = []
    for passage in find_reuse(documents, **keywords).passages:
        sides = sorted((side.document, side.start, side.stop) for side in (passage.left, passage.right))
        found.append((*sides, passage.kind, passage.quoted, passage.similarity, passage.words))
    return sorted(found)


def equal(one: PassageTable, other: PassageTable) -> bool:
    return all(np.array_equal(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))


@given(collections(), st.sampled_from(["every-pair", "exact"]), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_documents_changes_nothing(documents, candidates, shuffle):
    options = ReuseOptions(candidates=candidates, min_words=4)
    expected = passages_of(documents, options=options)

    for order in (documents[::-1], shuffle.sample(documents, len(documents))):
        assert passages_of(order, options=options) == expected


@given(collections(), st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_partitions_find_what_one_machine_finds(documents, partitions):
    collection = Documents.of(documents)
    options = ReuseOptions(candidates="exact", min_words=4)

    found = partitioned.find_passages(collection, options, Pipeline(), partitions)

    assert equal(found, local.find_passages(collection, None, options, Pipeline()).table)


@given(collections(), st.data())
@settings(max_examples=20, deadline=None)
def test_a_pair_shares_the_same_alone_in_a_list_and_in_the_collection(documents, data):
    options = ReuseOptions(candidates="every-pair", min_words=4)
    counted = statistics_of(documents, options) if documents else None
    expected = passages_of(documents, options=options)
    if len(documents) < 2:
        assert expected == []
        return
    left, right = data.draw(st.permutations(documents))[:2]
    of_pair = [row for row in expected if {row[0][0], row[1][0]} == {left.id, right.id}]

    alone = compare(left, right, options, statistics=counted)
    rows = [
        (*sorted((s.document, s.start, s.stop) for s in (p.left, p.right)), p.kind, p.quoted, p.similarity, p.words)
        for p in alone.passages
    ]
    assert sorted(rows) == of_pair
    assert passages_of(documents, pairs=[(left.id, right.id)], options=options, statistics=counted) == of_pair


def test_a_trace_aligns_the_pairs_of_the_article_and_finds_what_the_collection_finds():
    documents = list(read("seeds/"))
    article = documents[5].id
    told: list[int] = []
    whole = [row for row in passages_of(documents) if article in (row[0][0], row[1][0])]

    found = trace(
        article, documents, progress=lambda what, done, total: told.append(total * (what == "aligning pairs"))
    )

    own = [p for p in found.passages if article in (p.left.document, p.right.document)]
    rows = [
        (*sorted((s.document, s.start, s.stop) for s in (p.left, p.right)), p.kind, p.quoted, p.similarity, p.words)
        for p in own
    ]
    assert sorted(rows) == whole != []
    partners = {side.document for p in own for side in (p.left, p.right)} - {article}
    assert set(told) - {0} <= {len(documents) - 1, len(partners) * (len(partners) - 1) // 2}
    with pytest.raises(UnknownDocumentError):
        trace("nobody", documents)


def test_order_parts_and_partitions_of_the_sample_corpus():
    documents = list(read("seeds/"))
    expected = passages_of(documents, options=EXACT)

    assert len(expected) > 800
    assert passages_of(documents[::2] + documents[1::2][::-1], options=EXACT) == expected
    assert passages_of(documents, options=ReuseOptions(candidates="exact", threads=5, memory="1MB")) == expected
    collection = Documents.of(documents)
    found = partitioned.find_passages(collection, EXACT, Pipeline(), 4)
    assert equal(found, local.find_passages(collection, None, EXACT, Pipeline()).table)


def test_partitions_find_the_noisy_pairs_that_one_machine_finds():
    sample = list(read("seeds/"))
    collection = Documents.of(
        [
            Document(each.id, noise.scanned(each.text, seed, 0.05) if seed % 2 else each.text)
            for seed, each in enumerate(sample)
        ]
    )
    expected = local.find_passages(collection, None, EXACT, Pipeline())

    assert "characters" in expected.candidates
    assert equal(partitioned.find_passages(collection, EXACT, Pipeline(), 4), expected.table)


def test_passages_called_verbatim_have_the_same_words():
    texts = ["the ferry ran aground on a sandbank", "The FERRY ran aground: on a sandbank"]
    texts.append("the ferry ran around on a sandbank")
    rows = [[0, 1], [0, 2]]
    sides = {"start": 0, "stop": 0, "token_start": 0, "token_stop": 7}
    columns = {f"{side}_{name}": np.full(2, value) for side in ("left", "right") for name, value in sides.items()}
    for at, (left, right) in enumerate(rows):
        columns["left_stop"][at], columns["right_stop"][at] = len(texts[left]), len(texts[right])
    table = PassageTable(
        left=np.array([0, 0], np.int32),
        right=np.array([1, 2], np.int32),
        **columns,
        kind=np.zeros(2, np.int8),
        quoted=np.zeros(2, bool),
        similarity=np.ones(2),
        confidence=np.ones(2, np.float32),
    )

    found = confirm_verbatim(table, texts.__getitem__, Pipeline(), min_words=4)

    assert [KINDS[kind] for kind in found.kind] == ["verbatim", "edited"]
    assert found.similarity.tolist() == pytest.approx([1, 6 / 7])
