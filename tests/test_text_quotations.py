"""What stands inside quotation marks, in the customs of many scripts."""

from __future__ import annotations

import pytest
import strategies as own
from hypothesis import given
from hypothesis import strategies as st

from provenance.model.documents import text_array
from provenance.text.quotations import quotation_spans


def quoted(text: str) -> list[str]:
    """Return the quotations of a text, by where they begin."""
    starts, stops, _ = quotation_spans(text_array([text]))
    spans = sorted(zip(starts.tolist(), stops.tolist(), strict=True))
    return [text[start:stop] for start, stop in spans]


CLOSED = {
    "straight": ('He said "not now" twice.', ["not now"]),
    "curly": ("He said “not now” twice.", ["not now"]),
    "full width": ("他说＂不行＂。", []),
    "low and high": ("Er sagte „nicht jetzt“ und ging.", ["nicht jetzt"]),
    "low and right": ("Powiedział „nie teraz” i wyszedł.", ["nie teraz"]),
    "guillemets": ("Il a dit « pas maintenant » deux fois.", [" pas maintenant "]),
    "guillemets inwards": ("Er sagte »nicht jetzt« und ging.", ["nicht jetzt"]),
    "Russian": ("Он сказал «не сейчас» и ушёл.", ["не сейчас"]),
    "corners": ("彼は「今はだめ」と言った。", ["今はだめ"]),
    "white corners": ("彼は『今はだめ』と言った。", ["今はだめ"]),
    "half-width corners": ("彼は｢今はだめ｣と言った。", ["今はだめ"]),
    "primes": ("他说〝不行〞。", ["不行"]),
    "Chinese curly": ("他说：“现在不行。”然后走了。", ["现在不行。"]),
    "single curly": ("She said ‘not now’ twice.", ["not now"]),
    "single straight": ("She said 'not now' twice.", ["not now"]),
    "single angle": ("Il dit ‹pas maintenant› ici.", ["pas maintenant"]),
    "low single": ("Er sagte ‚nicht jetzt‘ und ging.", ["nicht jetzt"]),
    "two": ('"One" and "two".', ["One", "two"]),
    "apostrophe within": ("She said 'it isn't so' twice.", ["it isn't so"]),
    "curly apostrophe within": ("She said ‘it isn’t so’ twice.", ["it isn’t so"]),
    "nested": ("“He said ‘no’ to me,” she said.", ["He said ‘no’ to me,", "no"]),
    "nested corners": ("「彼は『いや』と言った」", ["彼は『いや』と言った", "いや"]),
    "nested German": ("„Er sagte ‚nein‘ dazu“", ["Er sagte ‚nein‘ dazu", "nein"]),
    "nested guillemets": ("« Il a dit “non” hier »", [" Il a dit “non” hier ", "non"]),
    "straight in curly": ("“He said 'no' to me”", ["He said 'no' to me", "no"]),
    "across lines": ('She said "not\nnow" twice.', ["not\nnow"]),
    "after a bracket": ('(“no”) ["no"]', ["no", "no"]),
    "empty": ('He said "" and left.', []),
    "straight within straight": ('"He said "no" to me," she said.', ['He said "no" to me,', "no"]),
    "backticks and apostrophes": ("He said ``not now'' twice.", ["not now"]),
    "backticks, spaced": ("He said `` not now '' twice.", [" not now "]),
    "two apostrophes": ("He said ''not now'' twice.", ["not now"]),
    "two commas": ("Er sagte ,,nicht jetzt'' und ging.", ["nicht jetzt"]),
    "two signs": ("Il a dit <<pas maintenant>> ici.", ["pas maintenant"]),
    "entities": ("He said &quot;not now&quot; twice.", ["not now"]),
    "Hebrew marks": ("הוא אמר ״לא עכשיו״ והלך.", ["לא עכשיו"]),
    "an acronym within": ('הוא אמר: "דובר צה"ל הבטיח" והלך.', ['דובר צה"ל הבטיח']),
    "an acronym": ('דובר צה"ל הודיע כי מנכ״ל החברה התפטר.', []),
    "two commas of a list": ("The cells are a,,b,,c and d<<e>>f.", []),
}


@pytest.mark.parametrize(("text", "expected"), CLOSED.values(), ids=CLOSED)
def test_a_closed_quotation(text, expected):
    assert [span for span in quoted(text) if span] == expected


_OPENING = ['"', "“", "”", "„", "‟", "«", "»", "``", ",,", "<<", "״", "&quot;"]
_CLOSING = ['"', "“", "”", "„", "«", "»", "''", ">>", "״", "&quot;"]
_SAID = "we shall see, and then decide"


@given(st.sampled_from(_OPENING), st.sampled_from(_CLOSING), st.integers(1, 4))
def test_a_quotation_ends_at_the_next_mark_that_can_close_one(opening, closing, sentences):
    said = " ".join(["We shall see, and then decide."] * sentences)[:-1]
    rest = " Nobody there was surprised. The ferry left at noon. It was raining again, as it often does in May."

    assert quoted(f"The mayor said {opening}{said}{closing}, and went home.{rest}") == [said]
    assert quoted(f"The mayor said {opening}{_SAID}{closing} and {opening}perhaps{closing}.{rest}") == [
        _SAID,
        "perhaps",
    ]


@given(st.sampled_from(_OPENING), st.sampled_from([" ", "\n"]))
def test_a_stray_mark_quotes_nothing(mark, space):
    rest = f"and went home.{space}Nobody there was surprised.{space}The ferry left at noon.{space}It was raining."

    assert quoted(f"The mayor ordered a 12 {mark}gauge pipe {rest}") in ([], ["gauge pipe and went home."])
    found = quoted(f"The mayor ordered a 12 {mark}gauge pipe {rest} She said {mark}{_SAID}{mark} twice. And left.")
    assert _SAID in found
    assert max(map(len, found)) <= len(_SAID)


def test_a_paragraph_of_a_speech_needs_no_closing_mark_where_the_next_one_opens():
    long = "One is here. Two is there. Three is nowhere. Four is all."

    assert quoted(f"“{long}\n\n“{long}\n\n“The end.” He left.") == [long, long, "The end."]
    assert quoted(f"“{long}\n\nHe left.") == []


UNCLOSED = {
    "ends with the text": ("He said “not now", ["not now"]),
    "ends with its paragraph": ("He said “not now.\n\nThen he left.", ["not now."]),
    "Windows line ends": ("He said “not now.\r\n\r\nThen he left.", ["not now."]),
    "a blank line with spaces": ("He said “not now.\n  \nThen he left.", ["not now."]),
    "a paragraph separator": ("He said “not now.\u2029Then he left.", ["not now."]),
    "opened again": ("“One.\n“Two.\n“Three.” End.", ["One.", "Two.", "Three."]),
    "opened again, straight": ('"One.\n"Two.\n"Three." End.', ["One.", "Two.", "Three."]),
    "guillemets opened again": ("«One.\n«Two.» End.", ["One.", "Two."]),
    "corners": ("「今はだめ", ["今はだめ"]),
    "a single mark is an apostrophe": ("the ‘90s and 'tis true", []),
    "plural": ("the boys' and the girls' schools", []),
    "elisions": ("l'été d'un c'est", []),
    "stray closing mark": ("not now” he said", []),
    "inches": ('a 5" pipe and more', []),
}


@pytest.mark.parametrize(("text", "expected"), UNCLOSED.values(), ids=UNCLOSED)
def test_a_quotation_that_is_not_closed(text, expected):
    assert [span.rstrip() for span in quoted(text)] == expected


@given(own.texts())
def test_a_quotation_counts_code_points(text):
    plain = "".join(char for char in text if char.isalnum())

    assert [span for span in quoted(f"😀 “{plain}” 😀") if span] == ([plain] if plain else [])


def test_spans_of_several_documents():
    starts, stops, offsets = quotation_spans(text_array(['"a"', "", "none", "é “bc” “d”"]))

    assert starts.tolist() == [1, 3, 8]
    assert stops.tolist() == [2, 5, 9]
    assert offsets.tolist() == [0, 1, 1, 1, 3]
