"""The page as it is written: its policy, its data, and what it leaves out. What it does is tested in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from screenshots import PICTURES, SHOTS
from strategies import texts
from test_reporters_results import SENTENCE, Row, hostile, make_result, many, small, written

from provenance import Document, find_reuse
from provenance.model.derivation import Derivation
from provenance.model.direction import PairVerdicts
from provenance.model.options import ReportOptions
from provenance.model.origin import Origin
from provenance.model.passage import Side
from provenance.reporters.html import HtmlReporter
from provenance.reporters.html import page as html_page
from provenance.reporters.html.build import html_data
from provenance.reporters.html.headlines import headline
from provenance.reporters.json import JsonReporter
from provenance.reporters.links import turned
from provenance.reporters.table import TableReporter

if TYPE_CHECKING:
    from provenance.model.result import ReuseResult

HTML = Path(html_page.__file__).parent


def data_of(page: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="report">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(text)
    return data


def test_the_policy_allows_what_was_written_and_nothing_else() -> None:
    page = written(HtmlReporter, hostile())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        (text,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_the_page_asks_for_nothing() -> None:
    page = written(HtmlReporter, small())
    assert re.findall(r"https?://[^\s\"]+", page) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"\b(src|srcset|action|poster)=", page)
    assert not re.search(r"@import|url\(", page)


def test_scripts_put_text_into_the_page_only_as_text() -> None:
    for path in sorted((HTML / "scripts").glob("*.js")):
        code = path.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "srcdoc"):
            assert way not in code, f"{path.name}: {way}"


def test_every_script_and_style_is_in_the_page() -> None:
    assert {path.stem for path in (HTML / "scripts").glob("*.js")} == set(html_page.SCRIPTS)
    assert {path.stem for path in (HTML / "styles").glob("*.css")} == set(html_page.STYLES)


def test_the_same_result_is_the_same_page() -> None:
    assert written(HtmlReporter, many(30)) == written(HtmlReporter, many(30))


@given(st.dictionaries(texts(), texts(), min_size=1, max_size=4))
def test_data_is_what_was_given(articles: dict[str, str]) -> None:
    result = find_reuse([Document(name, text) for name, text in articles.items()])
    page = written(HtmlReporter, result)
    data = data_of(page)
    assert [one["id"] for one in data["articles"]] == list(articles)
    assert [one["text"] for one in data["articles"]] == list(articles.values())
    assert page.count("<script") == page.count("</script") == 2


def test_pairs_and_passages_fit_together() -> None:
    data = data_of(written(HtmlReporter, many(6)))
    pairs, passages = data["pairs"], data["passages"]
    assert pairs["left"] == [0, 1, 2, 3, 4]
    assert pairs["right"] == [1, 2, 3, 4, 5]
    assert pairs["first"] == [0, 1, 2, 3, 4]
    assert pairs["left_words"] == pairs["right_prose"] == [12] * 5
    assert pairs["left_share"] == [10_000] * 5
    assert passages["left_length"] == [len(SENTENCE)] * 5
    assert sorted(data["order"]) == list(range(6))


def test_of_too_many_passages_the_longest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.reporters.html.build.PASSAGE_LIMIT", 3)
    data = html_data(many(6), ReportOptions())
    assert len(data.passages.words) == 3
    assert data.pairs.shown == [1, 1, 1, 0, 0]
    assert data.pairs.count == [1] * 5
    assert data.summary[-1].startswith("Left out: the texts show the 3 strongest of 5 passages")


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (make_result({}), "There is nothing to compare"),
        (make_result({"a": "x", "b": "y"}), "No two articles share a passage"),
        (many(2), "None of 2 articles shares its prose with another"),
        (small(), "2 of 3 articles share their prose with another"),
    ],
)
def test_headlines(result: ReuseResult, said: str) -> None:
    assert headline(result) == said


# What is inferred.


@dataclass(frozen=True)
class Inferred(Derivation):
    """A derivation with what inference adds."""

    dispatch: str | None = None
    via: str | None = None
    credit: str | None = None

    @property
    def credited(self) -> bool:
        return self.credit in ("sole", "shared")


class InferredResult:
    """A result with credits, the direction of a pair, and a dispatch that is not among its documents."""

    def __init__(self) -> None:
        articles = {"a": SENTENCE, "b": f"(AFP) {SENTENCE}", "c": SENTENCE, "d": SENTENCE}
        rows: list[Row] = [
            ("a", "b", (0, 12), (1, 13), "verbatim", False, 1.0),
            ("a", "c", (0, 12), (0, 12), "verbatim", False, 1.0),
            ("c", "d", (0, 12), (0, 12), "verbatim", False, 1.0),
        ]
        origins = (
            Origin("unseen", "unseen-1", "AFP", 12 / 13, 12, 0.8, ((6, 6 + len(SENTENCE)),), (12,)),
            Origin("boilerplate", None, None, 1 / 13, 1, None, ((0, 5),), (1,)),
        )
        derivations = (
            Inferred("a", "wholly", 1.0, None, "AFP", 0.8, dispatch="unseen-1"),
            Inferred("b", "wholly", 0.9, None, "AFP", 0.8, origins=origins, dispatch="unseen-1", credit="sole"),
            Inferred("c", "non", 0.0, credit="photo"),
            Inferred("d", "wholly", 1.0, "c", None, 0.6, via="a"),
        )
        self._result = make_result(articles, rows, derivations=derivations, source="Paper")
        # Of a and c it is known that c was first.
        one = PairVerdicts(np.array([0]), np.array([2]), np.array([1], np.int8), np.array([0.7]))
        self.inference = SimpleNamespace(pairs=one)
        places = Side("a", 0, len(SENTENCE)), Side("b", 6, 6 + len(SENTENCE))
        side = SimpleNamespace(text=SENTENCE, witnesses=("a", "b"), side=places[0], variants=places[1:])
        witnesses = (SimpleNamespace(document="b", words=12), SimpleNamespace(document="a", words=11))
        self.dispatches = (
            SimpleNamespace(name="unseen-1", agency="AFP", confidence=0.98, witnesses=witnesses, sentences=(side,)),
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._result, name)

    def credits(self, document: str) -> tuple[Any, ...]:
        return (SimpleNamespace(agency="AFP", role="sole", start=1, stop=4),) if document == "b" else ()


def test_what_is_inferred_is_shown() -> None:
    data = data_of(written(HtmlReporter, InferredResult()))
    assert [one["dispatch"] for one in data["articles"]] == [0, 0, None, None]
    assert [one["unseen"] for one in data["articles"]] == ["AFP dispatch unseen-1"] * 2 + [None, None]
    assert [one["via"] for one in data["articles"]] == [None, None, None, 0]
    assert data["articles"][1]["credits"] == [["AFP", "sole", 1, 4]]
    assert data["dispatches"] == [
        {
            "name": "unseen-1",
            "agency": "AFP",
            "confidence": 0.98,
            "witnesses": [[1, 12], [0, 11]],
            "sentences": [[SENTENCE, [0, 1]]],
        }
    ]
    assert data["pairs"]["direction"] == [-1, 1, 0]
    assert data["pairs"]["sure"] == [-1, 7000, 6000]
    bare = data_of(written(HtmlReporter, InferredResult(), without_text=True))
    assert bare["dispatches"][0]["sentences"] == [["", [0, 1]]]


def test_reused_and_credited_is_one_figure_in_every_format() -> None:
    other = "Rain is expected in the hills tomorrow, and the pass stays closed for lorries until the weekend is over."
    articles = [
        ("wire", f"PORT ELLERY (AFP) - {SENTENCE}", "AFP", "wire"),
        ("a", f"PORT ELLERY (AFP) - {SENTENCE}", "Blatt", "outlet"),
        ("b", SENTENCE, "Blatt", "outlet"),
        ("c", f"BERN (Reuters) - {other}", "Anzeiger", "outlet"),
        ("d", "The council meets on Thursday to vote on the new swimming pool.", None, None),
    ]
    result = find_reuse([Document(i, text, source=source, role=role) for i, text, source, role in articles])  # type: ignore[arg-type]
    expected = {"Blatt": [1, 1, 0, 0], "Anzeiger": [0, 0, 1, 0], None: [0, 0, 0, 1]}

    page = data_of(written(HtmlReporter, result))["credited"]
    rows = json.loads(written(JsonReporter, result))["credited"]
    table = re.search(r"^all +(\d+) +(\d+) +(\d+) +(\d+)$", written(TableReporter, result), re.MULTILINE)

    keys = ("reused_and_credited", "reused_not_credited", "credited_not_reused", "neither")
    assert {row["source"]: [row[key] for key in keys] for row in rows} == expected
    assert {name if name in expected else None: numbers for name, numbers in page["rows"]} == expected
    assert page["total"] == [sum(column) for column in zip(*expected.values(), strict=True)]
    assert table is not None
    assert [int(number) for number in table.groups()] == page["total"]
    assert data_of(written(HtmlReporter, small()))["credited"] is None


def test_inferred_directions_are_in_other_formats() -> None:
    links = [(turn.target.document, turn.heading and turn.heading.confidence) for turn in turned(InferredResult())]
    assert links == [("b", None), ("a", 0.7), ("d", 0.6)]


def test_the_documentation_shows_what_the_script_takes() -> None:
    page = (PICTURES.parent / "reports.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(pictures/(report-[\w-]+\.png)\)", page))
    assert shown <= {shot.name for shot in SHOTS}
    for shot in SHOTS:
        assert (PICTURES / shot.name).stat().st_size < 200_000
