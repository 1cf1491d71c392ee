"""What an index says of itself, and of what was done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from provenance.model.options import ReuseOptions

__all__ = ["IndexChange", "IndexInfo"]


@dataclass(frozen=True, slots=True)
class IndexChange:
    """What a call changed in an index.

    Parameters
    ----------
    added, replaced, unchanged, removed : int
        Documents that are new; whose text or metadata is another now; that were in the index already, just as they are;
        and that were taken out.
    recounted : bool
        Whether the statistics were counted anew.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    recounted: bool = False


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds, and how it was made.

    Parameters
    ----------
    documents, tokens : int
        How many there are.
    segments : int
        How many runs of posting lists each fingerprint is looked up in.
    fingerprints : int
        How many rows the posting lists have, those of removed documents included.
    size : int
        Bytes of the file.
    counted : int
        Over how many documents the statistics were counted.
    statistics : str
        The digest of the statistics.
    options : ReuseOptions
        How the index looks for passages.
    version : str
        The version of this package that made it.
    """

    documents: int
    tokens: int
    segments: int
    fingerprints: int
    size: int
    counted: int
    statistics: str
    options: ReuseOptions
    version: str

    def as_dict(self) -> dict[str, Any]:
        """Return all of it in plain values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"options": self.options.as_dict()}
