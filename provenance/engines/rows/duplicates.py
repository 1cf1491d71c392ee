"""Duplicates: functions from rows to rows, each of which needs all rows of a key, of a digest or of a component.

A document has a position, a 64-bit number unlike those of all others, which may have gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from provenance.engines.rows.solving import solved
from provenance.engines.rows.transport import begins_of, blobs_of, cut_at_keys, integers, long_of
from provenance.model.arrow import array_of, batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan
    from provenance.sketch.bands import Banding
    from provenance.text.pipeline import Pipeline

    Batches = Iterator[pa.RecordBatch]

__all__ = ["Sketching", "alike_pairs", "band_rows", "compare_texts", "decided_rows", "pairs_of_keys", "signs_of"]

_TOLD = ("digest", "position", "text", "language")
#: Rows that are held at a time; more, if a key has more.
_ROWS = 1 << 16
#: If so many documents share a key, all of them are joined, whatever their signatures.
_MANY = 16


@dataclass(frozen=True, slots=True)
class Sketching:
    """How duplicates are looked for; it travels to the executors.

    Parameters
    ----------
    plan : DedupPlan
        How candidates are found, and which are duplicates.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    """

    plan: DedupPlan
    pipeline: Pipeline


def compare_texts(how: Sketching, batches: Batches) -> Batches:
    """Compare the texts of documents with equal digests of words.

    Parameters
    ----------
    how : Sketching
        How words are made.
    batches : iterator of pyarrow.RecordBatch
        The columns digest, position, text and language (null or empty if it is not known), sorted by digest and
        position; all documents with a digest are there.

    Yields
    ------
    pyarrow.RecordBatch
        A row for each document: position, and the first document with the same digest (proposed), with the same words
        (words), and with the same text but for white space and Unicode form (texts).
    """
    from provenance.stages.same import SameTexts

    group, last = SameTexts(how.pipeline), None
    for batch in batches:
        found: list[tuple[int, int, int, int]] = []
        rows = zip(*(batch.column(name).to_pylist() for name in _TOLD), strict=True)
        for digest, position, text, language in rows:
            if digest != last:
                group, last = SameTexts(how.pipeline), digest
            found.append((position, *group.firsts(position, text, language or None)))
        columns = zip(*found, strict=True) if found else ((),) * 4
        names = ("position", "proposed", "words", "texts")
        yield pa.RecordBatch.from_arrays([pa.array(column, pa.int64()) for column in columns], names=list(names))


def band_rows(banding: Banding, batches: Batches) -> Batches:
    """Hash the bands of signatures.

    Parameters
    ----------
    banding : Banding
        The bands.
    batches : iterator of pyarrow.RecordBatch
        The columns position and signs (a byte for each value).

    Yields
    ------
    pyarrow.RecordBatch
        A row for each band of each document: key, position.
    """
    from provenance.kernels.dedup_link import band_keys

    for batch in batches:
        signs = signs_of(batch, "signs")
        keys = np.empty((banding.bands, batch.num_rows), np.uint64)
        for band in range(banding.bands):
            band_keys(signs, band, banding.rows, keys[band])
        yield batch_of(key=long_of(keys.reshape(-1)), position=np.tile(integers(batch, "position"), banding.bands))


def pairs_of_keys(batches: Batches) -> Batches:
    """Turn the keys of bands into pairs of documents that share one.

    Of the documents that share a key, up to sixteen make all their pairs; of more, each makes one with the first.

    Parameters
    ----------
    batches : iterator of pyarrow.RecordBatch
        The columns key and position, sorted by key; all documents with a key are there.

    Yields
    ------
    pyarrow.RecordBatch
        The columns left and right: positions; and sure: whether to link the pair whatever its signatures.
    """
    for batch in cut_at_keys(batches, "key", _ROWS):
        keys, positions = integers(batch, "key"), integers(batch, "position")
        starts = np.flatnonzero(begins_of(keys))
        sizes = np.diff(starts, append=len(keys))
        lefts, rights, sure = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, bool)]
        for size in np.unique(sizes[(sizes > 1) & (sizes <= _MANY)]).tolist():
            members = positions[starts[sizes == size][:, None] + np.arange(size)]
            one, other = np.triu_indices(size, 1)
            lefts.append(members[:, one].reshape(-1))
            rights.append(members[:, other].reshape(-1))
            sure.append(np.zeros(len(lefts[-1]), bool))
        for group in np.flatnonzero(sizes > _MANY).tolist():
            members = positions[starts[group] : starts[group] + sizes[group]]
            lefts.append(np.full(len(members) - 1, members[0]))
            rights.append(members[1:])
            sure.append(np.ones(len(members) - 1, bool))
        yield batch_of(left=np.concatenate(lefts), right=np.concatenate(rights), sure=np.concatenate(sure))


def alike_pairs(banding: Banding, batches: Batches) -> Batches:
    """Leave the pairs that are sure, or whose signatures have enough values in common.

    Parameters
    ----------
    banding : Banding
        The bands, and how many values are enough.
    batches : iterator of pyarrow.RecordBatch
        The columns left, right, sure, left_signs and right_signs.

    Yields
    ------
    pyarrow.RecordBatch
        The columns left and right.
    """
    for batch in batches:
        if batch.num_rows:
            equal = (signs_of(batch, "left_signs") == signs_of(batch, "right_signs")).sum(axis=1)
            linked = array_of(batch.column("sure")) | (equal >= banding.least_equal)
            yield batch_of(**{side: integers(batch, side)[linked] for side in ("left", "right")})


def decided_rows(how: Sketching, all_stand: bool, either: bool, batches: Batches) -> Batches:
    """Decide about the documents of whole components; rows and results as for `provenance.engines.rows.solving.solved`.

    Parameters
    ----------
    how : Sketching
        How duplicates are looked for.
    all_stand, either : bool
        As in `provenance.engines.dedup_decisions.Question`.
    batches : iterator of pyarrow.RecordBatch
        Sorted by component; all documents of a component are there.
    """
    for batch in cut_at_keys(batches, "component", _ROWS):
        yield solved(batch, how.plan, all_stand=all_stand, either=either)


def signs_of(batch: pa.RecordBatch, name: str) -> NDArray[np.uint8]:
    """Return a column of signatures as a table, a row for each document."""
    return blobs_of(batch, name, np.uint8)[1].reshape(batch.num_rows, -1)
