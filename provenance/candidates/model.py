"""The numbers that choose candidate pairs and boilerplate, read from ``model.toml``, which explains each."""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files
from typing import NamedTuple

__all__ = [
    "BoilerplateNumbers", "CandidateModel", "ExactNumbers", "NoisyNumbers", "WindowNumbers", "load_model",
]  # fmt: skip


class ExactNumbers(NamedTuple):
    """The exact join of n-grams."""

    width: int
    span: int
    rare: float
    reach: int


class WindowNumbers(NamedTuple):
    """Windows of the text, joined by MinHash."""

    sharpness: int


class NoisyNumbers(NamedTuple):
    """Pairs with noisy documents, by their characters."""

    width: int
    every: int
    least: int
    near: int
    most: int
    common: int


class BoilerplateNumbers(NamedTuple):
    """Boilerplate: text of pages, not of articles."""

    fewest: int
    part: float
    site_part: float
    share: float
    sources: int
    most_share: float
    site_share: float
    topic: float
    looked_at: int
    rounds: int
    long: int
    sentence: int
    many: int
    near: int
    run: int
    slot: int


class CandidateModel(NamedTuple):
    """The numbers by section of ``model.toml``."""

    exact: ExactNumbers
    windows: WindowNumbers
    characters: NoisyNumbers
    boilerplate: BoilerplateNumbers


@functools.cache
def load_model() -> CandidateModel:
    """Return the model that is part of this package."""
    data = tomllib.loads((files("provenance.candidates") / "model.toml").read_text(encoding="utf-8"))
    return CandidateModel(
        ExactNumbers(**data["exact"]),
        WindowNumbers(**data["windows"]),
        NoisyNumbers(**data["characters"]),
        BoilerplateNumbers(**data["boilerplate"]),
    )
