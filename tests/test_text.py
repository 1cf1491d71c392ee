"""What counts as a word, and as the same word."""

from __future__ import annotations

import unicodedata

import pytest
import strategies as own
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenance.model.documents import text_array
from provenance.text.words import Characters, Words, tokenise, words

SAME = {
    "apostrophes": ["Let's", "Lets", "Let’s", "LET‘S", "let`s", "let´s", "letʼs", "let＇s", "let′s"],
    "elisions": ["l'été", "L’ÉTÉ", "l'e\u0301te\u0301", "lete"],
    "groups of digits": [
        "5,000", "5000", "5\u00a0000", "5\u202f000", "5\u2009000", "5.000", "5'000", "5’000", "５，０００", "5٬000"
    ],
    "millions": ["1,234,567", "1.234.567", "1234567", "1\u202f234\u202f567", "1'234'567"],
    "Indian groups": ["12,34,567", "1,234,567", "1234567"],
    "Indian crores": ["1,23,45,678", "12,345,678"],
    "sharp s": ["Straße", "STRASSE", "strasse", "STRAẞE"],
    "ligatures": ["œuvre", "Œuvre", "oeuvre"],
    "typographic ligatures": ["ﬁnance", "finance", "FINANCE"],
    "ash": ["æon", "aeon", "Ǽon"],
    "acute": ["été", "e\u0301te\u0301", "ÉTÉ", "ete"],
    "two marks": ["Việt", "Vie\u0323\u0302t", "Viê\u0323t", "viet"],
    "Scandinavian": ["Øresund", "oresund", "O\u0338resund"],
    "Polish": ["Łódź", "lodz", "ŁO\u0301DZ\u0301"],
    "Turkish": ["İstanbul", "istanbul", "ISTANBUL", "ıstanbul", "I\u0307stanbul"],
    "Icelandic": ["Þór", "thor"],
    "full width": ["ＡＦＰ", "AFP", "afp"],
    "mathematical letters": ["𝐀𝐅𝐏", "𝖆𝖋𝖕", "afp"],
    "superscripts": ["m²", "m2"],
    "final sigma": ["ΟΔΟΣ", "οδος", "οδοσ", "ὁδός"],
    "Greek accents": ["Αθήνα", "ΑΘΗΝΑ", "αθηνα", "Ἀθῆνα"],
    "iota subscripts": ["ᾳ", "α\u0345", "ᾼ"],
    "Cyrillic": ["Ёлка", "е\u0308лка", "ЕЛКА"],
    "short i": ["й", "и\u0306", "Й"],
    "Arabic yeh and kaf": ["علي", "علی", "على"],
    "Arabic kaf": ["كتاب", "کتاب"],
    "harakat": ["كِتَابٌ", "كتاب"],
    "tatweel": ["كـــتاب", "كتاب"],
    "alef": ["أحمد", "احمد", "ا\u0654حمد"],
    "presentation forms": ["ﻛﺘﺎﺏ", "كتاب"],
    "Urdu heh": ["ہے", "هے"],
    "Hebrew points": ["שָׁלוֹם", "שלום"],
    "gershayim": ["צה״ל", "צהל", 'צה"ל', "צה”ל", "צה“ל"],
    "geresh": ["ג׳ורג", "ג'ורג"],
    "Thai AM": ["น้ำ", "น้\u0e4d\u0e32"],
    "Lao AM": ["ນ້ຳ", "ນ້\u0ecd\u0eb2"],
    "Malayalam chillu": ["അവൻ", "അവന\u0d4d\u200d"],
    "joiners": ["می\u200cخواهم", "میخواهم", "می\u200dخواهم"],
    "soft hyphens": ["govern\u00adment", "government"],
    "byte order mark": ["\ufeffThe", "the"],
    "word joiner": ["new\u2060paper", "newpaper"],
    "directions": ["\u202aAFP\u202c", "afp"],
    "half-width kana": ["ｶﾞｽ", "ガス", "カ\u3099ス"],
    "prolonged marks": ["ﾀﾜｰ", "タワー"],
    "Hangul": ["한국", unicodedata.normalize("NFD", "한국"), "\u1112\u1161\u11ab국"],
    "Hangul final": ["각", "가\u11a8", "\u1100\u1161\u11a8"],
    "half-width Hangul": ["가", "ﾡￂ"],
    "compatibility ideographs": ["豈", "豈"],
    "Devanagari digits": ["२०२५", "2025"],
    "Arabic digits": ["٢٠٢٥", "۲۰۲۵", "2025"],
    "Thai digits": ["๒๐๒๕", "2025"],
    "nukta": ["क़लम", "क\u093cलम"],
    "variation selectors": ["\u2460\ufe0f", "1"],
}  # fmt: skip


@pytest.mark.parametrize("forms", SAME.values(), ids=SAME)
def test_forms_of_one_word_are_one(forms):
    found = {form: words(form) for form in forms}

    assert len({tuple(value) for value in found.values()}) == 1, found
    assert found[forms[0]]


CUT = {
    "5,000 people": ["5000", "people"],
    "1,2 and 1.5": ["1", "2", "and", "1", "5"],
    "3,14159": ["3", "14159"],
    "12,3456": ["12", "3456"],
    "1234,567": ["1234", "567"],
    "1,234.567": ["1234", "567"],
    "1,234.56": ["1234", "56"],
    "in 2024,2025": ["in", "2024", "2025"],
    "A4,000": ["a4", "000"],
    "1 000 2 000": ["1", "000", "2", "000"],
    "5,000,": ["5000"],
    ",500": ["500"],
    "'twas the boys' 'own' '90s": ["twas", "the", "boys", "own", "90s"],
    "rock 'n' roll": ["rock", "n", "roll"],
    'הוא אמר "שלום" והלך': ["הוא", "אמר", "שלום", "והלך"],
    'a"b 5"א א"5 א" ב א""ב': ["a", "b", "5", "א", "א", "5", "א", "ב", "א", "ב"],
    "น้า น้ำ": ["น้า", "น้ํา"],
    "o'clock d'Artagnan's": ["oclock", "dartagnans"],
    "e-mail re-elect": ["e", "mail", "re", "elect"],
    "one—two–three/four…five": ["one", "two", "three", "four", "five"],
    "AFP(Paris)": ["afp", "paris"],
    "a\u00a0b\u3000c\td\re\u2028f": ["a", "b", "c", "d", "e", "f"],
    "naïve café": ["naive", "cafe"],
    "snake_case": ["snake", "case"],
    "a@b.com": ["a", "b", "com"],
    "50% £5 €6 $7": ["50", "5", "6", "7"],
    "hi 👋🏽 there 👩\u200d🚀 🇫🇷": ["hi", "there"],
    "news😀paper": ["news", "paper"],
    "東京タワーへ行く": ["東", "京", "タ", "ワー", "へ", "行", "く"],
    "中国AFP中国": ["中", "国", "afp", "中", "国"],
    "2025年4月": ["2025", "年", "4", "月"],
    "𠀀𠀁": ["𠀀", "𠀁"],
    "한국 신문": ["한국", "신문"],
    "राष्ट्रपति ने": ["राष्ट्रपति", "ने"],
    "বাংলাদেশ": ["বাংলাদেশ"],
    "தமிழ்": ["தமிழ்"],
    "\u0301\u0302 abc": ["abc"],
    "\u093f\u094d": [],
    "": [],
    " \n\t ": [],
    "...!?": [],
    "\x00\x01a\x02b": ["a", "b"],
    "\ufffd\ud800a\udfff": ["a"],
}


@pytest.mark.parametrize(("text", "expected"), CUT.items(), ids=[ascii(text)[1:31] for text in CUT])
def test_a_text_is_cut_into_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("กำก้า", ["ก\u0e4d\u0e32", "ก้า"]),
        ("ภาษาไทย", ["ภา", "ษา", "ไ", "ท", "ย"]),
        ("ขึ้น", ["ขึ้", "น"]),
        ("ລາວ", ["ລາ", "ວ"]),
        ("ខ្មែរ", ["ខ្", "មែ", "រ"]),
        ("မြန်မာ", ["မြ", "န်", "မာ"]),
    ],
)
def test_scripts_without_spaces_are_cut_into_letters_with_their_marks(text, clusters):
    found = words(text)

    assert "".join(found) == unicodedata.normalize("NFKD", text)
    assert len(found) == len(clusters)
    assert all(unicodedata.category(word[0])[0] == "L" for word in found if word != "\u0e4d\u0e32")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("काम", "कम"),  # a vowel sign is no diacritic
        ("कि", "की"),
        ("ばす", "はす"),
        ("パン", "バン"),
        ("タワー", "タワ"),
        ("ลา", "ล้า"),
        ("5,000", "5,00"),
        ("5.5", "55"),
        ("были", "была"),
        ("우리", "유리"),
    ],
)
def test_words_that_differ_stay_apart(one, other):
    assert words(one) != words(other)


@given(own.texts())
@settings(max_examples=300)
@example("ᾳ")
def test_composed_and_decomposed_texts_have_the_same_words(text):
    assert words(unicodedata.normalize("NFC", text)) == words(unicodedata.normalize("NFD", text))


@given(own.texts(surrogates=True))
@settings(max_examples=300)
def test_each_token_cut_again_is_that_token(text):
    tokens = tokenise(text_array([text]))
    places = list(zip(tokens.cp_start.tolist(), tokens.cp_stop.tolist(), strict=True))

    again = [words(text[start:stop]) for start, stop in places]

    assert again == [[word] for word in tokens.words(0)]
    flat = [place for span in places for place in span]
    assert flat == sorted(flat)
    assert all(0 <= start < stop <= len(text) for start, stop in places)


@given(own.texts(), own.texts())
def test_a_line_end_between_texts_keeps_them_apart(one, other):
    assert words(f"{one}\n{other}") == words(one) + words(other)


@given(own.texts())
def test_letter_case_does_not_count(text):
    # What has no one-to-one case, as U+0345, changes more than its case.
    plain = "".join(char for char in text if char.upper().casefold() == char.casefold() and char != "ŉ")

    assert words(plain.swapcase().casefold()) == words(plain.casefold())


@given(own.texts())
def test_the_spans_of_the_tokeniser_are_the_tokens(text):
    tokens = tokenise(text_array([text]))

    assert list(Words().spans(text)) == list(zip(tokens.cp_start.tolist(), tokens.cp_stop.tolist(), strict=True))


@given(st.lists(own.texts(max_size=20), max_size=5))
def test_words_can_be_taken_one_document_at_a_time_or_all_at_once(texts):
    tokens = tokenise(text_array(texts))

    assert b" ".join(tokens.raw_words()).decode().split() == [w for n in range(len(texts)) for w in tokens.words(n)]
    assert len(tokens) == sum(len(tokens.words(n)) for n in range(tokens.documents))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("ab 1", [(0, 1), (1, 2), (3, 4)]),
        ("e\u0301a", [(0, 2), (2, 3)]),
        ("中文!", [(0, 1), (1, 2)]),
        ("\u0301a", [(1, 2)]),
        (" ' ", []),
    ],
)
def test_the_tokeniser_of_characters(text, spans):
    assert list(Characters().spans(text)) == spans
