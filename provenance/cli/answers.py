"""``provenance articles``, ``clusters`` and ``sentences``: lists that answer one question each."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from cyclopts import Parameter

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import FLAGS, Flags, Paths
from provenance.errors import OptionError

__all__ = ["ARTICLES", "CLUSTERS", "RATES", "SENTENCES", "articles", "clusters", "rates", "sentences"]

ARTICLES = """\
Examples:
  provenance articles articles/ --agency AFP --credit missing
  provenance articles articles/ --outlet "Daily Ledger"
  provenance articles articles/ -o articles.csv
"""
CLUSTERS = """\
Examples:
  provenance clusters articles/
  provenance clusters articles/ --limit 50 -o clusters.csv
"""
SENTENCES = """\
Examples:
  provenance sentences articles/
  provenance sentences articles/ --dispatch wire/afp-2
  provenance sentences articles/ -o sentences.csv
"""
RATES = """\
Examples:
  provenance rates articles/
  provenance rates articles/ -o rates.csv
"""


def articles(
    *paths: Paths,
    agency: Annotated[str | None, Parameter(name="--agency")] = None,
    outlet: Annotated[str | None, Parameter(name="--outlet")] = None,
    credit: Annotated[Literal["any", "given", "missing"], Parameter(name="--credit")] = "any",
    flags: Flags = FLAGS,
) -> None:
    """List articles by name: how much of each is reused, from where, and whom it credits.

    Parameters
    ----------
    paths
        Files and folders of articles. In a folder each text file is one article.
    agency
        Only articles with text of this agency, such as AFP; no dispatches.
    outlet
        Only articles of this source.
    credit
        "missing": only articles that reuse text and credit nobody for it; "given": only those that credit somebody.
    """
    from provenance.cli.run import Run

    run = Run(flags, "articles", paths)
    run.report = replace(run.report, agency=agency, outlet=outlet, credit=credit)
    run.show(run.read(paths))


def clusters(
    *paths: Paths,
    flags: Flags = FLAGS,
) -> None:
    """List the texts that several articles have, each once and whole, with its versions: the ten strongest.

    Parameters
    ----------
    paths
        Files and folders of articles. In a folder each text file is one article.
    """
    from provenance.cli.run import run

    run(paths, flags, "clusters")


def rates(
    *paths: Paths,
    flags: Flags = FLAGS,
) -> None:
    """Show how much each outlet reuses, month by month, with a chart and 95 % intervals.

    Parameters
    ----------
    paths
        Files and folders of articles. In a folder each text file is one article.
    """
    from provenance.cli.run import run

    run(paths, flags, "rates")


def sentences(
    *paths: Paths,
    dispatch: Annotated[str | None, Parameter(name="--dispatch")] = None,
    flags: Flags = FLAGS,
) -> None:
    """Show what became of each sentence of the dispatches, at hand and unseen: kept, edited or cut, by whom.

    Parameters
    ----------
    paths
        Files and folders of articles and dispatches. In a folder each text file is one article.
    dispatch
        Only this dispatch: its id, or the name of an unseen one, such as unseen-1.
    """
    from provenance.cli.run import Run

    run = Run(flags, "sentences", paths)
    documents = run.read(paths)
    known = dispatch is None or dispatch in documents.ids or dispatch.startswith("unseen-")
    if not known:
        raise OptionError(f"there is no article with the id {dispatch!r}.", hint="an id is a path below the folder.")
    run.report = replace(run.report, article=dispatch)
    run.show(documents)
