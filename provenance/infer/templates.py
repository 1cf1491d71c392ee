"""From the templates of ``credits.toml`` to patterns that look at a bounded stretch around a name.

Nothing in a pattern repeats without a bound, and what repeats inside a repetition begins and ends with its own signs:
a pattern takes time that does not depend on the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

__all__ = ["CONTEXT", "CUT", "FAR", "MONTH", "NAMED", "Template", "canonical", "compiled"]

#: Characters on each side of a name that are looked at; never beyond the line.
CONTEXT = 120
#: Characters behind a name that a template with ``**`` looks at.
FAR = 500
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
_SPECIAL = re.compile(r"\{\w+\}|<[^<>]*>|\*\*?|[\^$]")
_PIECE = re.compile(r"\{\w+\}|<[^<>]*>|\s+|\*\*|.", re.DOTALL)
_SPACELESS = 0x2E80
_NO_LETTER_BEFORE, _NO_LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
#: Languages that are written in a script of their own: their templates fit lines in which it stands.
_SCRIPTS = {
    "ru": "\u0400-\u04ff",
    "ar": "\u0600-\u06ff",
    "ur": "\u0600-\u06ff",
    "hi": "\u0900-\u097f",
    "zh": "\u2e80-\u9fff",
    "ja": "\u3040-\u30ff\u4e00-\u9fff",
    "ko": "\uac00-\ud7af",
}

#: How the names of months begin, in small letters.
MONTH = "jan|feb|fév|fev|mar|mär|apr|avr|may|mai|jun|jul|aug|août|aoû|sep|set|oct|okt|nov|dec|déc|dez|ene|abr|ago|dic|gen|mag|giu|lug|ott"  # noqa: E501
_DAY = "mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satur|sat|sun"
#: A date or a time of day, or what a page says before one.
_WHEN = (
    r"(?:(?:published|updated|posted|modified|last updated|on)?:?\s{0,2}(?:\|\s{0,2})?"
    rf"(?:(?:{_DAY})(?:day)?\.?,?\s{{1,2}})?"
    rf"(?:(?:{MONTH})[a-zûé]{{0,7}}\.?\s{{1,2}}\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\.?\s{{1,2}}(?:{MONTH})|"
    r"\d{1,4}[:./-]\d{1,2}|\d{1,2}\s?[ap]\.?m)|updated|published)"
)
_CAPITAL = r"(?-i:[^\W\d_a-z\u00df-\u00ff])"
#: A word of a name; "and" between names is none.
_NAME_WORD = rf"(?!(?:and|und|et|by)\b){_CAPITAL}[\w.'’-]{{0,20}}"
_FULL_NAME = rf"{_NAME_WORD}(?: (?:(?-i:de|da|di|du|van|von|der|den|al|bin|el|la|le) ){{0,2}}{_NAME_WORD}){{1,3}}"
_TITLE = (
    r"(?:(?!\s)[\w-]{2,14}\s{1,2}){0,3}?"
    r"(?:writer|reporter|correspondent|columnist|editor|researcher|journalist|staff)s?(?![^\W_])"
)
#: What stands for a name in braces.
NAMED = {
    # A place, or names in scripts without capitals.
    "place": '(?-i:[^\na-z!?؟。“”"«»]{2,60})',
    "end": r"""[.!?。！？؟۔।”"»’)\]]""",
    "name": r"(?-i:(?![\d_a-z]|(?:By|BY|Von|Par|Por|Di|Av|Af|Door)\b)[^\W\d_][\w.'’-]{1,20}(?: [\w.'’-]{1,20}){1,3})",
    "names": rf"{_FULL_NAME}(?:(?:,? (?:and|und|et|&) |, ){_FULL_NAME}){{0,7}}",
    "by": r"(?:(?-i:By|BY|by)[: ]\s{0,2}|"
    r"(?:written by|story by|posted by|reported by|author|authors):?\s{1,2}){1,2}-?\s{0,2}",
    "by_name": r"(?-i:By|BY)\s{1,2}",
    "city": rf"{_CAPITAL}[\w.'’-]{{1,20}}(?: {_CAPITAL}[\w.'’-]{{1,20}}){{0,2}}",
    "title": _TITLE,
    "when": _WHEN,
    # What ends a byline: a title, then the line's end, a bar, a dash, a date or a time.
    "tail": rf"(?:\s{{0,3}}{_TITLE})?\s{{0,3}}(?:[.)\s]{{0,4}}\Z|[|/•·–—-]|&nbsp|,?\s{{0,2}}{_WHEN})",
    # The day below a headline of old papers, with or without a month, as a scanner reads it: "3 mai.", "l4.".
    "stamp": r"(?=[^\n(\[]{0,25}[\dlIO])[^\n(\[]{1,30}",
    "no_when": rf"(?!\s{{0,3}}{_WHEN})",
    # The desk of an agency that sent it, as "lby" in "dpa/lby".
    "desk": r"(?-i:[a-z]{2,4})",
    # Initials, as of a broadcaster.
    "initials": r"(?-i:[A-Z][A-Z&.]{1,8})",
    # No dash follows: brackets before one are a dateline's.
    "no_dash": r"(?!\s{0,3}[-‐‑–—―−─:])",
}


@dataclass(frozen=True)
class Template:
    """What stands before and after a name.

    Parameters
    ----------
    rank : int
        The place of its role in the order in which roles are tried.
    text : str
        As in ``credits.toml``.
    group : str
        The language, or the name of what the templates have in common, below which it stands there.
    tail, head : str
        What `canonical` makes of the end of the text up to the name, and of the beginning of what follows: without
        these no match is possible, and they are compared first, which is fast.
    """

    rank: int
    text: str
    group: str
    tail: str
    head: str

    @cached_property
    def before(self) -> re.Pattern[str] | None:
        """What is searched in the text up to the name; None where anything may stand."""
        before = self.text.partition("{agency}")[0]
        return re.compile(_regex(before) + r"\s{0,3}\Z", re.IGNORECASE) if before.strip() else None

    @cached_property
    def after(self) -> re.Pattern[str] | None:
        """What is matched behind the name; None where anything may stand."""
        after = self.text.partition("{agency}")[2]
        return re.compile(r"\s{0,3}" + _regex(after), re.IGNORECASE) if after.strip() else None

    @cached_property
    def far(self) -> bool:
        """Whether it looks further than other templates behind the name."""
        return "**" in self.text

    @cached_property
    def script(self) -> re.Pattern[str] | None:
        """Of what the line must hold a character; None for languages in Latin script."""
        found = _SCRIPTS.get(self.group)
        return re.compile(f"[{found}]") if found else None


def canonical(text: str) -> str:
    """Return a text without spaces, in small letters, with one sign for each kind: "-" for every dash.

    Examples
    --------
    >>> canonical("（With AFP） —")
    '(withafp)-'
    """
    return text.translate(_FOLDED).casefold()


def compiled(text: str, rank: int, group: str = "") -> Template:
    """Make a template of a line of ``credits.toml``.

    Examples
    --------
    >>> template = compiled("told {agency}", 0)
    >>> bool(template.before.search("a source told ")), template.tail
    (True, 'told')
    >>> bool(compiled("interrogé<|e|s|es> par {agency}", 0).before.search("Interrogées par "))
    True
    """
    before, _, after = text.partition("{agency}")
    return Template(rank, text, group, canonical(_SPECIAL.split(before)[-1]), canonical(_SPECIAL.split(after)[0]))


def _regex(part: str) -> str:
    out = []
    pieces = _PIECE.findall(part.strip())
    for index, piece in enumerate(pieces):
        if piece[0] == "{":
            out.append(NAMED[piece[1:-1]])
        elif piece[0] == "<":
            out.append("(?:" + "|".join(map(_literal, piece[1:-1].split("|"))) + ")")
        elif piece == "**":
            out.append(rf"[^\n]{{0,{FAR - 100}}}?")
        elif piece == "*":
            out.append(r"[^\n]{0,60}?")
        elif piece == "^":
            out.append(rf"\A(?!{CUT})[\s*•·>]{{0,6}}")
        elif piece == "$":
            out.append(r"[\s.。۔*)\]]{0,4}\Z")
        elif piece.isspace():
            # Signs stand with a space or without, words are parted by one.
            sides = pieces[index - 1][-1:] + pieces[index + 1][:1]
            if all(side.isalnum() for side in sides):
                out.append(r"\s{1,3}")
            else:
                out.append((_NO_LETTER_AFTER if _is_letter(sides[0]) else "") + r"\s{0,3}")
                out.append(_NO_LETTER_BEFORE if _is_letter(sides[1]) else "")
        elif piece in _CLASSES:
            out.append(f"[{re.escape(_CLASSES[piece])}]" + (r"{1,3}" if piece == "-" else ""))
        else:
            out.append(re.escape(piece))
        if piece in "(:/" or (index + 1 < len(pieces) and pieces[index + 1] in "):/"):
            out.append(r"\s{0,3}")
    text = "".join(out)
    first, last = pieces[0].strip("<>")[:1], pieces[-1].strip("<>")[-1:]
    return (_NO_LETTER_BEFORE if _is_letter(first) else "") + text + (_NO_LETTER_AFTER if _is_letter(last) else "")


def _is_letter(sign: str) -> bool:
    """Say whether a sign is a letter of a script that parts words by spaces."""
    return sign.isalpha() and ord(sign) < _SPACELESS


def _literal(text: str) -> str:
    signs = (f"[{re.escape(_CLASSES[sign])}]" if sign in _CLASSES else re.escape(sign) for sign in text)
    return "".join(signs).replace(r"\ ", r"\s{1,3}")
