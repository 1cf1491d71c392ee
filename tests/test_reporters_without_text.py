"""What is written without text holds nothing of it; what is hostile stays text, whatever the format."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from naughty import FORMULAS, MARKUP, NAUGHTY, STEERING_STRINGS
from test_reporters_results import STEERING, VIEWS, Row, make_result

from provenance.model.components import is_binary
from provenance.model.derivation import Derivation, Evidence
from provenance.model.options import PluginOptions, ReportOptions
from provenance.plugins import load_plugins

if TYPE_CHECKING:
    from provenance.model.result import ReuseResult

PLUGINS = load_plugins(PluginOptions(no_plugins=True))
FORMATS = sorted(PLUGINS.reporters())


def output(name: str, result: ReuseResult, **options: Any) -> bytes:
    reporter = PLUGINS.reporter(name)
    if is_binary(reporter):
        data = io.BytesIO()
        reporter.write(result, data, ReportOptions(**options))
        return data.getvalue()
    text = io.StringIO()
    reporter.write(result, text, ReportOptions(**options))  # type: ignore[arg-type]
    return text.getvalue().encode("utf-8")


PRIVATE = "Zanzibar whispers underneath crimson lighthouses while gulls watch"


def secret() -> ReuseResult:
    articles = {"a": f"{PRIVATE} still", "b": f"and {PRIVATE}"}
    evidence = Evidence("credit", f"the line {PRIVATE}", 0.5, 0, 8)
    derivations = (Derivation("a", "wholly", 0.9, "b", "AFP", 0.7, (evidence,)), Derivation("b", "non", 0.0))
    rows: list[Row] = [("a", "b", (0, 8), (1, 9), "edited", False, 0.9)]
    return make_result(articles, rows, derivations=derivations, metadata={"title": PRIVATE, "url": PRIVATE})


@pytest.mark.parametrize("name", FORMATS)
def test_without_text_nothing_of_it_is_there(name: str) -> None:
    result = secret()
    for view in VIEWS:
        written = output(name, result, view=view, without_text=True)
        for word in PRIVATE.split():
            if len(word) > 5:
                assert word.encode() not in written, (view, word)
        placeless = ("svg", "png", "origins", "articles", "credits", "rates", "sentences")
        lists = view in ("articles", "rates", "sentences") and name in ("csv", "table")
        if name not in placeless and not lists and (name, view) not in (("csv", "matrix"), ("table", "trace")):
            assert b"8" in written, view  # the places are


@pytest.mark.parametrize("name", ["json", "csv", "markdown", "table", "html", "prov", "web-annotation"])
def test_with_text_it_is_there(name: str) -> None:
    assert b"Zanzibar" in output(name, secret(), view="passages")


def test_json_keeps_its_shape_without_text() -> None:
    whole, bare = (json.loads(output("json", secret(), without_text=without_text)) for without_text in (False, True))
    assert whole["passages"][0]["left"] == {"document": "a", "start": 0, "stop": 66, "end": 66, "text": PRIVATE}
    assert bare["passages"][0]["left"] == {"document": "a", "start": 0, "stop": 66, "end": 66, "text": None}
    evidence = bare["derivations"][0]["evidence"][0]
    assert evidence == {"kind": "credit", "detail": None, "weight": 0.5, "start": 0, "stop": 8, "end": 8}


# Hostile articles.


def naughty() -> ReuseResult:
    shared = "the ferry left the harbour at noon with forty people"
    ids = list(dict.fromkeys(text.encode("utf-8", "replace").decode() for text in NAUGHTY))
    articles = {name: f"{name} {shared} {name}" for name in ids}
    first = {name: len(text.split()) for name, text in zip(ids, ids, strict=True)}
    rows: list[Row] = [
        (one, other, (first[one], first[one] + 10), (first[other], first[other] + 10), "edited", i % 2 == 0, 0.9)
        for i, (one, other) in enumerate(itertools.pairwise(ids))
    ]
    derivations = tuple(
        Derivation(name, "partially", 0.5, ids[0] if i % 3 else None, name, 0.5, (Evidence(name, name, 0.5, 0, 1),))
        for i, name in enumerate(ids)
    )
    bad = "".join(NAUGHTY[: len(MARKUP)])
    return make_result(
        articles, rows, derivations=derivations, left_out=(bad,), source=bad, metadata={bad: bad, "title": bad}
    )


@pytest.fixture(scope="module")
def result() -> ReuseResult:
    return naughty()


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("png", "parquet", "network")])
def test_nothing_steers_a_terminal(name: str, result: ReuseResult) -> None:
    for view in VIEWS:
        text = output(name, result, view=view).decode("utf-8")
        is_csv = name in ("csv", "articles", "clusters", "credits", "pairs", "rates", "sentences")
        found = STEERING.search(text.replace("\t", "") if is_csv else text)
        assert found is None, (view, text[max(0, found.start() - 40) : found.end() + 20])


def test_no_cell_starts_a_formula(result: ReuseResult) -> None:
    # None of these articles used a dispatch, so of its sentences there is nothing to say; rates have few rows.
    views = [view for view in VIEWS if view not in ("rates", "sentences")]
    tables = [output("csv", result, view=view).decode("utf-8") for view in views]
    rows = [list(csv.reader(io.StringIO(text, newline=""))) for text in tables]
    assert min(map(len, rows)) > len(FORMULAS)
    for cell in (cell for table in rows for row in table for cell in row):
        assert cell.lstrip(" \u00a0\u3000")[:1] not in set("=+-@\t\r\n＝＋－＠") or re.fullmatch(r"-?[\d.]+", cell)


def test_every_naughty_string_is_used() -> None:
    assert len(MARKUP) >= 40
    assert len(STEERING_STRINGS) >= 15
    assert len(NAUGHTY) >= 100
