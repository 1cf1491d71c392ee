"""A plugin for provenance: variants and transliterations of names as one word."""

from provenance.hooks import hookimpl
from provenance.plugins.types import NormaliserEntry


@hookimpl
def provenance_normalisers():
    """Offer the names."""
    yield NormaliserEntry(
        name="names",
        factory="provenance_names.variants:Names",
        kind="token",
        summary="Counts variants and transliterations of a name as one.",
    )
