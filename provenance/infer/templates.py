"""From the templates of ``credits.toml`` to patterns that look at a bounded stretch around a name.

Nothing in a pattern repeats without a bound, and no repetition holds another: a pattern takes time that does not depend
on the length of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["CONTEXT", "CUT", "Template", "canonical", "compiled"]

#: Characters on each side of a name that are looked at; never beyond the line.
CONTEXT = 120
#: Stands where the stretch was cut: no line begins or ends there.
CUT = "\0"

_CLASSES = {
    "-": "-‐‑–—―−─",
    "(": "([（【〔［",
    ")": ")]）】〕］",
    "/": "/|／∕",
    ":": ":：",
    "'": "'’ʼ‘",
}
_CANONICAL = {character: sign for sign, characters in _CLASSES.items() for character in characters}
_FOLDED = {ord(character): sign for character, sign in _CANONICAL.items()} | {
    ord(space): None for space in " \t\n\r\f\v\u00a0\u2009\u200a\u202f\u3000"
}
_SPECIAL = re.compile(r"\{\w+\}|[*^$]")
_PIECE = re.compile(r"\{place\}|\{end\}|\{name\}|\s+|\*|\^|\$|.", re.DOTALL)
_SPACELESS = 0x2E80


class Template(NamedTuple):
    """What stands before and after a name.

    ``before`` is searched in the text up to the name, ``after`` matched behind it; None where anything may stand.
    ``tail`` is what `canonical` makes of the end of the one, ``head`` of the beginning of the other: without these no
    match is possible, and they are compared first, which is fast.
    """

    rank: int
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    tail: str
    head: str


def canonical(text: str) -> str:
    """Return a text without spaces, in small letters, with one sign for each kind: "-" for every dash.

    Examples
    --------
    >>> canonical("（With AFP） —")
    '(withafp)-'
    """
    return text.translate(_FOLDED).casefold()


def compiled(text: str, rank: int) -> Template:
    """Compile a template.

    Examples
    --------
    >>> template = compiled("told {agency}", 0)
    >>> bool(template.before.search("a source told ")), template.tail
    (True, 'told')
    """
    before, _, after = text.partition("{agency}")
    return Template(
        rank,
        re.compile(_regex(before) + r"\s{0,3}\Z", re.IGNORECASE) if before.strip() else None,
        re.compile(r"\s{0,3}" + _regex(after), re.IGNORECASE) if after.strip() else None,
        canonical(_SPECIAL.split(before)[-1]),
        canonical(_SPECIAL.split(after)[0]),
    )


def _regex(part: str) -> str:
    out = []
    pieces = _PIECE.findall(part.strip())
    for index, piece in enumerate(pieces):
        if piece == "{place}":
            out.append('(?-i:[^\na-z!?؟。“”"«»]{2,60})')
        elif piece == "{end}":
            out.append(r"""[.!?。！？؟۔।”"»’)\]]""")
        elif piece == "{name}":
            out.append(r"(?-i:(?![\d_a-z])[^\W\d_][\w.'’-]{1,20}(?: [\w.'’-]{1,20}){1,3})")
        elif piece == "*":
            out.append(r"[^\n]{0,60}?")
        elif piece == "^":
            out.append(rf"\A(?!{CUT})[\s*•·>]{{0,6}}")
        elif piece == "$":
            out.append(r"[\s.。۔*)\]]{0,4}\Z")
        elif piece.isspace():
            # Signs stand with a space or without, words are parted by one.
            sides = pieces[index - 1][-1:] + pieces[index + 1][:1]
            out.append(r"\s{0,3}" if any(side in "*^${}" or not side.isalnum() for side in sides) else r"\s{1,3}")
        elif piece in _CLASSES:
            out.append(f"[{re.escape(_CLASSES[piece])}]" + (r"{1,3}" if piece == "-" else ""))
        else:
            out.append(re.escape(piece))
        if piece in "(:/" or (index + 1 < len(pieces) and pieces[index + 1] in "):/"):
            out.append(r"\s{0,3}")
    text = "".join(out)
    first, last = pieces[0], pieces[-1]
    before = r"(?<![^\W\d_])" if first.isalpha() and ord(first) < _SPACELESS else ""
    after = r"(?![^\W\d_])" if last.isalpha() and ord(last) < _SPACELESS else ""
    return before + text + after
