"""A credit: words that name an agency."""

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
#: From the one that says most of the text around it to the one that says least.
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
        What it is called in results; empty for agencies that are not named, as in "with agencies".
    forms : tuple of str
        As printed, in capitals or not; in any script.
    not_before, not_after : tuple of str
        Words, in small letters, that right before or behind a form say that something else is meant.
    weak : tuple of str
        Those of the forms that mean other things too, as "CP": no credit where nothing else says that it is one.
    tags : tuple of str
        Forms that name it in the brackets of a dateline or at a line's end only, as "ap" or "W. T. B."; capitals,
        points and spaces do not matter.
    past : tuple of str
        Forms in papers before about 1950, where nearly every mention is a credit; found misread by a scanner, too.
    pictures : bool, default=False
        Whether it sells pictures only.

    Raises
    ------
    InputError
        For a form that does not begin with a letter or digit: nothing in a text is found by it.
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
    """Words of an article that name an agency.

    Parameters
    ----------
    agency : str or None
        Its name; None where agencies are credited that are not named. Of another kind: the name as printed, or None.
    role : {"sole", "shared", "fact", "photo"}
        "sole": the text is the agency's, as a dateline, byline or source line says. "shared": the agency's and others'.
        "fact": one fact is attributed to the agency. "photo": a picture is.
    start, stop : int
        The name: half-open, in code points of the article's original text.
    kind : {"agency", "other", "staff"}, default="agency"
        "agency": a news agency that is known. "other": a name that is none of these, as "NBW" in "KARSUND (NBW) -".
        "staff": the paper's own people, as "staff reporter". What is not of the first kind credits no agency; it says
        that the text is not, or not alone, of one.
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
    """The beginning of an article that says where it was written, and whose it is: "KARSUND, 3 March (NBW) -".

    Parameters
    ----------
    place : str or None
        The place with what stands behind it up to the name, as printed; None where there is none.
    names : tuple of (int, int)
        The names in the brackets: half-open, in code points of the original text. Two where a bar parts them.
    start, stop : int
        From the place to the dash and the space behind it.
    """

    place: str | None
    names: tuple[tuple[int, int], ...]
    start: int
    stop: int
