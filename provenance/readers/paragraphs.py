"""Finds the paragraphs of texts laid out in lines: by blank lines, by indents, by the length of lines."""

from __future__ import annotations

import re

__all__ = ["indented", "paragraphs", "squeezed"]

#: The longest line of a text that was broken into lines.
_LINE = 90
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_INDENT = re.compile(r"\t|  ")


def paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a plain text, each on one line.

    Paragraphs end at blank lines. If some lines are indented and others are not, an indent begins a paragraph. If lines
    are long, each line is a paragraph.

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
    r"""Cut a text at indented lines, unless all lines are indented or none.

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
    """Return whether an indent begins a paragraph: not if all lines have it, or only the first."""
    behind = lines[1:]
    return any(not line[0].isspace() for line in behind) and any(_INDENT.match(line) for line in behind)


def squeezed(text: str) -> str:
    """Replace runs of spaces, tabs and line ends by single spaces; other white space is kept."""
    return _SPACES.sub(" ", text).strip(" ")
