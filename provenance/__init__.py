"""Finds which text in an article was reused, and from whom.

The public names are imported on first use: ``import provenance`` alone loads next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.api.dedup import deduplicate
    from provenance.api.index import Index, open_index
    from provenance.api.online import OnlineDeduplicator
    from provenance.api.reading import read
    from provenance.api.reuse import compare, find_reuse, statistics_of, trace
    from provenance.api.signing import sign
    from provenance.api.tune import tune
    from provenance.dedup.result import Cluster, DedupResult, Removal
    from provenance.errors import InputError, OptionError, ProvenanceError
    from provenance.model.dedup_options import DedupOptions
    from provenance.model.derivation import Derivation, Evidence
    from provenance.model.document import Document
    from provenance.model.matrix import ReuseMatrix
    from provenance.model.online import OnlineMatch
    from provenance.model.options import ReadOptions, ReportOptions, ReuseOptions
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult
    from provenance.model.spark_options import SparkOptions
    from provenance.model.statistics import Statistics
    from provenance.model.tuning import Tuning
    from provenance.sketch.signatures import Signatures
    from provenance.version import __version__

__all__ = [
    "Cluster",
    "DedupOptions",
    "DedupResult",
    "Derivation",
    "Document",
    "Evidence",
    "Index",
    "InputError",
    "OnlineDeduplicator",
    "OnlineMatch",
    "OptionError",
    "Passage",
    "ProvenanceError",
    "ReadOptions",
    "Removal",
    "ReportOptions",
    "ReuseMatrix",
    "ReuseOptions",
    "ReuseResult",
    "Side",
    "Signatures",
    "SparkOptions",
    "Statistics",
    "Tuning",
    "__version__",
    "compare",
    "deduplicate",
    "find_reuse",
    "open_index",
    "read",
    "sign",
    "statistics_of",
    "trace",
    "tune",
]

_WHERE = {
    "Cluster": "dedup.result",
    "DedupOptions": "model.dedup_options",
    "DedupResult": "dedup.result",
    "Derivation": "model.derivation",
    "Document": "model.document",
    "Evidence": "model.derivation",
    "Index": "api.index",
    "InputError": "errors",
    "OnlineDeduplicator": "api.online",
    "OnlineMatch": "model.online",
    "OptionError": "errors",
    "Passage": "model.passage",
    "ProvenanceError": "errors",
    "ReadOptions": "model.options",
    "Removal": "dedup.result",
    "ReportOptions": "model.options",
    "ReuseMatrix": "model.matrix",
    "ReuseOptions": "model.options",
    "ReuseResult": "model.result",
    "Side": "model.passage",
    "Signatures": "sketch.signatures",
    "SparkOptions": "model.spark_options",
    "Statistics": "model.statistics",
    "Tuning": "model.tuning",
    "__version__": "version",
    "compare": "api.reuse",
    "deduplicate": "api.dedup",
    "find_reuse": "api.reuse",
    "open_index": "api.index",
    "read": "api.reading",
    "sign": "api.signing",
    "statistics_of": "api.reuse",
    "trace": "api.reuse",
    "tune": "api.tune",
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'provenance' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"provenance.{_WHERE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
