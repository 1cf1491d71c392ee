"""What is said of a document: how much of it is reused, and where that came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from provenance.model.credit import CreditRole

__all__ = ["Degree", "Derivation", "Evidence"]

Degree = Literal["wholly", "partially", "non"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a derivation.

    Parameters
    ----------
    kind : str
        What sort of reason, as "containment" or "credit".
    detail : str
        The reason in words.
    weight : float
        How much it counts, 0 to 1.
    start, stop : int, optional
        The text it stands on: half-open, code points of the document's original text.
    """

    kind: str
    detail: str
    weight: float
    start: int | None = None
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """How much of a document is reused, and from where.

    Parameters
    ----------
    document : str
        The document's id.
    degree : {"wholly", "partially", "non"}
        The classes of the METER corpus (Gaizauskas et al. 2001): all, some or none of it is another's text.
    share : float
        0 to 1: the share of its words, quotations left out, that stand in shared passages.
    source : str, optional
        The id of the document that explains most of it.
    agency : str, optional
        The agency whose copy it is, as "AFP". None where it was not determined.
    confidence : float, optional
        0 to 1. None where it was not determined.
    evidence : tuple of Evidence
        The reasons.
    dispatch : str, optional
        The name of the unseen dispatch that it seems to have used, as "unseen-1".
    via : str, optional
        The id of the document over which it seems to have had the source's words.
    credit : str, optional
        The strongest role in which its text credits an agency: "sole", "shared", "fact" or "photo".
    """

    document: str
    degree: Degree
    share: float
    source: str | None = None
    agency: str | None = None
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    dispatch: str | None = None
    via: str | None = None
    credit: CreditRole | None = None

    @property
    def credited(self) -> bool:
        """Whether it credits an agency for its text, alone or with others."""
        return self.credit in ("sole", "shared")
