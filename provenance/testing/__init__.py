"""Tools for testing plugins: checks for each kind of component, sample results, Hypothesis strategies.

``check_plugin`` checks a plugin and all its components; ``check_reporter``, ``check_duplicate_reporter``,
``check_reader``, ``check_normaliser``, ``check_tokeniser``, ``check_agencies``, ``check_evidence`` and
``check_keep_policy`` check one component. Each returns a pytest mark that runs a test once per check;
``plugin_checks``, ``reporter_checks`` and so on yield the same checks for use without pytest's parametrisation.

This module needs pytest and Hypothesis: ``pip install 'wire-provenance[testing]'``.
"""

from __future__ import annotations

try:
    import hypothesis  # noqa: F401 - whether it is there
    import pytest  # noqa: F401 - whether it is there
except ModuleNotFoundError as error:
    needed = f"provenance.testing needs {error.name}: pip install 'wire-provenance[testing]'"
    raise ModuleNotFoundError(needed, name=error.name) from None

from provenance.testing.checks import Check, CheckFailed
from provenance.testing.duplicates import check_duplicate_reporter, duplicate_reporter_checks
from provenance.testing.evidence import (
    agency_checks,
    check_agencies,
    check_evidence,
    check_keep_policy,
    evidence_checks,
    keep_policy_checks,
)
from provenance.testing.plugins import check_plugin, plugin_checks
from provenance.testing.readers import check_reader, read_with, reader_checks
from provenance.testing.reporters import check_reporter, reporter_checks, written
from provenance.testing.samples import HOSTILE_TEXT, SAMPLES, sample_result, sample_results
from provenance.testing.strategies import Planted, collections, documents, planted, prose, texts
from provenance.testing.texts import check_normaliser, check_tokeniser, normaliser_checks, tokeniser_checks

__all__ = [
    "HOSTILE_TEXT",
    "SAMPLES",
    "Check",
    "CheckFailed",
    "Planted",
    "agency_checks",
    "check_agencies",
    "check_duplicate_reporter",
    "check_evidence",
    "check_keep_policy",
    "check_normaliser",
    "check_plugin",
    "check_reader",
    "check_reporter",
    "check_tokeniser",
    "collections",
    "documents",
    "duplicate_reporter_checks",
    "evidence_checks",
    "keep_policy_checks",
    "normaliser_checks",
    "planted",
    "plugin_checks",
    "prose",
    "read_with",
    "reader_checks",
    "reporter_checks",
    "sample_result",
    "sample_results",
    "texts",
    "tokeniser_checks",
    "written",
]
