"""Choice of LSH bands and rows for a threshold, and their S-curve (Leskovec, Rajaraman and Ullman, chapter 3)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from provenance.errors import OptionError

__all__ = ["Banding", "choose_bands", "choose_sampling", "least_hits"]

#: The probability that the check of whole signatures misses a pair exactly at the threshold.
_MISSED = 0.0005
#: The number of bands made per band needed, if the signature has enough values.
_MORE = 1.5
#: The probability that the eight bits kept of two unequal minima are equal.
_CHANCE = 1 / 256


@dataclass(frozen=True, slots=True)
class Banding:
    """The bands of a signature.

    Parameters
    ----------
    bands, rows : int
        The number of bands, and of rows (values) in each; a pair is a candidate if all rows of a band are equal.
    values : int
        The number of values of a signature; the bands use the first ones.
    least_equal : int
        A candidate is checked if at least this many of all values are equal.
    """

    bands: int
    rows: int
    values: int
    least_equal: int

    def probability(self, resemblance: float) -> float:
        """Return the probability that a pair of this resemblance is checked exactly.

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

    Among the bandings that find a pair exactly at the threshold with the requested recall, the one with the most rows
    that fits into the signature is chosen: it has the fewest false candidates. Leftover values form up to half as many
    additional bands, which raise the recall further.

    Parameters
    ----------
    threshold : float
        The least resemblance of duplicates, above 0 and at most 1.
    recall : float
        The share of pairs exactly at the threshold to find, above 0 and below 1.
    num_perm : int
        The number of values of a signature.

    Raises
    ------
    OptionError
        If even bands of one row need more values.

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
    """Return n such that 1 in n shingles is sampled to find documents contained in others.

    For a document of `SURE` shingles exactly at the threshold, the probability that a shared shingle is sampled is the
    requested recall.
    """
    return max(1, int(1 / -math.expm1(math.log1p(-recall) / (threshold * SURE))))


def least_hits(threshold: float, most: int = 2048) -> list[int]:
    """Return the least number of sampled shingles that a contained document shares with its container.

    Entry ``n`` is for a document with ``n`` samples: 3.5 standard deviations below the mean for a document exactly at
    the threshold.

    Examples
    --------
    >>> least_hits(0.5)[:101:20]
    [0, 2, 8, 16, 24, 32]
    """
    spread = 3.5 * math.sqrt(threshold * (1 - threshold))
    return [0, *(max(1, int(n * threshold - spread * math.sqrt(n))) for n in range(1, most + 1))]


#: The number of shingles from which on the requested recall of contained documents is reached.
SURE = 100


def _least(values: int, threshold: float) -> int:
    equal = threshold + (1 - threshold) * _CHANCE
    least, fewer = 0, (1 - equal) ** values
    while least < values and fewer <= _MISSED:
        least += 1
        fewer += math.comb(values, least) * equal**least * (1 - equal) ** (values - least)
    return least


def _fewer(values: int, equal: float, least: int) -> float:
    """Return the probability that fewer than ``least`` values are equal: the binomial distribution."""
    return math.fsum(math.comb(values, k) * equal**k * (1 - equal) ** (values - k) for k in range(least))
