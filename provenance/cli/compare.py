"""``provenance compare``: two articles side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import FLAGS, Flags, LeftPath, RightPath
from provenance.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.model.document import Document
    from provenance.model.documents import Documents

__all__ = ["EXAMPLES", "compare"]

EXAMPLES = """\
Examples:
  provenance compare wire.txt paper.txt
  provenance compare wire.txt paper.txt --normalisers spelling
  provenance compare wire.txt paper.txt -o compared.md
"""


def compare(
    left: LeftPath,
    right: RightPath,
    /,
    *,
    flags: Flags = FLAGS,
) -> None:
    """Show two articles side by side: how much of each is shared with the other, and every passage.

    Parameters
    ----------
    left
        A file that holds one article.
    right
        Another.
    """
    from provenance.cli.run import Run

    run = Run(flags, "compare", [left, right])
    articles = [_only_article(run.read([path]), path) for path in (left, right)]
    run.show(_apart(articles, (left, right)))


def _only_article(documents: Documents, path: Path) -> Document:
    if len(documents) != 1:
        raise OptionError(
            f"{path} holds {len(documents):,} articles; compare takes two files of one article each.",
            hint=f"provenance passages {path} compares all articles of a file or folder.",
        )
    return documents[0]


def _apart(articles: list[Document], paths: tuple[Path, Path]) -> Documents:
    """Combine the two articles under different names."""
    from provenance.model.documents import Documents

    ids = [article.id for article in articles]
    if ids[0] == ids[1]:
        ids = [str(path) for path in paths]
    if ids[0] == ids[1]:
        ids[1] = f"{ids[1]} (again)"
    return Documents.of(replace(article, id=name) for article, name in zip(articles, ids, strict=True))
