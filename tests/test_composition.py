"""What articles are made of: shares that add up, and one number in every view."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from test_reporters_html import data_of
from test_reporters_results import HOSTILE, SENTENCE, make_result, written

from provenance import Document, find_reuse
from provenance.model.composition import composition, composition_of_all, whole_percents
from provenance.model.credited import credited_table
from provenance.model.derivation import Derivation
from provenance.model.origin import ORIGIN_KINDS, Origin
from provenance.reporters.composed import composed
from provenance.reporters.html import HtmlReporter
from provenance.reporters.json import JsonReporter
from provenance.reporters.markdown import MarkdownReporter
from provenance.reporters.origins_csv import OriginsCsvReporter
from provenance.reporters.table import TableReporter

if TYPE_CHECKING:
    from provenance.model.result import ReuseResult

WALL = [
    "The northern wall of the old brewery collapsed into the canal shortly after dawn on Thursday.",
    "Divers searched the brown water for two watchmen who had not answered their telephones since midnight.",
    "Engineers had warned in March that the mortar was washing out faster than anyone could replace it.",
    "The harbour board promised an inquiry and closed the towpath between both locks until further notice.",
    "Residents of the lane behind it were led to a gymnasium, where a baker handed out warm rolls.",
]
BEES = [
    "Beekeepers on the plateau are moving their hives by night, because trucks are cooler then.",
    "A cold spring has left the lavender three weeks behind, and nobody wants to feed sugar until June.",
    "The cooperative counts four thousand colonies fewer than in the year before the drought.",
    "Its oldest member still carries the smoker that his grandmother bought from a travelling tinsmith.",
]
OWN = [
    "Our reporter walked the whole embankment and found cracks as wide as a hand near the second lock.",
    "A teacher who lives opposite keeps a diary of every stone that has fallen since she moved in.",
    "The mayor would not be drawn on what a new wall might cost, or on who would have to pay for it.",
]
VOICE = "“We heard it groan like a ship for an hour before it went, and then there was only dust and gulls,” she said."


def text(*parts: list[str] | str) -> str:
    return "\n\n".join(" ".join(part) if isinstance(part, list) else part for part in parts)


@pytest.fixture(scope="module")
def result() -> ReuseResult:
    """A dispatch at hand, one that is not, a quotation, own words, an outlet of two articles, and a credit alone."""
    return find_reuse(
        [
            Document("wire/ap-1", text("BRAMWATER (AP) - " + " ".join(WALL), VOICE), source="AP", role="wire"),
            Document("echo/wall", text("Wall falls into canal", WALL, OWN[:1]), source="Echo"),
            Document("post/wall", text("Brewery wall gone", WALL[:3], VOICE, OWN), source="Post"),
            Document("post/bees", text("HIGH PLAIN (AFP) - " + " ".join(BEES)), source="Post"),
            Document("mail/bees", text("Hives on the move", BEES, OWN[1:2]), source="Mail"),
            Document("lone/tram", "HILL (AP) - A tram left its rails and slid into a bakery on Monday.", source="Lone"),
        ]
    )


# Rounding.


@given(st.lists(st.integers(0, 5000), max_size=12))
def test_whole_per_cents_add_up(words: list[int]) -> None:
    total, percents = sum(words), whole_percents(words)
    assert sum(percents) == (100 if total else 0)
    for count, percent in zip(words, percents, strict=True):
        assert abs(percent - 100 * count / max(total, 1)) < 1
        assert percent < 100 or count == total
        assert count or not percent


def part(kind: Any, words: int, of: int, source: str | None = None, agency: str | None = None, sure: Any = None) -> Any:
    return Origin(kind, source, agency, words / of, words, sure, ((0, words),), (words,))


def test_a_small_part_is_not_nothing_and_what_is_not_all_is_not_all() -> None:
    parts = (part("own", 2997, 3000), part("quotation", 2, 3000), part("boilerplate", 1, 3000))
    assert composed(Derivation("a", "non", 0.0, origins=parts)) == "<1% quoted, <1% boilerplate, 99% own"
    assert composed(Derivation("a", "non", 0.0, origins=(part("own", 7, 7),))) == "100% own"
    assert composed(Derivation("a", "non", 0.0)) == ""


def test_what_is_less_than_likely_is_open() -> None:
    origins = (
        part("dispatch", 50, 100, "wire/1", "AP", 0.6),
        part("unseen", 20, 100, "unseen-2", "AFP", 0.59),
        part("unseen", 10, 100),
        part("publisher", 10, 100, "paper/early"),
        part("own", 10, 100, agency="DPA"),
    )
    derivation = Derivation("a", "partially", 0.8, "wire/1", "AP", 0.5, origins=origins)
    assert composed(derivation) == (
        "50% AP (wire/1), 20% open: perhaps AFP (unseen-2), 10% text that others have too, "
        "10% own publisher (paper/early), 10% DPA by its own word"
    )
    said = written(TableReporter, made(derivation), width=100)
    assert "open: perhaps wire/1, AP copy (50% sure)" in said
    likely = Derivation("a", "partially", 0.8, "wire/1", "AP", 0.6, origins=origins)
    assert "likely wire/1, AP copy (60% sure)" in written(TableReporter, made(likely), width=100)


def made(derivation: Derivation, **fields: Any) -> ReuseResult:
    others = tuple(Derivation(name, "non", 0.0) for name in ("b", "wire/1"))
    articles = {derivation.document: SENTENCE, "b": SENTENCE, "wire/1": "something else"}
    rows: list[Any] = [(derivation.document, "b", (0, 12), (0, 12), "verbatim", False, 1.0)]
    return make_result(articles, rows, derivations=(derivation, *others), **fields)


def test_what_is_not_known_is_said_in_plain_words() -> None:
    derivation = Derivation("a", "unknown", 0.0, None, "AP", 0.9, origins=(part("own", 12, 12, agency="AP"),))
    for reporter in (TableReporter, MarkdownReporter, HtmlReporter):
        said = written(reporter, made(derivation))
        assert "not known" in said
        assert "unknown" not in re.sub(r"<(script|style).*?</\1>", "", said, flags=re.DOTALL)
        assert "100% AP by its own word" in said


def test_own_publisher_lacks_no_credit() -> None:
    def lacking(source: str | None, *, of: str | None, agency: str | None = None) -> int:
        derivation = Derivation("a", "wholly", 1.0, source, agency, 0.9)
        rows = credited_table(made(derivation, source=of))
        return sum(row.reused_not_credited for row in rows)

    assert lacking("b", of="Post") == 0  # All articles of the result are the Post's.
    assert lacking("b", of=None) == 1
    assert lacking(None, of=None) == 0
    assert lacking(None, of="Post", agency="AP") == 1


# One number in every view.


def printed_in_table(result: ReuseResult, width: int) -> dict[str, str]:
    """Return what the table prints below each article."""
    text = written(TableReporter, result, limit=0, width=width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    _, _, below = text.partition("all its words by origin:") if width >= 80 else text.partition("origin:")
    found: dict[str, str] = {}
    name = ""
    for line in below.partition("\n\n")[0].splitlines():
        if line.startswith("    "):
            if found[name] or re.match(r" +<?\d+% (?!sure)", line):
                found[name] += " " + line.strip()
        elif line.strip():
            name = line.split()[0]
            found[name] = ""
    return {name: said.strip() for name, said in found.items()}


def from_words(rows: list[tuple[str, str, str, int]]) -> Counter[str]:
    """Return the per cents that a reader of a file gets, in no order: by kind, origin and agency."""
    words: Counter[tuple[str, str, str]] = Counter()
    for kind, source, agency, count in rows:
        words[kind, source, agency] += count
    keys = sorted(words, key=lambda key: (ORIGIN_KINDS.index(key[0]), -words[key], *key[1:]))
    return Counter(f"{key[0]} {percent}%" for key, percent in zip(keys, naive(words, keys), strict=True))


def naive(words: Counter[Any], keys: list[Any]) -> list[int]:
    """Round by largest remainders, one per cent at a time."""
    total = sum(words.values())
    percents = {key: 100 * words[key] // total for key in keys}
    while sum(percents.values()) < 100:
        percents[max(keys, key=lambda key: 100 * words[key] / total - percents[key])] += 1
    return [percents[key] for key in keys]


def test_one_number_is_the_same_in_every_view(result: ReuseResult) -> None:
    said = {derivation.document: composed(derivation) for derivation in result.derivations}
    assert re.search(r"\d+% AP \(wire/ap-1\)", said["echo/wall"])
    assert re.search(r"\d+% quoted", said["post/wall"])
    assert re.search(r"\d+% AFP \(unseen-1\)", said["mail/bees"])
    assert "AP by its own word" in said["lone/tram"]
    for of_one in said.values():
        assert sum(map(int, re.findall(r"(\d+)% ", of_one.replace("<1%", "")))) in (99, 100)

    for width in (44, 80, 200):
        assert printed_in_table(result, width) == said

    report = json.loads(written(JsonReporter, result))
    stretches = list(csv.DictReader(io.StringIO(written(OriginsCsvReporter, result))))
    page = written(HtmlReporter, result)
    articles = {one["id"]: one for one in data_of(page)["articles"]}
    markdown = written(MarkdownReporter, result).replace("\\", "")
    for derivation, in_json in zip(result.derivations, report["derivations"], strict=True):
        name = derivation.document
        portions = composition(derivation)
        shown = Counter(f"{one.kind} {one.percent}%" for one in portions)
        rows = [(one["kind"], one["source"] or "", one["agency"] or "", one["words"]) for one in in_json["origins"]]
        assert from_words(rows) == shown
        mine = [row for row in stretches if row["document"] == name]
        rows = [(row["kind"], row["origin"], row["agency"], int(row["words"])) for row in mine]
        assert from_words(rows) == shown
        assert sum(float(row["share"]) for row in mine) == pytest.approx(1, abs=1e-4)
        assert f"| {said[name]} |" in markdown
        parts = articles[name]["parts"]
        assert ", ".join(f"{one['percent']} {one['label']}" for one in parts) == said[name]
        assert f"<td>{said[name]}</td>" in page
        explained = written(TableReporter, result, view="explain", article=name, width=400)
        assert f"Its words: {said[name]}." in explained
        for portion in portions:
            assert re.search(rf"^ +{portion.shown} +{portion.words} word", explained, re.MULTILINE)


def test_outlets_and_all_are_summed_word_by_word(result: ReuseResult) -> None:
    data = data_of(written(HtmlReporter, result))
    outlets = {one["name"]: one for one in data["compositions"]}
    assert list(outlets) == ["all", "Post", "Echo", "Lone", "Mail"]
    assert [one["articles"] for one in outlets.values()] == [5, 2, 1, 1, 1]
    for one in outlets.values():
        articles = [
            article
            for article in data["articles"]
            if article["role"] != "wire" and one["name"] in ("all", article["source"])
        ]
        words: Counter[str] = Counter()
        for article in articles:
            for part_ in article["parts"]:
                words[part_["kind"]] += part_["words"]
        drawn: Counter[str] = Counter()
        for part_ in one["parts"]:
            drawn[part_["kind"]] += part_["words"]
        assert drawn == words
        assert one["words"] == sum(words.values()) == sum(article["words"] for article in articles)
    tile = next(one for one in data["figures"] if "from dispatches" in one["label"])
    reused = [one for one in outlets["all"]["parts"] if one["kind"] in ("dispatch", "unseen", "article")]
    assert tile["value"] == f"{sum(int(one['percent'].rstrip('%')) for one in reused)}%"


def test_the_stretches_cover_every_word_once(result: ReuseResult) -> None:
    stretches = list(csv.DictReader(io.StringIO(written(OriginsCsvReporter, result, view="passages"))))
    assert written(OriginsCsvReporter, result, without_text=True) == written(OriginsCsvReporter, result)
    for document, words in zip(result.documents, result.counts.words.tolist(), strict=True):
        mine = [row for row in stretches if row["document"] == document.id]
        assert sum(int(row["words"]) for row in mine) == words
        places = [(int(row["char_start"]), int(row["char_stop"])) for row in mine]
        assert places == sorted(places)
        assert all(stop <= start for (_, stop), (start, _) in pairwise(places))
        for (start, stop), row in zip(places, mine, strict=True):
            assert len(re.findall(r"[\w’'-]+", document.text[start:stop])) >= int(row["words"]) * 0.8


def test_the_stretches_hold_no_formula() -> None:
    origins = (part("article", 12, 12, f"=1+1 {HOSTILE}", f"@{HOSTILE}", 0.9),)
    derivation = Derivation(f"+{HOSTILE}", "wholly", 1.0, origins=origins)
    rows = list(csv.reader(io.StringIO(written(OriginsCsvReporter, made(derivation)))))
    assert len(rows) == 2
    for value in rows[1]:
        assert value[:1] not in set("=+-@\t\r＝＋－＠")
    assert "<script>alert" not in re.sub(r"<script>.*?</script>", "", written(HtmlReporter, made(derivation)))
    assert len(composition_of_all([derivation])) == 1
