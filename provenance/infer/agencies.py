"""The agencies and the ways to credit them, from the data that comes with the package and from plugins."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from provenance.model.credit import Agency

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["WireAgencies", "templates"]


class WireAgencies:
    """The agencies of ``agencies.toml``; the built-in component of the hook ``provenance_agencies``."""

    def agencies(self) -> Iterator[Agency]:
        """Yield the agencies."""
        for row in _data("agencies.toml")["agency"]:
            lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
            yield Agency(name=row["name"], pictures=row.get("pictures", False), **lists)


def templates() -> dict[str, dict[str, list[str]]]:
    """Return the tables of ``credits.toml``: for each role and language the words around an agency's name."""
    return _data("credits.toml")


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((files("provenance.infer") / name).read_text(encoding="utf-8"))
