"""What a document's credits say of whose text it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.model.credit import Credit, FieldCredit

    Votes = dict[str, tuple[float, Credit | FieldCredit | None]]

__all__ = ["OTHER", "Vote", "has_bare_dateline", "has_style", "is_reporter", "votes_of", "with_stated"]

#: Stands for whoever is credited and is no agency: a broadcaster's wire, a paper's own reporter.
OTHER = ""
#: Words beside an agency's name that say that its own people were there.
_REPORTERS = (
    "journalist", "reporter", "correspondent", "photographer", "stringer", "team", "journaliste", "photographe",
    "fotograf", "korrespondent", "periodista", "corresponsal", "giornalista", "корреспондент", "muhabir",
    "記者", "记者",     "기자", "مراسل", "صحافي", "نامہ نگار",
)  # fmt: skip
_NEAR = 24
#: Characters before and behind the first word of a text within which its dateline is looked for: a headline may be the
#: first.
_BEFORE, _BEHIND = 60, 300
#: How agencies sign and head their copy, where the name itself was taken out.
_STYLES = (
    (
        "Reuters",
        "diting by ",
        re.compile(r"eporting by [^()\n]{3,200}; ?(?:[Ww]riting by [^()\n]{3,80}; ?)?[Ee]diting by "),
    ),
    ("AP", "(all times local)", re.compile(r"The Latest on [^\n]{3,150} \(all times local\)")),
)
#: A place in capitals, a region or a date, and a dash: the dateline of an agency that is not named.
_BARE = re.compile(
    r"(?m:^)[ \t]{0,6}[^\W\d_a-z][^\W\d_a-z.'’ -]{2,30}(?:,\s?[^\W\d_][\w. ]{1,25}){0,2}\s?(?:--|[-–—])\s"
)


class Vote(NamedTuple):
    """What a witness's credit says of a text: log-odds for an agency; without a credit it is a dispatch itself."""

    agency: str
    weight: float
    document: int
    credit: Credit | FieldCredit | None


def is_reporter(text: str, credit: Credit) -> bool:
    """Whether a fact is attributed to the agency's own people on the spot: "an AFP journalist saw"."""
    near = text[max(0, credit.start - _NEAR) : credit.stop + _NEAR].lower()
    return any(word in near for word in _REPORTERS)


def votes_of(
    credits_: Sequence[Credit], text: str, places: Sequence[float], words: int, numbers: dict[str, float]
) -> tuple[Votes, str | None]:
    """Return what credits say: for each agency the strongest, and who is said to have written the whole text.

    A dateline or byline speaks for the whole text where most of its prose is behind it, and a source line where it ends
    the text; what stands between is the credit of a part.

    Parameters
    ----------
    credits_ : sequence of Credit
        Those of one document, in their order.
    text : str
        Its text.
    places : sequence of float
        The share of its prose before each credit.
    words : int
        Its words of prose.
    numbers : dict
        The table ``agency`` of the settings.
    """
    votes: Votes = {}
    own: str | None = None
    for credit, before in zip(credits_, places, strict=True):
        agency = _who(credit)
        if credit.role == "photo" or agency is None:
            continue
        whole = before <= numbers["opening"] or (1 - before) * words <= numbers["tail"]
        if credit.role == "fact":
            weight = numbers["reporter"] if is_reporter(text, credit) else numbers["fact"]
        else:
            weight = numbers[credit.role] if whole else numbers["inside"]
        if credit.role == "sole" and whole and own is None:
            own = agency
        if agency not in votes or weight > votes[agency][0]:
            votes[agency] = (weight, credit)
    if not votes:
        votes = {name: (numbers["style"], None) for name, cue, sign in _STYLES if cue in text and sign.search(text)}
    return votes, own


def with_stated(
    votes: Votes, own: str | None, stated: Sequence[FieldCredit], numbers: dict[str, float]
) -> tuple[Votes, str | None]:
    """Return what the credits of a document's text say together with those of its metadata, which speak for all of it.

    What the text itself says of who wrote it goes first.

    Parameters
    ----------
    votes, own
        As `votes_of` gives them.
    stated : sequence of FieldCredit
        Those of the metadata, the surest first.
    numbers : dict
        The table ``agency`` of the settings.
    """
    votes = dict(votes)
    for credit in stated:
        agency = _who(credit)
        if credit.role == "photo" or agency is None:
            continue
        if credit.role == "sole" and own is None:
            own = agency
        if agency not in votes or numbers[credit.role] > votes[agency][0]:
            votes[agency] = (numbers[credit.role], credit)
    return votes, own


def has_style(text: str) -> bool:
    """Whether a text may have the sign-off or the heading of an agency."""
    return any(cue in text for _, cue, _ in _STYLES)


def _who(credit: Credit | FieldCredit) -> str | None:
    """Return the agency that a credit names; OTHER for those who are none; None where it names nobody."""
    if credit.kind != "agency":
        return OTHER
    return credit.agency


def has_bare_dateline(text: str, place: int) -> bool:
    """Whether what begins at a place begins as agencies begin: a place in capitals and a dash, and no name."""
    return _BARE.search(text, max(0, place - _BEFORE), place + _BEHIND) is not None
