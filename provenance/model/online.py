"""What an online deduplicator says of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["OnlineMatch"]


@dataclass(frozen=True, slots=True)
class OnlineMatch:
    """A document that was not accepted, and the accepted one that it duplicates.

    Parameters
    ----------
    document, survivor : str
        Their ids; they are equal where the id was accepted before.
    rule : {"id", "exact", "same-words", "near"}
        Why: its id was accepted before; the texts are equal but for white space and Unicode form; their words are the
        same, in the same order; or enough of their shingles are.
    resemblance : float
        The share of shingles that both have, of those that either has; 0 to 1.
    containment : float
        The share of the document's shingles that the accepted one has; 0 to 1.
    """

    document: str
    survivor: str
    rule: Literal["id", "exact", "same-words", "near"]
    resemblance: float
    containment: float
