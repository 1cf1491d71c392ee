"""The sheet of rates: how much each outlet reuses in each month, with an interval."""

from __future__ import annotations

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

__all__ = ["interval", "rate_rows"]

_DRAWS, _SEED, _DIGITS = 2000, 1, 4
_EDGES = (2.5, 97.5)
_ALL = "all"
#: Each measure is a sum over a sum: of words, or of articles.
_MEASURES = ("words from others", "articles reused", "reused without credit")


def rate_rows(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    """Yield the names of the columns, then a row for each outlet, month and measure; "all" stands for all of them.

    Dispatches are not counted. The interval is a bootstrap over stories (Efron 1979): articles of one story are drawn
    together, since they are reused together. It is empty where there is but one story.
    """
    del options
    yield ["outlet", "month", "measure", "articles", "stories", "rate", "low", "high"]
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
        for key in {(outlet, month), (outlet, _ALL), (_ALL, month), (_ALL, _ALL)}:
            groups.setdefault(key, []).append((story, counts))
    for (outlet, month), members in sorted(groups.items(), key=lambda item: _last(item[0])):
        sums: dict[str, NDArray[np.float64]] = {}
        for story, counts in sorted(members, key=lambda member: member[0]):
            sums[story] = sums.get(story, np.zeros(len(counts))) + counts
        table = np.array(list(sums.values()))
        for place, measure in enumerate(_MEASURES):
            above, below = table[:, 2 * place], table[:, 2 * place + 1]
            rate = round(float(above.sum() / below.sum()), _DIGITS) if below.sum() else None
            yield [outlet, month, measure, len(members), len(table), rate, *interval(above, below)]


def interval(above: NDArray[np.float64], below: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return the 95 % interval of a ratio of sums, by drawing units again and again; None with fewer than two units.

    Parameters
    ----------
    above, below : numpy.ndarray, shape=(units,), float64
        What each unit adds to the numerator and to the denominator.
    """
    if np.count_nonzero(below) < 2:
        return None, None
    chance = np.random.default_rng(_SEED)
    rates = []
    for _ in range(_DRAWS):
        drawn = np.bincount(chance.integers(0, len(below), len(below)), minlength=len(below))
        total = float(drawn @ below)
        if total:
            rates.append(float(drawn @ above) / total)
    low, high = np.percentile(rates, _EDGES).tolist()
    return round(low, _DIGITS), round(high, _DIGITS)


def _last(key: tuple[str, str]) -> tuple[bool, str, bool, str]:
    return key[0] != _ALL, key[0], key[1] != _ALL, key[1]
