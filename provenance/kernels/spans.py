"""Stretches of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import Number

__all__ = ["Span", "hull", "is_mostly_in", "overlap", "size", "span"]


class Span(NamedTuple):
    """A stretch of tokens of a document, int64, half-open."""

    start: Number
    stop: Number


@inline
def span(start: Number, stop: Number) -> Span:
    """Make a stretch of integers of any type."""
    return Span(np.int64(start), np.int64(stop))


@inline
def size(one: Span) -> Number:
    """Return how many tokens a stretch has."""
    return one.stop - one.start


@inline
def overlap(one: Span, other: Span) -> Number:
    """Return how many tokens two stretches share."""
    return max(np.int64(0), min(one.stop, other.stop) - max(one.start, other.start))


@inline
def hull(one: Span, other: Span) -> Span:
    """Return the shortest stretch that contains two others."""
    return Span(min(one.start, other.start), max(one.stop, other.stop))


@inline
def is_mostly_in(one: Span, other: Span) -> bool:
    """Whether more than half of a stretch lies in another one."""
    return 2 * overlap(one, other) > size(one)
