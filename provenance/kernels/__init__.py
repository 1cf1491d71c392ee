"""Kernels: arrays in, arrays out. The only folder that imports numba."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

__all__ = ["compile_notice"]


def compile_notice(*kernels: Any) -> str | None:
    """Return what to tell a user before the first run on a machine, or None where the kernels are compiled.

    numba keeps what it compiled beside the package, or in the user's cache where that cannot be written to.

    Parameters
    ----------
    *kernels
        The kernels that the run needs; without any, those that find passages.
    """
    if not kernels:
        from provenance.kernels import align, quotations, tokenise, words

        kernels = (tokenise.tokenise, quotations.quotations, words.word_numbers, align.align_pairs)
    for kernel in kernels:
        source = Path(inspect.unwrap(kernel).__code__.co_filename)
        folder = Path(str(kernel.stats.cache_path))
        stored = folder.glob(f"{source.stem}.{kernel.__name__}-*.nbi")
        if not any(index.stat().st_mtime >= source.stat().st_mtime for index in stored):
            return "Compiling for this machine; only the first run does, in half a minute or so."
    return None
