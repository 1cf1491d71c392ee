"""The one place where numba's settings stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["inline", "kernel"]

F = TypeVar("F", bound="Callable[..., Any]")


def kernel(function: F) -> F:
    """Compile a kernel: cached on disk, free of the interpreter lock, without fast-math."""
    compiled: F = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    return compiled


def inline(function: F) -> F:
    """Compile a helper into the kernels that call it."""
    compiled: F = numba.njit(nogil=True, boundscheck=False)(function)
    return compiled
