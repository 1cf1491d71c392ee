"""``provenance passages``: every passage that articles share."""

from __future__ import annotations

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import FLAGS, Flags, Paths

__all__ = ["EXAMPLES", "passages"]

EXAMPLES = """\
Examples:
  provenance passages articles/
  provenance passages articles/ --min-words 12 --limit 20
  provenance passages day.jsonl -o passages.csv
"""


def passages(
    *paths: Paths,
    flags: Flags = FLAGS,
) -> None:
    """Show every passage that two articles share, one text below the other.

    Parameters
    ----------
    paths
        Files and folders of articles. In a folder each text file is one article.
    """
    from provenance.cli.run import run

    run(paths, flags, "passages")
