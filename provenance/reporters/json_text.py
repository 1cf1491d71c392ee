"""Strict JSON that is safe to print and to embed in a page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["JsonText", "escaped", "in_html"]

# Legal in JSON, but UTF-8 cannot encode lone surrogates, and C1 and direction controls affect terminals. The escape is
# read back as the same character.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff]")
_MARKUP = re.compile("[<>&]")


class JsonText:
    """Turns a value into strict JSON.

    Parameters
    ----------
    unicode : bool
        Whether to leave characters beyond ASCII unescaped.
    """

    def __init__(self, unicode: bool = True) -> None:
        self._encode = json.JSONEncoder(ensure_ascii=not unicode, allow_nan=False).encode
        self._compact = json.JSONEncoder(ensure_ascii=not unicode, allow_nan=False, separators=(",", ":")).encode

    @classmethod
    def of(cls, out: TextIO) -> JsonText:
        """Return the encoder for a file, according to the file's encoding."""
        return cls((out.encoding or "utf-8").lower().startswith("utf"))

    def __call__(self, value: Any) -> str:
        """Return a value as JSON."""
        return escaped(self._encode(value))

    def compact(self, value: Any) -> str:
        """Return a value as JSON without spaces."""
        return escaped(self._compact(value))


def escaped(text: str) -> str:
    """Escape characters in JSON that would affect a terminal or that UTF-8 cannot encode."""
    return _ESCAPED.sub(_escape, text)


def in_html(text: str) -> str:
    r"""Return JSON that is safe in a script element: ``<``, ``>`` and ``&`` are escaped.

    Examples
    --------
    >>> in_html('"</script>"')
    '"\\u003c/script\\u003e"'
    """
    return _MARKUP.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
