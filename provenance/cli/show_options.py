"""``--show-options``: prints all options and where their values come from, as a file of settings."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from provenance.cli.settings import TYPED_ONLY, Settings, is_path, options_of
from provenance.reporters.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cyclopts import App

__all__ = ["show_options"]


def show_options(app: App, arguments: list[str], settings: Settings) -> int:
    """Print the options of a command; the output can be saved as ``provenance.toml``."""
    command, bound, _ = app.parse_args(arguments)
    options = options_of(settings.arguments or ())
    if "show-options" not in options:
        # Help was requested.
        command(*bound.args, **bound.kwargs)
        return 0
    bound.apply_defaults()
    values = dict(_values(bound.arguments))
    lines = []
    for name, argument in options.items():
        if name in TYPED_ONLY or is_path(argument) or name.replace("-", "_") not in values:
            continue
        source = argument.tokens[0].source if argument.tokens else "default"
        said = f"--{name}" if source == "cli" else source
        lines.append((_toml(name, values[name.replace("-", "_")]), one_line(said)))
    width = max((len(line) for line, _ in lines), default=0)
    for line, said in lines:
        print(f"{line:{width}}  # {said}")
    return 0


def _values(arguments: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield all options, including those of nested groups."""
    for name, value in arguments.items():
        if is_dataclass(value):
            yield from _values({field.name: getattr(value, field.name) for field in fields(value)})
        else:
            yield name, value


def _toml(name: str, value: Any) -> str:
    import json

    if value is None:
        return f"# {name} ="
    if isinstance(value, (bool, int, float)):
        return f"{name} = {json.dumps(value)}"
    if isinstance(value, (tuple, list)):
        return f"{name} = {json.dumps([str(item) for item in value])}"
    return f"{name} = {json.dumps(str(value))}"
