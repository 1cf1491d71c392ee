"""Kernels: arrays in, arrays out. Their machine code is a library beside them (`jit.py` says how they are run)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["tell_of_compiling"]


def tell_of_compiling(tell: Callable[[str], None]) -> None:
    """Call ``tell`` once if this process has to compile a kernel: where there is no library, the first run does."""
    from provenance.kernels import jit

    jit.listeners[:] = [tell]
