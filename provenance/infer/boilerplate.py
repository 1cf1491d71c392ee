"""Boilerplate: credit lines, captions, datelines, subscribe lines, rights. It is no news text, nor reuse of it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from provenance.infer.captions import caption_spans
from provenance.infer.page_lines import PageLines, count_words, lines_with
from provenance.infer.skim import Cues, Skim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.model.credit import Credit

__all__ = ["boilerplate_spans"]

_LONG, _SHORT = 40, 12
#: What may stand before the opening of a line.
_MARGIN = " \t(*"
#: From here on scripts write without spaces: a cue may stand within a run of letters.
_SPACELESS = 0x2E80
#: Characters of a dateline up to the end of the agency's name.
_DATELINE = 90
_DATELINE_END = re.compile(r"[)\]）】/]?[.:]?\s{0,2}(?:[-–—―]{1,2})?")


def boilerplate_spans(text: str, credits_: Sequence[Credit] = (), skim: Skim | None = None) -> list[tuple[int, int]]:
    r"""Return the boilerplate of a text: half-open, in code points, sorted, without overlap.

    Parameters
    ----------
    text : str
        The original text.
    credits_ : sequence of Credit
        The credits of the text: a short line with one, other than of a fact, is boilerplate, and so are datelines and
        captions.
    skim : Skim, optional
        The words of the text, where they are known.

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
    skim = skim or Skim(text)
    spans = caption_spans(text, credits_, skim)
    cues, openings, spaceless, page = _data()
    spans += page.spans(text, low, skim)
    for cue in (*cues.within(skim), *(spaceless if skim.is_spaceless else ())):
        for _, begin, end in lines_with(low, cue):
            # Counting the words of a page without line breaks takes long.
            if (end - begin) // 6 <= _LONG and count_words(low, begin, end) <= _LONG:
                spans.append((begin, end))
    for opening in openings.within(skim):
        for at, begin, end in lines_with(low, opening):
            opens = not low[begin:at].strip(_MARGIN) and (end - begin) // 6 <= _LONG
            if opens and count_words(low, begin, end) <= _SHORT:
                spans.append((begin, end))
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
            short = (end - begin) // 12 <= _SHORT and count_words(text, begin, end) <= _SHORT
        if short:
            spans.append((begin, end))
        elif credit.role == "sole" and credit.stop - begin <= _DATELINE:
            close = _DATELINE_END.match(text, credit.stop)
            spans.append((begin, close.end() if close else credit.stop))
        else:
            spans.append((credit.start, credit.stop))
    return _merged(spans)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


@cache
def _data() -> tuple[Cues, Cues, tuple[str, ...], PageLines]:
    """Return the cues, the openings of lines, the cues of scripts without spaces, and the forms of lines."""
    data = tomllib.loads((files("provenance.infer") / "boilerplate.toml").read_text(encoding="utf-8"))
    spaceless = tuple(cue for cue in data["cues"] if ord(cue[0]) >= _SPACELESS)
    plain = Cues(cue for cue in data["cues"] if cue not in spaceless)
    return plain, Cues(data["openings"]), spaceless, PageLines(data)
