"""Which engine does the work: the threads of this machine, or Spark."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from functools import partial
from typing import TYPE_CHECKING

from provenance.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from provenance.dedup.plan import DedupPlan
    from provenance.engines.dedup_blocks import BlockFiles
    from provenance.engines.dedup_components import Resources
    from provenance.engines.dedup_engine import DedupEngine
    from provenance.engines.local import Found
    from provenance.engines.spark.work import Work
    from provenance.model.spark_options import SparkOptions
    from provenance.text.pipeline import Pipeline

__all__ = ["dedup_engine", "passage_finder", "spark_work"]


@contextlib.contextmanager
def dedup_engine(
    spark: SparkOptions | None,
    plan: DedupPlan,
    pipeline: Pipeline,
    files: BlockFiles,
    resources: Resources,
    language: str | None,
) -> Iterator[DedupEngine]:
    """Yield the engine of a dedup job: that of Spark, if its options are given.

    Parameters
    ----------
    spark : SparkOptions or None
        Where Spark runs; None for the threads of this machine.
    plan, pipeline, files, resources, language
        As `provenance.engines.dedup_engine.LocalDedup` takes them.

    Raises
    ------
    EngineError
        If Spark cannot be used.
    """
    from provenance.engines.dedup_engine import LocalDedup

    if spark is None:
        yield LocalDedup(plan, pipeline, files, resources, language)
        return
    with spark_work(spark, pipeline.plugins) as work:
        from provenance.engines.spark.dedup import SparkDedup

        yield SparkDedup(plan, pipeline, files, resources, language, work)


@contextlib.contextmanager
def passage_finder(spark: SparkOptions | None, plugins: Sequence[str]) -> Iterator[Callable[..., Found]]:
    """Yield the function that finds passages: `provenance.engines.local.find_passages`, or the same with Spark.

    Parameters
    ----------
    spark : SparkOptions or None
        Where Spark runs; None for the threads of this machine.
    plugins : sequence of str
        Which code of plugins is used.

    Raises
    ------
    EngineError
        If Spark cannot be used.
    """
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
