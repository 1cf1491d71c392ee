"""Looks components up by name; a guard names the plugin when a component of a third party fails."""

from __future__ import annotations

import math
from typing import IO, TYPE_CHECKING, Any, cast

from provenance.model.components import StreamingReporter, TextNormaliser, is_binary
from provenance.model.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from provenance.infer.credits import Grammar
    from provenance.model.components import (
        AnyReporter,
        DocumentFacts,
        Edit,
        EvidenceSource,
        KeepPolicy,
        ReadContext,
        Reader,
        Tokeniser,
        TokenNormaliser,
    )
    from provenance.model.dedup_options import DedupOptions
    from provenance.model.direction import Term
    from provenance.model.document import Document
    from provenance.model.documents import Documents
    from provenance.model.options import ReportOptions
    from provenance.model.passages import PassageTable
    from provenance.model.result import ReuseResult
    from provenance.plugins.manager import Plugins
    from provenance.plugins.owner import Guard
    from provenance.text.pipeline import Pipeline

__all__ = [
    "evidence_for",
    "grammar_for",
    "guarded_policy",
    "guarded_reader",
    "guarded_reporter",
    "pipeline_for",
    "plugins_used",
]


def pipeline_for(normalisers: Iterable[str], tokeniser: str, plugins: Plugins) -> Pipeline:
    """Return the pipeline that prepares a text for comparison, from the names of its components."""
    from provenance.text.pipeline import Pipeline

    chain: list[tuple[str, TextNormaliser | TokenNormaliser]] = []
    normalisers = tuple(normalisers)
    for name in normalisers:
        found = plugins.normaliser(name)
        guard = _guard_of(found, plugins, "normalising")
        label = _label(name, found, plugins)
        if guard is None:
            chain.append((label, found))
        elif isinstance(found, TextNormaliser):
            chain.append((label, _GuardedText(found, guard)))
        else:
            chain.append((label, _GuardedToken(found, guard)))
    cutter = plugins.tokeniser(tokeniser)
    guard = _guard_of(cutter, plugins, "tokenising")
    label = _label(tokeniser, cutter, plugins)
    code = plugins_used((*map(plugins.normaliser, normalisers), cutter), plugins)
    return Pipeline(tuple(chain), (label, cutter if guard is None else _GuardedTokeniser(cutter, guard)), code)


def grammar_for(lists: Iterable[str], plugins: Plugins) -> Grammar:
    """Return the grammar that reads credits; the agencies of these lists come before the built-in ones."""
    from provenance.infer.credits import Grammar, standard_grammar
    from provenance.model.credit import Agency

    agencies: list[Agency] = []
    for name in lists:
        found = plugins.agency_list(name)
        guard = _guard_of(found, plugins, "listing agencies")
        if guard is None:
            agencies += found.agencies()
            continue
        with guard:
            agencies += found.agencies()
            for agency in agencies:
                if not isinstance(agency, Agency) or not all(isinstance(form, str) and form for form in agency.forms):
                    raise TypeError(f"expected an Agency with forms, got {agency!r}")
    if not agencies:
        return standard_grammar()
    return Grammar([*agencies, *plugins.agency_list("wire").agencies()])


def evidence_for(names: Iterable[str], plugins: Plugins) -> tuple[EvidenceSource, ...]:
    """Return the sources of evidence with these names."""
    sources = []
    for name in names:
        found = plugins.evidence_source(name)
        guard = _guard_of(found, plugins, "weighing evidence")
        sources.append(found if guard is None else _GuardedEvidence(found, guard))
    return tuple(sources)


def plugins_used(components: Iterable[object], plugins: Plugins) -> tuple[str, ...]:
    """Return which code of plugins the components are, sorted, each once; what is built in is left out."""
    return tuple(sorted({said for each in components if (said := plugins.identity_of(each)) is not None}))


def guarded_reader(reader: Reader | None, plugins: Plugins) -> Reader | None:
    """Return a reader that names its plugin when it fails."""
    guard = _guard_of(reader, plugins, "reading")
    return reader if reader is None or guard is None else _GuardedReader(reader, guard)


def guarded_reporter(reporter: AnyReporter, plugins: Plugins) -> AnyReporter:
    """Return a reporter that names its plugin when it fails."""
    guard = _guard_of(reporter, plugins, "writing")
    if guard is None:
        return reporter
    guarded = _GuardedStreaming if isinstance(reporter, StreamingReporter) else _GuardedReporter
    return cast("AnyReporter", guarded(reporter, guard))


def guarded_policy(policy: KeepPolicy, plugins: Plugins) -> KeepPolicy:
    """Return a keep policy that names its plugin when it fails."""
    guard = _guard_of(policy, plugins, "ranking documents")
    return policy if guard is None else _GuardedPolicy(policy, guard)


def _guard_of(component: object, plugins: Plugins, stage: str) -> Guard | None:
    owner = plugins.owner_of(component)
    return None if owner is None or owner.builtin else plugins.guard(owner, stage)


def _label(name: str, component: object, plugins: Plugins) -> str:
    owner = plugins.owner_of(component)
    return name if owner is None or owner.builtin else f"{name} of {owner}"


class _GuardedText:
    def __init__(self, inner: TextNormaliser, guard: Guard) -> None:
        self._inner, self._guard = inner, guard

    def edits(self, text: str) -> Iterable[Edit]:
        with self._guard:
            return list(self._inner.edits(text))


class _GuardedToken:
    def __init__(self, inner: TokenNormaliser, guard: Guard) -> None:
        self._inner, self._guard = inner, guard

    def token(self, token: str) -> str:
        with self._guard:
            return self._inner.token(token)


class _GuardedTokeniser:
    def __init__(self, inner: Tokeniser, guard: Guard) -> None:
        self._inner, self._guard = inner, guard

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        with self._guard:
            return [(int(start), int(stop)) for start, stop in self._inner.spans(text)]


class _GuardedEvidence:
    def __init__(self, inner: EvidenceSource, guard: Guard) -> None:
        self._inner, self._guard = inner, guard

    def terms(self, left: Document, right: Document) -> Iterable[Term]:
        with self._guard:
            return [_checked(term) for term in self._inner.terms(left, right)]


def _checked(term: Term) -> Term:
    from provenance.model.direction import VERDICTS, Term

    if not isinstance(term, Term) or term.toward not in VERDICTS or not math.isfinite(term.weight):
        raise TypeError(f"expected a Term toward one of {', '.join(VERDICTS)} with a finite weight, got {term!r}")
    return term


class _GuardedReader:
    def __init__(self, inner: Reader, guard: Guard) -> None:
        self._inner, self._guard = inner, guard

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        with self._guard:
            rows = iter(self._inner.read(path, context))
        while True:
            with self._guard:
                row = next(rows, None)
            if row is None:
                return
            yield row


class _GuardedReporter:
    def __init__(self, inner: AnyReporter, guard: Guard) -> None:
        self._inner: Any = inner
        self._guard = guard
        self.binary = is_binary(inner)

    def write(self, result: ReuseResult, out: IO[Any], options: ReportOptions) -> None:
        with self._guard:
            self._inner.write(result, out, options)


class _GuardedStreaming(_GuardedReporter):
    def stream(self, documents: Documents, parts: Iterable[PassageTable], out: IO[Any], options: ReportOptions) -> None:
        failed: list[BaseException] = []

        def unguarded() -> Iterator[PassageTable]:
            # An error in the search for passages is not the plugin's fault.
            try:
                yield from map(frozen, parts)
            except BaseException as error:
                failed.append(error)
                raise

        try:
            with self._guard:
                self._inner.stream(documents, unguarded(), out, options)
        except Exception:
            if failed:
                raise failed[0] from None
            raise


class _GuardedPolicy:
    def __init__(self, inner: KeepPolicy, guard: Guard) -> None:
        self._inner, self._guard = inner, guard
        self.drops_all = bool(getattr(inner, "drops_all", False))

    def columns(self, options: DedupOptions) -> Sequence[str]:
        with self._guard:
            columns = getattr(self._inner, "columns", None)
            return () if columns is None else tuple(columns(options))

    def rank(self, facts: DocumentFacts) -> Sequence[Any]:
        with self._guard:
            ranks = list(self._inner.rank(facts))
            # Ranks that cannot be compared are the plugin's fault; the error names it.
            sorted(ranks)
            if len(ranks) != len(facts):
                raise ValueError(f"{len(ranks)} ranks for {len(facts)} documents")
            return ranks
