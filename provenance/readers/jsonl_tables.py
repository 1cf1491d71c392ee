"""Converts JSON Lines to tables: texts stay texts, and whole numbers stay exact."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from provenance.errors import InputError
from provenance.readers.columns import SMALL
from provenance.readers.jsonl import parse_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["lines_schema", "lines_table"]

#: A whole number where a value may stand that floating point may not hold; in a text there may be some, too.
_LARGE = re.compile(rb"[:\[,\s]-?\d{16,}\s*[,}\]]")
_EXACT = 1 << 53
_SURROGATE = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.)", re.DOTALL)
_HINT = "a name that ends in .jsonl writes the lines as they are."


def lines_schema(blocks: Callable[[], Iterator[bytes]], path: Path) -> pa.Schema:
    """Return the columns of a file: one for each key, with a type that holds all its values.

    Parameters
    ----------
    blocks : callable
        Returns the file as pieces of whole lines, each time it is called. Lines that are not objects are skipped.
    path : pathlib.Path
        The file, for messages.

    Raises
    ------
    InputError
        If a key has values of different kinds, or numbers that no type holds.
    """
    schema = pa.schema([])
    large: dict[tuple[str, ...], tuple[int, int]] = {}
    try:
        for data in blocks():
            found = _read(data, None)
            schema = pa.unify_schemas([schema, _as_given(found.schema)], promote_options="permissive")
            if _LARGE.search(data):
                _note_large(data, large)
        unsigned = {place for place, (least, most) in large.items() if least >= 0 and most >> 64 == 0}
        wide = pa.schema([_unsigned(field, (), unsigned) for field in schema])
        lost = [place for field in wide for place in _fractions(field.type, (field.name,)) if place in large]
        if wide != schema and not _all_fit(blocks(), wide):
            lost += unsigned
        if lost:
            raise InputError(
                f"cannot become a table: {'.'.join(lost[0])!r} has fractions or numbers with a sign, and whole "
                "numbers too large to be exact beside them.",
                path=path,
                hint=_HINT,
            )
    except pa.ArrowException as error:
        reason = str(error).split("\n", 1)[0].rstrip(".")
        raise InputError(f"cannot become a table: {reason}.", path=path, hint=_HINT) from None
    return wide if large else wide.with_metadata(SMALL)


def _all_fit(blocks: Iterator[bytes], schema: pa.Schema) -> bool:
    try:
        for data in blocks:
            _read(data, schema)
    except pa.ArrowException:
        return False
    return True


def lines_table(data: bytes, schema: pa.Schema, path: Path) -> pa.Table:
    """Return whole lines as a table with the columns of `lines_schema`."""
    try:
        return _read(data, schema).select(schema.names)
    except pa.ArrowException as error:
        reason = str(error).split("\n", 1)[0].rstrip(".")
        raise InputError(f"cannot become a table: {reason}.", path=path, hint=_HINT) from None


def _read(data: bytes, schema: pa.Schema | None) -> pa.Table:
    if b"\\ud" in data or b"\\uD" in data:
        data = _SURROGATE.sub(lambda found: b"\\ufffd" if found[1] else found[0], data)
    try:
        return _parsed(data, schema)
    except pa.ArrowException:
        lines = [line for line in data.split(b"\n") if line.strip()]
        good = [line for line in lines if _is_object(line)]
        if len(good) == len(lines):
            raise
        # Lines that are not objects are skipped here, too.
        return _parsed(b"\n".join(good), schema)


def _parsed(data: bytes, schema: pa.Schema | None) -> pa.Table:
    from pyarrow import json as arrow_json

    if not data.strip():
        return (schema or pa.schema([])).empty_table()
    parse = arrow_json.ParseOptions(newlines_in_values=False)
    if schema is not None:
        parse = arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    reading = arrow_json.ReadOptions(block_size=max(1 << 20, len(data) + 1), use_threads=True)
    return arrow_json.read_json(io.BytesIO(data), reading, parse)


def _is_object(line: bytes) -> bool:
    try:
        parse_line(line)
    except InputError:
        return False
    return True


def _as_given(schema: pa.Schema) -> pa.Schema:
    """Return a schema in which quoted values are text, whatever they look like."""
    return pa.schema([field.with_type(_text_for_time(field.type)) for field in schema])


def _text_for_time(kind: Any) -> Any:
    if pa.types.is_timestamp(kind):
        return pa.string()
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_text_for_time(field.type)) for field in kind])
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_text_for_time(kind.value_type)))
    return kind


def _note_large(data: bytes, large: dict[tuple[str, ...], tuple[int, int]]) -> None:
    """Note the least and the greatest of the large whole numbers of each key."""
    for line in data.split(b"\n"):
        if not _LARGE.search(line):
            continue
        try:
            waiting: list[tuple[tuple[str, ...], Any]] = [((), parse_line(line))]
        except InputError:
            continue
        while waiting:
            place, value = waiting.pop()
            if isinstance(value, dict):
                waiting += [((*place, key), inner) for key, inner in value.items()]
            elif isinstance(value, list):
                waiting += [((*place, "[]"), inner) for inner in value]
            elif isinstance(value, int) and not -_EXACT <= value <= _EXACT:
                least, most = large.get(place, (value, value))
                large[place] = min(least, value), max(most, value)


def _unsigned(field: pa.Field[Any], above: tuple[str, ...], places: set[tuple[str, ...]]) -> pa.Field[Any]:
    """Return a field in which floating point at the given places becomes unsigned integers."""
    place = (*above, field.name)
    kind = field.type
    if pa.types.is_struct(kind):
        return field.with_type(pa.struct([_unsigned(inner, place, places) for inner in kind]))
    if pa.types.is_list(kind):
        inner = _unsigned(pa.field("[]", kind.value_type), place, places)
        return field.with_type(pa.list_(kind.value_field.with_type(inner.type)))
    return field.with_type(pa.uint64()) if pa.types.is_floating(kind) and place in places else field


def _fractions(kind: Any, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the places of floating point within a type."""
    if pa.types.is_struct(kind):
        for field in kind:
            yield from _fractions(field.type, (*place, field.name))
    elif pa.types.is_list(kind):
        yield from _fractions(kind.value_type, (*place, "[]"))
    elif pa.types.is_floating(kind):
        yield place
