"""Credits: the words in which an article names an agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from provenance.errors import InputError

__all__ = [
    "CREDIT_ROLES",
    "FIELD_WORDS",
    "Agency",
    "Credit",
    "CreditKind",
    "CreditRole",
    "Dateline",
    "FieldCredit",
    "StatedField",
]

CreditRole = Literal["sole", "shared", "fact", "photo"]
#: The roles, the strongest statement about the article's text first.
CREDIT_ROLES: tuple[CreditRole, ...] = ("sole", "shared", "fact", "photo")
CreditKind = Literal["agency", "other", "staff"]
StatedField = Literal["dateline", "byline", "credit_line", "provider", "copyright_holder", "caption"]
#: The names of the metadata in which credits are read, the surest first, and what results call them.
FIELD_WORDS: dict[StatedField, str] = {
    "dateline": "its dateline",
    "byline": "its byline",
    "credit_line": "its credit line",
    "provider": "its provider",
    "copyright_holder": "its copyright holder",
    "caption": "its caption",
}


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency, and how a text names it.

    Parameters
    ----------
    name : str
        Its name in results; empty for unnamed agencies, as in "with agencies".
    forms : tuple of str
        The names as printed, in any case and any script.
    not_before : tuple of str
        Lower-case words; where one stands directly before a form, something else is meant: with "thomson", the name in
        "Thomson Reuters" is no credit of Reuters.
    not_after : tuple of str
        Lower-case words; where one stands directly after a form, something else is meant: with "exam", the name in "AP
        exam" is no credit of AP.
    weak : tuple of str
        The ambiguous forms, such as "CP": a credit only if something else confirms it.
    tags : tuple of str
        Forms that name it only in the brackets of a dateline or at the end of a line, such as "ap" or "W. T. B."; case,
        points and spaces do not matter.
    past : tuple of str
        Forms in papers before about 1950, where nearly every mention is a credit; also matched with OCR errors.
    pictures : bool, default=False
        Whether it supplies pictures only.

    Raises
    ------
    InputError
        If a form does not begin with a letter or digit, since such a form never matches.
    """

    name: str
    forms: tuple[str, ...]
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    pictures: bool = False

    def __post_init__(self) -> None:
        for form in (*self.forms, *self.past, *self.tags):
            if not form[:1].isalnum():
                raise InputError(
                    f"the agency {self.name!r} has the form {form!r}; a form begins with a letter or digit.",
                    hint="give the name as texts print it, without the marks around it.",
                )


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit: words of an article that name an agency.

    Parameters
    ----------
    agency : str or None
        The agency's name; None for unnamed agencies. For kinds other than "agency": the name as printed, or None.
    role : {"sole", "shared", "fact", "photo"}
        "sole": the text is the agency's, according to a dateline, byline or source line. "shared": it is the agency's
        and others'. "fact": one fact is attributed to the agency. "photo": a picture is.
    start, stop : int
        The position of the name: half-open, in code points of the article's original text.
    kind : {"agency", "other", "staff"}, default="agency"
        "agency": a known news agency. "other": an unknown name, such as "NBW" in "KARSUND (NBW) -". "staff": the
        paper's own people, such as "staff reporter". Only the first kind credits an agency; the others say that the
        text is not, or not only, an agency's.
    """

    agency: str | None
    role: CreditRole
    start: int
    stop: int
    kind: CreditKind = "agency"


@dataclass(frozen=True, slots=True)
class FieldCredit:
    """A credit that stands in no text but in a field of the metadata, as formats keep bylines and credit lines.

    Parameters
    ----------
    agency : str or None
        As of `Credit`.
    role : {"sole", "shared", "fact", "photo"}
        As of `Credit`; a caption has "photo" alone.
    field : str
        The name of the field: a key of `FIELD_WORDS`.
    text : str
        What stands there.
    kind : {"agency", "other", "staff"}, default="agency"
        As of `Credit`.
    """

    agency: str | None
    role: CreditRole
    field: StatedField
    text: str
    kind: CreditKind = "agency"


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: the beginning of an article that gives its place and agency: "KARSUND, 3 March (NBW) -".

    Parameters
    ----------
    place : str or None
        The place and what follows it up to the name, as printed; None if there is no place.
    names : tuple of (int, int)
        The positions of the names in the brackets: half-open, in code points of the original text. Two if a bar
        separates them.
    start, stop : int
        The whole dateline, from the place through the dash and the space after it.
    """

    place: str | None
    names: tuple[tuple[int, int], ...]
    start: int
    stop: int
