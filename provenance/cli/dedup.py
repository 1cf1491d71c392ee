"""``provenance dedup``: documents without their duplicates, and a receipt for each that went."""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from typing import TYPE_CHECKING

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import (
    DEDUP,
    FILES,
    PLUGINS,
    READ,
    DedupFlags,
    FileFlags,
    Paths,
    PluginFlags,
    ReadFlags,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.cli.flags import DedupFiles
    from provenance.dedup.result import DedupResult

__all__ = ["EXAMPLES", "dedup"]

EXAMPLES = """\
Examples:
  provenance dedup articles.jsonl -o kept.jsonl --receipts receipts.jsonl
  provenance dedup 'crawl/*.parquet' -o kept.parquet --keep longest --threshold 0.7
  provenance dedup train.jsonl --against test.jsonl --measure containment --threshold 0.5 -o clean.jsonl
  provenance dedup articles.jsonl --plan
  provenance dedup receipts.jsonl --explain a-812
"""


def dedup(
    *paths: Paths,
    files: FileFlags = FILES,
    options: DedupFlags = DEDUP,
    read: ReadFlags = READ,
    plugins: PluginFlags = PLUGINS,
) -> None:
    """Remove exact and near duplicates, and say for each why it went.

    Parameters
    ----------
    paths
        Files, folders and patterns: JSON Lines (also compressed), Parquet, or anything that is read elsewhere.
    """
    from provenance.api.dedup import plan_dedup, run_dedup
    from provenance.cli.messages import say, show_warnings
    from provenance.errors import OptionError
    from provenance.kernels import tell_of_compiling
    from provenance.plugins.manager import load_plugins

    if files.explain is not None:
        _explain(files.explain, list(paths))
        return
    for name in ("output", "receipts", "clusters"):
        if str(getattr(files, name)) == "-":
            raise OptionError(f"{name} is '-'; it is the name of a file.")
    used = load_plugins(plugins)
    tell_of_compiling(partial(say, "Note"))
    if files.plan:
        for line in plan_dedup(list(paths), options, read, used):
            print(line)
        return
    with _progress() as progress:
        result, taken_over = run_dedup(
            list(paths),
            options,
            read,
            against=files.against,
            output=files.output,
            receipts=files.receipts,
            clusters=files.clusters,
            plugins=used,
            progress=progress,
        )
    show_warnings(used)
    if taken_over:
        say("Note", f"{taken_over:,} blocks were taken over from {options.work}, where an earlier run left them.")
    _show(result, files)


def _show(result: DedupResult, files: DedupFiles) -> None:
    from provenance.cli.messages import say
    from provenance.reporters.numbers import counted

    run = result.run
    empty = run["removed"] - run["exact"] - run["same words"] - run["near"]
    counts = [(run["exact"], "exact"), (run["same words"], "with the same words"), (run["near"], "near")]
    counts.append((empty, "without words"))
    parts = [f"{count:,} {what}" for count, what in counts if count or what in ("exact", "near")]
    print(
        f"{counted(run['documents'], 'document')}: {run['documents'] - run['removed']:,} stay, "
        f"{run['removed']:,} removed ({', '.join(parts)})."
    )
    if run["wordless"] and not empty:
        say("Note", f"{counted(run['wordless'], 'document')} without a word stayed; --empty drop removes them.")
    if result.skipped:
        say("Warning", f"{counted(len(result.skipped), 'row')} left out, the first: {result.skipped[0].message}")
    if files.output is None:
        say("Note", "the documents that stay were not written; -o names a file for them.")


def _explain(name: str, paths: list[Paths]) -> None:
    from provenance.dedup.receipts import find_receipts, sentences
    from provenance.errors import OptionError
    from provenance.reporters.escape import one_line

    if len(paths) != 1:
        raise OptionError("--explain looks into one file of receipts.", hint="give one PATH.")
    own, others = find_receipts(paths[0], name)
    for sentence in sentences(name, own, others):
        print(one_line(sentence))


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """Show what is done, how fast and for how long still, where standard error is a terminal."""
    from provenance.cli.terminal import has_colour, is_terminal

    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=not has_colour("auto", sys.stderr), highlight=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                for task in tasks.values():
                    bars.update(task, visible=False)
                tasks[stage] = bars.add_task(stage, total=total, rate="")
            task = tasks[stage]
            speed = bars.tasks[bars.task_ids.index(task)].speed
            rate = "" if speed is None else f"{speed / 1e6:,.0f} MB/s" if stage == "reading" else f"{speed:,.0f}/s"
            bars.update(task, completed=done, total=total, rate=rate)

        yield progress
