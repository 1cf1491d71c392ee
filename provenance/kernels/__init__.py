"""Kernels: arrays in, arrays out. The only folder that imports numba, in `compiling.py`, and that only to compile."""

from __future__ import annotations

from typing import Any

__all__ = ["compile_notice", "dedup_notice"]


def compile_notice() -> str | None:
    """Return what to tell a user before passages are found for the first time on a machine, or None.

    What was compiled is kept beside the package, or in the user's cache where that cannot be written to.
    """
    from provenance.kernels import align, fuse, quotations, words

    return _notice(words.word_numbers, quotations.quotations, align.align_pairs, fuse.fuse_pairs)


def dedup_notice() -> str | None:
    """Return what to tell a user before duplicates are found for the first time on a machine, or None."""
    from provenance.kernels import dedup_link, dedup_sketch

    return _notice(dedup_sketch.sketch_documents, dedup_link.link_equal)


def _notice(*kernels: Any) -> str | None:
    """Return the note, if one of some kernels was not compiled: those that run whatever the options are."""
    from provenance.kernels.jit import is_stored

    if all(map(is_stored, kernels)):
        return None
    return "Compiling for this machine; only the first run does, in half a minute or so."
