"""Reads the articles in question together with the articles to compare them with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from provenance.cli.run import Run
    from provenance.model.document import Document
    from provenance.model.documents import Documents

__all__ = ["gathered"]


def gathered(run: Run, paths: Sequence[Path], against: Sequence[Path]) -> tuple[list[str], Documents]:
    """Read articles, and those to compare them with.

    If an article is also among the others (same text and name), that copy is used, since it may have more metadata.

    Parameters
    ----------
    run : Run
        The run that reads them.
    paths : sequence of Path
        Files with one article each.
    against : sequence of Path
        Files and folders.

    Returns
    -------
    names : list of str
        The ids of the articles.
    documents : Documents
        The articles, followed by the others.
    """
    from provenance.model.documents import Documents

    articles = [_only_article(run.read([path]), path) for path in paths]
    others = list(run.read(against)) if against else []
    chosen: list[Document] = []
    for article, path in zip(articles, paths, strict=True):
        same = [other for other in others if other.text == article.text and _stem(other.id) == _stem(article.id)]
        if same:
            others.remove(same[0])
            chosen.append(same[0])
        else:
            taken = {document.id for document in (*others, *chosen)}
            names = (article.id, str(path), f"{path} (again)")
            chosen.append(replace(article, id=next((name for name in names if name not in taken), names[-1])))
    return [document.id for document in chosen], Documents.of([*chosen, *others])


def _only_article(documents: Documents, path: Path) -> Document:
    if len(documents) != 1:
        raise OptionError(
            f"{path} holds {len(documents):,} articles; give a file with one article.",
            hint="--against takes files and folders with many articles.",
        )
    return documents[0]


def _stem(name: str) -> str:
    return name.rpartition("/")[2]
