"""Duplicates with Spark: functions from data frame to data frame.

Documents are a data frame with the columns position (a 64-bit number, unlike those of all other documents) and text.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.rows.duplicates import (
    Sketching,
    alike_pairs,
    band_rows,
    compare_texts,
    decided_rows,
    pairs_of_keys,
)
from provenance.engines.rows.transport import as_texts, bytes_of, long_of, starts_of
from provenance.model.arrow import batch_of, languages_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from pyspark.sql import DataFrame

    Batches = Iterator[pa.RecordBatch]

__all__ = ["Sketching", "decisions", "links", "same_documents", "sketches"]

_SKETCH = "position long, length int, digest long, signs binary, samples binary, words binary"
_SAME = "position long, proposed long, words long, texts long"
_KEY = "key long, position long"
_PAIR = "left long, right long, sure boolean"
_DECISION = "position long, match long, rule int, own int, other int, shared int, band int, checked long"


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
        starts = starts_of(sketch.lengths)
        hashes = np.empty(int(starts[-1]), np.uint64)
        unpack_hashes(words.codes, 0, words.vocabulary, words.others, 0, hashes)
        signs = np.arange(batch.num_rows + 1, dtype=np.int64) * settings.values
        yield batch_of(
            position=batch.column("position"),
            length=sketch.lengths,
            digest=long_of(sketch.digests),
            signs=bytes_of(signs, sketch.signs.reshape(-1)),
            samples=bytes_of(starts_of(sketch.sample_counts), sketch.samples),
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
    return sorted_texts.mapInArrow(partial(compare_texts, how), _SAME)


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
    keys = with_words.select("position", "signs").mapInArrow(partial(band_rows, banding), _KEY)
    pairs = keys.repartition("key").sortWithinPartitions("key", "position").mapInArrow(pairs_of_keys, _PAIR)
    once = pairs.groupBy("left", "right").agg(sf.max("sure").alias("sure"))
    signs = with_words.select("position", "signs")
    for side in ("left", "right"):
        once = once.join(signs.toDF(side, f"{side}_signs"), side)
    return once.mapInArrow(partial(alike_pairs, banding), "left long, right long").union(words)


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
    return together.mapInArrow(partial(decided_rows, how, all_stand, either), _DECISION)
