"""Kernels: arrays in, arrays out. The only folder that imports numba, in `compiling.py`, and that only to compile."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["tell_of_compiling"]


def tell_of_compiling(tell: Callable[[str], None]) -> None:
    """Call ``tell`` once if this process has to compile a kernel, as the first run on a machine does.

    Compiled code is stored beside the package, or in the user's cache if that folder cannot be written to.
    """
    from provenance.kernels import jit

    jit.listeners[:] = [tell]
