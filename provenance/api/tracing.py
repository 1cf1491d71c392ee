"""Traces one article in an index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from provenance.api.reuse import result_of
from provenance.index.scope import Article, Scope
from provenance.index.tracing import trace_in
from provenance.index.window import within_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.index.snapshot import Snapshot
    from provenance.index.sources import Source
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.model.result import ReuseResult
    from provenance.model.times import Times
    from provenance.plugins.manager import Plugins

    Progress = Callable[[str, int, int], None]

__all__ = ["Asked", "traced"]


class Asked(NamedTuple):
    """How articles are traced: the options, what they name, the plugins, and the time that is looked at."""

    options: ReuseOptions
    parts: Any
    plugins: Plugins
    times: Times


def traced(source: Source, known: Snapshot, article: Documents, asked: Asked, progress: Progress | None) -> ReuseResult:
    """Trace an article.

    Parameters
    ----------
    source : Source
        Gives posting lists and documents.
    known : Snapshot
        The index; it has statistics.
    article : Documents
        The article alone.
    asked : Asked
        How to trace it.
    progress : callable, optional
        Called with a stage, what is done of it, and how much there is.
    """
    catalogue, statistics, pipeline = known.catalogue, known.statistics, asked.parts.pipeline
    if statistics is None:
        raise AssertionError
    within = within_time(catalogue, article, asked.times)
    own = Article.read(article, pipeline, statistics)
    row = catalogue.rows.get(article.ids[0])
    inside = row is not None and int(catalogue.text_digests[row]) == own.text_digest
    if row is not None:
        within[row] = inside
    scope = Scope(source, catalogue, statistics, pipeline, within, row if row is not None and inside else own)
    documents, found = trace_in(scope, known.pair_settings(asked.options), asked.options, progress)
    return result_of(documents, found, asked.options, asked.parts, asked.plugins)
