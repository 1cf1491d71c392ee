"""Calls code of plugins: what it raises is named, and what it prints does not mix with results."""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import IO, TYPE_CHECKING, Any

from provenance.errors import PluginError, ProvenanceError
from provenance.plugins.owner import PluginFailure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from provenance.plugins.owner import Owner

__all__ = ["EXITS", "Guard", "called", "host", "prints_apart"]

#: What Python itself raises to end a program or a generator. Anything else that plugin code raises is its failure, also
#: where it is no `Exception`: `SystemExit`, a panic of Rust, pytest's `Skipped`.
EXITS = (KeyboardInterrupt, GeneratorExit)


class _Running(threading.local):
    #: How many calls of plugin code, one within the other, this thread is in.
    depth = 0


_running = _Running()


@contextlib.contextmanager
def called() -> Iterator[None]:
    """Mark the code in the context as that of a plugin: what it prints goes to standard error."""
    _running.depth += 1
    try:
        yield
    finally:
        _running.depth -= 1


@contextlib.contextmanager
def host() -> Iterator[None]:
    """Mark the code in the context as that of the host again, such as the file that a reporter writes to."""
    depth, _running.depth = _running.depth, 0
    try:
        yield
    finally:
        _running.depth = depth


class Guard:
    """A context manager that turns exceptions of a plugin into a `PluginError` that names it.

    Around built-in components everything passes. Otherwise these pass unchanged: KeyboardInterrupt; the failure of
    another plugin; errors of this package in ``passing``, with which a component reports what is not its own fault.

    Parameters
    ----------
    owner : Owner or None
        The plugin whose code runs; None for the caller's own code, which is treated like a built-in component.
    stage : str
        The step that runs.
    component : str, optional
        The kind and the name of the component, such as "reporter wiki".
    passing : tuple of type, default=(ProvenanceError,)
        The errors that pass.
    """

    __slots__ = ("_component", "_foreign", "_owner", "_passing", "_stage")

    def __init__(
        self,
        owner: Owner | None,
        stage: str,
        component: str | None = None,
        passing: tuple[type[BaseException], ...] = (ProvenanceError,),
    ) -> None:
        self._foreign = owner is not None and not owner.builtin
        self._owner = owner
        self._stage = stage
        self._component = component
        self._passing = (*passing, PluginError, *EXITS)

    def __enter__(self) -> None:
        _running.depth += self._foreign

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _running.depth -= self._foreign
        if error is None or self._owner is None or not self._foreign or isinstance(error, self._passing):
            return
        raise PluginFailure(self._owner, self._stage, error, self._component).as_error() from error

    def fail(self, problem: str) -> PluginError:
        """Return an error for what a plugin did without raising anything."""
        return PluginError(
            "the caller" if self._owner is None else self._owner.of(self._component), self._stage, problem
        )


@contextlib.contextmanager
def prints_apart() -> Iterator[None]:
    """Let what plugins print go to standard error instead of standard output, which is for results."""
    before: Any = sys.stdout
    sys.stdout = _Divided(before, lambda: sys.stderr)
    try:
        yield
    finally:
        sys.stdout = before


class _Divided:
    """Standard output for the host, standard error for plugins."""

    def __init__(self, stream: IO[Any], other: Any) -> None:
        self._stream, self._other = stream, other

    def write(self, data: Any) -> int:
        return self._current().write(data)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> Any:
        return getattr(self._current(), "buffer")  # noqa: B009 - a stream for text alone has none

    def _current(self) -> IO[Any]:
        current: IO[Any] = self._other() if _running.depth else self._stream
        return current

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
