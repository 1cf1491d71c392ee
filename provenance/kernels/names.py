"""Finds words that are written like names or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.tokenise import decode, skip
from provenance.model.word_flags import NAME, SENTENCE

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, Number, Out

__all__ = ["mark_names"]


@inline
def _is_capital(code: Number) -> bool:
    """Whether a letter is a capital: Latin, Greek, Cyrillic."""
    if code < 0xC0:
        return 65 <= code <= 90
    if code < 0x180:
        if code < 0x100:
            return code <= 0xDE and code != 0xD7
        if code == 0x138 or code == 0x149 or code == 0x17F:
            return False
        return code == 0x178 or (code & 1 == 1 if 0x139 <= code <= 0x148 or code >= 0x179 else code & 1 == 0)
    return code == 0x386 or 0x388 <= code <= 0x38F or 0x391 <= code <= 0x3AB or 0x400 <= code <= 0x42F


@inline
def _is_digit(code: Number) -> bool:
    """Whether a character is a digit: European, Arabic, Persian, Devanagari, full width."""
    return (
        48 <= code <= 57 or 0x660 <= code <= 0x669 or 0x6F0 <= code <= 0x6F9 or 0x966 <= code <= 0x96F
        or 0xFF10 <= code <= 0xFF19
    )  # fmt: skip


@kernel
def mark_names(data: U8, offsets: I64, cp_start: I32, document_tokens: I64, flags: Out[U8]) -> None:
    """Set the bit NAME on words that begin with a digit, or with a capital where no sentence begins.

    Parameters
    ----------
    data, offsets
        Texts as UTF-8, as `provenance.kernels.tokenise.tokenise` takes them.
    cp_start, document_tokens
        Where the words of the texts begin, in code points.
    flags : uint8 [tokens]
        In and out; the bit SENTENCE is set already.
    """
    for document in range(len(offsets) - 1):
        at, stop = offsets[document], offsets[document + 1]
        token, last = document_tokens[document], document_tokens[document + 1]
        place = np.int64(0)
        while at < stop and token < last:
            # On to the next word.
            if place < cp_start[token]:
                at = skip(data, at, stop, cp_start[token] - place)
                place = np.int64(cp_start[token])
            if at == stop:
                break
            code, at = decode(data, at, stop)
            while token < last and cp_start[token] <= place:
                if _is_digit(code) or (_is_capital(code) and not flags[token] & SENTENCE):
                    flags[token] |= np.uint8(NAME)
                token += 1
            place += 1
