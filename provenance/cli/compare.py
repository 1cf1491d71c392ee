"""``provenance compare``: two articles side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

# cyclopts reads the annotations when the program runs.
from cyclopts import Parameter

from provenance.cli.flags import FLAGS, Flags, LeftText, RightText
from provenance.errors import OptionError

if TYPE_CHECKING:
    from provenance.model.document import Document
    from provenance.model.documents import Documents

__all__ = ["EXAMPLES", "compare"]

EXAMPLES = """\
Examples:
  provenance compare wire.txt paper.txt
  provenance compare wire.txt paper.txt --normalisers spelling
  provenance compare wire.txt paper.txt -o compared.md
  pbpaste | provenance compare - paper.txt
  provenance compare --text "The words of one text ..." "The words of another ..."
"""


def compare(
    left: LeftText,
    right: RightText,
    /,
    *,
    text: Annotated[bool, Parameter(negative=())] = False,
    flags: Flags = FLAGS,
) -> None:
    """Show two articles side by side: how much of each is shared with the other, and every passage.

    Parameters
    ----------
    left
        A file that holds one article; a dash is standard input.
    right
        Another.
    text
        A and B are the texts themselves, as pasted, and no files.
    """
    from provenance.cli.run import Run

    if text:
        Run(flags, "compare", []).show(_pasted(left, right))
        return
    paths = Path(left), Path(right)
    run = Run(flags, "compare", paths)
    articles = [_only_article(run.read([path]), path) for path in paths]
    run.show(_apart(articles, paths))


def _pasted(left: str, right: str) -> Documents:
    from provenance.model.document import Document
    from provenance.model.documents import Documents

    for name, text in (("A", left), ("B", right)):
        if not text.strip():
            raise OptionError(f"the text {name} is empty.")
    return Documents.of([Document("A", left), Document("B", right)])


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
