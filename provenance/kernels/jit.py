"""How kernels are written and run: plain functions, for which there is machine code of three kinds.

The library that was compiled when the package was built (`provenance.kernels.library`) has all of them, and nothing is
compiled when they run. Where it is missing, or the sources have changed since, numba compiles a kernel when it is first
called (`provenance.kernels.compiling`). Where numba is told not to compile, kernels run as plain Python.
"""

from __future__ import annotations

import functools
import os
import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeVar, cast

from provenance.errors import ProvenanceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.kernels.signature import Signature

__all__ = ["Kernel", "inline", "intrinsic", "kernel", "listeners"]

F = TypeVar("F", bound="Callable[..., Any]")

#: Kernels run as plain Python if numba is told not to compile.
_PLAIN = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
_LOCK = threading.RLock()
#: Who is told when something has to be compiled, only the first time.
listeners: list[Callable[[str], None]] = []


def kernel(function: F) -> F:
    """Make a kernel of a function: compiled, free of the interpreter lock, without fast-math.

    Its annotations say what it takes, see `provenance.kernels.types`; it returns int64 or nothing.
    """
    return function if _PLAIN else cast("F", Kernel(function))


def inline(function: F) -> F:
    """Make a helper of a function, which is compiled into the kernels that call it."""
    return function if _PLAIN else cast("F", _Helper(function))


def intrinsic(function: F) -> F:
    """Make a helper of LLVM instructions; see `numba.extending.intrinsic`."""
    return cast("F", _Intrinsic(function))


class _Lazy(ABC):
    """A proxy for what numba makes of a function when it is needed."""

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


class Kernel(_Lazy):
    """A kernel, for which machine code is looked for when it is first called."""

    @functools.cached_property
    def signature(self) -> Signature:
        """What it takes and returns."""
        from provenance.kernels.signature import signature_of

        return signature_of(self.function)

    @functools.cached_property
    def code(self) -> Callable[..., Any]:
        """Its machine code: that of the library, else what numba compiles in this process and keeps in its cache."""
        from provenance.kernels.library import Library, library

        with _LOCK:
            found = library()
            if isinstance(found, Library):
                return found.function(self.signature)
            compiled = _numbas_part(found).compiled
            return cast("Callable[..., Any]", compiled(self.function, self.signature, functools.partial(_tell, found)))

    def made(self) -> Any:
        """Return it as other kernels call it, which have it compiled into them."""
        from provenance.kernels.compiling import helper_of

        return helper_of(self.function)

    def __call__(self, *arguments: Any) -> Any:
        """Run it."""
        self.signature.check(arguments)
        return self.code(*arguments)


class _Intrinsic(_Lazy):
    def made(self) -> Any:
        from provenance.kernels.compiling import intrinsic_of

        return intrinsic_of(self.function)


class _Helper(_Lazy):
    def made(self) -> Any:
        from provenance.kernels.compiling import helper_of

        return helper_of(self.function)


def _numbas_part(reason: str) -> Any:
    """Import the module that compiles with numba."""
    try:
        from provenance.kernels import compiling
    except ImportError:
        raise ProvenanceError(
            f"kernels cannot run: {reason}, and numba, which could compile them, is not installed.",
            hint="python -m pip install 'wire-provenance[jit]'",
        ) from None
    return compiling


def _tell(reason: str) -> None:
    while listeners:
        listeners.pop()(f"Compiling for this machine, as {reason}; only the first run does, in a minute or so.")
