"""Jobs in shards: processes that share a folder, each of which does one step of one part at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.errors import OptionError

if TYPE_CHECKING:
    from provenance.api.dedup_job import DedupJob
    from provenance.engines.dedup_components import Resources
    from provenance.engines.shards.engine import Done, ShardedDedup
    from provenance.engines.shards.files import PartFiles
    from provenance.model.dedup_options import DedupOptions
    from provenance.model.options import ReadOptions
    from provenance.plugins.manager import Plugins

__all__ = ["dedup_shard", "merging_engine"]

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
    from provenance.engines.shards.engine import next_step
    from provenance.engines.shards.files import PartFiles

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


def _engine(job: DedupJob, files: PartFiles, parts: int, resources: Resources) -> ShardedDedup:
    from provenance.engines.shards.engine import ShardedDedup

    return ShardedDedup(job.plan, job.pipeline, files, resources, parts, parts, job.question, others=True)


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
