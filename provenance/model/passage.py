"""A passage: the same words in two documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["KINDS", "OVERLAPS", "Kind", "Overlap", "Passage", "Side"]

Kind = Literal["verbatim", "edited", "paraphrase"]
#: In the order of the codes that the passage table stores.
KINDS: tuple[Kind, ...] = ("verbatim", "edited", "paraphrase")
Overlap = Literal["agency-copy", "same-publisher", "self-update", "quotation", "furniture", "common-source", "other"]
#: In the order of the codes of tables.
OVERLAPS: tuple[Overlap, ...] = (
    "agency-copy",
    "same-publisher",
    "self-update",
    "quotation",
    "furniture",
    "common-source",
    "other",
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a passage: a span of one document.

    Parameters
    ----------
    document : str
        The document's id.
    start, stop : int
        Half-open, in code points of the document's original text; on word edges.
    """

    document: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A maximal span that two documents share.

    Parameters
    ----------
    left, right : Side
        Where it stands. The names say nothing of who copied whom.
    kind : {"verbatim", "edited", "paraphrase"}
        "verbatim": the words are equal after normalisation.
    quoted : bool
        Both sides stand inside quotation marks.
    similarity : float
        0 to 1: twice the words that were matched, over the words of both sides.
    words : int
        The words of the shorter side; of a passage one side of which is more than three times as long as the other,
        those that match.
    overlap : str, optional
        What sort of overlap it is: an agency's copy, of one publisher, a later version of the same text, a quotation,
        page furniture, from a common source that is not known, or other. None where that was not asked.
    confidence : float
        0 to 1: how likely it is that both sides go back to one written text, and do not only tell the same facts.
    """

    left: Side
    right: Side
    kind: Kind
    quoted: bool
    similarity: float
    words: int
    overlap: Overlap | None = None
    confidence: float = 1.0
