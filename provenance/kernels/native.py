"""Loads and calls the machine code of kernels without numba, whose import takes longer than most runs.

LLVM's linker loads it. It is called with where its result goes, where an exception would, and the arguments, of an
array the object itself (`provenance.kernels.entry`).
"""

from __future__ import annotations

import ctypes
import pickle
import struct
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ENTRY", "SUPPORTED", "ArrayKind", "Kinds", "MachineCode", "kinds_of", "linked", "type_of"]

#: Where objects are ELF files of 64 bits, and this was tried.
SUPPORTED = sys.platform.startswith("linux") and struct.calcsize("P") == 8 and sys.byteorder == "little"
#: The name of the function in every object.
ENTRY = "kernel"
#: Flags of an array that make a difference to its code: contiguous either way, aligned, writable.
_C, _F, _FLAGS = 0x1, 0x2, 0x1 | 0x2 | 0x100 | 0x400
_INT64 = 1 << 63


class ArrayKind(NamedTuple):
    """The properties of an array that its machine code depends on."""

    dtype: str
    dimensions: int
    flags: int


#: What the code of a kernel depends on, for each of its arguments.
Kinds: TypeAlias = tuple[ArrayKind | Literal["int", "float"], ...]


@dataclass(frozen=True, slots=True)
class MachineCode:
    """A compiled kernel.

    Parameters
    ----------
    returned : str
        A letter for each number of its result: "i" is an int64, "d" a float64; none where it returns nothing.
    instructions : bytes
        A relocatable object; empty where only numba can run the kernel.
    """

    returned: str
    instructions: bytes


def type_of(value: Any) -> Any:
    """Return something that differs wherever the kinds do, quickly: it is asked in every call."""
    kind = type(value)
    if kind is np.ndarray or kind is np.memmap:
        return value.dtype, value.ndim, value.flags.num
    return kind if kind is not int or -_INT64 <= value < _INT64 else "wide"


def kinds_of(arguments: tuple[Any, ...]) -> Kinds | None:
    """Return what code for such arguments depends on; None for those that only numba can take."""
    kinds = tuple(map(_kind, arguments))
    return None if None in kinds or not SUPPORTED else kinds


def _kind(value: Any) -> ArrayKind | Literal["int", "float"] | None:
    match type_of(value):
        case dtype, dimensions, flags:
            flags &= _FLAGS
            return ArrayKind(dtype.str, dimensions, flags & ~_F if flags & _C else flags) if dtype.isbuiltin else None
        case kind if kind in (int, np.int64):
            return "int"
        case kind if kind in (float, np.float64):
            return "float"
    return None


def linked(code: MachineCode, kinds: Kinds) -> Callable[..., Any]:
    """Load the code of a kernel into this process; return it as a function."""
    types: list[Any] = [
        ctypes.c_int64 if kind == "int" else ctypes.c_double if kind == "float" else ctypes.py_object for kind in kinds
    ]
    entry = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *types)(_address(code.instructions))
    numbers = len(code.returned)
    room = (ctypes.c_double if "d" in code.returned else ctypes.c_int64) * max(1, numbers)

    def call(*arguments: Any) -> Any:
        result, failure = room(), ctypes.c_void_p()
        if entry(ctypes.byref(result), ctypes.byref(failure), *arguments):
            raise _exception(failure.value)
        if not numbers:
            return None
        return result[0] if numbers == 1 else tuple(result)

    return call


#: Engines own the code that they loaded.
_ENGINES: list[Any] = []


def _address(instructions: bytes) -> int:
    """Load an object with an engine of its own: names in others do not matter to it."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault", jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(instructions))
    engine.finalize_object()
    _ENGINES.append(engine)
    return int(engine.get_function_address(ENTRY))


class _Failure(ctypes.Structure):
    """How numba's code describes an exception: its class, arguments and place, pickled."""

    _fields_ = (("pickled", ctypes.c_void_p), ("size", ctypes.c_int32))


def _exception(failure: int | None) -> Exception:
    if failure is None:
        return SystemError("a kernel failed, and does not say why.")
    said = _Failure.from_address(failure)
    kind, arguments, _ = pickle.loads(ctypes.string_at(said.pickled, said.size))  # noqa: S301 - part of the code
    return kind(*arguments or ())
