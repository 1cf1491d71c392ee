"""What all reporters do, and tables for people."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from test_reporters_results import SENTENCE, STEERING, VIEWS, Row, hostile, make_result, many, small, written

from provenance.model.options import Measure
from provenance.reporters.csv import CsvReporter
from provenance.reporters.graph import GexfReporter, GraphmlReporter
from provenance.reporters.heat_map import SvgReporter
from provenance.reporters.html import HtmlReporter
from provenance.reporters.json import JsonReporter
from provenance.reporters.markdown import MarkdownReporter
from provenance.reporters.pan import PanReporter
from provenance.reporters.prov import ProvReporter
from provenance.reporters.table import TableReporter
from provenance.reporters.web_annotation import WebAnnotationReporter

if TYPE_CHECKING:
    from provenance.model.result import ReuseResult

REPORTERS = [
    TableReporter,
    JsonReporter,
    CsvReporter,
    MarkdownReporter,
    HtmlReporter,
    GraphmlReporter,
    GexfReporter,
    ProvReporter,
    WebAnnotationReporter,
    PanReporter,
    SvgReporter,
]


# What all of them do.


#: By name, so that a failure says of which result it is.
RESULTS = {
    "no articles": make_result({}),
    "one": make_result({"only": SENTENCE}),
    "empty articles": make_result({"a": "", "b": ""}),
    "small": small(),
    "many": many(40),
}


@pytest.mark.parametrize("reporter", REPORTERS)
def test_writes_every_result_in_every_view(reporter: type) -> None:
    for view, (name, result) in itertools.product(VIEWS, RESULTS.items()):
        text = written(reporter, result, view=view)
        assert text.endswith("\n"), (view, name)
        assert "\r" not in text, (view, name)


@pytest.mark.parametrize("reporter", REPORTERS)
def test_nothing_of_an_article_steers_the_terminal(reporter: type) -> None:
    result = hostile()
    for view, measure in itertools.product(VIEWS, get_args(Measure)):
        text = written(reporter, result, view=view, measure=measure)
        assert not STEERING.search(text), (view, measure)
        # No dispatch is told from these few words, so there is no sentence of one.
        assert "loud" in text or view == "sentences", (view, measure)


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
        ("trace", "containment", True),
        ("explain", "containment", False),
    ],
)
def test_table_fits_the_terminal(view: str, measure: str, colour: bool) -> None:
    for name, width in itertools.product(WIDE, (40, 80, 200)):
        text = written(TableReporter, WIDE[name], view=view, measure=measure, width=width, colour=colour)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert ("\x1b" in text) is colour, (name, width)
        assert "\x1b" not in plain, (name, width)
        assert [line for line in plain.splitlines() if cell_len(line) > width] == [], (name, width)


def test_table_matrix() -> None:
    text = "\n".join(lines_of(small()))
    assert text.startswith("3 articles, 43 words, 1 shared passage.\n")
    assert "\n     a    b    c\na 100%  58%    ·\nb  73% 100%    ·\nc    ·    · 100%\n" in text
    assert "\na  partially (partly)    60%\n    likely b\n" in text
    assert "\nb  wholly (almost all)   81%\n    likely an unseen AFP dispatch (74% sure)\n" in text
    assert "1. edited, 12 words, 92% alike" in text
    assert f"    a 0-61\n        {SENTENCE.replace('noon', '[-noon-]')}\n" in text
    assert f"        {SENTENCE.replace('noon', '{+night+}')}" in text


def test_long_ids_are_numbered() -> None:
    lines = lines_of(many(3, name="an-article-with-a-long-name-{}"))
    assert any(re.fullmatch(r" +1 +2 +3 *", line) for line in lines)
    assert any(line.startswith("1 an-article-with-a-long-name-0 100%") for line in lines)


def test_many_articles_become_pairs() -> None:
    articles = {f"{i}": SENTENCE + f" own{i}" * 60 for i in range(31)}
    rows: list[Row] = [(f"{i}", f"{i + 1}", (0, 12), (0, 12), "verbatim", False, 1.0) for i in range(30)]
    text = "\n".join(lines_of(make_result(articles, rows)))
    assert "The strongest 20 of 30 pairs; -o matrix.csv holds the whole matrix." in text
    assert "20 more passages are not shown; --limit sets how many are." in text


def test_many_articles_become_stories() -> None:
    # A story of three, one of two, and an article that has a little of both and joins them not.
    fire = "Flames were seen above the rope works at four"
    articles = {
        "flood/late": f"Flood again {SENTENCE} and so it went on",
        "flood/early": SENTENCE,
        "flood/other": f"{SENTENCE} all of them soaked",
        "fire/one": f"Fire! {fire} o'clock",
        "fire/two": fire,
        "round-up": " ".join([SENTENCE, fire, "and much else that nobody has " * 60]),
        **{f"lone/{i}": f"nothing{i}" for i in range(26)},
    }
    rows: list[Row] = [
        ("flood/late", "flood/early", (2, 14), (0, 12), "verbatim", False, 1.0),
        ("flood/late", "round-up", (2, 14), (0, 12), "verbatim", False, 1.0),
        ("flood/early", "flood/other", (0, 12), (0, 12), "verbatim", False, 1.0),
        ("fire/one", "fire/two", (1, 10), (0, 9), "verbatim", False, 1.0),
        ("fire/two", "round-up", (0, 9), (12, 21), "verbatim", False, 1.0),
    ]
    result = make_result(articles, rows, source="Post")
    for measure in get_args(Measure):
        text = "\n".join(lines_of(result, measure=measure, limit=0))
        assert "2 stories: articles that have a fifth of each other's words" in text
        assert re.search(r"1\. +3 articles +Flood again The ferry left", text)
        assert re.search(r"2\. +2 articles +Fire! Flames were seen .* · Post", text)
        _, _, pairs = text.partition("The strongest pair of each story")
        ends = [set(line.split()[:2]) for line in pairs.splitlines() if "/" in line]
        assert len(ends) == 2
        assert "flood/early" in ends[0]
        assert ends[1] == {"fire/one", "fire/two"}
        assert "round-up" not in pairs
    markdown = written(MarkdownReporter, result)
    assert "| flood/late | Flood again The ferry left the harbour" in markdown
    assert "| fire/two | fire/one | 100% |" in markdown


def test_small_shares_are_not_nothing() -> None:
    long = " ".join(["word"] * 5000)
    result = make_result({"a": long, "b": long}, [("a", "b", (0, 10), (0, 10), "verbatim", False, 1.0)])
    assert "<1%" in "\n".join(lines_of(result))


def test_nothing_shared_is_said() -> None:
    text = " ".join(lines_of(make_result({"a": SENTENCE, "b": "other"}, left_out=("1 article, too short",))))
    assert "Compared: every pair." in text
    assert "Left out: 1 article, too short." in text
    assert "The articles share no passage of 8 words or more." in text


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
    assert len(lines) < 34
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
def test_any_text_fits(names: list[str], text: str, width: int, view: str) -> None:
    words = len(re.findall(r"\S+", text))
    rows: list[Row] = [(names[0], names[1], (0, words), (0, words), "edited", False, 0.5)]
    result = make_result(dict.fromkeys(names, text), rows)
    said = lines_of(result, width=width, view=view)
    assert not STEERING.search("".join(said))
