"""Prints that stand in more than one document: a sorted join of all prints, partition by partition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from provenance.candidates.threads import in_order
from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.candidates.scratch import Scratch

    #: Fills an array with the prints of the documents from one on, to another.
    Printer = Callable[[int, int, NDArray[np.uint64]], None]

__all__ = ["Repeats", "block_starts", "find_repeats"]

# Words that are printed at a time, and prints of a partition: both stay in the cache.
_SPAN, _PARTITION = 1 << 17, 1 << 16
_MOST_BITS = 12
_MOST_WORDS = 1 << 32


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """The prints that stand in more than one document.

    Parameters
    ----------
    numbers : numpy.ndarray, shape=(tokens,), uint32
        The number of the print that begins with each word, counted from 1; 0 for one that stands in one document.
    starts : numpy.ndarray, shape=(prints + 1,), int64
        Where the places of each print begin.
    blocks : numpy.ndarray, shape=(places,), int32
        The block of words in which each place lies, rising within a print.
    rows : int
        How many prints were joined.
    """

    numbers: NDArray[np.uint32]
    starts: NDArray[np.int64]
    blocks: NDArray[np.int32]
    rows: int = 0


def block_starts(document_tokens: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where the blocks of each document begin, shape=(documents + 1,); a document without words has one."""
    from provenance.kernels.repeats import BLOCK

    starts = np.zeros(len(document_tokens), np.int64)
    np.cumsum(np.maximum(1, -(-np.diff(document_tokens) // BLOCK)), out=starts[1:])
    return starts


def find_repeats(printer: Printer, document_tokens: NDArray[np.int64], scratch: Scratch, threads: int) -> Repeats:
    """Find the prints that stand in more than one document.

    Parameters
    ----------
    printer : callable
        ``printer(first, last, prints)`` fills an array with the prints of these documents, one a word. It is called
        twice for each: to hold all prints at once would take more than to make them again.
    document_tokens : numpy.ndarray, shape=(documents + 1,), int64
        Where each document's words begin.
    scratch : Scratch
        Room for the prints.
    threads : int
        Threads to use; the result does not depend on it.
    """
    tokens = int(document_tokens[-1])
    if tokens >= _MOST_WORDS:
        raise InputError(
            f"the articles have {tokens:,} words; at most {_MOST_WORDS - 1:,} are compared at once.",
            hint="compare them in parts.",
        )
    bits = int(np.clip(np.ceil(np.log2(max(1, tokens / _PARTITION))), 0, _MOST_BITS))
    scattered, ends = _scatter(printer, document_tokens, bits, scratch, threads)
    join = partial(_join, scattered, ends, document_tokens, block_starts(document_tokens))
    parts = list(in_order(join, range(1 << bits), threads))
    # Half a gigabyte of a hundred thousand articles, and not needed any more.
    rows = len(scattered)
    del scattered, join
    return _together(parts, tokens, rows, scratch, threads)


def _scatter(
    printer: Printer, document_tokens: NDArray[np.int64], bits: int, scratch: Scratch, threads: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Put all prints into partitions; return them and where each partition ends."""
    from provenance.kernels.prints import count_prints, scatter_prints

    spans = _spans(document_tokens)

    def prints_of(span: tuple[int, int]) -> NDArray[np.uint64]:
        prints = np.empty(int(document_tokens[span[1]] - document_tokens[span[0]]), np.uint64)
        printer(*span, prints)
        return prints

    def count(span: tuple[int, int]) -> NDArray[np.int64]:
        counts = np.zeros(1 << bits, np.int64)
        count_prints(prints_of(span), bits, counts)
        return counts

    counts = np.array(list(in_order(count, spans, threads)), np.int64).reshape(-1, 1 << bits)
    # Partition by partition, and within one span by span: the order does not depend on which thread was quicker.
    places = np.concatenate([[0], np.cumsum(counts.T.ravel())])
    ends = places[:: len(spans)] if spans else np.zeros((1 << bits) + 1, np.int64)
    scattered = scratch.empty(int(places[-1]), np.uint64)
    offsets = places[:-1].reshape(1 << bits, -1).T

    def scatter(number: int) -> None:
        span = spans[number]
        scatter_prints(prints_of(span), int(document_tokens[span[0]]), bits, offsets[number].copy(), scattered)

    for _ in in_order(scatter, range(len(spans)), threads):
        pass
    return scattered, ends


def _spans(document_tokens: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Cut the documents into spans of about so many words."""
    spans = []
    first, last = 0, len(document_tokens) - 1
    while first < last:
        stop = int(np.searchsorted(document_tokens, document_tokens[first] + _SPAN, "right")) - 1
        stop = min(max(first + 1, stop), last)
        spans.append((first, stop))
        first = stop
    return spans


def _join(
    scattered: NDArray[np.uint64],
    ends: NDArray[np.int64],
    document_tokens: NDArray[np.int64],
    document_blocks: NDArray[np.int64],
    part: int,
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int32]]:
    """Join the equal prints of a partition; return where each begins, their places, and the blocks of these."""
    from provenance.kernels.repeats import find_repeats

    prints = scattered[ends[part] : ends[part + 1]]
    starts = np.empty(len(prints) // 2 + 1, np.int64)
    places, blocks = np.empty(len(prints), np.uint32), np.empty(len(prints), np.int32)
    room = 1 << 10
    while room < 2 * min(len(prints), 2 * _PARTITION):
        room *= 2
    found, size = -1, 0
    while found < 0:
        table = np.empty(room, np.uint32), np.empty(room, np.int32), np.empty(room, np.int32)
        found, size = find_repeats(prints, document_tokens, document_blocks, *table, starts, places, blocks)
        room *= 4
    return starts[: found + 1].copy(), places[:size].copy(), blocks[:size].copy()


def _together(
    parts: list[tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int32]]],
    tokens: int,
    rows: int,
    scratch: Scratch,
    threads: int,
) -> Repeats:
    from provenance.kernels.repeats import number_places

    numbers = scratch.zeros(tokens, np.uint32)
    first = np.cumsum([1, *(len(starts) - 1 for starts, _, _ in parts)])

    def number(part: int) -> None:
        starts, places, _ = parts[part]
        number_places(places, starts, int(first[part]), numbers)

    for _ in in_order(number, range(len(parts)), threads):
        pass
    sizes = np.concatenate([np.diff(starts) for starts, _, _ in parts])
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return Repeats(numbers, starts, scratch.join([blocks for _, _, blocks in parts], np.int32), rows)
