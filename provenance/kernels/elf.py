"""Finds the undefined symbols of an object before it is loaded: LLVM aborts the process if one is missing."""

from __future__ import annotations

import struct

__all__ = ["undefined_symbols"]

_SYMBOLS = 2


def undefined_symbols(code: bytes) -> set[str]:
    """Return the names that an object of 64-bit ELF, lowest byte first, asks for and does not have."""
    sections_at, size, count = *struct.unpack_from("<Q", code, 0x28), *struct.unpack_from("<HH", code, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", code, sections_at + number * size) for number in range(count)]
    found = set()
    for _, kind, _, _, begin, length, names, *_ in sections:
        if kind != _SYMBOLS:
            continue
        for at in range(begin, begin + length, 24):
            name, _, _, where = struct.unpack_from("<IBBH", code, at)
            if name and where == 0:
                start = sections[names][4] + name
                found.add(code[start : code.index(b"\0", start)].decode())
    return found
