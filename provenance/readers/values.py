"""Values of Arrow columns as Python's, whatever their type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["column_values", "json_value"]

_EPOCH = datetime(1970, 1, 1)
_UNITS = {"s": 1_000_000, "ms": 1000, "us": 1}


def column_values(
    column: pa.Array[Any] | pa.ChunkedArray[Any], name: str, where: str, begin: int | None = None
) -> list[Any]:
    """Return the values of a column; None where there is none.

    Times of nanoseconds are cut to microseconds, which Python's times have. A time of a zone that is in no database
    here is one of UTC.

    Parameters
    ----------
    column : pyarrow.Array or pyarrow.ChunkedArray
        Any column.
    name, where : str
        What it and its table are called in messages.
    begin : int, optional
        The number of its first row, from 0, where that is known.

    Raises
    ------
    InputError
        For a value that Python cannot have, as a time outside the years 1 to 9999, with its row.
    """
    kind = column.type
    if not pa.types.is_timestamp(kind):
        try:
            return column.to_pylist()
        except (pa.ArrowException, OverflowError, ValueError):
            return list(_one_by_one(column, name, where, begin))
    zone = None if kind.tz is None else _zone(kind.tz)
    found: list[datetime | None] = []
    for row, value in enumerate(column.cast(pa.int64()).to_pylist()):
        if value is None:
            found.append(None)
            continue
        try:
            time = _EPOCH + timedelta(microseconds=value // 1000 if kind.unit == "ns" else value * _UNITS[kind.unit])
            found.append(time if zone is None else time.replace(tzinfo=UTC).astimezone(zone))
        except OverflowError:
            raise _unusable(name, where, row, begin, "a time outside the years 1 to 9999") from None
    return found


def json_value(value: Any) -> Any:
    """Return what stands for a value in JSON: itself, a number, or a text; times are ISO 8601.

    Examples
    --------
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


def _one_by_one(
    column: pa.Array[Any] | pa.ChunkedArray[Any], name: str, where: str, begin: int | None
) -> Iterable[Any]:
    """Yield the values, and find the one that cannot be had."""
    for row, value in enumerate(column):
        try:
            yield value.as_py()
        except (pa.ArrowException, OverflowError, ValueError) as error:
            raise _unusable(name, where, row, begin, str(error).split("\n", 1)[0].rstrip(".")) from None


def _unusable(name: str, where: str, row: int, begin: int | None, what: str) -> InputError:
    place = "" if begin is None else f"row {begin + row + 1}: "
    return InputError(f"{where}: {place}the column {name!r} holds what cannot be used: {what}.")


def _zone(name: str) -> tzinfo:
    try:
        # pyarrow knows offsets as "+05:30", too.
        found: tzinfo = pa.lib.string_to_tzinfo(name)
        found.utcoffset(_EPOCH)
    except (pa.ArrowException, ValueError, KeyError, OSError, ImportError):
        return UTC
    return found
