"""Paints spans over an array of words; later spans cover earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.kernels.jit import kernel

if TYPE_CHECKING:
    from provenance.kernels.types import I64, U8, Out

__all__ = ["paint"]


@kernel
def paint(starts: I64, stops: I64, values: I64, prose: U8, kind: int, kinds: Out[I64], sources: Out[I64]) -> None:
    """Give the words of spans a kind and the value of their span; the last one counts.

    Parameters
    ----------
    starts, stops, values : int64 [spans]
        Tokens of the collection, half-open; and what is written.
    prose : uint8 [tokens]
        1 for words that are painted.
    kind : int
        What is written into ``kinds``.
    kinds, sources : int64 [tokens]
        In and out.
    """
    for span in range(len(starts)):
        for token in range(starts[span], stops[span]):
            if prose[token] != 0:
                kinds[token] = kind
                sources[token] = values[span]
