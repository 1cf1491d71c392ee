"""Shingles that stand in very many documents: only these are joined where boilerplate alone is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.repeats import find_repeats
from provenance.candidates.threads import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.candidates.repeats import Printer, Repeats
    from provenance.candidates.scratch import Scratch

__all__ = ["find_frequent"]

# Words that are looked at at a time.
_SPAN = 1 << 17


def find_frequent(
    printer: Printer, document_tokens: NDArray[np.int64], least: int, scratch: Scratch, threads: int
) -> Repeats:
    """Join the shingles that stand in so many documents, and few others.

    Documents are counted in a table of fixed size first, in which shingles share slots, so that none is counted too low
    (a count-min sketch of one row: Cormode and Muthukrishnan 2005). Only what may be frequent is joined.

    Parameters
    ----------
    printer : callable
        As `provenance.candidates.repeats.find_repeats` takes it.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.
    least : int
        The fewest documents of interest.
    scratch : Scratch
        Room for the fingerprints.
    threads : int
        Threads to use; the result does not depend on it.

    Returns
    -------
    Repeats
        All shingles of at least so many documents, and some that share a slot with others.
    """
    from provenance.kernels.windows import count_documents, keep_frequent

    tokens = int(document_tokens[-1])
    bits = int(np.clip(np.ceil(np.log2(max(1, tokens))) - 1, 16, 26))
    counts, latest = np.zeros(1 << bits, np.int32), np.full(1 << bits, -1, np.int32)

    def fingerprints(first: int) -> tuple[int, int, NDArray[np.uint64]]:
        last = min(first + step, len(document_tokens) - 1)
        found = np.empty(int(document_tokens[last] - document_tokens[first]), np.uint64)
        printer(first, last, found)
        return first, last, found

    step = max(1, _SPAN * len(document_tokens) // max(1, tokens))
    for first, last, found in in_order(fingerprints, range(0, len(document_tokens) - 1, step), threads):
        count_documents(found, document_tokens, first, last, counts, latest)
    del latest

    def frequent(first: int, last: int, found: NDArray[np.uint64]) -> None:
        printer(first, last, found)
        keep_frequent(found, counts, least)

    return find_repeats(frequent, document_tokens, scratch, threads)
