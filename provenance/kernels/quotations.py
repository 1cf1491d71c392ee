"""Where quotation marks open and close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.sentences import is_small
from provenance.kernels.tokenise import decode

if TYPE_CHECKING:
    from provenance.kernels.types import I64, U8, Number, Out

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
#: Closes the topmost double mark that is open, of whatever kind.
_ANY_DOUBLE = 11
_LAST_DOUBLE = _REVERSED
_DEPTH = 16
#: A quotation that nothing closes has at most so many sentences; a longer one is a stray mark.
_SENTENCES = 2


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


@inline
def _is_hebrew(code: Number) -> bool:
    return 0x5D0 <= code <= 0x5EA


@inline
def _mark_at(data: U8, at: Number, stop: Number) -> tuple[Number, Number]:
    """Return the mark at a byte and the byte after it.

    What stands for one mark is that mark: two backticks, commas, apostrophes or signs of less and greater, the Hebrew
    mark, and the entity of HTML.
    """
    code, after = decode(data, at, stop)
    if code == 0x5F4 or code == 0xFF02:
        return np.int64(34), after
    if after < stop and data[after] == code:
        if code == 96:
            return np.int64(0x201C), after + 1
        if code == 44:
            return np.int64(0x201E), after + 1
        if code == 60:
            return np.int64(0xAB), after + 1
        if code == 62:
            return np.int64(0xBB), after + 1
    if (
        code == 38 and at + 5 < stop and data[at + 1] == 113 and data[at + 2] == 117 and data[at + 3] == 111
        and data[at + 4] == 116 and data[at + 5] == 59
    ):  # fmt: skip
        return np.int64(34), at + 6
    return code, after


@inline
def _is_open(kinds: I64, depth: Number, kind: Number) -> bool:
    for level in range(depth):
        if kinds[level] == kind or (kind == _ANY_DOUBLE and kinds[level] <= _LAST_DOUBLE):
            return True
    return False


@inline
def _double(code: Number, before: Number, following: Number, kinds: I64, depth: Number) -> tuple[Number, Number]:
    """Return the kind that a double mark opens, and the kind that it closes; 0 for none.

    A mark closes what its own kind opened. Where nothing of its kind is open and it stands where only a closing mark
    can, it closes what another kind opened: keyboards have one mark, and editors change the other.
    """
    can_open = not _is_space(following) and _opens_after(before)
    can_close = not _is_space(before) and not _opens_after(before) and not _is_word(following)
    closes_other = can_close and _is_open(kinds, depth, _ANY_DOUBLE)
    # After a space and before a letter a mark that both opens and closes stands within another, or the first was none.
    within = (_is_space(before) or before == 40 or before == 91) and _is_word(following)
    if code == 34:
        if _is_hebrew(before) and _is_hebrew(following):
            return 0, 0
        if _is_open(kinds, depth, _STRAIGHT):
            return (_STRAIGHT, 0) if within else (0, _STRAIGHT)
        if closes_other:
            return 0, _ANY_DOUBLE
        return (_STRAIGHT, 0) if can_open or (not _is_space(following) and not _is_word(before)) else (0, 0)
    if code == 0x201D and _is_open(kinds, depth, _DOUBLE):
        return (_DOUBLE, 0) if within else (0, _DOUBLE)
    if code == 0xAB and _is_open(kinds, depth, _REVERSED):
        return 0, _REVERSED
    if code == 0xBB and _is_open(kinds, depth, _GUILLEMETS):
        return 0, _GUILLEMETS
    if closes_other:
        return 0, _ANY_DOUBLE
    if code == 0xAB:
        return _GUILLEMETS, 0
    if code == 0xBB:
        return (_REVERSED, 0) if _opens_after(before) else (0, 0)
    return (_DOUBLE, 0) if code != 0x201D or _opens_after(before) else (0, 0)


@inline
def _opens_as_two(code: Number, before: Number, following: Number) -> bool:
    """Whether a mark of two characters can open: they stand for other things, too."""
    return _opens_after(before) and code != 0xBB and (code == 0x201C or code == 0xAB or not _is_space(following))


@inline
def _is_long(data: U8, at: Number, stop: Number) -> bool:
    """Whether a stretch has more sentences than a quotation may that nothing closes."""
    sentences = 1
    letters = 0
    ended = spaced = False
    while at < stop:
        code, at = decode(data, at, stop)
        if code == 46 or code == 33 or code == 63 or code == 0x2026:
            # Behind one letter it is an abbreviation.
            ended, spaced = code != 46 or letters != 1, False
            letters = 0
        elif code == 0x3002 or code == 0xFF01 or code == 0xFF1F:
            ended = spaced = True
            letters = 0
        elif _is_space(code):
            spaced = ended
            letters = 0
        elif ended and spaced:
            sentences += not is_small(code)
            if sentences > _SENTENCES:
                return True
            ended = spaced = False
            letters = 1
        elif _is_word(code):
            ended = False
            letters += 1
    return False


@inline
def _continues(data: U8, at: Number, stop: Number) -> bool:
    """Whether the next paragraph begins with a mark that opens: then the one before it needed none that closes."""
    while at < stop:
        code, after = _mark_at(data, at, stop)
        if not _is_space(code):
            return code == 34 or code == 0x201C or code == 0x201D or code == 0x201E or code == 0xAB or code == 0xBB
        at = after
    return False


@kernel
def quotations(data: U8, offsets: I64, starts: Out[I64], stops: Out[I64], document_quotations: Out[I64]) -> int:
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
    opened_at = np.zeros(_DEPTH, np.int64)
    low = np.zeros(_DEPTH, np.bool_)
    # Where the line ends that a quotation began in, -1 before that, and the byte.
    line_end = np.zeros(_DEPTH, np.int64)
    line_end_at = np.zeros(_DEPTH, np.int64)
    marks = np.zeros(256, np.bool_)
    # What follows where ASCII is a mark that two or more characters stand for.
    second = np.zeros(256, np.uint8)
    second[38], second[44], second[60], second[62], second[96] = 113, 44, 60, 62, 96
    for byte in (10, 13, 34, 38, 39, 44, 60, 62, 96):
        marks[byte] = True
    marks[128:] = True
    for document in range(len(offsets) - 1):
        document_quotations[document] = found
        begin, stop = offsets[document], offsets[document + 1]
        at = begin
        place = np.int64(0)
        depth = 0
        blank = True  # only white space since the last line end
        while at <= stop:
            if found + _DEPTH + 1 > len(starts):
                return -1
            ends_block = at == stop
            begins_line = False
            after = at + 1
            width = 1
            opening = 0
            closing = 0
            if not ends_block:
                first = data[at]
                if not marks[first] or (second[first] and (after == stop or data[after] != second[first])):
                    if first > 32:
                        blank = False
                    at += 1
                    place += 1
                    continue
                code, after = _mark_at(data, at, stop)
                if code == 13 and after < stop and data[after] == 10:
                    at = after
                    place += 1
                    continue
                if first < 128:
                    width = after - at
                if code == 10 or code == 13 or code == 0x2029 or code == 0x85:
                    ends_block = blank or code == 0x2029
                    for level in range(depth):
                        if line_end[level] < 0:
                            line_end[level] = place
                            line_end_at[level] = at
                    blank = True
                elif not _is_space(code):
                    begins_line = blank
                    blank = False
                before = _before(data, at, begin)
                if code == 39 and after < stop and data[after] == 39 and not _is_open(kinds, depth, _STRAIGHT_SINGLE):
                    code, after, width = np.int64(0x201D), after + 1, 2
                following, _ = decode(data, after, stop) if after < stop else (np.int64(32), after)
                if code == 0x201C and depth and kinds[depth - 1] == _DOUBLE and low[depth - 1]:
                    # A low mark waiting on top makes it a closing one, as German has it.
                    closing = _DOUBLE
                elif code == 34 or 0x201C <= code <= 0x201F or code == 0xAB or code == 0xBB:
                    opening, closing = _double(code, before, following, kinds, depth)
                    if width == 2 and opening and not _opens_as_two(code, before, following):
                        opening = 0
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
                    if depth and kinds[depth - 1] == _SINGLE and low[depth - 1]:
                        closing = _SINGLE
                    elif _opens_after(before):
                        opening = _SINGLE
                elif code == 0x201A:
                    opening = _SINGLE
                elif code == 0x2019 or code == 39:
                    kind = _SINGLE if code == 0x2019 else _STRAIGHT_SINGLE
                    is_open = _is_open(kinds, depth, kind)
                    if is_open and _closing_apostrophe(data, at, after, stop, begin):
                        closing = kind
                    elif (
                        code == 39 and after < stop and not is_open
                        and _opens_after(before) and _is_word(following) and not 48 <= following <= 57
                    ):  # fmt: skip
                        opening = kind
                if closing == _STRAIGHT and not _is_space(following) and _opens_after(before):
                    # In a later line it opens again, where it can.
                    for level in range(depth):
                        if kinds[level] == _STRAIGHT:
                            opening = _STRAIGHT if line_end[level] >= 0 else 0
                    closing = 0 if opening else closing
            ends_from = depth
            if opening:
                # The same mark again in a later paragraph: the earlier quotation was never closed.
                for level in range(depth):
                    if kinds[level] == opening and line_end[level] >= 0:
                        ends_from = level
                        break
            elif closing:
                for level in range(depth - 1, -1, -1):
                    if kinds[level] == closing or (closing == _ANY_DOUBLE and kinds[level] <= _LAST_DOUBLE):
                        starts[found] = opened[level]
                        stops[found] = place
                        found += 1
                        depth = ends_from = level
                        break
            if ends_block:
                ends_from = 0
            if ends_from < depth:
                continued = begins_line if opening else _continues(data, after, stop)
                for level in range(ends_from, depth):
                    # An unclosed single mark is an apostrophe.
                    if kinds[level] != _SINGLE and kinds[level] != _STRAIGHT_SINGLE:
                        end, end_at = place, min(at, stop)
                        if line_end[level] >= 0:
                            end, end_at = line_end[level], line_end_at[level]
                        if continued or not _is_long(data, opened_at[level], end_at):
                            starts[found] = opened[level]
                            stops[found] = end
                            found += 1
                depth = ends_from
            if opening and depth < _DEPTH:
                kinds[depth] = opening
                opened[depth] = place + width
                opened_at[depth] = after
                low[depth] = code == 0x201E or code == 0x201A
                line_end[depth] = -1
                depth += 1
            at = after
            place += width
    document_quotations[len(offsets) - 1] = found
    return found
