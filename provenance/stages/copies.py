"""Finds documents with the same words: one of each group represents its copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.copies import find_copies
from provenance.model.arrow import batch_of, flattened, list_offsets, lists_of, numbers_of, rows_of
from provenance.model.words import WordTable

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.model.options import ReuseOptions

__all__ = ["copy_rows", "digests", "groups"]


def digests(words: pa.RecordBatch, options: ReuseOptions) -> pa.RecordBatch:
    """Make a digest of the words of each document.

    Parameters
    ----------
    words : pyarrow.RecordBatch
        As `provenance.stages.words.words` makes it.
    options : ReuseOptions
        Documents of fewer than ``min_words`` words are left out.

    Returns
    -------
    pyarrow.RecordBatch
        The columns digest (uint64), position, and numbers: the list of the document's words.
    """
    from provenance.kernels.fingerprints import document_fingerprints

    table = WordTable.from_batch(words)
    found = np.empty(len(table), np.uint64)
    document_fingerprints(table.numbers, table.document_tokens, found)
    numbers = lists_of(table.document_tokens, table.numbers)
    made = batch_of(digest=found, position=words.column("position"), numbers=numbers)
    return rows_of(made, np.flatnonzero(np.diff(table.document_tokens) >= options.min_words))


def groups(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Group documents with the same words.

    Parameters
    ----------
    rows : pyarrow.RecordBatch
        As `digests` makes it, in any order; all rows of a digest must be in the batch. A digest proposes, the words
        decide.

    Returns
    -------
    pyarrow.RecordBatch
        A row for each document that has the words of one with a lower position: first (the lowest of these positions)
        and position.
    """
    rows = rows_of(rows, np.argsort(numbers_of(rows, "position")))
    positions = numbers_of(rows, "position")
    first = find_copies(flattened(rows, "numbers"), list_offsets(rows, "numbers"), 0).first
    copies = np.flatnonzero(first != np.arange(len(first)))
    return copy_rows(positions[first[copies]], positions[copies])


def copy_rows(first: NDArray[np.int64], position: NDArray[np.int64]) -> pa.RecordBatch:
    """Return copies as a record batch with the columns first and position."""
    return batch_of(first=first, position=position)
