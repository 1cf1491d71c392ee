"""Where quotation marks open and close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.tokenise import decode

if TYPE_CHECKING:
    from provenance.kernels.types import I64, U8, Number

__all__ = ["quotations"]

# Kinds of quotation: a closing mark closes the topmost open one of its kind.
(
    _DOUBLE,
    _STRAIGHT,
    _GUILLEMETS,
    _REVERSED,
    _SINGLE,
    _STRAIGHT_SINGLE,
    _CORNER,
    _WHITE_CORNER,
    _ANGLE,
    _PRIME,
) = range(1, 11)
_DEPTH = 16


@inline
def _is_space(code: Number) -> bool:
    return (
        code == 32 or 9 <= code <= 13 or code == 0xA0 or code == 0x3000 or 0x2000 <= code <= 0x200B
        or code == 0x202F or code == 0x2028 or code == 0x2029 or code == 0x85
    )  # fmt: skip


@inline
def _is_word(code: Number) -> bool:
    """Whether a code point is likely part of a word; exact only where an apostrophe can stand."""
    return (
        48 <= code <= 57 or 65 <= code <= 90 or 97 <= code <= 122
        or (code >= 0xC0 and not 0x2000 <= code <= 0x206F and not 0x3000 <= code <= 0x303F and code != 0xD7
            and code != 0xF7 and not 0xFF00 <= code <= 0xFF0F)
    )  # fmt: skip


@inline
def _before(data: U8, at: Number, begin: Number) -> Number:
    """Return the code point before a byte, or a space at the beginning."""
    if at <= begin:
        return np.int64(32)
    back = at - 1
    while back > begin and back > at - 4 and data[back] & 0xC0 == 0x80:
        back -= 1
    code, _ = decode(data, back, at)
    return code


@inline
def _opens_after(code: Number) -> bool:
    """Whether a mark after this code point can open a quotation."""
    return (
        _is_space(code) or code == 40 or code == 91 or code == 45 or code == 47 or 0x2010 <= code <= 0x2015
        or code == 0x201C or code == 0x201E or code == 0x2018 or code == 0xAB or code == 34 or code == 39
        or code == 0x300C or code == 0x300E or code == 58 or code == 61
    )  # fmt: skip


@inline
def _closing_apostrophe(data: U8, at: Number, after: Number, stop: Number, begin: Number) -> bool:
    """Whether ' or ’ can close a quotation here: no letter follows, and it is no plural's apostrophe."""
    before = _before(data, at, begin)
    if after >= stop:
        return not _is_space(before)
    following, then = decode(data, after, stop)
    if _is_word(following) or _is_space(before):
        return False
    if before == 115 and following == 32 and then < stop:
        beyond, _ = decode(data, then, stop)
        return not 97 <= beyond <= 122
    return True


@kernel
def quotations(data: U8, offsets: I64, starts: I64, stops: I64, document_quotations: I64) -> int:
    """Find what stands inside quotation marks.

    Parameters
    ----------
    data, offsets
        Texts as UTF-8, as `provenance.kernels.tokenise.tokenise` takes them.
    starts, stops : int64 [any]
        Out: half-open spans in code points of the text, without the marks; nested ones too, in the order of their
        ends.
    document_quotations : int64 [documents + 1]
        Out: where each document's spans begin.

    Returns
    -------
    int
        The number of spans, or -1 where ``starts`` is too short.
    """
    found = 0
    kinds = np.zeros(_DEPTH, np.int64)
    opened = np.zeros(_DEPTH, np.int64)
    line_end = np.zeros(_DEPTH, np.int64)
    marks = np.zeros(256, np.bool_)
    marks[10] = marks[13] = marks[34] = marks[39] = True
    marks[128:] = True
    for document in range(len(offsets) - 1):
        document_quotations[document] = found
        begin, stop = offsets[document], offsets[document + 1]
        at = begin
        place = np.int64(0)
        depth = 0
        blank = False  # only white space since the last line end
        while at <= stop:
            if found + _DEPTH + 1 > len(starts):
                return -1
            ends_block = at == stop
            after = at + 1
            opening = 0
            closing = 0
            if not ends_block:
                first = data[at]
                if not marks[first]:
                    if first > 32:
                        blank = False
                    at += 1
                    place += 1
                    continue
                code, after = decode(data, at, stop)
                if code == 13 and after < stop and data[after] == 10:
                    at = after
                    place += 1
                    continue
                if code == 10 or code == 13 or code == 0x2029 or code == 0x85:
                    ends_block = blank or code == 0x2029
                    for level in range(depth):
                        if line_end[level] < 0:
                            line_end[level] = place
                    blank = True
                elif not _is_space(code):
                    blank = False
                if code == 34 or code == 0xFF02:
                    following, _ = decode(data, after, stop) if after < stop else (np.int64(32), after)
                    can_open = not _is_space(following) and _opens_after(_before(data, at, begin))
                    has_open = False
                    for level in range(depth):
                        if kinds[level] == _STRAIGHT:
                            has_open = not (can_open and line_end[level] >= 0)
                    if has_open:
                        closing = _STRAIGHT
                    elif can_open or (not _is_space(following) and not _is_word(_before(data, at, begin))):
                        opening = _STRAIGHT
                elif code == 0x201C:
                    # A low mark waiting on top makes it a closing one, as German has it.
                    if depth and kinds[depth - 1] == _DOUBLE and opened[depth - 1] < 0:
                        closing = _DOUBLE
                    else:
                        opening = _DOUBLE
                elif code == 0x201E or code == 0x201F:
                    opening = _DOUBLE
                elif code == 0x201D:
                    for level in range(depth):
                        if kinds[level] == _DOUBLE:
                            closing = _DOUBLE
                    if closing == 0 and _opens_after(_before(data, at, begin)):
                        opening = _DOUBLE
                elif code == 0xAB:
                    for level in range(depth):
                        if kinds[level] == _REVERSED:
                            closing = _REVERSED
                    if closing == 0:
                        opening = _GUILLEMETS
                elif code == 0xBB:
                    for level in range(depth):
                        if kinds[level] == _GUILLEMETS:
                            closing = _GUILLEMETS
                    if closing == 0 and _opens_after(_before(data, at, begin)):
                        opening = _REVERSED
                elif code == 0x2039:
                    opening = _ANGLE
                elif code == 0x203A:
                    closing = _ANGLE
                elif code == 0x300C or code == 0xFF62:
                    opening = _CORNER
                elif code == 0x300D or code == 0xFF63:
                    closing = _CORNER
                elif code == 0x300E:
                    opening = _WHITE_CORNER
                elif code == 0x300F:
                    closing = _WHITE_CORNER
                elif code == 0x301D:
                    opening = _PRIME
                elif code == 0x301E or code == 0x301F:
                    closing = _PRIME
                elif code == 0x2018:
                    if depth and kinds[depth - 1] == _SINGLE and opened[depth - 1] < 0:
                        closing = _SINGLE
                    elif _opens_after(_before(data, at, begin)):
                        opening = _SINGLE
                elif code == 0x201A:
                    opening = _SINGLE
                elif code == 0x2019 or code == 39:
                    kind = _SINGLE if code == 0x2019 else _STRAIGHT_SINGLE
                    is_open = False
                    for level in range(depth):
                        is_open = is_open or kinds[level] == kind
                    if is_open and _closing_apostrophe(data, at, after, stop, begin):
                        closing = kind
                    elif code == 39 and after < stop and not is_open:
                        following, _ = decode(data, after, stop)
                        if _opens_after(_before(data, at, begin)) and _is_word(following) and not 48 <= following <= 57:
                            opening = kind
            if opening:
                # The same mark again in a later paragraph: the earlier quotation was never closed.
                for level in range(depth):
                    if kinds[level] == opening and line_end[level] >= 0:
                        for open_level in range(level, depth):
                            if kinds[open_level] != _SINGLE and kinds[open_level] != _STRAIGHT_SINGLE:
                                start = abs(opened[open_level])
                                starts[found] = start
                                stops[found] = line_end[open_level] if line_end[open_level] >= 0 else place
                                found += 1
                        depth = level
                        break
                if depth < _DEPTH:
                    kinds[depth] = opening
                    # Low marks are kept as negative places: they close with a mark that else opens.
                    low = code == 0x201E or code == 0x201A
                    opened[depth] = -(place + 1) if low else place + 1
                    line_end[depth] = -1
                    depth += 1
            elif closing:
                for level in range(depth - 1, -1, -1):
                    if kinds[level] == closing:
                        starts[found] = abs(opened[level])
                        stops[found] = place
                        found += 1
                        depth = level
                        break
            if ends_block:
                for level in range(depth):
                    # An unclosed single mark is an apostrophe.
                    if kinds[level] != _SINGLE and kinds[level] != _STRAIGHT_SINGLE:
                        starts[found] = abs(opened[level])
                        stops[found] = line_end[level] if line_end[level] >= 0 else place
                        found += 1
                depth = 0
            at = after
            place += 1
    document_quotations[len(offsets) - 1] = found
    return found
