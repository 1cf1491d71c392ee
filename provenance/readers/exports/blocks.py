"""Lines to paragraphs: splits at blank lines, and joins lines that were broken at the edge of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Block", "blocks_of", "width_of"]

_INDENT = 6
_NARROWEST, _WIDEST = 60, 100


@dataclass(frozen=True, slots=True)
class Block:
    """Lines without a blank one between them.

    Parameters
    ----------
    lines : tuple of str
        The lines, without the spaces around them.
    raw : tuple of str
        The lines with the spaces before them.
    width : int
        The width at which lines were broken; 0 if each line is a paragraph.
    """

    lines: tuple[str, ...]
    raw: tuple[str, ...]
    width: int = 0

    @property
    def centred(self) -> bool:
        """Whether all its lines are indented, as names and dates above an article are."""
        depths = [len(line) - len(line.lstrip()) for line in self.raw]
        return bool(self.width) and min(depths) > 0 and max(depths) >= _INDENT

    @property
    def joined(self) -> str:
        """The lines as one."""
        return " ".join(self.lines)

    def paragraphs(self, skip: int = 0) -> list[str]:
        """Return the paragraphs from a line on, joining lines that were broken at the edge of the page."""
        if not self.width:
            return list(self.lines[skip:])
        text = ""
        last = ""
        for line, raw in zip(self.lines[skip:], self.raw[skip:], strict=True):
            if not text:
                text = line
            elif raw[:1].isspace() or len(last) + 1 + len(line.split(None, 1)[0]) <= self.width:
                text += f"\n{line}"
            else:
                text += f" {line}"
            last = raw.rstrip()
        return [text] if text else []


def blocks_of(lines: Sequence[str], width: int) -> list[Block]:
    """Split lines into blocks at blank lines."""
    blocks: list[Block] = []
    here: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            here.append(line)
        elif here:
            blocks.append(Block(tuple(each.strip() for each in here), tuple(here), width))
            here = []
    return blocks


def width_of(lines: Sequence[str]) -> int:
    """Return the width at which the lines of a text were broken; 0 if they were not.

    Broken lines do not exceed some width, and many come near it.
    """
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip() and not line[0].isspace())
    if not lengths:
        return 0
    longest = lengths[-1 - len(lengths) // 200]
    return longest if _NARROWEST <= longest <= _WIDEST else 0
