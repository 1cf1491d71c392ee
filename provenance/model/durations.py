"""Spans of time as people write them: 48h, 7d."""

from __future__ import annotations

import re
from datetime import timedelta

from provenance.errors import OptionError

__all__ = ["duration_of"]

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def duration_of(value: str | timedelta, name: str = "window") -> timedelta:
    """Return a span of time.

    Parameters
    ----------
    value : str or timedelta
        A number of minutes, hours, days or weeks, such as "48h" or "7d".
    name : str
        What it is, for the message.

    Raises
    ------
    OptionError
        For anything else.

    Examples
    --------
    >>> duration_of("48h")
    datetime.timedelta(days=2)
    """
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"([0-9]{1,6})([mhdw])", value.strip()) if isinstance(value, str) else None
    if not found:
        raise OptionError(f"{name} is {value!r}; it is a number of minutes, hours, days or weeks, as 48h or 7d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
