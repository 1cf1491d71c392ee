"""``provenance matrix``: who reuses whom."""

from __future__ import annotations

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import FLAGS, Flags, Paths

__all__ = ["EXAMPLES", "matrix"]

EXAMPLES = """\
Examples:
  provenance matrix articles/
  provenance matrix articles/ --measure words --quotations exclude
  provenance matrix day.jsonl --text-field body -o matrix.csv
  provenance matrix articles/ --format json | jq .matrix
"""


def matrix(
    *paths: Paths,
    flags: Flags = FLAGS,
) -> None:
    """Show the reuse matrix: how much of each article is shared with every other one, and the strongest passages.

    Parameters
    ----------
    paths
        Files and folders of articles. In a folder each text file is one article.
    """
    from provenance.cli.run import run

    run(paths, flags, "matrix")
