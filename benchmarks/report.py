"""Prints how large the HTML report is, and how long it takes to open, to filter and to sort, in Chromium.

    python benchmarks/report.py

"Open" is from the navigation to the first idle moment after the overview is drawn, "filter" and "sort" from the change
to the next picture with the new counts and table: the best of five. Chromium is Debian's; Playwright steers it.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from playwright.sync_api import Browser, sync_playwright

from provenance import find_reuse, read

if TYPE_CHECKING:
    from provenance.api.inputs import DocumentsLike

ROUNDS = 5
# Milliseconds in which the maps below the first screen are drawn.
_SETTLED = 3000
_READY = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"
# Filters by the least percent; sorts the articles by their words, and back.
_ASKED = """async () => {
  const pictured = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const quiet = () => new Promise((done) => setTimeout(done, 1500));
  const timed = async (act) => {
    const start = performance.now();
    act();
    await pictured();
    return performance.now() - start;
  };
  const labels = [...document.querySelectorAll(".filters label")];
  const input = (text) => document.getElementById(labels.find((one) => one.textContent === text).htmlFor);
  const set = (element, value, event) => () => {
    element.value = value;
    element.dispatchEvent(new Event(event));
  };
  const filter = [];
  const sort = [];
  for (let round = 0; round < 5; round++) {
    filter.push(await timed(set(input("Least percent"), String(30 + round), "input")));
    await quiet();
    const heads = [...document.querySelectorAll("#article-table thead button")];
    const head = heads.find((one) => one.textContent === "Words");
    sort.push(await timed(() => head.click()));
  }
  return [Math.min(...filter), Math.min(...sort)];
}"""
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def one_story(number: int) -> list[str]:
    """Return prints of one story: each has most of its sentences, some with words changed, and some of its own."""
    chance = random.Random(1)  # noqa: S311 - any numbers do
    words = corpus.make(4).texts[0].lower().replace(".", "").split()

    def sentence() -> str:
        return " ".join(chance.choices(words, k=chance.randint(9, 22))).capitalize() + "."

    story = [sentence() for _ in range(36)]
    texts = []
    for _ in range(number):
        kept = [line if chance.random() > 0.1 else line.replace(" ", f" {chance.choice(words)} ", 1) for line in story]
        texts.append("\n\n".join(kept[: chance.randint(12, 36)] + [sentence() for _ in range(chance.randint(0, 8))]))
    return texts


def measure(what: str, documents: DocumentsLike, browser: Browser, folder: Path) -> None:
    """Write a report, open it, and print what it took."""
    result = find_reuse(documents)
    path = folder / "report.html"
    start = time.perf_counter()
    result.write(path)
    written = time.perf_counter() - start
    times = []
    for _ in range(ROUNDS):
        page = browser.new_page()
        page.goto(path.as_uri())
        times.append(page.evaluate(_READY) / 1000)
        page.close()
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_timeout(_SETTLED)
    filtered, is_sorted = page.evaluate(_ASKED)
    page.close()
    print(
        f"{what:<44} {len(result.passages):>8,} passages {path.stat().st_size / 1e6:>7.1f} MB  "
        f"written in {written:>5.2f} s  opens in {min(times):>5.2f} s  filters in {filtered:>4.0f} ms  "
        f"sorts in {is_sorted:>4.0f} ms   wanted 25 MB, 2 s, 200 ms",
        flush=True,
    )


def main() -> None:
    """Measure small and large reports."""
    seeds = read(Path(__file__).parents[1] / "seeds")
    found = shutil.which("chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        for what, documents in (
            ("5 articles", list(seeds)[:5]),
            ("49 articles, the sample corpus", seeds),
            ("500 articles of 600 words", corpus.make(500).texts),
            ("612 prints of one story", one_story(612)),
            ("5,000 articles of 350 words", corpus.make(5000, (200, 500)).texts),
        ):
            measure(what, documents, browser, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
