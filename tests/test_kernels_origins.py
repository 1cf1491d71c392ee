"""The kernels that origins are found with agree with their twins."""

from __future__ import annotations

import naive_origins as naive
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from provenance.infer.communities import communities
from provenance.infer.joining import adjoined, common, join_texts
from provenance.infer.settings import standard_settings
from provenance.kernels.painting import paint
from provenance.kernels.readings import join_singles, label_tokens, link_readings, most_of

words = st.tuples(st.integers(0, 5), st.booleans())
sentences = st.lists(st.lists(words, min_size=1, max_size=6), min_size=2, max_size=8)


def starts_of(found):
    return np.concatenate([[0], np.cumsum([len(sentence) for sentence in found])]).astype(np.int64)


@st.composite
def passages(draw):
    found = draw(sentences)
    starts = starts_of(found)
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        row = []
        for _ in range(2):
            start = draw(st.integers(0, int(starts[-1]) - 1))
            stop = draw(st.integers(start + 1, int(starts[-1])))
            first = int(np.searchsorted(starts, start, "right")) - 1
            row.append((start, stop, first, int(np.searchsorted(starts, stop - 1, "right"))))
        rows.append(tuple(row))
    return found, rows


@given(passages(), st.sampled_from([0.3, 0.6]), st.integers(1, 3))
def test_readings(found, union, shortest):
    each, spans = found
    count = len(each)
    stems = np.array([stem for sentence in each for stem, _ in sentence], np.uint32)
    prose = np.array([inside for sentence in each for _, inside in sentence], np.uint8)
    root, best, partner = np.arange(count), np.zeros(count), np.full(count, -1)
    rows = np.array([[*left, *right] for left, right in spans], np.int64).reshape(-1, 8)

    link_readings(stems, prose, starts_of(each), rows, np.arange(count), shortest, union, 0.2, root, best, partner)

    while (root[root] != root).any():
        root = root[root]
    sets, others = naive.link_readings(each, spans, shortest, union, 0.2)
    assert root.tolist() == sets
    assert list(zip(best.tolist(), partner.tolist(), strict=True)) == others


def test_a_sentence_that_stands_alone_joins_its_best_reading_and_is_no_bridge():
    # 0 and 1 are one already, 3 and 4 too; 2 is nearer to 1 than to 3.
    root, partner = np.array([0, 0, 2, 3, 3]), np.array([-1, -1, 1, 2, -1])
    members = np.array([2, 0, 1, 2, 0])

    join_singles(np.array([2, 3]), partner, root, members)

    assert root[root].tolist() == [0, 0, 0, 3, 3]


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from([-1, 0, 1, 2])), min_size=1, max_size=8), st.data())
def test_labels_of_spans_and_words(found, data):
    labels = [None if label < 0 else label for length, label in found for _ in range(length)]
    begins = np.concatenate([[0], np.cumsum([length for length, _ in found])]).astype(np.int64)
    label = np.array([label for _, label in found], np.int64)
    places = st.tuples(st.integers(0, len(labels) - 1), st.integers(1, 9))
    spans = [(start, min(len(labels), start + more)) for start, more in data.draw(st.lists(places, max_size=4))]
    prose = data.draw(st.lists(st.booleans(), min_size=len(labels), max_size=len(labels)))
    start, stop = np.array(spans, np.int64).reshape(-1, 2).T.copy()
    first = np.searchsorted(begins, start, "right") - 1
    votes, token = np.zeros((len(spans), 2), np.int64), np.full(len(labels), -1, np.int32)
    otherwise = np.array([number % 3 - 1 for number in range(len(spans))], np.int64)

    most_of(start, stop, first, begins, label, votes)
    label_tokens(start, stop, first, begins, label, otherwise, np.array(prose, np.uint8), token)

    assert [tuple(row) for row in votes.tolist()] == naive.most_of(labels, spans)
    wanted = naive.label_tokens(labels, prose, spans, otherwise.tolist())
    assert token.tolist() == [-1 if each is None else each for each in wanted]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 6), st.integers(0, 4)), max_size=6), st.data())
def test_painting(spans, data):
    prose = data.draw(st.lists(st.booleans(), min_size=14, max_size=14))
    spans = [(start, start + more, value) for start, more, value in spans]
    kinds, sources = np.zeros(14, np.int64), np.zeros(14, np.int64)
    wanted = [0] * 14, [0] * 14
    start, stop, value = np.array(spans, np.int64).reshape(-1, 3).T.copy()

    paint(start, stop, value, np.array(prose, np.uint8), 7, kinds, sources)

    naive.paint(spans, prose, 7, *wanted)
    assert (kinds.tolist(), sources.tolist()) == wanted


@st.composite
def graphs(draw):
    nodes = draw(st.integers(1, 7))
    pairs = [(a, b) for a in range(nodes) for b in range(a + 1, nodes)]
    weights = draw(st.lists(st.integers(0, 4), min_size=len(pairs), max_size=len(pairs)))
    sizes = draw(st.lists(st.integers(1, 3), min_size=nodes, max_size=nodes))
    return [(a, b, weight / 4) for (a, b), weight in zip(pairs, weights, strict=True) if weight], sizes


@given(graphs(), st.sampled_from([0.2, 0.35, 0.6]))
def test_no_node_and_no_community_is_better_elsewhere(graph, resolution):
    edges, sizes = graph
    left, right, weights = np.array(edges, float).reshape(-1, 3).T.copy()
    one, other = left.astype(np.int64), right.astype(np.int64)

    label = communities(one, other, weights, np.array(sizes, float), resolution).tolist()

    scaled = [(a, b, weight * sizes[a] * sizes[b]) for a, b, weight in edges]
    best = naive.quality(scaled, sizes, resolution, label)
    assert best >= naive.quality(scaled, sizes, resolution, list(range(len(sizes)))) - 1e-9
    for joined in set(label):
        for into in set(label):
            together = [into if each == joined else each for each in label]
            assert naive.quality(scaled, sizes, resolution, together) <= best + 1e-6
    firsts = [label.index(each) for each in sorted(set(label))]
    assert firsts == sorted(firsts)


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=14))
def test_what_groups_have_in_common(found):
    rows = sorted(found)
    group, member = np.array(rows, np.int64).reshape(-1, 2).T.copy()
    who = {each: {b for a, b in rows if a == each} for each in range(5)}
    wanted = {(a, b): len(who[a] & who[b]) for a in range(5) for b in range(a + 1, 5) if who[a] & who[b]}

    left, right, both = common(group, member)

    assert dict(zip(zip(left.tolist(), right.tolist(), strict=True), both.tolist(), strict=True)) == wanted


# Texts that are one after all


def joined(*witnesses, linked):
    """Join texts by their witnesses; documents are numbers below 10."""
    rows = [(text, each) for text, some in enumerate(witnesses) for each in some]
    text, document = np.array(rows, np.int64).T.copy()
    pairs = {a * 10 + b for a, b in linked}
    return join_texts(text, document, np.full(len(witnesses), 40.0), pairs, 10, standard_settings()).tolist()


def test_parts_that_each_paper_cut_otherwise_are_one_text():
    assert joined([0, 1, 2], [1, 2, 3], linked=[(0, 1), (0, 3), (2, 3)]) == [0, 0]


def test_two_dispatches_that_live_pages_mix_are_two():
    assert joined([0, 1, 8, 9], [2, 3, 8, 9], linked=[(0, 8), (2, 8), (0, 1), (2, 3)]) == [0, 1]


def test_what_follows_a_text_in_all_its_witnesses_is_of_it():
    # Text 1 stands behind text 0 in the documents 0 and 1; text 2 beside both, of two publishers.
    document, text = np.array([[0, 0, 1, 1, 2, 3, 3], [0, 1, 0, 1, 0, 0, 2]], np.int64)
    words = np.array([90.0, 20.0, 20.0])

    of = adjoined(document, text, words, np.array([-1, -1, -1, -1]), standard_settings())
    house = adjoined(document, text, words, np.array([4, 4, 5, 6]), standard_settings())

    assert of.tolist() == [0, 0, 0]
    # One house's addition is its own.
    assert house.tolist()[1] == 1
