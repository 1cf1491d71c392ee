"""Bands and rows for a threshold, and what they find: the S-curve (Leskovec, Rajaraman and Ullman, chapter 3)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from provenance.errors import OptionError

__all__ = ["Banding", "choose_bands", "choose_sampling", "least_hits"]

#: How often the check of whole signatures may miss a pair right at the threshold.
_MISSED = 0.0005
#: Bands in place of each that is needed, where there are values for them.
_MORE = 1.5
#: Values of a signature are eight bits: unequal minima look equal once in so many times.
_CHANCE = 1 / 256


@dataclass(frozen=True, slots=True)
class Banding:
    """Bands of a signature.

    Parameters
    ----------
    bands, rows : int
        A pair is a candidate where all rows of a band are equal.
    values : int
        Values of a signature, of which the bands take the first.
    least_equal : int
        A candidate is checked where so many of all values are equal.
    """

    bands: int
    rows: int
    values: int
    least_equal: int

    def probability(self, resemblance: float) -> float:
        """Return how likely a pair of this resemblance is to be checked exactly.

        Examples
        --------
        >>> round(choose_bands(0.8, 0.99, 128).probability(0.9), 5)
        0.99999
        """
        by_bands = -math.expm1(self.bands * math.log1p(-(resemblance**self.rows))) if resemblance < 1 else 1.0
        equal = resemblance + (1 - resemblance) * _CHANCE
        return by_bands * (1 - _fewer(self.values, equal, self.least_equal))


def choose_bands(threshold: float, recall: float, num_perm: int) -> Banding:
    """Choose bands for a threshold.

    Of the bandings that find a pair right at the threshold with the recall asked for, the one with the most rows is
    taken for which the values suffice: it checks the fewest pairs in vain. Of the values that are left up to half as
    many bands again are made, which find more than was asked for.

    Parameters
    ----------
    threshold : float
        A resemblance, above 0 and at most 1.
    recall : float
        Above 0, below 1.
    num_perm : int
        Values of a signature, at most.

    Raises
    ------
    OptionError
        Where even bands of one row are too many.

    Examples
    --------
    >>> choose_bands(0.8, 0.99, 128)
    Banding(bands=21, rows=6, values=128, least_equal=87)
    """
    wanted = min(recall / (1 - _MISSED), 1 - 1e-9)
    best: Banding | None = None
    for rows in range(1, num_perm + 1):
        agree = threshold**rows
        bands = 1 if agree >= wanted else math.ceil(math.log1p(-wanted) / math.log1p(-agree))
        if bands * rows > num_perm:
            break
        most = min(num_perm // rows, math.ceil(_MORE * bands))
        best = Banding(most, rows, num_perm, _least(num_perm, threshold))
    if best is None:
        raise OptionError(
            f"num_perm is {num_perm}, too few to find pairs at threshold {threshold} with recall {recall}.",
            hint="give more, or a higher threshold, or a lower recall.",
        )
    return best


def choose_sampling(threshold: float, recall: float) -> int:
    """Return the 1-in-so-many of shingles that are looked up to find documents contained in others.

    Of a document of `SURE` shingles that just reaches the threshold one is hit with the recall asked for.
    """
    return max(1, int(1 / -math.expm1(math.log1p(-recall) / (threshold * SURE))))


def least_hits(threshold: float, most: int = 2048) -> list[int]:
    """Return of how many sampled shingles, at least, a document that is contained in another shares with it.

    Entry ``n`` is for a document with ``n`` samples: 3.5 standard deviations below the mean of what a document right at
    the threshold shares.

    Examples
    --------
    >>> least_hits(0.5)[:101:20]
    [0, 2, 8, 16, 24, 32]
    """
    spread = 3.5 * math.sqrt(threshold * (1 - threshold))
    return [0, *(max(1, int(n * threshold - spread * math.sqrt(n))) for n in range(1, most + 1))]


#: Shingles of the shortest document for which the recall that was asked for is reached by containment.
SURE = 100


def _least(values: int, threshold: float) -> int:
    equal = threshold + (1 - threshold) * _CHANCE
    least, fewer = 0, (1 - equal) ** values
    while least < values and fewer <= _MISSED:
        least += 1
        fewer += math.comb(values, least) * equal**least * (1 - equal) ** (values - least)
    return least


def _fewer(values: int, equal: float, least: int) -> float:
    """Return how likely fewer than ``least`` of so many values are equal: the binomial distribution."""
    return math.fsum(math.comb(values, k) * equal**k * (1 - equal) ** (values - k) for k in range(least))
