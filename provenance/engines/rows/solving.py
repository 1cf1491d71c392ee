"""Whole components of documents, as rows from Spark, to decisions: by the solver of the local engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.engines.dedup import Sketched
from provenance.engines.dedup_blocks import Block
from provenance.engines.dedup_components import Resources
from provenance.engines.dedup_decisions import Question, decide_all
from provenance.engines.dedup_texts import SameDocuments
from provenance.engines.rows.transport import blobs_of, integers
from provenance.kernels.dedup_pack import ESCAPE
from provenance.readers.text_batch import Ids
from provenance.sketch.duplicates import PackedWords, Sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from provenance.dedup.plan import DedupPlan

__all__ = ["bare_block", "bare_sketch", "solved"]

#: The bytes of n-grams that a task holds at a time; a larger component goes to a file of the executor.
_MEMORY = 1 << 28


def solved(rows: pa.RecordBatch, plan: DedupPlan, *, all_stand: bool, either: bool) -> pa.RecordBatch:
    """Decide about the documents of some components.

    Parameters
    ----------
    rows : pyarrow.RecordBatch
        As `provenance.engines.spark.duplicates.decisions` joins them; all rows of a component are there.
    plan : DedupPlan
        How duplicates are looked for.
    all_stand, either : bool
        As in `Question`.

    Returns
    -------
    pyarrow.RecordBatch
        A row for each document that is removed, and a last one with the number of pairs that were checked.
    """
    positions = integers(rows, "position")
    by_position = np.argsort(positions)
    sketch = _sketch(rows)
    sketched = Sketched([bare_block(sketch)], np.array([0, len(positions)]), [range(1)], [])
    proposed, words = (
        np.unique(integers(rows, name), return_inverse=True)[1].astype(np.int32) for name in ("proposed", "words_of")
    )
    same = SameDocuments(_firsts(proposed, positions), _firsts(words, positions), proposed)
    order = np.argsort(integers(rows, "rank")).astype(np.int32)
    followed = tuple(blobs_of(rows, name, np.uint8)[1] for name in rows.schema.names if name.startswith("followed_"))
    question = Question(order, integers(rows, "mode", np.int32).astype(np.uint8), all_stand, either, followed)
    resources = Resources(1, _MEMORY, Path(gettempdir()))
    made = decide_all(sketched, same, question, plan, resources)
    gone = by_position[made.rules[by_position] != 0]
    columns: dict[str, list[Any]] = {
        "position": [*positions[gone].tolist(), None],
        "match": [*positions[made.matches[gone]].tolist(), None],
        "rule": [*made.rules[gone].tolist(), None],
        **{name: [*made.counts[gone, at].tolist(), None] for at, name in enumerate(("own", "other", "shared", "band"))},
        "checked": [*([None] * len(gone)), made.checked],
    }
    kinds = {"position": pa.int64(), "match": pa.int64(), "checked": pa.int64()}
    arrays = [pa.array(values, kinds.get(name, pa.int32())) for name, values in columns.items()]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def bare_sketch(lengths: NDArray[np.int32]) -> Sketch:
    """Return sketches that know the number of words of each document, and nothing else."""
    none = np.zeros(len(lengths), np.int32)
    words = PackedWords(np.zeros(0, np.uint16), np.zeros(2, np.uint64), np.zeros(1, np.uint64), none)
    signs, samples = np.zeros((len(lengths), 0), np.uint8), np.zeros(0, np.uint32)
    return Sketch(words, lengths, np.zeros(len(lengths), np.uint64), signs, samples, none)


def bare_block(sketch: Sketch) -> Block:
    """Return a block of documents without ids."""
    count = len(sketch.lengths)
    return Block(sketch, Ids.of([]), np.arange(count, dtype=np.int32), count, np.zeros(0, np.int32), {})


def _sketch(rows: pa.RecordBatch) -> Sketch:
    """Return the sketches in rows; all words are stored by their hashes."""
    lengths = integers(rows, "length", np.int32)
    hashes = blobs_of(rows, "words", np.uint64)[1]
    samples = blobs_of(rows, "samples", np.uint32)
    signs = blobs_of(rows, "signs", np.uint8)[1].reshape(len(lengths), -1)
    codes = np.full(len(hashes), ESCAPE, np.uint16)
    words = PackedWords(codes, np.zeros(2, np.uint64), np.append(hashes, np.uint64(0)), lengths)
    counts = np.diff(samples[0]).astype(np.int32)
    return replace(bare_sketch(lengths), words=words, signs=signs, samples=samples[1], sample_counts=counts)


def _firsts(groups: NDArray[np.int32], positions: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the first document of the group of each, by position."""
    order = np.lexsort((positions, groups))
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    return order[starts][groups].astype(np.int32)
