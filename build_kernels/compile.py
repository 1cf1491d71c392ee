"""Compiles all kernels with numba, for a system that need not be this one."""

from __future__ import annotations

import importlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
from numba.core import callconv, codegen, compiler, cpu, types
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

import provenance.kernels
from build_kernels.entry import entry
from provenance.kernels.compiling import types_of
from provenance.kernels.jit import Kernel
from provenance.kernels.library import symbol_of

if TYPE_CHECKING:
    from build_kernels.targets import Target

__all__ = ["all_kernels", "compile_all"]

_OPTIONS = {"nopython": True, "nogil": True, "boundscheck": False}


def all_kernels() -> dict[str, Kernel]:
    """Return the kernels of the package by their names, those in long files first: most of them take longer."""
    files = sorted(Path(provenance.kernels.__file__).parent.glob("*.py"), key=lambda path: -path.stat().st_size)
    names = [file.stem for file in files if file.stem not in ("__init__", "compiling")]
    modules = [importlib.import_module(f"provenance.kernels.{name}") for name in names]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, Kernel)]
    return {kernel.signature.name: kernel for kernel in values}


def compile_all(target: Target) -> list[bytes]:
    """Return objects that together have all kernels: position independent, of which nothing but the entries is seen."""
    processes = ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_prepare, initargs=(target,))
    with processes:
        return list(processes.map(_compile, all_kernels()))


def _prepare(target: Target) -> None:
    """Set what numba compiles for in this whole process."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    # The only place where numba's dispatchers, as which helpers are compiled, look for their context.
    context = _Context(cpu_target.typing_context, target)
    vars(cpu_target)["_toplevel_target_context"] = context
    context.typing_context.refresh()
    context.refresh()


def _compile(name: str) -> bytes:
    """Return an object with one kernel."""
    kernel = all_kernels()[name]
    context = cpu_target.target_context
    module = _module_of(kernel, context)
    entry_name = symbol_of(kernel.signature)
    for value in (*module.functions, *module.global_variables):
        if not value.is_declaration and value.name != entry_name:
            value.linkage = "internal"
    return bytes(context.codegen().machine.emit_object(module))


@global_compiler_lock
def _module_of(kernel: Kernel, context: _Context) -> llvm.ModuleRef:
    """Compile one kernel, with the function that calls it."""
    flags = compiler.Flags()
    cpu_target.options.parse_as_flags(flags, _OPTIONS)
    flags.no_cpython_wrapper = flags.no_cfunc_wrapper = flags.no_compile = True
    signature = kernel.signature
    result = compiler.compile_extra(
        cpu_target.typing_context, context, kernel.function, tuple(types_of(signature)), None, flags, {}
    )
    returned = result.signature.return_type
    integers = types.UniTuple(types.int64, signature.returned)
    expected = {0: types.none, 1: types.int64}.get(signature.returned, integers)
    if returned != expected:
        raise TypeError(f"{signature.name} returns {returned}; its annotation says {expected}.")
    result.library.finalize()
    module = llvm.parse_assembly(result.library.get_llvm_str())
    module.link_in(llvm.parse_assembly(entry(result.fndesc.llvm_func_name, signature)))
    return module


class _Context(cpu.CPUContext):
    """numba's context, for code of another system that is not run here."""

    def __init__(self, typing_context: Any, target: Target) -> None:
        self._target = target
        super().__init__(typing_context)

    def init(self) -> None:
        self.is32bit = False
        self._internal_codegen = _Codegen(self._target)

    def get_executable(self, library: Any, fndesc: Any, env: Any) -> Any:
        """Give a function that is never called: a dispatcher knows what it compiled by what Python would call."""
        return [].append

    def create_cpython_wrapper(self, *arguments: Any, **more: Any) -> None:
        """Make nothing that Python could call."""

    def create_cfunc_wrapper(self, *arguments: Any) -> None:
        """Make nothing that C could call: `entry` does."""

    @property
    def call_conv(self) -> callconv.CPUCallConv:
        return _Convention(self)


class _Convention(callconv.CPUCallConv):
    def build_excinfo_struct(self, exc: Any, exc_args: Any, loc: Any, func_name: Any) -> Any:
        """Describe an exception without the place in the file that was compiled, whose folder is nobody's business."""
        return super().build_excinfo_struct(exc, exc_args, None, None)


class _Codegen(codegen.AOTCPUCodegen):
    """numba's code generator, for a given system."""

    def __init__(self, target: Target) -> None:
        self._target = target
        super().__init__("kernels", target.processor)

    def _init(self, llvm_module: Any) -> None:
        self._tm_features = ""
        self.machine = self._tm = llvm.Target.from_triple(self._target.triple).create_target_machine(
            cpu=self._target.processor, opt=3, reloc="pic", codemodel="default"
        )
        self._target_data = self.machine.target_data
        self._data_layout = str(self._target_data)
        self._loopvect, self._opt_level = False, 0

    def _create_empty_module(self, name: str) -> Any:
        module = super()._create_empty_module(name)
        module.triple = self._target.triple
        return module
