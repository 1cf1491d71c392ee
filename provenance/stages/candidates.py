"""Words to candidate pairs: fingerprints, posting lists, and the pairs that share enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from provenance.candidates.exact import linked_pairs, ngrams, stem_pairs
from provenance.candidates.postings import Blocks, Postings, postings_of_part
from provenance.kernels.fingerprints import NO_FINGERPRINT
from provenance.model.arrow import column_of, flattened, list_offsets, lists_of, numbers_of
from provenance.model.words import WordTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["fingerprints", "pairs", "postings"]


def fingerprints(
    words: pa.RecordBatch,
    skipped: NDArray[np.bool_],
    *,
    width: int = 0,
    idf: NDArray[np.float32] | None = None,
) -> pa.RecordBatch:
    """Make the fingerprints of documents.

    Parameters
    ----------
    words : pyarrow.RecordBatch
        As `provenance.stages.words.words` makes it.
    skipped : numpy.ndarray, shape=(documents,), bool
        Documents of the batch that get no fingerprints, because another one represents them.
    width : int
        Words in an n-gram.
    idf : numpy.ndarray, shape=(2**k,), float32, optional
        The IDF of stems. If given, pairs of rare stems are fingerprinted instead of n-grams.

    Returns
    -------
    pyarrow.RecordBatch
        The columns fingerprint (uint64), position and token, in the order of the words.
    """
    table = WordTable.from_batch(words)
    fill = ngrams(table, skipped, width) if idf is None else stem_pairs(table, skipped, idf)
    found = np.empty(table.tokens, np.uint64)
    if len(table):
        fill(0, len(table), found)
    sizes = np.diff(table.document_tokens)
    rows = np.flatnonzero(found != NO_FINGERPRINT)
    positions = np.repeat(numbers_of(words, "position"), sizes)[rows]
    tokens = rows - np.repeat(table.document_tokens[:-1], sizes)[rows]
    return pa.RecordBatch.from_arrays(
        [column_of(found[rows]), column_of(positions), column_of(tokens)], names=["fingerprint", "position", "token"]
    )


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
    return pa.RecordBatch.from_arrays(
        [
            column_of(values[at[found.starts[:-1]]]),
            lists_of(found.starts, numbering.positions[order][at]),
            lists_of(found.starts, numbering.tokens[order][at]),
        ],
        names=["fingerprint", "position", "token"],
    )


def pairs(
    lists: pa.RecordBatch,
    later: NDArray[np.int64],
    *,
    most: int,
    needed: int,
) -> pa.RecordBatch:
    """List the pairs of documents that share enough fingerprints close together.

    Parameters
    ----------
    lists : pyarrow.RecordBatch
        As `postings` makes it: all posting lists that contain one of the later documents.
    later : numpy.ndarray, int64
        The positions of the later documents of the pairs to list.
    most, needed : int
        As `provenance.candidates.exact.linked_pairs` takes them.

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
    keys = linked_pairs(found, blocks, most, needed, 0, len(numbering.known))
    left, right = np.divmod(np.unique(keys), max(1, len(numbering.known)))
    left, right = numbering.known[left], numbering.known[right]
    wanted = np.isin(right, later)
    return pa.RecordBatch.from_arrays([column_of(left[wanted]), column_of(right[wanted])], names=["left", "right"])


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
