"""find_reuse and compare: what is compared, and what is refused."""

from __future__ import annotations

import pytest
import strategies as own

from provenance import Document, OptionError, ReuseOptions, compare, find_reuse
from provenance.errors import PluginError, UnknownDocumentError, UnknownNameError
from provenance.model.components import Edit

TEXT = "The ferry ran aground on a sandbank shortly before dawn on Monday."
FOUR = {name: f"{name} {TEXT}" for name in "abcd"}


def pairs_of(result) -> list[tuple[str, str]]:
    return [(passage.left.document, passage.right.document) for passage in result.passages]


# Pairs


def test_without_pairs_all_are_compared():
    result = find_reuse(FOUR)

    assert pairs_of(result) == [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")]
    assert result.run.candidates == "every pair"


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "c")], [("a", "c")]),
        ([("c", "a")], [("a", "c")]),
        ([("d", "b"), ("a", "b")], [("a", "b"), ("b", "d")]),
        ([("a", "b"), ("b", "a"), ("a", "b")], [("a", "b")]),
        ([("a", "a")], []),
        ([], []),
        (iter([("b", "c")]), [("b", "c")]),
        ({("a", "d"): 1}, [("a", "d")]),
    ],
)
def test_pairs_limit_what_is_compared(pairs, expected):
    result = find_reuse(FOUR, pairs)

    assert pairs_of(result) == expected
    assert result.run.candidates == "the pairs that were given"
    assert len(result.documents) == len(result.derivations) == 4


@pytest.mark.parametrize("pair", [("a", "x"), ("x", "a"), ("a", "A")])
def test_a_pair_of_a_document_that_is_not_there(pair):
    with pytest.raises(UnknownDocumentError, match="no document has the id"):
        find_reuse(FOUR, [pair])


def test_the_nearest_id_is_named():
    with pytest.raises(UnknownDocumentError, match="did you mean 'dispatch-01'"):
        find_reuse({"dispatch-01": TEXT, "paper": TEXT}, [("dispatch-1", "paper")])


# Options


@pytest.mark.parametrize("engine", ["hadoop", "", "LOCAL", None, 1])
def test_an_engine_that_is_not_there(engine):
    with pytest.raises(OptionError, match=r"engine is .*; it is 'local' or 'spark'"):
        find_reuse(FOUR, engine=engine)


def test_the_local_engine_by_name():
    assert len(find_reuse(FOUR, engine="local").passages) == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_words": 2},
        {"min_words": True},
        {"min_words": 8.0},
        {"min_words": "8"},
        {"max_gap": -1},
        {"max_bucket": 1},
        {"threads": -1},
        {"candidates": "all"},
    ],
)
def test_an_option_outside_what_is_accepted(wrong):
    [name] = wrong
    with pytest.raises(OptionError, match=f"^{name} is "):
        ReuseOptions(**wrong)


@pytest.mark.parametrize("wrong", [{"normalisers": ("speling",)}, {"tokeniser": "wrods"}])
def test_a_component_that_is_not_there(wrong):
    with pytest.raises(UnknownNameError, match="did you mean"):
        find_reuse(FOUR, options=ReuseOptions(**wrong))


def test_the_run_says_how_the_result_came_about():
    options = ReuseOptions(min_words=5, normalisers=("spelling",), threads=2)

    run = find_reuse(FOUR, options=options).run

    assert run.options == {
        "min_words": 5,
        "max_gap": 8,
        "min_confidence": 0.5,
        "sensitivity": "balanced",
        "candidates": "auto",
        "max_bucket": 64,
        "normalisers": ("spelling",),
        "tokeniser": "words",
        "agencies": (),
        "evidence": (),
    }
    assert run.left_out == ()
    assert run.version


# Components


def test_normalisers_make_words_equal():
    british = "The organisers honoured the travelling theatre with a grey catalogue in defence of their neighbours"
    american = "The organizers honored the traveling theater with a gray catalog in defense of their neighbors"

    assert compare(british, american).passages[:] == [] or compare(british, american).passages[0].kind != "verbatim"
    [passage] = compare(british, american, ReuseOptions(normalisers=("spelling",))).passages
    assert (passage.kind, passage.left.stop, passage.right.stop) == ("verbatim", len(british), len(american))


def test_words_cut_at_line_ends_are_joined():
    cut = TEXT.replace("sandbank", "sand-\nbank").replace("shortly", "short-\r\nly")

    [passage] = compare(cut, TEXT, ReuseOptions(normalisers=("hyphenation",))).passages

    assert passage.kind == "verbatim"
    assert cut[passage.left.start : passage.left.stop] == cut[:-1]


def test_characters_find_what_words_do_not():
    left, right = "Donaudampfschifffahrtsgesellschaft", "Die Donau-Dampf-Schiff-Fahrts-Gesellschaft"

    assert len(compare(left, right).passages) == 0
    assert len(compare(left, right, ReuseOptions(tokeniser="characters")).passages) == 1


def test_a_plugin_that_fails_is_named_with_what_it_did():
    plugins = own.plugins_with(bad=own.FixedEdits(Edit(5, 1)))

    with pytest.raises(PluginError, match=r"bad of plugin Offering failed during normalising: the edit \[5, 1\)"):
        find_reuse(FOUR, options=ReuseOptions(normalisers=("bad",)), plugins=plugins)


def test_a_tokeniser_of_a_plugin():
    plugins = own.plugins_with(commas=own.Cutting(lambda text: [(0, len(text))] if text else []))

    result = find_reuse(FOUR, options=ReuseOptions(tokeniser="commas"), plugins=plugins)

    assert result.counts.words.tolist() == [1, 1, 1, 1]


def test_progress_is_told():
    told = []

    find_reuse(FOUR, progress=lambda *step: told.append(step))

    assert told[-2:] == [("aligning pairs", 6, 6), ("inferring where the words are from", 0, 1)]
    assert {stage for stage, _, _ in told} == {"reading words", "aligning pairs", "inferring where the words are from"}


# compare


def test_two_texts_are_left_and_right():
    result = compare(TEXT, f"Update: {TEXT}")

    assert [document.id for document in result.documents] == ["left", "right"]
    assert pairs_of(result) == [("left", "right")]


def test_two_documents_keep_their_ids():
    result = compare(Document("wire", TEXT, role="wire"), Document("paper", TEXT, role="outlet"))

    assert pairs_of(result) == [("wire", "paper")]
    assert [d.source for d in result.derivations] == [None, "wire"]
    assert [d.degree for d in result.derivations] == ["non", "wholly"]
