"""Texts to one number for each word, in one pass over the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.classes import BREAK, GROUPING, LETTER
from provenance.kernels.jit import inline, kernel
from provenance.kernels.load import load64, trailing_zeros
from provenance.kernels.tokenise import leading_letters, tokenise

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U16, U32, Bool, Number

__all__ = ["number_texts", "number_tokens"]

_K1 = np.uint64(0x9E3779B97F4A7C15)
_K2 = np.uint64(0xD6E8FEB86659FD93)
_LOWER = np.uint64(0x2020202020202020)
# What a byte of ASCII is to a word: it ends one, it is a letter of one, or the tokeniser has to say.
_ENDS, _LETTER, _OTHER = 0, 1, 2


_HIGHEST = np.uint64(0x8080808080808080)
_FROM_A = np.uint64(0x1F1F1F1F1F1F1F1F)
_ABOVE_Z = np.uint64(0x0505050505050505)
_FROM_0 = np.uint64(0x5050505050505050)
_ABOVE_9 = np.uint64(0x4646464646464646)
_APOSTROPHE = np.uint64(0x2727272727272727)
_GRAVE = np.uint64(0x6060606060606060)
_GATHER = np.uint64(0x0102040810204080)
_ONE = np.uint64(1)


@inline
def _bits(marks: Number) -> Number:
    """Return a bit for each of eight bytes from their highest bits."""
    return ((marks >> np.uint64(7)) * _GATHER) >> np.uint64(56)


@inline
def _zeros(eight: Number) -> Number:
    """Mark the zero bytes of eight."""
    return ~(((eight & ~_HIGHEST) + ~_HIGHEST) | eight | ~_HIGHEST)


@inline
def _look(data: U8, at: Number) -> tuple[Number, Number]:
    """Look at 64 bytes: return a bit for each ASCII letter, and for each byte that the tokeniser has to judge.

    Those are digits, apostrophes, and what is not ASCII; all others of ASCII end words.
    """
    letters, others = np.uint64(0), np.uint64(0)
    for k in range(8):
        eight = load64(data, at + 8 * k)
        plain = eight & ~_HIGHEST
        low = plain | _LOWER
        letter = (low + _FROM_A) & ~(low + _ABOVE_Z) & ~eight & _HIGHEST
        digit = (plain + _FROM_0) & ~(plain + _ABOVE_9)
        other = (digit | eight | _zeros(eight ^ _APOSTROPHE) | _zeros(eight ^ _GRAVE)) & _HIGHEST
        letters |= _bits(letter) << np.uint64(8 * k)
        others |= _bits(other) << np.uint64(8 * k)
    return letters, others


@inline
def _finished(h: Number, last: Number, size: Number) -> Number:
    """Take in the last one to eight bytes of a word; what stands above them does not count."""
    h = (h ^ (last << np.uint64(64 - 8 * size))) * _K2
    h = (h ^ (h >> np.uint64(32))) * _K2
    return np.uint32(h >> np.uint64(32))


@inline
def _word_number(data: U8, at: Number, stop: Number, fold: Number) -> Number:
    """Return 32 bits for a word, eight bytes at a time; with `_LOWER` to fold letters of ASCII, else 0."""
    h = np.uint64(stop - at) * _K1
    while at + 8 < stop:
        h = (h ^ (load64(data, at) | fold)) * _K2
        h ^= h >> np.uint64(32)
        at += 8
    return _finished(h, load64(data, at) | fold, stop - at)


@kernel
def number_tokens(norm: U8, token_start: I64, words: U32) -> None:
    """Give each word a number of 32 bits; equal words have equal ones, others unequal ones but for one pair in 2**32.

    Parameters
    ----------
    norm, token_start
        As `provenance.kernels.tokenise.tokenise` fills them.
    words : uint32 [tokens]
        Out.
    """
    for token in range(len(words)):
        words[token] = _word_number(norm, token_start[token], token_start[token + 1] - 1, np.uint64(0))


@kernel
def number_texts(
    data: U8,
    offsets: I64,
    index: U16,
    classes: U8,
    delta: I32,
    expansion_offsets: I32,
    expansions: I32,
    norm: U8,
    token_start: I64,
    cp_start: I32,
    cp_stop: I32,
    solo: Bool,
    rest: U8,
    rest_offsets: I64,
    rest_tokens: I64,
    rest_at: I64,
    rest_documents: I64,
    simple: U32,
    words: U32,
    document_tokens: I64,
) -> int:
    """Cut texts into words as `provenance.kernels.tokenise.tokenise` does, and number them as `number_tokens` does.

    Runs of ASCII letters are numbered where they stand, looked at 64 bytes at a time. From where anything else touches
    a word up to the next space, the text is put aside for the tokeniser: a space ends whatever it is in the middle of.

    Parameters
    ----------
    data, offsets, index, classes, delta, expansion_offsets, expansions, norm, token_start, cp_start, cp_stop, solo
        As there.
    rest : uint8 [bytes]
        Room for what is put aside.
    rest_offsets, rest_tokens, rest_at : int64 [bytes // 2 + documents + 2]
        Room: where each such stretch begins, where its words begin, and how many other words stand before it.
    rest_documents : int64 [documents + 1]
        Room: which stretches are each document's.
    simple : uint32 [bytes // 2 + documents + 1]
        Room for the other words.
    words : uint32 [bytes // 2 + documents + 1]
        Out.
    document_tokens : int64 [documents + 1]
        Out: where each document's words begin.

    Returns
    -------
    int
        The number of words, or -1 where ``norm`` is too short.
    """
    kinds = np.full(256, _OTHER, np.uint8)
    for code in range(128):
        kind = classes[np.int64(index[0]), code]
        if kind == LETTER:
            kinds[code] = _LETTER
        elif kind == BREAK or kind == GROUPING:
            kinds[code] = _ENDS
    count = 0
    stretches = 0
    put = 0
    for document in range(len(offsets) - 1):
        document_tokens[document] = count
        rest_documents[document] = stretches
        at = offsets[document]
        stop = offsets[document + 1]
        while at < stop:
            if at + 72 <= stop:
                letters, others = _look(data, at)
                judged = np.int64(trailing_zeros(others))
                waiting = letters
                here = np.int64(64)
                while waiting:
                    begin = np.int64(trailing_zeros(waiting))
                    end = begin + np.int64(trailing_zeros(~(letters >> np.uint64(begin))))
                    if end >= 64 or end >= judged:
                        here = begin
                        break
                    simple[count] = _word_number(data, at + begin, at + end, _LOWER)
                    count += 1
                    waiting &= ~((_ONE << np.uint64(end)) - _ONE)
                here = min(here, judged)
                if here:
                    at += here
                    continue
            kind = kinds[data[at]]
            if kind == _ENDS:
                at += 1
                continue
            begin = at
            if kind == _LETTER:
                run = 8
                while run == 8 and at < stop and at + 8 <= len(data):
                    eight = load64(data, at)
                    run = leading_letters(eight)
                    at += run
                while run == 8 and at < stop and kinds[data[at]] == _LETTER:
                    at += 1
                at = min(at, stop)
                if at == stop or kinds[data[at]] == _ENDS:
                    size = at - begin
                    if size < 8 and begin + 8 <= len(data):
                        simple[count] = _finished(np.uint64(size) * _K1, eight | _LOWER, size)
                    elif at + 8 <= len(data):
                        simple[count] = _word_number(data, begin, at, _LOWER)
                    else:
                        # At the very end there is nothing to read beyond.
                        for k in range(size):
                            norm[k] = data[begin + k]
                        simple[count] = _word_number(norm, np.int64(0), size, _LOWER)
                    count += 1
                    at += 1
                    continue
            end = at
            while end < stop and data[end] != 32:
                end += 1
            rest_offsets[stretches] = put
            rest_at[stretches] = count
            stretches += 1
            for k in range(begin, end):
                rest[put] = data[k]
                put += 1
            at = end
    documents = len(offsets) - 1
    document_tokens[documents] = count
    rest_documents[documents] = stretches
    rest_offsets[stretches] = put
    found = tokenise(
        rest, rest_offsets[: stretches + 1], index, classes, delta, expansion_offsets, expansions, norm, token_start,
        cp_start, cp_stop, solo, rest_tokens[: stretches + 1],
    )  # fmt: skip
    if found < 0:
        return -1
    # Both kinds of words are put together again, in their order.
    used = 0
    at = np.int64(0)
    for document in range(documents):
        document_tokens[document] = used
        for stretch in range(rest_documents[document], rest_documents[document + 1]):
            size = rest_at[stretch] - at
            for k in range(size):
                words[used + k] = simple[at + k]
            used += size
            at += size
            for token in range(rest_tokens[stretch], rest_tokens[stretch + 1]):
                words[used] = _word_number(norm, token_start[token], token_start[token + 1] - 1, np.uint64(0))
                used += 1
        # The words of the next document begin here, as long as they are not yet counted anew.
        size = document_tokens[document + 1] - at
        for k in range(size):
            words[used + k] = simple[at + k]
        used += size
        at += size
    document_tokens[documents] = used
    return used
