"""Settings of plugins: the fields of a frozen dataclass, given as ``NAME.KEY=VALUE`` or in a table of a file."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from itertools import pairwise
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from provenance.errors import OptionError, closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Setting", "as_options", "declared", "parsed", "settings_problem", "unknown_key", "with_values"]

_BOOLS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting that a plugin declares.

    Parameters
    ----------
    name : str
        Its key.
    type : str
        The values it takes, in words.
    default : object
        Its value where none is given.
    help : str
        What it does.
    """

    name: str
    type: str
    default: Any
    help: str


def declared(kind: type) -> tuple[Setting, ...]:
    """Return the settings that a dataclass declares; the string below a field is its help."""
    hints, helps = get_type_hints(kind), _docstrings(kind)
    return tuple(
        Setting(
            field.name,
            _called(hints[field.name]),
            _default(field),
            field.metadata.get("help") or helps.get(field.name, ""),
        )
        for field in fields(kind)
    )


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def settings_problem(kind: object) -> str | None:
    """Check the class that declares settings; return what is wrong with it, or None."""
    if not (isinstance(kind, type) and is_dataclass(kind) and kind.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        return "its settings are not a frozen dataclass"
    for field in fields(kind):
        if field.default is MISSING and field.default_factory is MISSING:
            return f"its setting {field.name!r} has no default"
    for name, hint in get_type_hints(kind).items():
        if not _is_known(hint):
            return f"its setting {name!r} is a {hint}; settings are bool, int, float, str, Literal or tuple[str, ...]"
    return None


def parsed(options: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return settings by name and key; of one that is given twice the last counts.

    Raises
    ------
    OptionError
        For an option that is not of the form NAME.KEY=VALUE.
    """
    found: dict[str, dict[str, str]] = {}
    for option in options:
        address, sign, value = option.partition("=")
        name, dot, key = address.rpartition(".")
        if not (sign and dot and name and key):
            raise OptionError(
                f"plugin_option is {option!r}; it has the form NAME.KEY=VALUE.", hint="as in names.language=fr"
            )
        found.setdefault(name, {})[key.replace("-", "_")] = value
    return found


def as_options(name: str, table: Mapping[str, Any]) -> list[str]:
    """Return the settings in a table of a file as options, in which what is no string is JSON."""
    return [f"{name}.{key}={value if isinstance(value, str) else json.dumps(value)}" for key, value in table.items()]


def with_values(kind: type, given: Mapping[str, str], called: str) -> Any:
    """Return an instance of the dataclass with these values.

    Parameters
    ----------
    kind : type
        The dataclass.
    given : mapping of str to str
        Values by key; all keys are fields of the dataclass.
    called : str
        The plugin or component, for messages.

    Raises
    ------
    OptionError
        For a value of another type, or one that the dataclass refuses.
    """
    hints = get_type_hints(kind)
    values = {}
    for key, value in given.items():
        try:
            values[key] = _converted(value, hints[key])
        except ValueError:
            raise OptionError(f"the setting {key} of {called} is {value!r}; it is {_called(hints[key])}.") from None
    try:
        return kind(**values)
    except (ValueError, TypeError) as error:
        raise OptionError(f"the settings of {called} are refused: {error}") from error


def unknown_key(key: str, called: str, known: Iterable[str]) -> OptionError:
    """Return the error for a setting that no component declares."""
    known = sorted(known)
    near = closest(key, known)
    listed = ", ".join(known) if known else "none"
    return OptionError(
        f"{called} has no setting {key!r}; there are: {listed}.", hint=f"did you mean {near!r}?" if near else None
    )


def _is_known(hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return all(isinstance(each, str) for each in get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return all(each is NoneType or _is_known(each) for each in get_args(hint))
    return hint in (bool, int, float, str, tuple[str, ...])


def _converted(value: str, hint: Any) -> Any:
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ValueError
        return value
    if get_origin(hint) in (Union, UnionType):
        return _converted(value, next(each for each in get_args(hint) if each is not NoneType))
    if hint is bool:
        if value.lower() not in _BOOLS:
            raise ValueError
        return _BOOLS[value.lower()]
    if hint in (int, float):
        return hint(value)
    if hint == tuple[str, ...]:
        listed = (
            json.loads(value) if value.startswith("[") else [part.strip() for part in value.split(",") if part.strip()]
        )
        if not all(isinstance(each, str) for each in listed):
            raise ValueError
        return tuple(listed)
    return value


def _called(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return f"one of {', '.join(get_args(hint))}"
    if get_origin(hint) in (Union, UnionType):
        return _called(next(each for each in get_args(hint) if each is not NoneType))
    if hint == tuple[str, ...]:
        return "a list of words, separated by commas"
    return {bool: "true or false", int: "a whole number", float: "a number"}.get(hint, "text")


def _docstrings(kind: type) -> dict[str, str]:
    """Return the string below each field, as far as the source is known."""
    try:
        [body] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    except (OSError, TypeError, ValueError, SyntaxError):
        return {}
    lines = body.body if isinstance(body, ast.ClassDef) else []
    found: dict[str, str] = {}
    for line, below in pairwise(lines):
        text = below.value if isinstance(below, ast.Expr) else None
        if (
            isinstance(line, ast.AnnAssign)
            and isinstance(line.target, ast.Name)
            and isinstance(text, ast.Constant)
            and isinstance(text.value, str)
        ):
            found[line.target.id] = " ".join(text.value.split())
    return found
