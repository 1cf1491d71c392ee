"""Times of publication as intervals: a date is not a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Times"]

_MINUTE, _DAY = 60.0, 86_400.0
#: A time without a zone may be that of any zone.
_ZONE = 14 * 3600.0


class Times:
    """When documents were published: the earliest and the latest second that what is known allows.

    A time is taken to the minute; midnight without a zone is a date, that is a day; a document without a time may be
    of any. A time without a zone, beside one that has a zone, may be of any zone.

    Parameters
    ----------
    published : sequence of str or None
        ISO 8601.
    """

    def __init__(self, published: Sequence[str | None]) -> None:
        low = np.full(len(published), -np.inf)
        high = np.full(len(published), np.inf)
        naives = np.zeros(len(published), bool)
        for at, written in enumerate(published):
            if written is None:
                continue
            value = datetime.fromisoformat(written)
            naive = value.tzinfo is None
            moment = (value.replace(tzinfo=UTC) if naive else value) - datetime(1970, 1, 1, tzinfo=UTC)
            seconds = moment / timedelta(seconds=1)
            is_date = naive and (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
            low[at] = seconds
            high[at] = seconds + (_DAY if is_date else _MINUTE) - 1
            naives[at] = naive
        self.low: NDArray[np.float64] = low
        self.high: NDArray[np.float64] = high
        self._naive: NDArray[np.bool_] = naives

    def order(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.int8]:
        """Return -1 where the left one is surely earlier, 1 where it is surely later, else 0."""
        slack = np.where(self._naive[left] != self._naive[right], _ZONE, 0.0)
        earlier = self.high[left] + slack < self.low[right]
        later = self.high[right] + slack < self.low[left]
        order: NDArray[np.int8] = later.astype(np.int8) - earlier.astype(np.int8)
        return order

    @property
    def middle(self) -> NDArray[np.float64]:
        """A time to sort by; documents without one come last."""
        known = np.isfinite(self.low)
        return np.where(known, (np.where(known, self.low, 0) + np.where(known, self.high, 0)) / 2, np.inf)
