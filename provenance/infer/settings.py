"""The numbers of the inference, from ``model.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Settings", "standard_settings"]

Table = dict[str, float]


@dataclass(frozen=True, slots=True)
class Settings:
    """The tables of ``model.toml``, each a mapping from name to number."""

    levels: Table
    link: Table
    degree: Table
    stretches: Table
    direction: Table
    agency: Table
    version: Table
    classifier: Table

    @classmethod
    def of(cls, data: Mapping[str, Table]) -> Settings:
        """Take the tables out of a mapping."""
        return cls(**{name: dict(data.get(name, {})) for name in cls.__dataclass_fields__})


@cache
def standard_settings() -> Settings:
    """Return the settings that come with the package."""
    return Settings.of(tomllib.loads((files("provenance.infer") / "model.toml").read_text(encoding="utf-8")))
