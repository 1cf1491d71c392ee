"""Messages on standard error: notes, warnings, errors and progress."""

from __future__ import annotations

import contextlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.cli.flags import option_names
from provenance.cli.terminal import has_colour, is_terminal
from provenance.errors import OptionError, ProvenanceError
from provenance.reporters.escape import one_line
from provenance.reporters.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.engines.shards.steps import Done
    from provenance.errors import InputError
    from provenance.plugins.manager import Plugins
    from provenance.readers.summary import ReadSummary

__all__ = [
    "said_of",
    "say",
    "say_done",
    "say_written",
    "show_cause",
    "show_error",
    "show_reading",
    "show_warnings",
    "stage",
]

_SHOWN = 3
_THOUSAND = 1000


def say(kind: str, text: str) -> None:
    """Write a line, with control characters in file names and article text made harmless."""
    print(f"{kind}: {one_line(text)}", file=sys.stderr)


def say_written(path: str) -> None:
    """Write that a file was written, with its size."""
    with contextlib.suppress(OSError):
        say("Written", f"{path} ({_size(Path(path).stat().st_size)})")


def say_done(shard: str, done: Done) -> None:
    """Write which step a shard has done, and what comes next."""
    if not done.step:
        say("Note", f"shard {shard} has done all {done.steps} steps; when all shards have, --merge writes the result.")
        return
    then = "--merge" if done.number == done.steps else "the same command"
    step = f"step {done.number} of {done.steps}, {done.step}"
    say("Note", f"shard {shard} has done {step}; when all shards have, go on with {then}.")


def _size(number: int) -> str:
    size = float(number)
    for unit in ("bytes", "kB", "MB"):
        if size < _THOUSAND:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= _THOUSAND
    return f"{size:.1f} GB"


def show_error(text: str, hint: str | None = None) -> None:
    """Write an error, with the hint on a separate line."""
    say("Error", text)
    if hint:
        say("Hint", hint)


def show_reading(summary: ReadSummary) -> None:
    """Write the notes about the input."""
    for note in summary.notes:
        say("Note", note)
    if not summary.skipped:
        return
    say("Warning", f"{counted(len(summary.skipped), 'article')} left out.")
    reasons: dict[str, list[str]] = {}
    for error in summary.skipped:
        reasons.setdefault(_reason(error), []).append(error.message)
    for said in sorted(reasons.values(), key=len, reverse=True)[:_SHOWN]:
        more = f" (and {len(said) - 1:,} more for this reason)" if len(said) > 1 else ""
        say("  left out", f"{said[0]}{more}")
    if len(reasons) > _SHOWN:
        say("  left out", f"{sum(map(len, sorted(reasons.values(), key=len)[:-_SHOWN])):,} more, for other reasons")


def _reason(error: InputError) -> str:
    """Return the reason why something was left out, without the article and the position."""
    where = f"{error.path}:{error.line}: " if error.line is not None else f"{error.path}: "
    return re.sub(r"'[^']*'|\d+", "", error.message.removeprefix(where))


def show_warnings(plugins: Plugins) -> None:
    """Write the failures of plugins since the last call."""
    for warning in plugins.warnings():
        said, _, trace = warning.partition("\n")
        say("Warning", said)
        show_lines(trace)


def show_lines(text: str) -> None:
    """Write lines, such as those of a traceback, each made harmless."""
    for line in text.splitlines():
        print(f"  {one_line(line)}" if line.strip() else "", file=sys.stderr)


def show_cause(error: ProvenanceError) -> None:
    """Write where the code of a plugin failed."""
    import traceback

    if error.__cause__ is not None:
        show_lines("".join(traceback.format_exception(error.__cause__)))


def said_of(error: ProvenanceError, place_of: Callable[[str], str | None] = lambda _: None) -> str:
    """Return the message of an error, with an option named as it was typed.

    Parameters
    ----------
    error : ProvenanceError
        The error.
    place_of : callable
        Returns the position in a file where an option was set.
    """
    message = str(error.args[0]) if error.args else str(error)
    if isinstance(error, OptionError):
        found = re.match(r"\w+", message)
        if found and found.group() in option_names() and message[found.end() :].startswith(" is "):
            name, place = found.group().replace("_", "-"), place_of(found.group())
            return f"{f'{place}: ' if place else '--'}{name}{message[found.end() :]}"
    return message


@contextlib.contextmanager
def stage(text: str, *, in_bytes: str | None = None) -> Iterator[Callable[[str, int, int], None] | None]:
    """Show progress, with rate and remaining time, if standard error is a terminal.

    Yields a function to call with a stage, the amount done and the total; None if standard error is no terminal.

    Parameters
    ----------
    text : str
        A description of the work.
    in_bytes : str, optional
        The stage whose amounts are in bytes.
    """
    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=not has_colour("auto", sys.stderr), highlight=False)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=16),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(one_line(text), total=None, rate="")
        now = ""

        def progress(what: str, done: int, total: int) -> None:
            nonlocal now
            if what != now:
                now = what
                # The rate and the remaining time are those of the current stage.
                shown.reset(task, total=total if total > 1 else None, description=one_line(f"{text}: {what}"), rate="")
            speed = shown.tasks[0].speed
            rate = ""
            if speed and total > 1:
                rate = f"{speed / 1e6:,.0f} MB/s" if what == in_bytes else f"{speed:,.0f}/s"
            shown.update(task, completed=done, rate=rate)

        yield progress
