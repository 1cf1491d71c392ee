"""Candidates by LSH on the threads of one machine: windows are banded, sorted by band, and confirmed on the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.candidates.copies import find_copies
from provenance.candidates.exact import canonical_pairs
from provenance.candidates.windows import WindowRows, WindowScheme, confirmed_pairs, stem_ranks, window_rows
from provenance.engines.candidates import by_position, copies_left_out, said
from provenance.engines.pool import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from provenance.candidates.pairs import Candidates
    from provenance.engines.collection import Collection
    from provenance.engines.scratch import Scratch
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable

__all__ = ["Banded", "join_windows", "propose_lsh"]

# Words whose keys are made at a time, and rows of a partition: both fit in the CPU cache.
_SPAN, _PARTITION = 1 << 17, 1 << 16
_MOST_BITS = 12


class Banded(NamedTuple):
    """The result of a banded join.

    Parameters
    ----------
    pairs : numpy.ndarray, shape=(pairs,), int64
        ``left * documents + right`` with left < right, sorted, each once.
    rows : int
        The number of rows sorted.
    capped : int
        The number of keys with more places than each place was compared with.
    """

    pairs: NDArray[np.int64]
    rows: int
    capped: int


def join_windows(
    words: WordTable,
    weights: NDArray[np.float32],
    skipped: NDArray[np.bool_],
    most: int,
    scratch: Scratch,
    threads: int,
    scheme: WindowScheme | None = None,
) -> Banded:
    """Find the pairs of documents that agree in a window of their text and in the words around it.

    A hash proposes, the text decides: two places with the same two least stems make a pair if the text around both has
    enough rare stems in common.

    Parameters
    ----------
    words : WordTable
        The words of all documents; boilerplate has no windows.
    weights : numpy.ndarray, shape=(2**k,), float32
        The IDF of stems, 0 to 1, by their lowest bits.
    skipped : numpy.ndarray, shape=(documents,), bool
        Documents to ignore.
    most : int
        If a key has more places, they are sorted by the text around them, and each is compared with the next ``most``:
        those with most in common, regardless of the order of the documents.
    scratch : Scratch
        Space for the rows.
    threads : int
        Threads to use; the result does not depend on it.
    scheme : WindowScheme, optional
        How windows are hashed.
    """
    scheme = scheme or WindowScheme()
    rows, ends = _partitioned(list(_window_rows(words, weights, skipped, scheme, threads)), scratch, threads)

    def confirm(part: int) -> tuple[NDArray[np.int64], int]:
        own = slice(int(ends[part]), int(ends[part + 1]))
        return confirmed_pairs(words, weights, WindowRows(rows.keys[own], rows.places[own]), most, scheme)

    pairs, capped = [np.zeros(0, np.int64)], 0
    for found, many in in_order(confirm, range(len(ends) - 1), threads):
        pairs.append(found)
        capped += many
    return Banded(np.unique(np.concatenate(pairs)), len(rows.keys), capped)


def _window_rows(
    words: WordTable, weights: NDArray[np.float32], skipped: NDArray[np.bool_], scheme: WindowScheme, threads: int
) -> Iterator[WindowRows]:
    """Yield the rows of each span of documents, without keys that occur only once."""
    from provenance.kernels.windows import count_keys, keep_repeated

    tokens = words.document_tokens
    ranks = stem_ranks(words, weights, scheme.least_rank)
    step = max(1, _SPAN * len(tokens) // max(1, int(tokens[-1])))

    def rows(first: int) -> WindowRows:
        return window_rows(words, ranks, skipped, scheme, first, min(first + step, len(tokens) - 1))

    def repeated(first: int) -> WindowRows:
        made = rows(first)
        count = keep_repeated(*made, counts)
        # Copied, because most of the buffer is unused.
        return WindowRows(made.keys[:count].copy(), made.places[:count].copy())

    # Most keys occur once. So keys are made twice: first they are counted in a table of fixed size, where some share a
    # slot; then most keys that can match nothing are neither held nor sorted.
    firsts = range(0, len(tokens) - 1, step)
    counts = np.zeros(1 << int(np.clip(np.ceil(np.log2(max(1, int(tokens[-1])))), 16, 27)), np.uint8)
    for made in in_order(rows, firsts, threads):
        count_keys(made.keys, counts)
    yield from in_order(repeated, firsts, threads)


def _partitioned(parts: list[WindowRows], scratch: Scratch, threads: int) -> tuple[WindowRows, NDArray[np.int64]]:
    """Partition rows by the highest bits of their keys; return the rows and where each partition ends."""
    total = sum(len(part.keys) for part in parts)
    bits = int(np.clip(np.ceil(np.log2(max(1, total / _PARTITION))), 0, _MOST_BITS))
    shift = np.uint64(64 - bits)

    def order(part: WindowRows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        which = (part.keys >> shift).astype(np.int64) if bits else np.zeros(len(part.keys), np.int64)
        return np.argsort(which, kind="stable"), np.bincount(which, minlength=1 << bits)

    ordered = list(in_order(order, parts, threads))
    counts = np.array([count for _, count in ordered], np.int64).reshape(-1, 1 << bits)
    ends = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
    begins = ends[:-1] + np.cumsum(counts, axis=0) - counts
    rows = WindowRows(scratch.empty(total, np.uint64), scratch.empty(total, np.int64))
    for number, (part, (within, count)) in enumerate(zip(parts, ordered, strict=True)):
        own = np.cumsum(count) - count
        goes = np.arange(len(within)) + np.repeat(begins[number] - own, count)
        rows.keys[goes], rows.places[goes] = part.keys[within], part.places[within]
    return rows, ends


def propose_lsh(
    collection: Collection,
    idf: NDArray[np.float32],
    documents: int,
    options: ReuseOptions,
    scratch: Scratch,
    threads: int,
    tell: Callable[[int, int], None] | None = None,
) -> Candidates:
    """Propose pairs to align by MinHash over windows of the text; parameters as for `engines.candidates.propose`.

    The two least stems of each window of 12 words are a band of two rows; rare stems are likelier to be the least. Two
    places with an equal band are compared, with sixteen words on each side. If they have enough rare stems in common,
    their documents are a candidate pair.
    """
    words, most = collection.words, options.max_bucket
    copies = find_copies(words.numbers, words.document_tokens, options.min_words)
    if tell is not None:
        tell(0, 1)
    found = join_windows(words, idf, copies.represented, most, scratch, threads)
    if tell is not None:
        tell(1, 1)
    left_out = copies_left_out(copies, most)
    if found.capped:
        left_out = (
            (
                f"{said(found.capped, 'band')} of windows in more than {most} places each: there, each place was "
                f"compared with the {most} next in the order of what stands around them only"
            ),
            *left_out,
        )
    how = "pairs that share windows of words (LSH: MinHash of rare words, banded)"
    return by_position(canonical_pairs(found.pairs, copies, most), collection, how, left_out, found.rows)
