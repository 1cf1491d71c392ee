"""Finds social posts that an article shows without quotation marks; like quotations, they are somebody's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.text.spans import find_spans

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.text.quotations import Spans

__all__ = ["post_spans"]

_HANDLE = r"@\w{2,30}"
_CUE = _HANDLE
# After the handle nothing but a date may follow.
_DATED = r"[^\n\w]{0,5}(?:[^\n]{0,12}\d[^\n]{0,24})?$"
# The end of an embedded post: "— Name (@handle) June 1, 2031", on a line of its own or after the words.
_SIGNED = re.compile(rf"[ \t]*[—–-]{{1,2}}[ \t]*[^\n—–@()]{{1,60}}\({_HANDLE}\){_DATED}", re.M)
# The beginning of a post: "Name @handle", on a line of its own.
_HEADED = re.compile(rf"^(?![ \t]*[—–-])[^\n@.!?:;,()]{{1,60}}[ \t]\(?{_HANDLE}\)?{_DATED}", re.M)
_BYLINE = re.compile(r"\s*(?:by|von|par|de|di|da|por|door|av|af|od|yazan)\s", re.I)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
# A line of prose: a byline with a handle comes before the first of these.
_PROSE = re.compile(r"[^\n]{40,}[.!?][”\"’»')]?[ \t]*$", re.M)
# A shorter last line is a link or a tag, and the words of the post come before it; a longer line is not a post.
_SHORT, _LONG = 40, 2500


def post_spans(texts: pa.LargeStringArray) -> Spans:
    r"""Find the posts in texts that name their author.

    A paragraph is a post if it ends with a signature, "— Name (@handle) date", or if the next line is one; or if the
    previous line is "Name @handle" and is in the middle of the article, where it cannot be a byline.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        The texts.

    Returns
    -------
    starts, stops : numpy.ndarray, shape=(posts,), int64
        Half-open, in code points, without the signature.
    document_offsets : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's spans begin.

    Examples
    --------
    >>> import pyarrow as pa
    >>> text = "Halm.\nWho has taken my boat? Bring it back at once!\n— Ola Berg (@olaberg) June 1, 2031\nNobody did."
    >>> starts, stops, _ = post_spans(pa.array([text], pa.large_string()))
    >>> text[starts[0] : stops[0]]
    'Who has taken my boat? Bring it back at once!'
    """
    return find_spans(texts, [b"@"], _CUE, _spans_of)


def _spans_of(text: str) -> list[tuple[int, int]]:
    found = []
    for signature in _SIGNED.finditer(text):
        span = _paragraph_before(text, signature.start())
        if span is not None:
            found.append(span)
    prose = None
    for heading in _HEADED.finditer(text):
        if _BYLINE.match(heading.group()):
            continue
        if prose is None:
            first = _PROSE.search(text)
            prose = len(text) if first is None else first.end()
        line = _LINE.search(text, heading.end()) if heading.start() >= prose else None
        if line is not None and len(line.group()) <= _LONG:
            found.append(line.span())
    return found


def _paragraph_before(text: str, stop: int) -> tuple[int, int] | None:
    """Return the words before a signature: those on its line, or else the last line before it and its continuation."""
    start = text.rfind("\n", 0, stop) + 1
    if not text[start:stop].strip():
        while start and text[start - 1].isspace():
            start -= 1
        stop = start
        start = text.rfind("\n", 0, stop) + 1
        if stop - start < _SHORT and start > 0:
            above = text.rfind("\n", 0, start - 1) + 1
            start = above if start - above <= _LONG else start
    return (start, stop) if 0 < stop - start <= _LONG else None
