"""Compiles kernels with numba where there is no library of them; the only module that imports numba."""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numba.core

from provenance.files.writing import replacing
from provenance.kernels.sources import digest_of_sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.kernels.signature import Argument, Signature

__all__ = ["compiled", "helper_of", "intrinsic_of", "type_of", "types_of"]

#: Parts of numba that are not a stable interface.
_CORE: Any = numba.core
_OPTIONS: Any = {"nogil": True, "boundscheck": False}


def compiled(function: Callable[..., Any], signature: Signature, tell: Callable[[], None]) -> Callable[..., Any]:
    """Compile a kernel for its signature, or load what numba has kept of it.

    Parameters
    ----------
    function : callable
        The kernel.
    signature : Signature
        What it takes.
    tell : callable
        Called before something is compiled.
    """
    types = tuple(types_of(signature))
    try:
        made = numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:
        # No folder can be written to, neither the package's nor one of the user's.
        made = numba.njit(**_OPTIONS)(function)
    else:
        _drop_stale(str(made.stats.cache_path))
    kept = Path(str(made.stats.cache_path or "")).glob(f"{signature.name}-*.nbi") if made.stats.cache_path else iter(())
    if not any(kept):
        tell()
    made.compile(types)
    made.disable_compile()
    code: Callable[..., Any] = made
    return code


def types_of(signature: Signature) -> list[Any]:
    """Return numba's types of what a kernel takes; with them it refuses one that writes to what it may only read."""
    return [_type_of_argument(argument) for argument in signature.arguments]


def _type_of_argument(argument: Argument) -> Any:
    item = numba.from_dtype(argument.dtype)
    return numba.types.Array(item, argument.axes, "C", readonly=not argument.written) if argument.axes else item


def helper_of(function: Callable[..., Any]) -> Any:
    """Let numba compile a helper for the types that it is called with."""
    return numba.njit(**_OPTIONS)(function)


def intrinsic_of(function: Callable[..., Any]) -> Any:
    """Let numba make an intrinsic."""
    made = numba.extending.intrinsic(function)
    # One that is met within a kernel is not known yet where it is looked up.
    _CORE.registry.cpu_target.typing_context.refresh()
    return made


def type_of(value: Any) -> Any:
    """Return numba's type of what `helper_of` and `intrinsic_of` made."""
    return _CORE.registry.cpu_target.typing_context.resolve_value_type(value)


@functools.cache
def _drop_stale(folder: str) -> None:
    """Drop what numba keeps of other sources than these.

    It looks at the file of a kernel alone, not at those of the helpers and constants that are compiled into it; and the
    files of one release may have the times of those of the last.
    """
    digest = digest_of_sources()
    # Where the folder cannot be written to, numba keeps nothing there.
    with contextlib.suppress(OSError):
        stamp = Path(folder, "sources.digest")
        if not stamp.is_file() or stamp.read_text() != digest:
            for index in Path(folder).glob("*.nbi"):
                index.unlink(missing_ok=True)
            stamp.parent.mkdir(parents=True, exist_ok=True)
            with replacing(stamp) as out:
                out.write(digest)
