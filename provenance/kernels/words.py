"""One number for each word, and which words are quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import kernel
from provenance.kernels.xxhash import xxh32

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U32, Bool, Out

__all__ = ["mark_spans", "stem_numbers", "word_numbers"]


@kernel
def word_numbers(norm: U8, token_start: I64, numbers: Out[U32]) -> None:
    """Give each word its XXH32. Equal words have equal numbers; of unequal ones one pair in 2**32 has.

    Parameters
    ----------
    norm, token_start
        As `provenance.kernels.tokenise.tokenise` fills them.
    numbers : uint32 [tokens]
        Out.
    """
    for token in range(len(numbers)):
        numbers[token] = xxh32(norm, token_start[token], token_start[token + 1] - 1)


@kernel
def stem_numbers(
    norm: U8, token_start: I64, solo: Bool, document_tokens: I64, width: int, numbers: Out[U32]
) -> None:  # fmt: skip
    """Give each word the XXH32 of its first characters, so that forms of one word mostly share a number.

    A character of a script without spaces says next to nothing alone: it counts with the one that follows, as "東 京".

    Parameters
    ----------
    norm, token_start, solo, document_tokens
        As `provenance.kernels.tokenise.tokenise` fills them.
    width : int
        How many code points count.
    numbers : uint32 [tokens]
        Out.
    """
    for document in range(len(document_tokens) - 1):
        last = document_tokens[document + 1] - 1
        for token in range(document_tokens[document], last + 1):
            at = token_start[token]
            stop = token_start[token + 1] - 1
            if solo[token] and token < last and solo[token + 1]:
                at = stop = token_start[token + 2] - 1
            characters = 0
            while at < stop:
                # A byte that does not continue a code point begins one.
                if norm[at] & 0xC0 != 0x80:
                    if characters == width:
                        break
                    characters += 1
                at += 1
            numbers[token] = xxh32(norm, token_start[token], at)


@kernel
def mark_spans(
    cp_start: I32,
    cp_stop: I32,
    document_tokens: I64,
    starts: I64,
    stops: I64,
    document_spans: I64,
    bit: int,
    flags: Out[U8],
) -> None:
    """Set a bit of the words that stand inside spans.

    Parameters
    ----------
    cp_start, cp_stop, document_tokens
        As `provenance.kernels.tokenise.tokenise` fills them.
    starts, stops, document_spans
        As `provenance.kernels.quotations.quotations` fills them.
    bit : int
        As `provenance.model.words` has them.
    flags : uint8 [tokens]
        In and out.
    """
    for document in range(len(document_tokens) - 1):
        first, last = document_tokens[document], document_tokens[document + 1]
        for span in range(document_spans[document], document_spans[document + 1]):
            # The first word that starts at or after the span does; words are in the order of the text.
            low, high = first, last
            while low < high:
                middle = (low + high) // 2
                if cp_start[middle] < starts[span]:
                    low = middle + 1
                else:
                    high = middle
            # Outer spans come after the ones they hold; those are marked again, at most sixteen times.
            while low < last and cp_stop[low] <= stops[span]:
                flags[low] |= np.uint8(bit)
                low += 1
