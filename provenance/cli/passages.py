"""``provenance passages``: every passage that articles share."""

from __future__ import annotations

from dataclasses import replace

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import (
    OUTPUT,
    PLUGINS,
    READ,
    REPORT,
    REUSE,
    OutputFlags,
    Paths,
    PluginFlags,
    ReadFlags,
    ReportFlags,
    ReuseFlags,
)

__all__ = ["EXAMPLES", "passages"]

EXAMPLES = """\
Examples:
  provenance passages articles/
  provenance passages articles/ --min-words 12 --limit 20
  provenance passages day.jsonl -o passages.csv
"""


def passages(
    *paths: Paths,
    report: ReportFlags = REPORT,
    output: OutputFlags = OUTPUT,
    reuse: ReuseFlags = REUSE,
    read: ReadFlags = READ,
    plugins: PluginFlags = PLUGINS,
) -> None:
    """Show every passage that two articles share, both texts one under the other.

    Parameters
    ----------
    paths
        Files and folders of articles. In a folder each text file is one article.
    """
    from provenance.cli.run import run

    run(paths, replace(report, view="passages"), output, reuse, read, plugins)
