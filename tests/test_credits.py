"""Credits: every role, agency and language, what looks like a credit and is none, offsets, hostile text."""

from __future__ import annotations

import doctest
import time
from pathlib import Path

import pytest
import truth
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import InputError
from provenance.infer import agencies, bylines, tags, templates
from provenance.infer import credits as credits_module
from provenance.infer import lines as lines_module
from provenance.infer.boilerplate import boilerplate_spans
from provenance.infer.bylines import read_datelines
from provenance.infer.credits import Grammar, read_credits, standard_grammar
from provenance.model.credit import CREDIT_ROLES, Agency

LINES = Path(__file__).parent / "data" / "credits.tsv"
BYLINES = Path(__file__).parent / "data" / "bylines.tsv"


def lines():
    """Return (role or None, agencies, text) of each test line."""
    found = []
    for line in LINES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        role, names, text = line.split("\t")
        found.append((None if role == "-" else role, set(names.split(",")) - {"-"}, text.replace("\\n", "\n")))
    return found


def test_every_template_of_a_credit_can_be_compiled():
    tables = agencies.templates().values()
    texts = {text for groups in tables for texts in groups.values() for text in texts if "{agency}" in text}
    assert len(texts) > 500
    for text in texts:
        template = templates.compiled(text, 0)
        assert template.before is not None or template.after is not None, text


def test_an_agency_and_its_desk_are_a_credit():
    assert [(credit.agency, credit.role) for credit in read_credits("It rained.\n\ndpa/lby")] == [("dpa", "sole")]
    assert read_credits("AFP/Harbour Mail")[0].role == "photo"


def test_the_lines_hold_every_role_of_every_agency_and_as_many_that_are_none():
    positives = [(role, names) for role, names, _ in lines() if role]
    negatives = [text for role, _, text in lines() if role is None]
    assert len(positives) + len(negatives) >= 300
    assert len(negatives) >= 150
    named = (
        "AFP AP Reuters PA dpa EFE ANSA ANP Belga TT NTB Ritzau APA Keystone-SDA PAP CTK MTI Xinhua Kyodo Yonhap TASS "
        "Interfax Anadolu PTI ANI IANS AAP CP UPI APP"
    )
    for agency in named.split():
        assert {role for role, names in positives if agency in names} == set(CREDIT_ROLES), agency


@pytest.mark.parametrize("role", CREDIT_ROLES)
def test_credits_are_read_in_their_role(role):
    found, wanted = set(), set()
    for number, (right, names, text) in enumerate(lines()):
        if right == role:
            wanted |= {(number, name) for name in names or {None}}
        found |= {(number, credit.agency) for credit in read_credits(text) if credit.role == role}
    said = {(lines()[number][2], agency) for number, agency in found ^ wanted}

    assert len(found & wanted) >= 0.98 * len(found), said
    assert len(found & wanted) >= 0.95 * len(wanted), said


def bylines_of_others():
    """Return (kind or None, role, name or None, text) of each test line."""
    rows = [line.split("\t") for line in BYLINES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        (None if kind == "-" else kind, role, None if name == "-" else name, text.replace("\\n", "\n"))
        for kind, role, name, text in rows
    ]


def test_names_that_are_no_agencys_and_own_people_are_read_when_asked_for():
    found, wanted = set(), set()
    for number, (kind, role, name, text) in enumerate(bylines_of_others()):
        wanted |= {(number, kind, role, name)} if kind else set()
        credits_ = read_credits(text, others=True)
        found |= {(number, c.kind, c.role, c.agency) for c in credits_ if c.kind != "agency"}
        assert [credit for credit in credits_ if credit.kind == "agency"] == read_credits(text)
    said = {(bylines_of_others()[wrong[0]][3], *wrong[1:]) for wrong in found ^ wanted}

    assert len(found & wanted) >= 0.95 * len(found), said
    assert len(found & wanted) >= 0.95 * len(wanted), said


def test_a_dateline_has_its_place_its_names_and_its_dash():
    text = "Lock shut\nKARSUND, Norland, March 3 (NBW/AP) — Ships wait.\nThe pilot (58) - a father of two - waved."

    (line,) = read_datelines(text)

    assert line.place == "KARSUND, Norland, March 3"
    assert [text[start:stop] for start, stop in line.names] == ["NBW", "AP"]
    assert text[line.start : line.stop] == "KARSUND, Norland, March 3 (NBW/AP) — "


@pytest.mark.parametrize(
    ("agency", "name"),
    [("Havas", "Havas"), ("Reuters", "Reuter"), ("Wolff", "Wolff"), ("Stefani", "Stefani"), ("Domei", "Domei")],
)
@pytest.mark.parametrize("line", ["Paris, 3 mai. ({}.) Le port est fermé.", "LONDON, 3. Mai. ({}.) Der Hafen ist zu."])
def test_one_letter_that_a_scanner_took_for_another_does_no_harm(agency, name, line):
    confused = {"e": "c", "a": "n", "u": "n", "f": "t", "o": "c", "i": "l", "R": "K", "H": "N", "W": "V"}
    misread = [name[:at] + confused[sign] + name[at + 1 :] for at, sign in enumerate(name) if sign in confused]
    misread += [f"{name[:at]} {name[at:]}" for at in range(1, len(name))]

    found = [(form, [(c.agency, c.role) for c in read_credits(line.format(form))]) for form in [name, *misread]]

    assert [form for form, credits_ in found if credits_ != [(agency, "sole")]] == []


@given(st.text(st.sampled_from("abehmorstuwxz"), min_size=3, max_size=12))
def test_words_in_brackets_of_prose_are_no_agencies(word):
    text = f"The keeper opened the gate ({word.capitalize()}) and went on to the next one."

    assert [credit for credit in read_credits(text) if credit.role != "photo"] == []


@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_a_name_at_the_end_of_a_line_is_judged_by_the_lines_around(where):
    caption = "A tug pulls the dredger past the point in heavy rain. (AP)"
    prose = "The harbour board met twice this week, and it could not agree on a date for the works."
    lines_ = {
        "first": [caption, prose, prose, prose],
        "middle": [prose, caption, prose, prose],
        "last": [prose, caption],
    }

    (credit,) = read_credits("\n".join(lines_[where]))

    assert credit.role == ("photo" if where == "middle" else "sole")


def test_credits_have_the_place_of_the_name():
    text = "Night of ice\n\nGALWICK, Norland (AFP) - It froze, a source told The Associated Press.\nwith Reuters"

    found = read_credits(text)

    assert [(credit.agency, credit.role, text[credit.start : credit.stop]) for credit in found] == [
        ("AFP", "sole", "AFP"),
        ("AP", "fact", "Associated Press"),
        ("Reuters", "shared", "Reuters"),
    ]


def test_all_agencies_of_a_list_have_its_role():
    found = read_credits("Reporting by AFP, the AP and Reuters")

    assert [(credit.agency, credit.role) for credit in found] == [
        ("AFP", "shared"),
        ("AP", "shared"),
        ("Reuters", "shared"),
    ]


def test_credits_of_the_sample_corpus():
    records = {record["document"]: record["credits"] for record in truth.records("derivation")}
    texts = {name: (truth.SEEDS / f"{name}.txt").read_text(encoding="utf-8") for name in records}

    found = {name: {(credit.agency, credit.role) for credit in read_credits(text)} for name, text in texts.items()}

    assert len(found) > 90
    assert found == {
        name: {(credit["agency"], credit["role"]) for credit in truth_of} for name, truth_of in records.items()
    }


def test_a_list_of_agencies_may_be_added():
    grammar = Grammar([Agency("Norpress", ("Norpress",)), *standard_grammar().agencies])

    found = grammar.read("GALWICK (Norpress/AFP) - It froze.")

    assert [(credit.agency, credit.role) for credit in found] == [("Norpress", "sole"), ("AFP", "sole")]
    assert read_credits("GALWICK (Norpress) - It froze.") == []


def test_a_name_means_an_agency_as_a_whole_only():
    assert standard_grammar().agency_of(" AFP ") == "AFP"
    assert standard_grammar().agency_of("The AFP Gazette") is None
    assert standard_grammar().agency_of(None) is None


@pytest.mark.parametrize(
    "piece",
    [
        "AFP ",
        "AP, ",
        "told AFP and ",
        "photo: x ",
        "(AFP",
        "Reuters reported a ",
        "the ",
        "法新社",
        "اے پی پی ",
        "A" * 40,
        "photo AFP told ",
        "(AP) ",
        "(Havas) ",
        "AP\n",
        "By Ole Berg, NBW\n",
        "By Ole Berg, ",
        "OLE BERG and ",
        "(NBW/",
        "KARSUND (",
        "3. Mai. ",
        "agence Hav",
    ],
)
def test_time_is_linear_in_hostile_text(piece):
    def seconds(text):
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            boilerplate_spans(text, read_credits(text, others=True))
            best = min(best, time.process_time() - start)
        return best

    short = piece * (1_000 // len(piece))
    read_credits(short)

    # Ten times the text; far less than the hundred times of a square.
    assert seconds(short * 10) < 40 * max(seconds(short), 0.002)


@given(st.text(st.sampled_from("AFP Reuters(told)-/,by©\n法新社电 with"), max_size=200))
def test_any_text_can_be_read(text):
    found = read_credits(text)

    assert all(0 <= credit.start < credit.stop <= len(text) for credit in found)
    assert [credit.start for credit in found] == sorted(credit.start for credit in found)


@pytest.mark.parametrize("module", [agencies, bylines, credits_module, lines_module, tags, templates])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("form", ["", "--", "(AFP)"])
def test_a_form_that_nothing_is_found_by_is_said(form):
    with pytest.raises(InputError, match="begins with a letter or digit"):
        Agency("Norpress", (form,))


@pytest.mark.parametrize(
    ("agency", "name"),
    [
        ("Havas", "agence Havas"), ("Wolff", "agence Wolff"), ("Stefani", "Agentur Stefani"), ("Domei", "agence Domei"),
        ("Fournier", "agence Fournier"), ("Reuters", "Agentur Reuter"), ("UPI", "United Press"),
        ("Extel", "Exchange Telegraph"), ("DNB", "Deutsche Nachrichtenbüro"), ("Europapress", "Agentur Europapress"),
        ("Keystone-SDA", "Schweizerische Depeschenagentur"), ("Keystone-SDA", "agence télégraphique suisse"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "line", ["Une note de l’{} dément la nouvelle.", "Nach einer Meldung der {} ist der Paß offen."]
)
def test_one_sign_misread_in_running_text_does_no_harm(agency, name, line):
    confused = {"e": "c", "a": "o", "u": "n", "f": "t", "o": "c", "i": "l", "r": "t", "s": "8", "g": "q", "n": "m"}
    misread = [name[:at] + confused[sign] + name[at + 1 :] for at, sign in enumerate(name) if sign in confused]

    found = [(form, {credit.agency for credit in read_credits(line.format(form))}) for form in [name, *misread]]

    assert [form for form, said in found if said != {agency}] == []


def test_words_that_are_nearly_an_agencys_are_none():
    text = (
        "L'agent Wolf ouvre. Les agences de Stefano Varn ferment. Central Naws is a hamlet. Die Agentur Wilff & Co. "
        "The unitcd press of Karsund met. Un agent Havre."
    )

    assert [credit for credit in read_credits(text) if credit.agency not in ("Wolff", None)] == []
