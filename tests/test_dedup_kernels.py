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

from provenance.kernels.dedup_link import COMPARED, UNINDEXED, link_equal
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
    before = np.zeros(documents, np.int32)

    link_equal(np.array(order, np.int32), mode, lengths, keys, np.zeros(64, np.uint64), before)

    for at, document in enumerate(order):
        same = [
            other
            for other in order[:at]
            if keys[other] == keys[document] and lengths[other] and mode[other] == COMPARED
        ]
        assert before[document] == (same[-1] if same and lengths[document] else -1)


@pytest.mark.parametrize("measure", ["resemblance", "containment"])
@pytest.mark.parametrize("seed", range(6))
def test_what_goes_is_what_the_twin_says(measure, seed):
    from provenance import deduplicate

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
    documents = [row or ["alone"] for row in documents]
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
