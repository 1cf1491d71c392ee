"""Boilerplate: credit lines, captions, datelines, subscribe lines, rights. It is no news text, nor reuse of it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING

from provenance.infer.captions import caption_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.model.credit import Credit

__all__ = ["boilerplate_spans"]

_LINE = re.compile(r"[^\n]+")
_WORDS = re.compile(r"[^\W_]+")
_LONG, _SHORT = 40, 12
_SIGNS = ("©", "(c)", "(C)")
#: Scripts in which a cue stands within a run of letters.
_SPACELESS = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
#: Characters of a dateline up to the end of the agency's name.
_DATELINE = 90
_DATELINE_END = re.compile(r"[)\]）】/]?[.:]?\s{0,2}(?:[-–—―]{1,2})?")


def boilerplate_spans(text: str, credits_: Sequence[Credit] = ()) -> list[tuple[int, int]]:
    r"""Return the boilerplate of a text: half-open, in code points, sorted, without overlap.

    Parameters
    ----------
    text : str
        The original text.
    credits_ : sequence of Credit
        The credits of the text: a short line with one, other than of a fact, is boilerplate, and so are datelines and
        captions.

    Examples
    --------
    >>> text = "It rained all night.\nSign up for our letter!\nThe dam held."
    >>> [text[start:stop] for start, stop in boilerplate_spans(text)]
    ['Sign up for our letter!']
    """
    low = text.lower()
    # A few letters grow when made small; then places would differ.
    if len(low) != len(text):
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    cues, openings, keys = _data()
    spans = caption_spans(text, credits_)
    # One pass over the words of the text says whether any cue can be there.
    if (
        not keys.isdisjoint(_WORDS.findall(low))
        or any(sign in text for sign in _SIGNS)
        or (_SPACELESS.search(text) and any(map(low.__contains__, cues)))
    ):
        for match in _LINE.finditer(low):
            line = match.group()
            words = len(line) // 6
            if words <= _LONG and _is_boilerplate(line, cues, openings):
                spans.append(match.span())
    begin = end = -1
    short = False
    for credit in credits_:
        if credit.role == "fact":
            continue
        # Each line is looked at once, however many credits it has.
        if credit.start > end:
            begin = text.rfind("\n", 0, credit.start) + 1
            end = text.find("\n", credit.stop)
            end = len(text) if end < 0 else end
            short = sum(1 for _ in islice(_WORDS.finditer(text, begin, end), _SHORT + 1)) <= _SHORT
        if short:
            spans.append((begin, end))
        elif credit.role == "sole" and credit.stop - begin <= _DATELINE:
            close = _DATELINE_END.match(text, credit.stop)
            spans.append((begin, close.end() if close else credit.stop))
        else:
            spans.append((credit.start, credit.stop))
    return _merged(spans)


def _is_boilerplate(line: str, cues: tuple[str, ...], openings: tuple[str, ...]) -> bool:
    if any(map(line.__contains__, cues)):
        return len(_WORDS.findall(line)) <= _LONG
    return line.lstrip(" \t(*").startswith(openings) and len(_WORDS.findall(line)) <= _SHORT


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


@cache
def _data() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """Return the cues, the openings, and the longest word of each."""
    data = tomllib.loads((files("provenance.infer") / "boilerplate.toml").read_text(encoding="utf-8"))
    cues, openings = tuple(data["cues"]), tuple(data["openings"])
    words = (_WORDS.findall(text) for text in (*cues, *openings))
    return cues, openings, frozenset(max(found, key=len) for found in words if found)
