"""Escaping of article text for display.

Texts, ids and sources are data. In a terminal or a file they must not move the cursor, change the direction of a line,
or start a formula or markup.
"""

from __future__ import annotations

import re

__all__ = ["markdown", "one_line", "spreadsheet", "visible", "xml"]

# C0 and DEL, C1, direction controls, line and paragraph separators, lone surrogates.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_UNSAFE = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\u2028\u2029\ud800-\udfff]")
_PICTURES = 0x2400
_DELETE = 0x7F
# Includes the full-width variants, which a spreadsheet converts to the usual ones.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_MARKUP = re.compile(r"[\\`*_\[\]{}#~|$^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_NOT_XML = re.compile("[\ufffe\uffff]")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def visible(text: str, keep: str = "") -> str:
    r"""Return a text without terminal control characters.

    A control character becomes its picture (ESC becomes ``␛``); one without a picture, such as a direction control,
    becomes U+FFFD. The length does not change.

    Parameters
    ----------
    text : str
        Any text.
    keep : str
        Characters to keep, such as a line feed.

    Examples
    --------
    >>> visible("a\x1b[31mb")
    'a␛[31mb'
    """

    def replace(match: re.Match[str]) -> str:
        character = match.group()
        if character in keep:
            return character
        code = ord(character)
        if code == _DELETE:
            return "\u2421"
        return chr(_PICTURES + code) if code < 0x20 else "\ufffd"

    return _UNSAFE.sub(replace, text)


def one_line(text: str) -> str:
    """Return a text on one line: each run of white space becomes one space, the rest as in `visible`."""
    return visible(" ".join(text.split()))


def spreadsheet(text: str) -> str:
    """Return a text as a CSV cell that no spreadsheet interprets as a formula.

    A text that begins with ``= + - @``, a tab or a line end, or a full-width variant, also after spaces, gets a leading
    apostrophe. Line feeds and tabs stay; other control characters are made visible.
    """
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t")
    return f"'{text}" if text.lstrip(" \u00a0\u3000")[:1] in _FORMULA else text


def xml(text: str) -> str:
    """Return a text with only characters that XML allows, as in `visible`; markup is not escaped."""
    return _NOT_XML.sub("\ufffd", visible(text))


def markdown(text: str) -> str:
    """Return a text on one line, escaped so that Markdown shows it literally, without markup, HTML or links."""
    text = _MARKUP.sub(lambda match: "\\" + match.group(), one_line(text))
    return re.sub("[&<>]", lambda match: _HTML[match.group()], text)
