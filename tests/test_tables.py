"""Results as tables of other programs, as networks, and in notebooks."""

from __future__ import annotations

import re
from datetime import datetime

import networkx as nx
import polars as pl
import pyarrow as pa
import pytest
from test_reporters_results import HOSTILE

from provenance import Document, OptionError, deduplicate, find_reuse

WIRE = (
    "The harbour board voted late on Tuesday to close the northern lock for eleven weeks while divers replace the two "
    "cracked gates that flooded the fish market in February."
)
PAPER = f"By our reporter. {WIRE.replace('late on Tuesday', 'on Tuesday night')} Fishermen were angry about it."
OTHER = f"{WIRE} Nothing else was decided at the meeting, which few residents attended."


@pytest.fixture(scope="module")
def result():
    return find_reuse(
        [
            Document("paper", PAPER, source="Courier", published="2025-04-24T12:30:00+02:00", metadata={"page": 3}),
            Document(
                "wire", WIRE, source="AFP", published="2025-04-24T09:00:00Z", role="wire", metadata={"page": None}
            ),
            Document("late", OTHER, source="Courier", published="2025-05-02", metadata={"desk": ["x"], "text": "own"}),
            Document("undated", OTHER.replace("few", "no"), metadata={"page": 7}),
        ]
    )


def test_tables_carry_what_rows_and_the_user_know(result):
    passages = result.passages.to_arrow()
    assert passages.num_rows == len(result.passages) > 3
    for row, passage in zip(passages.to_pylist(), result.passages, strict=True):
        left, right = (result.documents[result.documents.position(row[side])] for side in ("left", "right"))
        assert (row["left"], row["left_start"], row["left_stop"]) == (
            *(passage.left.document, passage.left.start, passage.left.stop),
        )
        assert row["right_text"] == right.text[passage.right.start : passage.right.stop]
        assert (row["kind"], row["similarity"], row["words"]) == (passage.kind, passage.similarity, passage.words)
        assert (row["class"], row["confidence"]) == (passage.overlap, passage.confidence)
        assert row["left_page"] == left.metadata.get("page")
        assert (row["right_source"], row["left_role"]) == (right.source, left.role)
    # A name of the metadata that is taken already moves aside; what is no plain value is JSON.
    assert {"left_text", "left_metadata_text", "left_desk"} < set(passages.column_names)
    assert "left_text" not in result.passages.to_arrow(text=False).column_names
    documents = result.documents.to_arrow()
    assert documents.schema.field("page").type == pa.int64()
    assert documents.column("desk").to_pylist() == [None, None, '["x"]', None]
    pairs = result.pairs().to_arrow().to_pylist()
    assert [(row["left"], row["right"], row["value"]) for row in pairs] == [
        (pair.left, pair.right, pair.value) for pair in result.pairs()
    ]
    derivations = result.derivations.to_arrow().to_pylist()
    assert [(row["document"], row["share"], row["document_source"]) for row in derivations] == [
        (one.document, one.share, document.source)
        for one, document in zip(result.derivations, result.documents, strict=True)
    ]
    shares = result.origins.to_polars().group_by("document").agg(pl.col("share").sum())
    assert shares["share"].to_list() == pytest.approx([1.0] * 4)


def test_every_table_is_read_through_the_arrow_interface(result):
    removed = deduplicate(result.documents, threshold=0.6).removed
    assert len(removed) == 2
    for table in (
        *(result.documents, result.passages, result.pairs(), result.derivations, result.origins),
        *(result.network(), removed),
    ):
        assert pa.table(table).equals(table.to_arrow())
        assert table.to_polars().height == len(table.to_pandas()) == len(table)
        assert table.to_polars().columns == list(table.to_pandas().columns)
    again = find_reuse(result.documents.to_polars())
    assert [one.source for one in again.documents] == [one.source for one in result.documents]
    assert again.passages.table.words.tolist() == result.passages.table.words.tolist()


def test_an_empty_result_has_the_same_columns(result):
    nothing = find_reuse([Document("a", "one two"), Document("b", "three four")])
    for table in (nothing.passages, nothing.pairs(), nothing.network(), nothing.origins):
        assert pa.table(table).num_rows == len(table)
    assert set(nothing.passages.to_arrow().column_names) <= set(result.passages.to_arrow().column_names)
    assert deduplicate(["one text here", "another one"]).removed.to_arrow().num_rows == 0


def test_the_network_runs_from_the_earlier_to_the_later(result):
    network = result.network(window="48h")
    assert [(edge.earlier, edge.later, edge.delay_hours, edge.same_publisher) for edge in network] == [
        ("wire", "paper", 1.5, False)
    ]
    everything = {(edge.earlier, edge.later): edge for edge in result.network()}
    assert len(everything) == 6
    assert everything["paper", "late"].same_publisher is True
    assert everything["paper", "late"].delay_hours == pytest.approx(7 * 24 + 13.5)
    assert everything["paper", "undated"].delay_hours is everything["paper", "undated"].same_publisher is None
    edge = everything["wire", "paper"]
    assert edge.containment == result.containment("paper", "wire")
    assert edge.reverse == result.containment("wire", "paper")
    direction = result.direction("wire", "paper")
    assert edge.source == direction.source

    graph = result.network().to_networkx()
    assert set(graph) == {"paper", "wire", "late", "undated"}
    assert graph.edges["wire", "paper"]["delay_hours"] == 1.5
    assert graph.nodes["paper"] == {"source": "Courier", "published": "2025-04-24T12:30:00+02:00", "page": 3}
    same = nx.from_pandas_edgelist(result.network().to_pandas(), "earlier", "later", "containment", nx.DiGraph)
    assert set(same.edges) == set(graph.edges)
    for wrong in ("soon", "48", "-1h", 48):
        with pytest.raises(OptionError, match="window is"):
            result.network(window=wrong)


def test_the_network_does_not_depend_on_the_order(result):
    turned = find_reuse(list(result.documents)[::-1])
    facts = {(edge.earlier, edge.later, edge.delay_hours) for edge in result.network() if edge.delay_hours is not None}
    assert facts == {(e.earlier, e.later, e.delay_hours) for e in turned.network() if e.delay_hours is not None}


def test_years_that_utc_does_not_have_are_times_too():
    times = ["0001-01-01T00:00:00+14:00", datetime(9999, 12, 31, 23, 59).isoformat()]
    [edge] = find_reuse([Document(str(at), WIRE, published=time) for at, time in enumerate(times)]).network()
    assert (edge.earlier, edge.delay_hours > 8e7) == ("0", True)


def test_notebooks_show_results_escaped_and_small(result):
    shown = result._repr_html_()
    assert "<mark" in shown
    assert "night" in re.sub("<[^>]*>", "", shown)
    assert len(shown) < 20_000
    for part in (result.passages, result.pairs()):
        assert part._repr_html_() in shown or len(part._repr_html_()) < len(shown)
    assert result.documents._repr_html_() is None
    hostile = find_reuse([Document("<b>a\x1b", f"{HOSTILE} {WIRE}"), Document('"><img src=x>', f"{WIRE} {HOSTILE}")])
    for part in (hostile, hostile.passages, hostile.pairs()):
        page = part._repr_html_()
        assert set(re.findall(r"<(\w+)", page)) <= {
            *("div", "p", "table", "thead", "tr", "th", "tbody", "td", "section", "b", "br", "span", "mark"),
        }
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)
    many = find_reuse({str(number): f"{WIRE} number {number}" for number in range(30)})
    assert len(many._repr_html_()) < 20_000
    assert "more pairs" in many._repr_html_()
