"""Converts Arrow columns to Python values, and to types that every function of Arrow accepts."""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["plain", "plain_type", "rows", "texts", "values"]


def plain(table: pa.Table) -> pa.Table:
    """Return a table with types that every function of Arrow accepts: views and run-end encodings become plain."""
    for place, field in enumerate(table.schema):
        kind = plain_type(field.type)
        if kind != field.type:
            table = table.set_column(place, field.with_type(kind), _cast(table.column(place), field.name, kind))
    return table


def plain_type(kind: Any) -> Any:
    """Return the plain form of a type; a dictionary stays a dictionary, with plain values."""
    types = pa.types
    if kind == pa.string_view():
        return pa.large_string()
    if kind == pa.binary_view():
        return pa.large_binary()
    if types.is_run_end_encoded(kind):
        return plain_type(kind.value_type)
    if types.is_dictionary(kind):
        inner = plain_type(kind.value_type)
        return kind if inner == kind.value_type else pa.dictionary(kind.index_type, inner, kind.ordered)
    if types.is_struct(kind):
        return pa.struct([field.with_type(plain_type(field.type)) for field in kind])
    if types.is_map(kind):
        return pa.map_(plain_type(kind.key_type), plain_type(kind.item_type))
    if types.is_fixed_size_list(kind):
        return pa.list_(kind.value_field.with_type(plain_type(kind.value_type)), kind.list_size)
    if types.is_list(kind):
        return pa.list_(kind.value_field.with_type(plain_type(kind.value_type)))
    if types.is_large_list(kind) or types.is_list_view(kind) or types.is_large_list_view(kind):
        return pa.large_list(kind.value_field.with_type(plain_type(kind.value_type)))
    return kind


def _cast(column: pa.ChunkedArray[Any], name: str, kind: Any) -> pa.ChunkedArray[Any]:
    """Return a column converted to a plain type."""
    if pa.types.is_run_end_encoded(column.type):
        import pyarrow.compute as pc

        decoded = [pc.call_function("run_end_decode", [chunk]) for chunk in column.chunks]
        return _cast(pa.chunked_array(decoded, column.type.value_type), name, kind)
    if pa.types.is_dictionary(column.type):
        chunks: list[Any] = list(column.chunks)
        inner = [chunk.dictionary.cast(kind.value_type) for chunk in chunks]
        parts: list[Any] = [
            pa.DictionaryArray.from_arrays(chunk.indices, dictionary, ordered=kind.ordered)
            for chunk, dictionary in zip(chunks, inner, strict=True)
        ]
        return pa.chunked_array(parts, kind)
    # pyarrow loses values when it casts list views to lists. These, and dictionaries in lists, are rare.
    if "list_view" not in str(column.type):
        with contextlib.suppress(pa.ArrowException):
            return column.cast(kind)
    return pa.chunked_array([pa.array(values(column, name), kind)])


def texts(column: pa.Array[Any], name: str) -> tuple[pa.LargeStringArray, NDArray[np.bool_]]:
    """Return a column as texts, and which of them are not UTF-8; these are replaced by empty texts.

    Parameters
    ----------
    column : pyarrow.Array
        Strings of any kind, or bytes.
    name : str
        Its name, for the message.

    Raises
    ------
    InputError
        If the column holds anything else.
    """
    table = plain(pa.table({name: column}))
    found: Any = table.column(0).combine_chunks() if table.column(0).num_chunks != 1 else table.column(0).chunk(0)
    if pa.types.is_dictionary(found.type):
        found = found.dictionary_decode()
    kind = found.type
    if pa.types.is_null(kind):
        found = found.cast(pa.large_string())
    elif not _is_string(kind) and not _is_binary(kind):
        raise InputError(f"the column {name!r} is {column.type}, not text.")
    strings = found if _is_string(kind) else found.cast(pa.large_binary()).view(pa.large_string())
    strings = strings.cast(pa.large_string()) if strings.type != pa.large_string() else strings
    broken = np.zeros(len(strings), bool)
    try:
        strings.validate(full=True)
    except pa.ArrowException:
        for row, value in enumerate(strings.cast(pa.large_binary()).to_pylist()):
            try:
                (value or b"").decode()
            except UnicodeDecodeError:
                broken[row] = True
        import pyarrow.compute as pc

        strings = pc.if_else(pa.array(broken), pa.scalar("", pa.large_string()), strings)
    return cast("pa.LargeStringArray", strings), broken


def _is_string(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_binary(kind: Any) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def rows(table: pa.Table | pa.RecordBatch, where: object = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table; see `values`."""
    names = table.schema.names
    columns = [values(table.column(place), name, where) for place, name in enumerate(names)]
    for cells in zip(*columns, strict=True):
        yield dict(zip(names, cells, strict=True))


def values(column: pa.Array[Any] | pa.ChunkedArray[Any], name: str, where: object = None) -> list[Any]:
    """Return a column as Python values.

    Times are cut to microseconds; times in a zone that this machine does not know are in UTC. A value that Python
    cannot represent, such as a year beyond 9999, becomes text; text that is not UTF-8 becomes bytes.

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
        If the column cannot be read.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        parts: list[Any] = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        return [value for part in parts for value in values(part.dictionary_decode(), name, where)]
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
    """Return whether Python knows a time zone on this machine."""
    try:
        pa.array([0], pa.timestamp("us", zone)).to_pylist()
    except (ValueError, LookupError, pa.ArrowException):
        return False
    return True
