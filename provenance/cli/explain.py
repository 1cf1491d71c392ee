"""``provenance explain``: all evidence, in words."""

from __future__ import annotations

from dataclasses import replace

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import FLAGS, Against, ArticlePath, Flags, OtherPath

__all__ = ["EXAMPLES", "explain"]

EXAMPLES = """\
Examples:
  provenance explain paper.txt
  provenance explain paper.txt other.txt
  provenance explain paper.txt other.txt --against day/
"""


def explain(
    article: ArticlePath,
    other: OtherPath = None,
    /,
    *,
    against: Against = (),
    flags: Flags = FLAGS,
) -> None:
    """Show all evidence about one article, or about two, in words, with the text it refers to.

    Parameters
    ----------
    article
        A file that holds one article.
    other
        A second article: also show what the two share, and who copied whom.
    against
        Files and folders of further articles and dispatches to compare with.
    """
    from provenance.cli.gather import gathered
    from provenance.cli.run import Run

    paths = [article] if other is None else [article, other]
    run = Run(flags, "explain", [*paths, *against])
    names, documents = gathered(run, paths, against)
    run.report = replace(run.report, article=names[0], other=names[1] if len(names) > 1 else None)
    run.show(documents)
