"""Which agency an unseen dispatch is of, by the credits of its witnesses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.model.credit import Credit

__all__ = ["Vote", "is_reporter", "weigh", "weight_of"]

#: Words beside an agency's name that say that its own people were there.
_REPORTERS = (
    "journalist", "reporter", "correspondent", "photographer", "stringer", "team", "journaliste", "photographe",
    "fotograf", "korrespondent", "periodista", "corresponsal", "giornalista", "корреспондент", "muhabir",
    "記者", "记者",     "기자", "مراسل", "صحافي", "نامہ نگار",
)  # fmt: skip
_NEAR = 24


class Vote(NamedTuple):
    """What a witness's credit says of the dispatch: log-odds for an agency."""

    agency: str
    weight: float
    document: int
    credit: Credit


def is_reporter(text: str, credit: Credit) -> bool:
    """Whether a fact is attributed to the agency's own people on the spot: "an AFP journalist saw"."""
    near = text[max(0, credit.start - _NEAR) : credit.stop + _NEAR].lower()
    return any(word in near for word in _REPORTERS)


def weight_of(credit: Credit, text: str, numbers: dict[str, float]) -> float:
    """Return what a credit says, before it is known how much of the text is the dispatch's."""
    if credit.role == "photo":
        return 0.0
    if credit.role == "fact":
        return numbers["reporter"] if is_reporter(text, credit) else numbers["fact"]
    return numbers[credit.role]


def weigh(votes: Iterable[Vote], numbers: dict[str, float]) -> tuple[str | None, float, dict[str, float]]:
    """Return the likeliest agency, its probability, and the log-odds of each.

    A witness counts once for each agency, by its strongest credit. The probability is the softmax over the agencies
    and "another or none", which has ``numbers["unknown"]``.
    """
    strongest: dict[tuple[str, int], float] = {}
    for vote in votes:
        key = (vote.agency, vote.document)
        strongest[key] = max(strongest.get(key, 0.0), vote.weight)
    totals: dict[str, float] = {}
    for (agency, _), weight in sorted(strongest.items()):
        totals[agency] = totals.get(agency, 0.0) + weight
    if not totals:
        return None, 0.0, {}
    best = max(totals, key=lambda agency: (totals[agency], agency))
    top = max(totals[best], numbers["unknown"])
    whole = sum(math.exp(total - top) for total in totals.values()) + math.exp(numbers["unknown"] - top)
    return best, math.exp(totals[best] - top) / whole, totals
