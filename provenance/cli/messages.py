"""What is said on standard error: notes, warnings, errors, and what is being done."""

from __future__ import annotations

import contextlib
import re
import sys
from typing import TYPE_CHECKING

from provenance.cli.flags import option_names
from provenance.cli.terminal import has_colour, is_terminal
from provenance.errors import OptionError, ProvenanceError
from provenance.reporters.escape import one_line
from provenance.reporters.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.plugins.manager import Plugins
    from provenance.readers.summary import ReadSummary

__all__ = ["said_of", "say", "show_error", "show_reading", "show_warnings", "stage"]

_SHOWN = 3


def say(kind: str, text: str) -> None:
    """Write a line; nothing of a file's name or of an article steers the terminal."""
    print(f"{kind}: {one_line(text)}", file=sys.stderr)


def show_error(text: str, hint: str | None = None) -> None:
    """Write an error, and what to try on a line of its own."""
    say("Error", text)
    if hint:
        say("Hint", hint)


def show_reading(summary: ReadSummary) -> None:
    """Write what the user should know of the input."""
    for note in summary.notes:
        say("Note", note)
    if not summary.skipped:
        return
    say("Warning", f"{counted(len(summary.skipped), 'article')} left out.")
    for error in summary.skipped[:_SHOWN]:
        say("  left out", error.message)
    more = len(summary.skipped) - _SHOWN
    if more > 0:
        say("  left out", f"{more:,} more")


def show_warnings(plugins: Plugins) -> None:
    """Write what went wrong with plugins since this was called before."""
    for warning in plugins.warnings():
        say("Warning", warning)


def said_of(error: ProvenanceError) -> str:
    """Return the message of an error, with an option named as it was typed."""
    message = str(error.args[0]) if error.args else str(error)
    if isinstance(error, OptionError):
        name = re.match(r"\w+", message)
        if name and name.group() in option_names() and message[name.end() :].startswith(" is "):
            return f"--{name.group().replace('_', '-')}{message[name.end() :]}"
    return message


@contextlib.contextmanager
def stage(text: str) -> Iterator[Callable[[str, int, int], None] | None]:
    """Say what is being done while it is done, where standard error is a terminal.

    Yields what to call with a stage, what is done of it and how much there is; None where nobody looks.
    """
    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.status import Status
    from rich.text import Text

    console = Console(stderr=True, no_color=not has_colour("auto", sys.stderr), highlight=False)
    with Status(Text(one_line(text)), console=console) as status:

        def progress(what: str, done: int, total: int) -> None:
            share = f" {done / total:.0%}" if total > 1 else ""
            status.update(Text(one_line(f"{text}: {what}{share}")))

        yield progress
