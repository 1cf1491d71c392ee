"""Shares as people read them: rounded in one place, so that a number is the same wherever it is said."""

from __future__ import annotations

__all__ = ["basis_points", "percent"]

_ALL = 10_000


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
