"""Articles as requests bring them: as text, as files, as JSON."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.errors import InputError
from provenance.model.documents import Documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.model.document import Document
    from provenance.plugins.manager import Plugins

__all__ = ["MOST", "of_files", "together"]

#: The most articles of a request.
MOST = 50
_UNSAFE = re.compile(r"[^\w.\- ]")
_LONGEST_NAME = 100


def of_files(files: Iterable[tuple[str, bytes]], plugins: Plugins) -> list[Document]:
    """Read files with the readers of the package, from a folder that is gone afterwards.

    Parameters
    ----------
    files : iterable of (str, bytes)
        Names and contents. Of a name only the last part counts, without what means something to a file system.
    plugins : Plugins
        Whose readers are used.
    """
    from provenance.api.reading import load

    found: list[Document] = []
    with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
        for number, (name, data) in enumerate(files):
            place = Path(folder, str(number))
            place.mkdir()
            path = place / _safe(name)
            path.write_bytes(data)
            try:
                found += load([path], plugins=plugins)[0]
            except InputError as error:
                said = str(error.args[0]).replace(f"{place}/", "")
                raise InputError(said, hint=error.hint) from None
    return found


def together(articles: Iterable[Document]) -> Documents:
    """Put articles together; those that have an id of another get a number.

    Raises
    ------
    InputError
        Where there is none, or there are more than `MOST`.
    """
    from dataclasses import replace

    chosen: dict[str, Document] = {}
    for article in articles:
        name, number = article.id, 2
        while name in chosen:
            name, number = f"{article.id} ({number})", number + 1
        chosen[name] = article if name == article.id else replace(article, id=name)
        if len(chosen) > MOST:
            raise InputError(f"more than {MOST} articles at once.", hint="provenance trace takes any number of files.")
    if not chosen:
        raise InputError("there is no article.", hint="paste a text, or choose a file.")
    return Documents.of(chosen.values())


def _safe(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    return _UNSAFE.sub("_", last).lstrip(".- ")[-_LONGEST_NAME:] or "article.txt"
