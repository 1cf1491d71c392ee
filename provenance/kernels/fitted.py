"""The fitted numbers of the alignment, as kernels take them: one float64 vector for each section, in this order.

What each means and what it was fitted on stands in ``provenance/align/model.toml``; `provenance.align.model` reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.jit import inline

if TYPE_CHECKING:
    from provenance.kernels.types import F64, Number

__all__ = [
    "ChainNumbers",
    "CharacterNumbers",
    "EvidenceNumbers",
    "MergeNumbers",
    "SeedNumbers",
    "StretchNumbers",
    "SummaryNumbers",
    "character_numbers",
    "evidence_numbers",
    "merge_numbers",
    "seed_numbers",
    "stretch_numbers",
    "summary_numbers",
]


class ChainNumbers(NamedTuple):
    """Chains of exact runs of words."""

    gap_cost: float


class CharacterNumbers(NamedTuple):
    """Chains of common characters, where noise has broken the words."""

    cost: float
    shift_cost: float
    drop: int
    reach: int
    least_gain: int
    with_chain: int
    alone: int
    gap_drop: int
    changed_words: int
    alike: float
    rest: float


class EvidenceNumbers(NamedTuple):
    """How much evidence a word is for a copy."""

    near: int
    unshared: float
    unshared_rise: float
    alone: float
    alone_rise: float
    linked: float
    linked_rise: float


class SeedNumbers(NamedTuple):
    """Which pairs of sentences are looked at."""

    least_weight: float
    cosine: float


class StretchNumbers(NamedTuple):
    """How reworded stretches grow, end and merge."""

    cost: float
    ahead: int
    back: int
    least_gain: float
    reach: int
    edge: float
    rounds: int
    cut: float
    left: int
    gap: int


class SummaryNumbers(NamedTuple):
    """Which passages are summaries."""

    near: int
    other_near: int
    rate: float
    fall: float
    often: float
    gain: float
    alone: float
    alone_rise: float
    unshared: float
    any: float
    covered: float
    least: float
    density: float
    words: int
    bare: int
    share: float
    longer: float
    rare_from: float


class MergeNumbers(NamedTuple):
    """How chains, stretches and summaries become one list."""

    fresh: float
    gap: int
    gaps: int
    all: float
    beside: float
    per_word: float
    prose: float
    subject: float


@inline
def _whole(value: Number) -> Number:
    return np.int64(value)


@inline
def character_numbers(values: F64) -> CharacterNumbers:
    """Name the numbers of a vector."""
    return CharacterNumbers(
        values[0], values[1], _whole(values[2]), _whole(values[3]), _whole(values[4]), _whole(values[5]),
        _whole(values[6]), _whole(values[7]), _whole(values[8]), values[9], values[10],
    )  # fmt: skip


@inline
def evidence_numbers(values: F64) -> EvidenceNumbers:
    """Name the numbers of a vector."""
    return EvidenceNumbers(_whole(values[0]), values[1], values[2], values[3], values[4], values[5], values[6])


@inline
def seed_numbers(values: F64) -> SeedNumbers:
    """Name the numbers of a vector."""
    return SeedNumbers(values[0], values[1])


@inline
def stretch_numbers(values: F64) -> StretchNumbers:
    """Name the numbers of a vector."""
    return StretchNumbers(
        values[0], _whole(values[1]), _whole(values[2]), values[3], _whole(values[4]), values[5],
        _whole(values[6]), values[7], _whole(values[8]), _whole(values[9]),
    )  # fmt: skip


@inline
def summary_numbers(values: F64) -> SummaryNumbers:
    """Name the numbers of a vector."""
    return SummaryNumbers(
        _whole(values[0]), _whole(values[1]), values[2], values[3], values[4], values[5], values[6], values[7],
        values[8], values[9], values[10], values[11], values[12], _whole(values[13]), _whole(values[14]),
        values[15], values[16], values[17],
    )  # fmt: skip


@inline
def merge_numbers(values: F64) -> MergeNumbers:
    """Name the numbers of a vector."""
    return MergeNumbers(
        values[0], _whole(values[1]), _whole(values[2]), values[3], values[4], values[5], values[6], values[7]
    )
