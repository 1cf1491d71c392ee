"""Compiles kernels to machine code; the only module that imports numba, and only when it must compile."""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import numba
import numba.core

from provenance.files.writing import replacing
from provenance.kernels.elf import undefined_symbols
from provenance.kernels.entry import RUNTIME, entry
from provenance.kernels.native import ENTRY, MachineCode
from provenance.kernels.store import digest_of_sources, digest_of_switches

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.kernels.native import Kinds

__all__ = ["dispatcher_of", "intrinsic_of", "machine_code", "type_of"]

#: Parts of numba that are not a stable interface.
_CORE: Any = numba.core
_NOTHING = MachineCode("", b"")
_OPTIONS = {"nopython": True, "nogil": True, "boundscheck": False}
#: External symbols that the machine code of a kernel may use.
_GIVEN = {
    *("malloc", "free", "memset", "memcpy", "memmove"),
    *("exp", "expm1", "log", "log1p", "pow", "sqrt", "floor", "ceil", "lgamma"),
}


def dispatcher_of(function: Callable[..., Any], *, cache: bool) -> Any:
    """Let numba compile a function for the types it is called with."""
    try:
        made = numba.njit(cache=cache, nogil=True, boundscheck=False)(function)
    except RuntimeError:
        # No folder can be written to, neither the package's nor one of the user's.
        made, cache = numba.njit(nogil=True, boundscheck=False)(function), False
    if cache:
        _drop_stale(str(made.stats.cache_path))
    return made


def intrinsic_of(function: Callable[..., Any]) -> Any:
    """Let numba make an intrinsic."""
    made = numba.extending.intrinsic(function)
    # One that is met within a kernel is not known yet where it is looked up.
    _CORE.registry.cpu_target.typing_context.refresh()
    return made


def type_of(value: Any) -> Any:
    """Return numba's type of what `dispatcher_of` and `intrinsic_of` made."""
    return _CORE.registry.cpu_target.typing_context.resolve_value_type(value)


def machine_code(function: Callable[..., Any], arguments: tuple[Any, ...], kinds: Kinds) -> MachineCode | None:
    """Compile a kernel for arguments like these; to nothing where its code asks for what only numba gives.

    None where it failed, which says nothing of the next time.
    """
    try:
        return _compiled(function, arguments, kinds)
    except (AttributeError, ImportError, RuntimeError, TypeError):
        # Not all names that are used are promised by numba, and LLVM's text changes: its dispatcher is still there.
        return None


def _compiled(function: Callable[..., Any], arguments: tuple[Any, ...], kinds: Kinds) -> MachineCode:
    runtime = llvm.parse_assembly(RUNTIME)
    target = _CORE.registry.cpu_target
    target.typing_context.refresh()
    target.target_context.refresh()
    flags = _CORE.compiler.Flags()
    target.options.parse_as_flags(flags, _OPTIONS)
    flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
    signature = tuple(map(numba.typeof, arguments))
    result = _CORE.compiler.compile_extra(
        target.typing_context, target.target_context, function, signature, None, flags, {}
    )
    returned = _returned(result.signature.return_type)
    if returned is None:
        return _NOTHING
    module = llvm.parse_assembly(result.library.get_llvm_str())
    module.link_in(runtime)
    module.link_in(llvm.parse_assembly(entry(result.fndesc.llvm_func_name, kinds)))
    for value in (*module.functions, *module.global_variables):
        if not value.is_declaration and value.name != ENTRY:
            value.linkage = "internal"
    _, processor, features = result.library.codegen.magic_tuple()
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=processor, features=features, opt=3, codemodel="jitdefault", jit=True
    )
    instructions = machine.emit_object(module)
    return MachineCode(returned, instructions) if _GIVEN.issuperset(undefined_symbols(instructions)) else _NOTHING


def _returned(kind: Any) -> str | None:
    """Return how a result is stored: as numbers of 64 bits, with a letter for each."""
    if isinstance(kind, numba.types.NoneType):
        return ""
    if isinstance(kind, numba.types.UniTuple) and kind.dtype == numba.types.int64:
        return "i" * kind.count
    return {numba.types.int64: "i", numba.types.float64: "d"}.get(kind)


@functools.cache
def _drop_stale(folder: str) -> None:
    """Drop what numba keeps of other sources than these, or compiled otherwise.

    It looks at the file of a kernel alone, not at those of the helpers and constants that are compiled into it, and not
    at how much LLVM was told to optimise; and the files of one release may have the times of those of the last.
    """
    digest = f"{digest_of_sources()}-{digest_of_switches()}"
    # Where the folder cannot be written to, numba keeps nothing there.
    with contextlib.suppress(OSError):
        stamp = Path(folder, "sources.digest")
        if not stamp.is_file() or stamp.read_text() != digest:
            for index in Path(folder).glob("*.nbi"):
                index.unlink(missing_ok=True)
            stamp.parent.mkdir(parents=True, exist_ok=True)
            with replacing(stamp) as out:
                out.write(digest)
