"""IRIs for documents and for positions in them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from provenance.model.passage import Side

__all__ = ["DOCUMENT", "PASSAGE", "TERMS", "UNSEEN", "document_iri", "local", "local_place"]

DOCUMENT = "urn:wire-provenance:document:"
UNSEEN = "urn:wire-provenance:unseen:"
PASSAGE = "urn:wire-provenance:passage:"
TERMS = "urn:wire-provenance:terms:"


def local(name: str) -> str:
    """Return an id as the last part of an IRI: all but ASCII letters, digits and ``-._~/`` is percent-encoded.

    Examples
    --------
    >>> local("news/a b")
    'news/a%20b'
    """
    return quote(name, safe="/")


def local_place(side: Side) -> str:
    """Return a span as a fragment of RFC 5147: ``#char=10,95`` is the text between two character positions.

    Examples
    --------
    >>> from provenance.model.passage import Side
    >>> local_place(Side("a", 10, 95))
    'a#char=10,95'
    """
    return f"{local(side.document)}#char={side.start},{side.stop}"


def document_iri(name: str) -> str:
    """Return the IRI of a document."""
    return DOCUMENT + local(name)
