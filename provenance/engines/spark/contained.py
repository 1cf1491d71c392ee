"""Which documents may be contained in others, with Spark: by the sampled shingles that they share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.spark.transport import begins_of, blobs_of, bytes_of, cut_at_keys, integers
from provenance.kernels.dedup_link import UNINDEXED
from provenance.model.arrow import array_of, batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from provenance.dedup.plan import DedupPlan

    Batches = Iterator[pa.RecordBatch]

__all__ = ["chosen_samples", "sample_links"]

_SAMPLE = "sample long, rank long, entry int, position long, mode int"
_MET = "position long, entry int, sample long, rank long, mode int, linked boolean, met int"
_CHOSEN = "position long, rank long, samples binary, followed binary"
_FOLLOWED = "sample long, rank long, position long, followed boolean"
_ROWS = 1 << 16
#: As `provenance.kernels.dedup_samples.link_samples` marks a sample that stands twice in one document.
_TWICE = 2147483647


def chosen_samples(sketched: DataFrame, ranked: DataFrame, plan: DedupPlan, *, either: bool) -> DataFrame:
    """Choose which sampled shingles documents are looked up by: all but the most frequent ones.

    Parameters
    ----------
    sketched : pyspark.sql.DataFrame
        As `provenance.engines.spark.duplicates.sketches` makes it.
    ranked : pyspark.sql.DataFrame
        All documents: position, rank (the best is least), mode (as in `provenance.kernels.dedup_link`).
    plan : DedupPlan
        How duplicates are looked for.
    either : bool
        Whether either of two documents may contain the other.

    Returns
    -------
    pyspark.sql.DataFrame
        A row for each document with samples: position, rank, samples (32 bits each) and followed (a byte for each: 1 if
        the document is looked up by it).
    """
    rows = sketched.select("position", "samples").join(ranked, "position").mapInArrow(_exploded, _SAMPLE)
    by_sample = rows.repartition("sample").sortWithinPartitions("sample", "rank", "entry")
    met = by_sample.mapInArrow(_counted, _MET)
    by_document = met.repartition("position").sortWithinPartitions("position", "entry")
    return by_document.mapInArrow(partial(_chosen, plan, either), _CHOSEN)


def sample_links(chosen: DataFrame) -> DataFrame:
    """Find the pairs of documents that have to be in one component, because they may be compared.

    A document that is looked up by a sample is compared with all better ones that have it, so all of these are linked.

    Parameters
    ----------
    chosen : pyspark.sql.DataFrame
        As `chosen_samples` makes it.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns left and right: positions.
    """
    rows = chosen.mapInArrow(_exploded_again, _FOLLOWED).repartition("sample").sortWithinPartitions("sample", "rank")
    return rows.mapInArrow(_linked, "left long, right long")


def _exploded(batches: Batches) -> Batches:
    for batch in batches:
        offsets, samples = blobs_of(batch, "samples", np.uint32)
        counts = np.diff(offsets)
        entries = np.arange(len(samples)) - np.repeat(offsets[:-1], counts)
        yield batch_of(
            sample=samples.astype(np.int64),
            rank=np.repeat(integers(batch, "rank"), counts),
            entry=entries.astype(np.int32),
            position=np.repeat(integers(batch, "position"), counts),
            mode=np.repeat(integers(batch, "mode", np.int32), counts),
        )


def _counted(batches: Batches) -> Batches:
    """Count for each sample of a document in how many better ones it stands."""
    for batch in cut_at_keys(batches, "sample", _ROWS):
        sample, position = integers(batch, "sample"), integers(batch, "position")
        mode = integers(batch, "mode", np.int32)
        begins = begins_of(sample)
        indexed = mode != UNINDEXED
        twice = indexed & ~begins & ~begins_of(position)
        before = np.cumsum(indexed & ~twice) - (indexed & ~twice)
        met = before - before[np.maximum.accumulate(np.where(begins, np.arange(len(sample)), 0))]
        yield batch_of(
            position=position,
            entry=integers(batch, "entry", np.int32),
            sample=sample,
            rank=integers(batch, "rank"),
            mode=mode,
            linked=(met > 0) & ~twice,
            met=np.where(twice, _TWICE, met).astype(np.int32),
        )


def _chosen(plan: DedupPlan, either: bool, batches: Batches) -> Batches:
    from provenance.kernels.dedup_samples import choose_samples
    from provenance.kernels.dedup_verify import CONTAINMENT, EITHER

    for batch in cut_at_keys(batches, "position", _ROWS):
        position = integers(batch, "position")
        starts = np.flatnonzero(begins_of(position))
        offsets = np.append(starts, len(position)).astype(np.int64)
        before = array_of(batch.column("linked")).astype(np.int32) - 1
        followed = np.zeros(len(position), np.uint8)
        choose_samples(
            np.arange(len(starts), dtype=np.int32), integers(batch, "mode", np.int32)[starts].astype(np.uint8),
            EITHER if either else CONTAINMENT, plan.least_hits, offsets, before, integers(batch, "met", np.int32),
            followed,
        )  # fmt: skip
        samples = integers(batch, "sample").astype(np.uint32)
        yield batch_of(
            position=position[starts],
            rank=integers(batch, "rank")[starts],
            samples=bytes_of(offsets, samples),
            followed=bytes_of(offsets, followed),
        )


def _exploded_again(batches: Batches) -> Batches:
    for batch in batches:
        offsets, samples = blobs_of(batch, "samples", np.uint32)
        counts = np.diff(offsets)
        yield batch_of(
            sample=samples.astype(np.int64),
            rank=np.repeat(integers(batch, "rank"), counts),
            position=np.repeat(integers(batch, "position"), counts),
            followed=blobs_of(batch, "followed", np.uint8)[1] != 0,
        )


def _linked(batches: Batches) -> Batches:
    """Link all documents up to the last one that is looked up by a sample with the first one that has it."""
    for batch in cut_at_keys(batches, "sample", _ROWS):
        sample, position = integers(batch, "sample"), integers(batch, "position")
        starts = np.flatnonzero(begins_of(sample))
        sizes = np.diff(starts, append=len(sample))
        rows = np.arange(len(sample))
        last = np.maximum.reduceat(np.where(array_of(batch.column("followed")), rows, -1), starts)
        first = np.repeat(position[starts], sizes)
        linked = (rows <= np.repeat(last, sizes)) & (position != first)
        yield batch_of(left=first[linked], right=position[linked])
