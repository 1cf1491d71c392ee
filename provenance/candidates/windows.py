"""Candidates by LSH: the pairs of documents of which two windows have the same least stems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.candidates.threads import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from provenance.candidates.scratch import Scratch
    from provenance.model.words import WordTable

__all__ = ["Banded", "WindowScheme", "join_windows"]

# Words whose keys are made at a time, and rows of a partition: both stay in the cache.
_SPAN, _PARTITION = 1 << 17, 1 << 16
_MOST_BITS = 12
# How much sooner a rare stem is among the least: its chances are this power of its IDF.
_SHARPNESS = 4
# Pairs that are listed at a time.
_ROOM = 1 << 18


@dataclass(frozen=True, slots=True)
class WindowScheme:
    """How windows of the text are hashed, and how much two that agree must have in common around.

    Parameters
    ----------
    width : int
        Words in a window. About four keys are made for each window's length, and those that stand at two places or more
        are rows to sort: so a narrower window finds more, from more rows.
    least_rank : float
        The IDF, 0 to 1, from which on a stem can be one of the two least of a window.
    reach : int
        Words on each side of two places of one key that are compared.
    least_shared : float
        The IDF from which on a stem counts there.
    evidence : float
        What the distinct stems of both have to weigh together. An IDF of 1 is a stem of one sentence in the whole
        collection, so what is asked for grows with the collection as agreement by chance does.
    """

    width: int = 12
    least_rank: float = 0.3
    reach: int = 16
    least_shared: float = 0.2
    evidence: float = 2.5


class Banded(NamedTuple):
    """What a banded join found.

    Parameters
    ----------
    pairs : numpy.ndarray, shape=(pairs,), int64
        ``left * documents + right`` with left < right, sorted, each once.
    rows : int
        How many rows were sorted.
    crowded : int
        How many keys stand at more places than each is held against.
    """

    pairs: NDArray[np.int64]
    rows: int
    crowded: int


class _Rows(NamedTuple):
    keys: NDArray[np.uint64]
    places: NDArray[np.int64]


def join_windows(
    words: WordTable,
    weights: NDArray[np.float32],
    silent: NDArray[np.bool_],
    most: int,
    scratch: Scratch,
    threads: int,
    scheme: WindowScheme | None = None,
) -> Banded:
    """Find the pairs of documents that agree in two windows of their text, and around.

    A hash proposes, the text decides: two places with the same two least stems make a pair where enough rare stems
    stand around both.

    Parameters
    ----------
    words : WordTable
        The words of all documents; what is boilerplate has no window.
    weights : numpy.ndarray, shape=(2**k,), float32
        The IDF of stems, 0 to 1, by their lowest bits.
    silent : numpy.ndarray, shape=(documents,), bool
        Documents that take no part.
    most : int
        Where a key stands at more places, they are put in order by what stands around them, and each is held against
        so many that follow: those that have most in common, whatever the order of the documents.
    scratch : Scratch
        Room for the rows.
    threads : int
        Threads to use; the result does not depend on it.
    scheme : WindowScheme, optional
        How windows are hashed.
    """
    scheme = scheme or WindowScheme()
    rows, ends = _partitioned(list(_window_rows(words, weights, silent, scheme, threads)), scratch, threads)
    confirm = partial(_confirm, words, weights, rows, ends, most, scheme)
    pairs, crowded = [np.zeros(0, np.int64)], 0
    for found, many in in_order(confirm, range(len(ends) - 1), threads):
        pairs.append(found)
        crowded += many
    return Banded(np.unique(np.concatenate(pairs)), len(rows.keys), crowded)


def _window_rows(
    words: WordTable, weights: NDArray[np.float32], silent: NDArray[np.bool_], scheme: WindowScheme, threads: int
) -> Iterator[_Rows]:
    """Yield the rows of one span of documents after the other, of those alone whose key stands at two places."""
    from provenance.kernels.windows import count_keys, keep_repeated, window_keys

    tokens = words.document_tokens
    ranks = _stem_ranks(words, weights, scheme.least_rank)
    step = max(1, _SPAN * len(tokens) // max(1, int(tokens[-1])))

    def rows(first: int) -> _Rows:
        last = min(first + step, len(tokens) - 1)
        size = int(tokens[last] - tokens[first])
        made = _Rows(np.empty(size, np.uint64), np.empty(size, np.int64))
        count = window_keys(
            words.stems, words.flags, ranks, scheme.width, tokens, silent, first, last, *made
        )  # fmt: skip
        return _Rows(made.keys[:count], made.places[:count])

    def repeated(first: int) -> _Rows:
        made = rows(first)
        count = keep_repeated(*made, counts)
        # Copies: most of the room is empty.
        return _Rows(made.keys[:count].copy(), made.places[:count].copy())

    # Most keys stand at one place. They are made twice and counted first, in a table of fixed size in which some share
    # a slot: so most of those that could agree with nothing are neither held nor sorted.
    firsts = range(0, len(tokens) - 1, step)
    counts = np.zeros(1 << int(np.clip(np.ceil(np.log2(max(1, int(tokens[-1])))), 16, 27)), np.uint8)
    for made in in_order(rows, firsts, threads):
        count_keys(made.keys, counts)
    yield from in_order(repeated, firsts, threads)


def _stem_ranks(words: WordTable, weights: NDArray[np.float32], least: float) -> NDArray[np.float32]:
    """Draw the rank of each stem, by its lowest bits: of a set, each is the least as often as the power of its IDF.

    A stem that weighs too little has none, nor has one of a single document: it could agree with nothing.
    """
    from provenance.kernels.windows import SEVERAL, mark_single

    owners = np.empty(len(weights), np.int32)
    mark_single(words.stems, words.document_tokens, owners)
    uniform = (_mixed(np.arange(len(weights), dtype=np.uint64)) >> np.uint64(11)) + 0.5
    ranked = (weights >= least) & (owners == SEVERAL)
    ranks = np.full(len(weights), np.inf, np.float32)
    ranks[ranked] = -np.log(uniform[ranked] / 2.0**53) / weights[ranked].astype(np.float64) ** _SHARPNESS
    return ranks


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix the bits of numbers (splitmix64: Steele, Lea and Flood 2014)."""
    z = (values + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _partitioned(parts: list[_Rows], scratch: Scratch, threads: int) -> tuple[_Rows, NDArray[np.int64]]:
    """Put rows into partitions by the highest bits of their keys; return them and where each partition ends."""
    total = sum(len(part.keys) for part in parts)
    bits = int(np.clip(np.ceil(np.log2(max(1, total / _PARTITION))), 0, _MOST_BITS))
    shift = np.uint64(64 - bits)

    def order(part: _Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        which = (part.keys >> shift).astype(np.int64) if bits else np.zeros(len(part.keys), np.int64)
        return np.argsort(which, kind="stable"), np.bincount(which, minlength=1 << bits)

    ordered = list(in_order(order, parts, threads))
    counts = np.array([count for _, count in ordered], np.int64).reshape(-1, 1 << bits)
    ends = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
    begins = ends[:-1] + np.cumsum(counts, axis=0) - counts
    rows = _Rows(scratch.empty(total, np.uint64), scratch.empty(total, np.int64))
    for number, (part, (within, count)) in enumerate(zip(parts, ordered, strict=True)):
        own = np.cumsum(count) - count
        goes = np.arange(len(within)) + np.repeat(begins[number] - own, count)
        rows.keys[goes], rows.places[goes] = part.keys[within], part.places[within]
    return rows, ends


def _confirm(
    words: WordTable,
    weights: NDArray[np.float32],
    rows: _Rows,
    ends: NDArray[np.int64],
    most: int,
    scheme: WindowScheme,
    partition: int,
) -> tuple[NDArray[np.int64], int]:
    """Group the rows of a partition by key; return the pairs that the text confirms, and how many keys are crowded."""
    from provenance.kernels.windows import confirm_pairs

    tokens = words.document_tokens
    part = slice(int(ends[partition]), int(ends[partition + 1]))
    order = np.argsort(rows.keys[part])
    keys, places = rows.keys[part][order], rows.places[part][order]
    # What stands once agrees with nothing.
    several = np.zeros(len(keys), bool)
    several[1:] = keys[1:] == keys[:-1]
    several[:-1] |= several[1:]
    keys, places = keys[several], places[several]
    if not len(keys):
        return np.zeros(0, np.int64), 0
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1], [True]]))
    documents = (np.searchsorted(tokens, places, "right") - 1).astype(np.int32)
    sizes = np.diff(starts)
    crowded = np.repeat(sizes > most + 1, sizes)
    if crowded.any():
        which = np.flatnonzero(crowded)
        which = which[_by_content(words, weights, keys[which], places[which], documents[which], scheme)]
        places[crowded], documents[crowded] = places[which], documents[which]
    room = np.empty(max(_ROOM, most), np.int64)
    found, first = [np.zeros(0, np.int64)], 0
    while first < len(places):
        count, first = confirm_pairs(
            words.stems, weights, scheme.least_shared, scheme.reach, scheme.evidence, tokens, starts, places, documents,
            most, first, room,
        )  # fmt: skip
        found.append(np.unique(room[:count]))
    return np.unique(np.concatenate(found)), int(np.count_nonzero(sizes > most + 1))


def _by_content(
    words: WordTable,
    weights: NDArray[np.float32],
    keys: NDArray[np.uint64],
    places: NDArray[np.int64],
    documents: NDArray[np.int32],
    scheme: WindowScheme,
) -> NDArray[np.int64]:
    """Return an order of places, key by key, in which those with like surroundings are neighbours."""
    from provenance.kernels.prints import document_prints
    from provenance.kernels.windows import context_keys

    contexts = np.empty(len(places), np.uint64)
    context_keys(
        words.stems, weights, scheme.least_shared, scheme.reach, words.document_tokens, places, documents, contexts
    )
    # Equal surroundings: by the words of the whole document, and within it by place.
    own, of = np.unique(documents, return_inverse=True)
    digests = np.empty(len(own), np.uint64)
    for number, document in enumerate(own.tolist()):
        begin, end = words.document_tokens[document : document + 2].tolist()
        document_prints(words.numbers[begin:end], np.array([0, end - begin], np.int64), digests[number : number + 1])
    within = places - words.document_tokens[documents]
    return np.lexsort((within, digests[of], contexts, keys))
