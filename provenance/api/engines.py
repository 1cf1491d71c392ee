"""Which engine does the work: the threads of this machine, or Spark."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from functools import partial
from typing import TYPE_CHECKING

from provenance.api.shards import merged_passages, ranges_needed, spilling_engine
from provenance.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from provenance.api.dedup_job import DedupJob
    from provenance.engines.dedup_blocks import BlockFiles
    from provenance.engines.dedup_components import Resources
    from provenance.engines.dedup_engine import DedupEngine
    from provenance.engines.local import Found
    from provenance.engines.spark.work import Work
    from provenance.model.spark_options import SparkOptions

__all__ = ["dedup_engine", "passage_finder", "spark_work"]


@contextlib.contextmanager
def dedup_engine(
    spark: SparkOptions | None, job: DedupJob, files: BlockFiles, resources: Resources
) -> Iterator[DedupEngine]:
    """Yield the engine of a dedup job: that of Spark, if its options are given; else one that fits into memory.

    Parameters
    ----------
    spark : SparkOptions or None
        Where Spark runs; None for the threads of this machine.
    job : DedupJob
        The documents, and how duplicates are looked for.
    files, resources
        As `provenance.engines.dedup_engine.LocalDedup` takes them.

    Raises
    ------
    EngineError
        If Spark cannot be used.
    """
    from provenance.engines.dedup_engine import LocalDedup

    if spark is not None:
        with spark_work(spark, job.pipeline.plugins) as work:
            from provenance.engines.spark.dedup import SparkDedup

            yield SparkDedup(job.plan, job.pipeline, files, resources, job.language, work)
        return
    # Blocks that stay are kept by the local engine.
    ranges = 0 if files.stay else ranges_needed(job, resources.memory)
    if not ranges:
        yield LocalDedup(job.plan, job.pipeline, files, resources, job.language)
        return
    with spilling_engine(job, resources, ranges) as engine:
        yield engine


@contextlib.contextmanager
def passage_finder(
    spark: SparkOptions | None, shards: Path | None, plugins: Sequence[str]
) -> Iterator[Callable[..., Found]]:
    """Yield the function that finds passages: `provenance.engines.local.find_passages`, or the same by another engine.

    Parameters
    ----------
    spark : SparkOptions or None
        Where Spark runs, if it does the work.
    shards : pathlib.Path or None
        The folder in which shards have done the work.
    plugins : sequence of str
        Which code of plugins is used.

    Raises
    ------
    EngineError
        If Spark cannot be used.
    """
    if shards is not None:
        yield partial(merged_passages, work=shards)
        return
    if spark is None:
        from provenance.engines.local import find_passages

        yield find_passages
        return
    with spark_work(spark, plugins) as work:
        from provenance.engines.spark import passages

        yield partial(passages.find_passages, work=work)


@contextlib.contextmanager
def spark_work(options: SparkOptions, plugins: Sequence[str]) -> Iterator[Work]:
    """Yield a Spark session with a folder for its work; the folder is removed, unless the user named it.

    Parameters
    ----------
    options : SparkOptions
        Where Spark runs.
    plugins : sequence of str
        Which code of plugins is used.

    Raises
    ------
    EngineError
        If Spark cannot be used, or no folder is named which all executors see.
    """
    from provenance.engines.spark.session import check_executors, is_here, spark_session
    from provenance.engines.spark.work import Work

    with spark_session(options) as session:
        check_executors(session, plugins)
        if options.spark_work is not None:
            yield Work(session, options.spark_work.rstrip("/"), stays=True)
            return
        if not is_here(session, options):
            raise EngineError(
                "Spark runs on other machines, and no folder is named that all of them see.",
                hint="--spark-work names one, as hdfs://host/work or /mnt/work.",
            )
        folder = tempfile.mkdtemp(prefix="provenance-spark-")
        try:
            yield Work(session, f"file://{folder}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
