"""Which passages are found, and where they begin and end."""

from __future__ import annotations

import time

import pytest
import strategies as own
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Document, Passage, ReuseOptions, Side, compare, find_reuse
from provenance.text.words import words

LEAD = "The ferry ran aground on a sandbank shortly before dawn on Monday with sixty people on board"
BODY = "and lifeboats from two harbours took everybody off before the tide turned"


def texts_of(result, passage: Passage) -> tuple[str, str]:
    """Return what a passage says on both sides."""
    left, right = (result.documents[result.documents.position(side.document)] for side in (passage.left, passage.right))
    return left.text[passage.left.start : passage.left.stop], right.text[passage.right.start : passage.right.stop]


def found(left: str, right: str, **options) -> list[tuple[str, str, str, bool]]:
    """Return the passages of two texts: what both sides say, kind, quoted."""
    result = compare(left, right, ReuseOptions(min_confidence=0, **options))
    return [(*texts_of(result, passage), passage.kind, passage.quoted) for passage in result.passages]


def other_words(count: int, name: str = "x") -> str:
    return " ".join(f"{name}{number}" for number in range(count))


# Kinds


def test_the_same_words_are_verbatim_whatever_their_form():
    left = f"PARIS (AFP) - {LEAD}."
    right = f"{other_words(20)} “{LEAD.upper().replace(' ', '  ')}”, {other_words(5, 'y')}"

    assert found(left, right) == [(LEAD, LEAD.upper().replace(" ", "  "), "verbatim", False)]


@pytest.mark.parametrize(
    ("changed", "similarity"),
    [
        (LEAD.replace("shortly ", ""), 2 * 16 / 33),
        (LEAD.replace("shortly", "just"), 2 * 16 / 34),
        (LEAD.replace("on a sandbank", "on a sandbank off Ellery"), 2 * 17 / 36),
        (LEAD.replace("before dawn", "after the dawn"), 2 * 16 / 35),
    ],
)
def test_changed_words_make_an_edited_passage(changed, similarity):
    result = compare(LEAD, changed)

    [passage] = result.passages
    assert passage.kind == "edited"
    assert texts_of(result, passage) == (LEAD, changed)
    assert passage.similarity == pytest.approx(similarity, abs=1e-4)
    assert passage.words == min(len(LEAD.split()), len(changed.split()))


def test_a_passage_says_all_there_is_of_it():
    result = compare(Document("wire", f"xx {LEAD}"), Document("paper", f"{LEAD} yy"))

    assert list(result.passages) == [
        Passage(
            Side("wire", 3, 3 + len(LEAD)),
            Side("paper", 0, len(LEAD)),
            "verbatim",
            False,
            1.0,
            17,
            "common-source",
            0.9,
        )
    ]


def test_a_passage_ends_where_the_words_do():
    assert found(f"aa {LEAD} bb", f"cc {LEAD} dd") == [(LEAD, LEAD, "verbatim", False)]
    assert found(f"«{LEAD}…», 5", f"[{LEAD}]!") == [(LEAD, LEAD, "verbatim", False)]


@pytest.mark.parametrize("min_words", [3, 8, 17, 18, 40])
def test_min_words_is_the_fewest_words_in_common(min_words):
    common = other_words(17, "c")

    assert len(found(f"x {common} y", f"z {common} w", min_words=min_words)) == (min_words <= 17)


def test_two_characters_without_spaces_are_one_word():
    sentence = "这艘渡轮星期一黎明前在港口外搁浅"
    assert len(sentence) == 16

    assert found(f"甲{sentence}乙", f"丙{sentence}丁") == [(sentence, sentence, "verbatim", False)]
    assert found(f"甲{sentence[1:]}乙", f"丙{sentence[1:]}丁") == []


@pytest.mark.parametrize(("gap", "passages"), [(0, 1), (4, 1), (8, 1), (9, 2), (20, 2)])
def test_max_gap_is_the_longest_stretch_that_is_bridged(gap, passages):
    left = f"{LEAD} {other_words(gap)} {BODY}"
    right = f"{LEAD} {BODY}"

    assert len(found(left, right)) == passages
    assert len(found(left, right, max_gap=20)) == 1


def test_passages_in_another_order_stay_two():
    assert sorted(found(f"{LEAD}. {BODY}.", f"{BODY}, {LEAD}")) == [
        (LEAD, LEAD, "verbatim", False),
        (BODY, BODY, "verbatim", False),
    ]


def test_a_passage_that_stands_twice_is_found_at_least_once():
    result = compare(LEAD, f"{LEAD}. {other_words(30)}. {LEAD}")

    assert len(result.passages) >= 1
    assert result.containment("left", "right") == 1


# Quotations


QUOTE = "we will not rest until every family knows what has happened to them"


def test_a_passage_inside_quotation_marks_is_quoted():
    left, right = f"“{QUOTE},” the minister said.", f'{other_words(9)}: "{QUOTE}"'

    assert found(left, right) == [(QUOTE, QUOTE, "verbatim", True)]


def test_a_passage_that_one_side_quotes_is_not_quoted():
    assert found(f"“{QUOTE}”", QUOTE) == [(QUOTE, QUOTE, "verbatim", False)]


def test_an_attribution_beside_a_shared_quotation_is_no_reused_prose():
    left = f"“{QUOTE},” she told reporters on the quay."
    right = f"{other_words(12)} “{QUOTE},” she told reporters."

    assert found(left, right) == [(QUOTE, QUOTE, "verbatim", True)]


def test_prose_with_a_quotation_in_it_is_one_passage():
    text = f"{LEAD}. “{QUOTE},” the minister said. {BODY}"

    assert found(text, text) == [(text, text, "verbatim", False)]


# Texts of any size


@pytest.mark.parametrize("text", ["", " ", "...", "one", "one two", "\ud800", "中"])
def test_texts_with_next_to_nothing_share_nothing(text):
    assert found(text, text) == []
    assert found(text, LEAD) == []
    assert compare(text, LEAD).containment("left", "right") == 0


@given(own.prose(min_words=8))
def test_a_text_shares_all_of_itself(text):
    result = compare(text, text)

    assert result.containment("left", "right") == result.containment("right", "left")
    if len(words(text)) >= 8:
        assert result.containment("left", "right") == pytest.approx(1, abs=0.5)


@given(own.planted(min_words=8))
def test_a_planted_passage_is_found_and_no_more(planted):
    assert found(planted.left, planted.right) == [(planted.passage, planted.passage, "verbatim", False)]


@given(st.lists(own.prose(max_words=30, vocabulary=15), min_size=2, max_size=5), st.randoms())
def test_the_order_of_documents_changes_no_passage(texts, random):
    documents = [Document(f"d{number}", text) for number, text in enumerate(texts)]
    shuffled = list(documents)
    random.shuffle(shuffled)

    def pairs_of(result):
        return {frozenset((passage.left.document, passage.right.document)): None for passage in result.passages}

    assert pairs_of(find_reuse(documents)) == pairs_of(find_reuse(shuffled))


@given(own.planted())
def test_swapping_left_and_right_swaps_the_sides(planted):
    there = compare(Document("a", planted.left), Document("b", planted.right)).passages
    back = compare(Document("b", planted.right), Document("a", planted.left)).passages

    assert [(p.left, p.right, p.kind, p.similarity, p.words) for p in there] == [
        (p.right, p.left, p.kind, p.similarity, p.words) for p in back
    ]


def test_swapping_edited_texts_swaps_the_sides():
    left = f"xx {LEAD}. yy {BODY}. “{QUOTE}”, said zz"
    right = f"“{QUOTE}”, it was said. {LEAD.replace('shortly', 'just')} tt {BODY.replace('harbours', 'ports')} uu"
    there = compare(Document("a", left), Document("b", right)).passages
    back = compare(Document("b", right), Document("a", left)).passages

    assert {(p.left, p.right, p.kind, p.quoted) for p in there} == {(p.right, p.left, p.kind, p.quoted) for p in back}


# Candidates


@given(
    st.lists(own.planted(min_words=8, max_words=12), min_size=1, max_size=3),
    st.integers(4, 8),
)
@settings(max_examples=40)
def test_exact_finds_each_run_of_min_words_that_every_pair_finds(planted, min_words):
    texts = [text for pair in planted for text in (pair.left, pair.right)]

    every = find_reuse(texts, options=ReuseOptions(min_words=min_words, candidates="every-pair"))
    proposed = find_reuse(texts, options=ReuseOptions(min_words=min_words, candidates="exact"))

    # What is edited may lie below the run of words that is promised.
    assert set(proposed.passages) <= set(every.passages)
    assert {p for p in every.passages if p.kind == "verbatim"} <= set(proposed.passages)
    assert every.run.candidates == "every pair"
    assert "exact join" in proposed.run.candidates


def test_a_formula_that_many_share_costs_no_square_and_is_said():
    formula = other_words(12, "f")
    texts = [f"{formula} {other_words(10, f'd{number}w')}" for number in range(9)]

    result = find_reuse(texts, options=ReuseOptions(candidates="exact", max_bucket=8, min_confidence=0))

    pairs = {(int(p.left.document), int(p.right.document)) for p in result.passages}
    assert {(0, 8), (7, 8)} <= pairs
    assert len(pairs) == 28 + 2
    assert "in more than 8 articles" in result.run.left_out[0]
    assert (
        len(find_reuse(texts, options=ReuseOptions(candidates="exact", max_bucket=9, min_confidence=0)).passages) == 36
    )


def test_auto_takes_every_pair_of_a_small_collection_and_exact_for_a_large_one():
    small = find_reuse([LEAD, BODY])
    large = find_reuse([other_words(30, f"d{number}w") for number in range(1500)] + [LEAD, LEAD])

    assert small.run.candidates == "every pair"
    assert "exact join" in large.run.candidates
    assert [(p.left.document, p.right.document) for p in large.passages] == [("1500", "1501")]


# Time


def seconds_of(left: str, right: str) -> float:
    compare(LEAD, BODY)
    begun = time.process_time()
    compare(left, right)
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("no " * 20_000, "no " * 20_000),
        ("no " * 20_000, "no " * 19_000 + "yes"),
        ("la di da " * 7_000, "la di da " * 7_000),
        ("la di da " * 7_000, "di la da " * 7_000),
        (f"{LEAD} " * 1_000, f"{LEAD} " * 1_000),
        (f"{LEAD} " * 1_000, f"{BODY} {LEAD} " * 500),
        ("a " * 100_000, "b " * 100_000),
        ("不" * 20_000, "不" * 20_000),
        ('" ' * 30_000, "' " * 30_000),
    ],
)
def test_no_repetition_takes_more_than_five_seconds(left, right):
    assert seconds_of(left, right) < 5


def test_many_copies_of_a_page():
    page = f"{LEAD}. {BODY}. “{QUOTE},” she said. " * 3
    begun = time.process_time()

    result = find_reuse([page] * 60)

    assert time.process_time() - begun < 5
    assert (result.matrix().values == 1).all()
    assert {d.degree for d in result.derivations} == {"wholly"}


def test_many_documents_with_next_to_nothing_in_them():
    begun = time.process_time()

    result = find_reuse([*[""] * 10_000, LEAD, LEAD])

    assert time.process_time() - begun < 3
    assert len(result.passages) == 1
