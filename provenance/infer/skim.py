"""What a text can hold at all, by one pass over its bytes: which searches are worth their time.

Most texts name no agency and have few words of page boilerplate. Looking each character up in a pattern costs more than
splitting the bytes of a text into words, which tells for hundreds of words at once that they are not there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Cues", "Skim", "positions"]

_KEPT = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#: Letters and digits of ASCII become small, all other bytes a space.
_TABLE = bytes(bytes([code]).lower()[0] if code in _KEPT else 32 for code in range(256))
_ASCII = bytes(range(128))
#: Leading bytes in UTF-8 of scripts that are written without spaces (CJK, kana, Hangul).
_SPACELESS = frozenset(range(0xE3, 0xEE))
_WORD = re.compile(r"[^\W_]+")


class Skim:
    """The words of a text, roughly.

    Parameters
    ----------
    text : str
        The original text.
    """

    __slots__ = ("leads", "pieces")

    def __init__(self, text: str) -> None:
        raw = text.encode("utf-8", "surrogatepass")
        #: Runs of ASCII letters and digits, in small letters.
        self.pieces = frozenset(raw.translate(_TABLE).split())
        #: The bytes of characters beyond ASCII.
        self.leads = frozenset(raw.translate(None, _ASCII))

    @property
    def is_spaceless(self) -> bool:
        """Whether the text may have characters of scripts without spaces."""
        return not self.leads.isdisjoint(_SPACELESS)


class Cues:
    """Strings that are looked for in many texts, by a word that a text must have to hold them.

    Parameters
    ----------
    cues : iterable of str
        The strings, each with a letter or a sign beyond ASCII. The longest word of each is its word.
    """

    def __init__(self, cues: Iterable[str]) -> None:
        self._by_piece: dict[bytes, list[str]] = {}
        self._by_lead: dict[int, list[str]] = {}
        for cue in cues:
            word = max(_WORD.findall(cue) or [cue], key=len)
            raw = word.encode()
            pieces = raw.translate(_TABLE).split()
            if pieces:
                self._by_piece.setdefault(max(pieces, key=len), []).append(cue)
            else:
                self._by_lead.setdefault(raw[0], []).append(cue)
        self._pieces, self._leads = frozenset(self._by_piece), frozenset(self._by_lead)

    def within(self, skim: Skim) -> list[str]:
        """Return those that a text may hold; of those that are not returned none is in it as a word."""
        found = [cue for piece in self._pieces & skim.pieces for cue in self._by_piece[piece]]
        if skim.leads:
            found += [cue for lead in self._leads & skim.leads for cue in self._by_lead[lead]]
        return found


def positions(text: str, sign: str) -> Iterator[int]:
    """Yield where a string stands in a text."""
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + len(sign))
