"""The lines of a text around a name: which is the first, what stands above and below, what is a caption."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from provenance.infer.agencies import templates

__all__ = ["Line", "Lines", "looks_like_caption"]

_SENTENCE_END = re.compile(r"[.!?。！？…][\"”’»)\]]{0,3}\Z")
_SENTENCE_INSIDE = re.compile(r"[^\W\d_]{3,}[.!?][\"”’»)]{0,2}\s{1,3}[^\W\d_a-z]")
_FULL_DATE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?[a-z]{3,9}\.? \d{1,2},? \d{4}\b", re.IGNORECASE
)
#: A line of so many characters that ends as a sentence is prose.
_PROSE = 60
#: Characters of a line that are looked at: captions are short.
_LONGEST = 600


class Line(NamedTuple):
    """A line and its neighbours, without the white space around them.

    Parameters
    ----------
    text : str
        The line.
    above, below : str
        The nearest lines with words in them; empty where there are none.
    number : int
        0 for the first line with words.
    prose_below : int
        Lines of prose that follow.
    times : int
        How often the text has this very line.
    """

    text: str
    above: str
    below: str
    number: int
    prose_below: int
    times: int


class Lines:
    """The lines of a text that have words in them.

    Parameters
    ----------
    text : str
        The original text.
    """

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._lines: list[str] = []
        start = 0
        for line in text.split("\n"):
            bare = line.strip()
            if bare:
                self._starts.append(start)
                self._lines.append(bare)
            start += len(line) + 1
        prose = [len(line) >= _PROSE and bool(_SENTENCE_END.search(line[-4:])) for line in self._lines]
        self._prose = list(accumulate(prose, initial=0))
        self._times: dict[str, int] = {}
        for line in self._lines:
            self._times[line] = self._times.get(line, 0) + 1

    def at(self, place: int) -> Line:
        """Return the line in which a character of a word stands."""
        number = bisect_right(self._starts, place) - 1
        line = self._lines[number]
        return Line(
            line,
            self._lines[number - 1] if number else "",
            self._lines[number + 1] if number + 1 < len(self._lines) else "",
            number,
            self._prose[-1] - self._prose[number + 1],
            self._times[line],
        )


def looks_like_caption(line: str) -> bool:
    """Say whether a line has what captions of pictures have: "left", a full date, "file photo".

    Examples
    --------
    >>> looks_like_caption("Ada Quist, left, opens the lock in Galwick, Norland, Tuesday, March 4, 2031.")
    True
    >>> looks_like_caption("Ada Quist opened the lock on Tuesday.")
    False
    """
    start = line[:_LONGEST]
    low = start.lower()
    return any(word in low for word in templates()["captions"]["words"]) or _FULL_DATE.search(start) is not None


def one_sentence(line: str) -> bool:
    """Say whether a line is one sentence, as captions are and paragraphs seldom."""
    return len(line) <= _LONGEST and _SENTENCE_INSIDE.search(line) is None


def is_sentence(line: str) -> bool:
    """Say whether a line ends as a sentence does: a headline seldom does, a caption mostly."""
    return _SENTENCE_END.search(line[-4:]) is not None
