"""The archive behind the page: what is traced in it, and what can be searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provenance.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, timedelta
    from pathlib import Path

    from provenance.api.index import Index
    from provenance.model.document import Document
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.model.result import ReuseResult
    from provenance.plugins.manager import Plugins

    Progress = Callable[[str, int, int], None]

__all__ = ["PAGE", "Archive", "Found", "Query"]

#: Documents that a search gives at a time.
PAGE = 20
_EXCERPT = 240


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: words that all stand in the text, a part of the source's name, days of publication."""

    words: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a search found, with the beginning of its text."""

    id: str
    source: str | None
    published: str | None
    role: str | None
    excerpt: str


class Archive:
    """An index with the name under which the page shows it; without one articles are compared with each other.

    Parameters
    ----------
    index : Index or None
        Where articles are traced.
    name : str
        Its name for people.
    options : ReuseOptions
        How articles are compared where there is no index.
    plugins : Plugins
        Those to use.
    """

    def __init__(self, index: Index | None, name: str, options: ReuseOptions, plugins: Plugins) -> None:
        self.index, self.name = index, name
        self.options, self.plugins = options, plugins

    def size(self) -> int:
        """Return the number of documents."""
        if self.index is None:
            return 0
        return int(self._rows("SELECT count(*) FROM documents", [])[0][0])

    def trace(
        self, articles: Documents, since: datetime | None, window: timedelta | None, progress: Progress | None = None
    ) -> list[ReuseResult]:
        """Trace each article in the index; without one, compare them with each other, in one result.

        Raises
        ------
        ProvenanceError
            Where that cannot be done: one article alone without an index, a window for an article without a time.
        """
        if self.index is not None:
            return self.index.trace(articles, since=since, window=window, progress=progress)
        from provenance.api.reuse import find_reuse

        if len(articles) == 1:
            raise OptionError("there is nothing to compare one article with.", hint="give two, or serve an archive.")
        return [find_reuse(articles, options=self.options, plugins=self.plugins, progress=progress)]

    def search(self, query: Query, offset: int = 0, limit: int = PAGE) -> tuple[int, list[Found]]:
        """Return how many documents a search finds, and some of them, the newest first."""
        if self.index is None:
            return 0, []
        where, values = _conditions(query)
        total = int(self._rows(f"SELECT count(*) FROM documents WHERE {where}", values)[0][0])  # noqa: S608 - no values
        rows = self._rows(
            f"SELECT id, source, published, role, left(text, {_EXCERPT}) FROM documents WHERE {where} "  # noqa: S608 - no values
            "ORDER BY published DESC NULLS LAST, number LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        return total, [
            Found(name, source, published, role, " ".join(text.split())) for name, source, published, role, text in rows
        ]

    def document(self, name: str) -> Document | None:
        """Return the document with this id, None where there is none."""
        from provenance.model.document import Document

        if self.index is None:
            return None
        rows = self._rows(
            "SELECT id, text, source, published, role, language FROM documents WHERE id = ? LIMIT 1", [name]
        )
        if not rows:
            return None
        name, text, source, published, role, language = rows[0]
        return Document(name, text, source=source, published=published, role=role, language=language)

    def _rows(self, query: str, values: list[Any]) -> list[Any]:
        from provenance.index.store import Store

        path: Path = self.index.path  # type: ignore[union-attr] # asked of an index alone
        with Store(path).reading() as connection:
            return list(connection.execute(query, values).fetchall())


def _conditions(query: Query) -> tuple[str, list[Any]]:
    """Return the conditions of a search in SQL, and the values that stand for its question marks."""
    conditions, values = ["true"], list[Any]()
    for word in dict.fromkeys(query.words.split()):
        conditions.append("contains(lower(text), lower(?))")
        values.append(word)
    if query.source.strip():
        conditions.append("contains(lower(source), lower(?))")
        values.append(query.source.strip())
    # Times are ISO 8601: their first ten characters are the day where the article was published.
    for day, sign in ((query.since, ">="), (query.until, "<=")):
        if day is not None:
            conditions.append(f"left(published, 10) {sign} ?")
            values.append(day.isoformat())
    return " AND ".join(conditions), values
