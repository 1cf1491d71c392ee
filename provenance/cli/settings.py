"""Options from a file: ``provenance.toml``, or the table ``[tool.provenance]`` of ``pyproject.toml``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from provenance.errors import InputError, OptionError, closest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cyclopts import App
    from cyclopts.argument import Argument, ArgumentCollection

    from provenance.cli.flags import CommonOptions

__all__ = [
    "TYPED_ONLY",
    "Settings",
    "SettingsFile",
    "find_settings",
    "is_path",
    "options_of",
    "read_settings",
    "settings_files",
]

#: Options that can be set only on the command line, besides all options that are paths: they concern the file itself,
#: or would let a file in a folder of articles decide which file is overwritten.
TYPED_ONLY = ("config", "no-config", "show-options", "output", "in-place", "traceback")
#: Options whose name means something else in other commands: only a command's own table sets them.
_OF_OWN_TABLE: dict[tuple[str, ...], tuple[str, ...]] = {("plugins", "list"): ("format",)}
_PLUGINS = "plugins"
_OWN, _SHARED, _TABLE = "provenance.toml", "pyproject.toml", ("tool", "provenance")


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A file of settings.

    Parameters
    ----------
    path : Path
        The file.
    values : dict
        Its table of options; a subtable named like a command applies to that command only.
    lines : tuple of str
        The lines of the file.
    prefix : tuple of str
        The names of the tables that lead to the options.
    """

    path: Path
    values: dict[str, Any]
    lines: tuple[str, ...]
    prefix: tuple[str, ...]

    def place(self, *keys: str) -> str:
        """Return the position of a key, such as ``provenance.toml:3``; without the line if unknown."""
        name = _shown(self.path)
        line = _line_of((*self.prefix, *keys), self.lines)
        return name if line is None else f"{name}:{line}"


def find_settings(start: Path) -> Path | None:
    """Return the nearest file of settings, from a folder upward; ``provenance.toml`` has priority."""
    for folder in (start, *start.parents):
        own, shared = folder / _OWN, folder / _SHARED
        if own.is_file():
            return own
        if shared.is_file() and b"tool.provenance" in shared.read_bytes():
            return shared
    return None


def settings_files(options: CommonOptions) -> list[Path]:
    """Return the file of settings of a command, if any."""
    found = None if options.no_config else options.config or find_settings(Path.cwd())
    return [] if found is None else [found]


def read_settings(path: Path) -> SettingsFile:
    """Read a file of settings.

    Raises
    ------
    InputError
        If the file does not exist or is not TOML; with the line.
    """
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")
        values: Any = tomllib.loads(text)
    except UnicodeDecodeError:
        raise InputError("the file of settings is not UTF-8.", path=_shown(path)) from None
    except OSError as error:
        raise InputError(f"the file of settings cannot be read: {error.strerror}.", path=_shown(path)) from None
    except tomllib.TOMLDecodeError as error:
        said, _, line = str(error).partition(" (at line ")
        number = re.match(r"\d+", line)
        raise InputError(
            f"this is not TOML: {said}.", path=_shown(path), line=int(number.group()) if number else None
        ) from None
    prefix = _TABLE if path.name == _SHARED else ()
    for key in prefix:
        values = values.get(key, {}) if isinstance(values, dict) else {}
    return SettingsFile(path, values if isinstance(values, dict) else {}, tuple(text.splitlines()), prefix)


class Settings:
    """Fills options that were not typed from a file; called by the command after it has parsed its arguments.

    Attributes
    ----------
    arguments : ArgumentCollection or None
        The arguments of the running command, with the origin of each value.
    """

    def __init__(self) -> None:
        self.root: App | None = None
        self.arguments: ArgumentCollection | None = None

    def __call__(self, app: App, commands: tuple[str, ...], arguments: ArgumentCollection) -> None:
        """Fill in the options that were not typed."""
        self.arguments = arguments
        options = options_of(arguments)
        if _is_typed(options.get("show-options")):
            # --show-options works without paths.
            _pretend_paths(arguments)
        if "config" not in options or _is_typed(options.get("no-config")):
            return
        path = _named(options["config"]) or find_settings(Path.cwd())
        if path is None:
            return
        file = read_settings(path)
        tables = _tables_for(file, commands)
        for keys, table in tables:
            for key in table:
                if not _is_of_plugin(keys, key, table[key], self.root):
                    self._check(file, keys, key, table[key], options)
        _give_to_plugins(file, options, self.root)
        for keys, table in reversed(tables):
            for key, value in table.items():
                if not keys and _option_name(key) in _OF_OWN_TABLE.get(commands, ()):
                    continue
                if _option_name(key) in options and not isinstance(value, dict):
                    _give(app, commands, arguments, key, value, file.place(*keys, key))

    def place_of(self, option: str) -> str | None:
        """Return the position of an option's value in the file; None if it was typed or is the default."""
        argument = options_of(self.arguments or ()).get(_option_name(option))
        sources = [token.source for token in argument.tokens] if argument is not None else []
        return sources[0] if sources and sources[0] != "cli" else None

    def _check(
        self, file: SettingsFile, keys: tuple[str, ...], key: str, value: Any, options: dict[str, Argument]
    ) -> None:
        """Raise an error for a key that no command knows, or that cannot be set in a file."""
        name, where = _option_name(key), file.place(*keys, key)
        if name in TYPED_ONLY or (name in options and is_path(options[name])):
            raise OptionError(f"{where}: {name} cannot be set in a file.", hint=f"give --{name} with the command.")
        if name in options:
            if isinstance(value, dict):
                raise OptionError(f"{where}: {name} is a table; expected one value or a list.")
            return
        command = self._command(keys)
        known = set(options)
        if command is not None:
            if key in command.resolved_commands():
                if isinstance(value, dict):
                    return
                raise OptionError(f"{where}: {key} is a command.", hint=f"put its options below a line [{key}].")
            # An option of another command is allowed in the table for all commands.
            known |= {option for below in _all_commands(command) for option in options_of(_arguments(below))}
            if name in known and not isinstance(value, dict):
                return
            known |= {each for each in command.resolved_commands() if not each.startswith("-")}
        near = closest(name, known - set(TYPED_ONLY))
        what = "command" if isinstance(value, dict) else "option"
        hint = f"did you mean {near!r}?" if near else "provenance matrix --show-options lists what can be set."
        raise OptionError(f"{where}: there is no {what} {key!r}.", hint=hint)

    def _command(self, keys: tuple[str, ...]) -> App | None:
        command = self.root
        for key in keys:
            command = command[key] if command is not None else None
        return command


def options_of(arguments: ArgumentCollection | tuple[()]) -> dict[str, Argument]:
    """Return the options among the arguments by name, such as ``min-words``."""
    return {
        argument.name.removeprefix("--"): argument
        for argument in arguments
        if argument.name.startswith("--") and argument.parse
    }


def _arguments(command: App) -> ArgumentCollection | tuple[()]:
    return command.assemble_argument_collection() if command.default_command is not None else ()


def _all_commands(command: App) -> Iterator[App]:
    for name, below in command.resolved_commands().items():
        if not name.startswith("-"):
            yield below
            yield from _all_commands(below)


def _tables_for(file: SettingsFile, commands: tuple[str, ...]) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """Return the tables that apply to a command, the most general first."""
    tables: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), file.values)]
    for depth, command in enumerate(commands, 1):
        table = tables[-1][1].get(command, {})
        if not isinstance(table, dict):
            break
        tables.append((commands[:depth], table))
    return tables


def _give(app: App, commands: tuple[str, ...], arguments: ArgumentCollection, key: str, value: Any, place: str) -> None:
    from cyclopts.config import Dict

    # Strings and numbers are parsed like typed arguments; options that were typed are not changed.
    source = Dict({_option_name(key): value}, source=place, use_commands_as_keys=False, allow_unknown=True)
    source(app, commands, arguments)


def _is_of_plugin(keys: tuple[str, ...], key: str, value: Any, root: App | None) -> bool:
    """Return whether a table is ``[plugins.NAME]``, with the settings of a plugin, and not of a command."""
    if keys != (_PLUGINS,) or not isinstance(value, dict):
        return False
    return root is None or key not in root[_PLUGINS].resolved_commands()


def _give_to_plugins(file: SettingsFile, options: dict[str, Argument], root: App | None) -> None:
    """Put the tables ``[plugins.NAME]`` before the settings of plugins that were typed, which win."""
    from cyclopts import Token

    from provenance.plugins.settings import as_options

    below, argument = file.values.get(_PLUGINS), options.get("plugin-option")
    if not isinstance(below, dict) or argument is None:
        return
    argument.tokens[:0] = [
        Token(keyword="--plugin-option", value=option, source=file.place(_PLUGINS, name))
        for name, table in below.items()
        if _is_of_plugin((_PLUGINS,), name, table, root)
        for option in as_options(name, table)
    ]


def _pretend_paths(arguments: ArgumentCollection) -> None:
    from cyclopts import Token

    for argument in arguments:
        if argument.required and not argument.tokens and not argument.name.startswith("--"):
            argument.append(Token(value="."))


def _is_typed(argument: Argument | None) -> bool:
    return argument is not None and bool(argument.tokens)


def is_path(argument: Argument) -> bool:
    """Return whether an option is a path, which cannot be set in a file."""
    return Path in (argument.hint, *get_args(argument.hint))


def _named(argument: Argument) -> Path | None:
    return Path(argument.tokens[-1].value) if argument.tokens else None


def _option_name(key: str) -> str:
    return key.replace("_", "-")


def _shown(path: Path) -> str:
    """Return a path in its shortest form relative to the current folder."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return relative if len(relative) < len(str(path)) else str(path)


def _line_of(keys: tuple[str, ...], lines: tuple[str, ...]) -> int | None:
    """Return the line of a key, counted from 1, by searching: the standard library's parser does not report it."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        header = re.match(r"\s*\[\[?\s*([^\[\]]+?)\s*\]", line)
        if header:
            table = _dotted(header.group(1))
            if table[: len(keys)] == keys:
                return number
            continue
        assigned = re.match(r"\s*([\w\-.\"' ]+?)\s*=", line)
        if assigned and (*table, *_dotted(assigned.group(1)))[: len(keys)] == keys:
            return number
    return None


def _dotted(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))
