"""Kernels: arrays in, arrays out. The only folder that imports numba."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

__all__ = ["compile_notice", "dedup_notice"]


def compile_notice() -> str | None:
    """Return what to tell a user before passages are found for the first time on a machine, or None.

    numba keeps what it compiled beside the package, or in the user's cache where that cannot be written to.
    """
    from provenance.kernels import align, quotations, tokenise, words

    return _notice(tokenise.tokenise, quotations.quotations, words.word_numbers, align.align_pairs)


def dedup_notice() -> str | None:
    """Return what to tell a user before duplicates are found for the first time on a machine, or None."""
    from provenance.kernels import dedup_sketch, json_lines, tokenise

    return _notice(json_lines.scan_lines, tokenise.tokenise, dedup_sketch.sketch_documents)


def _notice(*kernels: Any) -> str | None:
    for kernel in kernels:
        source = Path(inspect.unwrap(kernel).__code__.co_filename)
        folder = Path(str(kernel.stats.cache_path))
        stored = folder.glob(f"{source.stem}.{kernel.__name__}-*.nbi")
        if not any(index.stat().st_mtime >= source.stat().st_mtime for index in stored):
            return "Compiling for this machine; only the first run does, in half a minute or so."
    return None
