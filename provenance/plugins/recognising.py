"""Finds the reader of a file: by its suffix and its content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.plugins.catalogue import sniffs
from provenance.plugins.guard import Guard
from provenance.plugins.making import attribute

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from provenance.plugins.catalogue import Catalogue, Offer
    from provenance.plugins.types import ReaderEntry

__all__ = ["reader_offer"]

#: The number of bytes of a file that sniffing functions get.
_HEAD = 1 << 16


def reader_offer(
    builtin: Catalogue[ReaderEntry], full: Callable[[], Catalogue[ReaderEntry]], path: str | os.PathLike[str]
) -> Offer[ReaderEntry] | None:
    """Return the reader for a file: one of its suffix that recognises the content, else the one of its suffix.

    Parameters
    ----------
    builtin : Catalogue
        The built-in readers.
    full : callable
        Returns all readers; called only if no built-in one reads the file.
    path : path-like
        The file.
    """
    offers = builtin.suffixed(path)[1]
    found = _recognising(offers, path) or builtin.for_path(path) if offers else None
    if found is not None:
        return found
    catalogue = full()
    offers = catalogue.suffixed(path)[1] or list(catalogue.offers)
    return _recognising(offers, path) or catalogue.for_path(path)


def _recognising(offers: list[Offer[ReaderEntry]], path: str | os.PathLike[str]) -> Offer[ReaderEntry] | None:
    candidates = [offer for offer in offers if sniffs(offer.entry)]
    head = _head_of(path) if candidates else b""
    return next((offer for offer in candidates if head and _recognises(offer, head)), None)


def _recognises(offer: Offer[ReaderEntry], head: bytes) -> bool:
    sniff: Any = offer.entry.sniff
    with Guard(offer.owner, f"sniffing for the reader {offer.entry.name!r}"):
        return bool((attribute(sniff) if isinstance(sniff, str) else sniff)(head))


def _head_of(path: str | os.PathLike[str]) -> bytes:
    """Return the first 64 KiB of a file; empty if it is not a readable file, which is reported elsewhere."""
    try:
        if not Path(path).is_file():
            return b""
        with Path(path).open("rb") as stream:
            return stream.read(_HEAD)
    except (OSError, ValueError):
        return b""
