"""What `tune` measures on a sample of documents."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["BandCost", "CandidateCost", "CurvePoint", "Tuning"]


@dataclass(frozen=True, slots=True)
class CandidateCost:
    """What one way of choosing candidate pairs finds in the sample, and its cost.

    Parameters
    ----------
    candidates : str
        The value of the option: "every-pair", "exact" or "lsh".
    pairs : int
        The number of pairs aligned.
    passages : int
        The number of passages found.
    recall : float or None
        The share found of the passages that comparing every pair finds, 0 to 1; None if there are none.
    rows : int
        The number of rows sorted to find the pairs.
    rows_of_all : int
        The estimated number of rows for all documents, in proportion to their text.
    seconds : float
        The time from texts to passages, in the sample.
    """

    candidates: str
    pairs: int
    passages: int
    recall: float | None
    rows: int
    rows_of_all: int
    seconds: float


@dataclass(frozen=True, slots=True)
class BandCost:
    """Which share of the sample's duplicates one choice of bands finds.

    Parameters
    ----------
    recall : float
        The value of the option: the requested recall for a pair exactly at the threshold.
    bands, rows : int
        The number of bands chosen, and of rows in each.
    expected : float
        The probability that a pair exactly at the threshold is checked.
    found : float or None
        The share of the sample's pairs at or above the threshold that would be checked; None if there are none.
    checked : int
        The number of pairs of the sample that would be checked.
    """

    recall: float
    bands: int
    rows: int
    expected: float
    found: float | None
    checked: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of the S-curve: the pairs whose resemblance lies in one interval.

    Parameters
    ----------
    start, stop : float
        The interval, half-open; the last one is closed.
    pairs : int
        The number of pairs of the sample in the interval.
    expected : float
        The probability that a pair in the middle of the interval is checked.
    found : float or None
        The share of these pairs that would be checked; None if there are none.
    """

    start: float
    stop: float
    pairs: int
    expected: float
    found: float | None


@dataclass(frozen=True, slots=True)
class Tuning:
    """The measurements of `tune`, and the options it recommends.

    Parameters
    ----------
    documents, sampled : int
        The number of documents, and of those in the sample.
    words : int
        The number of words of all documents, estimated from the sample.
    candidates : tuple of CandidateCost
        One for each way of choosing pairs.
    threshold : float
        The least resemblance of duplicates.
    duplicates : int
        The number of pairs of the sample at or above the threshold.
    bands : tuple of BandCost
        One for each of several values of the option ``recall``.
    curve : tuple of CurvePoint
        The S-curve of the recommended bands.
    options : dict
        The recommended options, by name; those for deduplication as a dict under "dedup".
    """

    documents: int
    sampled: int
    words: int
    candidates: tuple[CandidateCost, ...]
    threshold: float
    duplicates: int
    bands: tuple[BandCost, ...]
    curve: tuple[CurvePoint, ...]
    options: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as a dict for JSON, with the name of its schema."""
        return {"schema": "provenance/tune/1", **asdict(self)}
