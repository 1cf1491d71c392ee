"""Builds posting lists on the threads of one machine: fingerprints are partitioned, and each partition is joined."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

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


def find_postings(fill: Fingerprinter, blocks: Blocks, scratch: Scratch, threads: int) -> Postings:
    """Make the posting lists of the fingerprints that occur in more than one document.

    Parameters
    ----------
    fill : callable
        ``fill(first, last, fingerprints)`` writes the fingerprints of these documents to an array, one for each token.
        It is called several times for each document, since making fingerprints again is cheaper than holding them all.
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
    spans = _spans(blocks.document_tokens)
    counts = _counted(fill, spans, blocks.document_tokens, bits, threads)
    rounds = 2 if tokens >= _HALVED else 1
    parts: list[PartPostings] = []
    for wanted in np.split(np.arange(1 << bits), rounds):
        first = int(wanted[0])
        rows = counts[:, first : first + len(wanted)]
        # Ordered by partition, then by span, so that the order does not depend on the speed of threads.
        begins = np.concatenate([[0], np.cumsum(rows.T.ravel())])
        ends = begins[:: len(spans)] if spans else np.zeros(len(wanted) + 1, np.int64)
        fingerprints = scratch.empty(int(begins[-1]), np.uint64)
        places = scratch.empty(int(begins[-1]), np.uint32)
        scatter = partial(
            _scatter, fill, spans, blocks.document_tokens, bits, first,
            begins[:-1].reshape(len(wanted), -1).T, fingerprints, places,
        )  # fmt: skip
        for _ in in_order(scatter, range(len(spans)), threads):
            pass
        join = partial(_join, fingerprints, places, ends, blocks)
        parts += in_order(join, range(len(wanted)), threads)
        # No longer needed: hundreds of megabytes for a hundred thousand articles.
        del fingerprints, places, scatter, join
    return _numbered(parts, tokens, int(counts.sum()), scratch, threads)


def link(postings: Postings, blocks: Blocks, most: int, needed: int, threads: int) -> NDArray[np.int64]:
    """Return the pairs that share enough fingerprints; parameters as for `provenance.candidates.exact.linked_pairs`."""
    documents = len(blocks.document_tokens) - 1
    step = max(1, -(-documents // (8 * threads)))

    def of(first: int) -> NDArray[np.int64]:
        return linked_pairs(postings, blocks, most, needed, first, min(first + step, documents))

    pairs = list(in_order(of, range(0, documents, step), threads))
    return np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, np.int64)


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


def _made(fill: Fingerprinter, span: tuple[int, int], document_tokens: NDArray[np.int64]) -> NDArray[np.uint64]:
    fingerprints = np.empty(int(document_tokens[span[1]] - document_tokens[span[0]]), np.uint64)
    fill(*span, fingerprints)
    return fingerprints


def _counted(
    fill: Fingerprinter, spans: list[tuple[int, int]], document_tokens: NDArray[np.int64], bits: int, threads: int
) -> NDArray[np.int64]:
    """Count the rows of each partition in each span, shape=(spans, partitions)."""
    from provenance.kernels.fingerprints import count_fingerprints

    def count(span: tuple[int, int]) -> NDArray[np.int64]:
        counts = np.zeros(1 << bits, np.int64)
        count_fingerprints(_made(fill, span, document_tokens), bits, counts)
        return counts

    return np.array(list(in_order(count, spans, threads)), np.int64).reshape(-1, 1 << bits)


def _scatter(
    fill: Fingerprinter,
    spans: list[tuple[int, int]],
    document_tokens: NDArray[np.int64],
    bits: int,
    first_part: int,
    rows: NDArray[np.int64],
    fingerprints: NDArray[np.uint64],
    places: NDArray[np.uint32],
    number: int,
) -> None:
    """Put the fingerprints of a span into their partitions."""
    from provenance.kernels.fingerprints import scatter_fingerprints

    span = spans[number]
    made = _made(fill, span, document_tokens)
    scatter_fingerprints(
        made, int(document_tokens[span[0]]), bits, first_part, rows[number].copy(), fingerprints, places
    )


def _join(
    fingerprints: NDArray[np.uint64],
    places: NDArray[np.uint32],
    ends: NDArray[np.int64],
    blocks: Blocks,
    part: int,
) -> PartPostings:
    rows = slice(int(ends[part]), int(ends[part + 1]))
    return postings_of_part(fingerprints[rows], places[rows], blocks)


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
