"""Checks of a plugin: that it loads, and the checks of all its components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.options import PluginOptions
from provenance.plugins.manager import load_plugins
from provenance.testing.checks import Check, CheckFailed, parametrised
from provenance.testing.duplicates import duplicate_reporter_checks
from provenance.testing.evidence import agency_checks, evidence_checks, keep_policy_checks
from provenance.testing.readers import reader_checks
from provenance.testing.reporters import reporter_checks
from provenance.testing.texts import normaliser_checks, tokeniser_checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pytest

__all__ = ["check_plugin", "plugin_checks"]

_ALONE = PluginOptions(no_plugins=True)


def check_plugin(plugin: object, samples: Mapping[str, bytes | str] | None = None) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check of a plugin and its components.

    Parameters
    ----------
    plugin : module or object
        The object that the entry point names.
    samples : mapping of str to bytes or str, optional
        Files for its readers, by name, as for `check_reader`; the suffix selects the reader.

    Examples
    --------
    ::

        import provenance_wiki

        @check_plugin(provenance_wiki)
        def test_plugin(check):
            check()
    """
    return parametrised(plugin_checks(plugin, samples))


def plugin_checks(plugin: object, samples: Mapping[str, bytes | str] | None = None) -> Iterator[Check]:
    """Yield the checks of a plugin.

    It must load, its records must be valid, and its factories must create valid components. Each component must pass
    the checks of its kind, as of `check_reporter`; a reader those with the samples of its suffixes, of which there must
    be one.
    """
    yield Check("loads", lambda: _loads(plugin))
    plugins = load_plugins(_ALONE, extra=[plugin])
    if any(report.status == "failed" for report in plugins.check()):
        return
    for name, reporter in plugins.reporters().items():
        if not reporter.owner.builtin:
            yield from _named(f"reporter {name}", reporter_checks(plugins.reporter(name)))
    for name, duplicates in plugins.duplicate_reporters().items():
        if not duplicates.owner.builtin:
            checks = duplicate_reporter_checks(plugins.duplicate_reporter(name))
            yield from _named(f"reporter of duplicates {name}", checks)
    for name, normaliser in plugins.normalisers().items():
        if not normaliser.owner.builtin:
            yield from _named(f"normaliser {name}", normaliser_checks(plugins.normaliser(name)))
    for name, tokeniser in plugins.tokenisers().items():
        if not tokeniser.owner.builtin:
            yield from _named(f"tokeniser {name}", tokeniser_checks(plugins.tokeniser(name)))
    for name, reader in plugins.readers().items():
        if not reader.owner.builtin:
            mine = {file: content for file, content in (samples or {}).items() if file.endswith(reader.entry.suffixes)}
            if not mine:
                yield Check(f"reader {name} has a sample", lambda name=name: _lacks_sample(name))  # type: ignore[misc]
            yield from _named(f"reader {name}", reader_checks(plugins.reader(name), mine))
    for name, agencies in plugins.agencies().items():
        if not agencies.owner.builtin:
            yield from _named(f"agency list {name}", agency_checks(plugins.agency_list(name)))
    for name, evidence in plugins.evidence().items():
        if not evidence.owner.builtin:
            yield from _named(f"evidence {name}", evidence_checks(plugins.evidence_source(name)))
    for name, policy in plugins.keep_policies().items():
        if not policy.owner.builtin:
            yield from _named(f"keep policy {name}", keep_policy_checks(plugins.keep_policy(name)))


def _named(what: str, checks: Iterator[Check]) -> Iterator[Check]:
    for check in checks:
        yield Check(f"{what} {check.name}", check.run)


def _lacks_sample(name: str) -> None:
    raise CheckFailed(f"no sample has a suffix of the reader {name!r}; give one, as in check_plugin(plugin, samples).")


def _loads(plugin: object) -> None:
    reports = load_plugins(_ALONE, extra=[plugin]).check()
    reasons = [reason for report in reports for reason in report.reasons]
    if reasons:
        raise CheckFailed("; ".join(reasons))
    if not any(report.offers for report in reports if report.plugin != "built-in"):
        raise CheckFailed("it offers nothing.")
