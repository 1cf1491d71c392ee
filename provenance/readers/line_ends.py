"""Finds the ends of lines in bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["first_line_end", "last_line_end", "whole_lines"]

_LINE_FEED = 10


def first_line_end(buffer: NDArray[np.uint8], size: int, start: int) -> int:
    """Return where the first line ends that has no end before ``start``, or the size."""
    ends = np.flatnonzero(buffer[start:size] == _LINE_FEED)
    return start + int(ends[0]) if len(ends) else size


def last_line_end(buffer: NDArray[np.uint8], size: int, begin: int = 0) -> int:
    """Return the byte after the last line feed, from a byte on, or 0."""
    step = 1 << 16
    for stop in range(size, begin, -step):
        start = max(begin, stop - step)
        found = np.flatnonzero(buffer[start:stop] == _LINE_FEED)
        if len(found):
            return start + int(found[-1]) + 1
    return 0


def whole_lines(pieces: Iterable[memoryview], least: int) -> Iterator[bytes]:
    """Join pieces into ones of so many bytes, at least, that end where a line does."""
    waiting = bytearray()
    for piece in pieces:
        begin = len(waiting)
        waiting += piece
        # The earlier rest is smaller, or an incomplete line.
        whole = waiting.rfind(b"\n", begin) + 1
        if whole >= least:
            yield bytes(waiting[:whole])
            del waiting[:whole]
    if waiting:
        yield bytes(waiting)
