"""UTF-8 in, normalised words out, in one pass over the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.classes import (
    APOSTROPHE,
    CLASS,
    DIGIT,
    EXPANDS,
    FOLDED_MARK,
    GROUPING,
    LETTER,
    MARK,
    SOLO,
)
from provenance.kernels.jit import inline, kernel
from provenance.kernels.load import load64, store64, trailing_zeros
from provenance.kernels.xxhash import SLACK

if TYPE_CHECKING:
    from provenance.kernels.types import I32, I64, U8, U16, Bool, Number, Out, Table

__all__ = ["decode", "leading_letters", "skip", "tokenise"]

_BAD = 0xFFFD
# The longest a code point becomes: U+FDFA, fifteen letters of two bytes.
_MOST = 72

# Eight bytes at a time: the bit that makes ASCII letters lower case, and what to add for a letter of at least "a",
# and for what lies above "z", to reach the highest bit of its byte.
_LOWER = np.uint64(0x2020202020202020)
_HIGHEST = np.uint64(0x8080808080808080)
_FROM_A = np.uint64(0x1F1F1F1F1F1F1F1F)
_ABOVE_Z = np.uint64(0x0505050505050505)


@inline
def leading_letters(eight: Number) -> Number:
    """Return how many of eight bytes, from the first on, are ASCII letters."""
    low = (eight | _LOWER) & ~_HIGHEST
    letters = (low + _FROM_A) & ~(low + _ABOVE_Z) & ~eight & _HIGHEST
    return np.int64(trailing_zeros(letters ^ _HIGHEST) >> np.uint64(3))


@inline
def decode(data: U8, at: Number, stop: Number) -> tuple[Number, Number]:
    """Return the code point at a byte and the byte after it; a broken sequence is U+FFFD for one byte."""
    first = np.int64(data[at])
    if first < 0x80:
        return first, at + 1
    if 0xC2 <= first < 0xE0 and at + 1 < stop and data[at + 1] & 0xC0 == 0x80:
        return (first & 0x1F) << 6 | (np.int64(data[at + 1]) & 0x3F), at + 2
    if 0xE0 <= first < 0xF0 and at + 2 < stop and data[at + 1] & 0xC0 == 0x80 and data[at + 2] & 0xC0 == 0x80:
        code = (first & 0x0F) << 12 | (np.int64(data[at + 1]) & 0x3F) << 6 | (np.int64(data[at + 2]) & 0x3F)
        if code >= 0x800 and not 0xD800 <= code < 0xE000:
            return code, at + 3
    if (
        0xF0 <= first < 0xF5
        and at + 3 < stop
        and data[at + 1] & 0xC0 == 0x80
        and data[at + 2] & 0xC0 == 0x80
        and data[at + 3] & 0xC0 == 0x80
    ):
        code = (
            (first & 0x07) << 18
            | (np.int64(data[at + 1]) & 0x3F) << 12
            | (np.int64(data[at + 2]) & 0x3F) << 6
            | (np.int64(data[at + 3]) & 0x3F)
        )
        if 0x10000 <= code <= 0x10FFFF:
            return code, at + 4
    return np.int64(_BAD), at + 1


@inline
def skip(data: U8, at: Number, stop: Number, count: Number) -> Number:
    """Return the byte offset a number of code points further on, or the end."""
    while count > 0 and at < stop:
        if at + 8 <= stop:
            # ASCII, up to eight bytes at once.
            plain = min(np.int64(trailing_zeros(load64(data, at) & _HIGHEST) >> np.uint64(3)), np.int64(count))
            if plain > 0:
                at += plain
                count -= plain
                continue
        _, at = decode(data, at, stop)
        count -= 1
    return at


@inline
def _encode(code: Number, out: U8, used: Number) -> Number:
    """Write a code point as UTF-8; return the offset of the next one."""
    if code < 0x80:
        out[used] = code
        return used + 1
    if code < 0x800:
        out[used] = 0xC0 | code >> 6
        out[used + 1] = 0x80 | code & 0x3F
        return used + 2
    if code < 0x10000:
        out[used] = 0xE0 | code >> 12
        out[used + 1] = 0x80 | code >> 6 & 0x3F
        out[used + 2] = 0x80 | code & 0x3F
        return used + 3
    out[used] = 0xF0 | code >> 18
    out[used + 1] = 0x80 | code >> 12 & 0x3F
    out[used + 2] = 0x80 | code >> 6 & 0x3F
    out[used + 3] = 0x80 | code & 0x3F
    return used + 4


@inline
def _class_of(code: Number, index: U16, classes: U8) -> Number:
    return classes[np.int64(index[code >> 8]), code & 0xFF]


@inline
def _digits_from(data: U8, at: Number, stop: Number, index: U16, classes: U8, most: Number) -> tuple[Number, Number]:
    """Return the number of digits from a byte on (at most ``most``), and the byte after them."""
    count = 0
    while count < most and at < stop:
        code, after = decode(data, at, stop)
        if _class_of(code, index, classes) & CLASS != DIGIT:
            break
        count += 1
        at = after
    return count, at


@inline
def _joins_digits(data: U8, at: Number, stop: Number, separator: Number, index: U16, classes: U8) -> bool:
    """Whether a separator of thousands before this byte joins the digits on both sides.

    It does before exactly three digits, and a comma also before Indian groups: two digits, again and again (at
    most three times), then three.
    """
    for _ in range(4):
        count, after = _digits_from(data, at, stop, index, classes, 4)
        if count == 3:
            return True
        if count != 2 or separator != 44 or after >= stop or data[after] != 44:
            return False
        at = after + 1
    return False


@inline
def _is_gershayim(data: U8, code: Number, after: Number, stop: Number, last: Number) -> bool:
    """Whether a quotation mark, typed in the place of gershayim, stands between two Hebrew letters."""
    if not (0x5D0 <= last < 0x5EB and (code == 0x22 or code == 0x201C or code == 0x201D) and after < stop):
        return False
    following, _ = decode(data, after, stop)
    return 0x5D0 <= following < 0x5EB


@inline
def _compose_hangul(last: Number, code: Number) -> Number:
    """Return the syllable that two Hangul letters make, or 0."""
    if 0x1100 <= last < 0x1113 and 0x1161 <= code < 0x1176:
        return 0xAC00 + ((last - 0x1100) * 21 + code - 0x1161) * 28
    if 0xAC00 <= last < 0xD7A4 and (last - 0xAC00) % 28 == 0 and 0x11A8 <= code < 0x11C3:
        return last + code - 0x11A7
    return 0


@kernel
def tokenise(
    data: U8,
    offsets: I64,
    index: U16,
    classes: Table[U8],
    delta: Table[I32],
    expansion_offsets: I32,
    expansions: I32,
    norm: Out[U8],
    token_start: Out[I64],
    cp_start: Out[I32],
    cp_stop: Out[I32],
    solo: Out[Bool],
    document_tokens: Out[I64],
) -> int:
    """Cut documents into normalised words.

    Parameters
    ----------
    data : uint8 [bytes]
        The texts as UTF-8; a broken sequence counts as one code point a byte and ends a word.
    offsets : int64 [documents + 1]
        Where each text begins in ``data``.
    index, classes, delta, expansion_offsets, expansions
        `provenance.text.unicode_tables.Tables`.
    norm : uint8 [any]
        Out: the normalised words, each followed by one space; at least `SLACK` bytes stay free at the end.
    token_start : int64 [tokens + 1]
        Out: where each word begins in ``norm``; the last entry is the end.
    cp_start, cp_stop : int32 [tokens]
        Out: each word's place in its text, half-open, in code points.
    solo : bool [tokens]
        Out: whether a word is a character of a script without spaces.
    document_tokens : int64 [documents + 1]
        Out: where each document's words begin.

    Returns
    -------
    int
        The number of words, or -1 where ``norm`` is too short. The other arrays need one entry for every two bytes
        and one for every document.
    """
    used = 0
    token = 0
    capacity = len(norm)
    # What an ASCII letter becomes, 0 for all other bytes: most bytes of most texts take this short way.
    letters = np.zeros(256, np.uint8)
    for code in range(128):
        if classes[np.int64(index[0]), code] == LETTER:
            letters[code] = code + delta[np.int64(index[0]), code]
    for document in range(len(offsets) - 1):
        document_tokens[document] = token
        at = offsets[document]
        stop = offsets[document + 1]
        place = 0
        inside = False
        alone = False
        digits = 0  # digits at the end of the word so far, -1 once it holds a letter
        grouped = 0  # the separator of thousands seen in this word
        last = np.int64(0)  # the last code point written, for Hangul
        while at < stop:
            if used + _MOST + SLACK > capacity:
                return -1
            first = data[at]
            if letters[first] and used + (stop - at) + 8 + SLACK < capacity:
                if not inside or alone:
                    if inside:
                        norm[used] = 32
                        used += 1
                        token += 1
                    inside = True
                    alone = False
                    token_start[token] = used
                    cp_start[token] = place
                    solo[token] = False
                    grouped = 0
                digits = -1
                last = 0
                begin = at
                run = 8
                while run == 8 and at + 8 <= stop:
                    eight = load64(data, at)
                    store64(norm, used, eight | _LOWER)
                    run = leading_letters(eight)
                    used += run
                    at += run
                while run == 8 and at < stop and letters[data[at]]:
                    norm[used] = letters[data[at]]
                    used += 1
                    at += 1
                place += at - begin
                cp_stop[token] = place
                if at < stop and data[at] == 32:
                    norm[used] = 32
                    used += 1
                    token += 1
                    inside = False
                    at += 1
                    place += 1
                continue
            if first < 0x80:
                code = np.int64(first)
                after = at + 1
                kind = classes[np.int64(index[0]), code]
            else:
                code, after = decode(data, at, stop)
                kind = _class_of(code, index, classes)
            plain = kind & CLASS
            if plain == LETTER or plain == DIGIT or plain == SOLO or (plain == MARK and inside):
                if plain != MARK and (not inside or alone or plain == SOLO):
                    if inside:
                        norm[used] = 32
                        used += 1
                        token += 1
                    inside = True
                    alone = plain == SOLO
                    token_start[token] = used
                    cp_start[token] = place
                    solo[token] = alone
                    digits = 0
                    grouped = 0
                    last = 0
                shift = np.int64(delta[np.int64(index[code >> 8]), code & 0xFF])
                if kind & EXPANDS:
                    for which in range(expansion_offsets[shift], expansion_offsets[shift + 1]):
                        used = _encode(np.int64(expansions[which]), norm, used)
                    last = 0
                else:
                    becomes = code + shift
                    if becomes < 0x80:
                        norm[used] = becomes
                        used += 1
                        last = 0
                    else:
                        syllable = _compose_hangul(last, becomes) if becomes >= 0x1161 and last else 0
                        if syllable:
                            used -= 3
                            becomes = syllable
                        used = _encode(becomes, norm, used)
                        last = becomes
                if plain != MARK:
                    digits = digits + 1 if plain == DIGIT and digits >= 0 else -1
                cp_stop[token] = place + 1
            elif plain == FOLDED_MARK:
                if inside:
                    cp_stop[token] = place + 1
            elif plain == APOSTROPHE or plain == GROUPING:
                ends = inside
                if inside and not alone and after < stop:
                    if plain == APOSTROPHE:
                        following, _ = decode(data, after, stop)
                        next_kind = _class_of(following, index, classes) & CLASS
                        ends = next_kind != LETTER and next_kind != DIGIT
                    elif (
                        (digits == 3 or (digits == 2 and code == 44) or (grouped == 0 and 0 < digits <= 3))
                        and (grouped == 0 or grouped == code)
                        and _joins_digits(data, after, stop, code, index, classes)
                    ):
                        ends = False
                        digits = 0
                        grouped = code
                if ends:
                    norm[used] = 32
                    used += 1
                    token += 1
                    inside = False
            elif plain == 0 and inside and not _is_gershayim(data, code, after, stop, last):
                norm[used] = 32
                used += 1
                token += 1
                inside = False
            at = after
            place += 1
        if inside:
            norm[used] = 32
            used += 1
            token += 1
    document_tokens[len(offsets) - 1] = token
    token_start[token] = used
    return token if used + SLACK <= capacity else -1
