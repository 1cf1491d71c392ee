"""Looks components up by name; a guard names the plugin when a component of a third party fails."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from provenance.api.guarded import (
    GuardedAgencies,
    GuardedEvidence,
    GuardedLanguage,
    GuardedPolicy,
    GuardedReader,
    GuardedReporter,
    GuardedStreaming,
    GuardedText,
    GuardedToken,
    GuardedTokeniser,
)
from provenance.errors import OptionError
from provenance.model.components import StreamingReporter, TextNormaliser, takes_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.infer.credits import Grammar
    from provenance.model.components import (
        AnyReporter,
        EvidenceSource,
        KeepPolicy,
        LanguageNormaliser,
        Reader,
        TokenNormaliser,
    )
    from provenance.model.credit import Agency
    from provenance.plugins.manager import Plugins
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

    chain: list[tuple[str, TextNormaliser | LanguageNormaliser | TokenNormaliser]] = []
    normalisers = _names("normalisers", normalisers)
    for name in normalisers:
        found = plugins.normaliser(name)
        label = _label(name, found, plugins)
        if _is_trusted(found, plugins):
            chain.append((label, found))
        elif isinstance(found, TextNormaliser):
            guarded = GuardedLanguage if takes_language(found) else GuardedText
            chain.append((label, guarded(found, plugins)))
        else:
            chain.append((label, GuardedToken(found, plugins)))
    cutter = plugins.tokeniser(tokeniser)
    label = _label(tokeniser, cutter, plugins)
    code = plugins_used((*map(plugins.normaliser, normalisers), cutter), plugins)
    cuts = cutter if _is_trusted(cutter, plugins) else GuardedTokeniser(cutter, plugins)
    return Pipeline(tuple(chain), (label, cuts), code)


def grammar_for(lists: Iterable[str], plugins: Plugins) -> Grammar:
    """Return the grammar that reads credits; the agencies of these lists come before the built-in ones."""
    from provenance.infer.credits import Grammar, standard_grammar

    agencies: list[Agency] = []
    for name in _names("agencies", lists):
        found = plugins.agency_list(name)
        agencies += (found if _is_trusted(found, plugins) else GuardedAgencies(found, plugins)).agencies()
    if not agencies:
        return standard_grammar()
    return Grammar([*agencies, *plugins.agency_list("wire").agencies()])


def evidence_for(names: Iterable[str], plugins: Plugins) -> tuple[EvidenceSource, ...]:
    """Return the sources of evidence with these names."""
    found = [(name, plugins.evidence_source(name)) for name in _names("evidence", names)]
    return tuple(
        each if _is_trusted(each, plugins) else GuardedEvidence(partial(plugins.evidence_source, name), plugins)
        for name, each in found
    )


def plugins_used(components: Iterable[object], plugins: Plugins) -> tuple[str, ...]:
    """Return which code of plugins the components are, sorted, each once; what is built in is left out."""
    return tuple(sorted({said for each in components if (said := plugins.identity_of(each)) is not None}))


def guarded_reader(reader: Reader | None, plugins: Plugins) -> Reader | None:
    """Return a reader that names its plugin when it fails."""
    return reader if reader is None or _is_trusted(reader, plugins) else GuardedReader(reader, plugins)


def guarded_reporter(reporter: AnyReporter, plugins: Plugins) -> AnyReporter:
    """Return a reporter that names its plugin when it fails."""
    if _is_trusted(reporter, plugins):
        return reporter
    guarded = GuardedStreaming if isinstance(reporter, StreamingReporter) else GuardedReporter
    return cast("AnyReporter", guarded(reporter, plugins))


def guarded_policy(policy: KeepPolicy, plugins: Plugins) -> KeepPolicy:
    """Return a keep policy that names its plugin when it fails."""
    return policy if _is_trusted(policy, plugins) else GuardedPolicy(policy, plugins)


def _names(option: str, given: Iterable[str]) -> tuple[str, ...]:
    # A string is a sequence of strings, too: of its letters.
    if isinstance(given, str):
        raise OptionError(f"{option} is {given!r}; it is a tuple of names.", hint=f"as in {option}=({given!r},)")
    return tuple(given)


def _is_trusted(component: object, plugins: Plugins) -> bool:
    owner = plugins.owner_of(component)
    return owner is None or owner.builtin


def _label(name: str, component: object, plugins: Plugins) -> str:
    owner = plugins.owner_of(component)
    if owner is None or owner.builtin:
        return name
    # Words made with other settings cannot be compared.
    settings = plugins.settings_of(component)
    return f"{name} of {owner}" if settings in (None, type(settings)()) else f"{name} of {owner} with {settings!r}"
