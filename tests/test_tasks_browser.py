"""The questions of docs/how-do-i.md that the report answers, in a browser; its numbers are those of the tables."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from browser import launch
from playwright.sync_api import expect, sync_playwright
from test_tasks import ARTICLES, ASKED, FOUND, LEAD, write_articles

from provenance.cli import main
from provenance.reporters.numbers import percent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

SAID = "“We heard the keel strike the rock and ran for the boats at once”"
MORE = [
    ("port/said", "Port Times", "outlet", "2031-05-03T09:00:00+00:00", f"{SAID}, her mate told us. He is old."),
    ("dale/said", "Dale Echo", "outlet", "2031-06-04T09:00:00+00:00", f"Sailors gather. {SAID}: so they say."),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    day = folder / "day.jsonl"
    write_articles(day, ARTICLES + MORE)
    for target in ("tables/", "all.json"):
        assert main(["matrix", str(day), "-o", f"{folder}/{target}"]) == 0
    assert main(["report", str(day), "-o", str(folder / "report.html")]) == 0
    return folder


@pytest.fixture(scope="module")
def page(folder: Path) -> Iterator[Page]:
    """One page for all questions, which each begin at an address of their own."""
    trouble: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto((folder / "report.html").as_uri())
        yield page
        browser.close()
    assert not trouble


def go(page: Page, address: str, ready: str = ".figures") -> None:
    page.evaluate("address => { location.hash = address; }", address)
    page.locator(ready).wait_for()


def sheet(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def name_of(article: str) -> str:
    return quote(article, safe="")


def shown_articles(page: Page) -> list[str]:
    """Return the ids that the table of articles shows; without a title, the last part of an id is its name."""
    return sorted(
        page.locator("#article-table tbody th a").evaluate_all(
            "all => all.map(one => decodeURIComponent(one.getAttribute('href').split('/')[2]))"
        )
    )


def test_who_uses_text_without_credit_by_two_clicks(folder: Path, page: Page) -> None:
    go(page, "#/")
    page.locator("#credit-table tfoot td").nth(1).get_by_role("link").click()
    without = [
        row["document"] for row in sheet(folder, "articles") if (row["reused"], row["credited"]) == ("true", "false")
    ]
    expect(page.locator("#article-table tbody tr")).to_have_count(len(without))
    assert shown_articles(page) == sorted(without)


def test_the_strongest_reuse_with_both_texts(folder: Path, page: Page) -> None:
    go(page, "#/")
    page.locator("#pair-table").get_by_role("link", name=re.compile("passages?: compare")).first.click()
    page.locator(".panels").wait_for()
    found = json.loads((folder / "all.json").read_text(encoding="utf-8"))["passages"]
    best = max(found, key=lambda one: one["words"])
    for side in ("left", "right"):
        marked = "".join(page.locator(f".panel.{side} mark").all_inner_texts())
        assert marked in (best["left"]["text"], best["right"]["text"])
    # Its numbers are those of the sheet of pairs.
    row = next(row for row in sheet(folder, "pairs") if (row["left"], row["right"]) == ("wire/1", "bay/kept"))
    shares = [percent(float(row[f"{side}_share"])) for side in ("left", "right")]
    assert sorted(re.findall(r"(\d+%) (?:of the first|the other way)", page.locator(".deck").inner_text())) == sorted(
        shares
    )


def test_what_is_shown_is_the_sheet_of_pairs(folder: Path, page: Page) -> None:
    go(page, "#/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV: Pairs").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        shown = sorted(
            (row["Share"], row["Reverse"], row["Without quotations"], row["Passages"]) for row in csv.DictReader(file)
        )
    expected = []
    for row in sheet(folder, "pairs"):
        sides = [
            (float(row[f"{side}_share"]), float(row[f"{side}_share_without_quotations"])) for side in ("left", "right")
        ]
        (share, prose), (reverse, _) = sides if sides[1][0] <= sides[0][0] else sides[::-1]
        expected.append((percent(share), percent(reverse), percent(prose), row["passages"]))
    assert shown == sorted(expected)


def test_where_one_article_is_from(folder: Path, page: Page) -> None:
    go(page, f"#/article/{name_of('hill/cut')}", ".article")
    row = next(row for row in sheet(folder, "articles") if row["document"] == "hill/cut")
    assert row["source"] == "wire/1"
    deck = page.locator(".deck")
    expect(deck).to_contain_text(f"{percent(float(row['share']))} of its prose is reused")
    expect(deck).to_contain_text(f"({percent(float(row['confidence']))} sure)")
    assert deck.get_by_role("link").get_attribute("href") == f"#/article/{name_of('wire/1')}"
    # The parts add up to the sheet of origins, and those that are ticked out no longer count.
    words = {row["kind"]: 0 for row in sheet(folder, "origins")}
    for one in sheet(folder, "origins"):
        words[one["kind"]] += int(one["words"]) if one["document"] == "hill/cut" else 0
    bars = page.locator(".origin-legend b")
    before = bars.all_inner_texts()
    page.locator(".origin-legend input").last.uncheck()
    assert bars.all_inner_texts() != before
    assert bars.last.inner_text() == "–"
    left = sum(words.values()) - words["own"]
    expect(page.locator(".origins .shown-count")).to_have_text(f"Of the {left} words that are left.")
    page.locator(".origin-legend input").last.check()
    assert bars.all_inner_texts() == before


def test_what_became_of_each_sentence(folder: Path, page: Page) -> None:
    go(page, f"#/article/{name_of('wire/1')}", ".fates")
    rows = [row for row in sheet(folder, "sentences") if row["dispatch"] == "wire/1"]
    sentences = page.locator(".fates > li")
    for number in range(1, 4):
        fates = [row["fate"] for row in rows if row["sentence"] == str(number)]
        for fate in ("kept", "edited", "cut"):
            expect(sentences.nth(number - 1).locator(f".fate.{fate}")).to_contain_text(f"{fate} by {fates.count(fate)}")
    sentences.nth(1).locator("summary").click()
    expect(sentences.nth(1)).to_contain_text("2.0 h later")


def test_who_was_first(folder: Path, page: Page) -> None:
    go(page, "#/")
    first = page.locator(".graph-rows li").first
    expect(first).to_contain_text("AFP · wire")
    row = next(row for row in sheet(folder, "pairs") if (row["left"], row["right"]) == ("wire/1", "hill/cut"))
    assert row["direction"] == "left"
    # The sources can be folded away, and come back.
    rows = page.locator(".graph-rows li")
    many = rows.count()
    first.get_by_role("button").click()
    assert rows.count() < many
    expect(first.get_by_role("button")).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="Unfold all").click()
    assert rows.count() == many
    go(page, f"#/pair/{name_of('wire/1')}/{name_of('hill/cut')}", ".panels")
    expect(page.locator(".deck")).to_contain_text(f"({percent(float(row['confidence']))} sure)")


def test_without_quotations(folder: Path, page: Page) -> None:
    go(page, "#/")
    pairs = page.locator("#pair-table tbody tr")
    many = pairs.count()
    page.get_by_label("Count quoted words").uncheck()
    rows = sheet(folder, "pairs")
    prose = [
        row
        for row in rows
        if float(row["left_share_without_quotations"]) or float(row["right_share_without_quotations"])
    ]
    assert len(prose) < many == len(rows)
    expect(pairs).to_have_count(len(prose))
    page.get_by_role("button", name="Clear filters").click()


def test_rates_by_outlet_and_month(folder: Path, page: Page) -> None:
    go(page, "#/")
    section = page.locator("#section-rates")
    expected = sheet(folder, "rates")
    for by, label in (("outlet", "outlet"), ("month", "month")):
        section.get_by_label("Of each").select_option(label)
        for measure in range(3):
            section.get_by_label("Rate", exact=True).select_option(str(measure))
            names = {row["measure"] for row in expected}
            measured = section.get_by_label("Rate", exact=True).locator("option:checked").inner_text()
            assert measured in names
            shown = [
                [cell.strip() for cell in row.locator("th, td").all_inner_texts()]
                for row in section.locator("tbody tr, tfoot tr").all()
            ]
            other = {"outlet": "month", "month": "outlet"}[by]
            wanted = [row for row in expected if row["measure"] == measured and row[other] == "all"]
            assert sorted((one[0], one[2], one[3], one[4]) for one in shown) == sorted(
                (
                    row[by],
                    percent(float(row["rate"])) if row["rate"] else "",
                    f"{percent(float(row['low']))}–{percent(float(row['high']))}" if row["low"] else "",
                    row["articles"],
                )
                for row in wanted
            )
    # The same number in the tile, in the bar, and as a rate.
    whole = next(
        row for row in expected if (row["outlet"], row["month"], row["measure"]) == ("all", "all", "words from others")
    )
    expect(page.locator(".figures dd").nth(3)).to_have_text(percent(float(whole["rate"])))


def test_a_window_of_time(page: Page) -> None:
    go(page, "#/?from=2031-05-03&to=2031-06-02")
    assert shown_articles(page) == ["moor/own", "port/said"]
    page.get_by_role("button", name="Clear filters").click()


def test_copied_text_has_its_source_and_no_numbers(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read = "navigator.clipboard.readText()"
    go(page, f"#/pair/{name_of('wire/1')}/{name_of('bay/kept')}", ".panels")
    page.get_by_role("button", name="Copy passage").click()
    copied = page.evaluate(read)
    assert f"{LEAD} {FOUND} {ASKED}".rstrip(".") in copied
    assert "AFP, 2031-05-02 08:00+00:00 (wire/1, characters " in copied
    assert "Bay Post, 2031-05-02 10:00+00:00 (bay/kept, characters 0–" in copied
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.panel.right .text'))")
    page.keyboard.press("Control+C")
    assert page.evaluate(read) == f"{LEAD} {FOUND} {ASKED}"


def test_differences_are_walked_and_equal_text_is_folded(page: Page, tmp_path: Path) -> None:
    """In a pair of thousands of words, a sentence that one side inserted is marked as a whole."""
    long = " ".join(
        f"The {number} crew of boat number {number} rowed home past buoy {number * 7}." for number in range(400)
    )
    half = long.index("The 200 crew")
    new = "Nobody saw the mayor cry that night."
    write_articles(
        tmp_path / "long.jsonl",
        [
            ("a", "", "outlet", "2031-05-02", long),
            ("b", "", "outlet", "2031-05-03", f"{long[:half]}{new} {long[half:]}"),
        ],
    )
    assert main(["report", str(tmp_path / "long.jsonl"), "-o", str(tmp_path / "long.html")]) == 0
    page = page.context.new_page()
    page.goto((tmp_path / "long.html").as_uri() + "#/pair/a/b")
    assert page.locator(".panel.right .inserted").all_inner_texts() == [new]
    assert page.locator(".panel.left .differs").count() == 0
    page.keyboard.press("d")
    expect(page.locator(".where")).to_have_text("Difference 1 of 1")
    expect(page.locator(".panel .inserted")).to_be_in_viewport()
    height = "() => document.querySelector('.panel.right .text').scrollHeight"
    before = page.evaluate(height)
    page.get_by_label("Fold what is equal").check()
    assert page.evaluate(height) < before / 4
    page.close()
