"""Draws the pictures of docs/, some from the sample corpus: python docs/website/pictures.py [FOLDER]."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import page_pictures
from picture import FAINT, INK, PALE, PAPER, Picture

from provenance import compare, find_reuse, read
from provenance.text.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from provenance import Document

ROOT = Path(__file__).parents[2]
_COLOURS = {"verbatim": "#1b7f5c", "edited": "#c77700", "paraphrase": "#7a4fb5"}


def flow() -> Picture:
    """Draw the way from files to a report."""
    picture = Picture(720, 120, "From files to a report: read, cut into words, propose pairs, align, infer, report")
    steps = [
        ("read", "files to", "documents"),
        ("words", "normalise, cut,", "keep offsets"),
        ("pairs", "every pair, or", "shared n-grams"),
        ("align", "seeds, chains,", "passages"),
        ("infer", "degree,", "source"),
        ("report", "table, JSON,", "anything"),
    ]
    for number, (name, *lines) in enumerate(steps):
        x = 8 + number * 119
        picture.box(x, 22, 108, 76, FAINT, rx="6")
        picture.text(x + 54, 44, name, anchor="middle", font_weight="bold")
        for row, line in enumerate(lines):
            picture.text(x + 54, 66 + 18 * row, line, anchor="middle", colour=INK, font_size="12")
        if number:
            picture.arrow((x - 11, 60), (x - 1, 60))
    return picture


def dots(left: Document, right: Document) -> Picture:
    """Draw where two articles have three words in a row in common, and the passages found in them."""
    size, edge = 380.0, 60.0
    a, b = words(left.text), words(right.text)
    picture = Picture(
        620, 480, f"Dots where {left.id} and {right.id} share three words in a row; passages are diagonals"
    )
    picture.box(edge, 30, size, size, FAINT)
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(b) - 2):
        places.setdefault(tuple(b[at : at + 3]), []).append(at)
    for x in range(len(a) - 2):
        for y in places.get(tuple(a[x : x + 3]), ()):
            picture.box(edge + x / len(a) * size - 1, 30 + y / len(b) * size - 1, 2.6, 2.6, INK)
    for passage in compare(left, right).passages:
        (x0, x1), (y0, y1) = _words_of(left, passage.left), _words_of(right, passage.right)
        picture.box(
            edge + x0 / len(a) * size, 30 + y0 / len(b) * size, (x1 - x0) / len(a) * size, (y1 - y0) / len(b) * size,
            _COLOURS[passage.kind], fill_opacity="0.28", stroke=_COLOURS[passage.kind],
        )  # fmt: skip
    picture.text(edge + size / 2, 436, f"words of {left.id}", anchor="middle")
    picture.text(
        40, 30 + size / 2, f"words of {right.id}", anchor="middle", transform=f"rotate(-90 40 {30 + size / 2:g})"
    )
    _legend(picture, 460, 60)
    for row, line in enumerate(
        (
            "a dot: three words in",
            "a row that both have",
            "(a seed)",
            "",
            "a box: a passage, grown",
            "along a chain of seeds",
        )
    ):
        picture.text(460, 160 + 20 * row, line, colour=INK)
    return picture


def ribbons(left: Document, right: Document) -> Picture:
    """Draw two articles as bars, with their passages between them."""
    picture = Picture(620, 250, f"The passages that {left.id} and {right.id} share, as ribbons between two bars")
    longest = max(len(left.text), len(right.text))
    top, bottom, scale = 50, 170, 580 / longest
    for y, document in ((top, left), (bottom, right)):
        picture.box(20, y, len(document.text) * scale, 22, FAINT, stroke=PALE)
        picture.text(20, y - 8 if y == top else y + 40, document.id, font_weight="bold")
    for passage in compare(left, right).passages:
        a, b = 20 + passage.left.start * scale, 20 + passage.left.stop * scale
        c, d = 20 + passage.right.start * scale, 20 + passage.right.stop * scale
        colour = _COLOURS[passage.kind]
        picture.box(a, top, b - a, 22, colour)
        picture.box(c, bottom, d - c, 22, colour)
        picture.shape(
            f"M{a:.1f} {top + 22} L{b:.1f} {top + 22} L{d:.1f} {bottom} L{c:.1f} {bottom} Z",
            colour,
            fill_opacity="0.25",
        )
    _legend(picture, 300, 222, level=True)
    return picture


def matrix(documents: Iterable[Document]) -> Picture:
    """Draw a matrix of containment with and without quotations."""
    result = find_reuse(list(documents))
    ids, cell = [document.id for document in result.documents], 22
    picture = Picture(
        860, 130 + cell * len(ids), "How much of the row stands in the column, with and without quotations"
    )
    with_all, without = result.matrix().values, result.matrix(quotations="exclude").values
    for x, title, values in ((150, "all words", with_all), (560, "quotations left out", without)):
        picture.text(x + cell * len(ids) / 2, 24, title, anchor="middle", font_weight="bold")
        for row, name in enumerate(ids):
            y = 40 + row * cell
            picture.text(x - 8, y + 15, name, anchor="end", font_size="12")
            for column in range(len(ids)):
                shade = values[row, column] if row != column else 0
                fill = "#cfd8df" if row == column else "#0b4f8a"
                picture.box(
                    x + column * cell, y, cell - 2, cell - 2, fill if row == column or shade else FAINT,
                    fill_opacity=f"{1 if row == column or not shade else 0.15 + 0.85 * shade:.2f}",
                )  # fmt: skip
    picture.text(
        150,
        60 + cell * len(ids) + 20,
        "The darker, the more of the row's words stand in passages that it shares with the column.",
    )
    return picture


def direction() -> Picture:
    """Draw what shared words can mean."""
    picture = Picture(720, 250, "Three ways to the same words: an unseen dispatch, a copy, a quotation")
    for x, title in ((20, "an unseen source"), (270, "a copy of a copy"), (510, "one quotation")):
        picture.text(x, 28, title, font_weight="bold")
    picture.box(75, 50, 90, 34, PAPER, rx="5", stroke=PALE, stroke_dasharray="5 4")
    picture.text(120, 72, "AFP ?", anchor="middle", colour=PALE)
    for number, name in enumerate(("A", "B", "C (AFP)")):
        x = 20 + number * 72
        picture.arrow((120, 84), (x + 32, 148), colour=PALE, stroke_dasharray="5 4")
        _page(picture, x, 150, name)
    _note(picture, 20, 215, "no paper is the source;", "one of them credits it")
    for number, name in enumerate(("wire", "A", "B")):
        _page(picture, 270 + number * 78, 100, name)
        if number:
            picture.arrow((270 + number * 78 - 13, 117), (270 + number * 78 - 1, 117))
    _note(picture, 270, 180, "B has A's changes:", "it had A before it, not the wire")
    picture.box(560, 50, 110, 34, FAINT, rx="16")
    picture.text(615, 72, "“... so far east”", anchor="middle", font_size="12")
    for number, name in enumerate(("A", "B")):
        picture.arrow((615, 84), (560 + number * 90 + 10, 148))
        _page(picture, 528 + number * 90, 150, name)
    _note(picture, 510, 215, "both were there:", "shared words, no reuse")
    return picture


def clusters() -> Picture:
    """Draw why a chain of likeness removes nothing by itself."""
    picture = Picture(620, 190, "A is like B, and B like C; C goes for A's sake only if A and C were compared")
    for x, name in ((40, "A"), (200, "B"), (360, "C")):
        _page(picture, x, 60, name)
    picture.line((106, 77), (200, 77), colour=_COLOURS["verbatim"], width="3")
    picture.line((266, 77), (360, 77), colour=_COLOURS["verbatim"], width="3")
    picture.text(153, 68, "0.85", anchor="middle", font_size="12")
    picture.text(313, 68, "0.85", anchor="middle", font_size="12")
    picture.line((73, 96), (73, 130), (393, 130), (393, 96), colour=PALE, stroke_dasharray="5 4")
    picture.text(233, 148, "0.55: compared, and not alike", anchor="middle", colour=INK, font_size="12")
    picture.text(40, 32, "A is kept, B goes for A's sake, and C stays.", font_weight="bold")
    _note(picture, 455, 68, "green: a verified edge", "only such an edge", "removes anything")
    return picture


def _page(picture: Picture, x: float, y: float, name: str) -> None:
    picture.box(x, y, 66, 34, FAINT, rx="3", stroke=INK)
    picture.text(x + 33, y + 22, name, anchor="middle")


def _note(picture: Picture, x: float, y: float, *lines: str) -> None:
    for row, line in enumerate(lines):
        picture.text(x, y + 18 * row, line, font_size="12")


def _legend(picture: Picture, x: float, y: float, *, level: bool = False) -> None:
    for number, (kind, colour) in enumerate(_COLOURS.items()):
        left, top = (x + 100 * number, y) if level else (x, y + 24 * number)
        picture.box(left, top - 11, 12, 12, colour)
        picture.text(left + 18, top, kind)


def _words_of(document: Document, side: object) -> tuple[int, int]:
    spans = list(Words().spans(document.text))
    start, stop = side.start, side.stop  # type: ignore[attr-defined] # a Side, imported for this alone otherwise
    return sum(span[0] < start for span in spans), sum(span[0] < stop for span in spans)


def _stretches(seeds: Path, name: str) -> list[dict[str, object]]:
    """Return where each stretch of an article is from, as the sample corpus knows."""
    records = map(json.loads, (seeds / "truth.jsonl").read_text(encoding="utf-8").splitlines())
    return next(r["stretches"] for r in records if r["type"] == "origins" and r["document"] == name)


def pictures() -> dict[str, Callable[[], Picture]]:
    """Return what draws each picture, by the name of its file."""
    seeds = ROOT / "seeds"
    plant, ferry = read(seeds / "plant"), read(seeds / "ferry")
    every = find_reuse(read(seeds))

    def pair(*names: str) -> list[Document]:
        return [ferry[ferry.position(name)] for name in names]

    return {
        "flow": flow,
        "dots": lambda: dots(*pair("marrow-globe", "summit-news")),
        "ribbons": lambda: ribbons(*pair("afp-2-update", "quay-review")),
        "matrix": lambda: matrix(plant),
        "direction": direction,
        "clusters": clusters,
        "web-page": lambda: page_pictures.page(every, "web/kbx-dam-live", _stretches(seeds, "web/kbx-dam-live")),
        "web-bars": lambda: page_pictures.bars(every, "web/"),
    }


def main(folder: Path) -> None:
    """Draw all pictures into a folder."""
    folder.mkdir(exist_ok=True)
    for name, draw in pictures().items():
        (folder / f"{name}.svg").write_text(str(draw()), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
