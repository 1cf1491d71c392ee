"""Commands of plugins, and the options that stand before a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from provenance.model.options import PluginOptions

if TYPE_CHECKING:
    from collections.abc import Container

__all__ = ["run_command", "split"]

_WITH_VALUE = ("--plugin", "--plugin-option", "--disable-plugin")
_WITHOUT = ("--no-plugins", "--traceback")


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the options about plugins that stand before the command, and the rest.

    Examples
    --------
    >>> split(["--plugin", "mine.py", "--no-plugins", "count", "articles/"])
    (['--plugin=mine.py', '--no-plugins'], ['count', 'articles/'])
    """
    options, rest = list[str](), list(arguments)
    while rest:
        name, sign, _ = rest[0].partition("=")
        if rest[0] in _WITHOUT or (name in _WITH_VALUE and sign):
            options.append(rest.pop(0))
        elif name in _WITH_VALUE and len(rest) > 1:
            options.append(f"{rest.pop(0)}={rest.pop(0)}")
        else:
            break
    return options, rest


def run_command(options: list[str], arguments: list[str], builtin: Container[str]) -> int | None:
    """Run a command of a plugin; return its exit code, None if the first argument is no such command.

    Parameters
    ----------
    options : list of str
        The options about plugins, as `split` returns them.
    arguments : list of str
        The command and its own arguments, which the plugin reads.
    builtin : container of str
        The names of the built-in commands.
    """
    if not arguments or arguments[0].startswith("-") or arguments[0] in builtin:
        return None
    from provenance.cli.loading import loaded_plugins
    from provenance.cli.messages import show_warnings
    from provenance.plugins.guard import host

    plugins = loaded_plugins(_parsed(options))
    name, *own = arguments
    if name not in plugins.commands():
        return None
    show_warnings(plugins)
    command = plugins.command(name)
    # A command writes to standard output itself, ends as it likes, and may stop when nobody listens.
    guard = plugins.guard(plugins.owner_of(command), f"running the command {name!r}", SystemExit, BrokenPipeError)
    with guard, host():
        return command.run(own) or 0


def _parsed(options: list[str]) -> PluginOptions:
    given: dict[str, list[str]] = {name: [] for name in (*_WITH_VALUE, *_WITHOUT)}
    for option in options:
        name, _, value = option.partition("=")
        given[name].append(value)
    return PluginOptions(
        disable_plugin=tuple(given["--disable-plugin"]),
        no_plugins=bool(given["--no-plugins"]),
        plugin=tuple(map(Path, given["--plugin"])),
        plugin_option=tuple(given["--plugin-option"]),
        traceback=bool(given["--traceback"]),
    )
