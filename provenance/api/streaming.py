"""Writes passages as they are found, so that those of a large collection need not be in memory at once."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provenance.model.components import StreamingReporter
    from provenance.model.documents import Documents
    from provenance.model.options import ReportOptions, ReuseOptions
    from provenance.model.passages import PassageTable
    from provenance.plugins.manager import Plugins

__all__ = ["Streamed", "parts_folder", "stream_passages"]

_SCREEN = "-"


class Streamed(NamedTuple):
    """Counts of passages written and pairs compared; in words, how pairs were chosen and what was left out."""

    passages: int
    pairs: int
    candidates: str
    left_out: tuple[str, ...]


def parts_folder(target: Path) -> Path:
    """Return the folder that holds finished parts until the file is complete."""
    return target.with_name(target.name + ".parts")


def stream_passages(
    documents: Documents,
    target: str,
    reporter: StreamingReporter,
    options: ReuseOptions,
    report: ReportOptions,
    plugins: Plugins,
    *,
    progress: Callable[[str, int, int], None] | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> Streamed:
    """Find the passages that documents share, and write them as they are found.

    The file appears only when it is complete. Until then the folder ``TARGET.parts`` holds the finished parts. If a run
    is killed, the next run with the same documents and options continues from there, and writes the same file.

    Parameters
    ----------
    documents : Documents
        The documents.
    target : str
        The file, or "-" for standard output, for which no parts are kept.
    reporter : StreamingReporter
        The reporter that writes the passages.
    options : ReuseOptions
        How passages are looked for.
    report : ReportOptions
        What to show.
    plugins : Plugins
        The plugins that normalisers and tokeniser come from.
    progress : callable, optional
        Called with the name of a stage, the amount done, and the total.
    note : callable, optional
        Called with messages for the user.

    Returns
    -------
    Streamed
        What was written.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    from provenance.api.components import pipeline_for
    from provenance.engines.local import cut_short_note, prepare
    from provenance.engines.resume import Finished, run_digest
    from provenance.files.apart import check_apart
    from provenance.files.writing import is_replaced, replacing
    from provenance.reporters.output import standard_output

    place = Path(target)
    if target != _SCREEN:
        check_apart({"output": place, "the folder of finished parts": parts_folder(place)}, documents.files)
    pipeline = pipeline_for(options.normalisers, options.tokeniser, plugins)
    finished = None
    if target != _SCREEN and is_replaced(place):
        finished = Finished(parts_folder(place), run_digest(documents, options, pipeline))
        if finished.dropped:
            note(f"{finished.folder} has parts of a run with other articles, options or code: this run starts anew.")
    search = prepare(documents, None, options, pipeline, progress)
    if finished is not None and finished.stop:
        note(f"goes on after {finished.stop:,} of {search.candidates.count:,} pairs that an earlier run finished.")
    written = [0, 0]

    def tables() -> Iterator[PassageTable]:
        for part in search.parts(0, progress) if finished is None else finished.parts(search, progress):
            written[0] += len(part.table)
            written[1] += part.cut_short
            yield part.table

    binary = bool(getattr(reporter, "binary", False))

    def write(out: IO[Any]) -> None:
        reporter.stream(documents, tables(), out, report)

    if target == _SCREEN:
        write(standard_output(binary))
    elif finished is None:
        with replacing(place, binary) as out:
            write(out)
    else:
        with finished.kept(), replacing(place, binary, finished.folder) as out:
            write(out)
    left_out = (*search.left_out, *cut_short_note(written[1]))
    return Streamed(written[0], search.candidates.count, search.candidates.how, left_out)
