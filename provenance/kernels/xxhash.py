"""xxHash (Collet 2012), 32 and 64 bits with seed 0, of slices of a byte array.

https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline
from provenance.kernels.load import load32, load64

if TYPE_CHECKING:
    from provenance.kernels.types import U8, Number

__all__ = ["SLACK", "xxh32", "xxh64"]

#: Bytes that must be there, whatever they are, after what is hashed.
SLACK = 16

_U = np.uint32
_P1, _P2, _P3, _P4, _P5 = (
    np.uint32(0x9E3779B1),
    np.uint32(0x85EBCA77),
    np.uint32(0xC2B2AE3D),
    np.uint32(0x27D4EB2F),
    np.uint32(0x165667B1),
)
_Q1, _Q2, _Q3, _Q4, _Q5 = (
    np.uint64(0x9E3779B185EBCA87),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
    np.uint64(0x85EBCA77C2B2AE63),
    np.uint64(0x27D4EB2F165667C5),
)


@inline
def _rotate32(value: Number, by: Number) -> Number:
    return np.uint32(value << np.uint32(by)) | np.uint32(value >> np.uint32(32 - by))


@inline
def _round32(lane: Number, value: Number) -> Number:
    return np.uint32(_rotate32(np.uint32(lane + np.uint32(value * _P2)), 13) * _P1)


@inline
def xxh32(data: U8, start: Number, stop: Number) -> Number:
    """Return the XXH32 of ``data[start:stop]``, as ``xxhash.xxh32_intdigest``; reads up to `SLACK` bytes beyond."""
    at = start
    if stop - start >= 16:
        a, b, c, d = np.uint32(_P1 + _P2), _P2, np.uint32(0), np.uint32(np.uint32(0) - _P1)
        while at + 16 <= stop:
            a = _round32(a, load32(data, at))
            b = _round32(b, load32(data, at + 4))
            c = _round32(c, load32(data, at + 8))
            d = _round32(d, load32(data, at + 12))
            at += 16
        h = np.uint32(_rotate32(a, 1) + _rotate32(b, 7) + _rotate32(c, 12) + _rotate32(d, 18))
    else:
        h = _P5
    h = np.uint32(h + np.uint32(stop - start))
    # The rest, at most three times four bytes and three single ones, without a branch: how many there are is as good as
    # random for words, and a branch guessed wrong costs more than three steps too many.
    fours = (stop - at) >> 2
    for k in range(3):
        next_h = np.uint32(_rotate32(np.uint32(h + np.uint32(load32(data, at + 4 * k) * _P3)), 17) * _P4)
        h = next_h if k < fours else h
    last = load32(data, at + 4 * fours)
    ones = (stop - at) & 3
    for k in range(3):
        byte = np.uint32(last >> np.uint32(8 * k)) & np.uint32(0xFF)
        next_h = np.uint32(_rotate32(np.uint32(h + np.uint32(byte * _P5)), 11) * _P1)
        h = next_h if k < ones else h
    h = np.uint32((h ^ (h >> np.uint32(15))) * _P2)
    h = np.uint32((h ^ (h >> np.uint32(13))) * _P3)
    return np.uint32(h ^ (h >> np.uint32(16)))


@inline
def _rotate64(value: Number, by: Number) -> Number:
    return value << np.uint64(by) | value >> np.uint64(64 - by)


@inline
def _round64(lane: Number, value: Number) -> Number:
    return _rotate64(lane + value * _Q2, 31) * _Q1


@inline
def xxh64(data: U8, start: Number, stop: Number) -> Number:
    """Return the XXH64 of ``data[start:stop]``, as ``xxhash.xxh64_intdigest``."""
    at = start
    zero = np.uint64(0)
    if stop - start >= 32:
        a, b, c, d = _Q1 + _Q2, _Q2, zero, zero - _Q1
        while at + 32 <= stop:
            a = _round64(a, load64(data, at))
            b = _round64(b, load64(data, at + 8))
            c = _round64(c, load64(data, at + 16))
            d = _round64(d, load64(data, at + 24))
            at += 32
        h = _rotate64(a, 1) + _rotate64(b, 7) + _rotate64(c, 12) + _rotate64(d, 18)
        h = (h ^ _round64(zero, a)) * _Q1 + _Q4
        h = (h ^ _round64(zero, b)) * _Q1 + _Q4
        h = (h ^ _round64(zero, c)) * _Q1 + _Q4
        h = (h ^ _round64(zero, d)) * _Q1 + _Q4
    else:
        h = _Q5
    h += np.uint64(stop - start)
    while at + 8 <= stop:
        h = _rotate64(h ^ _round64(zero, load64(data, at)), 27) * _Q1 + _Q4
        at += 8
    if at + 4 <= stop:
        h = _rotate64(h ^ np.uint64(load32(data, at)) * _Q1, 23) * _Q2 + _Q3
        at += 4
    while at < stop:
        h = _rotate64(h ^ np.uint64(data[at]) * _Q5, 11) * _Q1
        at += 1
    h = (h ^ (h >> np.uint64(33))) * _Q2
    h = (h ^ (h >> np.uint64(29))) * _Q3
    return h ^ (h >> np.uint64(32))
