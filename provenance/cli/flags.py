"""The flags of the commands: names, types, defaults and help are those of the options' dataclasses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter

from provenance.model.options import PluginOptions, ReadOptions, ReportOptions, ReuseOptions

__all__ = [
    "OUTPUT",
    "PLUGINS",
    "READ",
    "REPORT",
    "REUSE",
    "Against",
    "ArticlePath",
    "CommonOptions",
    "LeftPath",
    "OtherPath",
    "OutputFlags",
    "Paths",
    "PluginFlags",
    "ReadFlags",
    "ReportFlags",
    "ReuseFlags",
    "RightPath",
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


_SHOWN = Group.create_ordered("What is shown")
_WRITTEN = Group.create_ordered("Where it goes")
_FOUND = Group.create_ordered("How passages are found")
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


# The defaults of the commands' arguments.
REUSE, READ, REPORT, PLUGINS, OUTPUT = (
    ReuseOptions(),
    ReadOptions(),
    ReportOptions(),
    CommonOptions(),
    WriteOptions(),
)


def _only(*names: str) -> re.Pattern[str]:
    # The argument itself is asked for too, by its own name.
    return re.compile(f"^(report|{'|'.join(names)})$")


Paths = Annotated[Path, Parameter(name="PATH", required=True)]
LeftPath = Annotated[Path, Parameter(name="A")]
RightPath = Annotated[Path, Parameter(name="B")]
ArticlePath = Annotated[Path, Parameter(name="ARTICLE")]
OtherPath = Annotated[Path | None, Parameter(name="OTHER")]
Against = Annotated[tuple[Path, ...], Parameter(name="--against", group=_READ)]
ReportFlags = Annotated[
    ReportOptions, Parameter(name="*", group=_SHOWN, parse=_only("measure", "quotations", "limit", "without_text"))
]
OutputFlags = Annotated[WriteOptions, Parameter(name="*", group=_WRITTEN)]
ReuseFlags = Annotated[ReuseOptions, Parameter(name="*", group=_FOUND)]
ReadFlags = Annotated[ReadOptions, Parameter(name="*", group=_READ)]
PluginFlags = Annotated[CommonOptions, Parameter(name="*", group=_PLUGINS)]


def option_names() -> frozenset[str]:
    """Return the names of all options, as messages about them use them."""
    return frozenset(
        name for options in (REUSE, READ, REPORT, PLUGINS, OUTPUT) for name in options.__dataclass_fields__
    )
