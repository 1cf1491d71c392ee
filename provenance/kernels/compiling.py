"""Kernels to machine code: all that asks numba for something, which is only imported for it."""

from __future__ import annotations

import contextlib
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
from numba.core import compiler, registry, types

from provenance.kernels.native import MachineCode, digest_of_sources, undefined_symbols

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["dispatcher_of", "intrinsic_of", "machine_code", "type_of"]

_OPTIONS = {"nopython": True, "nogil": True, "boundscheck": False}
#: What the machine code of a kernel may ask of the process it is loaded into.
_GIVEN = frozenset(
    ("NRT_MemInfo_alloc_aligned", "NRT_MemInfo_call_dtor", "memset", "memcpy", "memmove")
    + ("exp", "log", "log1p", "pow", "sqrt", "floor", "ceil", "lgamma")
)


def dispatcher_of(function: Callable[..., Any], *, cache: bool) -> Any:
    """Let numba compile a function for the types it is called with."""
    made = numba.njit(cache=cache, nogil=True, boundscheck=False)(function)
    if cache:
        _drop_stale(str(made.stats.cache_path))
    return made


def intrinsic_of(function: Callable[..., Any]) -> Any:
    """Let numba make an intrinsic."""
    made = numba.extending.intrinsic(function)
    # One that is met within a kernel is not known yet where it is looked up.
    registry.cpu_target.typing_context.refresh()
    return made


def type_of(value: Any) -> Any:
    """Return numba's type of what `dispatcher_of` and `intrinsic_of` made."""
    return registry.cpu_target.typing_context.resolve_value_type(value)


def machine_code(function: Callable[..., Any], arguments: tuple[Any, ...]) -> MachineCode | None:
    """Compile a kernel for arguments like these; None where its code asks for what only numba gives."""
    target = registry.cpu_target
    target.typing_context.refresh()
    target.target_context.refresh()
    flags = compiler.Flags()
    target.options.parse_as_flags(flags, _OPTIONS)
    flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
    signature = tuple(map(numba.typeof, arguments))
    result = compiler.compile_extra(
        target.typing_context, target.target_context, function, signature, None, flags, {}
    )
    returned = _returned(result.signature.return_type)
    library = result.library
    code = library.codegen._tm.emit_object(library._final_module)
    if returned is None or not _GIVEN.issuperset(undefined_symbols(code)):
        return None
    return MachineCode(result.fndesc.llvm_func_name, returned, code)


def _returned(kind: Any) -> str | None:
    """Return how a result is stored: as numbers of 64 bits, with a letter for each."""
    if isinstance(kind, types.NoneType):
        return ""
    if isinstance(kind, types.UniTuple) and kind.dtype == types.int64:
        return "i" * kind.count
    return {types.int64: "i", types.float64: "d"}.get(kind)


@functools.cache
def _drop_stale(folder: str) -> None:
    """Drop what numba keeps of other sources than these.

    It looks at the file of a kernel alone, not at those of the helpers that are compiled into it; and the files of
    one release may have the times of those of the last.
    """
    digest = hashlib.blake2b(digest_of_sources().encode(), digest_size=16).hexdigest()
    # Where the folder cannot be written to, numba keeps nothing there.
    with contextlib.suppress(OSError):
        stamp = Path(folder, "sources.digest")
        if not stamp.is_file() or stamp.read_text() != digest:
            for index in Path(folder).glob("*.nbi"):
                index.unlink(missing_ok=True)
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(digest)
