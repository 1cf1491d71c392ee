"""Which words of the two sides of a passage differ."""

from __future__ import annotations

import difflib
import re

__all__ = ["Spans", "differing_spans"]

#: Longer passages are not compared word by word, since the time grows with the square.
_COMPARED_WORDS = 200
_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^\W+|\W+$")

#: Half-open, in characters of a side's text.
Spans = list[tuple[int, int]]


def differing_spans(left: str, right: str) -> tuple[Spans, Spans]:
    """Return the stretches of two texts whose words the other one lacks; none for very long texts.

    Examples
    --------
    >>> differing_spans("the ferry sank", "the boat sank")
    ([(4, 9)], [(4, 8)])
    """
    spans = [[match.span() for match in _WORD.finditer(text)] for text in (left, right)]
    differ: tuple[Spans, Spans] = ([], [])
    if max(len(found) for found in spans) > _COMPARED_WORDS:
        return differ
    words, other_words = (
        [_EDGES.sub("", text[start:stop]).casefold().replace("’", "'") for start, stop in found]
        for text, found in zip((left, right), spans, strict=True)
    )
    matcher = difflib.SequenceMatcher(a=words, b=other_words, autojunk=False)
    for tag, *ranges in matcher.get_opcodes():
        if tag == "equal":
            continue
        for mine, found, (first, last) in zip(differ, spans, (ranges[:2], ranges[2:]), strict=True):
            if last > first:
                mine.append((found[first][0], found[last - 1][1]))
    return differ
