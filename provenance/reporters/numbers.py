"""Formatting of numbers for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.shares import basis_points, percent

if TYPE_CHECKING:
    from provenance.model.options import Measure

__all__ = ["NOTHING", "basis_points", "cell", "counted", "is_share", "percent"]

#: The content of a cell if nothing is shared.
NOTHING = "·"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "article"), counted(1200, "word")
    ('1 article', '1,200 words')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def cell(value: float, measure: Measure) -> str:
    """Return a value of the matrix: a percentage or a whole number, `NOTHING` for zero."""
    if value <= 0:
        return NOTHING
    return percent(value) if is_share(measure) else f"{round(value):,}"


def is_share(measure: Measure) -> bool:
    """Return whether a measure is a share of 0 to 1; else it is a whole number."""
    return measure in ("containment", "resemblance")
