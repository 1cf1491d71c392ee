"""What is said of a document: how much of it is reused, and where that came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from provenance.model.credit import CreditRole
    from provenance.model.origin import Origin

__all__ = ["Degree", "Derivation", "Evidence"]

Degree = Literal["wholly", "partially", "non", "unknown"]


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
        The text it stands on: half-open, code points of the document's original text. None for what stands in no text,
        as a credit line that a format keeps as a field.
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
    degree : {"wholly", "partially", "non", "unknown"}
        The classes of the METER corpus (Gaizauskas et al. 2001): all, some or none of it is another's text. "unknown":
        it credits an agency for its text, and nothing that is at hand shares it.
    share : float
        0 to 1: the share of its prose, that is its words without quotations and boilerplate, that is from a dispatch,
        at hand or not, or from another article.
    source : str, optional
        The id of the document that explains most of it.
    agency : str, optional
        The agency whose copy it is as a whole, as "AFP". None where it was not determined; of a part, ``origins`` says
        it.
    confidence : float, optional
        0 to 1. None where it was not determined.
    evidence : tuple of Evidence
        The reasons.
    dispatch : str, optional
        The name of the unseen dispatch that it seems to have used, as "unseen-1".
    via : str, optional
        The id of the document over which it seems to have had the source's words.
    credit : str, optional
        The strongest role in which its text or its metadata credit an agency: "sole", "shared", "fact" or "photo". To
        name the outlet that it copied counts as "shared".
    origins : tuple of Origin
        Where each part of it is from, the largest part first; their shares add up to 1.
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
    origins: tuple[Origin, ...] = ()

    @property
    def credited(self) -> bool:
        """Whether it credits an agency, or the outlet that it copied, for its text, alone or with others."""
        return self.credit in ("sole", "shared")
