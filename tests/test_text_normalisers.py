"""Normalisers and tokenisers: words as they ask for them, offsets of the original text."""

from __future__ import annotations

import re

import pytest
import strategies as own
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance.api.components import pipeline_for
from provenance.errors import PluginError, UnknownNameError
from provenance.model.components import Edit
from provenance.model.documents import text_array
from provenance.text.hyphenation import Hyphenation
from provenance.text.offsets import apply_edits
from provenance.text.pipeline import Pipeline
from provenance.text.spelling import Spelling
from provenance.text.words import words

NONE = own.plugins_with()


def tokens_of(text: str, *normalisers: object, tokeniser: object = None) -> list[tuple[str, int, int]]:
    """Return the words of a text with their places, through a chain of normalisers."""
    [found] = batch_of([text], *normalisers, tokeniser=tokeniser)
    return found


def batch_of(texts: list[str], *normalisers: object, tokeniser: object = None) -> list[list[tuple[str, int, int]]]:
    """Return the words of each text of a batch with their places."""
    chain = tuple((f"n{number}", normaliser) for number, normaliser in enumerate(normalisers))
    pipeline = Pipeline(chain) if tokeniser is None else Pipeline(chain, ("cutter", tokeniser))
    tokens = pipeline.tokens(text_array(texts))
    places = list(zip(tokens.cp_start.tolist(), tokens.cp_stop.tolist(), strict=True))
    return [
        [
            (word, *place)
            for word, place in zip(
                tokens.words(n), places[tokens.document_tokens[n] : tokens.document_tokens[n + 1]], strict=True
            )
        ]
        for n in range(tokens.documents)
    ]


# Edits and the way back


@given(st.data(), own.texts(max_size=30))
def test_edits_make_the_text_that_slicing_makes(data, text):
    wanted = data.draw(own.edits(text))

    edited, back = apply_edits(text, wanted, "me")

    expected = text
    for edit in reversed(wanted):
        expected = expected[: edit.start] + edit.replacement + expected[edit.stop :]
    assert edited == expected
    assert back is not None or edited == text


EDITED = {
    "a deletion joins words": ("ab cd", [Edit(2, 3)], [("abcd", 0, 5)]),
    "a deletion before": ("ab cd", [Edit(0, 3)], [("cd", 3, 5)]),
    "a replaced word": ("ab cd ef", [Edit(3, 5, "xyz")], [("ab", 0, 2), ("xyz", 3, 5), ("ef", 6, 8)]),
    "two words for one": ("ab cd", [Edit(3, 5, "x y")], [("ab", 0, 2), ("x", 3, 5), ("y", 3, 5)]),
    "one word for two": ("ab cd ef", [Edit(0, 5, "x")], [("x", 0, 5), ("ef", 6, 8)]),
    "a part of a word": ("abcd", [Edit(1, 3, "x")], [("axd", 0, 4)]),
    "a part at the end": ("abcd e", [Edit(2, 4, "x")], [("abx", 0, 4), ("e", 5, 6)]),
    "an inserted word stands for nothing": ("ab cd", [Edit(3, 3, "new ")], [("ab", 0, 2), ("cd", 3, 5)]),
    "an inserted letter is part of its word": ("ab cd", [Edit(4, 4, "x")], [("ab", 0, 2), ("cxd", 3, 5)]),
    "an inserted space": ("abcd", [Edit(2, 2, " ")], [("ab", 0, 2), ("cd", 2, 4)]),
    "an insertion at both ends": ("ab", [Edit(0, 0, "x "), Edit(2, 2, " y")], [("ab", 0, 2)]),
    "everything removed": ("ab cd", [Edit(0, 5)], []),
    "everything replaced": ("ab cd", [Edit(0, 5, "x y z")], [("x", 0, 5), ("y", 0, 5), ("z", 0, 5)]),
    "edits side by side": ("abcd", [Edit(0, 2, "x"), Edit(2, 4, "y")], [("xy", 0, 4)]),
    "beyond the first plane": ("😀 ab 😀cd", [Edit(2, 3, "😀x")], [("xb", 2, 4), ("cd", 6, 8)]),
    "nothing to insert into": ("", [Edit(0, 0, "x")], []),
    "an edit that changes nothing": ("ab", [Edit(1, 1)], [("ab", 0, 2)]),
}


@pytest.mark.parametrize(("text", "wanted", "expected"), EDITED.values(), ids=EDITED)
def test_words_of_an_edited_text_keep_their_places(text, wanted, expected):
    assert tokens_of(text, own.FixedEdits(*wanted)) == expected


def test_normalisers_are_applied_one_to_what_the_other_left():
    first = own.FixedEdits(Edit(0, 2, "uvwx"))
    second = own.FixedEdits(Edit(1, 3))
    third = own.FixedEdits(Edit(2, 2, " "))

    assert tokens_of("ab cd", first) == [("uvwx", 0, 2), ("cd", 3, 5)]
    assert tokens_of("ab cd", first, second) == [("ux", 0, 2), ("cd", 3, 5)]
    assert tokens_of("abcd", first, second, third) == [("ux", 0, 2), ("cd", 2, 4)]


def test_what_one_normaliser_inserts_another_may_edit():
    chain = (own.FixedEdits(Edit(3, 3, "new ")), own.FixedEdits(Edit(3, 6, "old")))

    assert tokens_of("ab cd", *chain) == [("ab", 0, 2), ("cd", 3, 5)]


@given(st.data(), st.lists(own.texts(max_size=20), min_size=1, max_size=3), st.integers(1, 3))
@settings(max_examples=200)
def test_after_any_chain_of_edits_places_lie_in_order_within_the_text(data, texts, length):
    chain = [own.DrawnEdits(data) for _ in range(length)]

    for text, tokens in zip(texts, batch_of(texts, *chain), strict=True):
        assert all(0 <= start < stop <= len(text) for _, start, stop in tokens)
        starts, stops = [start for _, start, _ in tokens], [stop for _, _, stop in tokens]
        assert starts == sorted(starts)
        assert stops == sorted(stops)


@given(own.texts(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_removing_a_part_is_like_a_text_without_it(text, one, other):
    start, stop = sorted((min(one, len(text)), min(other, len(text))))
    shorter = text[:start] + text[stop:]

    found = tokens_of(text, own.FixedEdits(Edit(start, stop)))

    assert [word for word, _, _ in found] == words(shorter)
    removed = stop - start
    for (_, begin, end), (_, short_begin, short_end) in zip(found, tokens_of(shorter), strict=True):
        assert begin == short_begin + (removed if short_begin >= start else 0)
        assert end == short_end + (removed if short_end > start else 0)


# Edits that are not valid


WRONG = {
    "beyond the end": [Edit(0, 6)],
    "before the beginning": [Edit(-1, 2)],
    "reversed": [Edit(3, 1)],
    "overlapping": [Edit(0, 3, "x"), Edit(2, 4, "y")],
    "unsorted": [Edit(3, 4), Edit(0, 1)],
    "an insertion inside what was removed": [Edit(0, 3), Edit(1, 1, "x")],
    "a tuple": [(0, 1, "x")],
    "None": [None],
    "a replacement of bytes": [Edit(0, 1, b"x")],
    "a replacement of nothing": [Edit(0, 1, None)],
    "a place that is text": [Edit("a", 1)],
    "no place": [Edit(None, None)],
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_an_edit_that_is_not_valid_names_its_normaliser(wrong):
    plugins = own.plugins_with(mangler=own.FixedEdits(*wrong))
    pipeline = pipeline_for(["hyphenation", "mangler"], "words", plugins)

    with pytest.raises(PluginError, match=r"^mangler of plugin Offering failed during normalising: "):
        pipeline.tokens(text_array(["ab cd"]))


@pytest.mark.parametrize("given", [None, 7, [1], "ab"])
def test_edits_that_are_no_edits_at_all_name_their_normaliser(given):
    class Odd:
        def edits(self, text):
            return given

    pipeline = pipeline_for(["odd"], "words", own.plugins_with(odd=Odd()))

    with pytest.raises(PluginError, match="plugin Offering"):
        pipeline.tokens(text_array(["ab cd"]))


def test_a_normaliser_that_raises_is_named():
    class Broken:
        def edits(self, text):
            yield Edit(0, 0)
            raise KeyError("boom")

    pipeline = pipeline_for(["broken"], "words", own.plugins_with(broken=Broken()))

    with pytest.raises(PluginError, match=r"plugin Offering failed during normalising: KeyError: 'boom'"):
        pipeline.tokens(text_array(["ab"]))


# Words for words


@pytest.mark.parametrize(
    ("said", "counts_as"),
    [("x", "x"), ("ÉTÉ", "ete"), ("Let's", "lets"), ("5,000", "5000"), ("中文", "中文"), (" x ", "x"), ("I", "i")],
)
def test_a_word_becomes_what_its_normaliser_says(said, counts_as):
    renaming = own.Renaming(lambda word: said if word == "cd" else word)

    assert tokens_of("Ab Cd é", renaming) == [("ab", 0, 2), (counts_as, 3, 5), ("e", 6, 7)]


@pytest.mark.parametrize("said", ["", " ", "two words", "two\twords", "two\nwords", "...", None, b"x", 7, "\u0301"])
def test_a_word_that_becomes_none_or_several_names_its_normaliser(said):
    plugins = own.plugins_with(renamer=own.Renaming(lambda word: said))
    pipeline = pipeline_for(["renamer"], "words", plugins)

    with pytest.raises(PluginError, match=r"^renamer of plugin Offering failed during normalising: 'ab' became"):
        pipeline.tokens(text_array(["ab"]))


@given(own.texts())
def test_a_word_normaliser_that_changes_nothing_changes_nothing(text):
    assert tokens_of(text, own.Renaming(lambda word: word)) == tokens_of(text)


def test_a_word_normaliser_is_asked_once_about_each_word():
    asked = []
    pipeline = Pipeline((("n", own.Renaming(lambda word: asked.append(word) or word)),))

    pipeline.tokens(text_array(["a b a", "B c"]))
    pipeline.tokens(text_array(["c d"]))

    assert sorted(asked) == ["a", "b", "c", "d"]


def test_word_normalisers_follow_each_other_and_all_edits():
    chain = (
        own.Renaming(lambda word: "y" if word == "x" else word),
        own.FixedEdits(Edit(0, 1, "x")),
        own.Renaming(lambda word: "z" if word == "y" else word),
    )

    assert tokens_of("a b", *chain) == [("z", 0, 1), ("b", 2, 3)]


# Tokenisers


def test_a_tokeniser_of_its_own_cuts_the_text():
    cutting = own.Cutting(lambda text: [found.span() for found in re.finditer(r"\S+", text)])

    assert tokens_of("Wi-Fi ... 5,000 l'été 中文", tokeniser=cutting) == [
        ("wifi", 0, 5),
        ("5000", 10, 15),
        ("lete", 16, 21),
        ("中文", 22, 24),
    ]


@given(own.texts())
def test_the_words_tokeniser_gives_the_same_through_either_door(text):
    from provenance.text.words import Words

    assert tokens_of(text, tokeniser=own.Cutting(Words().spans)) == tokens_of(text)


def test_a_tokeniser_is_given_the_edited_text_and_offsets_come_back():
    cutting = own.Cutting(lambda text: [found.span() for found in re.finditer(r"\S+", text)])

    assert tokens_of("govern-\nment a", Hyphenation(), tokeniser=cutting) == [("government", 0, 12), ("a", 13, 14)]


@pytest.mark.parametrize(
    "spans",
    [
        [(0, 9)],
        [(-1, 2)],
        [(2, 2)],
        [(3, 1)],
        [(0, 3), (2, 4)],
        [(3, 4), (0, 1)],
        [(0, 1, 2)],
        [None],
        [("a", "b")],
        None,
        7,
    ],
)
def test_a_tokeniser_with_spans_that_are_not_valid_is_named(spans):
    plugins = own.plugins_with(cutter=own.Cutting(lambda text: spans))
    pipeline = pipeline_for([], "cutter", plugins)

    with pytest.raises(PluginError, match=r"plugin Offering failed during tokenising: "):
        pipeline.tokens(text_array(["ab cd"]))


def test_a_name_that_nothing_has_is_said_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'spelling'"):
        pipeline_for(["speling"], "words", NONE)
    with pytest.raises(UnknownNameError, match="did you mean 'characters'"):
        pipeline_for([], "character", NONE)


# The built-in normalisers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("govern-\nment", ["government"]),
        ("govern-\r\n  ment", ["government"]),
        ("govern\u00ad\nment", ["government"]),
        ("govern\u2010\nment", ["government"]),
        ("govern¬\nment", ["government"]),
        ("é-\né", ["ee"]),
        ("Anglo-\nFrench", ["anglo", "french"]),
        ("one - \ntwo", ["one", "two"]),
        ("-\nabc", ["abc"]),
        ("re-elect", ["re", "elect"]),
        ("1990-\n2000", ["1990", "2000"]),
        ("govern-\n\nment", ["govern", "ment"]),
    ],
)
def test_hyphenation(text, expected):
    assert [word for word, _, _ in tokens_of(text, Hyphenation())] == expected


@given(own.prose(), st.integers(0, 200))
@example("word", 2)
def test_hyphenation_gives_back_a_word_that_was_cut(text, place):
    if not (0 < place < len(text) and text[place - 1 : place + 1].isalpha()):
        return
    cut = f"{text[:place]}-\n{text[place:]}"

    found = tokens_of(cut, Hyphenation())

    assert [word for word, _, _ in found] == words(text)
    [across] = [(start, stop) for _, start, stop in found if start < place < stop]
    assert cut[slice(*across)].replace("-\n", "").isalpha()


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organised", "organized"),
        ("organisation", "organization"),
        ("analyse", "analyze"),
        ("colour", "color"),
        ("neighbours", "neighbors"),
        ("honourable", "honorable"),
        ("metre", "meter"),
        ("theatres", "theaters"),
        ("travelling", "traveling"),
        ("catalogue", "catalog"),
        ("defence", "defense"),
        ("programme", "program"),
        ("grey", "gray"),
    ],
)
def test_british_and_american_spellings_count_as_one(british, american):
    folded = Spelling()

    assert folded.token(british) == folded.token(american)


@pytest.mark.parametrize("word", ["hour", "four", "the", "rise", "wise", "été", "中", "5000", "x"])
def test_other_words_stay_as_they_are(word):
    assert Spelling().token(word) == word


@given(own.texts())
def test_spelling_always_gives_one_word(text):
    plain = tokens_of(text)

    folded = tokens_of(text, Spelling())

    assert [place for _, *place in folded] == [place for _, *place in plain]
