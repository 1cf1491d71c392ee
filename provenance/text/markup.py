"""Finds markup left in a text: tags, scripts, style sheets, data, addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.text.spans import find_spans

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.text.quotations import Spans

__all__ = ["markup_spans"]

# A text without any of these has no markup.
_CUE = r"&[a-zA-Z]{2,8};|&#\d{1,6};|</?[a-zA-Z]|[{}]|://|\bwww\."
_MARKS = (b"&", b"<", b"{", b"}", b"://", b"www.")
_MARKUP = re.compile(
    # A tag, escaped or not, with its attributes.
    r"(?:<|&lt;)[/!?]?[a-zA-Z][^<>\n]{0,400}?(?:>|&gt;)"
    r"|&(?:[a-zA-Z]{2,8}|\#\d{1,6});"
    # An address, without punctuation that may end its sentence.
    r"|\b(?:https?://|www\.)[^\s<>\"“”]{1,500}"
)
_CODE_LINE = re.compile(r"[^\n]*[{}][^\n]*")
_SIGNS = re.compile(r"[{}\[\]();:=\"'<>|]")
_WORD = re.compile(r"\w+")
# A line with a brace is code if it has so many signs for each word.
_SIGNS_FOR_A_WORD = 0.5
# Markup of fewer words, such as an address or an entity, is part of the prose around it. Between its parts there may be
# so many other words, within so many characters.
_FEWEST, _SLOT, _NEAR = 8, 3, 80


def markup_spans(texts: pa.LargeStringArray) -> Spans:
    """Find markup in texts, such as feeds and scraped pages leave.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The texts.

    Returns
    -------
    starts, stops : numpy.ndarray, shape=(spans,), int64
        Half-open, in code points: groups of tags, entities and addresses with eight words or more in all and few other
        words between; and lines of code, which have a brace and many signs.
    document_offsets : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's spans begin.

    Examples
    --------
    >>> import pyarrow as pa
    >>> text = 'It rained. &lt;p class="a b"&gt;&lt;b id="ad"&gt;Buy!&lt;/b&gt; The dam held.'
    >>> starts, stops, _ = markup_spans(pa.array([text], pa.large_string()))
    >>> [text[start:stop] for start, stop in zip(starts, stops)]
    ['&lt;p class="a b"&gt;', '&lt;b id="ad"&gt;', '&lt;/b&gt;']
    """
    return find_spans(texts, _MARKS, _CUE, _spans_of)


def _spans_of(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    # The spans of a group, and their number of words.
    run: list[tuple[int, int]] = []
    words = 0
    for match in _MARKUP.finditer(text):
        if run and (match.start() - run[-1][1] > _NEAR or len(_WORD.findall(text, run[-1][1], match.start())) > _SLOT):
            found += run if words >= _FEWEST else []
            run, words = [], 0
        run.append(match.span())
        words += len(_WORD.findall(text, *match.span()))
    found += run if words >= _FEWEST else []
    if "{" in text or "}" in text:
        for line in _CODE_LINE.finditer(text):
            signs, words = len(_SIGNS.findall(line.group())), len(_WORD.findall(line.group()))
            if signs >= _SIGNS_FOR_A_WORD * words:
                found.append(line.span())
    return found
