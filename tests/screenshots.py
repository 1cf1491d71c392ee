"""Takes the screenshots in docs/pictures from the report of seeds/, in Chromium.

python tests/screenshots.py
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from browser import launch
from PIL import Image
from playwright.sync_api import sync_playwright

from provenance.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
_COLOURS = 256


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the size of the screen, the colours, where in the report, and what is done there."""

    name: str
    width: int
    height: int
    scheme: str = "light"
    address: str = "#/"
    script: str = ""
    pair: tuple[str, str] | None = None
    article: str | None = None


SHOTS = (
    Shot("report-overview.png", 1180, 900),
    Shot("report-map.png", 1180, 900, script="document.getElementById('section-matrix').scrollIntoView()"),
    Shot("report-graph.png", 1180, 760, script="document.getElementById('section-graph').scrollIntoView()"),
    Shot("report-time.png", 1180, 760, script="document.getElementById('section-time').scrollIntoView()"),
    Shot("report-rates.png", 1180, 760, script="document.getElementById('section-rates').scrollIntoView()"),
    Shot("report-articles.png", 1180, 760, script="document.getElementById('section-articles').scrollIntoView()"),
    Shot("report-dispatch.png", 1180, 760, address="#/dispatch/unseen-1"),
    Shot(
        "report-pair.png",
        1180,
        860,
        pair=("ferry/afp-2-update", "ferry/northgate-echo"),
        script="document.querySelector('[aria-label=\"Next passage\"]').click()",
    ),
    Shot("report-article.png", 1180, 860, article="ferry/marrow-globe"),
    Shot(
        "report-sentences.png",
        1180,
        760,
        article="ferry/afp-2-update",
        script="document.querySelectorAll('.fates details')[2].open = true;"
        "document.getElementById('section-fates').scrollIntoView()",
    ),
    Shot("report-dark.png", 1180, 700, scheme="dark", pair=("ferry/afp-2-update", "ferry/quay-review")),
    Shot("report-phone.png", 390, 844, article="plant/trade-wind"),
)


def take(browser: Browser, report: Path, shot: Shot) -> Image.Image:
    """Open the report and take one picture of it."""
    phone = shot.width < 500
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        device_scale_factor=2 if phone else 1,
        is_mobile=phone,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(report.as_uri() + "#/")
    address = shot.address
    if shot.article is not None:
        address = f"#/article/{quote(shot.article, safe='')}"
    if shot.pair is not None:
        address = "#/pair/" + "/".join(quote(name, safe="") for name in shot.pair)
    page.evaluate("address => { location.hash = address; }", address)
    # The timeline is the last picture of the overview that is drawn.
    drawn = {"article": ".article", "pair": ".panels", "dispatch": ".rebuilt"}
    page.locator(drawn.get(address.split("/")[1], "#section-time svg")).first.wait_for()
    if shot.script:
        page.evaluate(shot.script)
    picture = page.screenshot()
    context.close()
    # A page of text in few colours takes a third of the room in a palette.
    return Image.open(io.BytesIO(picture)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)


def all_of_them(folder: Path) -> None:
    """Write the report of seeds/ and take every picture of it into a folder."""
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        report = Path(work) / "report.html"
        main(["report", str(ROOT / "seeds"), "-o", str(report)])
        browser = launch(playwright)
        for shot in SHOTS:
            take(browser, report, shot).save(folder / shot.name, optimize=True)
        browser.close()


if __name__ == "__main__":
    all_of_them(PICTURES)
