"""The formats that programs read, and Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reporters_results import SENTENCE, STEERING, VIEWS, Row, hostile, make_result, many, small, written

from provenance.model.options import ReportOptions
from provenance.reporters.csv import CsvReporter
from provenance.reporters.json import JsonReporter
from provenance.reporters.markdown import MarkdownReporter

if TYPE_CHECKING:
    from provenance.model.result import ReuseResult

# JSON.

NUMBER, MAYBE_STRING, MAYBE_INT = (int, float), (str, type(None)), (int, type(None))
CREDIT = {"agency": MAYBE_STRING, "role": str, "start": int, "stop": int, "end": int}
SIDE = {"document": str, "start": int, "stop": int, "end": int, "text": str}
SHAPE = {
    "schema": str,
    "documents": [
        {
            "id": str,
            "source": MAYBE_STRING,
            "published": MAYBE_STRING,
            "role": MAYBE_STRING,
            "words": int,
            "credits": [CREDIT],
        }
    ],
    "matrix": {"measure": str, "ids": [str], "values": [[NUMBER]]},
    "passages": [
        {
            "left": SIDE,
            "right": SIDE,
            "kind": str,
            "quoted": bool,
            "similarity": NUMBER,
            "words": int,
            "confidence": NUMBER,
            "class": MAYBE_STRING,
            "direction": MAYBE_STRING,
        }
    ],
    "derivations": [
        {
            "document": str,
            "degree": str,
            "share": NUMBER,
            "source": MAYBE_STRING,
            "agency": MAYBE_STRING,
            "confidence": (int, float, type(None)),
            "dispatch": MAYBE_STRING,
            "via": MAYBE_STRING,
            "credit": MAYBE_STRING,
            "origins": [
                {
                    "kind": str,
                    "source": MAYBE_STRING,
                    "agency": MAYBE_STRING,
                    "share": NUMBER,
                    "words": int,
                    "confidence": (int, float, type(None)),
                    "spans": [{"start": int, "stop": int, "end": int}],
                }
            ],
            "evidence": [
                {"kind": str, "detail": str, "weight": NUMBER, "start": MAYBE_INT, "stop": MAYBE_INT, "end": MAYBE_INT}
            ],
        }
    ],
    "dispatches": [dict],
    "credited": [
        {
            "source": MAYBE_STRING,
            "reused_and_credited": int,
            "reused_not_credited": int,
            "credited_not_reused": int,
            "neither": int,
        }
    ],
    "run": {
        "version": str,
        "options": dict,
        "candidates": str,
        "left_out": [str],
        "statistics": MAYBE_STRING,
        "plugins": [str],
    },
}


def assert_shape(value: Any, shape: Any, place: str = "$") -> None:
    """Check names, order and types, and that nothing more is there."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), place
        assert list(value) == list(shape), place
        for key, inner in shape.items():
            assert_shape(value[key], inner, f"{place}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), place
        for number, item in enumerate(value):
            assert_shape(item, shape[0], f"{place}[{number}]")
    else:
        assert isinstance(value, shape), f"{place} is {value!r}"
        assert shape is bool or not isinstance(value, bool), place


def strict(text: str) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("result", [make_result({}), make_result({"a": ""}), small(), hostile(), many(40)])
def test_json_has_the_schema_and_is_one_for_all_views(result: ReuseResult) -> None:
    text, *others = (written(JsonReporter, result, view=view) for view in VIEWS)
    assert set(others) == {text}
    report = strict(text)
    assert_shape(report, SHAPE)
    assert report["schema"] == "provenance/reuse/2"
    ids = [document["id"] for document in report["documents"]]
    assert report["matrix"]["ids"] == ids == result.documents.ids
    assert [len(row) for row in report["matrix"]["values"]] == [len(ids)] * len(ids)
    for passage in report["passages"]:
        for side in (passage["left"], passage["right"]):
            text = result.documents[side["document"] and ids.index(side["document"])].text
            assert text[side["start"] : side["end"]] == side["text"]


def test_json_says_what_is_known() -> None:
    report = strict(written(JsonReporter, small(source="Le Monde", published="2025-04-24", role="outlet")))
    assert report["documents"][0] == {
        "id": "a",
        "source": "Le Monde",
        "published": "2025-04-24T00:00:00",
        "role": "outlet",
        "words": 19,
        "credits": [],
    }
    assert report["matrix"]["values"][0] == [1.0, 0.5789, 0.0]
    assert report["passages"][0]["similarity"] == 0.9167
    assert report["derivations"][0]["evidence"] == [
        {"kind": "containment", "detail": "12 words", "weight": 0.6, "start": 0, "stop": 9, "end": 9}
    ]
    assert report["derivations"][1]["share"] == 0.8123
    assert report["run"]["options"]["normalisers"] == ["spelling"]


def test_json_follows_the_measure() -> None:
    report = strict(written(JsonReporter, small(), measure="words"))
    assert report["matrix"]["measure"] == "words"
    assert report["matrix"]["values"][0] == [19.0, 12.0, 0.0]


def test_json_keeps_characters_and_takes_half_ones() -> None:
    result = make_result({"é中": "été\x9b"}, left_out=("\ud800",))
    text = written(JsonReporter, result)
    assert '"é中"' in text
    assert text.encode("utf-8")
    report = strict(text)
    assert report["run"]["left_out"] == ["\ud800"]


def test_json_to_an_ascii_file_is_ascii() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    JsonReporter().write(make_result({"é": "中"}), out, ReportOptions())
    out.flush()
    assert strict(raw.getvalue().decode("ascii"))["documents"][0]["id"] == "é"


def test_too_many_articles_have_no_matrix() -> None:
    result = make_result({str(number): "" for number in range(10_001)})
    report = strict(written(JsonReporter, result))
    assert report["matrix"] is None
    assert "10,001 documents" in report["run"]["left_out"][-1]
    assert written(CsvReporter, result) == '"left","right","containment","reverse","words","passages"\n'


# CSV.


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_csv_matrix() -> None:
    assert rows_of(written(CsvReporter, small())) == [
        ["id", "a", "b", "c"],
        ["a", "1.0", "0.5789", "0.0"],
        ["b", "0.7333", "1.0", "0.0"],
        ["c", "0.0", "0.0", "1.0"],
    ]
    assert rows_of(written(CsvReporter, small(), measure="words"))[1] == ["a", "19", "12", "0"]


@pytest.mark.parametrize("view", ["passages", "compare"])
def test_csv_passages(view: str) -> None:
    head, row = rows_of(written(CsvReporter, small(), view=view, limit=0))
    assert dict(zip(head, row, strict=True)) == {
        "left": "a",
        "left_start": "0",
        "left_stop": "61",
        "right": "b",
        "right_start": "14",
        "right_stop": "76",
        "kind": "edited",
        "quoted": "false",
        "similarity": "0.9167",
        "words": "12",
        "confidence": "0.9",
        "class": "",
        "left_text": SENTENCE,
        "right_text": SENTENCE.replace("noon", "night"),
    }


@pytest.mark.parametrize("view", ["matrix", "passages"])
def test_csv_holds_no_formula(view: str) -> None:
    for row in rows_of(written(CsvReporter, hostile(), view=view)):
        for value in row:
            assert value[:1] not in set("=+-@\t\r＝＋－＠")


# Markdown.


@pytest.mark.parametrize("view", VIEWS)
def test_markdown_is_tables_and_no_markup_of_articles(view: str) -> None:
    text = written(MarkdownReporter, hostile(), view=view)
    assert "<script>" not in text
    assert not re.search(r"(?<!\\)[`*\[]", text)
    columns = None
    for line in text.splitlines():
        if not line.startswith("|"):
            columns = None
            continue
        found = len(re.findall(r"(?<!\\)\|", line))
        assert columns in (None, found), line
        columns = found


def test_markdown_matrix() -> None:
    text = written(MarkdownReporter, small())
    assert "|  | a | b | c |\n| --- | ---: | ---: | ---: |\n| a | 100% | 58% | · |\n" in text
    assert "| b | wholly (almost all) | likely from an unseen AFP dispatch (74% sure) |  | 81% |" in text
    assert "| a | b | edited, 12 words, 92% alike |" in text


def test_markdown_shows_pairs_of_many() -> None:
    text = written(MarkdownReporter, many(40))
    assert "## Stories" in text
    assert "## The strongest pair of each story" in text
    assert "10 of 39 passages." in text


# Any text.


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.text(min_size=1, max_size=20), min_size=2, max_size=5, unique=True),
    text=st.text(max_size=60).filter(lambda text: len(text.split()) > 0),
    width=st.sampled_from([40, 80, 200]),
    view=st.sampled_from(VIEWS),
)
def test_any_text_is_reported(names: list[str], text: str, width: int, view: str) -> None:
    words = len(re.findall(r"\S+", text))
    rows: list[Row] = [(names[0], names[1], (0, words), (0, words), "edited", False, 0.5)]
    result = make_result(dict.fromkeys(names, text), rows)
    for reporter in (JsonReporter, CsvReporter, MarkdownReporter):
        said = written(reporter, result, width=width, view=view)
        assert not STEERING.search(said.replace("\t", ""))
        assert said.encode("utf-8")
    assert_shape(strict(written(JsonReporter, result)), SHAPE)
