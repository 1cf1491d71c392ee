"""The fitted numbers of the alignment, read from ``model.toml``, where each is explained."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from provenance.kernels.character_chains import LONGEST_GAP
from provenance.kernels.fitted import (
    ChainNumbers,
    CharacterNumbers,
    EvidenceNumbers,
    MergeNumbers,
    SeedNumbers,
    StretchNumbers,
    SummaryNumbers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["AlignmentModel", "RarityNumbers", "load_model", "vector"]

# Limits of the kernels: links of a word; characters beyond the end of a passage.
_MOST_NEAR, _MOST_REACH = 6, LONGEST_GAP


class RarityNumbers(NamedTuple):
    """How much evidence rare words are, and how much is asked for."""

    power: float
    strict: float
    balanced: float
    wide: float
    few: int
    more: float
    long: int
    worth: float


@dataclass(frozen=True, slots=True)
class AlignmentModel:
    """The fitted numbers of the alignment, by section of ``model.toml``.

    Parameters
    ----------
    chains : ChainNumbers
        Chains of exact runs of words.
    characters : CharacterNumbers
        Chains of common characters, where noise has broken the words.
    evidence : EvidenceNumbers
        How much evidence a word is for a copy.
    seeds : SeedNumbers
        Which pairs of sentences a reworded stretch may grow from.
    stretches : StretchNumbers
        How reworded stretches grow, end and merge.
    summaries : SummaryNumbers
        Which passages are summaries.
    merge : MergeNumbers
        How chains, stretches and summaries become one list of passages.
    rarity : RarityNumbers
        How much evidence rare words are, and how much is asked for.

    Raises
    ------
    ValueError
        If ``evidence.near`` is above 6 or ``characters.reach`` above 128, the limits of the kernels.
    """

    chains: ChainNumbers
    characters: CharacterNumbers
    evidence: EvidenceNumbers
    seeds: SeedNumbers
    stretches: StretchNumbers
    summaries: SummaryNumbers
    merge: MergeNumbers
    rarity: RarityNumbers

    def __post_init__(self) -> None:
        if self.evidence.near > _MOST_NEAR:
            raise ValueError(f"evidence.near is {self.evidence.near}, at most {_MOST_NEAR} is possible.")
        if self.characters.reach > _MOST_REACH:
            raise ValueError(f"characters.reach is {self.characters.reach}, at most {_MOST_REACH} is possible.")

    @classmethod
    def of(cls, sections: Mapping[str, Mapping[str, Any]]) -> AlignmentModel:
        """Make a model from the numbers in ``model.toml``, by section and name; none may be missing."""
        return cls(
            ChainNumbers(**sections["chains"]),
            CharacterNumbers(**sections["characters"]),
            EvidenceNumbers(**sections["evidence"]),
            SeedNumbers(**sections["seeds"]),
            StretchNumbers(**sections["stretches"]),
            SummaryNumbers(**sections["summaries"]),
            MergeNumbers(**sections["merge"]),
            RarityNumbers(**sections["rarity"]),
        )


@functools.cache
def load_model() -> AlignmentModel:
    """Return the model that is part of this package."""
    return AlignmentModel.of(tomllib.loads((files("provenance.align") / "model.toml").read_text(encoding="utf-8")))


def vector(section: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the numbers of a section as an array, for kernels."""
    return np.array(section, np.float64)
