"""The public verbs."""

from __future__ import annotations

from provenance.api.dedup import deduplicate
from provenance.api.reading import read
from provenance.api.reuse import compare, find_reuse
from provenance.api.signing import sign

__all__ = ["compare", "deduplicate", "find_reuse", "read", "sign"]
