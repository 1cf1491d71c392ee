"""Numbers as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.model.options import Measure

__all__ = ["NOTHING", "basis_points", "cell", "counted", "is_share", "percent"]

#: What stands in a cell where nothing is shared.
NOTHING = "·"
_ALL = 10_000


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "article"), counted(1200, "word")
    ('1 article', '1,200 words')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def percent(share: float) -> str:
    """Return a share of 0 to 1 in whole percent, rounded half up; only nothing is 0% and only all is 100%.

    What is rounded is the share in four digits, as files for programs have it, so that both say the same.

    Examples
    --------
    >>> percent(0.214), percent(0.125), percent(0.001), percent(0.9999)
    ('21%', '13%', '<1%', '99%')
    """
    if share <= 0:
        return "0%"
    if share >= 1:
        return "100%"
    whole = min(99, (basis_points(share) + 50) // 100)
    return f"{whole}%" if whole else "<1%"


def basis_points(share: float) -> int:
    """Return a share of 0 to 1 in hundredths of a per cent; only nothing is 0 and only all is 10,000."""
    if not 0 < share < 1:
        return _ALL if share >= 1 else 0
    return min(_ALL - 1, max(1, round(round(share, 4) * _ALL)))


def cell(value: float, measure: Measure) -> str:
    """Return a value of the matrix: a percentage or a whole number, `NOTHING` for zero."""
    if value <= 0:
        return NOTHING
    return percent(value) if is_share(measure) else f"{round(value):,}"


def is_share(measure: Measure) -> bool:
    """Whether a measure is a share of 0 to 1; else it is a whole number."""
    return measure in ("containment", "resemblance")
