"""The heat map, as SVG and as PNG, and the order in which it shows articles."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from test_reporters_results import SENTENCE, hostile, make_result, many, small, written

from provenance.errors import OptionError
from provenance.model.options import ReportOptions
from provenance.reporters.heat_map import PngReporter, SvgReporter, colour_of, heat_map
from provenance.reporters.order import clustered

if TYPE_CHECKING:
    from provenance.model.result import ReuseResult

SVG = "{http://www.w3.org/2000/svg}"


def svg_of(result: ReuseResult, **options: object) -> etree._Element:
    return etree.fromstring(written(SvgReporter, result, **options).encode())


def picture(result: ReuseResult, **options: object) -> Image.Image:
    out = io.BytesIO()
    PngReporter().write(result, out, ReportOptions(**options))
    return Image.open(out)


def test_the_drawing_says_every_number() -> None:
    root = svg_of(small())
    assert root.get("role") == "img"
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert titles == ["Text reuse in 3 articles", "b in a: 73%", "a in b: 58%"]
    names = [
        re.sub(r"\s+", " ", "".join(text.itertext()))
        for text in root.iter(f"{SVG}text")
        if text.get("text-anchor") == "end"
    ]
    assert names == ["a 1", "b 2", "c 3"]


def test_the_measure_is_the_one_asked_for() -> None:
    titles = [title.text for title in svg_of(small(), measure="words").iter(f"{SVG}title")]
    assert titles[1:] == ["a in b: 12", "b in a: 12"]


@pytest.mark.parametrize("result", [make_result({}), make_result({"only": SENTENCE}), small(), hostile(), many(120)])
def test_every_result_is_drawn_twice(result: ReuseResult) -> None:
    root = svg_of(result)
    image = picture(result)
    assert (image.format, image.mode) == ("PNG", "RGB")
    assert image.size == (2 * int(root.get("width")), 2 * int(root.get("height")))
    # Nothing in it is code or leads away.
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "text", "tspan", "g"}


def test_the_picture_has_the_colours_of_the_drawing() -> None:
    drawn = heat_map(small(), ReportOptions())
    image = picture(small())
    for cell in drawn.cells:
        place = (2 * (drawn.left + cell.x) + 2, 2 * (drawn.top + cell.y) + 2)
        assert "#{:02x}{:02x}{:02x}".format(*image.getpixel(place)) == cell.fill


def test_the_same_result_is_the_same_picture() -> None:
    assert picture(many(20)).tobytes() == picture(many(20)).tobytes()


def test_colours_darken() -> None:
    light = [sum(int(colour_of(share)[i : i + 2], 16) for i in (1, 3, 5)) for share in np.linspace(0, 1, 50)]
    assert light == sorted(light, reverse=True)


def test_too_many_articles_for_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.reporters.heat_map._LIMIT", 10)
    with pytest.raises(OptionError, match=r"at most 10 are drawn.*matrix\.csv"):
        svg_of(many(11))


def test_without_pillow_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(OptionError, match=r"Pillow, which is not installed.*wire-provenance\[png\]"):
        picture(small())


# The order.


def test_what_is_alike_stands_together() -> None:
    pairs = [(0, 3, 0.9), (3, 5, 0.8), (1, 4, 0.7), (0, 1, 0.1)]
    assert clustered(7, pairs) in ([5, 3, 0, 1, 4, 2, 6], [4, 1, 0, 3, 5, 2, 6])
    assert clustered(0, []) == []


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.lists(
                st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.floats(0, 1)).filter(lambda p: p[0] != p[1]),
                max_size=30,
            ),
        )
    )
)
def test_each_article_is_in_the_order_once(case: tuple[int, list[tuple[int, int, float]]]) -> None:
    number, pairs = case
    order = clustered(number, pairs)
    assert sorted(order) == list(range(number))
    assert order == clustered(number, pairs)
    # Articles that no chain of pairs joins do not stand among each other.
    joined = list(range(number))
    for i, j, _ in pairs * number:
        joined[i] = joined[j] = min(joined[i], joined[j])
    groups = [joined[member] for member in order]
    assert len([g for k, g in enumerate(groups) if k == 0 or groups[k - 1] != g]) == len(set(groups))
