"""Which times of publication are asked about: since a day, within a window around an article, only earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from typing import TYPE_CHECKING

from provenance.errors import InputError

if TYPE_CHECKING:
    from provenance.model.document import Document

__all__ = ["Limits", "Times"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The first and the last moment, in seconds since 1970; a time without a zone is UTC."""

    first: float
    last: float

    def hold(self, moment: datetime | None) -> bool:
        """Whether a time lies within; an unknown one does not."""
        return moment is not None and self.first <= _seconds(moment) <= self.last


@dataclass(frozen=True, slots=True)
class Times:
    """Which documents an article is compared with, by their time of publication.

    Parameters
    ----------
    since : datetime, optional
        Only documents published then or later.
    window : timedelta, optional
        Only those published at most so long before or after the article.
    earlier : bool
        Only those published no later than the article.
    """

    since: datetime | None = None
    window: timedelta | None = None
    earlier: bool = False

    @property
    def all(self) -> bool:
        """Whether every document is asked about, also one without a time."""
        return self.since is None and self.window is None and not self.earlier

    def around(self, article: Document) -> Limits:
        """Return the limits for an article.

        Raises
        ------
        InputError
            If they depend on the time of the article, and it has none.
        """
        first, last = -inf, inf
        if self.since is not None:
            first = _seconds(self.since)
        if self.window is not None or self.earlier:
            if article.published is None:
                what = "a window" if self.window is not None else "what is earlier"
                raise InputError(
                    f"{what} needs the time of {article.id!r}, which has none.", hint="since looks back from a date."
                )
            own = _seconds(article.published)
            window = inf if self.window is None else self.window.total_seconds()
            first, last = max(first, own - window), own if self.earlier else own + window
        return Limits(first, last)


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
