"""`deduplicate`: which documents are kept, with a receipt for each removed one."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.api.dedup_job import prepare_dedup, spill_folder
from provenance.api.dedup_sources import files_of
from provenance.api.duplicates import write_duplicates
from provenance.api.engines import dedup_engine
from provenance.api.shards import merging_engine
from provenance.errors import OptionError, UnknownNameError
from provenance.model.dedup_options import DedupMeasure, DedupOptions, DedupOutputs
from provenance.model.options import ReadOptions
from provenance.model.spark_options import SparkOptions, check_engine
from provenance.plugins.manager import load_plugins
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from provenance.dedup.plan import DedupPlan
    from provenance.dedup.result import DedupResult
    from provenance.engines.dedup import Sketched
    from provenance.engines.dedup_decisions import Decisions, Question
    from provenance.engines.dedup_engine import DedupEngine
    from provenance.engines.dedup_texts import SameDocuments
    from provenance.model.spark_options import Engine
    from provenance.plugins.manager import Plugins
    from provenance.readers.context import Context
    from provenance.readers.text_batch import RowSource

__all__ = ["deduplicate", "run_dedup"]

_READ = ReadOptions()
_SPARK = SparkOptions()
_NOTHING = DedupOutputs()


def deduplicate(
    documents: Any,
    threshold: float = 0.8,
    measure: DedupMeasure = "resemblance",
    keep: str = "earliest",
    against: Any = None,
    *,
    output: str | os.PathLike[str] | None = None,
    receipts: str | os.PathLike[str] | None = None,
    clusters: str | os.PathLike[str] | None = None,
    in_place: bool = False,
    read: ReadOptions = _READ,
    engine: Engine = "local",
    spark: SparkOptions = _SPARK,
    plugins: Plugins | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    **settings: Any,
) -> DedupResult:
    """Remove exact and near duplicates.

    Texts that are equal but for white space and Unicode form are exact duplicates; texts with the same normalised words
    in the same order are duplicates, too. Hashes only propose such pairs; the texts are then compared. Near duplicates
    are found by MinHash and LSH, or by sampled n-grams, and checked on their whole sets of n-grams, by 64-bit hashes.
    A document is removed only if it was itself compared with the document that is kept in its place.

    Parameters
    ----------
    documents
        A path (a file, a folder, a pattern with ``*``), a sequence of `pathlib.Path`, an Arrow table or stream
        (pyarrow, polars, pandas, DuckDB), a mapping from id to text, or an iterable of `Document` or texts. JSON Lines
        and Parquet are read in blocks, and an iterator is spooled to disk: they may be larger than memory.
    threshold : float
        The least value of ``measure`` at which one of two documents is removed: above 0, at most 1.
    measure : {"resemblance", "containment"}
        Resemblance: the share of shingles that both documents have, of those that either has (the Jaccard index).
        Containment: the share of the removed document's shingles that the kept document has.
    keep : str
        Which document is kept: "earliest", "latest", "longest", "first", "source" (with ``priority``), "column" (with
        ``by``), "wire", "none", or a policy of a plugin.
    against : optional
        A reference, in any of the forms above. Documents are compared only with the reference, which is kept whole.
        With containment, a document is also removed if it contains one of the reference.
    output, receipts, clusters : path, optional
        Files to write: the kept rows with all columns, the receipts, the clusters; Parquet or JSON Lines (also
        ``.gz``, ``.zst``) by the suffix. Each is written whole or not at all. They must differ from each other and
        from all files that are read.
    in_place : bool
        Replace the one file that ``documents`` names by its kept rows, instead of writing ``output``.
    read : ReadOptions
        Which columns hold the id, the text and the rest; what to do with rows that cannot be used.
    engine : {"local", "spark"}
        The engine that compares the documents: the threads of this machine, or Spark. The results are equal.
    spark : SparkOptions
        With the engine spark: where Spark runs.
    plugins : Plugins, optional
        The plugins to use; by default all that are installed.
    progress : callable, optional
        Called with the name of a stage, the amount done, and the total.
    **settings
        Further fields of `provenance.model.dedup_options.DedupOptions`: ``shingle``, ``recall``, ``num_perm``,
        ``priority``, ``by``, ``lowest``, ``empty``, ``normalisers``, ``signs``, ``tokeniser``, ``memory``, ``work``,
        ``threads``.

    Returns
    -------
    DedupResult
        ``kept``, ``removed``, ``clusters``, ``keep_mask``. The result does not depend on threads, memory or blocks.

    Raises
    ------
    InputError
        For documents that cannot be used, with file and line.
    OptionError, UnknownNameError
        For values of options that are not accepted.
    OutputError
        For files that cannot be written, or a full disk.
    EngineError
        If Spark cannot be used, or failed.

    Examples
    --------
    >>> wire = "The ferry ran aground on a sandbank shortly before dawn on Monday with forty people on board."
    >>> result = deduplicate({"wire": wire, "paper": wire.upper(), "other": "The harbour stays closed until Tuesday."})
    >>> list(result.kept)
    ['wire', 'other']
    >>> result.removed[0].survivor, result.removed[0].rule, result.removed[0].resemblance
    ('wire', 'same-words', 1.0)
    """
    known = set(DedupOptions.__dataclass_fields__)
    for name in settings:
        if name not in known:
            raise UnknownNameError("setting", name, known)
    options = DedupOptions(threshold=threshold, measure=measure, keep=keep, **settings)
    if in_place:
        if output is not None or not isinstance(documents, (str, os.PathLike)):
            raise OptionError("in_place writes over one file.", hint="give its path as documents, and no output.")
        output = documents
    kept, told, grouped = (None if path is None else Path(path) for path in (output, receipts, clusters))
    outputs = DedupOutputs(kept, told, grouped, in_place)
    check_engine(engine)
    result, _ = run_dedup(
        documents,
        options,
        read,
        against=against,
        outputs=outputs,
        spark=spark if engine == "spark" else None,
        plugins=plugins,
        progress=progress,
    )
    return result


def run_dedup(
    documents: Any,
    options: DedupOptions,
    read: ReadOptions,
    *,
    against: Any = None,
    outputs: DedupOutputs = _NOTHING,
    spark: SparkOptions | None = None,
    merge: bool = False,
    plugins: Plugins | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[DedupResult, int]:
    """Do what `deduplicate` does; return also the number of blocks reused.

    With Spark if ``spark`` is given; with ``merge``, from what shards have written into the folder of ``options.work``.
    """
    import numpy as np

    from provenance.engines.dedup_blocks import BlockFiles
    from provenance.engines.dedup_components import Resources
    from provenance.engines.dedup_output import is_parquet, table_schema
    from provenance.engines.memory import memory_limit

    used = plugins if plugins is not None else load_plugins()
    _check_outputs(outputs, options.work, documents, against, read, used)
    outputs.check_names()
    with contextlib.ExitStack() as stack:
        work = None if merge else options.work
        folder = stack.enter_context(spill_folder(outputs.kept or outputs.receipts, work))
        job = prepare_dedup(documents, against, options, read, used, folder)
        as_table = outputs.kept is not None and is_parquet(outputs.kept)
        schema = table_schema(outputs.kept, job.sources) if as_table and outputs.kept is not None else None
        resources = Resources(options.threads, memory_limit(options.memory), folder)
        blocks = BlockFiles(folder, job.made_by, stay=bool(options.work))
        if merge:
            engine: DedupEngine = merging_engine(job, [documents, against], used, resources)
        else:
            engine = stack.enter_context(dedup_engine(spark, job, blocks, resources))
        sketched = engine.sketch(job.every, job.columns, read.on_error, progress)
        own = job.own(sketched)
        question = job.question(sketched)
        same = engine.same(job.every, sketched, None if job.references is None else own)
        decisions = engine.decide(sketched, same, question, progress)
        result = _result(sketched, same, decisions, question, job.plan, options, own, job.context)
        writer = partial(write_duplicates, plugins=used)
        made_by = tuple(sorted({*job.plugins, *job.context.plugins, *getattr(documents, "plugins", ())}))
        result = replace(result, run={**result.run, "plugins": made_by}, writer=writer)
        if job.references:
            from provenance.engines.dedup_output import find_spans

            going = np.flatnonzero(result.matches >= 0)
            words_of = engine.words_of(sketched, np.union1d(going, result.matches[going]))
            matches, shingle = result.matches, options.shingle
            spans = find_spans(job.sources, sketched, matches, words_of, job.pipeline, shingle, job.language)
            result = replace(result, spans=spans)
        _write(result, job.sources, sketched, outputs, schema, progress)
        if progress is not None:
            progress("done", 1, 1)
        return result, blocks.taken_over


def _check_outputs(
    outputs: DedupOutputs, work: Path | None, documents: Any, against: Any, read: ReadOptions, plugins: Plugins
) -> None:
    """Check, before anything is read, that no output is also an input."""
    from provenance.files.apart import check_apart

    written = {**outputs.files(), "work": work}
    if not outputs.in_place:
        hint = "give the output another name; --in-place writes over a file of documents."
        check_apart(written, chain(files_of(documents, read, plugins), files_of(against, read, plugins)), hint=hint)
        return
    check_apart(written, files_of(against, read, plugins))
    check_apart({**written, "output": None}, files_of(documents, read, plugins))


def _result(
    sketched: Sketched,
    same: SameDocuments,
    decisions: Decisions,
    question: Question,
    plan: DedupPlan,
    options: DedupOptions,
    own: int,
    context: Context,
) -> DedupResult:
    """Return the result for the documents with numbers below ``own``."""
    import numpy as np

    from provenance.dedup.result import RULES, DedupResult

    exact, near, empty, same_words = map(RULES.index, ("exact", "near", "empty", "same-words"))
    matches = decisions.matches[:own].astype(np.int64)
    rules = np.array([0, same_words, near], np.uint8)[decisions.rules[:own]]
    rules[(rules == same_words) & (same.texts[:own] == same.texts[matches])] = exact
    wordless = sketched.joined("lengths")[:own] == 0
    if options.empty == "drop":
        rules[wordless] = empty
    run = {
        "version": __version__,
        "options": options.as_dict(),
        "documents": own,
        "reference": len(sketched) - own,
        "removed": int((rules != 0).sum()),
        "exact": int((rules == exact).sum()),
        "same words": int((rules == same_words).sum()),
        "near": int((rules == near).sum()),
        "wordless": int(wordless.sum()),
        "checked": decisions.checked,
        "expected recall": plan.probability(options.threshold),
    }
    if plan.banding is not None:
        run |= {"bands": plan.banding.bands, "rows": plan.banding.rows}
    else:
        run |= {"sampled": plan.sampled}
    result = DedupResult(rules, matches, decisions.counts[:own], sketched.id, question.all_stand, run)
    skipped = (*context.skipped, *sketched.skipped)
    return replace(result, skipped=skipped, notes=context.notes, rows=sketched.rows(own))


def _write(
    result: DedupResult,
    sources: list[RowSource],
    sketched: Sketched,
    outputs: DedupOutputs,
    schema: pa.Schema | None,
    progress: Callable[[str, int, int], None] | None,
) -> None:
    """Write the files asked for; the kept documents come last, so that when they exist, all files do."""
    from provenance.dedup.receipts import write_clusters, write_receipts
    from provenance.engines.dedup_output import is_parquet, packed, write_kept
    from provenance.files.writing import replacing

    for path, write in ((outputs.receipts, write_receipts), (outputs.clusters, write_clusters)):
        if path is not None:
            with replacing(path, binary=True) as out, packed(out, path) as stream:
                write(result, stream, parquet=is_parquet(path))
    if outputs.kept is not None:
        write_kept(outputs.kept, schema, sources, sketched, result.keep_mask, progress)
