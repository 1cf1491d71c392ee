"""N-grams that stand in very many documents: only these are joined where boilerplate alone is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.exact import find_postings
from provenance.engines.pool import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.candidates.exact import Fingerprinter
    from provenance.candidates.postings import Blocks, Postings
    from provenance.engines.scratch import Scratch

__all__ = ["find_frequent"]

# Words that are looked at at a time.
_SPAN = 1 << 17


def find_frequent(fill: Fingerprinter, blocks: Blocks, least: int, scratch: Scratch, threads: int) -> Postings:
    """Join the n-grams that stand in so many documents, and few others.

    Documents are counted in a table of fixed size first, in which n-grams share slots, so that none is counted too low
    (a count-min sketch of one row: Cormode and Muthukrishnan 2005). Only what may be frequent is joined.

    Parameters
    ----------
    fill : callable
        As `provenance.engines.exact.find_postings` takes it.
    blocks : Blocks
        Where each document's tokens begin.
    least : int
        The fewest documents of interest.
    scratch : Scratch
        Room for the fingerprints.
    threads : int
        Threads to use; the result does not depend on it.

    Returns
    -------
    Postings
        Of all n-grams of at least so many documents, and some that share a slot with others.
    """
    from provenance.kernels.windows import count_documents, keep_frequent

    document_tokens = blocks.document_tokens
    tokens = int(document_tokens[-1])
    bits = int(np.clip(np.ceil(np.log2(max(1, tokens))) - 1, 16, 26))
    counts, latest = np.zeros(1 << bits, np.int32), np.full(1 << bits, -1, np.int32)

    def fingerprints(first: int) -> tuple[int, int, NDArray[np.uint64]]:
        last = min(first + step, len(document_tokens) - 1)
        found = np.empty(int(document_tokens[last] - document_tokens[first]), np.uint64)
        fill(first, last, found)
        return first, last, found

    step = max(1, _SPAN * len(document_tokens) // max(1, tokens))
    for first, last, found in in_order(fingerprints, range(0, len(document_tokens) - 1, step), threads):
        count_documents(found, document_tokens, first, last, counts, latest)
    del latest

    def frequent(first: int, last: int, found: NDArray[np.uint64]) -> None:
        fill(first, last, found)
        keep_frequent(found, counts, least)

    return find_postings(frequent, blocks, scratch, threads)
