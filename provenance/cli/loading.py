"""Loads the plugins of a command; when it ends, what they opened is closed."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.options import PluginOptions
    from provenance.plugins.manager import Plugins

__all__ = ["closing_plugins", "loaded_plugins"]

#: What the running command has to close.
_command: ContextVar[contextlib.ExitStack | None] = ContextVar("command", default=None)


@contextlib.contextmanager
def closing_plugins() -> Iterator[None]:
    """Close the plugins that are loaded in the context, when it ends."""
    with contextlib.ExitStack() as stack:
        token = _command.set(stack)
        try:
            yield
        finally:
            _command.reset(token)


def loaded_plugins(options: PluginOptions) -> Plugins:
    """Return the plugins to use, as `load_plugins` does."""
    from provenance.plugins.manager import load_plugins

    plugins = load_plugins(options)
    stack = _command.get()
    return plugins if stack is None else stack.enter_context(plugins)
