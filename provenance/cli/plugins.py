"""``provenance plugins``: lists, checks, describes and creates plugins."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

# cyclopts reads the annotations when the program runs.
from provenance.cli import new_plugin
from provenance.cli.flags import PLUGINS, PluginFlags
from provenance.cli.messages import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from provenance.plugins.manager import Plugins
    from provenance.plugins.report import OfferReport, PluginReport

__all__ = ["plugins_app"]

#: Columns that hold every row on one line.
_WHOLE = 10_000
_EXAMPLES = """\
Examples:
  provenance plugins list
  provenance plugins list --format json
  provenance plugins check
  provenance plugins info markdown
  provenance plugins new reporter wiki
"""


def plugins_app() -> App:
    """Create the group of commands about plugins."""
    app = App(
        name="plugins",
        help="List, check, describe and begin plugins: readers, formats, normalisers, tokenisers.",
        help_epilogue=_EXAMPLES,
    )
    app.command(show_list, name="list")
    app.command(check)
    app.command(info)
    app.command(new_plugin.new, help_epilogue=new_plugin.EXAMPLES)
    return app


def show_list(*, format: Literal["table", "json"] = "table", plugins: PluginFlags = PLUGINS) -> None:  # noqa: A002 - an option
    """List all available components by name, where they come from, and failures.

    Parameters
    ----------
    format
        table, or json: a list of plugins with status, components and reasons of failures.
    """
    from rich.table import Table
    from rich.text import Text

    from provenance.cli.loading import loaded_plugins

    loaded = loaded_plugins(plugins)
    reports = loaded.report()
    if format == "json":
        print(json.dumps([asdict(report) for report in reports], ensure_ascii=True, indent=1))
        _say_unmatched(loaded)
        return
    console = _console()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_row(*(Text(heading, style="bold") for heading in ("name", "kind", "from", "summary")))
    for report in reports:
        for offer in report.offers:
            cells = (offer.name, offer.component, _source(report), offer.summary)
            table.add_row(*(_text(cell) for cell in cells))
    console.print(table)
    for report in reports:
        _print_reasons(console, report)
    _say_unmatched(loaded)


def check(*, plugins: PluginFlags = PLUGINS) -> int:
    """Load every plugin and create all its components; exit with 1 if anything fails."""
    from provenance.cli.loading import loaded_plugins

    console = _console()
    failed = 0
    loaded = loaded_plugins(plugins)
    for report in loaded.check():
        if report.status == "ok":
            things = ", ".join(offer.name for offer in report.offers) or "nothing"
            console.print(_text(f"ok: {_name(report)} offers {things}"))
            continue
        failed += report.status == "failed"
        _print_reasons(console, report)
    _say_unmatched(loaded)
    return 1 if failed else 0


def _names(_: object) -> list[str]:
    """Return all names, for shell completion."""
    from provenance.plugins.manager import load_plugins

    return [offer.name for report in load_plugins().report() for offer in report.offers]


def info(name: Annotated[str, Parameter(name="NAME", completer=_names)], /, *, plugins: PluginFlags = PLUGINS) -> None:
    """Describe a plugin or a component.

    Parameters
    ----------
    name
        The name of a plugin, its distribution, or a reader, format, normaliser or tokeniser.
    """
    from provenance.cli.loading import loaded_plugins
    from provenance.errors import UnknownNameError

    console = _console()
    reports = loaded_plugins(plugins).report()
    known = set()
    found = False
    for report in reports:
        own = {report.plugin, report.distribution} - {None}
        whole = name in own
        offers = [offer for offer in report.offers if whole or offer.name == name]
        known |= own | {offer.name for offer in report.offers}
        if not whole and not offers:
            continue
        found = True
        console.print(_text(f"{_name(report)}: {report.status}"))
        for offer in offers:
            _print_offer(console, offer)
        if whole:
            _print_reasons(console, report)
    if not found:
        raise UnknownNameError("plugin, reader, format, normaliser or tokeniser", name, filter(None, known))


def _print_offer(console: Console, offer: OfferReport) -> None:
    from rich.padding import Padding

    suffixes = f" ({' '.join(offer.suffixes)})" if offer.suffixes else ""
    summary = f": {offer.summary}" if offer.summary else ""
    line = _text(f"{offer.component} {offer.name}{suffixes}{summary}")
    console.print(Padding(line, (0, 0, 0, 2)))
    for setting in offer.settings:
        default = json.dumps(setting.default, ensure_ascii=False)
        told = f"{offer.name}.{setting.name} = {default} ({setting.type}): {setting.help}".removesuffix(": ")
        console.print(Padding(_text(told), (0, 0, 0, 4)))


def _print_reasons(console: Console, report: PluginReport) -> None:
    for reason in report.reasons:
        said, _, trace = reason.partition("\n")
        console.print(_text(f"{report.status}: {_name(report)}: {said}"))
        for line in trace.splitlines():
            console.print(_text(f"  {line}"))


def _say_unmatched(loaded: Plugins) -> None:
    """Warn of names in ``--disable-plugin`` that match no plugin; failures are shown in the list."""
    listed = {str(failure) for failure in loaded.failures}
    for warning in loaded.warnings():
        if warning.partition("\n")[0] not in listed:
            say("Warning", warning)


def _source(report: PluginReport) -> str:
    if report.plugin == "built-in":
        return report.plugin
    return " ".join(part for part in (report.distribution, report.version) if part) or report.plugin


def _name(report: PluginReport) -> str:
    source = _source(report)
    return source if source == report.plugin else f"{report.plugin} ({source})"


def _text(value: str) -> Text:
    from rich.text import Text

    from provenance.reporters.escape import one_line

    return Text(one_line(value))


def _console() -> Console:
    from provenance.cli.terminal import columns, has_colour, is_terminal
    from provenance.reporters.screen import screen

    # In a pipe each row is one line, however long, so that names can be searched and copied.
    whole = not is_terminal(sys.stdout) and "COLUMNS" not in os.environ
    return screen(sys.stdout, _WHOLE if whole else columns(), has_colour("auto", sys.stdout))
