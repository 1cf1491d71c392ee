"""Components that are opened before a run and closed after it: their factory gives a context manager."""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from provenance.plugins.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.plugins.owner import Owner

__all__ = ["Opened"]


class Opened:
    """The components that are open, in the order they were opened."""

    def __init__(self) -> None:
        self._closers: list[tuple[Guard, AbstractContextManager[Any], Callable[[], None]]] = []

    def enter(self, made: Any, owner: Owner, component: str, forget: Callable[[], None]) -> Any:
        """Return the component: what a context manager gives, else what the factory made.

        Parameters
        ----------
        made : object
            What the factory returned.
        owner : Owner
            The plugin.
        component : str
            The kind and name of the component, for messages.
        forget : callable
            Called when the component was closed, so that it is made anew the next time.
        """
        if not isinstance(made, AbstractContextManager):
            return made
        component_of = made.__enter__()
        self._closers.append((Guard(owner, "closing", component), made, forget))
        return component_of

    def close(self) -> None:
        """Close all, the last first; the first failure is raised when all are closed."""
        with contextlib.ExitStack() as stack:
            for guard, manager, forget in self._closers:
                stack.callback(_closed, guard, manager)
                forget()
            self._closers.clear()


def _closed(guard: Guard, manager: AbstractContextManager[Any]) -> None:
    with guard:
        manager.__exit__(None, None, None)
