"""``provenance report``: the whole result as one HTML page."""

from __future__ import annotations

from dataclasses import replace

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import FLAGS, Flags, Paths

__all__ = ["EXAMPLES", "report_command"]

EXAMPLES = """\
Examples:
  provenance report articles/ -o report.html
  provenance report day.jsonl -o report.html --quotations exclude
  provenance report articles/ -o shared.html --without-text
"""
_FILE = "report.html"


def report_command(
    *paths: Paths,
    flags: Flags = FLAGS,
) -> None:
    """Write the report: one HTML file that opens offline, with the matrix, every pair and every article.

    Without -o it is written to report.html in the current folder.

    Parameters
    ----------
    paths
        Files and folders of articles. In a folder each text file is one article.
    """
    from provenance.cli.messages import say_written
    from provenance.cli.run import run

    output = flags.output
    unnamed = output.output is None and output.format is None
    run(paths, replace(flags, output=replace(output, output=_FILE)) if unnamed else flags)
    if unnamed:
        say_written(_FILE)
