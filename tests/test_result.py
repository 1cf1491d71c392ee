"""What a result says: matrices, pairs, containment, files."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from provenance import OptionError, ReportOptions, ReuseOptions, compare, find_reuse
from provenance.errors import OutputError, UnknownDocumentError, UnknownNameError


def words_of(name: str, count: int) -> str:
    return " ".join(f"{name}{number}" for number in range(count))


# Ten words that a and b share, another ten that all three do, and ten that b and c quote. Of a's 40 words 20 stand in
# b and 10 in c; of b's 50, ten of them quoted, 20 in a and 20 in c; of c's 25, ten of them quoted, 10 in a and 20 in b.
ONE, ALL, QUOTED = words_of("one", 10), words_of("all", 10), words_of("quote", 10)
# Runs of ten words without a sentence are a formula, and not likely one text.
EVERY = ReuseOptions(min_confidence=0)
TEXTS = {
    "a": f"{ONE} {words_of('ax', 20)} {ALL}",
    "b": f"{words_of('bx', 10)} {ONE} {words_of('by', 10)} “{QUOTED}” {ALL}",
    "c": f"{ALL} {words_of('cx', 5)} “{QUOTED}”",
}
# The quotation stands right before the ten words in b and after them in c, so they are two passages.
HAND = {
    ("containment", "include"): [[1, 20 / 40, 10 / 40], [20 / 50, 1, 20 / 50], [10 / 25, 20 / 25, 1]],
    ("containment", "exclude"): [[1, 20 / 40, 10 / 40], [20 / 40, 1, 10 / 40], [10 / 15, 10 / 15, 1]],
    ("resemblance", "include"): [[1, 20 / 70, 10 / 55], [20 / 70, 1, 20 / 55], [10 / 55, 20 / 55, 1]],
    ("resemblance", "exclude"): [[1, 20 / 60, 10 / 45], [20 / 60, 1, 10 / 45], [10 / 45, 10 / 45, 1]],
    ("words", "include"): [[40, 20, 10], [20, 50, 20], [10, 20, 25]],
    ("words", "exclude"): [[40, 20, 10], [20, 40, 10], [10, 10, 15]],
    ("passages", "include"): [[0, 2, 1], [2, 0, 2], [1, 2, 0]],
    ("passages", "exclude"): [[0, 2, 1], [2, 0, 1], [1, 1, 0]],
}


@pytest.fixture(scope="module")
def result():
    return find_reuse(TEXTS, options=EVERY)


@pytest.mark.parametrize(("measure", "quotations"), HAND)
def test_a_matrix_is_what_the_hand_computes(result, measure, quotations):
    matrix = result.matrix(measure, quotations)

    assert matrix.labels == ("a", "b", "c")
    assert (matrix.measure, matrix.quotations) == (measure, quotations)
    assert matrix.values.dtype == np.float64
    assert matrix.values == pytest.approx(np.array(HAND[measure, quotations], float))


def test_words_that_stand_in_two_passages_count_once():
    page = words_of("w", 20)

    matrix = find_reuse({"a": page, "b": f"{page} {words_of('x', 9)} {page}"}, options=EVERY).matrix("words")

    assert matrix.values[0].tolist() == [20, 20]


def test_the_defaults_are_containment_with_quotations(result):
    assert result.matrix().values.tolist() == result.matrix("containment", "include").values.tolist()


def test_a_text_of_quotations_alone_has_no_share_without_them():
    result = find_reuse({"a": f"“{QUOTED}”", "b": f"“{QUOTED}”"})

    assert result.matrix(quotations="include").values.tolist() == [[1, 1], [1, 1]]
    assert result.matrix(quotations="exclude").values.tolist() == [[1, 0], [0, 1]]
    assert result.matrix("words", "exclude").values.tolist() == [[0, 0], [0, 0]]
    assert result.containment("a", "b", "exclude") == 0


@pytest.mark.parametrize(
    "wrong", [{"measure": "jaccard"}, {"measure": ""}, {"quotations": "ignore"}, {"quotations": None}]
)
def test_a_measure_that_is_not_there(result, wrong):
    [name] = wrong
    with pytest.raises(OptionError, match=f"^{name} is .*it is one of"):
        result.matrix(**wrong)
    with pytest.raises(OptionError, match=f"^{name} is .*it is one of"):
        result.pairs(**wrong)


def test_quotations_of_containment_are_checked(result):
    with pytest.raises(OptionError, match=r"^quotations is "):
        result.containment("a", "b", "ignore")


@pytest.mark.parametrize("pair", [("a", "x"), ("x", "a"), ("x", "x")])
def test_containment_of_a_document_that_is_not_there(result, pair):
    with pytest.raises(UnknownDocumentError):
        result.containment(*pair)


def test_pairs_come_strongest_first_and_stronger_side_first(result):
    assert [(p.left, p.right, p.value, p.reverse, p.words, p.passages) for p in result.pairs()] == [
        ("c", "b", 20 / 25, 20 / 50, 20, 2),
        ("a", "b", 20 / 40, 20 / 50, 20, 2),
        ("c", "a", 10 / 25, 10 / 40, 10, 1),
    ]


def test_pairs_without_a_shared_passage_are_left_out():
    assert find_reuse({"a": ONE, "b": ALL}).pairs() == []


_COLLECTIONS = st.lists(own.prose(max_words=40, vocabulary=8), min_size=1, max_size=5)
_MEASURES = st.sampled_from(["containment", "resemblance", "words", "passages"])
_QUOTATIONS = st.sampled_from(["include", "exclude"])


@given(_COLLECTIONS, _MEASURES, _QUOTATIONS)
@own.examples(50)
def test_matrix_and_pairs_say_the_same(texts, measure, quotations):
    result = find_reuse(texts, options=ReuseOptions(min_words=4, min_confidence=0))
    values = result.matrix(measure, quotations).values

    scores = result.pairs(measure, quotations)

    for score in scores:
        i, j = int(score.left), int(score.right)
        assert (score.value, score.reverse) == (values[i, j], values[j, i])
        assert score.value >= score.reverse
        assert score.passages == result.matrix("passages", quotations).values[i, j] > 0
        assert score.words == result.matrix("words", quotations).values[i, j]
    listed = {frozenset((int(score.left), int(score.right))) for score in scores}
    assert len(listed) == len(scores)
    assert all(frozenset((int(i), int(j))) in listed for i, j in np.argwhere(values) if i != j)
    assert [score.value for score in scores] == sorted((score.value for score in scores), reverse=True)


@given(_COLLECTIONS, _QUOTATIONS)
@own.examples(50)
def test_matrix_and_containment_say_the_same(texts, quotations):
    result = find_reuse(texts, options=ReuseOptions(min_words=4, min_confidence=0))
    values = result.matrix(quotations=quotations).values

    for i in range(len(texts)):
        for j in range(len(texts)):
            assert result.containment(str(i), str(j), quotations) == pytest.approx(values[i, j])


@given(_COLLECTIONS, _QUOTATIONS)
@own.examples(50)
def test_measures_keep_their_bounds(texts, quotations):
    result = find_reuse(texts, options=ReuseOptions(min_words=4, min_confidence=0))
    containment, resemblance, words, passages = (
        result.matrix(measure, quotations).values for measure in ("containment", "resemblance", "words", "passages")
    )

    for shares in (containment, resemblance):
        assert ((shares >= 0) & (shares <= 1)).all()
    assert (resemblance == resemblance.T).all()
    assert (passages == passages.T).all()
    assert (words <= np.diag(words)[:, None]).all()
    assert (resemblance <= np.maximum(containment, containment.T) + 1e-9).all()


@given(_COLLECTIONS)
@own.examples(50)
def test_words_are_counted_as_a_hand_would(texts):
    result = find_reuse(texts, options=ReuseOptions(min_words=4, min_confidence=0))
    table = result.passages.table
    cells = [[set() for _ in texts] for _ in texts]
    for row in range(len(table)):
        i, j = table.left[row], table.right[row]
        cells[i][j] |= set(range(table.left_token_start[row], table.left_token_stop[row]))
        cells[j][i] |= set(range(table.right_token_start[row], table.right_token_stop[row]))

    values = result.matrix("words").values

    for i in range(len(texts)):
        for j in range(len(texts)):
            assert values[i, j] == (len(cells[i][j]) if i != j else result.counts.words[i])


def test_too_many_documents_for_a_matrix():
    texts = [f"{number} {ONE}" if number < 2 else "" for number in range(10_001)]
    result = find_reuse(texts, options=ReuseOptions(candidates="exact", min_confidence=0))

    with pytest.raises(OptionError, match=r"10,001 documents.*result.pairs"):
        result.matrix()
    assert len(result.pairs()) == 1


# Passages


def test_passages_are_a_sequence_in_order(result):
    passages = list(result.passages)
    position = {"a": 0, "b": 1, "c": 2}
    keys = [(position[p.left.document], position[p.right.document], p.left.start, p.right.start) for p in passages]

    assert keys == sorted(keys)
    assert len(result.passages) == 5
    assert result.passages[0] == passages[0] == result.passages[-5]
    assert result.passages[1:3] == passages[1:3]
    assert result.passages[::-1] == passages[::-1]
    assert passages[2] in result.passages
    for index in (5, -6):
        with pytest.raises(IndexError):
            result.passages[index]


def test_the_longest_passages():
    # So far from each other that they are not one passage whose parts were moved.
    between, other = words_of("x", 40), words_of("y", 40)
    long = words_of("long", 30)
    result = find_reuse({"a": f"{ONE} {between} {long} y {ALL}", "b": f"{ALL} {other} {long} z {ONE}"}, options=EVERY)

    assert [passage.words for passage in result.passages.longest(2)] == [30, 10]
    assert len(result.passages.longest(99)) == len(result.passages) == 3
    assert result.passages.longest(0) == []


# Derivations


@pytest.mark.parametrize(
    ("own_words", "degree", "share"),
    [(0, "wholly", 1.0), (2, "wholly", 10 / 12), (10, "partially", 0.5), (95, "non", 10 / 105)],
)
def test_how_much_of_a_document_is_reused(own_words, degree, share):
    text = f"{ONE} {words_of('own', own_words)}"

    derivation = find_reuse({"a": text, "b": ONE}, options=EVERY).derivations[0]

    assert (derivation.document, derivation.degree) == ("a", degree)
    assert derivation.share == pytest.approx(share, abs=1e-4)


def test_quoted_words_make_no_derivation():
    result = find_reuse({"a": f"“{QUOTED}” {words_of('a', 10)}", "b": f"“{QUOTED}” {words_of('b', 10)}"})

    assert [(d.degree, d.share) for d in result.derivations] == [("non", 0), ("non", 0)]


# Files


def test_a_result_is_written_by_suffix(result, tmp_path):
    result.write(tmp_path / "out.json")
    result.write(str(tmp_path / "out.csv"))

    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert written["schema"] == "provenance/reuse/2"
    assert [document["id"] for document in written["documents"]] == ["a", "b", "c"]
    assert [document["words"] for document in written["documents"]] == [40, 50, 25]
    assert np.array(written["matrix"]["values"]) == pytest.approx(np.array(HAND["containment", "include"]), abs=1e-3)
    assert len(written["passages"]) == 5
    for passage, said in zip(result.passages, written["passages"], strict=True):
        for name in ("left", "right"):
            side = getattr(passage, name)
            assert said[name] == {
                "document": side.document,
                "start": side.start,
                "stop": side.stop,
                "end": side.stop,
                "text": TEXTS[side.document][side.start : side.stop],
            }
    assert "\n" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_a_result_is_written_by_name_to_a_path_or_a_file(result, tmp_path):
    out = io.StringIO()
    result.write(out, "json", view="passages")
    result.write(tmp_path / "out.dat", format="json", view="passages")

    assert json.loads(out.getvalue()) == json.loads((tmp_path / "out.dat").read_text(encoding="utf-8"))
    assert not out.closed


def test_an_unknown_format_is_said_with_the_nearest(result, tmp_path):
    with pytest.raises(UnknownNameError, match=r"no .*'jsn'.*did you mean 'json'"):
        result.write(tmp_path / "out", "jsn")
    with pytest.raises(UnknownNameError, match=r"'\.jsno'.*did you mean '\.json'"):
        result.write(tmp_path / "out.jsno")
    with pytest.raises(OptionError, match="format is needed"):
        result.write(io.StringIO())
    assert list(tmp_path.iterdir()) == []


def test_options_of_a_report_are_checked(result, tmp_path):
    with pytest.raises(OptionError, match="no such option"):
        result.write(tmp_path / "out.json", colour_scheme="dark")
    with pytest.raises(OptionError, match="measure is"):
        result.write(tmp_path / "out.json", measure="jaccard")
    assert list(tmp_path.iterdir()) == []
    assert ReportOptions().view == "matrix"


def test_a_place_that_cannot_be_written(result, tmp_path):
    with pytest.raises(OutputError):
        result.write(tmp_path / "no" / "such" / "out.json")


def test_a_result_of_two_texts_can_be_written_too():
    out = io.StringIO()

    compare(ONE, ONE).write(out, "json")

    assert json.loads(out.getvalue())["passages"][0]["words"] == 10
