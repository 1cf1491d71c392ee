"""Lines of the page around an article, told by their form: menus, lists of tags, bylines, sign-offs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.infer.skim import Cues, positions
from provenance.infer.templates import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provenance.infer.skim import Skim

__all__ = ["PageLines", "count_words", "lines_with"]

_WORD = re.compile(r"[^\W_]+")
#: Scripts without spaces, of which two characters are about a word.
_SPACELESS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")
#: A line that ends so is a sentence; a menu holds none of `_PAUSE`.
_STOP = re.compile(r"[.!?:…。！？][\"”’»)\]]{0,3}\s*\Z")
_PAUSE = re.compile(r"[,;!?“”«»„]|[.:]\s")
#: Words of a menu, of a list or sign-off, of a byline, at most; and characters for each of them.
_MENU, _LIST, _BYLINE, _CHARACTERS = 60, 40, 14, 12
#: A menu has so many words that menus have, and they are so much of it.
_LEAST, _SHARE = 3, 0.3
_PERSON = re.compile(
    rf"[ \t*•]{{0,6}}(?:{NAMED['by']}(?:{NAMED['names']})"
    rf"|(?:{NAMED['names']}),?\s{NAMED['title']}(?:[ .|]{{0,3}}\Z|\s[|–—-])"
    rf"|(?-i:Von|Par|Por|Di|Av|Af|Door|Text:)\s(?:{NAMED['names']})(?:,|\s\||\s?\Z))",
    re.IGNORECASE,
)
#: The paper's own people, who are not named: "By a staff writer", "From our own correspondent".
_STAFF = re.compile(
    r"[ \t*•]{0,6}(?:by|from|von|de|par|por)[: ]\s?(?:[\w’'-]{1,20} ){0,3}?"
    r"(?:staff(?: (?:writers?|reporters?|reports?))?|correspondents?|bureau|newsroom|desk|reporters?"
    r"|rédaction|redaktion|redacción|korrespondenten|correspondante?)"
    r"(?:\s?\Z|\s[|–—-])",
    re.IGNORECASE,
)
_BYLINED = re.compile(
    r"[ \t*•]{0,6}(?:by|from|von|de|par|por|di|av|af|door|text|author|(?:written|story|posted|reported) by)\b",
    re.IGNORECASE,
)
#: What may stand before the opening of a line.
_MARGIN = " \t(*•"
#: How far down a page the name of a person with a title is a byline, in characters.
_TOP = 600


class PageLines:
    """The forms of lines that are of the page.

    Parameters
    ----------
    data : mapping of str to sequence of str
        ``menus``: words that stand in menus; ``heads``: how lines begin that are no news text where they do not end as
        a sentence does.
    """

    def __init__(self, data: Mapping[str, Sequence[str]]) -> None:
        self._menu = frozenset(data["menus"])
        self._cues, self._heads = Cues(data["menus"]), Cues(data["heads"])

    def spans(self, text: str, low: str, skim: Skim) -> list[tuple[int, int]]:
        r"""Return such lines of a text, half-open, in code points; they may overlap.

        Parameters
        ----------
        text : str
            The original text.
        low : str
            The same in small letters, of the same length.
        skim : Skim
            Its words.

        Examples
        --------
        >>> from provenance.infer.skim import Skim
        >>> lines = PageLines({"menus": ["news", "sport", "weather"], "heads": ["tags:"]})
        >>> text = "News Sport Weather Tides\nBy Ada Quist\nThe news was bad.\nTags: dams, floods"
        >>> [text[start:stop] for start, stop in sorted(lines.spans(text, text.lower(), Skim(text)))]
        ['News Sport Weather Tides', 'By Ada Quist', 'Tags: dams, floods']
        """
        found = self._menus(low, skim) + self._headed(low, skim)
        for begin in _line_starts(text):
            line = _line(text, begin, _BYLINE) if begin <= _TOP or _BYLINED.match(text, begin) else ""
            if line and (_PERSON.match(line) or _STAFF.match(line)) and not _STOP.search(line):
                found.append((begin, begin + len(line)))
        return found

    def _menus(self, low: str, skim: Skim) -> list[tuple[int, int]]:
        if len(self._cues.within(skim)) < _LEAST:
            return []
        found, begin = [], 0
        for whole in low.split("\n"):
            if len(whole) <= _MENU * _CHARACTERS and not _PAUSE.search(whole) and not _STOP.search(whole):
                words = _WORD.findall(whole)
                menu = self._menu.intersection(words)
                if len(menu) >= _LEAST and len(menu) >= _SHARE * len(words):
                    found.append((begin, begin + len(whole)))
            begin += len(whole) + 1
        return found

    def _headed(self, low: str, skim: Skim) -> list[tuple[int, int]]:
        found = []
        for head in self._heads.within(skim):
            for at, begin, _ in lines_with(low, head):
                if not low[begin:at].strip(_MARGIN):
                    line = _line(low, begin, _LIST)
                    if line and not _STOP.search(line.rstrip(")")):
                        found.append((begin, begin + len(line)))
        return found


def count_words(text: str, begin: int, end: int) -> int:
    """Return about how many words stand in a part of a text.

    Examples
    --------
    >>> count_words("The dam held.", 0, 13), count_words("大坝没有决口", 0, 6)
    (3, 4)
    """
    return len(_WORD.findall(text, begin, end)) + len(_SPACELESS.findall(text, begin, end)) // 2


def lines_with(text: str, cue: str) -> Iterator[tuple[int, int, int]]:
    """Yield where a string stands first in each line that has it, and where that line begins and ends."""
    at, last = text.find(cue), 0
    while at >= 0:
        begin, end = max(last, text.rfind("\n", last, at) + 1), text.find("\n", at)
        end = len(text) if end < 0 else end
        yield at, begin, end
        at, last = text.find(cue, end), end


def _line(text: str, begin: int, words: int) -> str:
    """Return the line that begins at a place; empty where it has more words."""
    end = text.find("\n", begin)
    end = len(text) if end < 0 else end
    if end - begin > words * _CHARACTERS or count_words(text, begin, end) > words:
        return ""
    return text[begin:end]


def _line_starts(text: str) -> Iterator[int]:
    """Yield where lines begin."""
    yield 0
    for at in positions(text, "\n"):
        yield at + 1
