"""Percentages for display: rounded in one place, so that a number is the same in every output."""

from __future__ import annotations

__all__ = ["basis_points", "percent", "whole_percent"]

_ALL = 10_000


def percent(share: float) -> str:
    """Return a share of 0 to 1 in whole percent, rounded half up; only 0 gives 0% and only 1 gives 100%.

    The share is first rounded to four digits, as in JSON and CSV, so that display and data agree.

    Examples
    --------
    >>> percent(0.214), percent(0.125), percent(0.001), percent(0.9999)
    ('21%', '13%', '<1%', '99%')
    """
    if share <= 0:
        return "0%"
    if share >= 1:
        return "100%"
    whole = whole_percent(share)
    return f"{whole}%" if whole else "<1%"


def whole_percent(share: float) -> int:
    """Return a share between 0 and 1 in whole per cent, at most 99, rounded half up from four digits."""
    return min(99, (basis_points(share) + 50) // 100)


def basis_points(share: float) -> int:
    """Return a share of 0 to 1 in hundredths of a per cent; only 0 gives 0 and only 1 gives 10,000."""
    if not 0 < share < 1:
        return _ALL if share >= 1 else 0
    return min(_ALL - 1, max(1, round(round(share, 4) * _ALL)))
