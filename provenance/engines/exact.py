"""Builds posting lists on the threads of one machine: fingerprints are partitioned, and each partition is joined."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.candidates.exact import linked_pairs
from provenance.candidates.postings import PartPostings, Postings, postings_of_part
from provenance.engines.pool import in_order
from provenance.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.candidates.exact import Fingerprinter
    from provenance.candidates.postings import Blocks
    from provenance.engines.scratch import Scratch

__all__ = ["find_postings", "link"]

# Tokens fingerprinted at a time, and rows of a partition: both fit in the CPU cache.
_SPAN, _PARTITION = 1 << 17, 1 << 15
_MOST_BITS = 13
_MOST_TOKENS = 1 << 32
# From so many tokens on, the partitions are filled and joined in two halves, to hold the rows of one half at a time.
_HALVED = 1 << 25
# Bytes for each token while fingerprints are held and moved: one that is held, and at most one row.
_ROW_BYTES = 20


def find_postings(fill: Fingerprinter, blocks: Blocks, scratch: Scratch, threads: int) -> Postings:
    """Make the posting lists of the fingerprints that occur in more than one document.

    Parameters
    ----------
    fill : callable
        ``fill(first, last, fingerprints)`` writes the fingerprints of these documents to an array, one for each token.
        It is called several times for each document where holding all fingerprints would take too much memory.
    blocks : Blocks
        Where each document's tokens begin.
    scratch : Scratch
        Space for the fingerprints.
    threads : int
        Threads to use; the result does not depend on it.
    """
    tokens = int(blocks.document_tokens[-1])
    if tokens >= _MOST_TOKENS:
        raise InputError(
            f"the articles have {tokens:,} words; at most {_MOST_TOKENS - 1:,} are compared at once.",
            hint="compare them in parts.",
        )
    bits = int(np.clip(np.ceil(np.log2(max(1, tokens / _PARTITION))), 0, _MOST_BITS))
    rounds = 2 if tokens >= _HALVED else 1
    spans = _Spans(fill, blocks.document_tokens, bits, hold=rounds == 1 and scratch.fits(_ROW_BYTES * tokens))
    counts = spans.counts(threads)
    parts: list[PartPostings] = []
    for wanted in np.split(np.arange(1 << bits), rounds):
        first = int(wanted[0])
        rows = counts[:, first : first + len(wanted)]
        # Ordered by partition, then by span, so that the order does not depend on the speed of threads.
        begins = np.concatenate([[0], np.cumsum(rows.T.ravel())])
        ends = begins[:: len(spans)] if len(spans) else np.zeros(len(wanted) + 1, np.int64)
        places = begins[:-1].reshape(len(wanted), -1).T
        made = _Rows(scratch.empty(int(begins[-1]), np.uint64), scratch.empty(int(begins[-1]), np.uint32))
        for _ in in_order(partial(spans.scatter, first, places, made), range(len(spans)), threads):
            pass
        parts += in_order(partial(_join, made, ends, blocks), range(len(wanted)), threads)
        # No longer needed: hundreds of megabytes for a hundred thousand articles.
        del made
    return _numbered(parts, tokens, int(counts.sum()), scratch, threads)


def link(postings: Postings, blocks: Blocks, most: int, needed: int, threads: int) -> NDArray[np.int64]:
    """Return the pairs that share enough fingerprints; parameters as for `provenance.candidates.exact.linked_pairs`."""
    documents = len(blocks.document_tokens) - 1
    step = max(1, -(-documents // (8 * threads)))

    def of(first: int) -> NDArray[np.int64]:
        return linked_pairs(postings, blocks, most, needed, first, min(first + step, documents))

    pairs = list(in_order(of, range(0, documents, step), threads))
    return np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, np.int64)


class _Rows(NamedTuple):
    """Fingerprints, partition by partition, and the token of each."""

    fingerprints: NDArray[np.uint64]
    tokens: NDArray[np.uint32]


class _Spans:
    """Spans of documents of about equally many tokens, whose fingerprints are counted, then moved into partitions.

    Parameters
    ----------
    fill : callable
        As `find_postings` takes it.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's tokens begin.
    bits : int
        The highest bits of a fingerprint, so many, are its partition.
    hold : bool
        Whether to hold the fingerprints from the count to the move; otherwise they are made again.
    """

    def __init__(self, fill: Fingerprinter, document_tokens: NDArray[np.int64], bits: int, *, hold: bool) -> None:
        self._fill, self._document_tokens, self._bits, self._hold = fill, document_tokens, bits, hold
        self._spans = _spans(document_tokens)
        self._held: dict[int, NDArray[np.uint64]] = {}

    def __len__(self) -> int:
        return len(self._spans)

    def counts(self, threads: int) -> NDArray[np.int64]:
        """Count the rows of each partition in each span, shape=(spans, partitions)."""
        from provenance.kernels.fingerprints import count_fingerprints

        def count(number: int) -> NDArray[np.int64]:
            counts = np.zeros(1 << self._bits, np.int64)
            made = self._made(number)
            count_fingerprints(made, self._bits, counts)
            if self._hold:
                self._held[number] = made
            return counts

        return np.array(list(in_order(count, range(len(self)), threads)), np.int64).reshape(-1, 1 << self._bits)

    def scatter(self, first_part: int, places: NDArray[np.int64], rows: _Rows, number: int) -> None:
        """Move the fingerprints of a span to ``rows``, from ``places`` [spans, partitions] on."""
        from provenance.kernels.fingerprints import scatter_fingerprints

        made = self._held.pop(number) if self._hold else self._made(number)
        begin = int(self._document_tokens[self._spans[number][0]])
        scatter_fingerprints(made, begin, self._bits, first_part, places[number].copy(), *rows)

    def _made(self, number: int) -> NDArray[np.uint64]:
        first, last = self._spans[number]
        made = np.empty(int(self._document_tokens[last] - self._document_tokens[first]), np.uint64)
        self._fill(first, last, made)
        return made


def _spans(document_tokens: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Cut the documents into spans of about equally many tokens."""
    spans = []
    first, last = 0, len(document_tokens) - 1
    while first < last:
        stop = int(np.searchsorted(document_tokens, document_tokens[first] + _SPAN, "right")) - 1
        stop = min(max(first + 1, stop), last)
        spans.append((first, stop))
        first = stop
    return spans


def _join(rows: _Rows, ends: NDArray[np.int64], blocks: Blocks, part: int) -> PartPostings:
    own = slice(int(ends[part]), int(ends[part + 1]))
    return postings_of_part(rows.fingerprints[own], rows.tokens[own], blocks)


def _numbered(parts: list[PartPostings], tokens: int, rows: int, scratch: Scratch, threads: int) -> Postings:
    from provenance.kernels.postings import number_tokens

    lists = scratch.zeros(tokens, np.uint32)
    first = np.cumsum([1, *(len(part.starts) - 1 for part in parts)])

    def number(which: int) -> None:
        number_tokens(parts[which].places, parts[which].starts, int(first[which]), lists)

    for _ in in_order(number, range(len(parts)), threads):
        pass
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return Postings(lists, starts, scratch.join([part.blocks for part in parts], np.int32), rows)
