"""The further steps of a dedup job by containment: which samples documents are looked up by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.engines.rows.contained import (
    choose_rows,
    count_samples,
    followed_rows,
    links_of_samples,
    sample_rows,
)
from provenance.engines.rows.transport import blobs_of, bytes_of, integers, starts_of
from provenance.engines.shards.documents import IN_BLOCK
from provenance.engines.shards.files import range_of
from provenance.engines.shards.sorting import sorted_rows, whole
from provenance.model.arrow import array_of, batch_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup_decisions import Question
    from provenance.engines.shards.documents import Known, Parts
    from provenance.engines.shards.files import PartFiles
    from provenance.sketch.duplicates import Sketch

__all__ = ["ContainedSteps"]


@dataclass(frozen=True, slots=True)
class ContainedSteps:
    """These steps; each works on one part.

    If all duplicates are removed, documents are looked up in two ways: in order of rank, and in the reverse order.

    Parameters
    ----------
    plan : DedupPlan
        How duplicates are looked for.
    files : PartFiles
        What parts write for each other.
    parts : Parts
        Into how many parts the job is cut.
    known : callable
        Returns what is known of all documents.
    question : callable
        Returns which documents are compared with which.
    sketches : callable
        Yields the sketches of the blocks of a part.
    """

    plan: DedupPlan
    files: PartFiles
    parts: Parts
    known: Callable[[], Known]
    question: Callable[[], Question]
    sketches: Callable[[int], Iterator[tuple[int, Sketch]]]

    def sample(self, part: int) -> None:
        """Send the samples of the documents of a part of the input to the ranges of samples."""
        known, question = self.known(), self.question()
        positions = known.positions()
        rank = np.empty(len(positions), np.int64)
        rank[question.order] = np.arange(len(positions))
        with self.files.writer("samples", part, self.parts.ranges) as out:
            for number, sketch in self.sketches(part):
                here = known.documents(number)
                for way in range(1 + question.all_stand):
                    batch = batch_of(
                        position=positions[here],
                        samples=bytes_of(starts_of(sketch.sample_counts), sketch.samples),
                        rank=-rank[here] if way else rank[here],
                        mode=question.mode[here].astype(np.int32),
                    )
                    for rows in sample_rows(iter([batch])):
                        out.add(_on(way, rows), range_of(integers(rows, "sample"), self.parts.ranges))

    def count(self, key_range: int) -> None:
        """Count the documents with each sample of a range, and send the counts back to the parts of the input."""
        known = self.known()
        spans = known.spans(self.parts.spans)
        rows = whole(self.files.read("samples", range(self.parts.inputs), key_range))
        with self.files.writer("met", key_range, self.parts.inputs * self.parts.spans) as out:
            for way, own in _ways(rows):
                for met in count_samples(sorted_rows(own, "sample", "rank", "entry")):
                    blocks = np.searchsorted(known.blocks, integers(met, "position") >> IN_BLOCK)
                    out.add(_on(way, met), spans[blocks])

    def choose(self, span: int) -> None:
        """Choose the samples that the documents of a span are looked up by, and send these to their ranges."""
        either = self.question().either
        rows = whole(self.files.read("met", range(self.parts.ranges), span))
        with (
            self.files.writer("chosen", span) as chosen,
            self.files.writer("followed", span, self.parts.ranges) as followed,
        ):
            for way, own in _ways(rows):
                for batch in choose_rows(self.plan, either, sorted_rows(own, "position", "entry")):
                    chosen.add(_on(way, batch))
                    for by in followed_rows(iter([batch])):
                        followed.add(_on(way, by), range_of(integers(by, "sample"), self.parts.ranges))

    def links(self, key_range: int) -> Iterator[pa.RecordBatch]:
        """Yield the pairs of documents that share a sample of a range by which one of them is looked up."""
        rows = whole(self.files.read("followed", range(self.parts.inputs * self.parts.spans), key_range))
        for _, own in _ways(rows):
            yield from links_of_samples(sorted_rows(own, "sample", "rank"))

    def followed(self, known: Known) -> Callable[[int, Sketch], dict[str, pa.Array[Any]]]:
        """Return a function from a block, by its number, to columns: which samples its documents are looked up by."""
        spans, ways = known.spans(self.parts.spans), range(1 + self.question().all_stand)
        held: dict[int, list[tuple[NDArray[np.int64], NDArray[np.uint8]]]] = {}

        def columns(number: int, sketch: Sketch) -> dict[str, pa.Array[Any]]:
            span = int(spans[np.searchsorted(known.blocks, number)])
            if span not in held:
                held.clear()
                held[span] = [self._chosen(span, way) for way in ways]
            found = {}
            for way, (positions, values) in enumerate(held[span]):
                begin, end = np.searchsorted(positions, [number << IN_BLOCK, (number + 1) << IN_BLOCK])
                found[f"followed_{way}"] = bytes_of(starts_of(sketch.sample_counts), values[begin:end])
            return found

        return columns

    def _chosen(self, span: int, way: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Return for each sample of a span its document, ascending, and whether it is looked up by it."""
        positions, values = [np.zeros(0, np.int64)], [np.zeros(0, np.uint8)]
        for batch in self.files.read("chosen", [span]):
            if int(integers(batch, "way", np.int32)[0]) == way:
                offsets, followed = blobs_of(batch, "followed", np.uint8)
                positions.append(np.repeat(integers(batch, "position"), np.diff(offsets)))
                values.append(followed)
        return np.concatenate(positions), np.concatenate(values)


def _on(way: int, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Add to rows the way in which documents are looked up."""
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    return batch_of(**columns, way=np.full(batch.num_rows, way, np.int32))


def _ways(rows: pa.RecordBatch | None) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows of each way."""
    if rows is not None:
        ways = array_of(rows.column("way"))
        for way in np.unique(ways).tolist():
            yield way, rows_of(rows, np.flatnonzero(ways == way))
