"""Paragraphs of texts that were laid out for a printer: by blank lines, by indents, by the length of lines."""

from __future__ import annotations

import re

__all__ = ["indented", "paragraphs", "squeezed"]

#: The longest line of a text that was broken into lines.
_LINE = 90
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_INDENT = re.compile(r"\t|  ")


def paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a plain text, each on one line.

    Blank lines part them. Where some lines are indented and others are not, an indent begins one. A text whose lines
    are long has one in each line.

    Examples
    --------
    >>> paragraphs("  The ferry was late.\n  Nobody knew\nwhy.\n\nIt rained.")
    ['The ferry was late.', 'Nobody knew why.', 'It rained.']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    full = [line for line in lines if line.strip()]
    begins = _begins(full)
    broken = len(full) > 1 and max(map(len, full)) <= _LINE
    found: list[list[str]] = []
    new = True
    for line in lines:
        if not line.strip():
            new = True
            continue
        if new or not broken or (begins and _INDENT.match(line)):
            found.append([])
        found[-1].append(line)
        new = False
    return [line for line in (squeezed(" ".join(part)) for part in found) if line]


def indented(text: str) -> list[str]:
    r"""Return a text cut where a line is indented; whole where all lines are, or none.

    Examples
    --------
    >>> indented("The ferry\n    Nobody knew\nwhy."), indented("The ferry\n    was late.")
    (['The ferry', '    Nobody knew\nwhy.'], ['The ferry\n    was late.'])
    """
    lines = text.strip("\n").split("\n")
    if not _begins([line for line in lines if line.strip()]):
        return [text]
    found: list[list[str]] = []
    for line in lines:
        if not found or _INDENT.match(line):
            found.append([])
        found[-1].append(line)
    return ["\n".join(part) for part in found]


def _begins(lines: list[str]) -> bool:
    """Return whether an indent begins a paragraph: where it is neither that of all lines nor of none but the first."""
    behind = lines[1:]
    return any(not line[0].isspace() for line in behind) and any(_INDENT.match(line) for line in behind)


def squeezed(text: str) -> str:
    """Return a text with single spaces for spaces, tabs and ends of lines; other white space stays."""
    return _SPACES.sub(" ", text).strip(" ")
