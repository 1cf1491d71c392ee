"""The one place where numba's settings stand."""

from __future__ import annotations

import contextlib
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["inline", "kernel"]

F = TypeVar("F", bound="Callable[..., Any]")


def kernel(function: F) -> F:
    """Compile a kernel: cached on disk, free of the interpreter lock, without fast-math."""
    compiled = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    if isinstance(compiled, numba.core.dispatcher.Dispatcher):  # it is not where numba is told not to compile
        _drop_stale(str(compiled.stats.cache_path))
    kept: F = compiled
    return kept


def inline(function: F) -> F:
    """Compile a helper into the kernels that call it."""
    compiled: F = numba.njit(nogil=True, boundscheck=False)(function)
    return compiled


@functools.cache
def _drop_stale(folder: str) -> None:
    """Drop what was compiled from other sources than these.

    numba looks at the file of a kernel alone, not at those of the helpers that are compiled into it; and the files of
    one release may have the times of those of the last.
    """
    digest = hashlib.blake2b(digest_size=16)
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    # Where the folder cannot be written to, numba keeps nothing there.
    with contextlib.suppress(OSError):
        stamp = Path(folder, "sources.digest")
        if not stamp.is_file() or stamp.read_text() != digest.hexdigest():
            for index in Path(folder).glob("*.nbi"):
                index.unlink(missing_ok=True)
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(digest.hexdigest())
