"""Credits in the metadata: bylines, credit lines, datelines, providers, captions."""

from __future__ import annotations

import io
import json

import dispatches
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Document, find_reuse, read
from provenance.cli import main

OTHER = (
    "The museum of locks at Greyhaven has lent its oldest padlock to a film about a lighthouse, and the keeper of the "
    "collection travels with it in the same carriage."
)


def said(result, name):
    return next(derivation for derivation in result.derivations if derivation.document == name)


def stated(derivation):
    return [(each.detail, each.start, each.stop) for each in derivation.evidence if each.kind == "credit"]


@pytest.mark.parametrize(
    ("metadata", "agency", "credit"),
    [
        ({"byline": "Ann Miller, dpa"}, "dpa", "sole"),
        ({"byline": "By ANN MILLER Associated Press"}, "AP", "sole"),
        ({"byline": "Par Ann Miller (AFP)"}, "AFP", "sole"),
        ({"byline": "Reuters Staff"}, "Reuters", "sole"),
        ({"byline": "Ann Miller, Reuters correspondent"}, "Reuters", "sole"),
        ({"byline": ["Ann Miller", "Bo Lund, AFP"]}, "AFP", "sole"),
        ({"byline": "Ann Miller; AFP"}, None, "shared"),
        ({"byline": "Harbour Mail Staff", "credit_line": "AP"}, "AP", "sole"),
        ({"byline": "Ann Miller"}, None, None),
        ({"byline": "AFP Photo/Ann Miller"}, None, "photo"),
        ({"credit_line": "dpa/lby"}, "dpa", "sole"),
        ({"credit_line": "Harbour Mail/AFP"}, None, "shared"),
        ({"credit_line": "The Associated Press contributed to this report."}, None, "shared"),
        ({"credit_line": "Bo Lund/AP", "caption": "The bell. Bo Lund/AP"}, None, "photo"),
        ({"dateline": "TOLLENBY (AP)"}, "AP", "sole"),
        ({"dateline": "TOLLENBY"}, None, None),
        ({"dateline": "TOLLENBY (NBW)", "provider": "Factiva"}, None, None),
        ({"provider": "Agence France-Presse"}, "AFP", "sole"),
        ({"copyright_holder": "© 2031 The Associated Press. All rights reserved."}, "AP", "sole"),
        ({"copyright_holder": "The Harbour Mail"}, None, None),
        ({"caption": "The bell of Tollenby. AP"}, None, "photo"),
        ({"caption": "A shepherd, as a source told Reuters."}, None, None),
        ({"headline": "AFP", "byline": 7, "provider": None, "caption": {"AP": "AP"}}, None, None),
    ],
)
def test_a_field_is_read_as_a_text_is(metadata, agency, credit):
    [derivation] = find_reuse([Document("one", OTHER, metadata=metadata)]).derivations

    assert (derivation.agency, derivation.credit) == (agency, credit)
    assert derivation.degree == ("non" if agency is None else "unknown")
    assert all(start is None and stop is None for _, start, stop in stated(derivation))


@pytest.mark.parametrize(
    ("text", "metadata", "agency"),
    [
        (f"TOLLENBY (AFP) - {OTHER}", {"credit_line": "dpa", "byline": "Harbour Mail Staff"}, "AFP"),
        (f"TOLLENBY (NBW) - {OTHER}", {"provider": "AP"}, None),
        (f"{OTHER}\n\nA source told Reuters so.", {"credit_line": "dpa"}, "dpa"),
        (OTHER, {"dateline": "TOLLENBY (NBW)", "credit_line": "dpa"}, "dpa"),
    ],
)
def test_what_the_text_says_of_itself_goes_first(text, metadata, agency):
    [derivation] = find_reuse([Document("one", text, metadata=metadata)]).derivations

    assert derivation.agency == agency


def test_a_field_says_where_it_stood():
    [derivation] = find_reuse([Document("one", OTHER, metadata={"credit_line": "AFP"})]).derivations

    assert stated(derivation) == [("It credits AFP for the text; its credit line: “AFP”.", None, None)]


def test_a_credit_line_votes_for_those_who_share_the_text():
    documents = [
        Document("credited", "\n\n".join(dispatches.story()), metadata={"credit_line": "AFP"}),
        Document("silent", dispatches.article()),
        Document("pictured", OTHER, metadata={"caption": "A padlock. (Mira Okono/AP)"}),
    ]
    result = find_reuse(documents)

    assert (said(result, "credited").agency, said(result, "silent").agency) == ("AFP", "AFP")
    assert (said(result, "pictured").agency, said(result, "pictured").credit) == (None, "photo")
    assert [dispatch.agency for dispatch in result.dispatches] == ["AFP"]
    assert "credited credits AFP for the text; its credit line: “AFP”." in [
        each.detail for each in result.dispatches[0].evidence
    ]
    again = find_reuse(documents[::-1])
    assert {each.document: each for each in again.derivations} == {each.document: each for each in result.derivations}


def test_a_field_that_names_the_agency_of_a_dispatch_makes_a_credit_of_it(tmp_path):
    wire = tmp_path / "wire.json"
    wire.write_bytes(dispatches.ninjs(dispatches.Version(1, "2031-06-05T08:00:00Z", dispatches.story())))
    rows = tmp_path / "papers.jsonl"
    lines = [
        {"id": "mail", "text": dispatches.article(), "source": "The Mail", "role": "outlet", "byline": "Bo Lund, AFP"},
        {"id": "post", "text": dispatches.article(), "source": "The Post", "role": "outlet", "byline": "Bo Lund"},
    ]
    rows.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    result = find_reuse(read(wire, rows))

    assert (said(result, "mail").credit, said(result, "post").credit) == ("sole", None)
    assert said(result, "mail").agency == said(result, "post").agency == "AFP"
    # What a dispatch says of its own agency is no credit.
    assert stated(said(result, "wire")) == []


def test_a_page_keeps_the_agency_that_its_structured_data_name(tmp_path):
    pytest.importorskip("trafilatura")
    about = {"@type": "NewsArticle", "headline": "Sheep", "sourceOrganization": {"name": "Associated Press"}}
    body = "".join(f"<p>{part}</p>" for part in (*dispatches.story(), dispatches.OWN))
    (tmp_path / "page.html").write_text(
        f"<html><head><script type='application/ld+json'>{json.dumps(about)}</script></head>"
        f"<body><article><h1>Sheep</h1>{body}</article></body></html>",
        encoding="utf-8",
    )
    [derivation] = find_reuse(read(tmp_path / "page.html")).derivations

    assert (derivation.agency, derivation.degree) == ("AP", "unknown")
    assert "It credits AP for the text; its provider: “Associated Press”." in [
        each for each, _, _ in stated(derivation)
    ]


def test_reports_and_commands_say_it(tmp_path, capsys):
    rows = tmp_path / "one.jsonl"
    rows.write_text(json.dumps({"id": "one", "text": OTHER, "credit_line": "Harbour Mail/AFP"}), encoding="utf-8")
    result, out = find_reuse(read(rows)), io.StringIO()
    result.write(out, "json")

    [derivation] = json.loads(out.getvalue())["derivations"]
    [evidence] = [each for each in derivation["evidence"] if each["kind"] == "credit"]
    assert (evidence["start"], evidence["stop"], derivation["credit"]) == (None, None, "shared")
    assert "its credit line: “Harbour Mail/AFP”" in evidence["detail"]
    out = io.StringIO()
    result.write(out, "json", without_text=True)
    assert "Harbour Mail" not in out.getvalue()
    assert main(["explain", str(rows)]) == 0
    assert "its credit line: “Harbour Mail/AFP”" in " ".join(capsys.readouterr().out.split())


VALUES = st.recursive(
    st.none()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["AFP", "By X, dpa", "Mail/AP", "(Reuters)", ";/|"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)
KEYS = st.sampled_from(
    [
        "byline",
        "credit_line",
        "dateline",
        "provider",
        "copyright_holder",
        "caption",
        "guid",
        "version",
        "links",
        "change",
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([None, "wire"]), st.dictionaries(KEYS, VALUES, max_size=5)), max_size=4))
def test_whatever_stands_in_the_metadata_something_is_said(rows):
    documents = [Document(str(at), OTHER, role=role, metadata=metadata) for at, (role, metadata) in enumerate(rows)]

    assert len(find_reuse(documents).derivations) == len(rows)
