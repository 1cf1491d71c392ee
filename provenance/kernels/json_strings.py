"""Strings of JSON: finds their ends, validates and decodes them (RFC 8259)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline
from provenance.kernels.load import load64, store64, trailing_zeros
from provenance.kernels.tokenise import decode

if TYPE_CHECKING:
    from provenance.kernels.types import U8, Number

__all__ = ["copy", "string_end", "unescape", "zero_bytes"]

_ONES = np.uint64(0x0101010101010101)
_HIGHEST = np.uint64(0x8080808080808080)
_QUOTE = np.uint64(0x2222222222222222)
_BACKSLASH = np.uint64(0x5C5C5C5C5C5C5C5C)
_SPACE = np.uint64(0x2020202020202020)
_BAD_UTF8 = 0xFFFD


@inline
def zero_bytes(eight: Number) -> Number:
    """Mark the zero bytes of eight; of the marks only the lowest is sure, which is the one that is asked for."""
    return (eight - _ONES) & ~eight & _HIGHEST


@inline
def _marks(eight: Number) -> Number:
    """Mark the bytes that must be escaped in a JSON string: quotation marks, backslashes, control characters."""
    return zero_bytes(eight ^ _QUOTE) | zero_bytes(eight ^ _BACKSLASH) | ((eight - _SPACE) & ~eight & _HIGHEST)


@inline
def string_end(data: U8, at: Number, stop: Number) -> tuple[Number, bool]:
    """Return where a string ends (its closing quotation mark) that begins at a byte, and whether it has escapes.

    -1 for what is no string of JSON: an end that is missing, a control character, an unknown escape, broken UTF-8.
    """
    escaped = False
    beyond = False
    begin = at
    while at < stop:
        # Four at a time, which the compiler puts into one register.
        while at + 32 <= stop:
            one, two, three, four = load64(data, at), load64(data, at + 8), load64(data, at + 16), load64(data, at + 24)
            if _marks(one) | _marks(two) | _marks(three) | _marks(four):
                break
            beyond |= ((one | two | three | four) & _HIGHEST) != 0
            at += 32
        eight = load64(data, at)
        marks = _marks(eight)
        if marks == 0:
            beyond |= (eight & _HIGHEST) != 0
            at += 8
            continue
        step = np.int64(trailing_zeros(marks) >> np.uint64(3))
        # What comes before the mark counts alone.
        beyond |= ((eight & _HIGHEST) << np.uint64(1) << np.uint64(63 - 8 * step)) != 0 if step else False
        at += step
        if at >= stop:
            return -1, False
        byte = data[at]
        if byte == 34:
            if beyond and not _is_utf8(data, begin, at):
                return -1, False
            return at, escaped
        if byte != 92:
            return -1, False
        escaped = True
        following = data[at + 1]
        if following == 117:
            for k in range(2, 6):
                if _hex_digit(data[at + k]) < 0:
                    return -1, False
            at += 6
        elif following in (34, 47, 92, 98, 102, 110, 114, 116):
            at += 2
        else:
            return -1, False
    return -1, False


@inline
def _is_utf8(data: U8, at: Number, stop: Number) -> bool:
    while at < stop:
        if at + 8 <= stop and (load64(data, at) & _HIGHEST) == 0:
            at += 8
            continue
        code, after = decode(data, at, stop)
        # A replacement character that was written as such takes three bytes.
        if code == _BAD_UTF8 and after == at + 1:
            return False
        at = after
    return True


@inline
def _hex_digit(byte: Number) -> Number:
    if 48 <= byte < 58:
        return np.int64(byte) - 48
    letter = np.int64(byte) | 32
    return letter - 87 if 97 <= letter < 103 else -1


@inline
def copy(data: U8, at: Number, stop: Number, out: U8, used: Number) -> Number:
    """Write bytes as they are, and up to seven more that mean nothing; return where the next one goes."""
    while at + 32 <= stop:
        one, two, three, four = load64(data, at), load64(data, at + 8), load64(data, at + 16), load64(data, at + 24)
        store64(out, used, one)
        store64(out, used + 8, two)
        store64(out, used + 16, three)
        store64(out, used + 24, four)
        at += 32
        used += 32
    while at < stop:
        store64(out, used, load64(data, at))
        at += 8
        used += 8
    return used - (at - stop)


@inline
def unescape(data: U8, at: Number, stop: Number, out: U8, used: Number) -> Number:
    """Write a string without its escapes; half of a surrogate pair becomes U+FFFD. Return where the next one goes."""
    while at < stop:
        while at + 32 <= stop:
            one, two, three, four = load64(data, at), load64(data, at + 8), load64(data, at + 16), load64(data, at + 24)
            marks = zero_bytes(one ^ _BACKSLASH) | zero_bytes(two ^ _BACKSLASH)
            if marks | zero_bytes(three ^ _BACKSLASH) | zero_bytes(four ^ _BACKSLASH):
                break
            store64(out, used, one)
            store64(out, used + 8, two)
            store64(out, used + 16, three)
            store64(out, used + 24, four)
            at += 32
            used += 32
        if at < stop and data[at] != 92:
            eight = load64(data, at)
            marks = zero_bytes(eight ^ _BACKSLASH)
            step = min(np.int64(trailing_zeros(marks) >> np.uint64(3)), stop - at)
            store64(out, used, eight)
            at += step
            used += step
            continue
        if at >= stop:
            break
        letter = data[at + 1]
        if letter != 117:
            plain = letter
            if letter == 98:
                plain = np.uint8(8)
            elif letter == 102:
                plain = np.uint8(12)
            elif letter == 110:
                plain = np.uint8(10)
            elif letter == 114:
                plain = np.uint8(13)
            elif letter == 116:
                plain = np.uint8(9)
            out[used] = plain
            used += 1
            at += 2
            continue
        code = _four(data, at + 2)
        at += 6
        if 0xD800 <= code < 0xE000:
            low = np.int64(0)
            if code < 0xDC00 and at + 6 <= stop and data[at] == 92 and data[at + 1] == 117:
                low = _four(data, at + 2)
            if 0xDC00 <= low < 0xE000:
                code = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00
                at += 6
            else:
                code = np.int64(_BAD_UTF8)
        if code < 0x80:
            out[used] = code
            used += 1
        elif code < 0x800:
            out[used] = 0xC0 | code >> 6
            out[used + 1] = 0x80 | code & 0x3F
            used += 2
        elif code < 0x10000:
            out[used] = 0xE0 | code >> 12
            out[used + 1] = 0x80 | code >> 6 & 0x3F
            out[used + 2] = 0x80 | code & 0x3F
            used += 3
        else:
            out[used] = 0xF0 | code >> 18
            out[used + 1] = 0x80 | code >> 12 & 0x3F
            out[used + 2] = 0x80 | code >> 6 & 0x3F
            out[used + 3] = 0x80 | code & 0x3F
            used += 4
    return used


@inline
def _four(data: U8, at: Number) -> Number:
    code = np.int64(0)
    for k in range(4):
        code = code << 4 | _hex_digit(data[at + k])
    return code
