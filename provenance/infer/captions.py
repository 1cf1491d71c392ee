"""Captions of photographs: what a picture desk writes, by its formula, is told by every photograph of the day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.infer.skim import Skim
    from provenance.model.credit import Credit

__all__ = ["caption_spans"]

#: A credit in brackets that `_CREDIT` finds has one of these words, or of these letters.
_CUES = frozenset((b"photo", b"foto", b"picture", b"image", b"bild", b"pool", b"handout", b"via"))

#: Words of a caption before its credit, at most; of a longer line it is the last sentence. And its characters.
_LONG, _FAR = 70, 800
_WORD = re.compile(r"[^\W_]+")
# Credits in brackets that name no agency of news: "(Photo by Lea Marsh/Getty Images)", "(Lea Marsh via AP)".
_CREDIT = re.compile(
    r"[(\[](?=[^()\[\]\n]{0,90}(?:\b(?:photo|foto|picture|image|bild|pool|handout)\b|\bvia\s|/\s?getty))[^()\[\]\n]{4,90}[)\]]",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
)
_DATE = rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, {_MONTH} \d{{1,2}}, \d{{4}}"
# "in Oster, Norland, Tuesday, November 4, 2031", the place before the date or after it.
_FORMULA = re.compile(
    rf"[^\W\d_][\w'’.-]+, [^\W\d_a-z][\w'’. -]{{1,30}}, (?:on )?{_DATE}|{_DATE},? (?:in|at|near|outside) [^\W\d_a-z]"
)
_DATED = re.compile(_DATE)
_SIDE = re.compile(
    r", (?:(?:second|third|center|centre|far|front|back|top|bottom|from|the|and|in) ?){0,3}"
    r"\b(?:left|right|center|centre|rear|foreground|background)\b[,.]"
)
_SENTENCE = re.compile(r"(?<=[\w)”\"’'][.!?])[”\"’')]?\s+(?=[^\W\d_a-z]|[“\"‘(])")
# Brackets and stops that close a credit.
_CLOSE = re.compile(r"[^()\[\]\n]{0,60}[)\]]")


def caption_spans(text: str, credits_: Sequence[Credit], skim: Skim) -> list[tuple[int, int]]:
    r"""Find the captions in a text.

    A caption is what stands on a line before the credit of a photograph, its last sentence where that is long; or a
    sentence with a place and a full date side by side, or with a full date and "left" or "right" between commas.

    Parameters
    ----------
    text : str
        The original text.
    credits_ : sequence of Credit
        Its credits.
    skim : Skim
        Its words.

    Returns
    -------
    list of (int, int)
        Half-open, in code points, sorted; they may overlap.

    Examples
    --------
    >>> from provenance.infer.skim import Skim
    >>> text = "Premier Ane Lund, left, opens a dam, Monday, May 5, 2031.\nIt holds."
    >>> [text[start:stop] for start, stop in caption_spans(text, (), Skim(text))]
    ['Premier Ane Lund, left, opens a dam, Monday, May 5, 2031.']
    """
    ends = [(credit.start, _closed(text, credit.start, credit.stop)) for credit in credits_ if credit.role == "photo"]
    if not _CUES.isdisjoint(skim.pieces) or "etty" in text or "ETTY" in text:
        ends += [match.span() for match in _CREDIT.finditer(text)]
    datelines = [credit.start for credit in credits_ if credit.role == "sole"]
    found = []
    for start, stop in ends:
        begin = text.rfind("\n", 0, start) + 1
        if start - begin > _FAR or len(_WORD.findall(text[begin:start])) > _LONG:
            begin = _sentence_start(text, begin, start)
        # A line that begins as a dispatch does is its first paragraph.
        if not any(begin <= at < start for at in datelines):
            found.append((begin, stop))
    if "day, " in text:
        for match in _DATED.finditer(text):
            begin = text.rfind("\n", 0, match.start()) + 1
            begin = _sentence_start(text, begin, match.start())
            end = _sentence_stop(text, match.end())
            sentence = text[begin:end]
            if len(_WORD.findall(sentence)) <= _LONG and (_FORMULA.search(sentence) or _SIDE.search(sentence)):
                found.append((begin, end))
    return sorted(set(found))


def _closed(text: str, start: int, stop: int) -> int:
    """Return the end of the brackets in which a credit stands, or of the credit."""
    opened = max(text.rfind("(", max(0, start - 60), start), text.rfind("[", max(0, start - 60), start))
    close = _CLOSE.match(text, stop) if opened >= 0 and "\n" not in text[opened:start] else None
    return close.end() if close else stop


def _sentence_start(text: str, begin: int, stop: int) -> int:
    """Return where the sentence begins that goes on at a place, or ends there."""
    last = max(begin, stop - _FAR)
    for gap in _SENTENCE.finditer(text, last, stop):
        if text[gap.end() : stop].strip():
            last = gap.end()
    return last


def _sentence_stop(text: str, place: int) -> int:
    line = text.find("\n", place, place + _FAR)
    line = min(len(text), place + _FAR) if line < 0 else line
    gap = _SENTENCE.search(text, place, line)
    return gap.start() if gap else line
