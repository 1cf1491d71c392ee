"""How much each outlet reuses in each month, with an interval: the rates, and their sheet."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.model.composition import REUSED
from provenance.model.credited import is_reused
from provenance.reporters.sheets.articles import story_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["ALL", "MEASURES", "Rate", "intervals", "rate_rows", "rates"]

_DRAWS, _SEED, _DIGITS = 2000, 1, 4
_EDGES = (2.5, 97.5)
# Numbers that are drawn at one time, which keeps the memory small.
_AT_ONCE = 1 << 20
#: The row of all outlets, and of all months.
ALL = "all"
#: Each measure is a sum over a sum: of words, or of articles.
MEASURES = ("words from others", "articles reused", "reused without credit")


@dataclass(frozen=True, slots=True)
class Rate:
    """How much an outlet reuses in a month, by one measure.

    Parameters
    ----------
    outlet, month : str
        The source, and the month as in 2031-05; `ALL` for all of them.
    measure : str
        One of `MEASURES`.
    articles, stories : int
        How many articles were counted, and of how many stories they are.
    rate : float, optional
        0 to 1. None if there is nothing that it could be a part of.
    low, high : float, optional
        The 95 % interval. None where there are fewer than two stories.
    """

    outlet: str
    month: str
    measure: str
    articles: int
    stories: int
    rate: float | None
    low: float | None
    high: float | None


def rates(result: ReuseResult) -> Iterator[Rate]:
    """Yield the rates of each outlet and month, and of all of them; dispatches are not counted.

    The interval is a bootstrap over stories (Efron 1979): articles of one story are drawn together, since they are
    reused together.
    """
    groups: dict[tuple[str, str], list[tuple[str, NDArray[np.float64]]]] = {}
    stories = story_of(result)
    publishers = dict(zip(result.documents.ids, result.documents.column("source"), strict=True))
    for document, one in zip(result.documents, result.derivations, strict=True):
        if document.role == "wire":
            continue
        words = sum(part.words for part in one.origins)
        others = sum(part.words for part in one.origins if part.kind in REUSED)
        reused = is_reused(one, publishers)
        # Numerator and denominator of each measure.
        counts = np.array([others, words, reused, 1, reused and not one.credited, reused], np.float64)
        story = f"story {stories[document.id]}" if document.id in stories else f"article {document.id}"
        outlet = document.source or "no source named"
        month = "no date" if document.published is None else document.published.strftime("%Y-%m")
        for key in {(outlet, month), (outlet, ALL), (ALL, month), (ALL, ALL)}:
            groups.setdefault(key, []).append((story, counts))
    for (outlet, month), members in sorted(groups.items(), key=lambda item: _last(item[0])):
        sums: dict[str, NDArray[np.float64]] = {}
        for story, counts in sorted(members, key=lambda member: member[0]):
            sums[story] = sums.get(story, np.zeros(len(counts))) + counts
        table = np.array(list(sums.values()))
        above, below = table[:, ::2], table[:, 1::2]
        found = zip(MEASURES, above.sum(0).tolist(), below.sum(0).tolist(), intervals(above, below), strict=True)
        for measure, some, all_of_it, (low, high) in found:
            rate = round(some / all_of_it, _DIGITS) if all_of_it else None
            yield Rate(outlet, month, measure, len(members), len(table), rate, low, high)


def rate_rows(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    """Yield the names of the columns, then a row for each outlet, month and measure; unknown numbers are None."""
    del options
    yield [field.name for field in fields(Rate)]
    for rate in rates(result):
        yield list(astuple(rate))


def intervals(above: NDArray[np.float64], below: NDArray[np.float64]) -> list[tuple[float, float] | tuple[None, None]]:
    """Return the 95 % interval of each ratio of sums, by drawing units again and again; None with fewer than two units.

    Parameters
    ----------
    above, below : numpy.ndarray, shape=(units, measures), float64
        What each unit adds to the numerator and to the denominator of each measure.
    """
    units = len(below)
    chance = np.random.default_rng(_SEED)
    sums = np.zeros((2, _DRAWS, below.shape[1]))
    step = max(1, _AT_ONCE // max(1, units))
    for first in range(0, _DRAWS if units > 1 else 0, step):
        draws = min(step, _DRAWS - first)
        # How often each unit is drawn, in each draw.
        drawn = chance.integers(0, units, (draws, units)) + units * np.arange(draws)[:, None]
        often = np.bincount(drawn.ravel(), minlength=draws * units).reshape(draws, units).astype(np.float64)
        sums[:, first : first + draws] = often @ above, often @ below
    found: list[tuple[float, float] | tuple[None, None]] = []
    for measure in range(below.shape[1]):
        some, all_of_it = sums[:, :, measure]
        known = all_of_it > 0
        if np.count_nonzero(below[:, measure]) < 2 or not known.any():
            found.append((None, None))
            continue
        low, high = np.percentile(some[known] / all_of_it[known], _EDGES).tolist()
        found.append((round(low, _DIGITS), round(high, _DIGITS)))
    return found


def _last(key: tuple[str, str]) -> tuple[bool, str, bool, str]:
    return key[0] != ALL, key[0], key[1] != ALL, key[1]
