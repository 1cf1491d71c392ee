"""Makes words of signs, so that C++ and C differ."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from provenance.model.components import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Signs"]

# Signs of mathematics (Sm), of money (Sc), and these; but not a hyphen or a full stop between two letters or digits.
_OTHERS = set("#@%&*/\\^_°§¶†‡|~")
_CANDIDATE = re.compile(r"[^\w\s]|_")
_MINUS = set("-\u2212\u2010\u2011")


class Signs:
    """Makes a word of each sign with a meaning: of mathematics, money and programs.

    Punctuation, quotation marks, brackets, dashes, apostrophes and the hyphen within a word never count.
    """

    def edits(self, text: str) -> Iterator[Edit]:
        """Yield a word for each sign.

        Examples
        --------
        >>> [(edit.start, edit.replacement) for edit in Signs().edits("C++ or -5, well-known (AFP)")]
        [(1, ' signx2b '), (2, ' signx2b '), (7, ' signx2d ')]
        """
        for match in _CANDIDATE.finditer(text):
            sign, place = match.group(), match.start()
            if sign in _MINUS:
                if text[place - 1 : place].isalnum() and text[place + 1 : place + 2].isalnum():
                    continue
                sign = "-"
            elif sign not in _OTHERS and unicodedata.category(sign) not in ("Sm", "Sc"):
                continue
            yield Edit(place, place + 1, f" signx{ord(sign):x} ")
