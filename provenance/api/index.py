"""An archive that stays: `open_index`, and what it gives."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from provenance.api.inputs import as_documents
from provenance.api.reuse import components_of
from provenance.engines.memory import memory_limit
from provenance.errors import InputError, OptionError, UnknownDocumentError
from provenance.model.archive import IndexInfo
from provenance.model.arrow import column_of
from provenance.model.document import Document, parse_published
from provenance.model.documents import Documents
from provenance.model.options import ReuseOptions
from provenance.model.times import Times
from provenance.plugins.manager import load_plugins
from provenance.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime, timedelta

    from provenance.api.inputs import DocumentsLike
    from provenance.dedup.result import DedupResult
    from provenance.index.snapshot import Snapshot
    from provenance.index.sources import Source
    from provenance.model.archive import IndexChange
    from provenance.model.result import ReuseResult
    from provenance.model.statistics import Statistics
    from provenance.plugins.manager import Plugins

    Progress = Callable[[str, int, int], None]

__all__ = ["Index", "open_index"]


def open_index(
    path: str | os.PathLike[str], options: ReuseOptions | None = None, *, plugins: Plugins | None = None
) -> Index:
    """Open an index, or name the file of one that `Index.add` will make.

    Parameters
    ----------
    path : path-like
        The file, as "wire.duckdb".
    options : ReuseOptions, optional
        How the index looks for passages. Without it as it was made; an index that is made takes the defaults. An index
        keeps them: others than it was made with are refused, but for ``threads`` and ``memory``.
    plugins : Plugins, optional
        Those to use; without it all that are installed.

    Raises
    ------
    OptionError
        Where DuckDB is not installed, or the options are others than those of the index.
    InputError
        Where the file is no index, is damaged, or was made by another version, or with other plugins.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> index = open_index(folder.name + "/wire.duckdb")
    >>> index.add({"wire": "The ferry ran aground on a sandbank shortly before dawn on Monday."}).added
    1
    >>> article = Document("paper", "PORT ELLERY: The ferry ran aground on a sandbank shortly before dawn, it said.")
    >>> [passage.words for passage in index.trace(article).passages]
    [10]
    >>> folder.cleanup()
    """
    return Index(Path(path), options, plugins if plugins is not None else load_plugins())


class Index:
    """An archive of documents in one DuckDB file, in which articles are traced; `open_index` gives one.

    The file is opened for each call and closed after it. One process writes at a time; a call waits five seconds for
    another one to be done.
    """

    def __init__(self, path: Path, options: ReuseOptions | None, plugins: Plugins) -> None:
        from provenance.index.store import Store

        self.path = path
        self._store = Store(path)
        self._plugins = plugins
        self._known: Snapshot | None = None
        self._asked = 0
        if not self._store.exists():
            self.options = options or ReuseOptions()
            _check_options(self.options)
            self._parts  # noqa: B018 - a misspelt name is said now
            return
        with self._store.reading() as connection:
            settings = self._store.settings(connection)
        stored = json.loads(settings["options"]).items()
        made: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in stored}
        self.options = ReuseOptions(**made)
        if options is not None:
            if options.as_dict() != self.options.as_dict():
                own = self.options.as_dict()
                other = ", ".join(sorted(name for name, value in options.as_dict().items() if value != own[name]))
                hint = "leave them out, or make another index."
                raise OptionError(f"{path} was made with other options: {other}.", hint=hint)
            self.options = options
        self._check_made(settings)

    @cached_property
    def _parts(self) -> Any:
        return components_of(self.options, self._plugins)

    def add(self, documents: DocumentsLike, *, progress: Progress | None = None) -> IndexChange:
        """Add documents; the file is made where there is none.

        A document whose id is in the index replaces that one; one that is there just as it is stays. Each transaction
        adds about 16 MB of text: a run that is killed leaves all or nothing of each, and to add the same documents
        again goes on where it was. Statistics are counted when the first documents come, and anew when there are more
        than twice as many.

        Parameters
        ----------
        documents : iterable of Document, mapping, sequence of str, path, or Arrow table
            See `provenance.api.inputs.DocumentsLike`.
        progress : callable, optional
            Called with a stage, what is done of it, and how much there is.

        Raises
        ------
        InputError
            For documents that cannot be used.
        OutputError
            Where another process has the index open.
        """
        from provenance.index.writing import Writer

        given = as_documents(documents, self._plugins)
        with self._store.writing(self._settings()) as connection:
            self._check_made(self._store.settings(connection))
            return Writer(self._store, connection, self.options, self._parts.pipeline).add(given, progress)

    def missing(self, documents: DocumentsLike) -> Documents:
        """Return those of some documents that are not in the index just as they are: what `add` would add or replace.

        Of an index whose file is not there yet, all are missing.
        """
        from provenance.index.rows import document_digests

        given = as_documents(documents, self._plugins)
        if not self._store.exists():
            return given
        with self._store.reading() as connection:
            same = self._state(connection).catalogue.same(given.ids, document_digests(given))
        return Documents(given.table.filter(column_of(~same)))

    def remove(self, ids: Iterable[str]) -> IndexChange:
        """Remove documents, by their ids, in one transaction.

        Raises
        ------
        UnknownDocumentError
            Where one is not in the index; then none is removed.
        """
        from provenance.index.writing import Writer

        wanted = list(dict.fromkeys(ids))
        with self._store.writing() as connection:
            self._check_made(self._store.settings(connection))
            known = {name for (name,) in connection.execute("SELECT id FROM documents").fetchall()}
            for name in wanted:
                if name not in known:
                    raise UnknownDocumentError(name, known)
            return Writer(self._store, connection, self.options, self._parts.pipeline).remove(wanted)

    def compact(self) -> IndexChange:
        """Count the statistics over what is there now, and make all posting lists anew.

        Afterwards the index is as if all its documents had been added at once.
        """
        from provenance.index.writing import Writer

        with self._store.writing() as connection:
            self._check_made(self._store.settings(connection))
            return Writer(self._store, connection, self.options, self._parts.pipeline).compact()

    def check(self) -> list[str]:
        """Read all that is in the file, and return what is wrong with it, in words: nothing where all is well."""
        from provenance.index.checking import check

        return check(self._store)

    def info(self) -> IndexInfo:
        """Return what the index holds, and how it was made."""
        with self._store.reading() as connection:
            settings = self._store.settings(connection)
            of_documents = "SELECT count(*), coalesce(sum(tokens), 0) FROM documents"
            of_postings = "SELECT count(DISTINCT segment), coalesce(sum(size), 0) FROM segments"
            documents, tokens = connection.execute(of_documents).fetchall()[0]
            segments, rows = connection.execute(of_postings).fetchall()[0]
            statistics = self._state(connection).statistics
        return IndexInfo(
            documents,
            int(tokens),
            segments,
            int(rows),
            self.path.stat().st_size,
            0 if statistics is None else statistics.documents,
            "" if statistics is None else statistics.digest,
            self.options,
            settings["version"],
        )

    @property
    def statistics(self) -> Statistics:
        """What was counted over the documents: with them `find_reuse` says what `trace` says."""
        with self._store.reading() as connection:
            found = self._state(connection).statistics
        if found is None:
            raise InputError(f"{self.path} never had a document.")
        return found

    def documents(self) -> Documents:
        """Return all documents, in the order in which they were added."""
        from provenance.index.rows import read_documents

        with self._store.reading() as connection:
            return read_documents(connection, self._state(connection).catalogue.numbers)

    def deduplicate(self, documents: Any, threshold: float = 0.8, **settings: Any) -> DedupResult:
        """Find which of some documents are duplicates of documents of the index, which is left as it is.

        Parameters
        ----------
        documents
            As `provenance.deduplicate` takes them.
        threshold : float
            The least value of the measure at which a document is removed: above 0, at most 1.
        **settings
            Further parameters of `provenance.deduplicate`, but for ``against``.

        Returns
        -------
        DedupResult
            What `provenance.deduplicate` gives against all documents of the index: the whole of it is read.
        """
        from provenance.api.dedup import deduplicate

        with self._store.reading() as connection:
            self._check_made(self._store.settings(connection))
        held = self.documents()
        return deduplicate(documents, threshold, against=held.table, plugins=self._plugins, **settings)

    def load(self) -> None:
        """Read the posting lists and the texts into memory, so that traces are quick.

        They take about 10 bytes for each fingerprint, and the texts; where that is more than half of what the option
        ``memory`` allows, nothing is read. It is done by itself for many articles. What is added later by whomever is
        read when it is asked for.
        """
        self._asked = _MANY
        with self._source():
            pass

    @overload
    def trace(
        self,
        articles: Document,
        *,
        since: datetime | str | None = None,
        window: timedelta | None = None,
        earlier: bool = False,
        progress: Progress | None = None,
    ) -> ReuseResult: ...
    @overload
    def trace(
        self,
        articles: DocumentsLike,
        *,
        since: datetime | str | None = None,
        window: timedelta | None = None,
        earlier: bool = False,
        progress: Progress | None = None,
    ) -> list[ReuseResult]: ...
    def trace(
        self,
        articles: Any,
        *,
        since: datetime | str | None = None,
        window: timedelta | None = None,
        earlier: bool = False,
        progress: Progress | None = None,
    ) -> ReuseResult | list[ReuseResult]:
        """Find which documents of the index an article uses, and where its text is likely from.

        Of the article this says just what ``find_reuse([*index.documents(), article], statistics=index.statistics)``
        says, but for the numbers in the names of unseen dispatches. What takes part is the article, what shares a
        passage with it, what shares one with that, and so on. An article that is in the index, by id and text, is
        traced there; one with the id of another document takes its place.

        Parameters
        ----------
        articles : Document, or iterable of Document, mapping, sequence of str, path, or Arrow table
            One article, or several, each of which is traced by itself.
        since : datetime or str, optional
            Only documents that were published then or later are looked at; without a zone it is UTC.
        window : timedelta, optional
            Only those published at most so long before or after the article, which has to have a time.
        earlier : bool
            Only those published no later than the article, which has to have a time.
        progress : callable, optional
            Called with a stage, what is done of it, and how much there is.

        Returns
        -------
        ReuseResult or list of ReuseResult
            One for a `Document`, else a list in the order of the articles. The documents are those that take part, the
            article last where it is not in the index.
        """
        if isinstance(articles, Document):
            return self.trace([articles], since=since, window=window, earlier=earlier, progress=progress)[0]
        from provenance.api.tracing import Asked, traced

        given = as_documents(articles, self._plugins)
        self._asked += len(given)
        times = Times(parse_published(since, "since"), window, earlier)
        asked = Asked(self.options, self._parts, self._plugins, times)
        with self._source() as (source, known):
            if known.statistics is None:
                raise InputError(f"{self.path} never had a document.")
            one_by_one = (Documents(given.table.slice(at, 1)) for at in range(len(given)))
            return [traced(source, known, article, asked, progress) for article in one_by_one]

    @contextmanager
    def _source(self) -> Iterator[tuple[Source, Snapshot]]:
        """Give what a trace reads: the memory, once many articles were asked about, else the file, which is open."""
        from provenance.index.sources import FileSource

        known = self._known
        if known is not None and known.held is not None and known.stamp == self._store.stamp():
            yield known.held, known
            return
        with self._store.reading() as connection:
            self._check_made(self._store.settings(connection))
            known = self._state(connection)
            if known.held is None and self._asked >= _MANY:
                known.hold(connection, memory_limit(self.options.memory) // 2)
            if known.held is None:
                yield FileSource(connection, known.catalogue), known
                return
        yield known.held, known

    def _state(self, connection: Any) -> Snapshot:
        """Return what is known of all documents, read anew only where something changed."""
        from provenance.index.snapshot import Snapshot

        self._known = Snapshot.read(self._store, connection, self._known, memory_limit(self.options.memory) // 2)
        return self._known

    def _settings(self) -> dict[str, str]:
        from provenance.engines.code import code_digest, pipeline_names
        from provenance.index.store import options_text

        return {
            "version": __version__,
            "code": code_digest(),
            "options": options_text(self.options.as_dict()),
            "pipeline": json.dumps(pipeline_names(self._parts.pipeline)),
            "scheme": SCHEME,
            "numbers": "0",
        }

    def _check_made(self, settings: dict[str, str]) -> None:
        """Refuse an index that was made otherwise than this process would make it."""
        for name, value in self._settings().items():
            if name != "numbers" and settings.get(name) != value:
                raise InputError(
                    f"{self.path} was made with the {name} {settings.get(name)}, and here it is {value}.",
                    hint="use what it was made with, or make it anew from the articles.",
                )


# When so many articles were asked about, the index is read into memory.
_MANY = 16
#: How words are numbered and n-grams hashed: another way is another scheme.
SCHEME = "xxh32-words/ngram-4/stem-pair-12/shingle-8"


def _check_options(options: ReuseOptions) -> None:
    if options.candidates == "lsh":
        raise OptionError("an index has no candidates 'lsh'; it has 'auto', 'exact' and 'every-pair'.")
