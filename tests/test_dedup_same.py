"""Nothing goes as the same that is not: hashes propose, the texts decide."""

from __future__ import annotations

import json
import unicodedata

import naive_dedup as naive
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import deduplicate
from provenance.kernels.hashes import word_hashes
from provenance.readers import jsonl_batches
from provenance.text.pipeline import Pipeline
from provenance.text.words import words

#: A million of each are tried by benchmarks/different.py.
MANY = 100_000
_NAMES = ["Anna", "Bela", "Carla", "Dimitri", "Elena", "Farid", "Greta", "Henrik", "Ines", "Jonas"]
SHAPES = {
    "order numbers": lambda number: f"Your order {number * 0x9E3779B97F4B % (1 << 48):012x} has been shipped",
    "one word": lambda number: f"w{number * 0x9E3779B1 % (1 << 32)}",
    "running numbers": lambda number: f"Ticket {10_000_000 + number} was closed",
    "names": lambda number: "The jury heard {} {}{} on Monday morning".format(
        _NAMES[number % 10],
        _NAMES[number // 10 % 10],
        "".join(_NAMES[int(digit)].lower() for digit in str(number // 100)),
    ),
}
SETTINGS = [
    {"threshold": 1.0},
    {"threshold": 0.5},
    {"threshold": 0.5, "measure": "containment"},
    {"threshold": 1.0, "keep": "none"},
]


def removed(texts: list[str], **settings: object) -> list[tuple[str, str | None, str]]:
    found = deduplicate(texts, **settings).removed  # type: ignore[arg-type]
    return [(texts[int(receipt.document)], receipt.match, receipt.rule) for receipt in found]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_short_texts_that_differ_in_one_word_all_stay(shape):
    texts = [shape(number) for number in range(MANY)]
    assert len(set(texts)) == MANY
    table = pa.table({"id": pa.array(range(MANY)).cast(pa.string()), "text": texts})
    for settings_of_it in SETTINGS:
        assert not deduplicate(table, **settings_of_it).removed
    half = MANY // 2
    assert not deduplicate(table[:half], 1.0, against=table[half:]).removed


def hashes_of(tokens: list[str]) -> np.ndarray:
    found = Pipeline().tokens(pa.array(tokens, pa.large_string()))
    hashes = np.empty(len(found), np.uint64)
    word_hashes(found.norm, found.token_start, hashes)
    return hashes


def test_words_whose_hashes_have_a_half_in_common_are_told_apart():
    tokens = [f"{number * 0x9E3779B97F4B % (1 << 48):012x}x" for number in range(400_000)]
    hashes = hashes_of(tokens)
    assert len(hashes) == len(np.unique(hashes)) == len(tokens)
    pairs = []
    for half in (hashes >> np.uint64(32), hashes & np.uint64(0xFFFFFFFF)):
        order = np.argsort(half, kind="stable")
        equal = np.flatnonzero(half[order][1:] == half[order][:-1])
        pairs += [(tokens[order[at]], tokens[order[at + 1]]) for at in equal.tolist()]
    assert len(pairs) > 10
    texts = [text for pair in pairs for word in pair for text in (word, f"Parcel {word} arrived", f"{word} " * 9)]

    for settings_of_it in SETTINGS:
        assert removed(texts, **settings_of_it) == []


def letters_in_proportion(constant: int) -> tuple[str, str]:
    """Return eight letters and others, which, each exclusive-or the constant, are as 8 to 9."""
    random = np.random.default_rng(5)
    while True:
        letters = random.integers(ord("a"), ord("z") + 1, (1 << 20, 8), np.uint8)
        # The lowest three bits are 0 afterwards, and the highest letter can be exceeded by an eighth.
        letters[:, 0] = (constant & 7) | 0x60 | (letters[:, 0] & 8)
        letters[:, 7] = ord("z") - letters[:, 7] % 7
        factors = letters.copy().view(np.uint64)[:, 0] ^ np.uint64(constant)
        others = (factors // np.uint64(8) * np.uint64(9)) ^ np.uint64(constant)
        found = others.view(np.uint8).reshape(-1, 8)
        good = np.flatnonzero(((found >= ord("a")) & (found <= ord("z"))).all(axis=1))
        if len(good):
            return letters[good[0]].tobytes().decode(), found[good[0]].tobytes().decode()


def test_words_that_are_made_to_have_one_hash_are_told_apart():
    # Of both halves of a word a product is taken: what one half is made more by, the other is made less by.
    (first, first_more), (second, second_more) = map(letters_in_proportion, (naive._FIRST, naive._SECOND))
    one, other = first + second_more, first_more + second
    assert one != other
    assert len(set(hashes_of([one, other]).tolist())) == 1

    for text in ("{}", "Mr {} was elected", "The mayor {} opened the new bridge" + " over the river" * 9):
        texts = [text.format(one), text.format(other)]
        for settings_of_it in SETTINGS:
            assert removed(texts, **settings_of_it) == []
            # Beside one that is the same, too.
            gone = removed([*texts, texts[1].upper()], **settings_of_it)
            assert {rule for _, _, rule in gone} == {"same-words"}
            assert texts[0] not in {body for body, _, _ in gone}
        assert not deduplicate(texts[:1], 0.5, against=texts[1:]).removed


_WORDS = st.sampled_from(
    ["Café", "cafe", "C", "C++", "C#", "été", "Ete", "naïve", "東京", "5,000", "5000", "ﬁn", "fin"]
)
_GAPS = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0", ", ", " - ", "! "])
_FORMS = st.sampled_from(["NFC", "NFD"])


@st.composite
def bodies(draw: st.DrawFn) -> str:
    pieces = [draw(_WORDS) + draw(_GAPS) for _ in range(draw(st.integers(0, 3)))]
    return draw(st.sampled_from(["", " ", "¿"])) + unicodedata.normalize(draw(_FORMS), "".join(pieces))


@given(
    st.lists(bodies(), max_size=24), st.sampled_from([20, 100, 1 << 20]), st.booleans(), st.sampled_from(["1B", "1GB"])
)
@settings(max_examples=60, deadline=None)
def test_the_rule_is_what_the_texts_say(tmp_path_factory, texts, block, from_file, memory):
    documents: object = texts
    if from_file and texts:
        documents = tmp_path_factory.mktemp("same") / "in.jsonl"
        lines = [json.dumps({"id": str(number), "text": text}) + "\n" for number, text in enumerate(texts)]
        documents.write_text("".join(lines), encoding="utf-8")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl_batches, "_BLOCK", block)
        # So that a document is one n-gram, and only the same words are alike.
        result = deduplicate(documents, 1.0, shingle=1024, memory=memory)

    cut = [words(text) for text in texts]
    expected = []
    for at, mine in enumerate(cut):
        first = cut.index(mine)
        if mine and first < at:
            rule = "exact" if naive.equal_texts(texts[at], texts[first]) else "same-words"
            expected.append((str(at), str(first), rule, 1.0))
    assert [(r.document, r.survivor, r.rule, r.resemblance) for r in result.removed] == expected
    assert result.run["exact"] == sum(rule == "exact" for *_, rule, _ in expected)
    assert result.run["same words"] == sum(rule == "same-words" for *_, rule, _ in expected)


@pytest.mark.parametrize("measure", ["resemblance", "containment"])
@pytest.mark.parametrize("keep", ["column", "none"])
def test_the_order_of_the_input_changes_nothing_where_it_does_not_decide(measure, keep):
    random = np.random.default_rng(8)
    rows: list[str] = []
    for _ in range(300):
        row = rows[int(random.integers(len(rows)))].split() if rows and random.random() < 0.7 else []
        row = row or [f"w{number}" for number in random.integers(0, 500, 60)]
        for _ in range(int(random.integers(0, 4))):
            row[int(random.integers(len(row)))] = f"e{random.integers(10**6)}"
        rows.append(" ".join(row).upper() if random.random() < 0.2 else " ".join(row))
    table = pa.table({"id": [f"d{n}" for n in range(300)], "text": rows, "score": random.permutation(300)})

    def receipts(order: np.ndarray) -> dict[str, tuple[object, ...]]:
        found = deduplicate(table.take(order), 0.6, measure, keep, by="score").removed
        # Without a policy the order does decide which of several matches is named.
        return {r.document: (keep == "none") or (r.match, r.rule, r.resemblance, r.band) for r in found}

    expected = receipts(np.arange(300))
    assert len(expected) > 50
    for _ in range(4):
        assert receipts(random.permutation(300)) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [("I love C", "I love C++"), ("minus -5 degrees today", "minus 5 degrees today"), ("a + b = c", "a - b = c"),
     ("it costs 5 $ here", "it costs 5 € here"), ("x < y here", "x > y here"), ("\u22125 it is", "5 it is")],
)  # fmt: skip
def test_signs_count_where_it_is_asked_for(left, right):
    documents = {"a": left, "b": right}

    assert [removal.rule for removal in deduplicate(documents).removed] == ["same-words"]
    assert list(deduplicate(documents, signs=True).kept) == ["a", "b"]
    assert deduplicate(documents, signs=True).run["options"]["signs"] is True


def test_punctuation_never_counts():
    documents = {"a": "A well-known (old) man's boat, he said.", "b": "“A well-known – old – man’s boat” he said!"}

    assert [removal.rule for removal in deduplicate(documents, signs=True).removed] == ["same-words"]
