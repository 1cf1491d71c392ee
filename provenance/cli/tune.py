"""``provenance tune``: measures what each way of comparing articles finds and costs, and recommends options."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path  # noqa: TC003 - the command reads the annotations when it runs
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Group, Parameter

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import SEARCH, Paths, SearchFlags
from provenance.model.dedup_options import DedupOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.tuning import Tuning

__all__ = ["EXAMPLES", "tune"]

EXAMPLES = """\
Examples:
  provenance tune articles/
  provenance tune corpus.jsonl --sample 500 --threshold 0.7
  provenance tune corpus.jsonl --format json -o measured.json
"""
_DEFAULT = DedupOptions()


@dataclass(frozen=True, slots=True)
class TuneOptions:
    """The options of the measurement and its output."""

    sample: int = 300
    """The number of articles in the sample; the time grows with its square."""
    threshold: float = _DEFAULT.threshold
    """The least resemblance of duplicates, above 0 and at most 1."""
    recall: float = _DEFAULT.recall
    """The share to find of the duplicates exactly at the threshold."""
    format: Literal["table", "json"] = "table"
    """The output format."""
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None
    """The file to write; by default standard output."""


TUNE = TuneOptions()
TuneFlags = Annotated[TuneOptions, Parameter(name="*", group=Group.create_ordered("What is measured"))]


def tune(
    *paths: Paths,
    tuned: TuneFlags = TUNE,
    flags: SearchFlags = SEARCH,
) -> None:
    """Measure on a sample what each way of choosing pairs finds and costs, and print the options to copy.

    Parameters
    ----------
    paths
        Files and folders of articles.
    """
    from provenance.api.reading import load
    from provenance.api.tune import tune as measure
    from provenance.cli.loading import loaded_plugins
    from provenance.cli.messages import say, show_reading, show_warnings, stage
    from provenance.files.apart import check_apart
    from provenance.files.writing import replacing
    from provenance.kernels import tell_of_compiling

    used = loaded_plugins(flags.plugins)
    dedup = DedupOptions(threshold=tuned.threshold, recall=tuned.recall)
    with stage("reading articles"):
        documents, summary = load(paths, flags.read, used)
    show_reading(summary)
    if tuned.output is not None and str(tuned.output) != "-":
        check_apart({"--output": tuned.output}, documents.files)
    tell_of_compiling(partial(say, "Note"))
    with stage("measuring") as progress:
        found = measure(documents, tuned.sample, flags.reuse, dedup, plugins=used, progress=progress)
    show_warnings(used)
    lines = [json.dumps(found.as_dict(), indent=1)] if tuned.format == "json" else list(_lines(found))
    text = "".join(f"{line}\n" for line in lines)
    if tuned.output is None or str(tuned.output) == "-":
        sys.stdout.write(text)
        return
    with replacing(tuned.output) as out:
        out.write(text)


def _lines(found: Tuning) -> Iterator[str]:
    from provenance.reporters.numbers import counted

    articles = counted(found.documents, "article")
    yield f"{found.sampled:,} of {articles} were looked at; all have about {counted(found.words, 'word')}."
    yield ""
    yield "Which pairs are compared (--candidates): what is found in these, and what it costs."
    yield from _table(
        ["", "pairs", "passages", "recall", "rows", "rows of all", "seconds"],
        [
            [
                cost.candidates,
                f"{cost.pairs:,}",
                f"{cost.passages:,}",
                _share(cost.recall),
                f"{cost.rows:,}",
                f"{cost.rows_of_all:,}",
                f"{cost.seconds:.2f}",
            ]
            for cost in found.candidates
        ],
    )
    yield ""
    duplicates = counted(found.duplicates, "pair")
    yield f"Duplicates: {duplicates} of these with a resemblance of {found.threshold:g} or more, by --recall."
    yield from _table(
        ["", "bands", "rows", "expected", "found", "pairs checked"],
        [
            [f"{b.recall:g}", str(b.bands), str(b.rows), _share(b.expected), _share(b.found), f"{b.checked:,}"]
            for b in found.bands
        ],
    )
    yield ""
    yield f"How likely a pair is checked with --recall {found.options['dedup']['recall']:g}, by its resemblance."
    yield from _table(
        ["", "pairs", "expected", "found"],
        [
            [f"{point.start:g} to {point.stop:g}", f"{point.pairs:,}", _share(point.expected), _share(point.found)]
            for point in found.curve
        ],
    )
    yield ""
    yield "Options for provenance.toml:"
    yield ""
    yield f'candidates = "{found.options["candidates"]}"'
    yield ""
    yield "[dedup]"
    for name, value in found.options["dedup"].items():
        yield f"{name} = {value}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    """Format a table: names left-aligned, numbers right-aligned."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for name, *cells in (head, *rows):
        numbers = (each.rjust(width) for each, width in zip(cells, widths[1:], strict=True))
        yield "  ".join([name.ljust(widths[0]), *numbers])
