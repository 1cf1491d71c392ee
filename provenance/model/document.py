"""A document: one article with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ROLES", "Document", "Role", "parse_published"]

Role = Literal["wire", "outlet"]
ROLES: tuple[str, ...] = ("wire", "outlet")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """One article.

    Parameters
    ----------
    id : str
        Its name, unique in a collection.
    text : str
        The text as it was read. Every offset in every result counts code points of this text.
    source : str, optional
        Who published it, as "Le Monde" or "AFP".
    published : datetime or str, optional
        When; a string is read as ISO 8601. A date without a time stays midnight without a time zone.
    role : {"wire", "outlet"}, optional
        Whether an agency sent it or a paper printed it.
    language : str, optional
        A language tag, as "en". It is carried along; nothing depends on it.
    metadata : mapping, optional
        Whatever else was known, carried along. Bylines and credit lines in it count as credits, and what formats of the
        wire say of versions counts: the page "The wire and the web" of the documentation has the names.

    Raises
    ------
    InputError
        For an id or a text that is no string, a role other than the two, a date that is not ISO 8601.

    Examples
    --------
    >>> Document("a", "A short text.", published="2025-04-24T09:30+02:00").published.hour
    9
    """

    id: str
    text: str
    source: str | None = field(default=None, kw_only=True)
    published: datetime | None = field(default=None, kw_only=True)
    role: Role | None = field(default=None, kw_only=True)
    language: str | None = field(default=None, kw_only=True)
    metadata: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, kw_only=True, hash=False)

    def __post_init__(self) -> None:
        if not isinstance(self.id, str):
            raise InputError(f"a document's id is a string, got {self.id!r}.")
        if not isinstance(self.text, str):
            raise InputError(f"the text of document {self.id!r} is a string, got {type(self.text).__name__}.")
        if self.role is not None and self.role not in ROLES:
            raise InputError(
                f"the role of document {self.id!r} is {self.role!r}; it is 'wire', 'outlet' or nothing.",
                hint="'wire' is for an agency's dispatch, 'outlet' for what a paper or a site printed.",
            )
        object.__setattr__(self, "published", parse_published(self.published, self.id))


def parse_published(value: object, document: str) -> datetime | None:
    """Read a time of publication.

    Parameters
    ----------
    value : datetime, date, str or None
        ISO 8601 where it is a string; an empty string is None.
    document : str
        The document's id, for the message.

    Raises
    ------
    InputError
        For anything else.
    """
    if value is None or isinstance(value, datetime):
        return value
    text = str(value).strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"the time of publication of document {document!r} is {text!r}; it is ISO 8601, "
            "as 2025-04-24 or 2025-04-24T09:30:00+02:00."
        ) from None
