"""Words to candidate pairs: fingerprints, posting lists, and the pairs that share enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.copies import Copies
from provenance.candidates.exact import canonical_pairs, linked_pairs
from provenance.candidates.postings import Blocks, Postings, postings_of_part
from provenance.kernels.fingerprints import NO_FINGERPRINT
from provenance.model.arrow import batch_of, flattened, list_offsets, lists_of, numbers_of
from provenance.model.words import WordTable

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.candidates.exact import FingerprintKind
    from provenance.model.options import ReuseOptions

__all__ = ["distinct_pairs", "fingerprints", "pair_rows", "pairs", "pairs_of_copies", "postings"]


def fingerprints(words: pa.RecordBatch, kind: FingerprintKind, copies: pa.RecordBatch | None = None) -> pa.RecordBatch:
    """Make the fingerprints of documents.

    Parameters
    ----------
    words : pyarrow.RecordBatch
        As `provenance.stages.words.words` makes it.
    kind : FingerprintKind
        The kind of fingerprints.
    copies : pyarrow.RecordBatch, optional
        As `provenance.stages.copies.groups` makes it. These documents get no fingerprints.

    Returns
    -------
    pyarrow.RecordBatch
        The columns fingerprint (uint64), position and token, in the order of the words.
    """
    table = WordTable.from_batch(words)
    positions = numbers_of(words, "position")
    skipped = np.zeros(len(table), bool) if copies is None else np.isin(positions, numbers_of(copies, "position"))
    fill = kind.fingerprinter(table, skipped)
    found = np.empty(table.tokens, np.uint64)
    if len(table):
        fill(0, len(table), found)
    sizes = np.diff(table.document_tokens)
    rows = np.flatnonzero(found != NO_FINGERPRINT)
    positions = np.repeat(positions, sizes)[rows]
    tokens = rows - np.repeat(table.document_tokens[:-1], sizes)[rows]
    return batch_of(fingerprint=found[rows], position=positions, token=tokens)


def postings(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Make the posting lists of fingerprints that stand in more than one document.

    Parameters
    ----------
    rows : pyarrow.RecordBatch
        As `fingerprints` makes them, in any order; all rows of a fingerprint must be in the batch.

    Returns
    -------
    pyarrow.RecordBatch
        A row for each fingerprint: fingerprint, and the lists position and token, sorted by both.
    """
    numbering = _Numbering(numbers_of(rows, "position"), numbers_of(rows, "token"))
    order = np.argsort(numbering.places, kind="stable")
    values = numbers_of(rows, "fingerprint")[order]
    found = postings_of_part(values, numbering.places[order].astype(np.uint32), numbering.blocks)
    at = np.searchsorted(numbering.places[order], found.places)
    return batch_of(
        fingerprint=values[at[found.starts[:-1]]],
        position=lists_of(found.starts, numbering.positions[order][at]),
        token=lists_of(found.starts, numbering.tokens[order][at]),
    )


def pairs(
    lists: pa.RecordBatch,
    later: NDArray[np.int64],
    kind: FingerprintKind,
    options: ReuseOptions,
) -> pa.RecordBatch:
    """List the pairs of documents that share enough fingerprints close together.

    Parameters
    ----------
    lists : pyarrow.RecordBatch
        As `postings` makes it: all posting lists that contain one of the later documents.
    later : numpy.ndarray, int64
        The positions of the later documents of the pairs to list.
    kind : FingerprintKind
        The kind of these fingerprints.
    options : ReuseOptions
        Only ``max_bucket`` is used.

    Returns
    -------
    pyarrow.RecordBatch
        The columns left and right, each pair once, left < right, sorted.
    """
    starts = list_offsets(lists, "position")
    numbering = _Numbering(flattened(lists, "position"), flattened(lists, "token"))
    blocks = numbering.blocks
    numbers = np.zeros(int(blocks.document_tokens[-1]), np.uint32)
    numbers[numbering.places] = np.repeat(np.arange(1, lists.num_rows + 1), np.diff(starts))
    found = Postings(numbers, starts, numbering.block_numbers)
    keys = linked_pairs(found, blocks, options.max_bucket, kind.needed, 0, len(numbering.known))
    left, right = np.divmod(np.unique(keys), max(1, len(numbering.known)))
    left, right = numbering.known[left], numbering.known[right]
    wanted = np.isin(right, later)
    return pair_rows(left[wanted], right[wanted])


def pairs_of_copies(pairs: pa.RecordBatch, copies: pa.RecordBatch, options: ReuseOptions) -> pa.RecordBatch:
    """Add the pairs of copies: what one shares, its copies share, and all of them share their whole text.

    Parameters
    ----------
    pairs : pyarrow.RecordBatch
        The columns left and right: pairs of documents that are no copies.
    copies : pyarrow.RecordBatch
        As `provenance.stages.copies.groups` makes it.
    options : ReuseOptions
        Of more than ``max_bucket`` copies not all pairs are made.

    Returns
    -------
    pyarrow.RecordBatch
        The columns left and right, each pair once, left < right, sorted.
    """
    sides = [numbers_of(pairs, "left"), numbers_of(pairs, "right")]
    groups = [numbers_of(copies, "first"), numbers_of(copies, "position")]
    known = np.unique(np.concatenate([*sides, *groups]))
    left, right, first, position = (np.searchsorted(known, each) for each in (*sides, *groups))
    keys = left * max(1, len(known)) + right
    both = known[canonical_pairs(keys, Copies.of(first, position, len(known)), options.max_bucket)]
    return pair_rows(both[:, 0], both[:, 1])


def pair_rows(left: NDArray[np.int64], right: NDArray[np.int64]) -> pa.RecordBatch:
    """Return pairs as a record batch with the columns left and right."""
    return batch_of(left=left, right=right)


def distinct_pairs(pairs: pa.RecordBatch) -> pa.RecordBatch:
    """Return each pair once, sorted."""
    found = np.unique(np.column_stack([numbers_of(pairs, "left"), numbers_of(pairs, "right")]), axis=0)
    return pair_rows(found[:, 0], found[:, 1])


class _Numbering:
    """The documents of some rows, numbered by position; each is as long as its last token in the rows."""

    def __init__(self, positions: NDArray[np.int64], tokens: NDArray[np.int64]) -> None:
        from provenance.kernels.postings import BLOCK

        self.positions, self.tokens = positions, tokens
        self.known, numbers = np.unique(self.positions, return_inverse=True)
        sizes = np.zeros(len(self.known), np.int64)
        np.maximum.at(sizes, numbers, self.tokens + 1)
        self.blocks = Blocks(np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]))
        self.places = self.blocks.document_tokens[numbers] + self.tokens
        self.block_numbers = (self.blocks.starts[numbers] + self.tokens // BLOCK).astype(np.int32)
