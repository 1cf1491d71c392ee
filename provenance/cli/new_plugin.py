"""``provenance plugins new``: creates the package of a new plugin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

__all__ = ["EXAMPLES", "new"]

EXAMPLES = """\
Examples:
  provenance plugins new reporter wiki
  provenance plugins new token-normaliser names --folder ~/plugins
"""

_Kind = Literal["reporter", "normaliser", "token-normaliser", "tokeniser", "reader"]


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
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    print(f"Wrote {place}:")
    for path in files:
        print(f"  {path}")
    print(f"Next: cd {place} && python -m pip install --editable '.[test]' && python -m pytest")


def _taken(kind: str, name: str) -> str | None:
    from provenance.model.options import PluginOptions
    from provenance.plugins.manager import load_plugins

    plugins = load_plugins(PluginOptions(no_plugins=True))
    offered = {
        "reporter": plugins.reporters,
        "reader": plugins.readers,
        "tokeniser": plugins.tokenisers,
    }.get(kind, plugins.normalisers)()
    return f"{name!r} is the name of a built-in {kind}" if name in offered else None
