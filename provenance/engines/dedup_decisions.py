"""Sketches to decisions, on the threads of this machine."""

from __future__ import annotations

import os
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


@dataclass(frozen=True, slots=True, eq=False)
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
        Whether documents are compared with those that went, too.
    either : bool
        With containment: whether a document goes also where it holds the other one.
    threads : int
        0 is one for each core.
    progress : callable, optional
        Called with a stage, the documents done, and all documents.
    """
    documents = len(order)
    rank = np.empty(documents, np.int32)
    rank[order] = np.arange(documents, dtype=np.int32)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        finder = _ByBands if plan.banding is not None else _BySamples
        decide = finder(pool, sketched, order, mode, rank, plan, all_stand, either)
    for start in range(0, documents, _SLICE):
        part = order[start : start + _SLICE]
        decide(part)
        forget_pages(sketched.blocks)
        if progress is not None:
            progress("comparing", start + len(part), documents)
    return Decisions(decide.matches, decide.rules, decide.counts, decide.checked)


class _Finder:
    """What both ways to find candidates need."""

    def __init__(self, sketched: Sketched, order: NDArray[np.int32], mode: NDArray[np.uint8]) -> None:
        documents = len(order)
        self.order, self.mode = order, mode
        self.lengths, self.digests = sketched.joined("lengths"), sketched.joined("digests")
        self.addresses = sketched.addresses()
        self.size = 1 << max(4, (2 * documents).bit_length())
        self.stamps = np.full(documents, -1, np.int32)
        self.distinct = np.zeros(documents, np.int32)
        self.matches, self.rules = np.full(documents, -1, np.int32), np.zeros(documents, np.uint8)
        self.counts = np.zeros((documents, 4), np.int32)
        self.checked = 0

    def linked(self, keys: NDArray[np.uint64], before: NDArray[np.int32]) -> NDArray[np.int32]:
        from provenance.kernels.dedup_link import link_equal

        link_equal(self.order, self.mode, self.lengths, keys, np.zeros(self.size, np.uint64), before)
        return before


class _ByBands(_Finder):
    def __init__(
        self,
        pool: ThreadPoolExecutor,
        sketched: Sketched,
        order: NDArray[np.int32],
        mode: NDArray[np.uint8],
        rank: NDArray[np.int32],
        plan: DedupPlan,
        all_stand: bool,
        _either: bool,
    ) -> None:
        from provenance.kernels.dedup_link import band_keys

        super().__init__(sketched, order, mode)
        assert plan.banding is not None  # noqa: S101 - it was chosen by that
        self.rank, self.plan, self.banding, self.all_stand = rank, plan, plan.banding, all_stand
        self.signs = sketched.joined("signs")
        bands = self.banding.bands
        self.before = np.empty((bands + 1, len(order)), np.int32)

        def link(band: int) -> None:
            keys = self.digests
            if band < bands:
                keys = np.empty(len(order), np.uint64)
                band_keys(self.signs, band, self.banding.rows, keys)
            self.linked(keys, self.before[band])

        list(pool.map(link, range(bands + 1)))
        self.linked_at_all = np.zeros(len(order), bool)
        for before in self.before:
            self.linked_at_all |= before >= 0

    def __call__(self, part: NDArray[np.int32]) -> None:
        from provenance.kernels.dedup_decide import decide_by_bands

        # Most documents share nothing with any before them.
        part = part[self.linked_at_all[part]]

        self.checked += decide_by_bands(
            part, self.mode, int(self.all_stand), self.rank, self.addresses, self.lengths, self.digests, self.signs,
            self.plan.shingle, float(self.plan.threshold), self.banding.least_equal, self.before[-1],
            self.before[:-1], self.stamps, self.distinct, self.matches, self.rules, self.counts,
        )  # fmt: skip


class _BySamples(_Finder):
    def __init__(
        self,
        pool: ThreadPoolExecutor,
        sketched: Sketched,
        order: NDArray[np.int32],
        mode: NDArray[np.uint8],
        rank: NDArray[np.int32],
        plan: DedupPlan,
        all_stand: bool,
        either: bool,
    ) -> None:
        from provenance.kernels.dedup_contained import link_samples
        from provenance.kernels.dedup_verify import CONTAINMENT, EITHER

        super().__init__(sketched, order, mode)
        self.rank, self.plan, self.all_stand = rank, plan, all_stand
        self.measure = EITHER if either else CONTAINMENT
        per_document = sketched.joined("sample_counts")
        self.begins = np.cumsum([0, *per_document.tolist()], dtype=np.int64)
        self.samples = sketched.joined("samples")
        self.owners = np.repeat(np.arange(len(order), dtype=np.int32), per_document)
        self.before, self.met = np.empty((2, len(self.samples)), np.int32)
        self.hits = np.zeros(len(order), np.int32)
        self.exact_before = self.linked(self.digests, np.empty(len(order), np.int32))
        # So many parts that the table of each stays in the cache.
        parts = max(1, len(self.samples) >> 18)

        def link(part: int) -> None:
            size = 1 << max(4, (2 * len(self.samples) // parts).bit_length())
            while link_samples(
                order, mode, self.begins, self.samples, part, parts, np.zeros(size, np.uint64), self.before, self.met
            ):
                size *= 2

        list(pool.map(link, range(parts)))

    def __call__(self, part: NDArray[np.int32]) -> None:
        from provenance.kernels.dedup_contained import decide_by_samples

        self.checked += decide_by_samples(
            part, self.mode, int(self.all_stand), self.rank, self.addresses, self.lengths, self.digests,
            self.plan.shingle, self.measure, float(self.plan.threshold), self.plan.least_hits, self.exact_before,
            self.begins, self.owners, self.before, self.met, self.stamps, self.hits, self.distinct, self.matches,
            self.rules, self.counts,
        )  # fmt: skip
