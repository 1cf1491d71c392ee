"""Who had it from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from provenance.model.derivation import Evidence

__all__ = ["VERDICTS", "Direction", "Term", "Verdict"]

Verdict = Literal["left", "right", "common"]
#: In the order of the codes of tables; -1 is undetermined.
VERDICTS: tuple[Verdict, ...] = ("left", "right", "common")


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of evidence about a pair, as a plugin gives it.

    Parameters
    ----------
    kind : str
        What sort of evidence, as "headline".
    detail : str
        It in words.
    toward : {"left", "right", "common"}
        What it speaks for: the left one was the source, the right one was, or both had it from a third.
    weight : float
        Log-odds: 1 makes it 2.7 times as likely; below 0 it speaks against.
    """

    kind: str
    detail: str
    toward: Verdict
    weight: float


@dataclass(frozen=True, slots=True)
class Direction:
    """What can be said of the direction between two documents that share prose.

    Parameters
    ----------
    left, right : str
        Their ids, in the order of the documents.
    verdict : {"left", "right", "common"} or None
        Which one the other's words are from; "common": both from a third; None: undetermined.
    confidence : float
        0 to 1: that of the likeliest of the three, whether or not it was enough for a verdict.
    evidence : tuple of Evidence
        The reasons; a weight above 0 speaks for the verdict.
    """

    left: str
    right: str
    verdict: Verdict | None
    confidence: float
    evidence: tuple[Evidence, ...] = ()

    @property
    def source(self) -> str | None:
        """The id of the one whose words they are; None where that is neither or undetermined."""
        return {"left": self.left, "right": self.right}.get(self.verdict or "")

    @property
    def target(self) -> str | None:
        """The id of the one that took them over; None where that is neither or undetermined."""
        return {"left": self.right, "right": self.left}.get(self.verdict or "")
