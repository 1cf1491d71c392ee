"""Converts Python values to JSON values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

__all__ = ["json_value", "source_name"]


def json_value(value: Any) -> Any:
    """Return the JSON form of a value: itself, a number, or a text; times are in ISO 8601.

    Examples
    --------
    >>> from datetime import timedelta
    >>> json_value(Decimal("7")), json_value(Decimal("0.5")), json_value(timedelta(hours=1)), json_value(b"x")
    (7, 0.5, '1:00:00', 'x')
    """
    if value is None or isinstance(value, (str, int, float, list, dict)):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if value == value.to_integral_value() else float(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def source_name(value: Any) -> Any:
    """Return the name of a source that is given as an object, as in NewsAPI; return other values unchanged.

    Examples
    --------
    >>> source_name({"id": None, "name": "AFP"}), source_name({"id": "bbc-news", "name": ""}), source_name("AP")
    ('AFP', 'bbc-news', 'AP')
    """
    if isinstance(value, dict):
        for key in ("name", "title", "id"):
            if isinstance(value.get(key), str) and value[key].strip():
                return value[key]
    return value
