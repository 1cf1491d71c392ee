"""``provenance trace``: the likely source of one article's text."""

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
    """Show where one article's text probably comes from: a dispatch, another article, or an unseen text.

    Parameters
    ----------
    article
        A file that holds one article.
    against
        Files and folders of articles and dispatches to compare it with.
    """
    from provenance.cli.gather import gathered
    from provenance.cli.run import Run

    if not against:
        raise OptionError(
            "there is nothing to compare the article with.", hint="--against names a file or folder of articles."
        )
    run = Run(flags, "trace", [article, *against])
    names, documents = gathered(run, [article], against)
    run.report = replace(run.report, article=names[0])
    run.show(documents)
