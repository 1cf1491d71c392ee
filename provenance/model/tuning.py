"""What `tune` measures on a sample of documents."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["BandCost", "CandidateCost", "CurvePoint", "Tuning"]


@dataclass(frozen=True, slots=True)
class CandidateCost:
    """What one way to choose candidate pairs finds in the sample, and at what cost.

    Parameters
    ----------
    candidates : str
        The value of the option: "every-pair", "exact" or "lsh".
    pairs : int
        How many pairs were aligned.
    passages : int
        How many passages were found.
    recall : float or None
        The share of the passages that are found when every pair is compared, 0 to 1; None where there are none.
    rows : int
        How many rows were sorted to find the pairs.
    rows_of_all : int
        How many it would be for all documents, by their share of the text.
    seconds : float
        From texts to passages, in the sample.
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
    """What bands of signatures find of the duplicates in the sample.

    Parameters
    ----------
    recall : float
        The value of the option: what was asked for, right at the threshold.
    bands, rows : int
        The bands that were chosen for it.
    expected : float
        How likely a pair right at the threshold is to be checked.
    found : float or None
        The share of the sample's pairs at or above the threshold that would be checked; None where there are none.
    checked : int
        How many pairs of the sample would be checked.
    """

    recall: float
    bands: int
    rows: int
    expected: float
    found: float | None
    checked: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A part of the S-curve: pairs whose resemblance lies in one interval.

    Parameters
    ----------
    start, stop : float
        The interval, half-open; the last one has its end.
    pairs : int
        How many pairs of the sample lie in it.
    expected : float
        How likely a pair in its middle is to be checked.
    found : float or None
        The share of these pairs that would be checked; None where there are none.
    """

    start: float
    stop: float
    pairs: int
    expected: float
    found: float | None


@dataclass(frozen=True, slots=True)
class Tuning:
    """What was measured, and the options that follow.

    Parameters
    ----------
    documents, sampled : int
        How many documents there are, and how many were looked at.
    words : int
        Words of all documents, estimated from those of the sample.
    candidates : tuple of CandidateCost
        For each way to choose pairs.
    threshold : float
        From which resemblance on documents are duplicates.
    duplicates : int
        Pairs of the sample at or above the threshold.
    bands : tuple of BandCost
        For several values of the option ``recall``.
    curve : tuple of CurvePoint
        The S-curve of the bands that are recommended.
    options : dict
        The options to take, by name; those of duplicates as a dict below "dedup".
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
        """Return everything as JSON has it, with the name of its schema."""
        return {"schema": "provenance/tune/1", **asdict(self)}
