"""Reporters, on results made by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from provenance.model.coverage import WordCounts
from provenance.model.derivation import Derivation, Evidence
from provenance.model.document import Document
from provenance.model.documents import Documents
from provenance.model.options import ReportOptions
from provenance.model.passage import KINDS
from provenance.model.passages import Passages, PassageTable
from provenance.model.result import ReuseResult, Run
from provenance.reporters.csv import CsvReporter
from provenance.reporters.escape import markdown, one_line, spreadsheet, visible
from provenance.reporters.fit import middle, shorten, unique_tails
from provenance.reporters.json import JsonReporter
from provenance.reporters.markdown import MarkdownReporter
from provenance.reporters.table import TableReporter

REPORTERS = [TableReporter, JsonReporter, CsvReporter, MarkdownReporter]
VIEWS = ["matrix", "passages", "compare"]
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
        for side, position, (first, last) in zip(
            ("left", "right"), positions, (left_span, right_span), strict=True
        ):
            columns[side].append(position)
            columns[f"{side}_first"].append(first)
            columns[f"{side}_last"].append(last)
            columns[f"{side}_start"].append(words[position][first][0])
            columns[f"{side}_stop"].append(words[position][last - 1][1])
        columns["kind"].append(KINDS.index(kind))
        columns["quoted"].append(quoted)
        columns["similarity"].append(similarity)
    empty = PassageTable.empty()
    table = PassageTable(
        **{name: np.array(values, getattr(empty, name).dtype) for name, values in columns.items()}
    )
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
    rows: list[Row] = [
        (ids[i], ids[i + 1], (0, 12), (0, 12), "verbatim", False, 1.0) for i in range(number - 1)
    ]
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


# What all of them do.


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("reporter", REPORTERS)
@pytest.mark.parametrize(
    "result",
    [make_result({}), make_result({"only": SENTENCE}), make_result({"a": "", "b": ""}), small(), many(40)],
    ids=["no articles", "one", "empty articles", "small", "many"],
)
def test_writes_every_result(reporter: type, view: str, result: ReuseResult) -> None:
    text = written(reporter, result, view=view)
    assert text.endswith("\n")
    assert "\r" not in text


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("reporter", REPORTERS)
@pytest.mark.parametrize("measure", ["containment", "resemblance", "words", "passages"])
def test_nothing_of_an_article_steers_the_terminal(reporter: type, view: str, measure: str) -> None:
    text = written(reporter, hostile(), view=view, measure=measure)
    assert not STEERING.search(text)
    assert "loud" in text


# Escapes.


def test_visible_replaces_one_for_one() -> None:
    assert visible("\x00\x1b\x7f\x9b\u202e\u2028\ud800é中") == "\u2400\u241b\u2421\ufffd\ufffd\ufffd\ufffdé中"
    assert visible("a\nb\tc", keep="\n") == "a\nb\u2409c"


def test_one_line_keeps_words_apart() -> None:
    assert one_line(" a\r\n\r\nb\u2028c\t d ") == "a b c d"


@given(st.text())
def test_visible_keeps_the_length(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\u3000@"]
)
def test_a_formula_becomes_text(start: str) -> None:
    assert spreadsheet(f"{start}1").startswith("'")


def test_other_cells_stay() -> None:
    assert spreadsheet("a=1") == "a=1"
    assert spreadsheet("") == ""


def test_markdown_leaves_no_markup() -> None:
    assert markdown("a|b`c`*d*_e_<b>&[x](y)\\ ~~s~~\nn") == (
        r"a\|b\`c\`\*d\*\_e\_&lt;b&gt;&amp;\[x\](y)\\ \~\~s\~\~ n"
    )
    assert markdown("http://a.b www.c.d") == r"http\://a.b www\.c.d"


# Fitting.


@given(st.text(alphabet="ab é中한🙂\u0301"), st.integers(1, 40))
def test_shorten_fits(text: str, columns: int) -> None:
    short = shorten(text, columns)
    assert cell_len(short) <= columns
    if cell_len(text) <= columns:
        assert short == text
    cut = middle(text, columns)
    assert cut is None or 0 <= cut[0] <= cut[1] <= len(text)


def test_shared_folders_are_left_out() -> None:
    assert unique_tails(["a/b/1", "a/b/2"]) == ["1", "2"]
    assert unique_tails(["a/1", "b/1", "1"]) == ["a/1", "b/1", "1"]
    assert unique_tails(["a/1"]) == ["a/1"]


@given(st.lists(st.text(alphabet="a/b"), unique=True))
def test_names_without_shared_folders_stay_unique(names: list[str]) -> None:
    assert len(set(unique_tails(names))) == len(names)


# JSON.

NUMBER, MAYBE_STRING = (int, float), (str, type(None))
SIDE = {"document": str, "start": int, "end": int, "text": str}
SHAPE = {
    "schema": str,
    "documents": [
        {"id": str, "source": MAYBE_STRING, "published": MAYBE_STRING, "role": MAYBE_STRING, "words": int}
    ],
    "matrix": {"measure": str, "ids": [str], "values": [[NUMBER]]},
    "passages": [
        {"left": SIDE, "right": SIDE, "kind": str, "quoted": bool, "similarity": NUMBER, "words": int}
    ],
    "derivations": [
        {
            "document": str,
            "degree": str,
            "share": NUMBER,
            "source": MAYBE_STRING,
            "agency": MAYBE_STRING,
            "confidence": (int, float, type(None)),
            "evidence": [{"kind": str, "detail": str, "weight": NUMBER}],
        }
    ],
    "run": {"version": str, "options": dict, "candidates": str, "left_out": [str]},
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


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("result", [make_result({}), make_result({"a": ""}), small(), hostile(), many(40)])
def test_json_has_the_schema(view: str, result: ReuseResult) -> None:
    report = strict(written(JsonReporter, result, view=view))
    assert_shape(report, SHAPE)
    assert report["schema"] == "provenance/reuse/1"
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
    }
    assert report["matrix"]["values"][0] == [1.0, 0.6316, 0.0]
    assert report["passages"][0]["similarity"] == 0.9167
    assert report["derivations"][0]["evidence"] == [
        {"kind": "containment", "detail": "12 words", "weight": 0.6}
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
    assert written(CsvReporter, result) == "left,right,containment,reverse,words,passages\n"


# CSV.


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_csv_matrix() -> None:
    assert rows_of(written(CsvReporter, small())) == [
        ["id", "a", "b", "c"],
        ["a", "1.0", "0.6316", "0.0"],
        ["b", "0.8", "1.0", "0.0"],
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
    assert "|  | a | b | c |\n| --- | ---: | ---: | ---: |\n| a | 100% | 63% | · |\n" in text
    assert "| b | wholly | from an unseen AFP dispatch | 81% |" in text
    assert "| a | b | edited, 12 words, 92% alike |" in text


def test_markdown_shows_pairs_of_many() -> None:
    text = written(MarkdownReporter, many(40))
    assert "The strongest 20 of 39 pairs" in text
    assert "10 of 39 passages." in text


# Tables for people.


def lines_of(result: ReuseResult, **options: Any) -> list[str]:
    lines = written(TableReporter, result, **options).splitlines()
    for line in lines:
        assert cell_len(line) <= options.get("width", 80), line
    return lines


WIDE = {
    "short": small(),
    "hostile": hostile(),
    "many": many(40),
    "fourteen": many(14),
    "thirty": many(30),
    "long ids": many(6, name="a/folder/with/a/name/that/goes/on/and/on/{}/and-does-not-end-here-at-all"),
    "wide": make_result(
        {"記事一": "中文" * 300, "記事二の長い名前はここに続いてまだ終わらない": "中文" * 300},
        [
            (
                "記事一",
                "記事二の長い名前はここに続いてまだ終わらない",
                (0, 1),
                (0, 1),
                "paraphrase",
                False,
                0.5,
            )
        ],
    ),
    "one long word": make_result(
        {"a": "x" * 5000, "b": "x" * 5000}, [("a", "b", (0, 1), (0, 1), "edited", False, 0.5)]
    ),
}


@pytest.mark.parametrize(
    ("view", "measure", "colour"),
    [
        ("matrix", "containment", True),
        ("matrix", "resemblance", False),
        ("matrix", "words", False),
        ("matrix", "passages", False),
        ("passages", "containment", False),
        ("compare", "containment", True),
    ],
)
@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("name", WIDE)
def test_table_fits_the_terminal(name: str, width: int, view: str, measure: str, colour: bool) -> None:
    text = written(TableReporter, WIDE[name], view=view, measure=measure, width=width, colour=colour)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert ("\x1b" in text) is colour
    assert "\x1b" not in plain
    for line in plain.splitlines():
        assert cell_len(line) <= width, line


def test_table_matrix() -> None:
    text = "\n".join(lines_of(small()))
    assert text.startswith("3 articles, 43 words, 1 shared passage. Compared: every pair.\n")
    assert "\n     a    b    c\na 100%  63%    ·\nb  80% 100%    ·\nc    ·    · 100%\n" in text
    assert "\na  partially  60%  from b\n" in text
    assert "\nb  wholly     81%  from an unseen AFP dispatch (74% sure)\n" in text
    assert "1. edited, 12 words, 92% alike" in text
    assert f"    a 0-61\n        {SENTENCE}\n" in text


def test_long_ids_are_numbered() -> None:
    lines = lines_of(many(3, name="an-article-with-a-long-name-{}"))
    assert any(re.fullmatch(r" +1 +2 +3 *", line) for line in lines)
    assert any(line.startswith("1 an-article-with-a-long-name-0 100%") for line in lines)


def test_many_articles_become_pairs() -> None:
    text = "\n".join(lines_of(many(31)))
    assert "The strongest 20 of 30 pairs; -o matrix.csv holds the whole matrix." in text
    assert "20 more passages are not shown; --limit sets how many are." in text


def test_small_shares_are_not_nothing() -> None:
    long = " ".join(["word"] * 5000)
    result = make_result({"a": long, "b": long}, [("a", "b", (0, 10), (0, 10), "verbatim", False, 1.0)])
    assert "<1%" in "\n".join(lines_of(result))


def test_nothing_shared_is_said() -> None:
    text = " ".join(lines_of(make_result({"a": SENTENCE, "b": "other"}, left_out=("1 article, too short",))))
    assert "Compared: every pair." in text
    assert "Left out: 1 article, too short." in text
    assert "The articles share no passage of 8 words or more." in text
    assert "--min-words 4" in text


def test_one_article_has_nothing_beside_it() -> None:
    assert "nothing to compare it with" in " ".join(lines_of(make_result({"a": SENTENCE})))
    assert "There is no article." in " ".join(lines_of(make_result({})))


def test_all_passages_are_shown() -> None:
    text = "\n".join(lines_of(many(6), view="passages", limit=100))
    assert "5. verbatim, 12 words" in text
    assert "not shown" not in text
    assert "2 more passages are not shown" in "\n".join(lines_of(many(6), view="passages", limit=3))


def test_compare_says_both_ways() -> None:
    articles = {"a": SENTENCE, "b": f"{SENTENCE} {SENTENCE}"}
    result = make_result(articles, [("a", "b", (0, 12), (0, 12), "verbatim", False, 1.0)])
    narrow = lines_of(result, view="compare")
    assert "100% of a stands in b" in narrow
    assert "50% of b stands in a" in narrow
    wide = lines_of(result, view="compare", width=140)
    assert any(line.count(SENTENCE) == 2 for line in wide)


def test_markup_is_text() -> None:
    result = make_result(
        {"[red]a[/red]": "[bold]x[/nothing] :smile:", "b": "[bold]x[/nothing] :smile:"},
        [("[red]a[/red]", "b", (0, 2), (0, 2), "verbatim", False, 1.0)],
    )
    text = "\n".join(lines_of(result, colour=False))
    assert "[red]a[/red]" in text
    assert "[bold]x[/nothing] :smile:" in text


def test_differing_words_stand_out() -> None:
    text = written(TableReporter, small(), colour=True)
    assert re.search(r"\x1b\[[0-9;]+mnoon\x1b\[0m", text)
    assert re.search(r"\x1b\[[0-9;]+mnight\x1b\[0m", text)
    assert not re.search(r"\x1b\[[0-9;]+mferry\x1b\[0m", text)


def test_long_texts_lose_their_middle() -> None:
    long = " ".join(f"word{number}" for number in range(2000))
    result = make_result({"a": long, "b": long}, [("a", "b", (0, 2000), (0, 2000), "verbatim", False, 1.0)])
    lines = lines_of(result)
    assert len(lines) < 30
    text = " ".join(line.strip() for line in lines)
    assert "word0 word1" in text
    assert " … " in text
    assert "word1999" in text


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
    for reporter in REPORTERS:
        said = written(reporter, result, width=width, view=view)
        assert not STEERING.search(said.replace("\t", ""))
        assert said.encode("utf-8")
    assert_shape(strict(written(JsonReporter, result)), SHAPE)
    lines_of(result, width=width, view=view)
