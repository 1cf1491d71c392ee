"""``provenance plugins new``: creates the package of a new plugin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from provenance.plugins.catalogue import Offer
    from provenance.plugins.types import Entry

__all__ = ["EXAMPLES", "new"]

EXAMPLES = """\
Examples:
  provenance plugins new reporter wiki
  provenance plugins new token-normaliser names --folder ~/plugins
"""

_Kind = Literal[
    "reporter",
    "duplicate-reporter",
    "reader",
    "normaliser",
    "token-normaliser",
    "tokeniser",
    "agencies",
    "evidence",
    "keep-policy",
]


def new(
    kind: Annotated[_Kind, Parameter(name="KIND")],
    name: Annotated[str, Parameter(name="NAME")],
    /,
    *,
    folder: Path = Path(),
) -> None:
    """Create a working package for a new plugin, with a test.

    Parameters
    ----------
    kind
        What the plugin adds.
    name
        Its name, as in --format NAME: lower-case letters, digits and single hyphens.
    folder
        The folder in which to create the folder of the package.
    """
    from provenance.cli.skeletons import files_of
    from provenance.errors import OptionError, OutputError
    from provenance.plugins.conformance import name_problem

    problem = name_problem(name) or _taken(kind, name)
    if problem is not None:
        raise OptionError(f"{problem}.", hint=f"as in: provenance plugins new {kind} wiki")
    place = folder / f"provenance-{name}"
    try:
        place.mkdir(parents=True)
    except FileExistsError:
        raise OutputError(f"{place} already exists.", hint="nothing was written; choose another name.") from None
    files = files_of(kind, name)
    for path, text in files.items():
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    print(f"Wrote {place}:")
    for path in files:
        print(f"  {path}")
    print(f"Next: cd {place} && python -m pip install --editable '.[test]' && python -m pytest")


def _taken(kind: str, name: str) -> str | None:
    from provenance.model.options import PluginOptions
    from provenance.plugins.manager import load_plugins

    plugins = load_plugins(PluginOptions(no_plugins=True))
    offered: dict[str, Callable[[], Mapping[str, Offer[Any]]]] = {
        "reporter": plugins.reporters,
        "duplicate-reporter": plugins.duplicate_reporters,
        "reader": plugins.readers,
        "tokeniser": plugins.tokenisers,
        "agencies": plugins.agencies,
        "evidence": plugins.evidence,
        "keep-policy": plugins.keep_policies,
    }
    known = offered.get(kind, plugins.normalisers)()
    if name in known:
        return f"{name!r} is the name of a built-in {kind}"
    # The package of a reporter or reader uses its name as the suffix of its files.
    taken = next((each for each, offer in known.items() if _has(offer.entry, f".{name}")), None)
    return None if taken is None else f"'.{name}' is the suffix of the built-in {kind} {taken!r}"


def _has(entry: Entry, suffix: str) -> bool:
    from provenance.plugins.catalogue import sniffs, suffixes

    return suffix in suffixes(entry) and not sniffs(entry)
