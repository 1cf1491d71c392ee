"""Loads the machine code of all kernels, which was compiled when the package was built, and calls it."""

from __future__ import annotations

import ctypes
import functools
import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.kernels.sources import digest_of_sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.kernels.signature import Signature

__all__ = ["LIBRARY", "Library", "library", "symbol_of"]

#: The library, beside the kernels. With the usual suffix of libraries Python would take it for a module.
LIBRARY = Path(__file__).with_name("machine_code.bin")


def symbol_of(signature: Signature) -> str:
    """Return what a kernel is called in the library."""
    return f"provenance_{signature.name.replace('.', '_')}"


@functools.cache
def library() -> Library | str:
    """Return the library, or why there is none to use.

    The environment variable ``PROVENANCE_KERNELS=jit`` asks for numba instead.
    """
    if os.environ.get("PROVENANCE_KERNELS") == "jit":
        return "PROVENANCE_KERNELS asks for numba"
    if not LIBRARY.exists():
        return "this installation has no compiled kernels"
    try:
        loaded = ctypes.CDLL(str(LIBRARY))
        sources = ctypes.c_char.in_dll(loaded, "provenance_sources")
    except (OSError, ValueError) as error:
        return f"the compiled kernels cannot be loaded ({error})"
    if ctypes.string_at(ctypes.addressof(sources)) != digest_of_sources().encode():
        return "the kernels have changed since they were compiled; python -m build_kernels compiles them again"
    return Library(loaded)


class _Failure(ctypes.Structure):
    """How numba's code describes an exception: its class, arguments and place, pickled when it was compiled."""

    _fields_ = (("pickled", ctypes.c_void_p), ("size", ctypes.c_int32))


@dataclass(frozen=True, slots=True)
class Library:
    """The machine code of the kernels."""

    loaded: ctypes.CDLL

    def function(self, signature: Signature) -> Callable[..., Any]:
        """Return a kernel as a function, which has to be given what it takes: nothing is looked at."""
        entry = getattr(self.loaded, symbol_of(signature))
        types: list[Any] = [ctypes.c_void_p, ctypes.c_void_p]
        for argument in signature.arguments:
            if argument.axes:
                types += [ctypes.c_void_p, *[ctypes.c_int64] * argument.axes]
            else:
                types.append(ctypes.c_double if argument.dtype.kind == "f" else ctypes.c_int64)
        entry.argtypes = types
        entry.restype = ctypes.c_int32
        arrays = [bool(argument.axes) for argument in signature.arguments]
        room = ctypes.c_int64 * max(1, signature.returned)

        def call(*arguments: Any) -> Any:
            flat: list[Any] = []
            for value, is_array in zip(arguments, arrays, strict=True):
                if is_array:
                    flat += (value.__array_interface__["data"][0], *value.shape)
                else:
                    flat.append(value)
            returned, failure = room(), ctypes.c_void_p()
            if entry(ctypes.byref(returned), ctypes.byref(failure), *flat):
                raise _exception(failure.value)
            match signature.returned:
                case 0:
                    return None
                case 1:
                    return returned[0]
                case _:
                    return tuple(returned)

        return call


def _exception(failure: int | None) -> Exception:
    if failure is None:
        return SystemError("a kernel failed, and does not say why.")
    said = _Failure.from_address(failure)
    kind, arguments, _ = pickle.loads(ctypes.string_at(said.pickled, said.size))  # noqa: S301 - part of the code
    return kind(*arguments or ())
