"""Rectangles: a stretch of one document together with a stretch of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.evidence import WALL
from provenance.kernels.jit import inline
from provenance.kernels.rows import left_of, right_of
from provenance.kernels.spans import Span, hull

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I64, Number

__all__ = ["Rectangles", "merge_rectangles", "new_rectangles", "place_rectangle"]


class Rectangles(NamedTuple):
    """Stretches of two documents of which one is a copy of the other, reworded; each array [rectangles].

    ``left_start``, ``left_stop``, ``right_start``, ``right_stop``: int64, tokens, half-open. Of the side where each is
    less: ``evidence``: float64, nats; ``fresh``: float64, what of it is not said by one chain alone; ``linked``: int64,
    the words that are linked. ``plain``: float64, of the side where it is more, the evidence of the words outside
    quotation marks.
    """

    left_start: I64
    left_stop: I64
    right_start: I64
    right_stop: I64
    evidence: F64
    fresh: F64
    plain: F64
    linked: I64


@inline
def new_rectangles(room: Number) -> Rectangles:
    """Make room for rectangles."""
    return Rectangles(
        np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64),
        np.empty(room, np.float64), np.empty(room, np.float64), np.empty(room, np.float64), np.empty(room, np.int64),
    )  # fmt: skip


@inline
def place_rectangle(boxes: Rectangles, which: Number, one: Span, other: Span) -> None:
    """Write the coordinates of a rectangle."""
    boxes.left_start[which] = one.start
    boxes.left_stop[which] = one.stop
    boxes.right_start[which] = other.start
    boxes.right_stop[which] = other.stop


@inline
def _is_walled(weights: F32, one: Span, other: Span) -> bool:
    """Whether a word that no stretch may hold lies in the gap between two stretches."""
    for at in range(min(one.stop, other.stop), max(one.start, other.start)):
        if weights[at] >= WALL:
            return True
    return False


@inline
def _is_close(one: Span, other: Span, weights: F32, gap: Number) -> bool:
    """Whether two stretches lie close together, without a wall between them."""
    return max(one.start, other.start) - min(one.stop, other.stop) <= gap and not _is_walled(weights, one, other)


@inline
def merge_rectangles(boxes: Rectangles, count: Number, left_weights: F32, right_weights: F32, gap: Number) -> Number:
    """Merge rectangles that lie close together on both sides; return how many are left."""
    x = 0
    while x < count:
        y = 0
        merged = False
        while y < count:
            one, other = left_of(boxes, x), right_of(boxes, x)
            is_close = y != x and _is_close(one, left_of(boxes, y), left_weights, gap)
            if is_close and _is_close(other, right_of(boxes, y), right_weights, gap):
                place_rectangle(boxes, x, hull(one, left_of(boxes, y)), hull(other, right_of(boxes, y)))
                count -= 1
                place_rectangle(boxes, y, left_of(boxes, count), right_of(boxes, count))
                if x == count:
                    x = y
                merged = True
                continue
            y += 1
        if not merged:
            x += 1
    return count
