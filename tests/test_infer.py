"""Origins: degrees, sources, versions, directions, and dispatches that are not at hand."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import origin_truth
import pytest
import truth
from hypothesis import given, settings
from hypothesis import strategies as st

import provenance.infer
from provenance import Document, ReuseOptions, find_reuse, read
from provenance.errors import PluginError, UnknownNameError
from provenance.hooks import hookimpl
from provenance.model.credit import Agency
from provenance.model.direction import VERDICTS, Term
from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins
from provenance.plugins.types import AgencyEntry, EvidenceEntry

REAL = Path(__file__).parents[2] / "shared" / "seeds"
STORY = (
    "A freight train carrying grain left the rails near the village of Oskar before dawn and blocked the only line. "
    "Two drivers were treated for bruises, the railway company Nordbahn said in a short notice to its customers. "
    "Engineers expect to lift the last of the nine waggons on Friday, once a crane has come up from the coast."
)
OWN = (
    "Bakers in the valley worry about flour. Anna Dreher opened her shop an hour late and told everybody why. "
    "She keeps a spare sack in the cellar for days like this one, behind the old oven that nobody uses."
)


@pytest.fixture(scope="module")
def sample():
    return truth.found()


@pytest.fixture(scope="module")
def said(sample):
    return {derivation.document: derivation for derivation in sample.derivations}


def by_id(result):
    return {derivation.document: derivation for derivation in result.derivations}


# The sample corpus


def test_degrees(said):
    records = origin_truth.derivations()
    wrong = [name for name, record in records.items() if said[name].degree != record["degree"]]

    assert len(wrong) <= 0.05 * len(records), wrong


def test_directions_in_columns_are_those_of_single_pairs(sample):
    found, ids = sample.inference.pairs, sample.documents.ids
    columns = (found.left.tolist(), found.right.tolist(), found.verdict.tolist(), found.confidence.tolist())
    for left, right, code, confidence in list(zip(*columns, strict=True))[::7]:
        one = sample.direction(ids[left], ids[right])
        assert one.verdict == (VERDICTS[code] if code >= 0 else None)
        assert one.confidence == confidence


def test_agencies(said):
    records = origin_truth.derivations()
    wrong = [name for name, record in records.items() if said[name].agency != record["agency"]]

    assert len(wrong) <= 0.05 * len(records), wrong
    # None is named that is not behind the article.
    assert [name for name in wrong if said[name].agency is not None] == []


def test_sources_are_the_versions_that_were_used(said):
    records = origin_truth.derivations()
    wrong = [name for name, record in records.items() if said[name].source != record["source"]]

    assert len(wrong) <= 0.05 * len(records), wrong


def test_copies_of_copies(said):
    records = origin_truth.derivations()
    found = {name: said[name].via for name in records if said[name].via}

    assert found == {name: record["via"] for name, record in records.items() if "via" in record}


def test_directions(sample):
    relations, verdicts = origin_truth.relations(), origin_truth.verdicts(sample)
    determined = {pair: verdict for pair, (verdict, _) in verdicts.items() if verdict is not None}
    wrong = [(pair, verdict) for pair, verdict in determined.items() if verdict != relations[pair]]

    assert len(determined) >= 0.8 * len(verdicts)
    assert len(wrong) <= 0.1 * len(determined), wrong


def test_who_still_prints_what_was_corrected(said):
    outdated = {
        name for name, d in said.items() if any(e.kind == "corrected" and "“38”" in e.detail for e in d.evidence)
    }

    assert "ferry/late-city-record" in outdated
    assert not outdated & {"ferry/colm-valley-post", "ferry/evening-lantern", "ferry/pennant"}


def test_classes_of_overlap(sample):
    classes = {}
    for passage in sample.passages:
        pair = passage.left.document.partition("/")[2], passage.right.document.partition("/")[2]
        classes.setdefault(pair, set()).add(passage.overlap)

    assert "self-update" in classes["afp-2-update", "afp-3-correction"]
    assert "agency-copy" in classes["afp-2-update", "harbour-times"]
    assert "same-publisher" in classes["ellery-evening", "ellery-morning"]
    assert classes["afp-2-update", "hale-islander"] == {"quotation"}
    assert "furniture" in classes["bay-dispatch", "coast-observer"]
    assert "agency-copy" in classes["nation-today", "trade-wind"]


def test_quotations_alone_make_nothing_derived(said):
    for name in ("ferry/hale-islander", "ferry/capital-standard", "ferry/rowan-chronicle", "plant/steel-city-star"):
        assert (said[name].degree, said[name].source, said[name].agency, said[name].dispatch) == (
            "non",
            None,
            None,
            None,
        )


# Dispatches that are not at hand


@pytest.mark.parametrize(("family", "agency"), [("plant/reuters", "Reuters"), ("plant/afp", "AFP")])
def test_dispatches_that_the_sample_corpus_lacks_are_rebuilt(sample, said, family, agency):
    witnesses = [
        name
        for name, record in origin_truth.derivations().items()
        if name.startswith("plant/") and record["agency"] == agency
    ]

    [dispatch] = [
        dispatch
        for dispatch in sample.dispatches
        if dispatch.agency == agency and {witness.document for witness in dispatch.witnesses} & set(witnesses)
    ]
    score = origin_truth.rebuilt(family, [dispatch], witnesses)

    assert {witness.document for witness in dispatch.witnesses} == set(witnesses)
    assert {said[name].dispatch for name in witnesses} == {dispatch.name}
    assert score.found >= 0.9 * score.kept, score.missed
    assert score.invented == ()


def test_dispatches_that_are_withheld_are_named_and_rebuilt():
    records = origin_truth.derivations()
    named = asked = 0
    for family, names in origin_truth.FAMILIES.items():
        result = origin_truth.without(*names)
        witnesses = {
            name: {"AP" if source == "ferry/ap-1" else "AFP" for source in record.get("sources", [record["source"]])}
            for name, record in records.items()
            if set(record.get("sources", [record["source"]])) & set(names) and name not in names
        }
        derivations = by_id(result)
        asked += len(witnesses)
        named += sum(derivations[name].agency in agencies for name, agencies in witnesses.items())
        carried = [d for d in result.dispatches if {w.document for w in d.witnesses} & set(witnesses)]
        score = origin_truth.rebuilt(family, carried, witnesses)
        assert score.found >= 0.9 * score.kept, score.missed
        assert score.invented == ()
    assert named >= 0.9 * asked


def test_a_rebuilt_sentence_keeps_the_other_readings(sample):
    texts = {document.id: document.text for document in sample.documents}
    for dispatch in sample.dispatches:
        assert dispatch.text.splitlines() == [sentence.text for sentence in dispatch.sentences]
        for sentence in dispatch.sentences:
            side = sentence.side
            assert " ".join(texts[side.document][side.start : side.stop].split()) == sentence.text
            assert len(sentence.witnesses) >= 2
            assert set(sentence.witnesses) <= {witness.document for witness in dispatch.witnesses}


def test_two_papers_share_a_text_that_nobody_credits():
    result = find_reuse({"one": f"{OWN}\n\n{STORY}", "other": f"{STORY}\n\nThe end."})

    [dispatch] = result.dispatches
    assert dispatch.agency is None
    assert {witness.document for witness in dispatch.witnesses} == {"one", "other"}
    assert all(derivation.agency is None for derivation in result.derivations)


def test_nothing_is_inferred_where_nothing_is_shared():
    result = find_reuse({"one": OWN, "other": STORY})

    assert list(result.dispatches) == []
    assert result.direction("one", "other") is None
    assert {derivation.degree for derivation in result.derivations} == {"non"}


# Directions


def pair(*, wire_time=None, paper_time=None, role="wire"):
    documents = [
        Document("wire", STORY, role=role, source="AFP" if role == "wire" else None, published=wire_time),
        Document("paper", f"{STORY}\n\n{OWN}", role="outlet", published=paper_time),
    ]
    return find_reuse(documents)


@pytest.mark.parametrize(
    ("wire_time", "paper_time", "verdict"),
    [
        (None, None, "left"),
        ("2031-03-11T06:00+01:00", "2031-03-11T09:00+01:00", "left"),
        ("2031-03-11", "2031-03-11", "left"),  # a date says nothing of the hour
        ("2031-03-11T09:00+01:00", "2031-03-11T06:00+01:00", "common"),
        ("2031-03-11T09:00+01:00", "2031-03-11T08:30+00:00", "left"),  # by the clock of one zone
    ],
)
def test_a_dispatch_is_the_source_unless_it_is_later(wire_time, paper_time, verdict):
    assert pair(wire_time=wire_time, paper_time=paper_time).direction("wire", "paper").verdict == verdict


def test_of_two_papers_the_first_is_not_accused():
    direction = pair(wire_time="2031-03-11T06:00Z", paper_time="2031-03-11T09:00Z", role="outlet").direction(
        "paper", "wire"
    )

    assert direction.verdict is None
    assert (direction.source, direction.target) == (None, None)
    assert {evidence.kind for evidence in direction.evidence} >= {"link", "outlets", "time"}


def test_evidence_has_its_place_in_the_text(sample):
    texts = {document.id: document.text for document in sample.documents}
    for derivation in sample.derivations:
        for evidence in derivation.evidence:
            if evidence.kind == "credit":
                assert texts[derivation.document][evidence.start : evidence.stop].strip()
    assert [credit.role for credit in sample.credits("ferry/bay-dispatch")] == ["photo", "sole"]


# Plugins


class Plugin:
    @hookimpl
    def provenance_agencies(self):
        yield AgencyEntry(name="islands", factory=Islands)
        yield AgencyEntry(name="broken", factory=Broken)

    @hookimpl
    def provenance_evidence(self):
        yield EvidenceEntry(name="slugs", factory=Slugs)
        yield EvidenceEntry(name="bad", factory=Bad)


class Islands:
    def agencies(self):
        yield Agency("Norpress", ("Norpress",))


class Broken:
    def agencies(self):
        yield "Norpress"


class Slugs:
    def terms(self, left, right):
        yield Term("slug", "The slug says so.", "left", 9.0)


class Bad:
    def terms(self, left, right):
        yield Term("slug", "The slug says so.", "up", 9.0)


def with_plugin(**options):
    texts = {"one": f"OSKAR (Norpress) - {STORY}", "other": f"{STORY}\n\n{OWN}"}
    plugins = load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])
    return find_reuse(texts, options=ReuseOptions(**options), plugins=plugins)


def test_agencies_of_a_plugin_are_credited():
    result = with_plugin(agencies=("islands",))

    assert [(credit.agency, credit.role) for credit in result.credits("one")] == [("Norpress", "sole")]
    assert result.dispatches[0].agency == "Norpress"
    assert with_plugin().credits("one") == ()


def test_evidence_of_a_plugin_counts():
    direction = with_plugin(evidence=("slugs",)).direction("one", "other")

    assert direction.verdict == "left"
    assert "The slug says so." in [evidence.detail for evidence in direction.evidence]


@pytest.mark.parametrize("options", [{"agencies": ("broken",)}, {"evidence": ("bad",)}])
def test_a_plugin_that_fails_is_named(options):
    with pytest.raises(PluginError, match="plugin Plugin"):
        with_plugin(**options)


@pytest.mark.parametrize("options", [{"agencies": ("island",)}, {"evidence": ("slug",)}])
def test_unknown_names_are_said(options):
    with pytest.raises(UnknownNameError, match=r"island|slug"):
        with_plugin(**options)


def test_a_dispatch_whose_headline_is_kept():
    documents = [
        Document("wire", f"Train blocks line\n\n{STORY}", role="wire"),
        Document("paper", f"Train blocks line\n\n{STORY}", role="outlet"),
    ]

    direction = find_reuse(documents, options=ReuseOptions(evidence=("headline",))).direction("wire", "paper")

    assert "headline" in [evidence.kind for evidence in direction.evidence]


# Anything


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([STORY, OWN, "", "AFP", "“", f"(AFP) - {STORY}", f"“{STORY}”"]),
            st.sampled_from([None, "2031-03-11", "2031-03-11T06:00+01:00"]),
            st.sampled_from([None, "wire", "outlet"]),
        ),
        max_size=5,
    )
)
def test_whatever_is_given_something_is_said(rows):
    documents = [
        Document(str(number), text, published=published, role=role)
        for number, (text, published, role) in enumerate(rows)
    ]

    result = find_reuse(documents)

    assert [derivation.document for derivation in result.derivations] == result.documents.ids
    for derivation in result.derivations:
        assert 0 <= derivation.share <= 1
        assert derivation.confidence is None or 0 <= derivation.confidence <= 1
        assert derivation.source in {None, *result.documents.ids} - {derivation.document}
    for dispatch in result.dispatches:
        assert len(dispatch.witnesses) >= 2


def test_examples_in_docstrings():
    names = [item.name for item in pkgutil.iter_modules(provenance.infer.__path__)]
    found = {name: doctest.testmod(importlib.import_module(f"provenance.infer.{name}")) for name in names}

    assert [name for name, outcome in found.items() if outcome.failed] == []
    assert sum(outcome.attempted for outcome in found.values()) > 0


@pytest.mark.skipif(not REAL.is_dir(), reason="the real articles are not at hand")
def test_the_real_articles():
    result = find_reuse(read(REAL))
    said = {name[:3]: derivation for name, derivation in by_id(result).items()}
    groups = {frozenset(w.document[:3] for w in d.witnesses): d for d in result.dispatches}

    assert set(groups) == {frozenset({"000", "001"}), frozenset({"002", "003"})}
    assert groups[frozenset({"000", "001"})].agency == "AFP"
    assert groups[frozenset({"002", "003"})].agency is None
    assert (said["000"].agency, said["001"].agency) == ("AFP", "AFP")
    assert "001" in " ".join(evidence.detail for evidence in said["000"].evidence if evidence.kind == "agency")
    assert (said["004"].degree, said["004"].agency, said["004"].credit) == ("non", None, "fact")
