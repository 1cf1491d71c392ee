"""Results made by hand, for the tests of reporters."""

from __future__ import annotations

import io
import re
from typing import Any, get_args

import numpy as np

from provenance.model.coverage import WordCounts
from provenance.model.derivation import Derivation, Evidence
from provenance.model.document import Document
from provenance.model.documents import Documents
from provenance.model.options import ReportOptions, View
from provenance.model.passage import KINDS
from provenance.model.passages import Passages, PassageTable
from provenance.model.result import ReuseResult, Run

VIEWS = get_args(View)
SENTENCE = "The ferry left the harbour at noon with forty people on board"
HOSTILE = (
    "[red]loud[/red] \x1b[31mESC\x1b]0;title\x07 \u202eright\u2066 \x9b2J | `code` <script>alert(1)</script> "
    "**bold** =1+1 http://example.org www.example.org \u2028line\r\n\r\nnext \u200f[a](b)"
)
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
Row = tuple[str, str, tuple[int, int], tuple[int, int], str, bool, float]


def make_result(
    articles: dict[str, str],
    rows: list[Row] = [],  # noqa: B006 - only read
    *,
    derivations: tuple[Derivation, ...] | None = None,
    left_out: tuple[str, ...] = (),
    **fields: Any,
) -> ReuseResult:
    """Build a result; spans are given in words, which are what stands between white space."""
    documents = Documents.of([Document(name, text, **fields) for name, text in articles.items()])
    words = [[match.span() for match in re.finditer(r"\S+", text)] for text in articles.values()]
    offsets = np.concatenate([[0], np.cumsum([len(spans) for spans in words])]).astype(np.int64)
    nothing = np.zeros(0, np.int64)
    columns: dict[str, list[Any]] = {name: [] for name in PassageTable.__slots__}
    for left, right, left_span, right_span, kind, quoted, similarity in rows:
        positions = (documents.position(left), documents.position(right))
        for side, position, (first, last) in zip(("left", "right"), positions, (left_span, right_span), strict=True):
            columns[side].append(position)
            columns[f"{side}_token_start"].append(first)
            columns[f"{side}_token_stop"].append(last)
            columns[f"{side}_start"].append(words[position][first][0])
            columns[f"{side}_stop"].append(words[position][last - 1][1])
        columns["kind"].append(KINDS.index(kind))
        columns["quoted"].append(quoted)
        columns["similarity"].append(similarity)
        columns["confidence"].append(0.9)
    empty = PassageTable.empty()
    table = PassageTable(**{name: np.array(values, getattr(empty, name).dtype) for name, values in columns.items()})
    if derivations is None:
        derivations = tuple(Derivation(name, "non", 0.0) for name in articles)
    return ReuseResult(
        documents,
        Passages(table, documents.ids),
        derivations,
        WordCounts(offsets, nothing, nothing),
        Run("0.1.0", {"min_words": 8, "normalisers": ("spelling",)}, "every pair", left_out),
    )


def small(**fields: Any) -> ReuseResult:
    articles = {
        "a": f"{SENTENCE} and more of its own besides here",
        "b": f"First words . {SENTENCE.replace('noon', 'night')}",
        "c": "Nothing that anyone else has written down before today",
    }
    rows: list[Row] = [("a", "b", (0, 12), (3, 15), "edited", False, 0.91667)]
    derivations = (
        Derivation("a", "partially", 0.6, "b", None, None, (Evidence("containment", "12 words", 0.6, 0, 9),)),
        Derivation("b", "wholly", 0.81234567, None, "AFP", 0.74, ()),
        Derivation("c", "non", 0.0),
    )
    return make_result(articles, rows, derivations=derivations, **fields)


def many(number: int, *, name: str = "{}") -> ReuseResult:
    articles = {name.format(i): SENTENCE for i in range(number)}
    ids = list(articles)
    rows: list[Row] = [(ids[i], ids[i + 1], (0, 12), (0, 12), "verbatim", False, 1.0) for i in range(number - 1)]
    return make_result(articles, rows)


def hostile() -> ReuseResult:
    bad = {f"=1 {HOSTILE}": f"{HOSTILE} {SENTENCE} {HOSTILE}", f"@2 {HOSTILE}": f"{HOSTILE} {SENTENCE}"}
    left, right = bad
    words = len(bad[right].split())
    rows: list[Row] = [(left, right, (0, words), (0, words), "edited", True, 0.9)]
    derivations = (
        Derivation(left, "wholly", 1.0, right, HOSTILE, 0.5, (Evidence("credit", HOSTILE, 0.5),)),
        Derivation(right, "wholly", 1.0, None, HOSTILE, 0.5),
    )
    return make_result(bad, rows, derivations=derivations, left_out=(HOSTILE,), source=HOSTILE)


def written(reporter: type, result: ReuseResult, **options: Any) -> str:
    out = io.StringIO()
    reporter().write(result, out, ReportOptions(**options))
    return out.getvalue()


def test_spans_are_those_of_the_words() -> None:
    left = small().passages[0].left
    assert small().documents[0].text[left.start : left.stop] == SENTENCE
