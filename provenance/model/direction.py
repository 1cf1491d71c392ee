"""The direction of reuse between two documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from provenance.model.derivation import Evidence

__all__ = ["VERDICTS", "Direction", "PairVerdicts", "Term", "Verdict"]

Verdict = Literal["left", "right", "common"]
#: In the order of the codes of tables; -1 is undetermined.
VERDICTS: tuple[Verdict, ...] = ("left", "right", "common")


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of evidence about the direction of a pair, as given by a plugin.

    Parameters
    ----------
    kind : str
        The type of evidence, such as "headline".
    detail : str
        The evidence in words.
    toward : {"left", "right", "common"}
        What it supports: the left document is the source, the right one is, or both have a common source.
    weight : float
        Log-odds: 1 multiplies the odds by 2.7; a negative weight speaks against.
    """

    kind: str
    detail: str
    toward: Verdict
    weight: float


@dataclass(frozen=True, slots=True)
class Direction:
    """The inferred direction of reuse between two documents that share prose.

    Parameters
    ----------
    left, right : str
        The two ids, in the order of the documents.
    verdict : {"left", "right", "common"} or None
        Which document is the source; "common": both copied a third; None: undetermined.
    confidence : float
        0 to 1: the probability of the most likely of the three, even if it was too low for a verdict.
    evidence : tuple of Evidence
        The reasons; a positive weight supports the verdict.
    """

    left: str
    right: str
    verdict: Verdict | None
    confidence: float
    evidence: tuple[Evidence, ...] = ()

    @property
    def source(self) -> str | None:
        """The id of the document that was copied; None if neither was, or if undetermined."""
        return {"left": self.left, "right": self.right}.get(self.verdict or "")

    @property
    def target(self) -> str | None:
        """The id of the document that copied; None if neither did, or if undetermined."""
        return {"left": self.right, "right": self.left}.get(self.verdict or "")


@dataclass(frozen=True, slots=True, eq=False)
class PairVerdicts:
    """The directions of all pairs that share prose, in columns: `Direction` without its evidence.

    Parameters
    ----------
    left, right : numpy.ndarray, shape=(pairs,), int64
        Positions of documents, left < right; sorted.
    verdict : numpy.ndarray, shape=(pairs,), int8
        A code of `VERDICTS`; -1 if undetermined.
    confidence : numpy.ndarray, shape=(pairs,), float64
        0 to 1, rounded to four digits.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    verdict: NDArray[np.int8]
    confidence: NDArray[np.float64]
