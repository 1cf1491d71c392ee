"""Sketches to decisions, on the threads of this machine."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.dedup_blocks import forget_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup import Sketched

__all__ = ["Decisions", "decide_all"]


@dataclass(slots=True, eq=False)
class Decisions:
    """What becomes of each document.

    Parameters
    ----------
    matches : numpy.ndarray, shape=(documents,), int32
        The document that each goes for; -1 where it stays.
    rules : numpy.ndarray, shape=(documents,), uint8
        0 stays, 1 exact, 2 near.
    counts : numpy.ndarray, shape=(documents, 4), int32
        Of near ones: the distinct shingles of the document and of its match, those of both, and the band.
    checked : int
        Pairs that were checked exactly.
    """

    matches: NDArray[np.int32]
    rules: NDArray[np.uint8]
    counts: NDArray[np.int32]
    checked: int


#: Documents after which the memory of words that are in files is given back.
_SLICE = 1 << 17
#: Parts that a thread's share of the documents is divided into, for what is linked may be many documents or few.
_PARTS = 4
#: Bits of the number of sampled shingles in a part.
_PART_BITS = 16


def decide_all(
    sketched: Sketched,
    order: NDArray[np.int32],
    mode: NDArray[np.uint8],
    plan: DedupPlan,
    *,
    all_stand: bool = False,
    either: bool = False,
    threads: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Decisions:
    """Decide about all documents, best first.

    Parameters
    ----------
    sketched : Sketched
        The documents.
    order : numpy.ndarray, shape=(documents,), int32
        The documents, best first.
    mode : numpy.ndarray, shape=(documents,), uint8
        As `provenance.kernels.dedup_link` has it.
    plan : DedupPlan
        How candidates are found, and what makes duplicates.
    all_stand : bool
        Whether documents are compared with all others: all duplicates go.
    either : bool
        With containment: whether a document goes also where it holds the other one.
    threads : int
        0 is one for each core.
    progress : callable, optional
        Called with a stage, the documents done, and all documents.
    """
    documents = len(order)
    threads = threads or os.cpu_count() or 1
    finder = _ByBands if plan.banding is not None else _BySamples
    # Where all go, those that are like none before them may be like one after them.
    ways = (order, np.ascontiguousarray(order[::-1])) if all_stand else (order,)
    made = Decisions(
        np.full(documents, -1, np.int32), np.zeros(documents, np.uint8), np.zeros((documents, 4), np.int32), 0
    )
    with ThreadPoolExecutor(threads) as pool:
        for done, way in enumerate(ways):
            decide = finder(pool, threads, sketched, way, mode, plan, made, all_stand, either)
            for start in range(0, documents, _SLICE):
                part = way[start : start + _SLICE]
                made.checked += decide(part)
                forget_pages(sketched.blocks)
                if progress is not None:
                    progress("comparing", done * documents + start + len(part), len(ways) * documents)
            del decide  # before the next one takes as much memory
    return made


class _Finder(ABC):
    """What both ways to find candidates need."""

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        threads: int,
        sketched: Sketched,
        order: NDArray[np.int32],
        mode: NDArray[np.uint8],
        plan: DedupPlan,
        made: Decisions,
        all_stand: bool,
        either: bool,
    ) -> None:
        documents = len(order)
        self.pool, self.threads, self.plan, self.made = pool, threads, plan, made
        self.order, self.mode, self.all_stand, self.either = order, mode, int(all_stand), either
        self.rank = np.empty(documents, np.int32)
        self.rank[order] = np.arange(documents, dtype=np.int32)
        self.lengths, self.digests = sketched.joined("lengths"), sketched.joined("digests")
        self.longest = int(self.lengths.max(initial=1))
        self.addresses = sketched.addresses()
        self.stamps = np.full(documents, -1, np.int32)
        self.distinct = np.zeros(documents, np.int32)
        self.heads = np.arange(documents, dtype=np.int32)
        self.link(sketched)
        # Those that are linked follow one head.
        while not np.array_equal(self.heads, further := self.heads[self.heads]):
            self.heads = further

    @abstractmethod
    def link(self, sketched: Sketched) -> None:
        """Find what documents have in common, and join those that have."""

    @abstractmethod
    def decide(self, part: NDArray[np.int32]) -> int:
        """Decide about some documents; return how many pairs were checked."""

    def link_equal(self, keys: NDArray[np.uint64], before: NDArray[np.int32]) -> None:
        from provenance.kernels.dedup_link import find_repeated, link_equal

        repeated = np.empty(len(keys), np.uint8)
        find_repeated(keys, np.zeros(1 << (len(keys) // 4).bit_length(), np.uint64), repeated)
        some = self.order[repeated[self.order] != 0]
        before[:] = -1
        link_equal(some, self.mode, self.lengths, keys, np.zeros(_table_size(len(some)), np.uint64), before)

    def __call__(self, part: NDArray[np.int32]) -> int:
        # Most documents share nothing with any before them; with all_stand, some went already.
        part = part[(self.heads[part] != part) & (self.made.rules[part] == 0)]
        # What is linked is decided about in its order, what is not at the same time.
        heads = self.heads[part]
        parts = _PARTS * self.threads if self.threads > 1 else 1
        return sum(self.pool.map(lambda number: self.decide(part[heads % parts == number]), range(parts)))


class _ByBands(_Finder):
    def link(self, sketched: Sketched) -> None:
        from provenance.kernels.dedup_link import band_keys, join_linked

        assert self.plan.banding is not None  # noqa: S101 - it was chosen by that
        banding = self.plan.banding
        self.least_equal = banding.least_equal
        self.signs = sketched.joined("signs")
        self.before = np.empty((banding.bands + 1, len(self.order)), np.int32)

        def link(band: int) -> None:
            keys = self.digests
            if band < banding.bands:
                keys = np.empty(len(self.order), np.uint64)
                band_keys(self.signs, band, banding.rows, keys)
            self.link_equal(keys, self.before[band])

        list(self.pool.map(link, range(banding.bands + 1)))
        join_linked(self.rank, self.before, self.heads)

    def decide(self, part: NDArray[np.int32]) -> int:
        from provenance.kernels.dedup_decide import decide_by_bands

        return decide_by_bands(
            part, self.mode, self.all_stand, self.rank, self.addresses, self.lengths, self.longest, self.digests,
            self.signs, self.plan.shingle, float(self.plan.threshold), self.least_equal, self.before[-1],
            self.before[:-1], self.stamps, self.distinct, self.made.matches, self.made.rules, self.made.counts,
        )  # fmt: skip


class _BySamples(_Finder):
    def link(self, sketched: Sketched) -> None:
        from provenance.kernels.dedup_contained import choose_samples, join_samples, link_samples, part_samples
        from provenance.kernels.dedup_verify import CONTAINMENT, EITHER

        documents = len(self.order)
        self.measure = EITHER if self.either else CONTAINMENT
        per_document = sketched.joined("sample_counts")
        self.begins = np.zeros(documents + 1, np.int64)
        np.cumsum(per_document, out=self.begins[1:])
        samples = sketched.joined("samples")
        self.owners = np.repeat(np.arange(documents, dtype=np.int32), per_document)
        self.before, self.met = np.full(len(samples), -1, np.int32), np.zeros(len(samples), np.int32)
        self.followed = np.zeros(len(samples), np.uint8)
        self.hits = np.zeros(documents, np.int32)
        self.exact_before = np.empty(documents, np.int32)
        # So many parts that the table of each stays in the cache.
        parts = 1 << max(0, len(samples).bit_length() - _PART_BITS)
        starts = np.empty(parts + 1, np.int64)
        entries, values = np.empty(len(samples), np.int32), np.empty(len(samples), np.uint32)
        part_samples(self.order, self.begins, samples, parts, starts, entries, values)

        def link(part: int) -> None:
            mine = slice(starts[part], starts[part + 1])
            table = np.zeros(_table_size(len(entries[mine])), np.uint64)
            link_samples(entries[mine], values[mine], self.mode, self.owners, table, self.before, self.met)

        def choose(part: NDArray[np.int32]) -> None:
            choose_samples(
                part, self.mode, self.measure, self.plan.least_hits, self.begins, self.before, self.met, self.followed
            )

        list(self.pool.map(link, range(parts)))
        list(self.pool.map(choose, np.array_split(self.order, self.threads)))
        self.link_equal(self.digests, self.exact_before)
        join_samples(
            self.order, self.rank, self.begins, self.owners, self.before, self.followed, self.exact_before, self.heads
        )

    def decide(self, part: NDArray[np.int32]) -> int:
        from provenance.kernels.dedup_contained import decide_by_samples

        return decide_by_samples(
            part, self.mode, self.all_stand, self.rank, self.addresses, self.lengths, self.longest, self.digests,
            self.plan.shingle, self.measure, float(self.plan.threshold), self.plan.least_hits, self.exact_before,
            self.begins, self.owners, self.before, self.met, self.followed, self.stamps, self.hits, self.distinct,
            self.made.matches, self.made.rules, self.made.counts,
        )  # fmt: skip


def _table_size(keys: int) -> int:
    """Return the places of a table of which at most half is used."""
    return 1 << (2 * keys).bit_length()
