"""Where sentences begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.tokenise import decode, skip
from provenance.model.word_flags import SENTENCE

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, Number, Out

__all__ = ["is_small", "mark_sentences"]

# A sentence has at least and at most so many words: what lies between "Mr." and "Smith" is no border, and a list or a
# text without punctuation is cut all the same.
_LEAST, _MOST = 3, 60
# And a stretch that only spaces end has so many, each a single letter with its marks.
_LEAST_SPACED = 24


@inline
def _ends_sentence(code: Number) -> bool:
    """Whether a mark ends a sentence in some script."""
    if code < 128:
        return code == 33 or code == 59 or code == 63
    if code < 0x2000:
        # Armenian, Arabic, Urdu, Syriac, N'Ko, Devanagari, Tibetan, Myanmar, Ethiopic, Khmer, Mongolian
        return (
            code == 0x0589 or code == 0x061B or code == 0x061F or code == 0x06D4 or 0x0700 <= code <= 0x0702
            or code == 0x07F9 or code == 0x0964 or code == 0x0965 or code == 0x0F0D or code == 0x0F0E or code == 0x104B
            or code == 0x1362 or code == 0x1367 or code == 0x1368 or code == 0x17D4 or code == 0x17D5 or code == 0x1803
            or code == 0x1809
        )  # fmt: skip
    # What all scripts share, then the marks of East Asia in their full, small and half widths
    return (
        code == 0x2026 or code == 0x203C or code == 0x203D or 0x2047 <= code <= 0x2049 or code == 0x2E2E
        or code == 0x3002 or code == 0xFE52 or code == 0xFE54 or 0xFE56 <= code <= 0xFE57 or code == 0xFF01
        or code == 0xFF0E or code == 0xFF1B or code == 0xFF1F or code == 0xFF61
    )  # fmt: skip


@inline
def is_small(code: Number) -> bool:
    """Whether a letter is a small one: Latin, Greek, Cyrillic."""
    return (
        97 <= code <= 122 or (0xDF <= code <= 0xFF and code != 0xF7) or 0x3AC <= code <= 0x3CE or 0x430 <= code <= 0x45F
    )


@inline
def _has_no_stops(code: Number) -> bool:
    """Whether a letter's script sets spaces between sentences and phrases, and no marks: Thai, Lao, Myanmar, Khmer."""
    return 0x0E00 <= code < 0x0F00 or 0x1000 <= code < 0x10A0 or 0x1780 <= code < 0x1800


@kernel
def mark_sentences(data: U8, offsets: I64, cp_start: I32, cp_stop: I32, document_tokens: I64, flags: Out[U8]) -> None:
    """Set the bit SENTENCE on words that begin a sentence.

    A sentence ends at a mark that ends one, at a blank line, and at a full stop that is followed by white space, unless
    it stands behind a single letter or before a small one. In scripts that have no such marks white space ends one.

    Parameters
    ----------
    data, offsets
        Texts as UTF-8, as `provenance.kernels.tokenise.tokenise` takes them.
    cp_start, cp_stop, document_tokens
        The words of the texts.
    flags : uint8 [tokens]
        In and out.
    """
    for document in range(len(offsets) - 1):
        at, stop = offsets[document], offsets[document + 1]
        token, last = document_tokens[document], document_tokens[document + 1]
        if token == last:
            continue
        begun = token
        place = 0
        border = False  # a mark that ends a sentence stands before here
        full_stop = False  # a full stop does, with nothing but closing marks since
        spaced = False  # and white space after it
        lines = 0  # line ends since the last word
        while at < stop and token < last:
            code, at = decode(data, at, stop)
            if place == cp_start[token]:
                small = is_small(code)
                initial = token > begun and cp_stop[token - 1] - cp_start[token - 1] == 1
                ends = border or lines > 1 or (full_stop and spaced and not small and not initial)
                ends = ends or (spaced and token - begun >= _LEAST_SPACED and _has_no_stops(code))
                if token == document_tokens[document] or (ends and token - begun >= _LEAST) or token - begun >= _MOST:
                    flags[token] |= np.uint8(SENTENCE)
                    begun = token
                token += 1
                # Words that an edit put in one place begin there together.
                while token < last and cp_start[token] <= place:
                    token += 1
                border = full_stop = spaced = False
                lines = 0
                # Nothing counts within a word, as the full stop of 1.234, but that another one begins there.
                if token < last:
                    rest = np.int64(min(cp_stop[token - 1], cp_start[token])) - place - 1
                    if rest > 0:
                        at = skip(data, at, stop, rest)
                        place += rest
            elif code == 10:
                lines += 1
                spaced = True
            elif code == 32 or code == 9 or code == 13 or code == 0xA0:
                spaced = True
            elif code == 46:
                full_stop = True
                spaced = False
            elif _ends_sentence(code):
                border = True
            place += 1
