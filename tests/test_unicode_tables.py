"""The stored tables say of every code point what their description says."""

from __future__ import annotations

import sys
import unicodedata

import naive
import numpy as np
import pytest

from provenance.kernels.classes import (
    APOSTROPHE,
    BREAK,
    CLASS,
    DIGIT,
    EXPANDS,
    FOLDED_MARK,
    GROUPING,
    IGNORED,
    LETTER,
    MARK,
    SOLO,
)
from provenance.model.documents import text_array
from provenance.text.unicode_tables import build, load, version
from provenance.text.words import tokenise

# All that have a meaning, and of the unassigned and the private ones a few.
_RARE = ("Cn", "Co", "Cs")
EVERY = [
    chr(code)
    for code in range(0x110000)
    if unicodedata.category(chr(code)) not in _RARE or (code % 997 == 0 and not 0xD800 <= code < 0xE000)
]


def all_words(texts: list[str]) -> list[list[str]]:
    """Return the words of many texts at once."""
    tokens = tokenise(text_array(texts))
    return [tokens.words(n) for n in range(tokens.documents)]


def test_the_tables_cover_every_code_point_and_point_nowhere_else():
    tables = load()
    assert len(tables.block) * 256 == sys.maxunicode + 1
    assert tables.classes.shape == tables.delta.shape == (tables.block.max() + 1, 256)
    kinds = tables.classes & CLASS
    assert set(np.unique(kinds)) <= {BREAK, LETTER, DIGIT, SOLO, MARK, FOLDED_MARK, IGNORED, APOSTROPHE, GROUPING}
    expands = (tables.classes & EXPANDS) != 0
    numbers = tables.delta[expands]
    assert numbers.min() >= 0
    assert numbers.max() == len(tables.expansion_offsets) - 2
    assert (np.diff(tables.expansion_offsets) >= 2).all()
    assert tables.expansion_offsets[-1] == len(tables.expansions)


def test_everything_a_code_point_becomes_is_part_of_a_word():
    for char in EVERY:
        kind, becomes = naive.meaning(char)
        if kind in (LETTER, DIGIT, SOLO, MARK):
            assert becomes, ascii(char)
            assert all(naive.meaning(part).kind in (LETTER, DIGIT, SOLO, MARK) for part in becomes), ascii(char)


def test_what_a_code_point_becomes_does_not_change_again():
    changed = [
        char
        for char in EVERY
        if naive.meaning(char).kind in (LETTER, DIGIT, SOLO, MARK)
        and "".join(naive.meaning(part).becomes for part in naive.meaning(char).becomes) != naive.meaning(char).becomes
    ]

    assert [f"{ord(char):04X}" for char in changed] == []


def test_decimal_digits_of_every_script_become_those_of_ascii():
    digits = [char for char in EVERY if unicodedata.category(char) == "Nd"]
    assert len(digits) >= 650

    for char in digits:
        assert naive.meaning(char) == (DIGIT, str(unicodedata.digit(char)))


@pytest.mark.parametrize(
    ("category", "kinds"),
    [
        ("Zs", {BREAK, GROUPING}),
        ("Zl", {BREAK}),
        ("Cc", {BREAK}),
        ("Cf", {IGNORED}),
        ("Ps", {BREAK}),
        ("Pd", {BREAK}),
        ("Pe", {BREAK}),
        ("Co", {BREAK}),
        ("Cn", {BREAK}),
        ("Lu", {LETTER, APOSTROPHE}),
        ("Mc", {MARK, FOLDED_MARK}),
        ("Me", {MARK, FOLDED_MARK}),
    ],
)
def test_categories_have_their_classes(category, kinds):
    found = {naive.meaning(char).kind for char in EVERY if unicodedata.category(char) == category}

    assert found <= kinds


def test_signs_that_stand_for_no_letter_end_a_word():
    signs = [char for char in EVERY if unicodedata.category(char) in ("Sc", "Sm", "Sk", "So")]
    bare = [char for char in signs if not any(part.isalnum() for part in unicodedata.normalize("NFKC", char))]

    accents = {char for char in bare if char in "`´｀" or unicodedata.normalize("NFC", char) in "`´"}
    kinds = {char: naive.meaning(char).kind for char in bare}
    assert {kinds[char] for char in accents} == {APOSTROPHE}
    assert {f"{ord(char):04X}" for char in bare if char not in accents and kinds[char] != BREAK} == set()


def test_case_and_compatibility_forms_become_one_word():
    # Letters and digits only: a symbol such as "½" loses its bar. The dot of "ŀ" is a sign of its own in NFKC.
    letters = [c for c in EVERY if unicodedata.category(c) in ("Lu", "Ll", "Lt", "Nd") and c not in "Ŀŀ"]

    found = dict(zip(letters, all_words([f"x{char}x" for char in letters]), strict=True))

    for form in (str.upper, str.lower, str.casefold):
        again = all_words([f"x{form(char)}x" for char in letters])
        assert [ascii(c) for c, words in zip(letters, again, strict=True) if words != found[c]] == [], form
    again = all_words([f"x{unicodedata.normalize('NFKC', char)}x" for char in letters])
    assert [ascii(c) for c, words in zip(letters, again, strict=True) if words != found[c]] == []


@pytest.mark.parametrize(("before", "after"), [("a", "b"), ("", ""), ("1", "2"), ("क", "क"), ("中", "中")])
def test_every_composed_character_gives_the_words_of_its_parts(before, after):
    composed = [char for char in EVERY if unicodedata.normalize("NFD", char) != char]
    assert len(composed) > 13_000

    whole = all_words([f"{before}{char}{after}" for char in composed])
    parts = all_words([f"{before}{unicodedata.normalize('NFD', char)}{after}" for char in composed])

    assert [ascii(c) for c, one, other in zip(composed, whole, parts, strict=True) if one != other] == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_canonical_forms_of_every_character_give_the_same_words(form):
    kept = [char for char in EVERY if unicodedata.normalize(form, char) != char]

    one = all_words([f"a{char}b" for char in kept])
    other = all_words([f"a{unicodedata.normalize(form, char)}b" for char in kept])

    assert [ascii(c) for c, x, y in zip(kept, one, other, strict=True) if x != y] == []


def test_the_words_of_a_word_are_that_word():
    chars = [char for char in EVERY if naive.meaning(char).kind in (LETTER, DIGIT)]
    found = all_words([f"a{char}b" for char in chars])

    again = all_words([words[0] if len(words) == 1 else "" for words in found])

    assert [ascii(c) for c, x, y in zip(chars, found, again, strict=True) if len(x) != 1 or x != y] == []


@pytest.mark.skipif(unicodedata.unidata_version != version(), reason="this Python has another Unicode version")
def test_the_tables_are_what_their_description_builds():
    stored, built = load(), build()

    for name in stored._fields:
        assert np.array_equal(getattr(stored, name), getattr(built, name)), name
