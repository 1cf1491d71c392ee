"""Pages as the web has them: whose words each stretch of them is, held against the truth of the sample corpus."""

from __future__ import annotations

from functools import cache

import stretch_truth
import truth

#: Of words: those whose origin is right.
WANTED = 0.95


@cache
def score():
    return stretch_truth.score(truth.found(), tuple(derivations()))


def derivations():
    records = {record["document"]: record for record in truth.records("derivation")}
    return {name: record for name, record in records.items() if name.startswith("web/")}


def test_every_word_of_the_pages_has_its_truth():
    pages = set(derivations())
    assert len(pages) >= 45
    records = [record for record in truth.records("origins") if record["document"] in pages]
    kinds = {stretch["kind"] for record in records for stretch in record["stretches"]}
    assert kinds == {"dispatch", "unseen", "article", "publisher", "quotation", "boilerplate", "own"}
    assert score().words == sum(stretch["words"] for record in records for stretch in record["stretches"])


def test_words_have_their_origin():
    assert score().share >= WANTED, report()


def report() -> str:
    """Return the figure and the longest stretches that are wrong."""
    worst = sorted(score().faults, key=lambda fault: -fault.words)[:20]
    return "\n".join([f"{score().share:.4f} of {score().words} words", *map(str, worst)])


def test_no_two_dispatches_are_one():
    assert score().glued == {}


def test_no_agency_is_named_wrongly():
    said = {each.document: each.agency for each in truth.found().derivations if each.document in derivations()}
    assert [(name, agency) for name, agency in said.items() if agency not in stretch_truth.agencies(name)] == []


def test_who_copied_another_outlet_and_names_it_is_not_said_to_have_left_out_a_credit():
    said = {each.document: each for each in truth.found().derivations}
    for copy, story in (("plains-depot", "kbx-depot"), ("coastwise-moorings", "courier-moorings-2")):
        assert (said[f"web/{copy}"].source, said[f"web/{copy}"].credit) == (f"web/{story}", "shared")
        assert said[f"web/{story}"].degree == "non"
        assert truth.found().direction(f"web/{story}", f"web/{copy}").verdict is not None
