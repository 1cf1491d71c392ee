"""Which documents of an index were published within a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from provenance.errors import InputError

if TYPE_CHECKING:
    from datetime import timedelta

    from numpy.typing import NDArray

    from provenance.index.catalogue import Catalogue
    from provenance.model.documents import Documents

__all__ = ["within_time"]


def within_time(
    catalogue: Catalogue, article: Documents, since: datetime | None, window: timedelta | None
) -> NDArray[np.bool_]:
    """Say which documents were published within the time that is asked about.

    Parameters
    ----------
    catalogue : Catalogue
        What is known of the documents.
    article : Documents
        The article alone.
    since : datetime or None
        Nothing published earlier.
    window : timedelta or None
        Nothing published longer before or after the article.

    Returns
    -------
    numpy.ndarray, shape=(documents,), bool

    Raises
    ------
    InputError
        For a window around an article without a time.
    """
    within = np.ones(len(catalogue), bool)
    if since is None and window is None:
        return within
    low, high = -np.inf, np.inf
    if since is not None:
        low = _seconds(since)
    if window is not None:
        own = article[0].published
        if own is None:
            raise InputError(
                f"a window needs the time of {article.ids[0]!r}, which has none.", hint="since looks back from a date."
            )
        low, high = max(low, _seconds(own) - window.total_seconds()), _seconds(own) + window.total_seconds()
    for row, published in enumerate(catalogue.published):
        seconds = None if published is None else _seconds(datetime.fromisoformat(published))
        within[row] = seconds is not None and low <= seconds <= high
    return within


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
