"""`find_reuse`, `trace` and `compare`: documents to shared passages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from provenance.api.components import evidence_for, grammar_for, guarded_reporter, pipeline_for, plugins_used
from provenance.api.engines import passage_finder
from provenance.api.inputs import as_documents
from provenance.errors import OptionError
from provenance.model.document import Document
from provenance.model.options import ReportOptions, ReuseOptions
from provenance.model.spark_options import SparkOptions, check_engine
from provenance.plugins.manager import load_plugins
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO, TextIO

    from provenance.api.inputs import DocumentsLike
    from provenance.engines.local import Found
    from provenance.infer.credits import Grammar
    from provenance.model.components import EvidenceSource
    from provenance.model.documents import Documents
    from provenance.model.result import ReuseResult
    from provenance.model.spark_options import Engine
    from provenance.model.statistics import Statistics
    from provenance.plugins.manager import Plugins
    from provenance.text.pipeline import Pipeline

__all__ = ["compare", "find_reuse", "statistics_of", "trace"]

_DEFAULT = ReuseOptions()
_SPARK = SparkOptions()


def find_reuse(
    documents: DocumentsLike,
    pairs: Iterable[tuple[str, str]] | None = None,
    options: ReuseOptions = _DEFAULT,
    engine: Engine = "local",
    *,
    spark: SparkOptions = _SPARK,
    shards: str | os.PathLike[str] | None = None,
    statistics: Statistics | None = None,
    plugins: Plugins | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> ReuseResult:
    """Find the passages that documents share.

    Parameters
    ----------
    documents : iterable of Document, mapping, sequence of str, path, or Arrow table
        The documents; see `provenance.api.inputs.DocumentsLike`.
    pairs : iterable of (left id, right id), optional
        The only pairs to compare. By default the options decide.
    options : ReuseOptions
        How passages are looked for.
    engine : {"local", "spark"}
        The engine that runs the stages: the threads of this machine, or Spark. The results are equal.
    spark : SparkOptions
        With the engine spark: where Spark runs.
    shards : path, optional
        The folder in which shards have found the passages (``provenance passages --shard``); they are put together.
    statistics : Statistics, optional
        Statistics of a background collection, from `statistics_of`: how rare words are, and what is boilerplate. By
        default they are counted over the documents.
    plugins : Plugins, optional
        The plugins to use; by default all that are installed.
    progress : callable, optional
        Called with the name of a stage, the amount done, and the total.

    Returns
    -------
    ReuseResult
        Passages, matrices and derivations. Its size grows with the number of documents and passages, not
        with the number of pairs.

    Raises
    ------
    InputError
        For documents that cannot be used.
    OptionError, UnknownNameError
        For values of options that are not accepted.
    UnknownDocumentError
        If ``pairs`` names a document that does not exist.
    EngineError
        If Spark cannot be used, or failed; if shards are not done, or a file of theirs is lost or damaged.

    Examples
    --------
    >>> result = find_reuse({
    ...     "wire": "The ferry ran aground on a sandbank shortly before dawn on Monday.",
    ...     "paper": "PORT ELLERY: The ferry ran aground on a sandbank shortly before dawn, the owner said.",
    ... })
    >>> passage = result.passages[0]
    >>> passage.kind, passage.words, passage.left.start, passage.left.stop
    ('verbatim', 10, 0, 55)
    >>> round(result.containment("wire", "paper"), 2)
    0.83
    """
    check_engine(engine)
    used = plugins if plugins is not None else load_plugins()
    collection = as_documents(documents, used)
    wanted = None if pairs is None else [_positions(pair, collection) for pair in pairs]
    parts = components_of(options, used)
    work = None if shards is None else Path(shards)
    with passage_finder(spark if engine == "spark" else None, work, parts.pipeline.plugins) as find_passages:
        found = find_passages(collection, wanted, options, parts.pipeline, progress=progress, statistics=statistics)
    _tell_of_inference(progress)
    return result_of(collection, found, options, parts, used, wanted)


def trace(
    article: str,
    documents: DocumentsLike,
    options: ReuseOptions = _DEFAULT,
    *,
    statistics: Statistics | None = None,
    plugins: Plugins | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> ReuseResult:
    """Find the likely sources of one article.

    The article is compared with every other document; those it shares most with are also compared with each other.
    For N documents about N pairs are aligned, where `find_reuse` may align N squared. The passages of the article are
    the same with both.

    Parameters
    ----------
    article : str
        The id of the article; ``documents`` must contain it.
    documents : iterable of Document, mapping, sequence of str, path, or Arrow table
        The documents; see `provenance.api.inputs.DocumentsLike`.
    options, statistics, plugins, progress
        As for `find_reuse`.

    Returns
    -------
    ReuseResult
        Complete for the article alone; two other documents may share more than the result shows.

    Raises
    ------
    UnknownDocumentError
        If no document has this id.

    Examples
    --------
    >>> result = trace("paper", {
    ...     "wire": "The ferry ran aground on a sandbank shortly before dawn on Monday.",
    ...     "paper": "PORT ELLERY: The ferry ran aground on a sandbank shortly before dawn, the owner said.",
    ...     "other": "The council met on Monday.",
    ... })
    >>> [passage.left.document for passage in result.passages]
    ['wire']
    """
    from provenance.engines.local import trace_passages

    used = plugins if plugins is not None else load_plugins()
    collection = as_documents(documents, used)
    position = collection.position(article)
    parts = components_of(options, used)
    found = trace_passages(collection, position, options, parts.pipeline, progress, statistics)
    _tell_of_inference(progress)
    return result_of(collection, found, options, parts, used, None)


def _tell_of_inference(progress: Callable[[str, int, int], None] | None) -> None:
    if progress is not None:
        progress("inferring where the words are from", 0, 1)


class Components(NamedTuple):
    """The components that the options name."""

    pipeline: Pipeline
    grammar: Grammar
    evidence: tuple[EvidenceSource, ...]
    plugins: tuple[str, ...]


def components_of(options: ReuseOptions, plugins: Plugins) -> Components:
    """Look up the components that the options name, so that a misspelt name is an error before the work begins."""
    return Components(
        pipeline_for(options.normalisers, options.tokeniser, plugins),
        grammar_for(options.agencies, plugins),
        evidence_for(options.evidence, plugins),
        _plugins_of(options, plugins),
    )


def _plugins_of(options: ReuseOptions, plugins: Plugins) -> tuple[str, ...]:
    """Return which code of plugins the components of the options are."""
    named = (*map(plugins.normaliser, options.normalisers), plugins.tokeniser(options.tokeniser))
    lists = (*map(plugins.agency_list, options.agencies), *map(plugins.evidence_source, options.evidence))
    return plugins_used((*named, *lists), plugins)


def result_of(
    documents: Documents,
    found: Found,
    options: ReuseOptions,
    parts: Components,
    plugins: Plugins,
    asked: list[tuple[int, int]] | None = None,
) -> ReuseResult:
    """Infer the derivations, and return the whole result."""
    from provenance.infer.infer import infer
    from provenance.model.derivations import Derivations
    from provenance.model.passages import Passages
    from provenance.model.result import ReuseResult, Run
    from provenance.reporters.notebook import notebook_html

    def write(
        result: ReuseResult,
        target: str | os.PathLike[str] | TextIO | BinaryIO,
        name: str | None,
        **fields: Any,
    ) -> None:
        _write(result, target, name, plugins, fields)

    inference = infer(
        documents,
        found.table,
        found.words,
        parts.grammar,
        asked=asked,
        evidence=parts.evidence,
        idf=found.settings.idf,
    )
    made_by = tuple(sorted({*parts.plugins, *documents.plugins}))
    return ReuseResult(
        documents,
        Passages(found.table, documents.ids, inference.overlaps, documents, notebook_html),
        Derivations(inference.derivations, documents),
        found.counts,
        Run(__version__, options.as_dict(), found.candidates, found.left_out, found.statistics.digest, made_by),
        write,
        inference,
        notebook_html,
    )


def compare(
    left: Document | str,
    right: Document | str,
    options: ReuseOptions = _DEFAULT,
    *,
    statistics: Statistics | None = None,
) -> ReuseResult:
    """Compare two texts.

    Parameters
    ----------
    left, right : Document or str
        Texts get the ids "left" and "right".
    options : ReuseOptions
        How passages are looked for.
    statistics : Statistics, optional
        Statistics of a background collection, from `statistics_of`. Two texts alone hardly show which words are rare.

    Returns
    -------
    ReuseResult
        The result for the two documents.

    Examples
    --------
    >>> text = "A text of some ten words that is the same on both sides."
    >>> compare(text, text).containment("left", "right")
    1.0
    """
    return find_reuse(
        [
            left if isinstance(left, Document) else Document("left", left),
            right if isinstance(right, Document) else Document("right", right),
        ],
        options=options,
        statistics=statistics,
    )


def statistics_of(
    documents: DocumentsLike,
    options: ReuseOptions = _DEFAULT,
    *,
    plugins: Plugins | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Statistics:
    """Count the statistics of documents, to use them as a background for comparisons.

    Parameters
    ----------
    documents : iterable of Document, mapping, sequence of str, path, or Arrow table
        The documents; see `provenance.api.inputs.DocumentsLike`.
    options : ReuseOptions
        Only the normalisers, the tokeniser and the threads are used.
    plugins : Plugins, optional
        The plugins to use; by default all that are installed.
    progress : callable, optional
        Called with the name of a stage, the amount done, and the total.

    Returns
    -------
    Statistics
        About 110 MB in memory. `Statistics.merge` adds the statistics of other documents; `Statistics.save`
        and `Statistics.load` write and read them as one Arrow file.

    Examples
    --------
    >>> background = statistics_of({"a": "The ferry ran aground.", "b": "The council met on Monday."})
    >>> background.documents, background.tokens, background.sentences
    (2, 9, 2)
    """
    from provenance.engines import local

    used = plugins if plugins is not None else load_plugins()
    pipeline = pipeline_for(options.normalisers, options.tokeniser, used)
    return local.statistics_of(as_documents(documents, used), options, pipeline, progress)


def _positions(pair: tuple[str, str], documents: Documents) -> tuple[int, int]:
    left, right = pair
    return documents.position(left), documents.position(right)


def _write(
    result: ReuseResult,
    target: str | os.PathLike[str] | TextIO | BinaryIO,
    name: str | None,
    plugins: Plugins,
    fields: dict[str, Any],
) -> None:
    from provenance.reporters.output import write_result

    if name is not None:
        reporter = plugins.reporter(name)
    elif isinstance(target, (str, os.PathLike)):
        reporter = plugins.reporter_for(target)
    else:
        raise OptionError("a format is needed to write to an open file.", hint="as result.write(file, format='json').")
    try:
        options = ReportOptions(**fields)
    except TypeError as error:
        raise OptionError(f"a reporter has no such option: {error}.") from None
    write_result(result, target, guarded_reporter(reporter, plugins), options)
