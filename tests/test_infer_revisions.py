"""What formats say of versions: order, corrections, kills, and who still prints them."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import dispatches
import pytest
from dispatches import Version, article, story
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Document, find_reuse
from provenance.cli import main

FIRST = Version(1, "2031-06-05T08:00:00Z", story())
CORRECTED = Version(2, "2031-06-05T09:00:00Z", story("fourteen"), "CORRECTION: fourteen sheep, not forty.")
KILL = Version(3, "2031-06-05T10:00:00Z", (), "KILL: there was no flood.", "canceled")


def details(result, name, kind):
    [derivation] = [each for each in result.derivations if each.document == name]
    return [each.detail for each in derivation.evidence if each.kind == kind]


def wire(name, text, **known):
    published = known.pop("published", None)
    return Document(name, text, role="wire", source="AFP", published=published, metadata=known)


def text(sheep="forty", trips="six"):
    return "\n\n".join(story(sheep, trips))


@pytest.mark.parametrize("form", dispatches.FORMATS)
def test_who_still_prints_what_was_corrected_and_withdrawn(form, tmp_path):
    documents = dispatches.documents(tmp_path, form, FIRST, CORRECTED, KILL, paper=article(), late=article("fourteen"))
    result = find_reuse(documents)
    printed = {each.document: each.source for each in result.derivations}

    assert (printed["paper"], printed["late"]) == ("wire-1", "wire-2")
    assert details(result, "paper", "corrected") == [
        "It has “forty” as wire-1 has it; the correction wire-2 has “fourteen”."
    ]
    assert details(result, "late", "corrected") == []
    withdrew = "which wire-3 withdrew later: “KILL: there was no flood.”."
    assert details(result, "paper", "withdrawn") == [f"It has words of wire-1, {withdrew}"]
    assert details(result, "late", "withdrawn") == [f"It has words of wire-2, {withdrew}"]
    assert any("it is a correction, number 2" in each for each in details(result, "wire-2", "version"))
    assert any("it is a kill, number 3" in each for each in details(result, "wire-3", "version"))
    for order in (documents[::-1], documents[2:] + documents[:2]):
        again = find_reuse(order)
        assert {each.document: each for each in again.derivations} == {
            each.document: each for each in result.derivations
        }


@pytest.mark.parametrize(
    ("form", "times"),
    [(form, ("2031-06-05", "2031-06-05")) for form in dispatches.FORMATS]
    # The key of a story in NITF comes again on other days: there the times go first.
    + [(form, ("2031-06-05T09:00:00Z", "2031-06-05T08:00:00Z")) for form in dispatches.FORMATS if form != "nitf.xml"],
)
def test_the_order_that_a_format_says_wins_over_the_times(form, times, tmp_path):
    documents = dispatches.documents(
        tmp_path, form, *(replace(version, time=time) for version, time in zip((FIRST, CORRECTED), times, strict=True)),
        paper=article(),
    )  # fmt: skip
    result = find_reuse(documents)
    direction = result.direction("wire-2", "wire-1")

    assert direction.source == "wire-1"
    assert "wire-1 is an earlier version of wire-2, as their format says." in [e.detail for e in direction.evidence]
    assert details(result, "paper", "corrected") == [
        "It has “forty” as wire-1 has it; the correction wire-2 has “fourteen”."
    ]


def test_without_a_word_of_the_format_the_times_decide():
    documents = [
        wire("a", text("fourteen"), published="2031-06-05T08:00Z"),
        wire("b", text(), published="2031-06-05T09:00Z"),
        Document("paper", article("fourteen"), role="outlet"),
    ]
    result = find_reuse(documents)

    assert result.direction("a", "b").source == "a"
    assert details(result, "paper", "corrected") == ["It has “fourteen” as a has it; the later version b has “forty”."]


def links(**known):
    return [{"rel": rel.replace("_", "-"), "uri": uri} for rel, uri in known.items()]


@pytest.mark.parametrize(
    ("one", "other", "earlier"),
    [
        # By a link to another item, whatever the numbers of both are.
        ({"guid": "x:1", "version": 4}, {"guid": "x:2", "version": 1, "links": links(evolved_from="x:1")}, "one"),
        ({"guid": "x:1", "links": links(rewritten_by="x:2")}, {"guid": "x:2"}, "one"),
        ({"guid": "x:1", "links": links(previous_version="x:2")}, {"guid": "x:2"}, "other"),
        # By the number, with or without a letter and a point.
        ({"guid": "x", "version": "v2"}, {"guid": "x", "version": "1.9"}, "other"),
        ({"guid": "x", "version": "10"}, {"guid": "x", "version": "9"}, "other"),
        # The numbers of two items say nothing of each other; nor do two links that contradict each other.
        ({"guid": "x:1", "version": 4}, {"guid": "y:1", "version": 1}, None),
        ({"guid": "x", "links": links(evolved_from="y")}, {"guid": "y", "links": links(evolved_from="x")}, None),
        # A slug line orders where times do not; the first has no number.
        (
            {"slugline": "BC-Tide, 2nd Ld-Writethru", "version": 3},
            {"slugline": "BC-Tide", "format": "ANPA 1312"},
            "other",
        ),
    ],
)
def test_what_orders_two_versions(one, other, earlier):
    documents = [wire("one", text(), **one), wire("other", text("fourteen"), **other)]

    assert find_reuse(documents).direction("one", "other").source == earlier
    assert find_reuse(documents[::-1]).direction("one", "other").source == earlier


def test_a_kill_that_repeats_the_text_is_not_what_was_used():
    documents = [
        wire("first", text(), guid="x", version=1),
        wire("gone", text(), guid="x", version=2, pubstatus="canceled"),
        Document("paper", article(), role="outlet"),
    ]
    for order in permutations(documents):
        result = find_reuse(order)
        [derivation] = [each for each in result.derivations if each.document == "paper"]
        assert (derivation.source, derivation.agency) == ("first", "AFP")
        assert len(details(result, "paper", "withdrawn")) == 1
        assert details(result, "paper", "version") == []
    # Where the kill alone is at hand, it is what is compared.
    [said] = details(find_reuse(documents[1:]), "paper", "withdrawn")
    assert said.startswith("It has words of gone, which is a kill")


def test_a_kill_without_an_identifier_is_known_by_its_slug_line_for_some_days():
    def withdrawn(published):
        documents = [
            wire("first", text(), slugline="BC-Tide", format="ANPA 1312", guid="W1", published="2031-06-05T08:00Z"),
            wire("kill", "Editors: do not use BC-Tide.", slugline="BC-Tide, KILL", format="ANPA 1312", guid="W9",
                 change="kill", published=published),
            Document("paper", article(), role="outlet"),
        ]  # fmt: skip
        return details(find_reuse(documents), "paper", "withdrawn")

    assert withdrawn("2031-06-05T11:00Z") == [
        "It has words of first, which kill withdrew later: “Editors: do not use BC-Tide.”."
    ]
    assert withdrawn("2031-06-05T07:00Z") == withdrawn("2031-07-05T11:00Z") == []


def test_the_numbers_of_messages_come_again():
    documents = [
        wire("first", text(), guid="W2870", format="ANPA 1312", published="2031-06-05T08:00Z"),
        wire("kill", "Do not use.", guid="W2870", format="ANPA 1312", change="kill", published="2031-06-05T09:00Z"),
        Document("paper", article(), role="outlet"),
    ]

    assert details(find_reuse(documents), "paper", "withdrawn") == []


def test_a_correction_that_cannot_be_compared_is_cited():
    notice = "In the second sentence of our story on the tide please read fourteen, not forty."
    documents = [
        wire("first", text(), guid="x", version=1),
        wire("notice", notice, guid="x", version=2, change="correction"),
        Document("paper", article(), role="outlet"),
    ]

    assert details(find_reuse(documents), "paper", "corrected") == [
        f"first, which it used, was corrected later by notice: “{notice}”."
    ]


def test_trace_and_explain_say_it(tmp_path, capsys):
    dispatches.documents(tmp_path, "newsml2.xml", FIRST, CORRECTED, KILL, paper=article())
    against = ["--against", str(tmp_path / "wire")]
    for command in ("trace", "explain"):
        assert main([command, str(tmp_path / "papers" / "paper.txt"), *against, "--limit", "0"]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert "which wire-3 withdrew later: “KILL: there was no flood.”" in out
        assert "It has “forty” as wire-1 has it; the correction wire-2 has “fourteen”." in out
        assert "cut off by a tide" in out


ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "guid": st.sampled_from(["x", "y", "z"]),
            "version": st.sampled_from([None, 1, 2, "3"]),
            "change": st.sampled_from([None, "kill", "correction"]),
            "links": st.lists(
                st.fixed_dictionaries({
                    "rel": st.sampled_from(["previous-version", "rewritten-by", "du-key"]),
                    "uri": st.sampled_from(["x", "y", "z"]),
                    "version": st.sampled_from([None, "1", "2"]),
                }),
                max_size=2,
            ),
            "published": st.sampled_from([None, "2031-06-05", "2031-06-05T08:00Z", "2031-06-05T09:00Z"]),
            "text": st.sampled_from([text(), text("fourteen"), text("fourteen", "ten"), ""]),
        }
    ),
    min_size=2,
    max_size=5,
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing(items, random):
    documents = [wire(f"w{at}", item.pop("text"), **item) for at, item in enumerate(map(dict, items))]
    documents.append(Document("paper", article(), role="outlet", published="2031-06-05T12:00Z"))
    found = {each.document: each for each in find_reuse(documents).derivations}
    random.shuffle(documents)

    assert {each.document: each for each in find_reuse(documents).derivations} == found
