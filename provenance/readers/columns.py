"""Joins tables of several files: each column gets a type that holds the values of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from provenance.errors import OutputError
from provenance.readers.cells import plain_type, values

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SMALL", "common_schema", "conformed"]

#: Metadata of a schema in which all whole numbers are small enough for floating point.
SMALL = {b"whole numbers": b"small"}

_HINT = "a name that ends in .jsonl writes JSON Lines, where each row has types of its own."


def common_schema(schemas: Sequence[tuple[str, pa.Schema]]) -> pa.Schema:
    """Return the columns of all tables, each with a type that holds the values of all.

    Parameters
    ----------
    schemas : sequence of (str, pyarrow.Schema)
        The name of each table, for messages, and its columns.

    Returns
    -------
    pyarrow.Schema
        The columns, in order of first appearance.

    Raises
    ------
    OutputError
        If no type holds all values of a column without loss.
    """
    fields: dict[str, pa.Field[Any]] = {}
    small: dict[str, bool] = {}
    first: dict[str, str] = {}
    for name, schema in schemas:
        is_small = (schema.metadata or {}).items() >= SMALL.items()
        for field in schema:
            known = fields.get(field.name)
            if known is None:
                fields[field.name], first[field.name] = field.with_nullable(True), name
                small[field.name] = is_small
                continue
            kinds = [(known.type, small[field.name]), (field.type, is_small)]
            merged = _merged(field.name, kinds)
            if merged is None:
                raise OutputError(
                    f"{name} has the column {field.name!r} as {field.type}, {first[field.name]} as {known.type}; a "
                    "table has one type for both.",
                    hint=_HINT,
                )
            fields[field.name] = merged
            small[field.name] &= is_small
    return pa.schema(list(fields.values()))


def _merged(name: str, kinds: list[tuple[Any, bool]]) -> pa.Field[Any] | None:
    """Return a field that holds several types, each with whether its whole numbers are small; None if there is none."""
    if kinds[0][0] == kinds[1][0]:
        return pa.field(name, kinds[0][0])
    pair = [(_decoded(kind), is_small) for kind, is_small in kinds]
    try:
        schemas = [pa.schema([pa.field(name, kind)]) for kind, _ in pair]
        merged = pa.unify_schemas(schemas, promote_options="permissive").field(0)
    except pa.ArrowException:
        return None
    return None if any(not is_small and _loses(kind, merged.type) for kind, is_small in pair) else merged


def _decoded(kind: Any) -> Any:
    return plain_type(kind).value_type if pa.types.is_dictionary(kind) else plain_type(kind)


def _loses(kind: Any, wider: Any) -> bool:
    """Return whether a cast changes values: large whole numbers to floating point, or unsigned ones to signed."""
    if pa.types.is_struct(kind) and pa.types.is_struct(wider):
        return any(_loses(field.type, wider.field(field.name).type) for field in kind)
    if hasattr(kind, "value_type") and hasattr(wider, "value_type"):
        return _loses(kind.value_type, wider.value_type)
    if not pa.types.is_integer(kind):
        return False
    return (kind.bit_width == 64 and pa.types.is_floating(wider)) or (
        kind == pa.uint64() and pa.types.is_signed_integer(wider)
    )


def conformed(table: pa.Table, schema: pa.Schema, name: str) -> pa.Table:
    """Return a table cast to the columns of a common schema; see `common_schema`.

    Raises
    ------
    OutputError
        If a value does not fit.
    """
    if table.schema.equals(schema):
        return table
    return pa.Table.from_arrays([_conformed(table, field, name) for field in schema], schema=schema)


def _conformed(table: pa.Table, field: pa.Field[Any], name: str) -> pa.ChunkedArray[Any]:
    if field.name not in table.column_names:
        return pa.chunked_array([pa.nulls(len(table), field.type)])
    column = table.column(field.name)
    if column.type == field.type:
        return column
    try:
        return column.cast(field.type)
    except pa.ArrowException:
        pass
    try:
        return pa.chunked_array([pa.array(values(column, field.name, name), field.type)])
    except (pa.ArrowException, OverflowError, ValueError, TypeError) as error:
        reason = str(error).split("\n", 1)[0].rstrip(".")
        raise OutputError(
            f"{name}: the column {field.name!r} does not fit {field.type}: {reason}.", hint=_HINT
        ) from None
