"""The parts of the inference: times, boilerplate, speakers, the pair classifier, reused and credited."""

from __future__ import annotations

import doctest
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import Document, find_reuse
from provenance.infer.boilerplate import boilerplate_spans
from provenance.infer.classifier import pair_targets
from provenance.infer.credits import read_credits
from provenance.infer.times import Times
from provenance.model.credited import credited_table
from provenance.text import speakers
from provenance.text.speakers import quotations

# Times


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        ("2031-03-11T06:00+01:00", "2031-03-11T06:01+01:00", -1),
        ("2031-03-11T06:00+01:00", "2031-03-11T05:00+00:00", 0),
        ("2031-03-11T07:00+02:00", "2031-03-11T06:30+01:00", -1),
        ("2031-03-11", "2031-03-11T23:00", 0),  # a date is a day
        ("2031-03-11", "2031-03-12T00:01", -1),
        ("2031-03-11T10:00", "2031-03-11T12:00+00:00", 0),  # of any zone
        ("2031-03-10T06:00", "2031-03-11T12:00+00:00", -1),
        (None, "2031-03-11T12:00", 0),
    ],
)
def test_a_date_is_not_a_minute(left, right, order):
    times = Times([left and Document("a", "", published=left).published.isoformat(), right])

    assert times.order(np.array([0, 1]), np.array([1, 0])).tolist() == [order, -order]


# Boilerplate


def boilerplate(text):
    return [text[start:stop] for start, stop in boilerplate_spans(text, read_credits(text))]


def test_furniture_is_told_from_text():
    text = (
        "Bridge shut\n\nGALWICK (AFP) - The bridge over the harbour was shut on Monday, after a crack was found.\n"
        "Photo: Lea Marsh/Reuters\nRead also: Ferries to run all night\n"
        "The mayor told AFP that it would open again soon, and that nobody had been hurt in the meantime.\n"
        "with AFP\n© Galwick Press. All rights reserved."
    )

    assert boilerplate(text) == [
        "GALWICK (AFP) -",
        "Photo: Lea Marsh/Reuters",
        "Read also: Ferries to run all night",
        "with AFP",
        "© Galwick Press. All rights reserved.",
    ]


def test_a_long_paragraph_is_text_whatever_stands_in_it():
    text = "He would sign up for the navy, " + "he said to his mother and to everybody else, " * 6

    assert boilerplate(text) == []


OF_THE_PAGE = [
    "Vale Post News Opinion Sport Weather E-paper Sign in",
    "Startseite Wirtschaft Kultur Wetter Abo Kontakt",
    "Une Actualités Économie Météo Annonces",
    "Tags: floods, bridges, Galwick", "Filed under bridges",
    "Schlagwörter: Brücken, Hafen", "Posted on March 3 at 5 pm",
    "(Reporting by Ada Quist in Galwick; Editing by Bo Lind)",
    "By Ada Quist, transport reporter", "By Ada Quist and Bo Lind | March 3, 2031 | 4 min read",
    "Ada Quist, city editor",
    "By our staff reporter", "Von Jana Strehl, Galwick", "Par Claire Dumont",
    "Il vous reste 40 % de cet article à lire.", "Unsubscribe at any time",
]  # fmt: skip
OF_THE_ARTICLE = [
    "Ada Quist, the mayor, read the news, the sport and the weather to them.",
    "News of the bridge spread by boat",
    "By Monday the bridge stood.",
    "By Ada Quist's count forty ships waited outside.",
    "Reporting by divers took until noon, the mayor said.",
    "Tags on the cables had been cut.",
    "From the tower one sees the whole harbour",
    "桥梁于星期一关闭，此前发现一条裂缝，市长表示桥梁将很快重新开放，当时没有人受伤。",
]


@pytest.mark.parametrize("line", OF_THE_PAGE)
def test_a_line_of_the_page_is_told_by_its_form(line):
    assert boilerplate(f"Bridge shut\n\n{line}\n\nThe bridge was shut on Monday.") == [line]


@pytest.mark.parametrize("line", OF_THE_ARTICLE)
def test_a_sentence_that_looks_a_little_like_the_page_is_text(line):
    assert boilerplate(f"Bridge shut\n\n{line}\n\nThe bridge was shut on Monday.") == []


def test_a_sentence_without_spaces_is_as_long_as_its_words():
    text = "桥梁关闭\n\n（法新社盖尔威克3日电）桥梁于星期一关闭此前发现一条裂缝市长表示桥梁将很快重新开放当时没有人受伤"

    assert sum(map(len, boilerplate(text))) < 20


@given(st.text(st.sampled_from("İ©AFP\n (sign up for)read also:"), max_size=120))
def test_furniture_of_any_text(text):
    spans = boilerplate_spans(text, read_credits(text))

    assert all(0 <= start < stop <= len(text) for start, stop in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))


# Speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It held,” said chief engineer Ada Quist.", "Ada Quist"),
        ("“It held,” Ada Quist told reporters.", "Ada Quist"),
        ("Ada Quist, the engineer, said: “It held.”", "Ada Quist"),
        ("« Il tient », a déclaré la maire Claire Dumont.", "Claire Dumont"),
        ("„Er hält“, sagte Jana Strehl.", "Jana Strehl"),
        ("“It held,” she said.", None),
        ("A sign read “No entry”.", None),
    ],
)
def test_who_said_it(text, speaker):
    assert [quotation.speaker for quotation in quotations(text)] == [speaker]


def test_speakers_are_found_in_linear_time():
    text = "“A” said " + "Abc Def " * 20_000 + "“" * 2_000
    start = time.process_time()
    quotations(text)

    assert time.process_time() - start < 5


def test_examples_in_docstrings():
    assert doctest.testmod(speakers).failed == 0


# Asked for


def test_only_who_was_held_against_one_other_was_asked_about():
    pairs = [(0, 1), (2, 3), (2, 4), (5, 5), (0, 1)]

    assert pair_targets(pairs, 40) == [(0, 1)]
    assert pair_targets(pairs, 6) == []
    assert pair_targets(None, 40) == []


def test_a_reworded_text_is_found_where_one_pair_was_asked_about():
    words = [f"word{number:02}" for number in range(60)]
    story = " ".join(words) + "."
    shuffled = " ".join(word for at in range(0, 60, 2) for word in (words[at + 1], words[at])) + "."
    others = {f"other-{n}": " ".join(f"o{n}x{k}" for k in range(60)) for n in range(24)}
    texts = {"paper": shuffled, "wire": story, **others}

    asked = find_reuse(texts, pairs=[("paper", "wire"), ("other-1", "wire")])
    said = {derivation.document: derivation for derivation in asked.derivations}

    assert "words" in [evidence.kind for evidence in said["paper"].evidence]
    assert said["other-1"].degree == "non"
    assert "words" not in [evidence.kind for evidence in find_reuse(texts).derivations[0].evidence]


def test_shared_words_in_one_order_speak_for_a_rewritten_text():
    # Every third word is the dispatch's, in its order, and in none.
    shared = [f"{letter}mark" for letter in "abcdefghijklmnopqrst"]
    scattered = [shared[at * 7 % 20] for at in range(20)]
    texts = {
        "wire": " ".join(f"wire{at}a {word} wire{at}b" for at, word in enumerate(shared)) + ".",
        "rewritten": " ".join(f"desk{at}a {word} desk{at}b" for at, word in enumerate(shared)) + ".",
        "own": " ".join(f"room{at}a {word} room{at}b" for at, word in enumerate(scattered)) + ".",
        **{f"other-{n}": " ".join(f"o{n}x{k}" for k in range(60)) for n in range(24)},
    }
    said = {
        of: next(each for each in find_reuse(texts, pairs=[(of, "wire")]).derivations if each.document == of)
        for of in ("rewritten", "own")
    }
    likely = {of: evidence.weight for of, one in said.items() for evidence in one.evidence if evidence.kind == "words"}

    assert likely["rewritten"] > likely["own"]


# Reused and credited


def test_reused_and_credited_by_source():
    story = (
        "A freight train carrying grain left the rails near the village of Oskar before dawn, which blocked the line, "
        "and two drivers were treated for bruises, the railway company Nordbahn said in a short notice to customers."
    )
    documents = [
        Document("wire", story, role="wire", source="AFP"),
        Document("a", f"OSKAR (AFP) - {story}", source="Bee"),
        Document("b", story, source="Bee"),
        Document("c", "Nothing that anybody else would have written on such a day.", source="Bee"),
        Document("d", "with AFP\nSomething else that stands nowhere here at all.", source="Cow"),
    ]

    rows = credited_table(find_reuse(documents))

    assert [
        (r.source, r.reused_and_credited, r.reused_not_credited, r.credited_not_reused, r.neither) for r in rows
    ] == [("Bee", 1, 1, 0, 1), ("Cow", 0, 0, 1, 0)]
