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

__all__ = ["Characters", "Words", "tokenise", "words"]


class Words:
    """Words by Unicode; one token a character in scripts without spaces."""

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Return the words of a text: half-open, in code points."""
        tokens = tokenise(_array([text]))
        return list(zip(tokens.cp_start.tolist(), tokens.cp_stop.tolist(), strict=True))


class Characters:
    """One token a letter or digit, its combining marks with it."""

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
    """Return the normalised words of a text, as they are shingled and compared.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Case folded, without diacritics and apostrophes; digits without separators of thousands. One word for each
        ideograph, kana, or letter with its marks of Thai, Lao, Khmer and other scripts without spaces.

    Examples
    --------
    >>> words("Let’s walk 5,000 métres, l'été!")
    ['lets', 'walk', '5000', 'metres', 'lete']
    >>> words("東京タワーへ")
    ['東', '京', 'タ', 'ワー', 'へ']
    """
    return tokenise(_array([text])).words(0)


def tokenise(texts: pa.LargeStringArray) -> Tokens:
    """Cut a batch of texts into normalised words.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray
        Without nulls.

    Returns
    -------
    Tokens
    """
    from provenance.kernels.tokenise import tokenise as kernel

    data, offsets = utf8_buffers(texts)
    size = int(offsets[-1] - offsets[0])
    most = size // 2 + len(texts) + 1
    token_start = np.empty(most + 1, np.int64)
    cp_start, cp_stop = np.empty(most, np.int32), np.empty(most, np.int32)
    solo = np.empty(most, bool)
    document_tokens = np.empty(len(texts) + 1, np.int64)
    room = size + size // 2 + 256
    while True:
        norm = np.empty(room, np.uint8)
        count = kernel(
            data, offsets, *load(), norm, token_start, cp_start, cp_stop, solo, document_tokens
        )
        if count >= 0:
            break
        room *= 2
    return Tokens(
        norm, token_start[: count + 1], cp_start[:count], cp_stop[:count], solo[:count], document_tokens
    )


def _array(texts: list[str]) -> pa.LargeStringArray:
    from provenance.model.documents import text_array

    return text_array(texts)
