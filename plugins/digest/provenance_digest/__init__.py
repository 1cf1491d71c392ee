"""A plugin for provenance: a digest of reused text as an e-mail."""

from provenance.hooks import hookimpl
from provenance.plugins.types import ReporterEntry


@hookimpl
def provenance_reporters():
    """Offer the digest."""
    yield ReporterEntry(
        name="digest",
        factory="provenance_digest.message:Digest",
        suffixes=(".eml",),
        summary="A digest as an e-mail, plain text and HTML.",
    )
