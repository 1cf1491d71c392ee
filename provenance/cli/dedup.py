"""``provenance dedup``: documents without their duplicates, and a receipt for each that went."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import DEDUP, DedupFlags, Paths

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.cli.flags import DedupFiles
    from provenance.dedup.result import DedupResult
    from provenance.model.dedup_options import DedupOutputs

__all__ = ["EXAMPLES", "dedup"]

EXAMPLES = """\
Examples:
  provenance dedup articles.jsonl -o kept.jsonl --receipts receipts.jsonl
  provenance dedup 'crawl/*.parquet' -o kept.parquet --keep longest --threshold 0.7
  provenance dedup train.jsonl --against test.jsonl --measure containment --threshold 0.5 -o clean.jsonl
  provenance dedup articles.jsonl --plan
  provenance dedup articles.parquet -o kept.parquet --engine spark --spark-master local[8]
  provenance dedup receipts.jsonl --explain a-812
"""


def dedup(*paths: Paths, flags: DedupFlags = DEDUP) -> None:
    """Remove exact and near duplicates, and say for each why it went.

    Parameters
    ----------
    paths
        Files, folders and patterns: JSON Lines (also compressed), Parquet, or anything that is read elsewhere.
    """
    from provenance.api.dedup import run_dedup
    from provenance.api.dedup_plan import plan_dedup
    from provenance.api.dedup_sources import files_of
    from provenance.api.shards import dedup_shard
    from provenance.cli.loading import loaded_plugins
    from provenance.cli.messages import say, say_done, show_warnings, stage
    from provenance.cli.settings import settings_files
    from provenance.files.apart import check_apart
    from provenance.kernels import tell_of_compiling
    from provenance.model.spark_options import parse_shard

    files, options = flags.files, flags.options
    if files.explain is not None:
        _explain(files.explain, list(paths))
        return
    outputs = _outputs(files, paths)
    used = loaded_plugins(flags.plugins)
    check_apart({**outputs.files(), "report": files.report}, settings_files(flags.plugins))
    if files.report is not None:
        # A misspelt format is an error before the work begins.
        if files.report_format is None:
            used.duplicate_reporter_for(files.report)
        else:
            used.duplicate_reporter(files.report_format)
        check_apart({"report": files.report}, chain.from_iterable(files_of(path, flags.read, used) for path in paths))
    tell_of_compiling(partial(say, "Note"))
    if files.plan:
        for line in plan_dedup(list(paths), options, flags.read, used):
            print(line)
        return
    if flags.engine.shard is not None:
        with stage("doing one step"):
            done = dedup_shard(
                list(paths),
                options,
                flags.read,
                parse_shard(flags.engine.shard),
                against=files.against,
                plugins=used,
            )
        show_warnings(used)
        say_done(flags.engine.shard, done)
        return
    with stage("removing duplicates", in_bytes="reading") as progress:
        result, taken_over = run_dedup(
            list(paths),
            options,
            flags.read,
            against=files.against,
            outputs=outputs,
            spark=flags.engine.spark,
            merge=flags.engine.merge,
            plugins=used,
            progress=progress,
        )
    show_warnings(used)
    if taken_over:
        say("Note", f"{taken_over:,} blocks were taken over from {options.work}, where an earlier run left them.")
    _show(result)
    if files.report is not None:
        result.write(files.report, files.report_format)
    if outputs.kept is None:
        say("Note", "the documents that stay were not written; -o names a file for them.")


def _outputs(files: DedupFiles, paths: tuple[Path, ...]) -> DedupOutputs:
    from provenance.errors import OptionError
    from provenance.model.dedup_options import DedupOutputs

    for name, path in (("output", files.output), ("receipts", files.receipts), ("clusters", files.clusters)):
        if str(path) == "-":
            raise OptionError(f"{name} is '-'; it is the name of a file.")
    if not files.in_place:
        return DedupOutputs(files.output, files.receipts, files.clusters)
    if files.output is not None or len(paths) != 1:
        raise OptionError("--in-place writes over one file.", hint="give one PATH, and no -o.")
    return DedupOutputs(paths[0], files.receipts, files.clusters, in_place=True)


def _show(result: DedupResult) -> None:
    from provenance.cli.messages import say, show_reading
    from provenance.readers.summary import ReadSummary
    from provenance.reporters.numbers import counted

    show_reading(ReadSummary(len(result), 0, tuple(result.skipped), tuple(result.notes)))
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


def _explain(name: str, paths: list[Path]) -> None:
    from provenance.dedup.receipts import find_receipts, sentences
    from provenance.errors import OptionError
    from provenance.reporters.escape import one_line

    if len(paths) != 1:
        raise OptionError("--explain looks into one file of receipts.", hint="give one PATH.")
    own, others = find_receipts(paths[0], name)
    for sentence in sentences(name, own, others):
        print(one_line(sentence))
