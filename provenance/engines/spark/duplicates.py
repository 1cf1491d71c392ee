"""Duplicates with Spark: functions from data frame to data frame.

Documents are a data frame with the columns position (a 64-bit number, unlike those of all other documents) and text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.engines.spark.solving import solved
from provenance.engines.spark.transport import as_texts, begins_of, blobs_of, bytes_of, cut_at_keys, integers, long_of
from provenance.model.arrow import array_of, batch_of, languages_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyspark.sql import DataFrame

    from provenance.dedup.plan import DedupPlan
    from provenance.sketch.bands import Banding
    from provenance.text.pipeline import Pipeline

    Batches = Iterator[pa.RecordBatch]

__all__ = ["Sketching", "decisions", "links", "same_documents", "sketches"]

_SKETCH = "position long, length int, digest long, signs binary, samples binary, words binary"
_SAME = "position long, proposed long, words long, texts long"
_TOLD = ("digest", "position", "text", "language")
_KEY = "key long, position long"
_PAIR = "left long, right long, sure boolean"
_DECISION = "position long, match long, rule int, own int, other int, shared int, band int, checked long"
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


def sketches(documents: DataFrame, how: Sketching) -> DataFrame:
    """Sketch documents.

    Parameters
    ----------
    documents : pyspark.sql.DataFrame
        The columns position and text; no text is null. Also language, if words depend on it.
    how : Sketching
        How duplicates are looked for.

    Returns
    -------
    pyspark.sql.DataFrame
        A row for each document: position, length (words), digest (of the words), signs (the signature: a byte for each
        value), samples (the sampled shingles: 32 bits each), words (their hashes: 64 bits each).
    """
    known = [name for name in ("position", "text", "language") if name in documents.columns]
    return documents.select(*known).mapInArrow(partial(_sketched, how), _SKETCH)


def _sketched(how: Sketching, batches: Batches) -> Batches:
    from provenance.kernels.dedup_pack import unpack_hashes
    from provenance.sketch.duplicates import SketchBuffers, sketch_texts

    settings, room = how.plan.settings, SketchBuffers()
    for batch in batches:
        if not batch.num_rows:
            continue
        sketch = sketch_texts(as_texts(batch.column("text")), how.pipeline, settings, room, languages_of(batch))
        words = sketch.words
        starts = _starts(sketch.lengths)
        hashes = np.empty(int(starts[-1]), np.uint64)
        unpack_hashes(words.codes, 0, words.vocabulary, words.others, 0, hashes)
        signs = np.arange(batch.num_rows + 1, dtype=np.int64) * settings.values
        yield batch_of(
            position=batch.column("position"),
            length=sketch.lengths,
            digest=long_of(sketch.digests),
            signs=bytes_of(signs, sketch.signs.reshape(-1)),
            samples=bytes_of(_starts(sketch.sample_counts), sketch.samples),
            words=bytes_of(starts, hashes),
        )


def same_documents(documents: DataFrame, sketched: DataFrame, how: Sketching) -> DataFrame:
    """Find the documents with the same words or the same text: digests propose them, their texts are compared.

    Parameters
    ----------
    documents : pyspark.sql.DataFrame
        The columns position and text; also language, if words depend on it.
    sketched : pyspark.sql.DataFrame
        As `sketches` makes it.
    how : Sketching
        How words are made.

    Returns
    -------
    pyspark.sql.DataFrame
        A row for each document whose digest another one has: position, and the first document with the same digest
        (proposed), with the same words (words), and with the same text but for white space and Unicode form (texts).
    """
    from pyspark.sql import functions as sf

    digests = sketched.filter("length > 0").select("position", "digest")
    repeated = digests.groupBy("digest").agg(sf.count("position").alias("documents")).filter("documents > 1")
    some = digests.join(repeated.select("digest"), "digest", "left_semi")
    if "language" not in documents.columns:
        documents = documents.withColumn("language", sf.lit(None).cast("string"))
    texts = documents.join(some, "position").select("digest", "position", "text", "language")
    sorted_texts = texts.repartition("digest").sortWithinPartitions("digest", "position")
    return sorted_texts.mapInArrow(partial(_compared, how), _SAME)


def _compared(how: Sketching, batches: Batches) -> Batches:
    from provenance.stages.same import SameTexts

    group, last = SameTexts(how.pipeline), None
    for batch in batches:
        found: list[tuple[int, int, int, int]] = []
        rows = zip(*(batch.column(name).to_pylist() for name in _TOLD), strict=True)
        for digest, position, text, language in rows:
            if digest != last:
                group, last = SameTexts(how.pipeline), digest
            found.append((position, *group.firsts(position, text, language)))
        columns = zip(*found, strict=True) if found else ((),) * 4
        names = ("position", "proposed", "words", "texts")
        yield pa.RecordBatch.from_arrays([pa.array(column, pa.int64()) for column in columns], names=list(names))


def links(sketched: DataFrame, same: DataFrame, how: Sketching) -> DataFrame:
    """Find the pairs of documents that have to be in one component, because they may be compared.

    Of the documents that share a band, up to sixteen are linked pair by pair, if their signatures are alike enough;
    from there on all are linked with the first, so that a key that very many share costs no more than its rows.

    Parameters
    ----------
    sketched, same : pyspark.sql.DataFrame
        As `sketches` and `same_documents` make them.
    how : Sketching
        How duplicates are looked for.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns left and right: positions. Without bands, only documents with the same words.
    """
    from pyspark.sql import functions as sf

    words = same.filter("words != position").select(sf.col("words").alias("left"), sf.col("position").alias("right"))
    banding = how.plan.banding
    if banding is None:
        return words
    with_words = sketched.filter("length > 0")
    keys = with_words.select("position", "signs").mapInArrow(partial(_band_keys, banding), _KEY)
    pairs = keys.repartition("key").sortWithinPartitions("key", "position").mapInArrow(_key_pairs, _PAIR)
    once = pairs.groupBy("left", "right").agg(sf.max("sure").alias("sure"))
    signs = with_words.select("position", "signs")
    for side in ("left", "right"):
        once = once.join(signs.toDF(side, f"{side}_signs"), side)
    return once.mapInArrow(partial(_alike, banding), "left long, right long").union(words)


def _band_keys(banding: Banding, batches: Batches) -> Batches:
    from provenance.kernels.dedup_link import band_keys

    for batch in batches:
        signs = _signs(batch, "signs")
        keys = np.empty((banding.bands, batch.num_rows), np.uint64)
        for band in range(banding.bands):
            band_keys(signs, band, banding.rows, keys[band])
        yield batch_of(key=long_of(keys.reshape(-1)), position=np.tile(integers(batch, "position"), banding.bands))


def _key_pairs(batches: Batches) -> Batches:
    """Turn sorted keys into pairs of documents that share one."""
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


def _alike(banding: Banding, batches: Batches) -> Batches:
    """Leave the pairs that are sure, or whose signatures have enough values in common."""
    for batch in batches:
        if batch.num_rows:
            equal = (_signs(batch, "left_signs") == _signs(batch, "right_signs")).sum(axis=1)
            linked = array_of(batch.column("sure")) | (equal >= banding.least_equal)
            yield batch_of(**{side: integers(batch, side)[linked] for side in ("left", "right")})


def decisions(
    sketched: DataFrame,
    ranked: DataFrame,
    chosen: Sequence[DataFrame],
    how: Sketching,
    *,
    all_stand: bool,
    either: bool,
) -> DataFrame:
    """Decide for each document of a component whether it is removed, and in favour of which.

    All documents of a component travel to one task, where the solver of the local engine decides about them.

    Parameters
    ----------
    sketched : pyspark.sql.DataFrame
        As `sketches` makes it.
    ranked : pyspark.sql.DataFrame
        The documents that are linked with others: position, component, rank (the best is least; unlike all others),
        mode (as in `provenance.kernels.dedup_link`), proposed and words_of (the first document with the same digest,
        and with the same words; where there is none, its own position).
    chosen : sequence of pyspark.sql.DataFrame
        With containment: as `provenance.engines.spark.contained.chosen_samples` makes it; with ``all_stand``, also for
        the reverse order.
    how : Sketching
        How duplicates are looked for.
    all_stand, either : bool
        As in `provenance.engines.dedup_decisions.Question`.

    Returns
    -------
    pyspark.sql.DataFrame
        A row for each document that is removed: position, match (the position of the other), rule (1 the same words, 2
        near), own, other and shared (the distinct n-grams of the document, of the match, and of both), and band. Rows
        without a position have, as checked, the number of pairs that were checked.
    """
    from pyspark.sql import functions as sf

    rows = sketched.drop("digest").join(ranked, "position")
    for number, way in enumerate(chosen):
        rows = rows.join(way.select("position", sf.col("followed").alias(f"followed_{number}")), "position", "left")
    together = rows.repartition("component").sortWithinPartitions("component")
    return together.mapInArrow(partial(_decided, how, all_stand, either), _DECISION)


def _decided(how: Sketching, all_stand: bool, either: bool, batches: Batches) -> Batches:
    for batch in cut_at_keys(batches, "component", _ROWS):
        yield solved(batch, how.plan, all_stand=all_stand, either=either)


def _signs(batch: pa.RecordBatch, name: str) -> Any:
    return blobs_of(batch, name, np.uint8)[1].reshape(batch.num_rows, -1)


def _starts(sizes: Any) -> Any:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
