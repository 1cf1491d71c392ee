"""Shared passages with Spark: functions from data frame to data frame, which call the stages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.engines.rows.passages import lists_by_part, pairs_of_lists
from provenance.engines.rows.transport import cut_at_keys, integers, long_of, one_batch
from provenance.engines.spark.words import unpacked
from provenance.model.arrow import batch_of, numbers_of
from provenance.model.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame

    from provenance.align.settings import PairSettings
    from provenance.candidates.exact import FingerprintKind
    from provenance.model.options import ReuseOptions
    from provenance.text.pipeline import Pipeline

    Batches = Iterator[pa.RecordBatch]

__all__ = ["Searching", "aligned_pairs", "candidate_pairs"]

_FINGERPRINT = "fingerprint long, position long, token long"
_LIST = "part long, fingerprint long, positions binary, tokens binary, capped int"
_PAIR = "left long, right long, capped long"
_PASSAGE = (
    "left int, right int, left_start long, left_stop long, right_start long, right_stop long, "
    "left_token_start long, left_token_stop long, right_token_start long, right_token_stop long, "
    "kind tinyint, quoted boolean, similarity double, confidence float, cut_short long"
)
#: Rows that are held at a time; more, if a fingerprint has more.
_ROWS = 1 << 18


@dataclass(frozen=True, slots=True)
class Searching:
    """All that is the same for all documents; it travels to the executors.

    Parameters
    ----------
    packed : bytes
        The statistics of the collection, or of a background, compressed.
    options : ReuseOptions
        How passages are looked for.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    """

    packed: bytes
    options: ReuseOptions
    pipeline: Pipeline

    @classmethod
    def of(cls, statistics: Statistics, options: ReuseOptions, pipeline: Pipeline) -> Searching:
        """Compress the statistics."""
        batch, made = statistics.to_batch(), pa.BufferOutputStream()
        with pa.ipc.new_file(made, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_batch(batch)
        return cls(made.getvalue().to_pybytes(), options, pipeline)

    @property
    def statistics(self) -> Statistics:
        """The statistics; an executor unpacks them once."""
        return _unpacked_statistics(self.packed)

    @property
    def settings(self) -> PairSettings:
        """The settings derived from the statistics."""
        from provenance.align.settings import pair_settings

        return pair_settings(self.statistics, self.options.sensitivity)


@lru_cache(maxsize=1)
def _unpacked_statistics(packed: bytes) -> Statistics:
    return Statistics.from_batch(pa.ipc.open_file(packed).get_batch(0))


def candidate_pairs(
    words: DataFrame, searching: Searching, kind: FingerprintKind, copies: pa.RecordBatch, share: int
) -> DataFrame:
    """Find the pairs of documents that share enough fingerprints of one kind.

    A posting list goes to each part of the documents of which it has one. Of a long list only as much goes there as the
    rule for common n-grams looks at, so that a fingerprint of very many documents is bounded.

    Parameters
    ----------
    words : pyspark.sql.DataFrame
        As `provenance.engines.spark.words.word_rows` makes it.
    searching : Searching
        What is the same for all documents.
    kind : FingerprintKind
        The kind of fingerprints.
    copies : pyarrow.RecordBatch
        As `provenance.stages.copies.groups` makes it.
    share : int
        Documents whose pairs one task finds.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns left and right: positions, left < right. Rows without them have, as capped, the number of
        fingerprints of more than ``max_bucket`` documents.
    """
    rows = words.mapInArrow(partial(_fingerprints, searching, kind, copies), _FINGERPRINT)
    together = rows.repartition("fingerprint").sortWithinPartitions("fingerprint")
    lists = together.mapInArrow(partial(_lists, searching.options.max_bucket, share), _LIST)
    options = searching.options
    # Spark looks at the type hints of what it is given, which has to be a function without any.
    return lists.groupBy("part").applyInArrow(lambda table: _pairs(options, kind, share, table), _PAIR)


def _fingerprints(searching: Searching, kind: FingerprintKind, copies: pa.RecordBatch, batches: Batches) -> Batches:
    from provenance.stages import boilerplate, candidates

    for batch in batches:
        if batch.num_rows:
            words = boilerplate.mark(unpacked(batch)[0], searching.statistics)
            found = candidates.fingerprints(words, kind, copies)
            yield batch_of(**{name: long_of(numbers_of(found, name)) for name in found.schema.names})


def _lists(most: int, share: int, batches: Batches) -> Batches:
    from provenance.stages import candidates

    for batch in cut_at_keys(batches, "fingerprint", _ROWS):
        own = {name: integers(batch, name) for name in ("position", "token")}
        found = candidates.postings(batch_of(fingerprint=integers(batch, "fingerprint", np.uint64), **own))
        yield from lists_by_part(found, most, share)


def _pairs(options: ReuseOptions, kind: FingerprintKind, share: int, table: pa.Table) -> pa.Table:

    rows = one_batch(table)
    found = pairs_of_lists(rows, int(integers(rows, "part")[0]), share, kind, options)
    left, right = numbers_of(found, "left").tolist(), numbers_of(found, "right").tolist()
    columns = [pa.array([*side, None], pa.int64()) for side in (left, right)]
    capped = int(integers(rows, "capped", np.int32).sum())
    columns.append(pa.array([*([None] * len(left)), capped], pa.int64()))
    return pa.table(columns, names=["left", "right", "capped"])


def aligned_pairs(words: DataFrame, pairs: DataFrame, sides: DataFrame, searching: Searching) -> DataFrame:
    """Find the passages of pairs of documents.

    Parameters
    ----------
    words : pyspark.sql.DataFrame
        As `provenance.engines.spark.words.word_rows` makes it.
    pairs : pyspark.sql.DataFrame
        The columns chunk, left and right: the pairs that one task aligns.
    sides : pyspark.sql.DataFrame
        The columns chunk and position: the documents of these pairs, each once.
    searching : Searching
        What is the same for all documents.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of `provenance.model.passages.PassageTable`. Rows without them have, as cut_short, the number of
        pairs that were not searched to the end.
    """
    rows = sides.join(words, "position")
    together = pairs.groupBy("chunk").cogroup(rows.groupBy("chunk"))
    return together.applyInArrow(lambda left, right: _aligned(searching, left, right), _PASSAGE)


def _aligned(searching: Searching, pairs: pa.Table, rows: pa.Table) -> pa.Table:
    from provenance.stages import boilerplate, passages

    words, texts = unpacked(rows.drop_columns("chunk"))
    statistics, options = searching.statistics, searching.options
    marked = boilerplate.mark(words, statistics)
    batch = batch_of(left=integers(pairs, "left"), right=integers(pairs, "right"))
    found = passages.align(batch, marked, statistics, searching.settings, options)
    cut_short = int((found.schema.metadata or {})[b"cut_short"])
    confirmed = pa.Table.from_batches([passages.confirm(found, texts, searching.pipeline, options)])
    columns: dict[str, Any] = {
        name: pa.chunked_array([*confirmed.column(name).chunks, pa.nulls(1, confirmed.column(name).type)])
        for name in confirmed.column_names
    }
    columns["cut_short"] = pa.array([*([None] * len(confirmed)), cut_short], pa.int64())
    return pa.table(columns)
