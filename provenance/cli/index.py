"""``provenance index``: an archive of articles in one file, in which others are traced."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import PLUGINS, SEARCH, Paths, PluginFlags, SearchFlags

if TYPE_CHECKING:
    from provenance.api.index import Index
    from provenance.cli.flags import SearchGroups
    from provenance.model.archive import IndexChange

__all__ = ["index_app", "opened"]

_EXAMPLES = """\
Examples:
  provenance index add wire.duckdb dispatches/
  provenance trace paper.txt --against wire.duckdb
  provenance index info wire.duckdb
"""

IndexPath = Annotated[Path, Parameter(name="INDEX")]
Ids = Annotated[str, Parameter(name="ID", required=True)]


def index_app() -> App:
    """Build the group of commands about an index."""
    app = App(
        name="index",
        help="Keep an archive of articles in one file, and look into it.",
        help_epilogue=_EXAMPLES,
    )
    for command in (add, remove, info, check, compact):
        app.command(command)
    return app


def add(index: IndexPath, /, *paths: Paths, flags: SearchFlags = SEARCH) -> None:
    """Add articles to an index; the file is made where there is none.

    Parameters
    ----------
    index
        The file of the index.
    paths
        Files and folders of articles. One that is there by its id is replaced, one that is there as it is stays.
    """
    from provenance.api.reading import files_read, load
    from provenance.cli.loading import loaded_plugins
    from provenance.cli.messages import show_reading, show_warnings, stage
    from provenance.files.apart import check_apart
    from provenance.kernels import tell_of_compiling

    used = loaded_plugins(flags.plugins)
    check_apart({"index": index}, files_read(paths, flags.read, used))
    kept = opened(index, flags)
    with stage("reading articles"):
        documents, summary = load(paths, flags.read, used)
    show_reading(summary)
    tell_of_compiling(partial(_say, "Note"))
    with stage("adding articles") as progress:
        change = kept.add(documents, progress=progress)
    show_warnings(used)
    print(_said(change))


def remove(index: IndexPath, /, *ids: Ids, plugins: PluginFlags = PLUGINS) -> None:
    """Remove articles from an index, by their ids.

    Parameters
    ----------
    index
        The file of the index.
    ids
        The ids of the articles.
    """
    print(_said(_existing(index, plugins).remove(ids)))


def info(index: IndexPath, /, *, plugins: PluginFlags = PLUGINS) -> None:
    """Show what an index holds, and how it was made.

    Parameters
    ----------
    index
        The file of the index.
    """
    found = _existing(index, plugins).info()
    rows = {
        "documents": f"{found.documents:,}",
        "words": f"{found.tokens:,}",
        "fingerprints": f"{found.fingerprints:,} in {found.segments:,} segments",
        "size": f"{found.size / 1e6:,.1f} MB",
        "statistics": f"of {found.counted:,} documents, {found.statistics}",
        "version": found.version,
    }
    rows |= {name.replace("_", "-"): _plain(value) for name, value in found.options.as_dict().items()}
    width = max(map(len, rows))
    for name, value in rows.items():
        print(f"{name:<{width}}  {value}")


def check(index: IndexPath, /, *, plugins: PluginFlags = PLUGINS) -> int:
    """Read all that is in an index; exit with 1 where something is not as it was written.

    Parameters
    ----------
    index
        The file of the index.
    """
    from provenance.errors import InputError
    from provenance.index.checking import check as look
    from provenance.index.store import Store

    if not index.exists():
        raise InputError(f"there is no index {index}.")
    found = look(Store(index))
    for said in found:
        _say("Error", said)
    if not found:
        print(f"{index}: all is as it was written.")
    return 1 if found else 0


def compact(index: IndexPath, /, *, plugins: PluginFlags = PLUGINS) -> None:
    """Count the statistics anew and join the segments, as if all articles had been added at once.

    Parameters
    ----------
    index
        The file of the index.
    """
    from provenance.cli.messages import stage

    kept = _existing(index, plugins)
    with stage("compacting"):
        kept.compact()
    found = kept.info()
    print(f"{found.documents:,} documents, {found.fingerprints:,} fingerprints, {found.size / 1e6:,.1f} MB.")


def opened(index: Path, flags: SearchGroups) -> Index:
    """Open an index with the options that were asked for; where none were, with its own."""
    from provenance.api.index import open_index
    from provenance.cli.loading import loaded_plugins
    from provenance.model.options import ReuseOptions

    used, reuse = loaded_plugins(flags.plugins), flags.reuse
    typed = reuse if reuse.as_dict() != ReuseOptions().as_dict() or not index.exists() else None
    found = open_index(index, typed, plugins=used)
    found.options = replace(found.options, threads=reuse.threads, memory=reuse.memory)
    return found


def _existing(index: Path, plugins: PluginFlags) -> Index:
    from provenance.api.index import open_index
    from provenance.cli.loading import loaded_plugins
    from provenance.errors import InputError

    if not index.exists():
        raise InputError(f"there is no index {index}.", hint=f"provenance index add {index} PATH... makes one.")
    return open_index(index, plugins=loaded_plugins(plugins))


def _said(change: IndexChange) -> str:
    counts = [(change.added, "added"), (change.replaced, "replaced"), (change.unchanged, "there already")]
    parts = [f"{count:,} {what}" for count, what in (*counts, (change.removed, "removed")) if count]
    return f"Articles: {', '.join(parts) or 'none'}."


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)


def _say(kind: str, text: str) -> None:
    from provenance.cli.messages import say

    say(kind, text)
