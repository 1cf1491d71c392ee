"""JSON Lines cut into values without making objects of them (RFC 8259)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel
from provenance.kernels.json_strings import copy, string_end, unescape

if TYPE_CHECKING:
    from provenance.kernels.types import I64, U8, Cube, Number, Out, Table

__all__ = ["BLANK", "ODD", "PLAIN", "ROOM", "scan_lines"]

#: Kinds of lines: parsed here; blank; left to a full parser.
PLAIN, BLANK, ODD = 0, 1, 2
#: Bytes that must be there, whatever they are, after what is read and after what is written.
ROOM = 16

_DEEPEST = 60


@inline
def _blanks(data: U8, at: Number, stop: Number) -> Number:
    """Return the first byte that is no space; a line feed ends the line."""
    while at < stop and (data[at] == 32 or data[at] == 9 or data[at] == 13):
        at += 1
    return at


@inline
def _ends(data: U8, at: Number, stop: Number) -> bool:
    return at >= stop or data[at] == 10


@inline
def _line_feed(data: U8, at: Number, stop: Number) -> Number:
    while at < stop and data[at] != 10:
        at += 1
    return at


@inline
def _digits(data: U8, at: Number, stop: Number) -> Number:
    while at < stop and 48 <= data[at] < 58:
        at += 1
    return at


@inline
def _scalar_end(data: U8, at: Number, stop: Number) -> Number:
    """Return the byte after a number, true, false or null; -1 for anything else."""
    first = data[at]
    if first == 116:  # true
        right = at + 4 <= stop and data[at + 1] == 114 and data[at + 2] == 117 and data[at + 3] == 101
        return at + 4 if right else -1
    if first == 110:  # null
        right = at + 4 <= stop and data[at + 1] == 117 and data[at + 2] == 108 and data[at + 3] == 108
        return at + 4 if right else -1
    if first == 102:  # false
        right = at + 5 <= stop and data[at + 1] == 97 and data[at + 2] == 108 and data[at + 3] == 115
        return at + 5 if right and data[at + 4] == 101 else -1
    if first == 45:
        at += 1
    after = _digits(data, at, stop)
    if after == at or (data[at] == 48 and after > at + 1):
        return -1
    if after < stop and data[after] == 46:
        at = after + 1
        after = _digits(data, at, stop)
        if after == at:
            return -1
    if after < stop and (data[after] | 32) == 101:
        at = after + 1
        if at < stop and (data[at] == 43 or data[at] == 45):
            at += 1
        after = _digits(data, at, stop)
        if after == at:
            return -1
    return after


@inline
def _value_end(data: U8, at: Number, stop: Number) -> tuple[Number, bool]:
    """Return the byte after a value, and whether it is a string with escapes; -1 for what is not understood."""
    objects = np.uint64(0)  # a bit for each open bracket: 1 is an object
    depth = 0
    wants_key = False
    escaped = False
    while True:
        at = _blanks(data, at, stop)
        if at >= stop:
            return -1, False
        if wants_key:
            if data[at] != 34:
                return -1, False
            at, _ = string_end(data, at + 1, stop)
            if at < 0:
                return -1, False
            at = _blanks(data, at + 1, stop)
            if at >= stop or data[at] != 58:
                return -1, False
            wants_key = False
            at += 1
            continue
        first = data[at]
        if first == 123 or first == 91:
            if depth == _DEEPEST:
                return -1, False
            depth += 1
            objects = objects << np.uint64(1) | np.uint64(first == 123)
            at = _blanks(data, at + 1, stop)
            if at >= stop or data[at] != (125 if first == 123 else 93):
                wants_key = first == 123
                continue
            # An empty one ends here.
            depth -= 1
            objects >>= np.uint64(1)
            at += 1
        elif first == 34:
            at, escaped = string_end(data, at + 1, stop)
            if at < 0:
                return -1, False
            at += 1
        else:
            at = _scalar_end(data, at, stop)
            if at < 0:
                return -1, False
        # After a value: close what ends here, or go on with the next.
        while depth:
            at = _blanks(data, at, stop)
            if at >= stop:
                return -1, False
            inside_object = objects & np.uint64(1)
            if data[at] == 44:
                at += 1
                wants_key = inside_object == 1
                break
            if data[at] != (125 if inside_object else 93):
                return -1, False
            depth -= 1
            objects >>= np.uint64(1)
            at += 1
        else:
            return at, escaped


@inline
def _slot_of(data: U8, at: Number, stop: Number, keys: U8, key_offsets: I64, first: Number) -> Number:
    """Return the next wanted key from a number on that these bytes are, or -1."""
    for slot in range(first, len(key_offsets) - 1):
        begin = key_offsets[slot]
        if key_offsets[slot + 1] - begin != stop - at:
            continue
        same = True
        for k in range(stop - at):
            if data[at + k] != keys[begin + k]:
                same = False
                break
        if same:
            return slot
    return -1


@inline
def _cut_line(
    data: U8, at: Number, stop: Number, keys: U8, key_offsets: I64, values: I64, line: Number
) -> tuple[Number, Number]:
    """Find the wanted values of one line; return PLAIN, BLANK or ODD, and where the line ends unless it is ODD."""
    at = _blanks(data, at, stop)
    if _ends(data, at, stop):
        return BLANK, at
    if data[at] != 123:
        return ODD, at
    at = _blanks(data, at + 1, stop)
    if at < stop and data[at] == 125:
        at = _blanks(data, at + 1, stop)
        return PLAIN if _ends(data, at, stop) else ODD, at
    while True:
        if at >= stop or data[at] != 34:
            return ODD, at
        begin = at + 1
        at, escaped = string_end(data, begin, stop)
        if at < 0 or escaped:
            return ODD, at
        slot = _slot_of(data, begin, at, keys, key_offsets, 0)
        end = at
        at = _blanks(data, at + 1, stop)
        if at >= stop or data[at] != 58:
            return ODD, at
        at = _blanks(data, at + 1, stop)
        value = at
        at, escaped = _value_end(data, at, stop)
        if at < 0:
            return ODD, at
        while slot >= 0:
            values[line, slot, 0] = value
            values[line, slot, 1] = -at if escaped and data[value] == 34 else at
            slot = _slot_of(data, begin, end, keys, key_offsets, slot + 1)
        at = _blanks(data, at, stop)
        if at >= stop:
            return ODD, at
        if data[at] == 125:
            at = _blanks(data, at + 1, stop)
            return PLAIN if _ends(data, at, stop) else ODD, at
        if data[at] != 44:
            return ODD, at
        at = _blanks(data, at + 1, stop)


@kernel
def scan_lines(
    data: U8,
    size: int,
    keys: U8,
    key_offsets: I64,
    lines: Out[Table[I64]],
    status: Out[U8],
    values: Out[Cube[I64]],
    texts: Out[U8],
    text_offsets: Out[I64],
    ids: Out[U8],
    id_offsets: Out[I64],
) -> int:
    """Cut lines of JSON into the values of some keys.

    Parameters
    ----------
    data : uint8 [size + ROOM]
        Whole lines; the last may lack its line feed.
    size : int
    keys, key_offsets : uint8 [bytes], int64 [slots + 1]
        The keys that are wanted; the first is that of the id, the second that of the text.
    lines : int64 [any, 2]
        Out: where each line begins and ends, without its line feed.
    status : uint8 [any]
        Out: PLAIN, BLANK or ODD. An id is a string or a whole number and a text a string or null: other lines are ODD.
    values : int64 [any, slots, 2]
        Out: where each value begins and ends, quotation marks included; the end is negative for a string with
        escapes, both are 0 where the key is not there. Of equal keys the last counts.
    texts, text_offsets : uint8 [size + ROOM], int64 [any]
        Out: the texts without escapes, one after the other; empty for null and where the line is not PLAIN.
    ids, id_offsets : uint8 [size + ROOM], int64 [any]
        Out: the ids likewise.

    Returns
    -------
    int
        How many lines there are; -1 where ``lines`` and its companions are too short (``text_offsets`` and
        ``id_offsets`` need one entry more).
    """
    count = 0
    at = np.int64(0)
    written = np.int64(0)
    named = np.int64(0)
    text_offsets[0] = 0
    id_offsets[0] = 0
    while at < size:
        if count == len(status):
            return -1
        values[count, :, :] = 0
        kind, stop = _cut_line(data, at, size, keys, key_offsets, values, count)
        if kind == PLAIN:
            begin, end = values[count, 0, 0], values[count, 0, 1]
            body, after = values[count, 1, 0], values[count, 1, 1]
            if end == 0 or after == 0:
                kind = ODD
            elif data[begin] == 34:
                if abs(end) - begin == 2:
                    kind = ODD
            elif not (48 <= data[begin] < 58 or data[begin] == 45):
                kind = ODD
            else:
                for k in range(begin + 1, end):
                    if not 48 <= data[k] < 58:
                        kind = ODD
            if kind == PLAIN and data[body] != 34 and data[body] != 110:
                kind = ODD
            if kind == PLAIN:
                if data[begin] != 34:
                    named = copy(data, begin, end, ids, named)
                elif end < 0:
                    named = unescape(data, begin + 1, -end - 1, ids, named)
                else:
                    named = copy(data, begin + 1, end - 1, ids, named)
                if data[body] == 34:
                    if after < 0:
                        written = unescape(data, body + 1, -after - 1, texts, written)
                    else:
                        written = copy(data, body + 1, after - 1, texts, written)
        if kind == ODD:
            stop = _line_feed(data, at, size)
        lines[count, 0] = at
        lines[count, 1] = stop
        status[count] = kind
        count += 1
        text_offsets[count] = written
        id_offsets[count] = named
        at = stop + 1
    return count
