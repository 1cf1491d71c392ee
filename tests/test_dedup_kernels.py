"""Sketches, links and exact checks equal their twins."""

from __future__ import annotations

import naive_dedup as naive
import numpy as np
import pyarrow as pa
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import texts

from provenance.kernels.dedup_contained import choose_samples, join_samples, link_samples, part_samples
from provenance.kernels.dedup_link import COMPARED, UNINDEXED, band_keys, find_repeated, join_linked, link_equal
from provenance.kernels.dedup_verify import CONTAINMENT
from provenance.sketch.bands import choose_bands
from provenance.sketch.duplicates import SketchRoom, SketchSettings, sketch_texts
from provenance.text.pipeline import Pipeline
from provenance.text.words import words


@given(st.lists(texts(), max_size=4), st.integers(1, 6), st.sampled_from([0, 1, 4]))
@settings(max_examples=100)
def test_sketches_are_those_of_the_twin(bodies, width, sampled):
    found = sketch_texts(
        pa.array(bodies, pa.large_string()), Pipeline(), SketchSettings(width, 16, sampled), SketchRoom()
    )

    at = taken = 0
    for document, body in enumerate(bodies):
        tokens = words(body)
        numbers = [naive.word_number(word.encode()) for word in tokens]
        hashes = naive.shingle_hashes(numbers, width)
        assert found.lengths[document] == len(tokens)
        assert found.words[at : at + len(tokens)].tolist() == numbers
        assert found.digests[document] == xxhash.xxh64_intdigest(np.array(numbers, np.uint32).tobytes())
        assert found.signs[document].tolist() == naive.signs(hashes, 16)
        count = int(found.sample_counts[document])
        assert found.samples[taken : taken + count].tolist() == naive.samples(hashes, sampled)
        at, taken = at + len(tokens), taken + count
    assert len(found.words) == at


@pytest.mark.parametrize("shingles", [20, 100, 1000])
@pytest.mark.parametrize("resemblance", [0.8, 0.5])
def test_signatures_agree_as_often_as_sets_are_alike_and_bands_find_what_they_say(shingles, resemblance):
    random = np.random.default_rng(4)
    banding = choose_bands(resemblance, 0.99, 128)
    shared = round(shingles * resemblance)
    own = (shingles - shared) // 2
    sets = random.integers(0, 1 << 32, (400, shared + 2 * own)).astype("<U10")
    bodies = [" ".join(s[:shared].tolist() + half.tolist()) for s in sets for half in np.split(s[shared:], 2)]

    sketch = sketch_texts(
        pa.array(bodies, pa.large_string()), Pipeline(), SketchSettings(1, banding.values, 0), SketchRoom()
    )

    equal = sketch.signs[::2] == sketch.signs[1::2]
    # The values of a signature fall closer to the resemblance than independent ones would.
    assert equal.mean() == pytest.approx(resemblance, abs=0.01)
    assert equal.mean(axis=1).std() < 1.1 * (resemblance * (1 - resemblance) / banding.values) ** 0.5
    bands = equal[:, : banding.bands * banding.rows].reshape(400, banding.bands, banding.rows)
    assert bands.all(axis=2).any(axis=1).mean() >= 0.985


def test_long_documents_and_many_batches():
    bodies = [f"{number} " + "word other " * 400_000 for number in range(3)] + ["short", ""]

    found = sketch_texts(pa.array(bodies, pa.large_string()), Pipeline(), SketchSettings(5, 8, 0), SketchRoom())

    assert found.lengths.tolist() == [800_001, 800_001, 800_001, 1, 0]
    assert len(found.words) == found.lengths.sum()


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 1)), max_size=12), st.randoms())
def test_links_lead_to_the_last_document_with_the_key(rows, random):
    documents = len(rows)
    order = list(range(documents))
    random.shuffle(order)
    keys = np.array([key << 40 for key, _, _ in rows], np.uint64)
    mode = np.array([UNINDEXED if alone else COMPARED for _, alone, _ in rows], np.uint8)
    lengths = np.array([length for *_, length in rows], np.int32)
    before = np.full(documents, -1, np.int32)

    link_equal(np.array(order, np.int32), mode, lengths, keys, np.zeros(64, np.uint64), before)

    for at, document in enumerate(order):
        same = [
            other
            for other in order[:at]
            if keys[other] == keys[document] and lengths[other] and mode[other] == COMPARED
        ]
        assert before[document] == (same[-1] if same and lengths[document] else -1)


def copies_of_copies(seed: int) -> list[list[str]]:
    """Return documents of few words, most of them cut and edited copies of earlier ones."""
    random = np.random.default_rng(seed)
    documents: list[list[str]] = []
    for _ in range(120):
        if documents and random.random() < 0.7:
            row = list(documents[int(random.integers(len(documents)))])
            for _ in range(int(random.integers(0, 6))):
                row[int(random.integers(len(row)))] = f"w{random.integers(40)}"
            documents.append(row[: int(random.integers(len(row) // 2, len(row) + 1))])
        else:
            documents.append([f"w{number}" for number in random.integers(0, 40, random.integers(1, 120))])
    return [row or ["alone"] for row in documents]


@given(st.integers(1, 12), st.integers(1, 3), st.integers(0, 3), st.integers(0, 40), st.randoms())
def test_keys_of_a_band_are_equal_where_its_rows_are(rows, bands, rest, documents, random):
    signs = np.array(
        [[random.randrange(2) for _ in range(rows * bands + rest)] for _ in range(documents)], np.uint8
    ).reshape(documents, rows * bands + rest)

    for band in range(bands):
        keys = np.empty(documents, np.uint64)
        band_keys(signs, band, rows, keys)
        cut = [tuple(row) for row in signs[:, band * rows : (band + 1) * rows].tolist()]
        assert [[one == other for other in cut] for one in cut] == (keys[:, None] == keys).tolist()
        repeated = np.empty(documents, np.uint8)
        find_repeated(keys, np.zeros(4, np.uint64), repeated)
        assert all(repeated[at] for at in range(documents) if cut.count(cut[at]) > 1)


def test_most_keys_that_occur_once_are_told():
    keys = np.random.default_rng(1).integers(0, 1 << 64, 10_000, np.uint64)
    repeated = np.empty(len(keys), np.uint8)
    find_repeated(keys, np.zeros(4096, np.uint64), repeated)
    assert repeated.mean() < 0.1


@given(
    st.lists(st.tuples(st.lists(st.integers(0, 9), max_size=6), st.booleans()), max_size=8),
    st.sampled_from([1, 2, 4]),
    st.integers(1, 3),
    st.randoms(),
)
def test_samples_are_linked_chosen_and_joined_as_the_twin_says(rows, parts, least, random):
    lists = [samples for samples, _ in rows]
    order = list(range(len(rows)))
    random.shuffle(order)
    rank = np.empty(len(rows), np.int32)
    rank[order] = np.arange(len(rows))
    mode = np.array([UNINDEXED if alone else COMPARED for _, alone in rows], np.uint8)
    begins = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    samples = np.array([sample for row in lists for sample in row], np.uint32)
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(begins))
    starts, entries = np.empty(parts + 1, np.int64), np.empty(len(samples), np.int32)
    values = np.empty(len(samples), np.uint32)
    before, met = np.full(len(samples), -1, np.int32), np.zeros(len(samples), np.int32)
    followed, heads = np.zeros(len(samples), np.uint8), np.arange(len(rows), dtype=np.int32)
    least_hits = np.array([0, *[least] * 10], np.int32)
    documents = np.array(order, np.int32)

    part_samples(documents, begins, samples, parts, starts, entries, values)
    for part in range(parts):
        mine = slice(starts[part], starts[part + 1])
        link_samples(entries[mine], values[mine], mode, owners, np.zeros(128, np.uint64), before, met)
    choose_samples(documents, mode, CONTAINMENT, least_hits, begins, before, met, followed)
    chosen = followed.copy()
    join_samples(documents, rank, begins, owners, before, followed, np.full(len(rows), -1, np.int32), heads)

    links, counts, again = naive.links(order, lists, (mode == COMPARED).tolist())
    for document, row in enumerate(lists):
        mine = [(document, place) for place in range(len(row))]
        own = slice(begins[document], begins[document + 1])
        leads = [begins[links[key][0]] + links[key][1] if key in links else -1 for key in mine]
        assert before[own].tolist() == leads
        assert met[own].tolist() == [2**31 - 1 if key in again else counts.get(key, 0) for key in mine]
        rarest = sorted((key for key in mine if key in links), key=counts.__getitem__)
        looked_up = set(rarest[: max(0, len(rarest) - least + 1)])
        assert chosen[own].tolist() == [int(key in looked_up) for key in mine]
    pairs = []
    for entry in np.flatnonzero(chosen).tolist():
        while before[entry] >= 0:
            pairs.append((int(owners[entry]), int(owners[before[entry]])))
            entry = int(before[entry])
    found = {frozenset(d for d in order if naive.head(d, heads.tolist()) == head) for head in range(len(rows))}
    assert found - {frozenset()} == {frozenset(group) for group in naive.groups(len(rows), pairs)}


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_all_that_is_linked_has_one_head(case):
    documents, pairs = case
    rank = np.arange(documents, dtype=np.int32)[::-1].copy()
    before = np.full((len(pairs), documents), -1, np.int32)
    for key, (one, other) in enumerate(pairs):
        before[key, one] = other
    heads = np.arange(documents, dtype=np.int32)

    join_linked(rank, before, heads)

    assert [naive.head(document, heads.tolist()) for document in range(documents)] == [
        max(group) for document in range(documents) for group in naive.groups(documents, pairs) if document in group
    ]


@pytest.mark.parametrize("measure", ["resemblance", "containment"])
@pytest.mark.parametrize("seed", range(6))
def test_what_goes_is_what_the_twin_says(measure, seed):
    from provenance import deduplicate

    documents = copies_of_copies(seed)
    threshold = (0.3, 0.5, 0.8)[seed % 3]
    order = sorted(range(len(documents)), key=lambda position: -len(documents[position]))

    result = deduplicate(
        [" ".join(row) for row in documents], threshold, measure, "longest", shingle=2, recall=0.99999999, num_perm=1024
    )

    expected = naive.keep(documents, order, 2, threshold, measure)
    found = {int(receipt.document): int(receipt.match) for receipt in result.removed}
    if measure == "containment":  # of short documents few shingles are sampled: some are missed, none is wrong
        sets = [naive.shingles(row, 2) for row in documents]
        assert all(
            documents[one] == documents[other] or naive.value(sets[one], sets[other], measure) >= threshold
            for one, other in found.items()
        )
        assert len(found) >= 0.9 * len(expected)
        return
    assert found == expected


@pytest.mark.parametrize(
    ("measure", "threshold"),
    [("resemblance", 0.3), ("resemblance", 0.5), ("resemblance", 0.8), ("containment", 0.1), ("containment", 0.4)],
)
@pytest.mark.parametrize("seed", range(3))
def test_all_that_goes_where_none_stays_is_what_the_twin_says(measure, threshold, seed):
    from provenance import deduplicate

    documents = copies_of_copies(seed)
    # With such a recall all shingles are sampled.
    recall = 1 - 1e-13 if measure == "containment" else 0.99999999

    result = deduplicate(
        [" ".join(row) for row in documents], threshold, measure, "none", shingle=2, recall=recall, num_perm=1024
    )

    assert {int(receipt.document) for receipt in result.removed} == naive.drop_all(documents, 2, threshold, measure)
    sets = [naive.shingles(row, 2) for row in documents]
    for receipt in result.removed:
        one, other = int(receipt.document), int(receipt.match)
        assert one != other
        assert documents[one] == documents[other] or naive.value(sets[one], sets[other], measure) >= threshold
    members = [name for cluster in result.clusters for name in cluster.documents]
    assert len(members) == len(set(members))
    assert {receipt.document for receipt in result.removed} <= set(members)


@given(
    st.lists(st.integers(1, 40).flatmap(lambda size: st.text("aZkÅ", min_size=size, max_size=size)), max_size=60),
    st.lists(st.sampled_from([" ", ", ", "-", "\n", " 7 ", " it's ", " \u2019 "]), min_size=60, max_size=60),
)
def test_long_texts_are_numbered_as_their_twin_says(bodies, between):
    # Longer than what is looked at at once, with words of any length.
    text = "".join(word + gap for word, gap in zip(bodies, between, strict=False)) + " end" * 30

    found = sketch_texts(pa.array([text], pa.large_string()), Pipeline(), SketchSettings(5, 8, 0), SketchRoom())

    assert found.words.tolist() == [naive.word_number(word.encode()) for word in words(text)]


def test_numbers_of_a_receipt_are_exact():
    from provenance import deduplicate

    random = np.random.default_rng(3)
    rows = [[f"w{number}" for number in random.integers(0, 300, 400)] for _ in range(20)]
    rows += [[*row[:380], *(f"x{number}" for number in range(8))] for row in rows]

    result = deduplicate([" ".join(row) for row in rows], 0.7)

    assert len(result.removed) == 20
    for receipt in result.removed:
        one, other = (naive.shingles(rows[int(name)], 5) for name in (receipt.document, receipt.survivor))
        assert receipt.resemblance == naive.value(one, other, "resemblance")
        assert receipt.containment == naive.value(one, other, "containment")
        assert receipt.reverse == naive.value(other, one, "containment")


@given(st.lists(st.one_of(texts(), texts(max_size=8).map(lambda text: f"plain words, {text} and more")), max_size=5))
@settings(max_examples=300)
def test_numbers_of_texts_are_those_of_their_tokens(bodies):
    from provenance.kernels.dedup_words import number_tokens
    from provenance.sketch.duplicates import _numbers

    array = pa.array(bodies, pa.large_string())
    # In the middle of a larger array, as batches are.
    whole = pa.array(["letters", *bodies, "letters"], pa.large_string())
    tokens = Pipeline().tokens(array)
    expected = np.empty(len(tokens), np.uint32)
    number_tokens(tokens.norm, tokens.token_start, expected)

    for texts_given in (array, whole.slice(1, len(bodies))):
        room = SketchRoom()
        room.begin(sum(len(body.encode()) for body in bodies), len(bodies))
        found, document_tokens = _numbers(texts_given, Pipeline(), room)
        assert document_tokens.tolist() == tokens.document_tokens.tolist()
        assert found.tolist() == expected.tolist()
