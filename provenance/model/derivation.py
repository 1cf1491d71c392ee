"""How much of a document is reused, and from where."""

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
        The type of reason, such as "containment" or "credit".
    detail : str
        The reason in words.
    weight : float
        How much it counts, 0 to 1.
    start, stop : int, optional
        The text it refers to: half-open, in code points of the document's original text. None for what is in no
        text, such as a credit line that a format keeps as a field.
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
        The classes of the METER corpus (Gaizauskas et al. 2001): all, some or none of it is copied. "unknown": it
        credits an agency for its text, but no other document shares that text.
    share : float
        0 to 1: the share of its prose (words outside quotations and boilerplate) that comes from a dispatch, seen or
        unseen, or from another article.
    source : str, optional
        The id of the document from which most of it comes.
    agency : str, optional
        The agency whose copy the document as a whole is, such as "AFP"; None if not determined. For parts see
        ``origins``.
    confidence : float, optional
        0 to 1; None if not determined.
    evidence : tuple of Evidence
        The reasons.
    dispatch : str, optional
        The name of the unseen dispatch it probably used, such as "unseen-1".
    via : str, optional
        The id of the intermediate document from which it probably took the source's words.
    credit : str, optional
        The strongest role in which its text or its metadata credit an agency: "sole", "shared", "fact" or "photo".
        Naming the copied outlet counts as "shared".
    origins : tuple of Origin
        The origin of each part, the largest part first; the shares add up to 1.
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
        """Whether it credits an agency or the outlet it copied for its text (role "sole" or "shared")."""
        return self.credit in ("sole", "shared")
