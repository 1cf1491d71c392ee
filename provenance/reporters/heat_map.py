"""The matrix as a heat map: laid out once, drawn as SVG or as PNG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provenance.errors import OptionError
from provenance.reporters.escape import xml
from provenance.reporters.fit import shorten, unique_tails
from provenance.reporters.numbers import NOTHING, cell, counted, is_share
from provenance.reporters.order import clustered
from provenance.reporters.phrases import about
from provenance.reporters.templating import template

if TYPE_CHECKING:
    from typing import Any, BinaryIO, TextIO

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["HeatMap", "PngReporter", "SvgReporter", "heat_map"]

#: The most articles: with more, a cell would be smaller than a pixel.
_LIMIT = 2000
#: The colours from nothing to all, as in the report.
_SCALE = ("#f6efe2", "#f3d6a8", "#eba96c", "#d9704a", "#b23a3a", "#6d1630")
_PAPER, _INK, _SOFT, _GRID = "#fffdf8", "#22201c", "#6b655b", "#e6dfd1"
_LARGEST, _SMALLEST = 34, 2
#: The least cell size in pixels for numbers in cells, and the least row height for names beside rows.
_WITH_NUMBERS, _WITH_NAMES = 24, 8
_NAME_CHARACTERS = 26
_MARGIN, _HEAD = 24, 64


@dataclass(frozen=True, slots=True)
class Cell:
    """One coloured square: position, colour, number with its colour, and tooltip."""

    x: int
    y: int
    fill: str
    text: str
    ink: str
    title: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The layout of a heat map, in pixels.

    Parameters
    ----------
    width, height, size : int
        The width and height of the picture, and the size of a cell.
    left, top : int
        The position of the first cell.
    title, subtitle : str
        The lines above the map.
    names : tuple of str
        The names of the articles, in the order of rows and columns; empty if rows are too low for them.
    number : int
        The number of articles.
    cells : tuple of Cell
        The cells that are not empty.
    scale : tuple of (str, str)
        The colours of the legend with their labels.
    font : int
        The font size of the names.
    """

    width: int
    height: int
    size: int
    left: int
    top: int
    title: str
    subtitle: str
    names: tuple[str, ...]
    number: int
    cells: tuple[Cell, ...]
    scale: tuple[tuple[str, str], ...]
    font: int


class SvgReporter:
    """Draws the heat map as SVG, which can be scaled and contains numbers and names as text."""

    def write(self, result: ReuseResult, out: TextIO, options: ReportOptions) -> None:
        """Write a result."""
        drawing = template("heat_map.svg").stream(
            map=heat_map(result, options), paper=_PAPER, ink=_INK, soft=_SOFT, grid=_GRID, empty=_SCALE[0]
        )
        for part in drawing:
            out.write(part)


class PngReporter:
    """Draws the heat map as PNG, at twice the resolution of the SVG, with Pillow and its built-in font."""

    binary: Literal[True] = True

    def write(self, result: ReuseResult, out: BinaryIO, options: ReportOptions) -> None:
        """Write a result."""
        try:
            from PIL import Image, ImageDraw, ImageFont
        except ImportError:
            raise OptionError(
                "a PNG is drawn by Pillow, which is not installed.",
                hint="python -m pip install 'wire-provenance[png]'; -o matrix.svg needs nothing more.",
            ) from None
        fine = 2
        drawn = heat_map(result, options)
        image = Image.new("RGB", (drawn.width * fine, drawn.height * fine), _PAPER)
        draw = ImageDraw.Draw(image)

        def font(size: int) -> Any:
            return ImageFont.load_default(size * fine)

        def say(x: float, y: float, text: str, size: int, colour: str, anchor: str) -> None:
            draw.text((x * fine, y * fine), text, fill=colour, font=font(size), anchor=anchor)

        say(_MARGIN, 22, drawn.title, 17, _INK, "lm")
        say(_MARGIN, 44, drawn.subtitle, 12, _SOFT, "lm")
        side = drawn.size * drawn.number
        draw.rectangle(
            (drawn.left * fine, drawn.top * fine, (drawn.left + side) * fine, (drawn.top + side) * fine),
            outline=_GRID,
            fill=_SCALE[0],
        )
        gap = fine if drawn.size > 5 else 0
        for one in drawn.cells:
            left, top = (drawn.left + one.x) * fine, (drawn.top + one.y) * fine
            right, bottom = left + drawn.size * fine - 1 - gap, top + drawn.size * fine - 1 - gap
            draw.rectangle((left, top, right, bottom), fill=one.fill)
            if one.text:
                middle = drawn.size / 2
                say(drawn.left + one.x + middle, drawn.top + one.y + middle, one.text, 10, one.ink, "mm")
        for number, name in enumerate(drawn.names):
            place = (number + 0.5) * drawn.size
            say(drawn.left - 6, drawn.top + place, f"{name}  {number + 1}", drawn.font, _INK, "rm")
            say(drawn.left + place, drawn.top - 6, f"{number + 1}", min(drawn.font, 10), _SOFT, "mb")
        for step, (colour, label) in enumerate(drawn.scale):
            x, y = drawn.left + step * 44, drawn.top + side + 16
            draw.rectangle((x * fine, y * fine, (x + 43) * fine, (y + 10) * fine), fill=colour)
            say(x, y + 22, label, 10, _SOFT, "lm")
        image.save(out, "PNG", optimize=True)


def heat_map(result: ReuseResult, options: ReportOptions) -> HeatMap:
    """Lay out the heat map of a result; articles that share much are neighbours.

    Raises
    ------
    OptionError
        Above 2,000 articles.
    """
    number = len(result.documents)
    if number > _LIMIT:
        raise OptionError(
            f"a heat map of {number:,} articles would have cells that nobody sees; at most {_LIMIT:,} are drawn.",
            hint="-o matrix.csv holds the numbers.",
        )
    documents = result.documents
    pairs = result.pairs(options.measure, options.quotations)
    places = [(documents.position(pair.left), documents.position(pair.right), pair) for pair in pairs]
    order = clustered(number, ((i, j, pair.value) for i, j, pair in places))
    rank = {document: place for place, document in enumerate(order)}
    size = max(_SMALLEST, min(_LARGEST, 900 // max(1, number)))
    names = [xml(name) for name in unique_tails([documents.ids[i] for i in order])]
    most = 1.0 if is_share(options.measure) else max((pair.value for pair in pairs), default=1.0)
    cells = []
    for i, j, pair in places:
        for row, column, value in ((i, j, pair.value), (j, i, pair.reverse)):
            if value > 0:
                cells.append(_cell(rank[row], rank[column], value, most, size, names, options))
    shown = [shorten(name, _NAME_CHARACTERS) for name in names] if size >= _WITH_NAMES else []
    font = min(13, max(7, size - 4))
    left = _MARGIN + max((round(len(name) * font * 0.58) + 34 for name in shown), default=0)
    side = size * number
    top = _HEAD + (18 if shown else 0)
    return HeatMap(
        width=max(left + side + _MARGIN, 560),
        height=top + side + 48,
        size=size,
        left=left,
        top=top,
        title=f"Text reuse in {counted(number, 'article')}",
        subtitle=about(options),
        names=tuple(shown),
        number=number,
        cells=tuple(cells),
        scale=_legend(most, options),
        font=font,
    )


def colour_of(share: float) -> str:
    """Return the colour of a share of 0 to 1, interpolated on the scale."""
    place = min(1.0, max(0.0, share)) * (len(_SCALE) - 1)
    step = min(int(place), len(_SCALE) - 2)
    low, high = (tuple(int(_SCALE[step + k][i : i + 2], 16) for i in (1, 3, 5)) for k in (0, 1))
    mixed = (round(a + (b - a) * (place - step)) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _cell(
    row: int, column: int, value: float, most: float, size: int, names: list[str], options: ReportOptions
) -> Cell:
    # The square root spreads the small shares, which are the most common.
    share = (value / most) ** 0.5
    number = cell(value, options.measure)
    return Cell(
        x=column * size,
        y=row * size,
        fill=colour_of(share),
        text=number.removesuffix("%") if size >= _WITH_NUMBERS and number != NOTHING else "",
        ink="#ffffff" if share > 0.6 else _INK,
        title=f"{names[row]} in {names[column]}: {number}",
    )


def _legend(most: float, options: ReportOptions) -> tuple[tuple[str, str], ...]:
    steps = len(_SCALE) - 1
    return tuple((_SCALE[step], cell(most * (step / steps) ** 2, options.measure)) for step in range(1, steps + 1))
