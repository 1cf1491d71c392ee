"""Candidate pairs with noisy documents, by the characters that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.characters import (
    SampledShingles,
    close_pairs,
    sample_characters,
    shared_shingles,
    useful_slots,
)
from provenance.model.arrow import batch_of, numbers_of
from provenance.model.words import WordTable
from provenance.stages.candidates import pair_rows
from provenance.text.characters import noisy_documents

if TYPE_CHECKING:
    import pyarrow as pa

    from provenance.model.statistics import Statistics

__all__ = ["pairs", "shared", "shingles"]


def shingles(words: pa.RecordBatch, statistics: Statistics) -> pa.RecordBatch:
    """Sample the shingles of the characters of documents.

    Parameters
    ----------
    words : pyarrow.RecordBatch
        As `provenance.stages.words.words` makes it, with characters.
    statistics : Statistics
        They decide which documents are noisy.

    Returns
    -------
    pyarrow.RecordBatch
        The columns slot, hash (both uint64), position, start (in characters) and noisy (whether the document is).
    """
    table = WordTable.from_batch(words)
    found = sample_characters(table, 0)
    return batch_of(
        slot=found.slots(),
        hash=found.hashes,
        position=numbers_of(words, "position")[found.documents],
        start=found.starts,
        noisy=noisy_documents(table, statistics)[found.documents],
    )


def shared(rows: pa.RecordBatch) -> pa.RecordBatch:
    """List the shingles that pairs with a noisy document share.

    Parameters
    ----------
    rows : pyarrow.RecordBatch
        As `shingles` makes it, in any order; all rows of a slot must be in the batch.

    Returns
    -------
    pyarrow.RecordBatch
        The columns left, right (positions, left < right) and offset: how many characters further on the shingle is in
        the right document.
    """
    slots, hashes, positions, starts, noisy = (numbers_of(rows, name) for name in rows.schema.names)
    kept = np.flatnonzero(useful_slots(slots, noisy))
    kept = kept[np.lexsort((starts[kept], positions[kept]))]
    known, documents = np.unique(positions[kept], return_inverse=True)
    is_noisy = np.zeros(len(known), bool)
    is_noisy[documents] = noisy[kept]
    found, offsets = shared_shingles(SampledShingles(hashes[kept], documents.astype(np.int32), starts[kept]), is_noisy)
    left, right = np.divmod(found, max(1, len(known)))
    return batch_of(left=known[left], right=known[right], offset=offsets)


def pairs(rows: pa.RecordBatch) -> pa.RecordBatch:
    """List the pairs that share enough shingles at about the same offset.

    Parameters
    ----------
    rows : pyarrow.RecordBatch
        As `shared` makes it, in any order; all rows of a pair must be in the batch.

    Returns
    -------
    pyarrow.RecordBatch
        The columns left and right, each pair once, sorted.
    """
    left, right, offsets = (numbers_of(rows, name) for name in rows.schema.names)
    documents = int(right.max(initial=0)) + 1
    return pair_rows(*np.divmod(close_pairs(left * documents + right, offsets), documents))
