"""A plugin for provenance: page furniture taken out of articles by rules in TOML."""

from functools import partial
from pathlib import Path

from provenance.hooks import hookimpl
from provenance.plugins.types import NormaliserEntry

_PUBLISHERS = Path(__file__).with_name("publishers")
_GENERAL = "general"


@hookimpl
def provenance_normalisers():
    """Offer one normaliser for each file of rules."""
    for path in sorted(_PUBLISHERS.glob("*.toml")):
        yield NormaliserEntry(
            name="furniture" if path.stem == _GENERAL else f"furniture-{path.stem}",
            factory=partial(_furniture, path),
            kind="text",
            summary="Takes out what many pages have around an article."
            if path.stem == _GENERAL
            else f"Takes out what the pages of {path.stem} have around an article.",
        )


def _furniture(path):
    from provenance_furniture.rules import Furniture

    return Furniture.read(path)
