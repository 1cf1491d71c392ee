"""The report in a real browser: what people do with it, by mouse, keyboard and on a phone; and what must not happen."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from browser import AXE_RULES, axe_source, launch
from playwright.sync_api import expect, sync_playwright
from test_reporters_html import InferredResult
from test_reporters_results import SENTENCE, make_result, many, small
from test_reporters_without_text import naughty

from provenance import Document, find_reuse, read
from provenance.cli import main
from provenance.model.options import ReportOptions
from provenance.reporters.composed import composed
from provenance.reporters.html import HtmlReporter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

    from provenance.model.result import ReuseResult

SEEDS = Path(__file__).parents[1] / "seeds"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SCREENS = [("light", WIDE), ("dark", WIDE), ("light", PHONE), ("dark", PHONE)]
SCREEN_IDS = ["light wide", "dark wide", "light phone", "dark phone"]
Opener = "Callable[..., Page]"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file; at the end nothing was asked of any server, nothing failed, and nothing was complained of."""
    contexts, trouble = [], []

    def opener(path: Path, address: str = "#/", scheme: str = "light", screen: Any = WIDE, **more: Any) -> Page:
        touch = screen is PHONE
        context = chromium.new_context(
            viewport=screen, color_scheme=scheme, has_touch=touch, is_mobile=touch, reduced_motion="reduce", **more
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: trouble.append(f"popup: {popup.url}"))
        page.on(
            "request",
            lambda request: request.url.split("#")[0] == path.as_uri() or trouble.append(f"request: {request.url}"),
        )
        page.goto(path.as_uri() + address)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not trouble


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of the two events; web pages have figures of their own."""
    folder = tmp_path_factory.mktemp("report")
    path, articles = folder / "seeds report.html", folder / "seeds"
    articles.mkdir()
    for name in ("ferry", "plant", "metadata.jsonl"):
        (articles / name).symlink_to(SEEDS / name)
    assert main(["report", str(articles), "-o", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "bare.html"
    assert main(["report", str(SEEDS / "plant"), "-o", str(path), "--without-text"]) == 0
    return path


def written(result: ReuseResult, path: Path) -> Path:
    with path.open("w", encoding="utf-8") as out:
        HtmlReporter().write(result, out, ReportOptions())
    return path


def address_of(name: str) -> str:
    """Return an id as it stands in the addresses of the page."""
    return quote(name, safe="")


def open_pair(page: Page, one: str, other: str, passage: int | None = None) -> None:
    address = f"#/pair/{address_of(one)}/{address_of(other)}{f'/{passage}' if passage else ''}"
    page.evaluate("address => { location.hash = address; }", address)
    page.locator(".panels").wait_for()


def open_busiest(page: Page) -> None:
    """Open the pair that shares the most passages."""
    table = page.locator("#pair-table")
    table.get_by_role("button", name=re.compile("^Passages")).click()
    table.get_by_role("link", name=re.compile("passages: compare")).first.click()
    page.locator(".panels").wait_for()


def open_article(page: Page, name: str) -> None:
    page.evaluate("address => { location.hash = address; }", f"#/article/{address_of(name)}")
    page.locator(".article").wait_for()


def column(page: Page, table: str, number: int) -> list[str]:
    return page.locator(f"{table} tbody tr").locator(f":nth-child({number})").all_inner_texts()


def wide(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def bounds(element: Locator) -> dict[str, float]:
    found = element.bounding_box()
    assert found is not None
    return found


# The overview.


@pytest.mark.parametrize(("scheme", "screen"), SCREENS, ids=SCREEN_IDS)
def test_the_overview_opens(opened: Opener, seeds: Path, scheme: str, screen: Any) -> None:
    page = opened(seeds, scheme=scheme, screen=screen)
    expect(page).to_have_title("Text reuse in 49 articles")
    expect(page.locator("h1")).to_have_text(re.compile(r"\d+ of 49 articles share their prose with another"))
    for title in ("Who shares with whom", "Where the words come from", "When they appeared", "Articles", "Pairs"):
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    assert page.locator("#article-table tbody tr").count() == 49
    assert wide(page) <= 0
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (int(re.findall(r"\d+", paper)[0]) < 60) is (scheme == "dark")
    # The map is drawn, in more than a few colours.
    colours = page.evaluate(
        """() => { const map = document.querySelector(".cells");
        const dots = map.getContext("2d").getImageData(0, 0, map.width, map.height).data;
        const found = new Set(); for (let k = 0; k < dots.length; k += 4) found.add(dots.slice(k, k + 3).join());
        return found.size; }"""
    )
    assert colours > 15


def test_tables_are_sorted(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    table = page.locator("#article-table")
    head = table.get_by_role("columnheader", name="Words")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    words = [int(text.replace(",", "")) for text in column(page, "#article-table", 8)]
    assert words == sorted(words, reverse=True)
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert [int(text.replace(",", "")) for text in column(page, "#article-table", 8)] == sorted(words)
    expect(page.locator("#said")).to_have_text("Sorted by Words, ascending.")
    table.get_by_role("button", name="Published").click()
    assert column(page, "#article-table", 1)[0] == "Ferry with 212 on board runs aground off Corvane\nferry/afp-1-flash"
    page.locator("#pair-table").get_by_label("Rows", exact=True).select_option("500")
    shares = [float(text.strip("<%")) for text in column(page, "#pair-table", 3)]
    assert len(shares) == 500
    assert shares == sorted(shares, reverse=True)


def test_one_bar_filters_everything(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    said, cells, shown = page.locator("#said"), page.locator(".cells"), page.locator(".shown-count")
    expect(shown).to_have_text(re.compile(r"^All 49 articles, \d+ pairs\.$"))
    page.get_by_label("Outlet", exact=True).select_option("AFP")
    expect(said).to_have_text(re.compile(r"^Shown: 5 of 49 articles, \d+ of \d+ pairs with \d+ passages\.$"))
    assert page.url.endswith("#/?outlet=AFP")
    assert page.locator("#article-table tbody tr").count() == 5
    page.get_by_label("Find").fill("flash")
    expect(page.locator("#article-table tbody tr")).to_have_count(1)
    expect(cells).to_have_css("height", re.compile(r"^[3-6]\dpx$"))
    # The address has all of it, also after the page was read anew.
    page.reload()
    expect(page.get_by_label("Find")).to_have_value("flash")
    expect(page.locator("#article-table tbody tr")).to_have_count(1)
    page.get_by_label("Find").fill("nothing like that")
    expect(page.locator(".heat-holder")).to_have_text("No article is left with these filters.")
    page.get_by_role("button", name="Clear filters").click()
    expect(shown).to_have_text(re.compile("^All 49"))
    page.get_by_label("Count quoted words").uncheck()
    expect(shown).to_have_text(re.compile(r"^Shown: 49 of 49 articles"))
    page.get_by_label("Also articles that share nothing").check()
    expect(said).to_have_text("The map shows 49 rows and 49 columns.")
    page.get_by_label("Show", exact=True).select_option("words")
    expect(page.locator(".heat-legend")).to_contain_text("words")
    # Conditions on pairs, and on the days.
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Least percent").fill("50")
    shares = [float(text.strip("<%")) for text in column(page, "#pair-table", 3)]
    assert min(shares) >= 50
    page.get_by_label("Publisher", exact=True).select_option("same")
    page.get_by_label("From", exact=True).fill("2000-01-01")
    number = int(re.findall(r"\d+", shown.inner_text())[0])
    assert 0 < number < 49
    assert "publisher=same" in page.url


def test_a_number_in_the_table_of_credits_leads_to_its_articles(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    table = page.locator("#credit-table")
    total = int(table.locator("tfoot td").nth(1).inner_text())
    parts = [one.inner_text() for one in page.locator("#section-compositions p.composed").all()]
    table.locator("tfoot td").nth(1).get_by_role("link").click()
    expect(page.locator("#article-table tbody tr")).to_have_count(total)
    expect(page.locator(".shown-count")).to_have_text(re.compile(rf"^Shown: {total} of 49 articles"))
    # The numbers of the table and of the bar are counted anew, and are the whole again without filters.
    assert [one.inner_text() for one in table.locator("tfoot td").all()] == ["0", str(total), "0", "0"]
    assert [one.inner_text() for one in page.locator("#section-compositions p.composed").all()] != parts
    # Back from an article, the filters, the order and the place are as they were.
    page.locator("#article-table").get_by_role("button", name="Words").click()
    first = page.locator("#article-table tbody tr a").first
    name, place = first.inner_text(), page.evaluate("scrollY")
    first.click()
    page.locator(".article").wait_for()
    page.go_back()
    expect(page.locator("#article-table tbody tr a").first).to_have_text(name)
    page.wait_for_function("place => Math.abs(scrollY - place) < 60", arg=place)
    page.get_by_role("button", name="Clear filters").click()
    assert [one.inner_text() for one in page.locator("#section-compositions p.composed").all()] == parts


def test_what_is_shown_is_saved_as_csv(opened: Opener, seeds: Path) -> None:
    page = opened(seeds, "#/articles?outlet=AFP")
    page.locator("#article-table").get_by_role("button", name="Words").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV: Articles").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Words"] for row in rows] == column(page, "#article-table", len(rows[0]))
    assert {row["Source"].removesuffix("wire") for row in rows} == {"AFP"}
    # The dots of the timeline are links with a name, and its axis begins with the year.
    dot = page.locator(".timeline a").first
    dot.focus()
    assert re.search(r", \d{4}-\d\d-\d\d \d\d:\d\d", dot.get_attribute("aria-label") or "")
    assert re.match(r"\d{4}-", page.locator(".timeline .when").first.text_content() or "")
    page.keyboard.press("Enter")
    page.locator(".article").wait_for()


@pytest.mark.parametrize("order", ["cluster", "read", "name", "source", "time", "share"])
def test_the_map_is_sorted(opened: Opener, seeds: Path, order: str) -> None:
    page = opened(seeds)
    page.get_by_label("Order").select_option(order)
    page.get_by_label("Also articles that share nothing").check()
    page.locator(".cells").focus()
    said = page.locator(".cell-said").inner_text()
    data = page.evaluate("JSON.parse(document.getElementById('report').textContent)")
    articles = data["articles"]
    if order == "cluster":
        assert said.startswith(articles[data["order"][0]]["title"])
    elif order == "share":
        most = max(article["share"] for article in articles)
        assert any(said.startswith(article["title"]) for article in articles if article["share"] == most)
    else:
        assert said.startswith("Ferry with 212 on board runs aground off Corvane")


def test_the_map_is_walked_by_keyboard(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    page.get_by_label("Order").select_option("read")
    page.locator(".cells").focus()
    for key in ("ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    sentence = re.compile(r"^Three missing, .* in Ferry with 212 .*: 1\d%, \d\d words in \d passages?\.")
    expect(page.locator("#said")).to_have_text(sentence)
    expect(page.locator(".cell-said")).to_have_text(sentence)
    page.keyboard.press("Enter")
    expect(page.locator(".crumb .id")).to_have_text("ferry/afp-2-update and ferry/afp-1-flash")
    page.go_back()
    expect(page.locator(".figures")).to_be_visible()


def test_a_cell_opens_its_pair(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    page.get_by_label("Order").select_option("read")
    page.get_by_label("Also articles that share nothing").check()
    cells = page.locator(".cells")
    size = (bounds(cells)["height"] - 18) / 49
    cells.click(position={"x": 1.5 * size, "y": 18 + 0.5 * size})
    expect(page.locator(".crumb .id")).to_have_text("ferry/afp-1-flash and ferry/afp-2-update")


def test_a_finger_points_first(opened: Opener, seeds: Path) -> None:
    page = opened(seeds, screen=PHONE)
    page.get_by_label("Order").select_option("read")
    page.locator(".heat").evaluate("map => { map.scrollIntoView({ block: 'start' }); map.scrollTo(0, 0); }")
    box = bounds(page.locator(".cells"))
    page.touchscreen.tap(box["x"] + 21, box["y"] + 25)
    expect(page.locator(".cell-said")).to_contain_text(
        "Ferry with 212 on board runs aground off Corvane in Three missing"
    )
    page.locator(".cell-said").get_by_role("link", name="Compare").tap()
    expect(page.locator(".crumb .id")).to_have_text("ferry/afp-1-flash and ferry/afp-2-update")


def test_the_graph_says_who_took_from_whom(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    rows = page.locator(".graph-rows li")
    row = rows.filter(has_text="Radio Nine")
    expect(row).to_contain_text("from Ferry with 212 on board runs aground off Corvane")
    row.get_by_role("link", name=re.compile("^Compare .* with Ferry with 212 on board")).click()
    expect(page.locator(".panels")).to_be_visible()


# A pair.


@pytest.mark.parametrize(("scheme", "screen"), SCREENS, ids=SCREEN_IDS)
def test_a_passage_is_followed_to_its_partner(opened: Opener, seeds: Path, scheme: str, screen: Any) -> None:
    page = opened(seeds, scheme=scheme, screen=screen)
    open_busiest(page)
    left, right = page.locator(".panel.left .text"), page.locator(".panel.right .text")
    assert left.locator(".number").count() == right.locator(".number").count() >= 4
    number = left.locator("[data-number='3']")
    number.focus()
    page.keyboard.press("Enter")
    partner = right.locator("[data-number='3']")
    expect(partner).to_be_focused()
    expect(partner).to_be_in_viewport()
    assert page.url.endswith("/4")
    expect(page.locator(".where")).to_have_text(re.compile(r"Passage 4 of \d+"))
    shown, inside = bounds(partner), bounds(right)
    assert inside["y"] <= shown["y"] <= inside["y"] + inside["height"]
    marks = [panel.locator("mark.current").first.get_attribute("data-passage") for panel in (left, right)]
    assert ["3" in mark.split() for mark in marks] == [True, True]
    # And back again.
    page.keyboard.press("Enter")
    expect(number).to_be_focused()
    assert wide(page) <= 0


def test_passages_are_walked(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    open_busiest(page)
    where = page.locator(".where")
    for _ in range(3):
        page.get_by_role("button", name="Next passage").click()
    expect(where).to_have_text(re.compile("^Passage 3 of"))
    page.locator(".panel.left [data-number='2']").focus()
    page.keyboard.press("n")
    expect(where).to_have_text(re.compile("^Passage 4 of"))
    page.keyboard.press("p")
    expect(where).to_have_text(re.compile("^Passage 3 of"))
    page.get_by_role("button", name="Previous passage").click()
    expect(where).to_have_text(re.compile("^Passage 2 of"))
    page.locator(".panel.right mark[data-passage='0']").first.click()
    expect(where).to_have_text(re.compile("^Passage 1 of"))


def test_the_texts_scroll_in_step(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    open_pair(page, "ferry/afp-2-update", "ferry/harbour-times")
    left, right = page.locator(".panel.left .text"), page.locator(".panel.right .text")
    left.evaluate("box => box.scrollTo(0, box.scrollHeight / 2)")
    right.evaluate(
        """box => new Promise((done) => {
          const look = () => (box.scrollTop > 200 ? done() : requestAnimationFrame(look));
          look();
        })"""
    )
    page.get_by_label("Scroll in step").uncheck()
    before = right.evaluate("box => box.scrollTop")
    left.evaluate("box => box.scrollTo(0, 0)")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert right.evaluate("box => box.scrollTop") == before


def test_edits_are_shown_word_by_word(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    open_pair(page, "ferry/afp-2-update", "ferry/afp-3-correction")
    left, right = page.locator(".panel.left .differs"), page.locator(".panel.right .differs")
    assert "38" in left.all_inner_texts()
    assert "28" in right.all_inner_texts()
    open_pair(page, "ferry/afp-2-update", "ferry/bay-dispatch")
    assert page.locator(".differs").count() == 0
    assert page.locator("mark.verbatim.quoted").count() >= 4


def test_offsets_count_code_points(opened: Opener, tmp_path: Path) -> None:
    shared = "the ferry left the harbour at noon with forty people on board"
    result = find_reuse([Document("a", f"🛳️𝒜 {shared} 🛳️"), Document("b", f"👩‍👩‍👧 𝒜𝒜𝒜 {shared}.")])
    page = opened(written(result, tmp_path / "astral.html"), "#/pair/a/b")
    assert page.locator("mark").all_inner_texts() == [shared, shared]


# An article.


@pytest.mark.parametrize(("scheme", "screen"), SCREENS, ids=SCREEN_IDS)
def test_an_article_says_where_its_words_come_from(opened: Opener, seeds: Path, scheme: str, screen: Any) -> None:
    page = opened(seeds, scheme=scheme, screen=screen)
    open_article(page, "ferry/pennant")
    expect(page.locator(".deck")).to_have_text(re.compile(r"^Partially derived \(partly reused\), likely from “Three"))
    link = page.locator(".deck").get_by_role("link")
    assert link.get_attribute("href") == f"#/article/{address_of('ferry/afp-3-correction')}"
    bar, legend = page.locator(".composition.large"), page.locator(".origin-legend")
    shares = bar.locator(".part").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert sum(shares) == pytest.approx(bounds(bar)["width"], abs=1)
    expect(legend).to_contain_text(re.compile(r"5\d%AFP \(ferry/afp-3-correction\), 9\d% sure|5\d% AFP \(ferry/afp-3"))
    assert sum(map(int, re.findall(r"(\d+)%", " ".join(legend.locator("b").all_inner_texts())))) == 100
    expect(page.locator(".evidence").first).to_contain_text("stand in the dispatch")
    text = page.locator(".text.whole")
    assert text.locator("mark.from-dispatch").count() > 2
    text.locator(".number").first.click()
    stretch = page.locator(".stretch")
    expect(stretch).to_be_focused()
    expect(stretch).to_contain_text("Stretch 1:")
    assert wide(page) <= 0
    stretch.locator("li").get_by_role("link").first.click()
    expect(page.locator(".where")).to_have_text(re.compile(r"^Passage \d+ of"))


def test_a_part_leads_to_its_stretches(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    # By mouse, from a bar in the table of articles.
    row = page.locator("#article-table tbody tr", has_text="ferry/marrow-globe")
    row.locator(".part.from-dispatch").nth(1).click()
    expect(page).to_have_url(re.compile("#/article/ferry%2Fmarrow-globe/2$"))
    lit = page.locator(".text.whole .lit")
    expect(lit.first).to_be_in_viewport()
    said = page.locator("#said")
    expect(said).to_have_text(re.compile(r"^AP \(ferry/ap-1\): stretch 1 of \d+\."))
    assert {one.get_attribute("data-part") for one in lit.all()} == {"1"}
    # By keyboard, from the words below the bar, and on to the next one.
    button = page.locator(".origin-legend").get_by_role("button", name=re.compile("AFP"))
    for number in (1, 2):
        button.press("Enter")
        expect(said).to_have_text(re.compile(rf"^AFP \(ferry/afp-3-correction\): stretch {number} of \d+\."))
    assert {one.get_attribute("data-part") for one in lit.all()} == {"0"}
    expect(page.locator(".text.whole .number:focus + .lit")).to_be_in_viewport()


def test_bars_say_what_the_table_says(opened: Opener, seeds: Path) -> None:
    result = find_reuse(read(seeds.parent / "seeds"))
    page = opened(seeds)
    shown = dict(
        zip(
            page.locator("#article-table tbody .by").all_inner_texts(),
            page.locator("#article-table tbody .composed").all_inner_texts(),
            strict=True,
        )
    )
    assert shown == {derivation.document: composed(derivation) for derivation in result.derivations}
    bars = page.locator("#article-table .composition")
    assert all(one.get_attribute("aria-hidden") == "true" for one in bars.all())
    # Each kind has its own pattern, whatever the colours.
    patterns = page.locator("#section-compositions .swatch").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundImage)"
    )
    assert len(set(patterns[1:-1])) == len(patterns) - 2 == 5


def test_what_is_not_known_is_not_said_to_be_nothing(opened: Opener, tmp_path: Path) -> None:
    shared = "Quinces ripen late, and the cook who waits for a frost is paid in perfume"
    tram = Document("tram", "HILL (AP) - A tram left its rails on Monday and slid into a bakery, police said.")
    result = find_reuse([tram, Document("quince", f"{shared}."), Document("pear", f"{shared}, said none.")])
    page = opened(written(result, tmp_path / "unknown.html"), "#/article/tram")
    expect(page.locator(".deck")).to_have_text(
        re.compile("^AP copy, as it says itself .*how much is reused is not known")
    )


def test_what_is_inferred_is_shown(opened: Opener, tmp_path: Path) -> None:
    page = opened(written(InferredResult(), tmp_path / "inferred.html"))
    expect(page.locator("#credit-table tfoot")).to_contain_text("all")
    page.locator(".graph-rows").get_by_role("link", name="AFP dispatch unseen-1").click()
    expect(page.locator("h1")).to_have_text("AFP dispatch unseen-1")
    expect(page.locator(".rebuilt .sentence")).to_have_text(SENTENCE)
    page.locator(".rebuilt").get_by_role("link", name=re.compile("^\\(AFP\\)")).click()
    expect(page.locator(".deck")).to_contain_text("an unseen AFP dispatch (unseen-1)")
    page.locator(".origin-legend").get_by_role("link", name="open it").click()
    expect(page.locator("h1")).to_have_text("AFP dispatch unseen-1")
    page.go_back()
    credited = page.locator("#section-credits")
    expect(credited).to_contain_text("for all of it")
    credited.get_by_role("button", name="show in the text").click()
    expect(page.locator(".pointed")).to_have_text("AFP")
    page.evaluate("location.hash = '#/pair/a/c'")
    expect(page.locator(".deck")).to_contain_text(f"Likely from “{SENTENCE}” to “{SENTENCE}” (70% sure).")


def test_the_text_of_an_article_is_whole(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    for name in ("ferry/pennant", "ferry/free-citizen", "ferry/afp-zh", "plant/weekend-ledger"):
        page.evaluate("location.hash = '#/'")
        page.locator(".figures").wait_for()
        open_article(page, name)
        page.evaluate("document.querySelectorAll('.text .number').forEach(one => one.remove())")
        text = (SEEDS / f"{name}.txt").read_bytes().decode("utf-8")
        assert page.locator(".text.whole").evaluate("box => box.textContent") == text


def test_without_text_there_are_places(opened: Opener, bare: Path) -> None:
    assert "battery" not in bare.read_text(encoding="utf-8")
    page = opened(bare)
    page.get_by_role("link", name=re.compile("passages: compare")).first.click()
    expect(page.get_by_role("columnheader", name="Kind")).to_be_visible()
    assert re.fullmatch(r"[\d,]+–[\d,]+", page.locator("tbody th").first.inner_text())
    # What an article is made of is said; there is no text that its parts could lead to.
    open_article(page, "trade-wind")
    expect(page.locator(".origin-legend")).to_contain_text("Reuters (unseen-1)")
    assert page.locator(".origin-legend button").count() == 0


# Everybody.


@pytest.mark.parametrize(("scheme", "screen"), SCREENS, ids=SCREEN_IDS)
def test_axe_finds_no_barrier(
    opened: Opener, seeds: Path, scheme: str, screen: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    program = axe_source(tmp_path_factory.getbasetemp())
    page = opened(seeds, scheme=scheme, screen=screen, bypass_csp=True)
    page.evaluate(program)

    def violations() -> list[str]:
        found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", AXE_RULES)
        return [
            f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary']}"
            for one in found["violations"]
        ]

    assert violations() == []
    open_article(page, "ferry/pennant")
    page.locator(".text.whole .number").first.click()
    assert violations() == []
    open_article(page, "plant/trade-wind")
    page.locator(".origin-legend").get_by_role("button", name="Reuters (unseen-1)").click()
    assert violations() == []
    page.locator(".origin-legend").get_by_role("link", name="open it").click()
    page.locator(".rebuilt").wait_for()
    assert violations() == []
    page.evaluate("location.hash = '#/'")
    page.locator(".figures").wait_for()
    open_pair(page, "ferry/afp-2-update", "ferry/pennant", 1)
    assert violations() == []
    open_article(page, "ferry/afp-2-update")
    page.locator(".fates summary").first.click()
    assert violations() == []
    if scheme == "light":
        page.emulate_media(media="print")
        assert violations() == []
        page.evaluate("location.hash = '#/'")
        page.locator(".figures").wait_for()
        assert violations() == []


def test_the_page_is_read_by_keyboard(opened: Opener, seeds: Path) -> None:
    page = opened(seeds)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    # Every view begins with its heading, and the focus goes there.
    page.get_by_role("navigation").get_by_role("link", name="Articles").click()
    page.locator("#article-table").get_by_role("link", name="Opposition wants").press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page).to_have_title(re.compile(" – Text reuse in 49 articles$"))


def test_it_prints(opened: Opener, seeds: Path) -> None:
    page = opened(seeds, scheme="dark")
    page.emulate_media(media="print")
    expect(page.locator(".masthead nav")).to_be_hidden()
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert int(re.findall(r"\d+", paper)[0]) > 200
    open_pair(page, "ferry/afp-2-update", "ferry/pennant", 1)
    box = page.locator(".panel.left .text")
    assert box.evaluate("box => box.scrollHeight - box.clientHeight") <= 1


def test_without_scripts_the_main_things_are_there(opened: Opener, seeds: Path) -> None:
    page = opened(seeds, java_script_enabled=False)
    expect(page.locator("h1")).to_contain_text("share their prose with another")
    assert page.locator("noscript tbody tr").count() == 49


@pytest.mark.parametrize(
    "result",
    [make_result({}), make_result({"only": "One text."}), make_result({"a": "", "b": "x"}), small(), many(130)],
    ids=["no articles", "one", "nothing shared", "three", "a chain"],
)
def test_every_result_opens(opened: Opener, result: ReuseResult, tmp_path: Path) -> None:
    page = opened(written(result, tmp_path / "report.html"))
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("heading", name="How this was made")).to_be_visible()
    for name in result.documents.ids[:3]:
        page.evaluate("address => { location.hash = address; }", f"#/article/{address_of(name)}")
        page.locator(".article").wait_for()
    # An address that leads nowhere leads to the overview.
    page.evaluate("location.hash = '#/pair/a/nobody'")
    page.locator(".figures").wait_for()


def test_five_hundred_articles_open_at_once(opened: Opener, tmp_path: Path) -> None:
    path = written(find_reuse(stories(500)), tmp_path / "many.html")
    assert path.stat().st_size < 20_000_000
    page = opened(path)
    ready = page.evaluate(
        "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"
    )
    assert ready < 2000
    expect(page.locator("h1")).to_contain_text("of 500 articles")
    assert page.locator("*").count() < 20_000


def stories(number: int) -> list[Document]:
    """Return versions of two dozen invented events, of about 600 words each."""
    chance = random.Random(3)  # noqa: S311 - any numbers do
    syllables = ["ba", "ren", "lo", "mit", "su", "tar", "ve", "nok", "pi", "gel", "dor", "hen"]
    vocabulary = ["".join(chance.choices(syllables, k=3)) for _ in range(900)]
    events = [[" ".join(chance.choices(vocabulary, k=16)) + "." for _ in range(60)] for _ in range(24)]
    return [
        Document(
            f"outlet-{i % 40}/{i}",
            "\n\n".join(
                chance.sample(events[i % 24], 20) + [" ".join(chance.choices(vocabulary, k=16)) for _ in range(18)]
            ),
            source=f"Outlet {i % 40}",
            published=f"2031-03-{1 + i % 24:02}T{i % 24:02}:00+00:00",
        )
        for i in range(number)
    ]


# What must not happen.


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(naughty(), tmp_path_factory.mktemp("report") / "hostile.html")


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with its policy", "without its policy"])
def test_nothing_of_an_article_runs(opened: Opener, hostile: Path, bypass_csp: bool) -> None:
    page = opened(hostile, bypass_csp=bypass_csp)
    articles = len(naughty().documents)
    # Every article, every stretch of it, and a passage of every fourth, with a look at all elements each time.
    found = page.evaluate(
        """async ([articles, step]) => {
          const own = "script, img, iframe, object, embed, form, base, link, meta, style, animate, math, textarea";
          const found = new Set();
          const look = (place) => {
            const odd = [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
              .filter((one) => /^on/.test(one.name) || (/^(href|src)$/.test(one.name) && !one.value.startsWith("#")))
              .map((one) => `${place}: ${one.name}=${one.value}`);
            odd.forEach((one) => found.add(one));
            found.add(`${document.querySelectorAll(own).length} of these`).add(`pwned: ${window.pwned}`);
            if (!document.title.endsWith(` articles`)) found.add(`title: ${document.title}`);
          };
          const go = (address) => new Promise((done) => {
            addEventListener("hashchange", () => done(), { once: true });
            location.hash = address;
          });
          look("overview");
          const ids = JSON.parse(document.getElementById("report").textContent).articles.map((one) => one.id);
          for (let article = 0; article < articles; article += step) {
            await go(`#/article/${encodeURIComponent(ids[article])}`);
            document.querySelectorAll(".text .number").forEach((one) => one.click());
            look(`article ${article}`);
            const link = article % 4 ? null : document.querySelector(".stretch a");
            if (!link) continue;
            await go(link.getAttribute("href"));
            document.querySelector("mark").click();
            look(`pair of ${article}`);
          }
          await go("#/");
          const find = document.querySelector("input[type=search]");
          find.value = "<script>window.pwned=1<" + "/script>";
          find.dispatchEvent(new Event("input"));
          look("found");
          return [...found];
        }""",
        [articles, 1 if bypass_csp else 8],
    )
    # The scripts, the style and the metas of the page.
    assert sorted(found) == [f"{2 + 1 + 7} of these", "pwned: undefined"]


def test_what_steers_a_line_is_visible(opened: Opener, tmp_path: Path) -> None:
    shared = "the ferry left the harbour at noon with forty people on board"
    bad = "\x1b[31m \u202eevil\u2066 \x00 \x9b"
    result = find_reuse([Document(f"a{bad}", f"{bad} {shared}"), Document("b", f"{shared} {bad}")])
    page = opened(written(result, tmp_path / "steering.html"), f"#/pair/{address_of(f'a{bad}')}/b")
    assert page.locator("mark").all_inner_texts() == [shared, shared]
    assert page.locator(".panel.left .text").inner_text().startswith("␛[31m �evil� ␀ �")
    assert not re.search("[\x00-\x08\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.locator("body").inner_text())


def test_the_policy_stops_what_gets_in(chromium: Browser, seeds: Path) -> None:
    page = chromium.new_page()
    page.goto(seeds.as_uri())
    stopped = page.evaluate(
        """async () => {
          const attempts = {
            markup: () => { document.body.innerHTML = "<img src=x onerror=window.pwned=1>"; },
            code: () => eval("window.pwned = 1"),
            script: () => {
              const one = document.createElement("script");
              one.textContent = "window.pwned = 1";
              document.body.append(one);
            },
            request: () => fetch("https://example.org/"),
            picture: () => new Promise((_, failed) => {
              const one = new Image();
              one.onerror = () => failed(new Error("no"));
              one.src = "https://example.org/x.png";
            }),
          };
          const stopped = [];
          // What the steering program does itself, no policy stops; what comes later is the page's.
          await new Promise((done) => setTimeout(done));
          for (const [name, attempt] of Object.entries(attempts)) {
            try {
              await attempt();
            } catch {
              stopped.push(name);
            }
          }
          return stopped;
        }"""
    )
    assert page.evaluate("window.pwned") is None
    assert stopped == ["markup", "code", "script", "request", "picture"]
    page.close()
