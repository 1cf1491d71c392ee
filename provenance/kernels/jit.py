"""How kernels are written: plain functions that are compiled when they are first called, not when they are imported.

What was compiled once is loaded without numba (`provenance.kernels.native`, kept by `provenance.kernels.store`); numba
is only imported to compile (`provenance.kernels.compiling`).
"""

from __future__ import annotations

import functools
import os
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from provenance.kernels import native

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["inline", "intrinsic", "kernel", "listeners"]

F = TypeVar("F", bound="Callable[..., Any]")

#: Kernels run as plain Python if numba is told not to compile.
_PLAIN = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
_LOCK = threading.RLock()
#: Who is told when something has to be compiled, only the first time.
listeners: list[Callable[[str], None]] = []


def kernel(function: F) -> F:
    """Compile a kernel: kept on disk, free of the interpreter lock, without fast-math."""
    return function if _PLAIN else cast("F", _Kernel(function))


def inline(function: F) -> F:
    """Compile a helper into the kernels that call it."""
    return function if _PLAIN else cast("F", _Helper(function))


def intrinsic(function: F) -> F:
    """Make a helper of LLVM instructions; see `numba.extending.intrinsic`."""
    return cast("F", _Intrinsic(function))


class _Lazy(ABC):
    """A proxy for a function that numba compiles on first use."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        functools.update_wrapper(self, function)

    def __reduce__(self) -> str:
        return self.function.__qualname__

    @abstractmethod
    def made(self) -> Any:
        """Return what numba makes of the function."""

    @functools.cached_property
    def numba(self) -> Any:
        """What numba makes of the function."""
        return self.made()

    @property
    def _numba_type_(self) -> Any:
        from provenance.kernels.compiling import type_of

        return type_of(self.numba)

    def __call__(self, *arguments: Any) -> Any:
        return self.numba(*arguments)


class _Intrinsic(_Lazy):
    def made(self) -> Any:
        from provenance.kernels.compiling import intrinsic_of

        return intrinsic_of(self.function)


class _Helper(_Lazy):
    def made(self) -> Any:
        from provenance.kernels.compiling import dispatcher_of

        return dispatcher_of(self.function, cache=False)


class _Kernel(_Lazy):
    """A kernel: one compiled function for each combination of types that it is called with."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self.name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self._compiled: dict[tuple[Any, ...], Callable[..., Any]] = {}

    def made(self) -> Any:
        from provenance.kernels.compiling import dispatcher_of

        return dispatcher_of(self.function, cache=True)

    @property
    def native(self) -> bool:
        """Whether it was called, and always ran without numba."""
        return bool(self._compiled) and vars(self).get("numba") not in self._compiled.values()

    def __call__(self, *arguments: Any) -> Any:
        types = tuple(map(native.type_of, arguments))
        compiled = self._compiled.get(types)
        if compiled is None:
            with _LOCK:
                compiled = self._compiled.get(types) or self._found(arguments)
                self._compiled[types] = compiled
        return compiled(*arguments)

    def _found(self, arguments: tuple[Any, ...]) -> Callable[..., Any]:
        """Load what was compiled for such arguments, else compile it."""
        from provenance.kernels import store

        kinds = native.kinds_of(arguments)
        if kinds is None:
            return self._dispatcher()
        # Sources of the package alone are looked at as a whole, and tests have kernels of their own.
        made_of = self.function.__code__
        name = f"{self.name}-{store.short_digest(made_of.co_code, made_of.co_names, made_of.co_consts)}"
        code = store.load(name, kinds)
        if code is None:
            _tell()
            from provenance.kernels.compiling import machine_code

            code = machine_code(self.function, arguments, kinds)
            if code is None:
                return self._dispatcher()
            store.keep(name, kinds, code)
        return native.linked(code, kinds) if code.instructions else self._dispatcher()

    def _dispatcher(self) -> Callable[..., Any]:
        """Return what numba made; it keeps what it compiles in a cache of its own."""
        if not any(Path(str(self.numba.stats.cache_path)).glob(f"{self.name}-*.nbi")):
            _tell()
        return cast("Callable[..., Any]", self.numba)


def _tell() -> None:
    while listeners:
        listeners.pop()("Compiling for this machine; only the first run does, in half a minute or so.")
