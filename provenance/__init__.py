"""Finds which text in an article was reused, and from whom.

The public names are imported on first use: ``import provenance`` alone loads next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.api.reading import read
    from provenance.api.reuse import compare, find_reuse
    from provenance.api.signing import sign
    from provenance.errors import InputError, OptionError, ProvenanceError
    from provenance.model.derivation import Derivation, Evidence
    from provenance.model.document import Document
    from provenance.model.matrix import ReuseMatrix
    from provenance.model.options import ReadOptions, ReportOptions, ReuseOptions
    from provenance.model.passage import Passage, Side
    from provenance.model.result import ReuseResult
    from provenance.sketch.signatures import Signatures
    from provenance.version import __version__

__all__ = [
    "Derivation",
    "Document",
    "Evidence",
    "InputError",
    "OptionError",
    "Passage",
    "ProvenanceError",
    "ReadOptions",
    "ReportOptions",
    "ReuseMatrix",
    "ReuseOptions",
    "ReuseResult",
    "Side",
    "Signatures",
    "__version__",
    "compare",
    "find_reuse",
    "read",
    "sign",
]

_WHERE = {
    "Derivation": "model.derivation",
    "Document": "model.document",
    "Evidence": "model.derivation",
    "InputError": "errors",
    "OptionError": "errors",
    "Passage": "model.passage",
    "ProvenanceError": "errors",
    "ReadOptions": "model.options",
    "ReportOptions": "model.options",
    "ReuseMatrix": "model.matrix",
    "ReuseOptions": "model.options",
    "ReuseResult": "model.result",
    "Side": "model.passage",
    "Signatures": "sketch.signatures",
    "__version__": "version",
    "compare": "api.reuse",
    "find_reuse": "api.reuse",
    "read": "api.reading",
    "sign": "api.signing",
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
