"""A credit: words that name an agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from provenance.errors import InputError

__all__ = ["CREDIT_ROLES", "Agency", "Credit", "CreditRole"]

CreditRole = Literal["sole", "shared", "fact", "photo"]
#: From the one that says most of the text around it to the one that says least.
CREDIT_ROLES: tuple[CreditRole, ...] = ("sole", "shared", "fact", "photo")


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

    Raises
    ------
    InputError
        For a form that does not begin with a letter or digit: nothing in a text is found by it.
    """

    name: str
    forms: tuple[str, ...]
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for form in self.forms:
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
        Its name; None where agencies are credited that are not named.
    role : {"sole", "shared", "fact", "photo"}
        "sole": the text is the agency's, as a dateline, byline or source line says. "shared": the agency's and others'.
        "fact": one fact is attributed to the agency. "photo": a picture is.
    start, stop : int
        The name: half-open, in code points of the article's original text.
    """

    agency: str | None
    role: CreditRole
    start: int
    stop: int
