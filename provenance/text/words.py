"""The built-in tokenisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.text.buffers import utf8_buffers
from provenance.text.tokens import Tokens
from provenance.text.unicode_tables import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

__all__ = ["Buffers", "Characters", "Words", "tokenise", "words"]


class Words:
    """Words by Unicode; in scripts without spaces, each character is a token."""

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Return the words of a text: half-open, in code points."""
        tokens = tokenise(_array([text]))
        return list(zip(tokens.cp_start.tolist(), tokens.cp_stop.tolist(), strict=True))


class Characters:
    """Each letter or digit, with its combining marks, is a token."""

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Return the letters and digits of a text: half-open, in code points."""
        import unicodedata

        spans: list[tuple[int, int]] = []
        for place, char in enumerate(text):
            kind = unicodedata.category(char)[0]
            if kind == "M" and spans and spans[-1][1] == place:
                spans[-1] = (spans[-1][0], place + 1)
            elif kind in "LN":
                spans.append((place, place + 1))
        return spans


def words(text: str) -> list[str]:
    """Return the normalised words of a text, which are shingled and compared.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Case folded, without diacritics and apostrophes; digits without thousands separators. In scripts without spaces
        each ideograph, kana, or letter with its marks (Thai, Lao, Khmer and others) is a word.

    Examples
    --------
    >>> words("Let’s walk 5,000 métres, l'été!")
    ['lets', 'walk', '5000', 'metres', 'lete']
    >>> words("東京タワーへ")
    ['東', '京', 'タ', 'ワー', 'へ']
    """
    return tokenise(_array([text])).words(0)


class Buffers:
    """Arrays for words, reused for each batch, since allocating memory takes as long as making the words.

    Each batch overwrites the previous one. Buffers belong to one thread.
    """

    def __init__(self) -> None:
        self.norm = np.empty(0, np.uint8)
        self.token_start = np.empty(0, np.int64)
        self.cp_start = np.empty(0, np.int32)
        self.cp_stop = np.empty(0, np.int32)
        self.solo = np.empty(0, bool)

    def make(self, size: int, documents: int) -> None:
        """Make the arrays large enough for ``size`` bytes of text in ``documents`` documents."""
        most = size // 2 + documents + 1
        if len(self.cp_start) < most:
            self.token_start = np.empty(most + 1, np.int64)
            self.cp_start, self.cp_stop = np.empty(most, np.int32), np.empty(most, np.int32)
            self.solo = np.empty(most, bool)
        if len(self.norm) < size + size // 2 + 256:
            self.norm = np.empty(size + size // 2 + 256, np.uint8)


def tokenise(texts: pa.LargeStringArray, room: Buffers | None = None) -> Tokens:
    """Cut a batch of texts into normalised words.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Without nulls.
    room : Buffers, optional
        Arrays for the words; the words are valid until these are used again.

    Returns
    -------
    Tokens
    """
    from provenance.kernels.tokenise import tokenise as kernel

    data, offsets = utf8_buffers(texts)
    room = room or Buffers()
    room.make(int(offsets[-1] - offsets[0]), len(texts))
    document_tokens = np.empty(len(texts) + 1, np.int64)
    while True:
        count = kernel(
            data, offsets, *load(), room.norm, room.token_start, room.cp_start, room.cp_stop, room.solo,
            document_tokens,
        )  # fmt: skip
        if count >= 0:
            break
        room.norm = np.empty(2 * len(room.norm), np.uint8)
    return Tokens(
        room.norm,
        room.token_start[: count + 1],
        room.cp_start[:count],
        room.cp_stop[:count],
        room.solo[:count],
        document_tokens,
    )


def _array(texts: list[str]) -> pa.LargeStringArray:
    from provenance.model.documents import text_array

    return text_array(texts)
