"""How documents will be deduplicated, before any work: recall, memory, disk, time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.api.components import pipeline_for
from provenance.api.dedup_sources import as_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.dedup_options import DedupOptions
    from provenance.model.options import ReadOptions
    from provenance.plugins.manager import Plugins

__all__ = ["plan_dedup"]


def plan_dedup(documents: Any, options: DedupOptions, read: ReadOptions, plugins: Plugins) -> Iterator[str]:
    """Yield lines that say how `deduplicate` will look for duplicates, with its recall, memory, disk and time.

    The estimates are measured on the first block of the documents; nothing is written.
    """
    import time

    from provenance.dedup.forecast import Forecast, tell
    from provenance.dedup.plan import make_plan
    from provenance.engines.cores import thread_count
    from provenance.engines.memory import memory_limit
    from provenance.readers.context import Context
    from provenance.sketch.duplicates import SketchBuffers, sketch_texts

    plan = make_plan(options)
    plugins.keep_policy(options.keep)
    pipeline = pipeline_for(options.all_normalisers, options.tokeniser, plugins)
    sources = as_sources(documents, Context(read, lenient=True), plugins)
    language = read.language_field if pipeline.reads_language else None
    columns = () if language is None else (language,)
    room = SketchBuffers()
    counts, seconds = (0, 0, 0), 0.0
    # Run twice: the first run also loads the kernels.
    for _ in range(2):
        work = next(iter(sources[0].batches(columns)), None)
        if work is None:
            break
        began = time.perf_counter()
        batch = work.make()
        sketch = sketch_texts(batch.texts, pipeline, plan.settings, room, batch.languages(language))
        seconds = time.perf_counter() - began
        counts = work.size, len(batch.rows), int(sketch.lengths.sum())
    size = sum(source.size for source in sources)
    threads = thread_count(options.threads)
    return tell(plan, options, memory_limit(options.memory), Forecast(size, *counts, seconds, threads))
