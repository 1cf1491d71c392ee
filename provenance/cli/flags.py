"""The flags of the commands: names, types, defaults and help are those of the options' dataclasses."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter

from provenance.model.dedup_options import DedupOptions
from provenance.model.options import PluginOptions, ReadOptions, ReportOptions, ReuseOptions

__all__ = [
    "DEDUP",
    "FLAGS",
    "PLUGINS",
    "SEARCH",
    "Against",
    "ArticlePath",
    "CommonOptions",
    "DedupFiles",
    "DedupFlags",
    "DedupGroups",
    "Flags",
    "Groups",
    "LeftPath",
    "OtherPath",
    "Paths",
    "PluginFlags",
    "RightPath",
    "SearchFlags",
    "WriteOptions",
    "option_names",
]


def _formats(_: object) -> dict[str, str]:
    """Return the formats for the Tab key, those of plugins too."""
    from provenance.plugins.manager import load_plugins

    return {name: offer.entry.summary for name, offer in load_plugins().reporters().items()}


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """Where a report goes."""

    format: Annotated[str | None, Parameter(completer=_formats)] = None
    """The format of the report, by name: table, json, html or any that plugins list shows. Without it the suffix
    of the output file decides, and a table is printed where there is none."""
    output: Annotated[str | None, Parameter(name=["--output", "-o"])] = None
    """The file to write, whole or not at all; "-" is standard output."""
    colour: Literal["auto", "always", "never"] = "auto"
    """Whether to use colours; "auto" does on a terminal, unless NO_COLOR is set."""


@dataclass(frozen=True, slots=True)
class DedupFiles:
    """What a dedup job reads beside its documents, and what it writes."""

    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None
    """The file for the documents that stay, with all their columns, in input order: Parquet where its name ends in
    .parquet, else JSON Lines. Written whole or not at all, as the others are."""
    receipts: Path | None = None
    """The file for the receipts: for each document that was removed the one that stays, how alike they are, and why."""
    clusters: Path | None = None
    """The file for the clusters of duplicates."""
    in_place: bool = False
    """Write the documents that stay over the one file that PATH names. Without this, no file that is read is written
    to."""
    against: Path | None = None
    """Remove only what stands in these documents; they stay, and nothing is compared among the others."""
    plan: bool = False
    """Show how duplicates would be looked for, what that finds, takes and lasts; write nothing."""
    explain: str | None = None
    """Tell why the document with this id went or stayed; PATH is the file of receipts."""


_SHOWN = Group.create_ordered("What is shown")
_WRITTEN = Group.create_ordered("Where it goes")
_FOUND = Group.create_ordered("How passages are found")
_ALIKE = Group.create_ordered("Which documents are duplicates, and which stays")
_READ = Group.create_ordered("How articles are read")
_PLUGINS = Group.create_ordered("Plugins")
_SETTINGS = Group.create_ordered("Settings")


@dataclass(frozen=True, slots=True)
class CommonOptions(PluginOptions):
    """What every command has: which plugins are used, and where options come from beside the command itself."""

    config: Annotated[Path | None, Parameter(group=_SETTINGS)] = None
    """The file of settings; without it provenance.toml, or [tool.provenance] in pyproject.toml, in this folder or the
    nearest above it."""
    no_config: Annotated[bool, Parameter(group=_SETTINGS)] = False
    """Use no file of settings."""
    show_options: Annotated[bool, Parameter(group=_SETTINGS)] = False
    """Show the value of every option and where it came from, as TOML, and do nothing else."""


def _only(*names: str) -> re.Pattern[str]:
    # The argument itself is asked for too, by its own name.
    return re.compile(f"^(report|{'|'.join(names)})$")


Paths = Annotated[Path, Parameter(name="PATH", required=True)]
LeftPath = Annotated[Path, Parameter(name="A")]
RightPath = Annotated[Path, Parameter(name="B")]
ArticlePath = Annotated[Path, Parameter(name="ARTICLE")]
OtherPath = Annotated[Path | None, Parameter(name="OTHER")]
Against = Annotated[tuple[Path, ...], Parameter(name="--against", group=_READ)]
_ReadFlags = Annotated[ReadOptions, Parameter(name="*", group=_READ)]
PluginFlags = Annotated[CommonOptions, Parameter(name="*", group=_PLUGINS)]


# The defaults of groups.
_SHOW, _WRITE, _FIND, _READING, PLUGINS = (
    ReportOptions(),
    WriteOptions(),
    ReuseOptions(),
    ReadOptions(),
    CommonOptions(),
)
_FILES, _DUPLICATES = DedupFiles(), DedupOptions()


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of options that every command which shows reuse has."""

    report: Annotated[
        ReportOptions, Parameter(name="*", group=_SHOWN, parse=_only("measure", "quotations", "limit", "without_text"))
    ] = _SHOW
    output: Annotated[WriteOptions, Parameter(name="*", group=_WRITTEN)] = _WRITE
    reuse: Annotated[ReuseOptions, Parameter(name="*", group=_FOUND)] = _FIND
    read: _ReadFlags = _READING
    plugins: PluginFlags = PLUGINS


@dataclass(frozen=True, slots=True)
class DedupGroups:
    """The groups of options of a dedup job."""

    files: Annotated[DedupFiles, Parameter(name="*", group=_WRITTEN)] = _FILES
    options: Annotated[DedupOptions, Parameter(name="*", group=_ALIKE)] = _DUPLICATES
    read: _ReadFlags = _READING
    plugins: PluginFlags = PLUGINS


@dataclass(frozen=True, slots=True)
class SearchGroups:
    """The groups of options of a command that looks for passages and shows none."""

    reuse: Annotated[ReuseOptions, Parameter(name="*", group=_FOUND)] = _FIND
    read: _ReadFlags = _READING
    plugins: PluginFlags = PLUGINS


Flags = Annotated[Groups, Parameter(name="*")]
SearchFlags = Annotated[SearchGroups, Parameter(name="*")]
DedupFlags = Annotated[DedupGroups, Parameter(name="*")]
# The defaults of the commands' arguments.
FLAGS, DEDUP, SEARCH = Groups(), DedupGroups(), SearchGroups()


def option_names() -> frozenset[str]:
    """Return the names of all options, as messages about them use them."""
    groups = [getattr(flags, group.name) for flags in (FLAGS, DEDUP) for group in fields(flags)]
    return frozenset(option.name for group in groups for option in fields(group))
