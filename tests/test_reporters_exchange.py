"""Formats for other programs, read back by those programs' own libraries or by their schemas."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from naughty import NAUGHTY
from prov.model import PROV, ProvDerivation, ProvDocument
from strategies import texts
from test_reporters_results import SENTENCE, Row, hostile, make_result, many, small, written

from provenance import Document, find_reuse
from provenance.model.derivation import Derivation
from provenance.model.documents import Documents
from provenance.model.result import ReuseResult
from provenance.reporters.graph import GexfReporter, GraphmlReporter
from provenance.reporters.identifiers import DOCUMENT, TERMS, document_iri
from provenance.reporters.pan import PanReporter
from provenance.reporters.prov import ProvReporter
from provenance.reporters.web_annotation import WebAnnotationReporter

SCHEMAS = Path(__file__).parent / "schemas"
ANNOTATION = json.loads((SCHEMAS / "web_annotation.json").read_text(encoding="utf-8"))
PAN = etree.XMLSchema(etree.parse(SCHEMAS / "pan.xsd"))
NO_ENTITIES = etree.XMLParser(resolve_entities=False, no_network=True)


def wire() -> ReuseResult:
    """Return a dispatch, a later version of it, a print, a print of something unseen, and one alone."""
    articles = {
        "afp 1": f"{SENTENCE} and more of its own besides here",
        "afp 2": f"Update : {SENTENCE}",
        "a/paper": f"First words . {SENTENCE.replace('noon', 'night')}",
        "other": f"Second words . {SENTENCE}",
        "alone": "Nothing that anyone else has written down before today",
    }
    rows: list[Row] = [
        ("afp 1", "afp 2", (0, 12), (2, 14), "verbatim", False, 1.0),
        ("afp 1", "a/paper", (0, 12), (3, 15), "edited", False, 0.9),
        ("afp 2", "a/paper", (2, 14), (3, 15), "paraphrase", True, 0.9),
        ("a/paper", "other", (3, 15), (3, 15), "edited", False, 0.9),
    ]
    derivations = (
        Derivation("afp 1", "non", 0.0),
        Derivation("afp 2", "wholly", 0.9, "afp 1", "AFP", 0.9),
        Derivation("a/paper", "wholly", 0.81, "afp 1", "AFP", 0.74),
        Derivation("other", "wholly", 0.8, None, "dpa", 0.5),
        Derivation("alone", "non", 0.0),
    )
    result = make_result(articles, rows, derivations=derivations)
    given = [
        Document("afp 1", articles["afp 1"], source="AFP", published="2031-03-11T06:42+01:00", role="wire"),
        Document("afp 2", articles["afp 2"], source="AFP", published="2031-03-11T09:00+01:00", role="wire"),
        Document("a/paper", articles["a/paper"], source="Paper & Co", published="2031-03-11T09:30", role="outlet"),
        Document("other", articles["other"]),
        Document("alone", articles["alone"]),
    ]
    return ReuseResult(
        Documents.of(given), result.passages, result.derivations, result.counts, result.run, result.writer
    )


def both_graphs(result: ReuseResult, **options: Any) -> list[nx.DiGraph]:
    graphml = nx.parse_graphml(written(GraphmlReporter, result, **options))
    gexf = nx.read_gexf(io.BytesIO(written(GexfReporter, result, **options).encode()))
    return [graphml, gexf]


# GraphML and GEXF.


@pytest.mark.parametrize("which", [0, 1], ids=["graphml", "gexf"])
def test_graphs_are_read_back(which: int) -> None:
    graph = both_graphs(wire())[which]
    assert graph.is_directed()
    labels = nx.get_node_attributes(graph, "label")
    assert labels == {
        "d0": "afp 1",
        "d1": "afp 2",
        "d2": "a/paper",
        "d3": "other",
        "d4": "alone",
        "u0": "unseen dpa dispatch",
    }
    assert graph.nodes["d2"]["outlet"] == "Paper & Co"
    assert graph.nodes["d2"]["degree"] == "wholly"
    assert graph.nodes["d2"]["words"] == 15
    assert set(graph.edges) == {("d0", "d1"), ("d0", "d2"), ("d1", "d2"), ("d2", "d3"), ("u0", "d3")}
    edge = graph.edges["d0", "d2"]
    assert (edge["relation"], edge["direction"], edge["confidence"]) == ("primary source", "inferred", 0.74)
    assert edge["containment"] == pytest.approx(wire().containment("a/paper", "afp 1"), abs=1e-4)
    assert edge["containment_of_source"] == pytest.approx(wire().containment("afp 1", "a/paper"), abs=1e-4)
    assert edge["weight"] == edge["containment"]
    assert graph.edges["d0", "d1"]["relation"] == "revision"
    unknown = graph.edges["d2", "d3"]
    assert (unknown["relation"], unknown["direction"]) == ("shared text", "unknown")
    assert "confidence" not in unknown
    assert graph.edges["u0", "d3"]["confidence"] == 0.5


def test_times_are_in_the_graphs() -> None:
    graphml, gexf = both_graphs(wire())
    for graph, key in ((graphml, "published"), (gexf, "published"), (gexf, "start")):
        # In UTC where a time zone was given.
        assert graph.nodes["d0"][key] == "2031-03-11T05:42:00+00:00"
        assert graph.nodes["d2"][key] == "2031-03-11T09:30:00"
        assert key not in graph.nodes["d3"]
        # A link is there when the later of its ends is.
        assert graph.edges["d0", "d1"][key] == "2031-03-11T08:00:00+00:00"
    assert 'mode="dynamic"' in written(GexfReporter, wire())
    assert 'timeformat="date"' in written(GexfReporter, wire())
    assert 'mode="dynamic"' not in written(GexfReporter, small())


def test_quoted_words_can_be_left_out_of_the_graph() -> None:
    for graph in both_graphs(wire(), quotations="exclude"):
        assert ("d1", "d2") not in graph.edges


# PROV-JSON.


def prov_of(result: ReuseResult, **options: Any) -> ProvDocument:
    return ProvDocument.deserialize(content=written(ProvReporter, result, **options), format="json")


def derivations_of(document: ProvDocument) -> dict[tuple[str, str], tuple[str | None, Any]]:
    found = {}
    for record in document.get_records(ProvDerivation):
        target, source = record.args[:2]
        said = {name.localpart: value for name, value in record.extra_attributes}
        kind = said.get("type")
        found[target.localpart, source.localpart] = (kind and kind.localpart, said.get("confidence"))
    return found


def test_prov_is_read_back() -> None:
    document = prov_of(wire())
    assert derivations_of(document) == {
        ("afp%202", "afp%201"): ("Revision", 0.9),
        ("a/paper", "afp%201"): ("PrimarySource", 0.74),
        ("other", "unseen%20dpa%20dispatch"): ("PrimarySource", 0.5),
        ("afp%202#char=9,70", "afp%201#char=0,61"): ("Quotation", 0.9),
        ("a/paper#char=14,76", "afp%201#char=0,61"): ("Quotation", 0.74),
    }
    alternates = {
        tuple(end.localpart for end in record.args)
        for record in document.get_records()
        if record.get_type() == PROV["Alternate"]
    }
    assert alternates == {
        ("afp%202#char=9,70", "a/paper#char=14,76"),
        ("a/paper#char=14,76", "other#char=15,76"),
    }
    (paper,) = document.get_record(f"{DOCUMENT}a/paper")
    said = {name.uri: value for name, value in paper.attributes}
    assert said[PROV["label"].uri] == "a/paper"
    assert said[f"{TERMS}words"] == 15
    assert said[f"{TERMS}degree"] == "wholly"
    assert str(said[f"{TERMS}published"]) == "2031-03-11 09:30:00"
    agents = [record.label for record in document.get_records() if record.get_type() == PROV["Agent"]]
    assert agents == ["AFP", "Paper & Co"]


def test_a_paraphrase_is_derived_but_not_quoted() -> None:
    articles = {"a": SENTENCE, "b": SENTENCE}
    derivations = (Derivation("a", "non", 0.0), Derivation("b", "wholly", 1.0, "a"))
    result = make_result(articles, [("a", "b", (0, 12), (0, 12), "paraphrase", False, 0.5)], derivations=derivations)
    assert derivations_of(prov_of(result)) == {
        ("b", "a"): (None, None),
        ("b#char=0,61", "a#char=0,61"): (None, None),
    }


def test_prov_has_the_text_of_passages_or_not() -> None:
    values = [
        value for record in prov_of(wire()).get_records() for name, value in record.attributes if name == PROV["value"]
    ]
    assert SENTENCE in values
    assert SENTENCE not in written(ProvReporter, wire(), without_text=True)


# Web Annotation.


def annotations(result: ReuseResult, **options: Any) -> list[dict[str, Any]]:
    page = json.loads(written(WebAnnotationReporter, result, **options))
    jsonschema.Draft202012Validator(ANNOTATION).validate(page)
    items: list[dict[str, Any]] = page["items"]
    return items


def selectors(place: dict[str, Any]) -> tuple[str, int, int, str | None]:
    position, *quotes = place["selector"]
    return place["source"], position["start"], position["end"], quotes[0]["exact"] if quotes else None


def test_annotations_link_the_copy_to_its_source() -> None:
    items = annotations(wire())
    assert len(items) == len({item["id"] for item in items}) == 4
    source, *texts = items[1]["body"]
    assert selectors(items[1]["target"]) == (document_iri("a/paper"), 14, 76, SENTENCE.replace("noon", "night"))
    assert selectors(source) == (document_iri("afp 1"), 0, 61, SENTENCE)
    assert [text["value"] for text in texts] == ["edited", "words: 12; similarity: 0.9"]
    assert [text["value"] for text in items[2]["body"][1:3]] == ["paraphrase", "quoted"]
    # Where the direction is not known, the right side is the target.
    assert items[3]["target"]["source"] == document_iri("other")


def test_annotations_find_their_place_again() -> None:
    documents = {document.id: document.text for document in wire().documents}
    names = {document_iri(name): name for name in documents}
    for item in annotations(wire()):
        for place in (item["target"], item["body"][0]):
            position, quote = place["selector"]
            text = documents[names[place["source"]]]
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


def test_annotations_without_text_have_places_only() -> None:
    items = annotations(wire(), without_text=True)
    assert selectors(items[0]["target"]) == (document_iri("afp 2"), 9, 70, None)


# PAN.


def pan_of(result: ReuseResult, **options: Any) -> etree._Element:
    root = etree.fromstring(written(PanReporter, result, **options).encode(), NO_ENTITIES)
    PAN.assertValid(root)
    return root


def test_pan_is_read_back() -> None:
    root = pan_of(wire())
    assert root.tag == "documents"
    found = [
        (document.get("reference"), *(feature.get(name) for name in ("source_reference", "this_offset", "this_length")))
        for document in root
        for feature in document
    ]
    assert found == [
        ("afp 2", "afp 1", "9", "61"),
        ("a/paper", "afp 1", "14", "62"),
        ("a/paper", "afp 2", "14", "62"),
        ("other", "a/paper", "15", "61"),
    ]


def test_two_articles_make_the_file_that_pan_asks_for() -> None:
    result = make_result(
        {"source": SENTENCE, "suspicious": SENTENCE},
        [("source", "suspicious", (0, 12), (0, 12), "verbatim", False, 1.0)],
    )
    root = pan_of(result)
    assert (root.tag, root.get("reference")) == ("document", "suspicious")
    (feature,) = root
    assert dict(feature.attrib) == {
        "name": "detected-plagiarism",
        "this_offset": "0",
        "this_length": "61",
        "source_reference": "source",
        "source_offset": "0",
        "source_length": "61",
        "type": "verbatim",
        "quoted": "false",
    }
    nothing = pan_of(make_result({"source": "a", "suspicious": "b"}))
    assert (nothing.get("reference"), len(nothing)) == ("suspicious", 0)


def test_pan_knows_who_took_from_whom() -> None:
    derivations = (Derivation("copy", "wholly", 1.0, "wire"), Derivation("wire", "non", 0.0))
    rows: list[Row] = [("copy", "wire", (0, 12), (0, 12), "verbatim", False, 1.0)]
    root = pan_of(make_result({"copy": SENTENCE, "wire": SENTENCE}, rows, derivations=derivations))
    assert root.get("reference") == "copy"
    assert root[0].get("source_reference") == "wire"


# All of them.


@pytest.mark.parametrize("result", [make_result({}), make_result({"only": SENTENCE}), hostile(), many(40)])
@pytest.mark.parametrize("without_text", [False, True])
def test_every_result_is_read_back(result: ReuseResult, without_text: bool) -> None:
    passages, documents = len(result.passages), len(result.documents)
    for graph in both_graphs(result, without_text=without_text):
        assert len([node for node in graph if node.startswith("d")]) == documents
    labels = [record.label for record in prov_of(result, without_text=without_text).get_records()]
    assert set(result.documents.ids) <= set(labels)
    assert len(annotations(result, without_text=without_text)) == passages
    assert len(pan_of(result, without_text=without_text).findall(".//feature")) == passages


def test_naughty_ids_stay_apart() -> None:
    ids = list(dict.fromkeys(text.encode("utf-8", "replace").decode() for text in NAUGHTY))
    result = make_result(
        dict.fromkeys(ids, SENTENCE),
        [(ids[i], ids[i + 1], (0, 12), (0, 12), "verbatim", False, 1.0) for i in range(len(ids) - 1)],
        source="<&\x00>",
    )
    for graph in both_graphs(result):
        assert len(graph) == len(ids)
    assert len({item["target"]["source"] for item in annotations(result)}) == len(ids) - 1
    assert len(pan_of(result)) == len(ids) - 1
    records = prov_of(result).get_records()
    assert set(ids) <= {record.label for record in records}


@given(st.lists(st.tuples(texts(), texts()), min_size=2, max_size=4, unique_by=lambda pair: pair[0]))
def test_whatever_was_found_is_read_back(articles: list[tuple[str, str]]) -> None:
    shared = "the ferry left the harbour at noon with forty people on board that day"
    result = find_reuse([Document(name, f"{text} {shared} {text}") for name, text in articles])
    assert len(annotations(result)) == len(pan_of(result).findall(".//feature")) == len(result.passages)
    for graph in both_graphs(result):
        assert np.isfinite([weight for *_, weight in graph.edges(data="weight")]).all()
    prov_of(result)
