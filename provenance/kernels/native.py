"""Machine code of kernels, kept on disk, loaded and called without numba, whose import takes longer than most runs.

numba's own cache keeps the same code, but needs all of numba to load it. What is kept here is the code alone. It is
loaded by LLVM's linker, and called with the arguments that numba's calling convention has: where the result goes, where
an exception would, and the arguments, of an array its memory, shape and strides.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import struct
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xxhash

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SUPPORTED", "MachineCode", "digest_of_sources", "kind_of", "linked", "load", "store", "stored"]

#: Where objects are ELF files of 64 bits, and this was tried.
SUPPORTED = sys.platform.startswith("linux") and struct.calcsize("P") == 8 and sys.byteorder == "little"
#: Flags of an array that make a difference to its code: contiguous either way, aligned, writable.
_C, _F, _FLAGS = 0x1, 0x2, 0x1 | 0x2 | 0x100 | 0x400
_SUFFIX = ".kernel"

#: What numba's code asks for to have memory and to give it back: what its runtime has, without statistics. A block
#: begins with a count of references, a destructor with an argument, the address of the data, and its size.
_RUNTIME = """
declare ptr @malloc(i64)
declare void @free(ptr)
define ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %wide = zext i32 %align to i64
  %more = add i64 %wide, 64
  %total = add i64 %size, %more
  %block = call ptr @malloc(i64 %total)
  %nothing = icmp eq ptr %block, null
  br i1 %nothing, label %failed, label %fill
failed:
  ret ptr null
fill:
  %address = ptrtoint ptr %block to i64
  %after = add i64 %address, %more
  %past = urem i64 %after, %wide
  %aligned = sub i64 %after, %past
  %data = inttoptr i64 %aligned to ptr
  %destructor = getelementptr i64, ptr %block, i64 1
  %argument = getelementptr i64, ptr %block, i64 2
  %place = getelementptr i64, ptr %block, i64 3
  %bytes = getelementptr i64, ptr %block, i64 4
  %allocator = getelementptr i64, ptr %block, i64 5
  store i64 1, ptr %block
  store ptr null, ptr %destructor
  store ptr null, ptr %argument
  store ptr %data, ptr %place
  store i64 %size, ptr %bytes
  store ptr null, ptr %allocator
  ret ptr %block
}
define void @NRT_MemInfo_call_dtor(ptr %block) {
  call void @free(ptr %block)
  ret void
}
"""


@dataclass(frozen=True, slots=True)
class MachineCode:
    """A compiled kernel.

    Parameters
    ----------
    symbol : str
        What it is called in the object.
    returned : str
        A letter for each number of its result: "i" is an int64, "d" a float64; none where it returns nothing.
    code : bytes
        A relocatable object.
    """

    symbol: str
    returned: str
    code: bytes


def kind_of(value: Any) -> Any:
    """Return what the code for an argument depends on; None for one that only numba can take."""
    if type(value) is np.ndarray:
        flags = value.flags.num & _FLAGS
        return value.dtype.str, value.ndim, flags & ~_F if flags & _C else flags
    if isinstance(value, (bool, np.bool_)):
        return None
    if isinstance(value, (int, np.int64)):
        return "int"
    return "float" if isinstance(value, float) else None


def stored(name: str) -> bool:
    """Whether a kernel is on disk, for some kinds of arguments."""
    return any(any(folder.glob(f"{name}-*{_SUFFIX}")) for folder in _folders())


def load(name: str, kinds: tuple[Any, ...]) -> MachineCode | None:
    """Return the code that was stored for a kernel and the kinds of its arguments, or None."""
    for folder in _folders():
        # A file that was torn by a machine that stopped is no file.
        with contextlib.suppress(OSError, ValueError, KeyError):
            heading, _, code = (folder / _file_name(name, kinds)).read_bytes().partition(b"\n")
            said = json.loads(heading)
            if said["digest"] == xxhash.xxh3_128_hexdigest(code):
                return MachineCode(said["symbol"], said["returned"], code)
    return None


def store(name: str, kinds: tuple[Any, ...], made: MachineCode) -> None:
    """Keep the code of a kernel beside the package, or in the user's cache where that cannot be written to."""
    heading = {"symbol": made.symbol, "returned": made.returned, "digest": xxhash.xxh3_128_hexdigest(made.code)}
    for folder in _folders():
        with contextlib.suppress(OSError):
            if not folder.is_dir():
                _drop_others(folder)
                folder.mkdir(parents=True, exist_ok=True)
            path = folder / _file_name(name, kinds)
            partial = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            partial.write_bytes(json.dumps(heading).encode() + b"\n" + made.code)
            partial.replace(path)
            return


def linked(name: str, made: MachineCode) -> Callable[..., Any]:
    """Load the code of a kernel into this process; return it as a function."""
    engine = _engine()
    with _LINKING:
        engine.add_object_file(_binding().ObjectFileRef.from_data(made.code))
        engine.finalize_object()
        address = engine.get_function_address(made.symbol)
    functions: dict[int, Any] = {}
    numbers = len(made.returned)
    room = (ctypes.c_double if "d" in made.returned else ctypes.c_int64) * max(1, numbers)

    def call(*arguments: Any) -> Any:
        result, failure = room(), ctypes.c_void_p()
        flat: list[Any] = [ctypes.byref(result), ctypes.byref(failure)]
        for value in arguments:
            if type(value) is np.ndarray:
                start = value.__array_interface__["data"][0]
                flat += (None, None, value.size, value.itemsize, start, *value.shape, *value.strides)
            else:
                flat.append(value)
        function = functions.get(len(flat))
        if function is None:
            function = functions[len(flat)] = _prototype(arguments)(address)
        if function(*flat):
            raise MemoryError(f"{name} failed: memory ran out, or a number was divided by zero")
        if not numbers:
            return None
        return result[0] if numbers == 1 else tuple(result)

    return call


def _prototype(arguments: tuple[Any, ...]) -> Any:
    """Return the type of the function for such arguments."""
    kinds: list[Any] = [ctypes.c_void_p, ctypes.c_void_p]
    for value in arguments:
        if type(value) is np.ndarray:
            kinds += [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]
            kinds += [ctypes.c_int64] * (2 * value.ndim)
        else:
            kinds.append(ctypes.c_double if isinstance(value, float) else ctypes.c_int64)
    return ctypes.CFUNCTYPE(ctypes.c_int32, *kinds)


_LINKING = threading.Lock()


@functools.cache
def _binding() -> Any:
    import llvmlite.binding as llvm

    return llvm


@functools.cache
def _engine() -> Any:
    llvm = _binding()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault", jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(_RUNTIME), machine)


def undefined_symbols(code: bytes) -> set[str]:
    """Return what an object of 64-bit ELF asks for that it does not have."""
    sections_at, size, count = *struct.unpack_from("<Q", code, 0x28), *struct.unpack_from("<HH", code, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", code, sections_at + number * size) for number in range(count)]
    found = set()
    for section in sections:
        if section[1] != 2:  # a table of symbols
            continue
        names = sections[section[6]][4]
        for at in range(section[4], section[4] + section[5], 24):
            name, _, _, where = struct.unpack_from("<IBBH", code, at)
            if name and where == 0:
                start = names + name
                found.add(code[start : code.index(b"\0", start)].decode())
    return found


@functools.cache
def digest_of_sources() -> str:
    """Return a digest of all that compiled kernels come from: their sources, numba and its LLVM, the processor."""
    import importlib.util

    import llvmlite

    llvm = _binding()
    package = importlib.util.find_spec("numba")
    version = Path(str(package and package.origin)).with_name("_version.py")
    digest = xxhash.xxh3_128()
    for part in (llvmlite.__version__, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()):
        digest.update(part.encode())
    for source in (version, *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()


@functools.cache
def _folders() -> tuple[Path, ...]:
    """Return where compiled kernels are kept: the first that can be written to takes them."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(given)] if given else [Path(__file__).parent / "__pycache__", _user_cache()]
    return tuple(place / f"{_own_prefix()}{digest_of_sources()}" for place in places)


def _user_cache() -> Path:
    given = os.environ.get("XDG_CACHE_HOME")
    return (Path(given) if given else Path("~/.cache").expanduser()) / "provenance"


def _own_prefix() -> str:
    """Return what folders of this installation begin with: others may share the cache."""
    return f"kernels-{xxhash.xxh32_hexdigest(str(Path(__file__).parent).encode())}-"


def _file_name(name: str, kinds: tuple[Any, ...]) -> str:
    return f"{name}-{xxhash.xxh64_hexdigest(repr(kinds).encode())}{_SUFFIX}"


def _drop_others(folder: Path) -> None:
    """Drop what was compiled from other sources of this installation."""
    for other in folder.parent.glob(f"{_own_prefix()}*"):
        for path in other.glob("*"):
            path.unlink(missing_ok=True)
        other.rmdir()
