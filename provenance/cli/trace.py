"""``provenance trace``: where one article's text is likely from."""

from __future__ import annotations

from dataclasses import replace

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import FLAGS, Against, ArticlePath, Flags
from provenance.errors import OptionError

__all__ = ["EXAMPLES", "trace"]

EXAMPLES = """\
Examples:
  provenance trace paper.txt --against wire/
  provenance trace paper.txt --against wire/ --against papers.jsonl -o traced.json
"""


def trace(
    article: ArticlePath,
    /,
    *,
    against: Against = (),
    flags: Flags = FLAGS,
) -> None:
    """Show where one article's text is likely from: a dispatch, another article, or a text that is not at hand.

    Parameters
    ----------
    article
        A file that holds one article.
    against
        Files and folders of articles and dispatches that it is held against.
    """
    from provenance.cli.gather import gathered
    from provenance.cli.run import Run

    if not against:
        raise OptionError(
            "there is nothing to trace the article in.", hint="--against names a file or folder of articles."
        )
    run = Run(flags, "trace", [article, *against])
    names, documents = gathered(run, [article], against)
    run.report = replace(run.report, article=names[0])
    run.show(documents)
