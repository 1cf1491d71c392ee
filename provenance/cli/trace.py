"""``provenance trace``: the likely source of the text of articles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from cyclopts import Parameter

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import FLAGS, Against, ArticlePath, Flags
from provenance.errors import OptionError

if TYPE_CHECKING:
    from provenance.cli.run import Run
    from provenance.model.documents import Documents
    from provenance.model.times import Times

__all__ = ["EXAMPLES", "is_index", "trace"]

EXAMPLES = """\
Examples:
  provenance trace paper.txt --against wire/
  provenance trace paper.txt --against wire/ --against papers.jsonl -o traced.json
  provenance trace paper.txt --against wire/ --window 48h --earlier
  provenance trace paper.txt --against wire.duckdb --window 48h
  provenance trace --against wire.duckdb --watch incoming/
"""
#: What a file of DuckDB has after eight bytes.
_MAGIC = b"DUCK"

Since = Annotated[str | None, Parameter(name="--since")]
Window = Annotated[str | None, Parameter(name="--window")]
Earlier = Annotated[bool, Parameter(name="--earlier", negative=())]
Watch = Annotated[Path | None, Parameter(name="--watch")]


def trace(
    *articles: ArticlePath,
    against: Against = (),
    since: Since = None,
    window: Window = None,
    earlier: Earlier = False,
    watch: Watch = None,
    flags: Flags = FLAGS,
) -> None:
    """Show where one article's text probably comes from: a dispatch, another article, or an unseen text.

    Parameters
    ----------
    articles
        A file that holds one article; where an index is asked, files of any number of articles.
    against
        Files and folders of articles and dispatches to compare it with; or one index.
    since
        Only what was published then or later, such as 2025-04-24.
    window
        Only what was published at most this long before or after the article, such as 48h, 7d or 2w.
    earlier
        Only what was published before the article, or at the same time.
    watch
        For an index, instead of articles: a folder. What arrives in it is added to the index and traced there, until
        Ctrl-C is pressed.
    """
    from provenance.cli.gather import gathered
    from provenance.cli.run import Run
    from provenance.model.document import parse_published
    from provenance.model.durations import duration_of
    from provenance.model.times import Times

    if not against:
        raise OptionError(
            "there is nothing to compare the article with.",
            hint="--against names a file or folder of articles, or an index.",
        )
    if not articles and watch is None:
        raise OptionError("no article was named.", hint="name a file of articles; for an index also --watch FOLDER.")
    within = None if window is None else duration_of(window, "--window")
    times = Times(parse_published(since, "--since"), within, earlier)
    run = Run(flags, "trace", [*articles, *against])
    if any(is_index(path) for path in against):
        if len(against) > 1:
            raise OptionError("an index is asked alone.", hint="give --against once.")
        _ask(run, flags, Asked(articles, against[0], times, watch))
        return
    if watch is not None:
        raise OptionError("--watch is for an index.", hint="provenance index add makes one.")
    if len(articles) > 1:
        raise OptionError("one article is asked about at a time; an index takes several.")
    names, documents = gathered(run, list(articles), against)
    run.report = replace(run.report, article=names[0])
    run.show(_in_time(documents, times))


def _in_time(documents: Documents, times: Times) -> Documents:
    """Return the article, which is the first, with those published in time; say how many were not."""
    from provenance.cli.messages import say
    from provenance.model.documents import Documents

    if times.all:
        return documents
    article, *others = documents
    limits = times.around(article)
    kept = [other for other in others if limits.hold(other.published)]
    undated = sum(other.published is None for other in others)
    if len(kept) < len(others):
        of_these = f", {undated:,} of them without a time" if undated else ""
        say("Note", f"{len(others) - len(kept):,} of {len(others):,} articles are not of that time{of_these}.")
    return Documents.of([article, *kept])


class Asked(NamedTuple):
    """What an index is asked about: articles, or the folder in which they arrive."""

    articles: tuple[Path, ...]
    archive: Path
    times: Times
    watch: Path | None


def _ask(run: Run, flags: Flags, asked: Asked) -> None:
    from functools import partial

    from provenance.cli.flags import SearchGroups
    from provenance.cli.index import opened
    from provenance.cli.messages import say, stage
    from provenance.kernels import tell_of_compiling

    index = opened(asked.archive, SearchGroups(flags.reuse, flags.read, flags.plugins))
    if asked.watch is not None:
        from provenance.cli.watch import watch

        if asked.articles or flags.output.output not in (None, "-"):
            raise OptionError("--watch goes without articles and without -o.", hint="results go to standard output.")
        watch(run, index, asked.watch, asked.times)
        return
    given = run.read(asked.articles)
    if len(given) > 1 and flags.output.output not in (None, "-"):
        raise OptionError(f"{len(given):,} articles are not written to one file.", hint="leave out -o, or give one.")
    tell_of_compiling(partial(say, "Note"))
    with stage("tracing") as progress:
        times = asked.times
        found = index.trace(given, since=times.since, window=times.window, earlier=times.earlier, progress=progress)
    for name, result in zip(given.ids, found, strict=True):
        run.report = replace(run.report, article=name)
        run.write(result)


def is_index(path: Path) -> bool:
    """Whether a file is one of DuckDB, or would be by its name."""
    try:
        with path.open("rb") as file:
            return file.read(12)[8:] == _MAGIC
    except OSError:
        return path.suffix == ".duckdb"
