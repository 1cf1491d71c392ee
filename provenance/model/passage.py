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
    """One side of a passage: a span in one document.

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
        The two spans. "Left" and "right" do not say who copied whom.
    kind : {"verbatim", "edited", "paraphrase"}
        "verbatim": the words are equal after normalisation.
    quoted : bool
        Whether both sides are inside quotation marks.
    similarity : float
        0 to 1: twice the number of matched words, divided by the words of both sides.
    words : int
        The words of the shorter side. If one side is more than three times as long as the other, only the matching
        words.
    overlap : str, optional
        The class of the overlap: agency copy, same publisher, later version of the same text, quotation, page
        furniture, unknown common source, or other. None if not determined. Called ``class`` in JSON, CSV and tables,
        which is a word of Python itself.
    confidence : float
        0 to 1: the probability that both sides derive from one written text and do not merely report the same facts.
    """

    left: Side
    right: Side
    kind: Kind
    quoted: bool
    similarity: float
    words: int
    overlap: Overlap | None = None
    confidence: float = 1.0
