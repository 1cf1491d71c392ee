"""Columns of Arrow as values of Python and as columns that every function of Arrow takes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["plain", "rows", "values"]


def plain(table: pa.Table) -> pa.Table:
    """Return a table whose columns can be filtered: views of texts and runs become plain columns."""
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if field.type in (pa.string_view(), pa.binary_view()):
            column = column.cast(pa.large_string() if field.type == pa.string_view() else pa.large_binary())
        elif pa.types.is_run_end_encoded(field.type):
            import pyarrow.compute as pc

            decoded = [pc.call_function("run_end_decode", [chunk]) for chunk in column.chunks]
            column = pa.chunked_array(decoded, field.type.value_type)
        else:
            continue
        table = table.set_column(place, field.with_type(column.type), column)
    return table


def rows(table: pa.Table | pa.RecordBatch, where: object = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table; see `values`."""
    names = table.schema.names
    columns = [values(table.column(place), name, where) for place, name in enumerate(names)]
    for cells in zip(*columns, strict=True):
        yield dict(zip(names, cells, strict=True))


def values(column: pa.Array[Any] | pa.ChunkedArray[Any], name: str, where: object = None) -> list[Any]:
    """Return a column as values of Python.

    Times end at microseconds, as Python's do; those of a zone that this machine does not know are in UTC. What Python
    cannot hold otherwise, as a year beyond 9999, is text; text that is not UTF-8 is bytes.

    Parameters
    ----------
    column : pyarrow.Array or pyarrow.ChunkedArray
        The column.
    name : str
        Its name, for the message.
    where : optional
        The file, for the message.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return values(column.cast(kind.value_type), name, where)
    if pa.types.is_run_end_encoded(kind):
        return values(plain(pa.table({name: column})).column(0), name, where)
    if pa.types.is_timestamp(kind):
        zone = kind.tz if kind.tz is None or _is_known(kind.tz) else "UTC"
        unit: Any = "us" if kind.unit == "ns" else kind.unit
        column = column.cast(pa.timestamp(unit, zone), safe=False)
    elif kind == pa.time64("ns"):
        column = column.cast(pa.time64("us"), safe=False)
    elif kind == pa.duration("ns"):
        column = column.cast(pa.duration("us"), safe=False)
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    for other in (None, pa.large_binary() if is_text else pa.string()):
        try:
            return cast("list[Any]", (column if other is None else column.cast(other)).to_pylist())
        except (ValueError, OverflowError, LookupError, pa.ArrowException):
            continue
    raise InputError(f"the column {name!r} of type {kind} cannot be read.", path=cast("Any", where))


@functools.cache
def _is_known(zone: str) -> bool:
    """Whether Python knows a time zone on this machine."""
    try:
        pa.array([0], pa.timestamp("us", zone)).to_pylist()
    except (ValueError, LookupError, pa.ArrowException):
        return False
    return True
