"""The common part of the commands that show reuse: from paths to a report."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from provenance.api.components import evidence_for, grammar_for, guarded_reporter, pipeline_for
from provenance.api.reading import files_read, load
from provenance.api.reuse import find_reuse, trace
from provenance.api.streaming import parts_folder, stream_passages
from provenance.cli.loading import loaded_plugins
from provenance.cli.messages import say, say_done, say_written, show_reading, show_warnings, stage
from provenance.cli.settings import settings_files
from provenance.cli.terminal import columns, has_colour, is_terminal
from provenance.errors import OptionError
from provenance.files.apart import check_apart
from provenance.model.components import StreamingReporter, is_binary
from provenance.reporters.numbers import counted
from provenance.reporters.output import write_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provenance.cli.flags import Groups, WriteOptions
    from provenance.model.components import AnyReporter
    from provenance.model.documents import Documents
    from provenance.model.options import View
    from provenance.model.result import ReuseResult
    from provenance.readers.summary import ReadSummary

__all__ = ["Run", "run"]

_SCREEN, _STANDARD_OUTPUT = "-", "/dev/stdout"
#: What is written into a folder, each as NAME.csv.
_SHEETS = ("articles", "pairs", "passages", "clusters", "credits", "sentences", "origins", "rates")


class Run:
    """One run of a command.

    All names are looked up at once, so that a misspelt one is reported before the work starts.

    Parameters
    ----------
    flags : Groups
        The options of the command.
    view : str
        The view to show.
    paths : sequence of Path
        All input files and folders; none may also be an output.
    """

    def __init__(self, flags: Groups, view: View, paths: Sequence[Path]) -> None:
        output, reuse = flags.output, flags.reuse
        self.plugins = loaded_plugins(flags.plugins)
        self.reuse = reuse
        self.reading = flags.read
        self.engine = flags.engine
        if view == "trace" and self.engine.spark is not None:
            raise OptionError("engine is 'spark', and one article is traced; that is done on this machine, by 'local'.")
        if view == "trace" and self.engine.work is not None:
            raise OptionError("shards are asked for, and one article is traced; that is done by one process.")
        self.target = output.output or _SCREEN
        # A folder takes all sheets.
        self.folder = Path(self.target) if self._is_folder(output) else None
        self.reporter = self.plugins.reporter("csv") if self.folder is not None else self._reporter(output)
        pipeline_for(reuse.normalisers, reuse.tokeniser, self.plugins)
        if reuse.agencies:
            grammar_for(reuse.agencies, self.plugins)
        evidence_for(reuse.evidence, self.plugins)
        self.report = replace(flags.report, view=view)
        self._notes: list[ReadSummary] = []
        self._check_apart(flags, paths)
        colour = output.colour if self.target == _SCREEN or output.colour == "always" else "never"
        self.report = replace(self.report, width=columns(), colour=has_colour(colour, sys.stdout))

    def read(self, paths: Iterable[Path]) -> Documents:
        """Read articles; the notes about them are kept for the end if the result is printed."""
        with stage("reading articles"):
            documents, summary = load(paths, self.reading, self.plugins)
        self._notes.append(summary)
        # What is printed for people begins with what was found; notes about what was read come after it.
        if self.target != _SCREEN:
            self._show_notes()
        show_warnings(self.plugins)
        return documents

    def show(self, documents: Documents) -> None:
        """Find shared passages, and write the report; then the notes about what was read, also if that fails."""
        try:
            self._show(documents)
        finally:
            self._show_notes()

    def _show_notes(self) -> None:
        for summary in self._notes:
            show_reading(summary)
        self._notes.clear()

    def _show(self, documents: Documents) -> None:
        from provenance.kernels import tell_of_compiling

        tell_of_compiling(partial(say, "Note"))
        if self.engine.shard is not None:
            self._do_step(documents, self.engine.shard)
            return
        streaming = self._streaming()
        if streaming is not None:
            self._stream(documents, streaming)
            return
        pairs: dict[str, int] = {}
        with stage(f"comparing {counted(len(documents), 'article')}") as show:

            def progress(what: str, done: int, total: int) -> None:
                pairs[what] = max(total, pairs.get(what, 0))
                if show is not None:
                    show(what, done, total)

            if self.report.view == "trace" and self.report.article is not None:
                result = trace(self.report.article, documents, self.reuse, plugins=self.plugins, progress=progress)
            else:
                result = find_reuse(
                    documents,
                    options=self.reuse,
                    engine=self.engine.engine,
                    spark=self.engine,
                    shards=self.engine.work,
                    plugins=self.plugins,
                    progress=progress,
                )
        show_warnings(self.plugins)
        self.write(result)
        if not len(result.passages) and len(documents) > 1:
            self._say_why(documents, pairs.get("aligning pairs"))

    def _do_step(self, documents: Documents, shard: str) -> None:
        from provenance.api.shards import passages_shard
        from provenance.model.spark_options import parse_shard

        # The option is there where a shard is.
        work = cast("Path", self.engine.work)
        with stage("doing one step"):
            done = passages_shard(documents, self.reuse, work, parse_shard(shard), self.plugins)
        show_warnings(self.plugins)
        say_done(shard, done)

    def write(self, result: ReuseResult) -> None:
        """Write the report; into a folder, all sheets."""
        if self.folder is not None:
            self._write_sheets(result, self.folder)
            return
        if self.target == _SCREEN:
            names = result.documents.ids if self.report.view != "compare" else ()
            write_result(result, self.target, self.reporter, replace(self.report, width=columns(names)))
            self._show_notes()
            return
        with stage(f"writing {self.target}"):
            write_result(result, self.target, self.reporter, self.report)
        if is_terminal(sys.stderr):
            say_written(self.target)

    def _write_sheets(self, result: ReuseResult, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _SHEETS:
            reporter = self.plugins.reporter("csv" if name == "passages" else name)
            report = replace(self.report, view="passages") if name == "passages" else self.report
            with stage(f"writing {folder / name}.csv"):
                write_result(result, folder / f"{name}.csv", guarded_reporter(reporter, self.plugins), report)
        say_written(f"{folder}{os.sep} with {', '.join(f'{name}.csv' for name in _SHEETS)}")

    def _is_folder(self, output: WriteOptions) -> bool:
        if output.format is not None or self.target == _SCREEN:
            return False
        return self.target.endswith(("/", os.sep)) or Path(self.target).is_dir()

    def _streaming(self) -> StreamingReporter | None:
        """Return the reporter if it can write passages while the search is running."""
        reporter = self.reporter
        elsewhere = self.engine.spark is not None or self.engine.merge
        streams = self.report.view == "passages" and self.folder is None and not elsewhere
        return reporter if streams and isinstance(reporter, StreamingReporter) else None

    def _check_apart(self, flags: Groups, paths: Sequence[Path]) -> None:
        # The shell may have redirected standard output to an input file.
        place = Path(_STANDARD_OUTPUT if self.target == _SCREEN else self.target)
        outputs = {"output": place}
        if self.folder is not None:
            outputs = {f"{name}.csv": self.folder / f"{name}.csv" for name in _SHEETS}
        if self.target != _SCREEN and self._streaming() is not None:
            outputs["the folder of finished parts"] = parts_folder(place)
        check_apart(outputs, chain(files_read(paths, self.reading, self.plugins), settings_files(flags.plugins)))

    def _say_why(self, documents: Documents, pairs: int | None) -> None:
        from provenance.api.nearest import nearest_pair
        from provenance.cli.nothing import why_nothing

        with stage("looking for the nearest articles"):
            nearest = nearest_pair(documents, self.reuse, self.plugins)
        said, hint = why_nothing(len(documents), pairs, nearest, self.reuse)
        say("Note", said)
        say("Hint", hint)

    def _stream(self, documents: Documents, reporter: StreamingReporter) -> None:
        with stage(f"comparing {counted(len(documents), 'article')}") as progress:
            done = stream_passages(
                documents,
                self.target,
                reporter,
                self.reuse,
                self.report,
                self.plugins,
                progress=progress,
                note=lambda text: say("Note", text),
            )
        show_warnings(self.plugins)
        for note in done.left_out:
            say("Note", note)
        if not done.passages and len(documents) > 1:
            self._say_why(documents, done.pairs)

    def _reporter(self, output: WriteOptions) -> AnyReporter:
        if output.format is not None:
            found = self.plugins.reporter(output.format)
        elif self.target == _SCREEN or Path(self.target).parts[1:2] == ("dev",):
            found = self.plugins.reporter("table")
        elif not Path(self.target).suffix:
            raise OptionError(
                f"the name of the output file {self.target!r} has no suffix of a known format.",
                hint="--format names one, as in --format json.",
            )
        else:
            found = self.plugins.reporter_for(self.target)
        if self.target == _SCREEN and is_binary(found) and is_terminal(sys.stdout):
            raise OptionError("this format is not text, and standard output is a terminal.", hint="-o names a file.")
        return guarded_reporter(found, self.plugins)


def run(paths: Sequence[Path], flags: Groups, view: View = "matrix") -> None:
    """Read articles, find shared passages, and write the report."""
    this = Run(flags, view, paths)
    this.show(this.read(paths))
