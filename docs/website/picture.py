"""A picture in SVG that grows as things are drawn on it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FONT = 'font-family="system-ui, sans-serif" font-size="13"'
INK, PALE, PAPER, FAINT = "#22303c", "#8796a3", "#ffffff", "#e7ecf0"


class Picture:
    """An SVG picture that grows as things are drawn on it.

    Parameters
    ----------
    width, height : int
        Its size.
    title : str
        What it shows, for those who do not see it.
    """

    def __init__(self, width: int, height: int, title: str) -> None:
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" {_FONT}>',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" rx="6" fill="{PAPER}"/>',
        ]

    def box(self, x: float, y: float, width: float, height: float, fill: str, **more: str) -> None:
        """Draw a rectangle."""
        self._add("rect", x=x, y=y, width=width, height=height, fill=fill, **more)

    def line(self, *points: tuple[float, float], colour: str = INK, width: str = "1.5", **more: str) -> None:
        """Draw a line from point to point."""
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        self._add("polyline", points=path, fill="none", stroke=colour, **{"stroke-width": width}, **more)

    def arrow(self, start: tuple[float, float], stop: tuple[float, float], colour: str = INK, **more: str) -> None:
        """Draw an arrow, level or upright or between."""
        (x, y), (u, v) = start, stop
        length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5
        ex, ey = (u - x) / length, (v - y) / length
        self.line(start, (u - 7 * ex, v - 7 * ey), colour=colour, **more)
        tip = [(u, v), (u - 10 * ex + 4 * ey, v - 10 * ey - 4 * ex), (u - 10 * ex - 4 * ey, v - 10 * ey + 4 * ex)]
        self._add("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in tip), fill=colour)

    def shape(self, path: str, fill: str, **more: str) -> None:
        """Draw a filled path."""
        self._add("path", d=path, fill=fill, **more)

    def text(self, x: float, y: float, said: str, *, anchor: str = "start", colour: str = INK, **more: str) -> None:
        """Write a line."""
        self._parts.append(
            f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}"{_given(more)}>{escape(said)}</text>'
        )

    def _add(self, tag: str, **given: object) -> None:
        self._parts.append(f"<{tag}{_given(given)}/>")

    def __str__(self) -> str:
        return "\n".join([*self._parts, "</svg>", ""])


def _given(values: Mapping[str, object]) -> str:
    return "".join(
        f' {_attribute(key)}="{value:g}"' if isinstance(value, (int, float)) else f' {_attribute(key)}="{value}"'
        for key, value in values.items()
    )


def _attribute(key: str) -> str:
    return key if key.endswith("Length") else key.replace("_", "-")
