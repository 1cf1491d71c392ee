"""Which documents may be contained in others, by the sampled shingles that they share: functions from rows to rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.rows.transport import begins_of, blobs_of, bytes_of, cut_at_keys, integers
from provenance.kernels.dedup_link import UNINDEXED
from provenance.model.arrow import array_of, batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from provenance.dedup.plan import DedupPlan

    Batches = Iterator[pa.RecordBatch]

__all__ = ["choose_rows", "count_samples", "followed_rows", "links_of_samples", "sample_rows"]

_ROWS = 1 << 16
#: As `provenance.kernels.dedup_samples.link_samples` marks a sample that stands twice in one document.
_TWICE = 2147483647


def sample_rows(batches: Batches) -> Batches:
    """Make a row for each sample of documents.

    Parameters
    ----------
    batches : iterator of pyarrow.RecordBatch
        The columns position, samples (32 bits each), rank (the best is least) and mode (as in
        `provenance.kernels.dedup_link`).

    Yields
    ------
    pyarrow.RecordBatch
        The columns sample, rank, entry (the number of the sample in its document), position and mode.
    """
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


def count_samples(batches: Batches) -> Batches:
    """Count for each sample of a document in how many better ones it stands.

    Parameters
    ----------
    batches : iterator of pyarrow.RecordBatch
        As `sample_rows` makes them, sorted by sample, rank and entry; all rows of a sample are there.

    Yields
    ------
    pyarrow.RecordBatch
        The columns position, entry, sample, rank, mode, linked (whether a better document has it) and met (how many).
    """
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


def choose_rows(plan: DedupPlan, either: bool, batches: Batches) -> Batches:
    """Choose which samples documents are looked up by: all but the most frequent ones.

    Parameters
    ----------
    plan : DedupPlan
        How duplicates are looked for.
    either : bool
        Whether either of two documents may contain the other.
    batches : iterator of pyarrow.RecordBatch
        As `count_samples` makes them, sorted by position and entry; all rows of a document are there.

    Yields
    ------
    pyarrow.RecordBatch
        A row for each document: position, rank, samples, and followed (a byte for each sample: 1 if the document is
        looked up by it).
    """
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


def followed_rows(batches: Batches) -> Batches:
    """Make a row for each sample of documents, with whether the document is looked up by it.

    Parameters
    ----------
    batches : iterator of pyarrow.RecordBatch
        As `choose_rows` makes them.

    Yields
    ------
    pyarrow.RecordBatch
        The columns sample, rank, position and followed.
    """
    for batch in batches:
        offsets, samples = blobs_of(batch, "samples", np.uint32)
        counts = np.diff(offsets)
        yield batch_of(
            sample=samples.astype(np.int64),
            rank=np.repeat(integers(batch, "rank"), counts),
            position=np.repeat(integers(batch, "position"), counts),
            followed=blobs_of(batch, "followed", np.uint8)[1] != 0,
        )


def links_of_samples(batches: Batches) -> Batches:
    """Link all documents up to the last one that is looked up by a sample with the first one that has it.

    Parameters
    ----------
    batches : iterator of pyarrow.RecordBatch
        As `followed_rows` makes them, sorted by sample and rank; all rows of a sample are there.

    Yields
    ------
    pyarrow.RecordBatch
        The columns left and right: positions.
    """
    for batch in cut_at_keys(batches, "sample", _ROWS):
        sample, position = integers(batch, "sample"), integers(batch, "position")
        starts = np.flatnonzero(begins_of(sample))
        sizes = np.diff(starts, append=len(sample))
        rows = np.arange(len(sample))
        last = np.maximum.reduceat(np.where(array_of(batch.column("followed")), rows, -1), starts)
        first = np.repeat(position[starts], sizes)
        linked = (rows <= np.repeat(last, sizes)) & (position != first)
        yield batch_of(left=first[linked], right=position[linked])
