"""The flags of the commands; their names, types, defaults and help come from the options' dataclasses."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter

from provenance.model.dedup_options import DedupOptions
from provenance.model.options import PluginOptions, ReadOptions, ReportOptions, ReuseOptions
from provenance.model.spark_options import EngineOptions, ReuseEngineOptions

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
    "LeftText",
    "OtherPath",
    "Paths",
    "PluginFlags",
    "RightText",
    "SearchFlags",
    "WriteOptions",
    "option_names",
]


def _formats(_: object) -> dict[str, str]:
    """Return all formats for shell completion, including those of plugins."""
    from provenance.plugins.manager import load_plugins

    return {name: offer.entry.summary for name, offer in load_plugins().reporters().items()}


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """Where a report goes."""

    format: Annotated[str | None, Parameter(completer=_formats)] = None
    """The format of the report, by name: table, json, html or any other in "plugins list". By default the suffix of the
    output file decides; without an output file, a table is printed."""
    output: Annotated[str | None, Parameter(name=["--output", "-o"])] = None
    """The file to write; "-" is standard output. A folder, such as tables/, takes CSV tables of everything."""
    colour: Literal["auto", "always", "never"] = "auto"
    """Whether to use colours; "auto" does on a terminal, unless NO_COLOR is set."""


@dataclass(frozen=True, slots=True)
class DedupFiles:
    """The further inputs and the outputs of a dedup job."""

    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None
    """The file for the kept documents, with all their columns, in input order: Parquet if its name ends in .parquet,
    else JSON Lines. Like the other files, it is written completely or not at all."""
    receipts: Path | None = None
    """The file for the receipts: for each removed document the one that was kept, how similar they are, and why."""
    clusters: Path | None = None
    """The file for the clusters of duplicates."""
    report: Path | None = None
    """The file for a report of the duplicates for people, with counts, clusters and receipts: .html, .md, or the suffix
    of a plugin."""
    report_format: str | None = None
    """The format of the report, by name; by default the suffix of its file decides."""
    in_place: bool = False
    """Overwrite the one file that PATH names with the kept documents. Without this flag no input file is ever
    overwritten."""
    against: Path | None = None
    """Remove only documents that duplicate these ones, which are all kept; the others are not compared with each
    other."""
    plan: bool = False
    """Show how duplicates would be searched for, with the expected recall, memory and time; write nothing."""
    explain: str | None = None
    """Explain why the document with this id was removed or kept; PATH is the file of receipts."""


_SHOWN = Group.create_ordered("What is shown")
_WRITTEN = Group.create_ordered("Where it goes")
_FOUND = Group.create_ordered("How passages are found")
_ALIKE = Group.create_ordered("Which documents are duplicates, and which stays")
_READ = Group.create_ordered("How articles are read")
_ENGINE = Group.create_ordered("Where it runs")
_PLUGINS = Group.create_ordered("Plugins")
_SETTINGS = Group.create_ordered("Settings")


@dataclass(frozen=True, slots=True)
class CommonOptions(PluginOptions):
    """The options of every command: which plugins are used, and which file of settings."""

    config: Annotated[Path | None, Parameter(group=_SETTINGS)] = None
    """The file of settings; by default provenance.toml, or [tool.provenance] in pyproject.toml, in this folder or the
    nearest parent folder."""
    no_config: Annotated[bool, Parameter(group=_SETTINGS)] = False
    """Ignore all files of settings."""
    show_options: Annotated[bool, Parameter(group=_SETTINGS)] = False
    """Print the value of every option and where it comes from, as TOML, and exit."""


def _only(*names: str) -> re.Pattern[str]:
    # The argument itself is looked up too, by its own name.
    return re.compile(f"^(report|{'|'.join(names)})$")


Paths = Annotated[Path, Parameter(name="PATH", required=True)]
LeftText = Annotated[str, Parameter(name="A")]
RightText = Annotated[str, Parameter(name="B")]
ArticlePath = Annotated[Path, Parameter(name="ARTICLE")]
OtherPath = Annotated[Path | None, Parameter(name="OTHER")]
Against = Annotated[tuple[Path, ...], Parameter(name="--against", group=_READ)]
# How much memory reading takes is an option of the search, or of the dedup job.
_ReadFlags = Annotated[ReadOptions, Parameter(name="*", group=_READ, parse=re.compile("^(?!memory$)"))]
_EngineFlags = Annotated[EngineOptions, Parameter(name="*", group=_ENGINE)]
_ReuseEngineFlags = Annotated[ReuseEngineOptions, Parameter(name="*", group=_ENGINE)]
PluginFlags = Annotated[CommonOptions, Parameter(name="*", group=_PLUGINS)]


# The defaults of groups.
_SHOW, _WRITE, _FIND, _READING, PLUGINS = (
    ReportOptions(),
    WriteOptions(),
    ReuseOptions(),
    ReadOptions(),
    CommonOptions(),
)
_FILES, _DUPLICATES, _RUNNING, _SEARCHING = DedupFiles(), DedupOptions(), EngineOptions(), ReuseEngineOptions()


@dataclass(frozen=True, slots=True)
class Groups:
    """The option groups of all commands that show reuse."""

    report: Annotated[
        ReportOptions,
        Parameter(name="*", group=_SHOWN, parse=_only("measure", "quotations", "limit", "order", "without_text")),
    ] = _SHOW
    output: Annotated[WriteOptions, Parameter(name="*", group=_WRITTEN)] = _WRITE
    reuse: Annotated[ReuseOptions, Parameter(name="*", group=_FOUND)] = _FIND
    read: _ReadFlags = _READING
    engine: _ReuseEngineFlags = _SEARCHING
    plugins: PluginFlags = PLUGINS

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", replace(self.read, memory=self.reuse.memory))


@dataclass(frozen=True, slots=True)
class DedupGroups:
    """The option groups of a dedup job."""

    files: Annotated[DedupFiles, Parameter(name="*", group=_WRITTEN)] = _FILES
    options: Annotated[DedupOptions, Parameter(name="*", group=_ALIKE)] = _DUPLICATES
    read: _ReadFlags = _READING
    engine: _EngineFlags = _RUNNING
    plugins: PluginFlags = PLUGINS

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", replace(self.read, memory=self.options.memory))


@dataclass(frozen=True, slots=True)
class SearchGroups:
    """The option groups of a command that finds passages but shows none."""

    reuse: Annotated[ReuseOptions, Parameter(name="*", group=_FOUND)] = _FIND
    read: _ReadFlags = _READING
    plugins: PluginFlags = PLUGINS

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", replace(self.read, memory=self.reuse.memory))


Flags = Annotated[Groups, Parameter(name="*")]
SearchFlags = Annotated[SearchGroups, Parameter(name="*")]
DedupFlags = Annotated[DedupGroups, Parameter(name="*")]
# The defaults of the commands' arguments.
FLAGS, DEDUP, SEARCH = Groups(), DedupGroups(), SearchGroups()


def option_names() -> frozenset[str]:
    """Return the names of all options, as used in messages."""
    groups = [getattr(flags, group.name) for flags in (FLAGS, DEDUP) for group in fields(flags)]
    return frozenset(option.name for group in groups for option in fields(group))
