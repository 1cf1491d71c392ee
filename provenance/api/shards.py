"""Jobs in shards: processes that share a folder, each of which does one step of one part at a time."""

from __future__ import annotations

import contextlib
import math
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.api.dedup_job import DedupJob
    from provenance.engines.dedup_components import Resources
    from provenance.engines.local import Found
    from provenance.engines.shards.engine import ShardedDedup
    from provenance.engines.shards.files import PartFiles
    from provenance.engines.shards.passages import PassageSteps
    from provenance.engines.shards.steps import Done
    from provenance.model.dedup_options import DedupOptions
    from provenance.model.documents import Documents
    from provenance.model.options import ReadOptions, ReuseOptions
    from provenance.model.statistics import Statistics
    from provenance.plugins.manager import Plugins
    from provenance.text.pipeline import Pipeline

__all__ = ["dedup_shard", "merged_passages", "merging_engine", "passages_shard", "ranges_needed", "spilling_engine"]

#: Bytes of a word in a text, in memory, and by its hash; of a key, of a linked document besides its words and its
#: signature, and of a sample.
_WORD, _HELD, _HASH, _KEY, _ROW, _SAMPLE = 6, 4, 8, 16, 64, 40
#: How often a range is held while it is sorted, with the rest of the process; and the least memory to cut for.
_COPIES, _LEAST = 4, 1 << 25
_REMEDY = "run --shard {{part}}/{parts} until its steps are done."


def dedup_shard(
    documents: Any,
    options: DedupOptions,
    read: ReadOptions,
    shard: tuple[int, int],
    *,
    against: Any = None,
    plugins: Plugins,
) -> Done:
    """Do the next step of one shard of a dedup job.

    Parameters
    ----------
    documents, against
        Paths, as for `provenance.api.dedup.deduplicate`; the same for all shards.
    options : DedupOptions
        Which documents are duplicates, and which stay; ``work`` is the folder that all shards share.
    read : ReadOptions
        How documents are read.
    shard : (int, int)
        The number of the shard, from 0, and how many there are.
    plugins : Plugins
        The plugins to use.

    Raises
    ------
    EngineError
        If another shard has not done a step that comes first, a file in the folder is lost or damaged, or the folder is
        for another job.
    """
    from provenance.api.dedup_job import prepare_dedup
    from provenance.engines.dedup_components import Resources
    from provenance.engines.memory import memory_limit
    from provenance.engines.shards.files import PartFiles
    from provenance.engines.shards.steps import next_step

    part, parts = shard
    job = prepare_dedup(documents, against, options, read, plugins, None)
    files = PartFiles(_folder(options), _made_by(job, [documents, against], plugins), _REMEDY.format(parts=parts))
    files.begin(parts)
    resources = Resources(options.threads, memory_limit(options.memory), files.folder)
    engine = _engine(job, files, parts, resources)
    return next_step(engine.steps(job.every, job.columns, job.read.on_error), files, part)


def merging_engine(job: DedupJob, documents: list[Any], plugins: Plugins, resources: Resources) -> ShardedDedup:
    """Return the engine that puts together what shards have written; parameters as for `dedup_shard`.

    Raises
    ------
    EngineError
        If the folder is for another job, or there is none.
    """
    from provenance.engines.shards.files import PartFiles

    files = PartFiles(_folder(job.options), _made_by(job, documents, plugins))
    parts = files.join()
    return _engine(job, replace(files, remedy=_REMEDY.format(parts=parts)), parts, resources)


@contextlib.contextmanager
def spilling_engine(job: DedupJob, resources: Resources, ranges: int) -> Iterator[ShardedDedup]:
    """Yield the engine that does the whole job here, range by range, with files for all but the range at work."""
    from provenance.engines.shards.documents import Parts
    from provenance.engines.shards.engine import ShardedDedup
    from provenance.engines.shards.files import PartFiles
    from provenance.files.writing import locked

    files = PartFiles(resources.folder, "")
    files.begin(1)
    with locked(resources.folder):
        yield ShardedDedup(job.plan, job.pipeline, files, resources, Parts(1, ranges), job.language, job.question)


def ranges_needed(job: DedupJob, memory: int) -> int:
    """Return into how many ranges a job is cut so that it takes about so many bytes of memory; 0 if it fits whole.

    It is estimated from the first block of the documents.
    """
    from provenance.engines.cores import thread_count
    from provenance.text.buffers import utf8_buffers

    work = next(iter(job.every[0].batches(())), None) if job.every else None
    if work is None:
        return 0
    batch = work.make()
    scale = sum(source.size for source in job.every) / max(1, work.size)
    offsets = utf8_buffers(batch.texts)[1]
    documents, words = len(batch.rows) * scale, int(offsets[-1] - offsets[0]) * scale / _WORD
    plan = job.plan
    if documents * plan.bytes_per_document() + _HELD * words <= memory:
        return 0
    banding = plan.banding
    keys = _KEY * documents * (1 + (banding.bands if banding else 0))
    rows = _HASH * words + documents * (_ROW + (banding.values if banding else 0))
    samples = _SAMPLE * words / plan.sampled if plan.sampled else 0
    at_once = _COPIES * thread_count(job.options.threads)
    return math.ceil(at_once * max(keys, rows, samples) / max(memory, _LEAST))


def passages_shard(
    documents: Documents, options: ReuseOptions, work: Path, shard: tuple[int, int], plugins: Plugins
) -> Done:
    """Do the next step of one shard of a search for passages.

    Parameters
    ----------
    documents : Documents
        All documents; the same for all shards.
    options : ReuseOptions
        How passages are looked for.
    work : pathlib.Path
        The folder that all shards share.
    shard : (int, int)
        The number of the shard, from 0, and how many there are.
    plugins : Plugins
        The plugins to use.

    Raises
    ------
    EngineError
        As for `dedup_shard`.
    """
    from provenance.api.components import pipeline_for
    from provenance.engines.shards.steps import next_step

    part, parts = shard
    pipeline = pipeline_for(options.normalisers, options.tokeniser, plugins)
    steps = _passage_steps(documents, options, pipeline, work, parts)
    return next_step(steps.steps(), steps.files, part)


def merged_passages(
    documents: Documents,
    pairs: list[tuple[int, int]] | None,
    options: ReuseOptions,
    pipeline: Pipeline,
    work: Path,
    progress: Callable[[str, int, int], None] | None = None,
    statistics: Statistics | None = None,
) -> Found:
    """Put together the passages that shards have found.

    Parameters
    ----------
    documents, pairs, options, pipeline, progress, statistics
        As for `provenance.engines.local.find_passages`; shards find all pairs, by the statistics of the documents.
    work : pathlib.Path
        The folder that the shards share.

    Raises
    ------
    EngineError
        If a shard has not done all steps, a file is lost or damaged, or the folder is for another search.
    """
    from provenance.engines.shards.steps import check_all

    if pairs is not None or statistics is not None:
        raise OptionError("shards have found the passages of all pairs, by the statistics of the documents.")
    steps = _passage_steps(documents, options, pipeline, work, None)
    for step in steps.steps():
        check_all(step, steps.files)
    if progress is not None:
        progress("putting passages together", 0, 1)
    return steps.found()


def _passage_steps(
    documents: Documents, options: ReuseOptions, pipeline: Pipeline, work: Path, parts: int | None
) -> PassageSteps:
    """Return the steps of a search; of one that has begun, if the number of parts is not given."""
    from provenance.engines.memory import memory_limit
    from provenance.engines.resume import run_digest
    from provenance.engines.scratch import Scratch
    from provenance.engines.shards.files import PartFiles
    from provenance.engines.shards.passages import PassageSteps

    files = PartFiles(work, run_digest(documents, options, pipeline))
    if parts is None:
        parts = files.join()
    else:
        files.begin(parts)
    files = replace(files, remedy=_REMEDY.format(parts=parts))
    return PassageSteps(documents, options, pipeline, files, parts, Scratch(memory_limit(options.memory)))


def _engine(job: DedupJob, files: PartFiles, parts: int, resources: Resources) -> ShardedDedup:
    from provenance.engines.shards.documents import Parts
    from provenance.engines.shards.engine import ShardedDedup

    cut, ask = Parts(parts, parts), job.question
    return ShardedDedup(job.plan, job.pipeline, files, resources, cut, job.language, ask, others=True)


def _folder(options: DedupOptions) -> Path:
    if options.work is None:
        raise OptionError("shards need a folder that all of them see.", hint="name it with --work.")
    return Path(options.work)


def _made_by(job: DedupJob, documents: list[Any], plugins: Plugins) -> str:
    """Return a digest of all that the result of a job depends on, with the sizes and times of all files."""
    import xxhash

    from provenance.api.dedup_sources import files_of
    from provenance.engines.code import code_digest

    files = []
    for path in chain.from_iterable(files_of(each, job.read, plugins) for each in documents):
        known = path.stat()
        if path.is_file():
            files.append((path.name, known.st_size, known.st_mtime_ns))
    settings, names, code, read, columns = job.made_by
    read = replace(read, memory="auto")
    how = (settings, names, code, read, columns, job.options.as_dict(), job.references is not None, files)
    return xxhash.xxh3_128_hexdigest(repr((*how, code_digest())).encode())
