"""Sketches to decisions which documents are removed, on the threads of this machine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.cores import thread_count
from provenance.engines.dedup_components import Components

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup import Sketched
    from provenance.engines.dedup_components import Resources, Round
    from provenance.engines.dedup_texts import SameDocuments

__all__ = ["Decisions", "Question", "decide_all"]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Which documents are compared with which.

    Parameters
    ----------
    order : numpy.ndarray, shape=(documents,), int32
        The documents, best first.
    mode : numpy.ndarray, shape=(documents,), uint8
        As `provenance.kernels.dedup_link` has it.
    all_stand : bool
        Whether documents are compared with all others, also removed ones, because all duplicates are removed.
    either : bool
        With containment: whether a document is also removed if it contains the other one.
    followed : tuple of numpy.ndarray, shape=(samples,), uint8
        With containment: which samples documents are looked up by, where that was chosen among more documents than
        these (as `provenance.kernels.dedup_samples.choose_samples` chooses them); with ``all_stand`` also those for
        the reverse order. By default they are chosen here.
    """

    order: NDArray[np.int32]
    mode: NDArray[np.uint8]
    all_stand: bool = False
    either: bool = False
    followed: tuple[NDArray[np.uint8], ...] = ()

    def reversed(self) -> Question:
        """Return the question with the documents in reverse order."""
        return replace(self, order=np.ascontiguousarray(self.order[::-1]), followed=self.followed[1:])


@dataclass(slots=True, eq=False)
class Decisions:
    """For each document, whether it is removed, and why.

    Parameters
    ----------
    matches : numpy.ndarray, shape=(documents,), int32
        The document that each is removed in favour of; -1 if it is kept.
    rules : numpy.ndarray, shape=(documents,), uint8
        0 kept, 1 the same words, 2 near.
    counts : numpy.ndarray, shape=(documents, 4), int32
        For near duplicates: the distinct n-grams of the document, of its match, and of both; and the band.
    checked : int
        The number of pairs that were checked exactly.
    """

    matches: NDArray[np.int32]
    rules: NDArray[np.uint8]
    counts: NDArray[np.int32]
    checked: int


#: Turns numbers into well-mixed keys by multiplication.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
#: How many documents a document meets in its bands or by its samples before it is looked up by its rarest n-grams, too.
PATIENCE = 32
#: Binary logarithm of the sampled n-grams in a part.
_PART_BITS = 16


def decide_all(
    sketched: Sketched,
    same: SameDocuments,
    question: Question,
    plan: DedupPlan,
    resources: Resources,
    progress: Callable[[str, int, int], None] | None = None,
) -> Decisions:
    """Decide about all documents, best first.

    Parameters
    ----------
    sketched : Sketched
        The documents.
    same : SameDocuments
        The documents with the same words.
    question : Question
        Which documents are compared.
    plan : DedupPlan
        How candidates are found, and which are duplicates.
    resources : Resources
        The threads, memory and folder to use.
    progress : callable, optional
        Called with the name of a stage, the documents done, and all documents.

    Raises
    ------
    OutputError
        If the disk is full.
    """
    documents = len(question.order)
    threads = thread_count(resources.threads)
    made = Decisions(
        np.full(documents, -1, np.int32), np.zeros(documents, np.uint8), np.zeros((documents, 4), np.int32), 0
    )
    if not documents:
        return made
    finder_of = _ByBands if plan.banding is not None else _BySamples
    # If all duplicates are removed, a document unlike all before it may still be like a later one.
    ways = [question]
    if question.all_stand:
        ways.append(question.reversed())
    with ThreadPoolExecutor(threads) as pool:
        for done, way in enumerate(ways):
            finder = finder_of(pool, threads, sketched, same, way, plan, made)
            decided = done * documents
            for part in Components(sketched, way.order, finder.roots, plan.shingle).rounds(pool, threads, resources):
                made.checked += sum(pool.map(finder.decide_part, part.parts, [part] * len(part.parts)))
                decided += sum(map(len, part.parts))
                if progress is not None:
                    progress("comparing", decided, len(ways) * documents)
            if progress is not None:
                progress("comparing", (done + 1) * documents, len(ways) * documents)
            del finder  # before the next one takes as much memory
    return made


class _Finder(ABC):
    """The common part of both ways to find candidates."""

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        threads: int,
        sketched: Sketched,
        same: SameDocuments,
        question: Question,
        plan: DedupPlan,
        made: Decisions,
    ) -> None:
        documents = len(question.order)
        self.pool, self.threads, self.plan, self.made, self.same = pool, threads, plan, made, same
        self.order, self.mode = question.order, question.mode
        self.all_stand, self.either = int(question.all_stand), question.either
        self.chosen = question.followed[0] if question.followed else None
        self.rank = np.empty(documents, np.int32)
        self.rank[self.order] = np.arange(documents, dtype=np.int32)
        self.lengths = sketched.joined("lengths")
        self.stamps = np.full(documents, -1, np.int32)
        self.distinct = np.zeros(documents, np.int32)
        #: The union-find root of each document.
        self.roots = np.arange(documents, dtype=np.int32)
        self.link(sketched)
        while not np.array_equal(self.roots, further := self.roots[self.roots]):
            self.roots = further

    @abstractmethod
    def link(self, sketched: Sketched) -> None:
        """Find links between documents, and join linked documents into components."""

    @abstractmethod
    def decide(self, documents: NDArray[np.int32], longest: int, part: Round) -> int:
        """Decide about documents whose n-grams are in the round; return the number of pairs checked."""

    def decide_part(self, documents: NDArray[np.int32], part: Round) -> int:
        """Decide about the documents of some connected components; return the number of pairs checked."""
        return self.decide(documents, int(self.lengths[documents].max(initial=1)), part)

    def link_same(self, before: NDArray[np.int32]) -> None:
        """Find for each document the previous one with the same words."""
        same = self.same.words
        self.link_equal((np.bincount(same, minlength=len(same)) > 1)[same], same.astype(np.uint64) * _SPREAD, before)

    def link_equal(self, repeated: NDArray[np.bool_], keys: NDArray[np.uint64], before: NDArray[np.int32]) -> None:
        from provenance.kernels.dedup_link import link_equal

        some = self.order[repeated[self.order]]
        before[:] = -1
        link_equal(some, self.mode, self.lengths, keys, np.zeros(_table_size(len(some)), np.uint64), before)


class _ByBands(_Finder):
    def link(self, sketched: Sketched) -> None:
        from provenance.kernels.dedup_link import band_keys, find_repeated, join_linked

        assert self.plan.banding is not None  # noqa: S101 - it was chosen by that
        banding = self.plan.banding
        self.least_equal, self.rows = banding.least_equal, banding.rows
        self.signs = sketched.joined("signs")
        documents = len(self.order)
        # The last row links documents with the same words.
        self.before = np.empty((banding.bands + 1, documents), np.int32)

        def link(band: int) -> None:
            if band == banding.bands:
                self.link_same(self.before[band])
                return
            keys = np.empty(documents, np.uint64)
            band_keys(self.signs, band, banding.rows, keys)
            repeated = np.empty(documents, np.uint8)
            find_repeated(keys, np.zeros(1 << (documents // 4).bit_length(), np.uint64), repeated)
            self.link_equal(repeated != 0, keys, self.before[band])

        list(self.pool.map(link, range(banding.bands + 1)))
        join_linked(self.order, self.rank, self.before, self.signs, self.least_equal, self.roots)

    def decide(self, documents: NDArray[np.int32], longest: int, part: Round) -> int:
        from provenance.kernels.dedup_decide import decide_by_bands

        return decide_by_bands(
            documents, self.mode, self.all_stand, self.rank, part.starts, self.lengths, longest, part.ngrams,
            self.same.proposed, self.same.words, self.signs, self.rows, self.plan.shingle, float(self.plan.threshold),
            self.least_equal, PATIENCE, self.before[-1], self.before[:-1], self.stamps, self.distinct,
            self.made.matches, self.made.rules, self.made.counts,
        )  # fmt: skip


class _BySamples(_Finder):
    def link(self, sketched: Sketched) -> None:
        from provenance.kernels.dedup_samples import choose_samples, join_samples, link_samples, part_samples
        from provenance.kernels.dedup_verify import CONTAINMENT, EITHER

        documents = len(self.order)
        self.measure = EITHER if self.either else CONTAINMENT
        per_document = sketched.joined("sample_counts")
        self.begins = np.zeros(documents + 1, np.int64)
        np.cumsum(per_document, out=self.begins[1:])
        self.samples = samples = sketched.joined("samples")
        self.owners = np.repeat(np.arange(documents, dtype=np.int32), per_document)
        self.before, self.met = np.full(len(samples), -1, np.int32), np.zeros(len(samples), np.int32)
        self.followed = np.zeros(len(samples), np.uint8) if self.chosen is None else self.chosen
        self.hits = np.zeros(documents, np.int32)
        self.same_before = np.empty(documents, np.int32)
        # Enough parts that the table of each stays in the cache.
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
        if self.chosen is None:
            list(self.pool.map(choose, np.array_split(self.order, self.threads)))
        self.link_same(self.same_before)
        join_samples(
            self.order, self.rank, self.begins, self.owners, self.before, self.followed, self.same_before, self.roots
        )

    def decide(self, documents: NDArray[np.int32], longest: int, part: Round) -> int:
        from provenance.kernels.dedup_contained import decide_by_samples

        return decide_by_samples(
            documents, self.mode, self.all_stand, self.rank, part.starts, self.lengths, longest, part.ngrams,
            self.same.proposed, self.same.words, self.plan.shingle, self.measure, float(self.plan.threshold),
            self.plan.least_hits, PATIENCE, self.same_before, self.begins, self.samples, self.owners, self.before,
            self.met, self.followed, self.stamps, self.hits, self.distinct, self.made.matches, self.made.rules,
            self.made.counts,
        )  # fmt: skip


def _table_size(keys: int) -> int:
    """Return the size of a hash table that is at most half full."""
    return 1 << (2 * keys).bit_length()
