"""Which documents may be contained in others, with Spark: by the sampled shingles that they share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from provenance.engines.rows.contained import (
    choose_rows,
    count_samples,
    followed_rows,
    links_of_samples,
    sample_rows,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from provenance.dedup.plan import DedupPlan

__all__ = ["chosen_samples", "sample_links"]

_SAMPLE = "sample long, rank long, entry int, position long, mode int"
_MET = "position long, entry int, sample long, rank long, mode int, linked boolean, met int"
_CHOSEN = "position long, rank long, samples binary, followed binary"
_FOLLOWED = "sample long, rank long, position long, followed boolean"


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
    rows = sketched.select("position", "samples").join(ranked, "position").mapInArrow(sample_rows, _SAMPLE)
    by_sample = rows.repartition("sample").sortWithinPartitions("sample", "rank", "entry")
    met = by_sample.mapInArrow(count_samples, _MET)
    by_document = met.repartition("position").sortWithinPartitions("position", "entry")
    return by_document.mapInArrow(partial(choose_rows, plan, either), _CHOSEN)


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
    rows = chosen.mapInArrow(followed_rows, _FOLLOWED).repartition("sample").sortWithinPartitions("sample", "rank")
    return rows.mapInArrow(links_of_samples, "left long, right long")
