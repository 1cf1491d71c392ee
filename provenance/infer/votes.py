"""What a document's credits say of whose text it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.model.credit import Credit

__all__ = ["OTHER", "Vote", "is_of_whole", "is_reporter", "votes_of"]

#: Stands for whoever is credited and is no agency: a broadcaster's wire, a paper's own reporter.
OTHER = ""
#: Words beside an agency's name that say that its own people were there.
_REPORTERS = (
    "journalist", "reporter", "correspondent", "photographer", "stringer", "team", "journaliste", "photographe",
    "fotograf", "korrespondent", "periodista", "corresponsal", "giornalista", "корреспондент", "muhabir",
    "記者", "记者",     "기자", "مراسل", "صحافي", "نامہ نگار",
)  # fmt: skip
_NEAR = 24
#: Characters behind a source line: what pages have below a text.
_TAIL = 600


class Vote(NamedTuple):
    """What a witness's credit says of a text: log-odds for an agency; without a credit it is a dispatch itself."""

    agency: str
    weight: float
    document: int
    credit: Credit | None


def is_reporter(text: str, credit: Credit) -> bool:
    """Whether a fact is attributed to the agency's own people on the spot: "an AFP journalist saw"."""
    near = text[max(0, credit.start - _NEAR) : credit.stop + _NEAR].lower()
    return any(word in near for word in _REPORTERS)


def votes_of(
    credits_: Iterable[Credit], text: str, numbers: dict[str, float]
) -> tuple[dict[str, tuple[float, Credit | None]], str | None]:
    """Return what credits say: for each agency the strongest, and who is said to have written the whole text.

    A dateline or byline speaks for the whole text where most of the text is behind it, and a source line where it ends
    the text; what stands between is the credit of a part.

    Parameters
    ----------
    credits_ : iterable of Credit
        Those of one document, in their order.
    text : str
        Its text.
    numbers : dict
        The table ``agency`` of the settings.
    """
    votes: dict[str, tuple[float, Credit | None]] = {}
    own: str | None = None
    for credit in credits_:
        agency = _who(credit)
        if credit.role == "photo" or agency is None:
            continue
        whole = is_of_whole(credit, text)
        if credit.role == "fact":
            weight = numbers["reporter"] if is_reporter(text, credit) else numbers["fact"]
        else:
            weight = numbers[credit.role] if whole else numbers["inside"]
        if credit.role == "sole" and whole and own is None:
            own = agency
        if agency not in votes or weight > votes[agency][0]:
            votes[agency] = (weight, credit)
    return votes, own


def is_of_whole(credit: Credit, text: str) -> bool:
    """Whether a credit stands where it speaks for the whole text: in its first half, or at its end."""
    left = len(text) - credit.stop
    return 2 * credit.start <= len(text) or left <= max(_TAIL, len(text) // 8)


def _who(credit: Credit) -> str | None:
    """Return the agency that a credit names; OTHER for those who are none; None where it names nobody."""
    if getattr(credit, "kind", "agency") != "agency":
        return OTHER
    return credit.agency
