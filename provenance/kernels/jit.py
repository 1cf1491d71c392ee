"""The one place where numba's settings stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["inline", "kernel"]


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel: cached on disk, free of the interpreter lock, without fast-math."""
    compiled: Callable[P, R] = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    return compiled


def inline(function: Any) -> Any:
    """Compile a helper into the kernels that call it."""
    return numba.njit(nogil=True, boundscheck=False, inline="never")(function)
