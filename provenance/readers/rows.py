"""Converts a row of a table, or a JSON object, to a document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError, closest
from provenance.model.document import Document, parse_published
from provenance.readers.context import allows_blank, at, left_out
from provenance.readers.place import listed, short
from provenance.readers.proposals import date_format_for, likely_column, parse_with
from provenance.readers.values import source_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from provenance.model.components import ReadContext
    from provenance.model.options import ReadOptions
    from provenance.readers.place import Place

__all__ = ["bare", "check_columns", "document", "identifier"]

#: Far below the depth at which Python's own JSON gives up.
_MAX_DEPTH = 64


def check_columns(columns: list[str], path: Path, options: ReadOptions, *, text: bool = True) -> None:
    """Check the columns of a table.

    Parameters
    ----------
    columns : list of str
        Their names.
    path : pathlib.Path
        The file, for messages.
    options : ReadOptions
        The names of the columns.
    text : bool
        Whether a column of texts is needed.

    Raises
    ------
    InputError
        If a name occurs twice, or the id or the text has no column.
    """
    seen: set[str] = set()
    for name in columns:
        if name in seen:
            raise InputError(f"there are two columns {name!r}.", path=path, hint="give each its own name.")
        seen.add(name)
    for flag, name in _needed(options, text=text):
        if name not in seen:
            raise InputError(
                f"there is no column {name!r}; the columns are: {listed(columns)}.",
                path=path,
                hint=_rename(flag, name, columns, "column"),
            )


def document(values: dict[str, Any], place: Place, context: ReadContext, *, text: bool = True) -> Document | None:
    """Make a document of a row.

    Parameters
    ----------
    values : dict
        The row's values by the names of their columns. The rest becomes the metadata.
    place : Place
        The place of the row.
    context : ReadContext
        Gets the error for a row that cannot be used.
    text : bool
        Whether a text is needed; if not, the document has an empty text and carries only metadata.

    Returns
    -------
    Document or None
        None if the row cannot be used.
    """
    at(context, place)
    try:
        return _document(values, place, context, text=text)
    except InputError as error:
        fault = place.error(error.message, hint=error.hint)
    context.bad(fault)
    return None


def bare(values: dict[str, Any], options: ReadOptions) -> tuple[str, str]:
    """Return the id and the text of a row; the text may be null or empty.

    Raises
    ------
    InputError
        If one of them is missing or cannot be used.
    """
    _check_keys(values, options, text=True)
    name = identifier(values[options.id_field])
    value = _decoded(values[options.text_field])
    return name, "" if value is None or (isinstance(value, str) and not value) else _text(value, name, blank=True)


def _check_keys(values: dict[str, Any], options: ReadOptions, *, text: bool) -> None:
    for flag, field in _needed(options, text=text):
        if field not in values:
            keys = list(values)
            raise InputError(
                f"there is no key {field!r}; the keys are: {listed(keys)}.",
                hint=_rename(flag, field, keys, "key"),
            )


def _document(values: dict[str, Any], place: Place, context: ReadContext, *, text: bool) -> Document:
    options = context.options
    _check_keys(values, options, text=text)
    name = identifier(values[options.id_field])
    body = ""
    if text:
        body = bare(values, options)[1] if allows_blank(context) else _text(values[options.text_field], name)
    facts: dict[str, Any] = {}
    for key, field in (
        ("source", options.source_field),
        ("published", options.published_field),
        ("role", options.role_field),
        ("language", options.language_field),
    ):
        try:
            facts[key] = _plain(values.get(field), key, name)
            if key == "published":
                facts[key] = _time(facts[key], options.date_format, name)
            if field not in values and (likely := likely_column(key, values)):
                context.note(
                    f"the {key} of articles is not known; does the column {likely!r} hold it? {_flag(key)} {likely}"
                )
        except InputError as error:
            if key not in ("published", "source") or context.options.on_error == "raise":
                raise
            # A bad value is dropped; the article is kept.
            facts[key] = None
            left_out(context, place.error(error.message, hint=error.hint))
    # Removed only now, since two options may name the same column.
    for field in (
        options.id_field,
        options.text_field,
        options.source_field,
        options.published_field,
        options.role_field,
        options.language_field,
    ):
        values.pop(field, None)
    return Document(name, body, **facts, metadata=_tidy(values, name))


def identifier(value: object) -> str:
    """Return a value as an id; raise `InputError` if it cannot be one."""
    value = _decoded(value)
    if isinstance(value, str) and value and not value.isspace():
        return value
    if value is None or isinstance(value, str) or (isinstance(value, float) and math.isnan(value)):
        raise InputError("the id is empty.")
    if isinstance(value, (bool, list, dict, tuple, bytes)):
        raise InputError(f"the id is {_kind(value)}; it is a text or a number.")
    return str(value)


def _text(value: object, name: str, *, blank: bool = False) -> str:
    value = _decoded(value)
    if value is None or (isinstance(value, str) and not blank and (not value or value.isspace())):
        raise InputError(f"the text of {short(name)} is empty.")
    if isinstance(value, bytes):
        raise InputError(f"the text of {short(name)} is not UTF-8.")
    if not isinstance(value, str):
        raise InputError(f"the text of {short(name)} is {_kind(value)}, not a text.")
    return value


def _plain(value: object, key: str, name: str) -> object:
    """Return a value that `Document` accepts; an empty value becomes None."""
    if value is None:
        return None
    value = _decoded(value)
    if isinstance(value, float) and math.isnan(value):
        return None
    if key == "source":
        value = source_name(value)
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, (bool, list, dict, tuple, bytes)):
        raise InputError(f"the {key} of {short(name)} is {_kind(value)}, not a text.")
    # `Document` parses times itself.
    return value if key == "published" else str(value)


def _time(value: object, form: str | None, name: str) -> datetime | None:
    if form is not None:
        return parse_with(value, form, name)
    try:
        return parse_published(value, name)
    except InputError as error:
        likely = date_format_for(str(value))
        if likely is None:
            raise
        raise InputError(error.message, hint=f"--date-format {likely!r} reads it.") from None


def _tidy(metadata: dict[str, Any], name: str) -> dict[str, Any]:
    """Make metadata valid for JSON, without recursion: limited depth, no NaN, no tuples."""
    if all(type(value) is str for value in metadata.values()):
        return metadata
    waiting: list[tuple[Any, int]] = [(metadata, 0)]
    while waiting:
        holder, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise InputError(f"the metadata of {short(name)} is nested more than {_MAX_DEPTH} deep.")
        items: Iterable[tuple[Any, Any]] = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, value in items:
            if isinstance(value, float) and not math.isfinite(value):
                holder[key] = None
            elif isinstance(value, tuple):
                holder[key] = value = list(value)
            if isinstance(value, (list, dict)):
                waiting.append((value, depth + 1))
    return metadata


def _decoded(value: object) -> object:
    """Decode bytes as text if they are valid UTF-8, since tables may hold texts as bytes."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def _needed(options: ReadOptions, *, text: bool) -> list[tuple[str, str]]:
    needed = [(_flag("id"), options.id_field)]
    return [*needed, (_flag("text"), options.text_field)] if text else needed


def _flag(field: str) -> str:
    return f"--{field}-field"


def _rename(flag: str, name: str, names: list[str], what: str) -> str:
    same = [other for other in names if other.strip().casefold() == name.strip().casefold()]
    near = same[0] if same else closest(name, [other for other in names if len(other) < 100])
    near = near or likely_column(flag.removeprefix("--").removesuffix("-field"), names)
    return f"did you mean {flag} {near}?" if near else f"{flag} names the {what}."


def _kind(value: object) -> str:
    kinds = {bool: "true or false", list: "a list", tuple: "a list", dict: "an object", bytes: "raw bytes"}
    kinds |= {int: "a number", float: "a number"}
    return kinds.get(type(value), f"a {type(value).__name__}")
