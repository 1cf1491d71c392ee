"""`deduplicate`: which documents are kept, with a receipt for each removed one."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.api.components import guarded_policy, pipeline_for, plugins_used
from provenance.api.dedup_sources import as_sources, files_of
from provenance.api.duplicates import write_duplicates
from provenance.api.engines import dedup_engine
from provenance.errors import OptionError, OutputError, UnknownNameError
from provenance.model.dedup_options import DedupMeasure, DedupOptions, DedupOutputs
from provenance.model.options import ReadOptions
from provenance.model.spark_options import SparkOptions, check_engine
from provenance.plugins.manager import load_plugins
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from provenance.dedup.plan import DedupPlan
    from provenance.dedup.result import DedupResult
    from provenance.engines.dedup import Sketched
    from provenance.engines.dedup_decisions import Decisions, Question
    from provenance.engines.dedup_texts import SameDocuments
    from provenance.errors import InputError
    from provenance.model.components import KeepPolicy
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
    plugins: Plugins | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[DedupResult, int]:
    """Do what `deduplicate` does, with Spark if ``spark`` is given; return also the number of blocks reused."""
    import numpy as np

    from provenance.dedup.plan import make_plan
    from provenance.engines.code import pipeline_names
    from provenance.engines.dedup_blocks import BlockFiles
    from provenance.engines.dedup_components import Resources
    from provenance.engines.dedup_output import is_parquet, table_schema
    from provenance.engines.memory import memory_limit
    from provenance.readers.context import Context

    used = plugins if plugins is not None else load_plugins()
    _check_outputs(outputs, options.work, documents, against, read, used)
    outputs.check_names()
    if read.memory == "auto":
        read = replace(read, memory=options.memory)
    plan = make_plan(options)
    policy = guarded_policy(used.keep_policy(options.keep), used)
    pipeline = pipeline_for(options.all_normalisers, options.tokeniser, used)
    columns = [] if against is not None else _columns(policy, options, read)
    language = read.language_field if pipeline.reads_language else None
    if language is not None and language not in columns:
        columns.append(language)
    context = Context(read, lenient=True)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(_spill_folder(outputs.kept or outputs.receipts, options.work))
        sources = as_sources(documents, context, used, folder)
        references = [] if against is None else as_sources(against, context, used, folder)
        as_table = outputs.kept is not None and is_parquet(outputs.kept)
        schema = table_schema(outputs.kept, sources) if as_table and outputs.kept is not None else None
        resources = Resources(options.threads, memory_limit(options.memory), folder)
        code = _plugins(options, used)
        how = (plan.settings, pipeline_names(pipeline), code, read, columns)
        files = BlockFiles(folder, how, stay=bool(options.work))
        every = [*sources, *references]
        job = stack.enter_context(dedup_engine(spark, plan, pipeline, files, resources, language))
        sketched = job.sketch(every, columns, read.on_error, progress)
        own = int(sketched.begins[sketched.sources[len(sources) - 1].stop]) if sources else 0
        question = _question(sketched, own, policy, options, read, every, against=bool(references))
        same = job.same(every, sketched, own if references else None)
        decisions = job.decide(sketched, same, question, progress)
        result = _result(sketched, same, decisions, question, plan, options, own, context)
        writer = partial(write_duplicates, plugins=used)
        made_by = tuple(sorted({*code, *context.plugins, *getattr(documents, "plugins", ())}))
        result = replace(result, run={**result.run, "plugins": made_by}, writer=writer)
        if references:
            from provenance.engines.dedup_output import find_spans

            going = np.flatnonzero(result.matches >= 0)
            words_of = job.words_of(sketched, np.union1d(going, result.matches[going]))
            spans = find_spans(sources, sketched, result.matches, words_of, pipeline, options.shingle, language)
            result = replace(result, spans=spans)
        _write(result, sources, sketched, outputs, schema, progress)
        if progress is not None:
            progress("done", 1, 1)
        return result, files.taken_over


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


def _columns(policy: KeepPolicy, options: DedupOptions, read: ReadOptions) -> list[str]:
    """Return the columns that a policy needs, by their names in the input."""
    named = _field_names(read)
    return [named.get(name, name) for name in policy.columns(options)]


def _field_names(read: ReadOptions) -> dict[str, str]:
    return {
        "source": read.source_field,
        "published": read.published_field,
        "role": read.role_field,
        "language": read.language_field,
    }


@contextlib.contextmanager
def _spill_folder(beside: Path | None, work: Path | None) -> Iterator[Path]:
    """Yield the folder for data that do not fit in memory; it is removed afterwards, unless the user named it."""
    if work is not None:
        from provenance.files.writing import locked

        folder = Path(work)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} cannot be made: {error.strerror or error}.") from error
        with locked(folder):
            yield folder
        return
    if beside is None:
        import tempfile

        place = Path(tempfile.gettempdir())
    else:
        place = beside.parent
    folder = place / f".dedup-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        yield folder
    finally:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _question(
    sketched: Sketched,
    own: int,
    policy: KeepPolicy,
    options: DedupOptions,
    read: ReadOptions,
    sources: list[RowSource],
    *,
    against: bool,
) -> Question:
    """Return which documents to compare, in order of rank; those numbered ``own`` and above are the reference."""
    import numpy as np

    from provenance.dedup.keep import Facts, order_of
    from provenance.engines.dedup_decisions import Question
    from provenance.kernels.dedup_link import COMPARED, REFERENCE, UNINDEXED
    from provenance.model.frozen import frozen

    documents = len(sketched)
    mode = np.full(documents, COMPARED, np.uint8)
    if against:
        mode[:own], mode[own:] = UNINDEXED, REFERENCE
        order = np.concatenate([np.arange(own, documents), np.arange(own)]).astype(np.int32)
        return Question(order, mode, either=True)
    named = _field_names(read)
    facts = {name: sketched.fact(named.get(name, name)) for name in policy.columns(options)}
    lengths = sketched.joined("lengths")

    def fault(position: int, error: InputError) -> InputError:
        source, row = sketched.place_of(position)
        return sources[source].fault(row, error)

    known = Facts(options, frozen(lengths), facts, sketched.id, lenient=read.on_error == "skip", fault=fault)
    order = order_of(policy, known)
    return Question(order, mode, all_stand=bool(getattr(policy, "drops_all", False)))


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


def _plugins(options: DedupOptions, plugins: Plugins) -> tuple[str, ...]:
    """Return which code of plugins the normalisers, the tokeniser and the keep policy are."""
    normalisers = map(plugins.normaliser, options.all_normalisers)
    components = [*normalisers, plugins.tokeniser(options.tokeniser), plugins.keep_policy(options.keep)]
    return plugins_used(components, plugins)


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
