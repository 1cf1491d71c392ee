"""Text of articles made safe to show.

An article, an id or a source is data. On its way to a terminal or into a file it must not move the cursor,
turn the direction of the line, or start a formula or a piece of markup.
"""

from __future__ import annotations

import re

__all__ = ["markdown", "one_line", "spreadsheet", "visible", "xml"]

# C0 and DEL, C1, the controls of direction, line and paragraph separators, lone surrogates.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_UNSAFE = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\u2028\u2029\ud800-\udfff]")
_PICTURES = 0x2400
_DELETE = 0x7F
# The full-width variants too: a spreadsheet folds them to the usual ones.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_MARKUP = re.compile(r"[\\`*_\[\]{}#~|$^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_NOT_XML = re.compile("[\ufffe\uffff]")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def visible(text: str, keep: str = "") -> str:
    r"""Return a text without characters that steer a terminal.

    A control character becomes its picture (ESC becomes ``␛``); what has no picture, as a control of
    direction, becomes U+FFFD. Each character is replaced by one.

    Parameters
    ----------
    text : str
        Any text.
    keep : str
        Characters to leave alone, as a line feed.

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
    """Return a text on one line: each run of white space is one space, the rest as `visible`."""
    return visible(" ".join(text.split()))


def spreadsheet(text: str) -> str:
    """Return the text of a CSV cell, which no spreadsheet takes for a formula.

    A leading apostrophe is put before ``= + - @``, tab and line ends, and their full-width variants, also
    where spaces come first. Line feeds and tabs stay; other control characters are made visible.
    """
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t")
    return f"'{text}" if text.lstrip(" \u00a0\u3000")[:1] in _FORMULA else text


def xml(text: str) -> str:
    """Return a text of characters that XML may hold, as `visible` shows them; markup is left to who writes it."""
    return _NOT_XML.sub("\ufffd", visible(text))


def markdown(text: str) -> str:
    """Return a text on one line that Markdown shows as it is: nothing in it is markup, HTML or a link."""
    text = _MARKUP.sub(lambda match: "\\" + match.group(), one_line(text))
    return re.sub("[&<>]", lambda match: _HTML[match.group()], text)
