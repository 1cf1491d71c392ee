"""Draws the pictures of docs/web-pages.md: a page with its origins, and what all pages are made of."""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from typing import TYPE_CHECKING

from picture import FAINT, INK, PALE, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provenance import ReuseResult

#: The colour of each kind of origin, and what the legend calls it.
KINDS = {
    "dispatch": ("#1b7f5c", "a dispatch at hand"),
    "unseen": ("#2f6fb0", "a text not at hand"),
    "article": ("#7a4fb5", "another's article"),
    "publisher": ("#b06ba8", "its own house"),
    "quotation": ("#c77700", "quoted"),
    "boilerplate": ("#8796a3", "the page"),
    "own": ("#e9dfae", "its own"),
}
_PALER = {"own": "0.55", "boilerplate": "0.35"}
_COLUMNS, _SIGN, _ROW = 96, 6.6, 16


def page(result: ReuseResult, name: str, stretches: Iterable[Mapping[str, object]]) -> Picture:
    """Draw the text of an article on the colours of its origins, and below what is said of it and what is true."""
    position = result.documents.ids.index(name)
    derivation = result.derivations[position]
    spans = sorted((*span, origin.kind) for origin in derivation.origins for span in origin.spans)
    lines = list(_lines(result.documents[position].text))
    height = 24 + _ROW * len(lines) + 108
    picture = Picture(660, height, f"The page {name}, each word on the colour of where it is from")
    y = 24.0
    for start, line in lines:
        for a, b, kind in spans:
            left, right = max(a, start), min(b, start + len(line))
            if left < right:
                shade = _PALER.get(kind, "0.3")
                x, width = 12 + (left - start) * _SIGN, (right - left) * _SIGN
                picture.box(x, y - 12, width, _ROW - 1, KINDS[kind][0], fill_opacity=shade)
        if line:
            length = f"{len(line) * _SIGN:g}"
            picture.text(12, y, line, font_family="monospace", font_size="11", textLength=length)
        y += _ROW
    true = _shares((str(each["kind"]), float(str(each["words"]))) for each in stretches)
    for shares, title in ((_shares((each.kind, each.share) for each in derivation.origins), "said"), (true, "true")):
        picture.text(12, y + 14, title)
        _bar(picture, 48, y + 1, 600, shares)
        y += 24
    _legend(picture, 12, y + 24)
    return picture


def bars(result: ReuseResult, prefix: str) -> Picture:
    """Draw what each article below a folder is made of, as bars."""
    chosen = [each for each in result.derivations if each.document.startswith(prefix)]
    picture = Picture(
        660, 70 + 17 * len(chosen), f"What each of {len(chosen)} pages is made of, as bars of the kinds of origins"
    )
    for row, derivation in enumerate(chosen):
        y = 20 + 17 * row
        picture.text(150, y + 11, derivation.document.removeprefix(prefix), anchor="end", font_size="11")
        shares = _shares((each.kind, each.share) for each in derivation.origins)
        _bar(picture, 158, y, 490, shares, height=13)
    _legend(picture, 12, 44 + 17 * len(chosen))
    return picture


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines short enough to be drawn, with where each begins; lines without a word are left out."""
    for found in re.finditer(r"[^\n]*\w[^\n]*", text):
        at = found.start()
        for line in textwrap.wrap(found.group(), _COLUMNS, break_on_hyphens=False):
            at = text.index(line, at)
            yield at, line
            at += len(line)


def _shares(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the share of each kind, 0 to 1."""
    shares: defaultdict[str, float] = defaultdict(float)
    for kind, size in parts:
        shares[kind] += size
    total = sum(shares.values()) or 1.0
    return {kind: size / total for kind, size in shares.items()}


def _bar(
    picture: Picture, x: float, y: float, width: float, shares: Mapping[str, float], *, height: float = 18
) -> None:
    picture.box(x, y, width, height, FAINT)
    left = float(x)
    for kind, (colour, _) in KINDS.items():
        share = shares.get(kind, 0.0)
        if share:
            picture.box(left, y, share * width, height, colour, fill_opacity="0.8")
        if share > 0.06 and height > 15:
            middle = left + share * width / 2
            picture.text(middle, y + 13, f"{share:.0%}", anchor="middle", colour=INK, font_size="11")
        left += share * width


def _legend(picture: Picture, x: float, y: float) -> None:
    for number, (colour, said) in enumerate(KINDS.values()):
        left, top = x + 160 * (number % 4), y + 20 * (number // 4)
        picture.box(left, top - 10, 11, 11, colour, fill_opacity="0.8", stroke=PALE)
        picture.text(left + 17, top, said, font_size="12")
