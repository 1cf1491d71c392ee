"""Documents into an index, and out of it, in transactions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from provenance.align.settings import idf
from provenance.candidates.characters import SampledShingles, sample_characters
from provenance.candidates.exact import fingerprint_kinds
from provenance.engines.collection import joined_tables, read_collection, words_by_position
from provenance.engines.cores import thread_count
from provenance.engines.memory import memory_limit
from provenance.engines.scratch import Scratch, Spool
from provenance.index.catalogue import read_catalogue, read_statistics, statistics_bytes
from provenance.index.postings import (
    NGRAM,
    SHINGLE,
    STEM_PAIR,
    Rows,
    merge_segments,
    next_segment,
    prefixes_of,
    query_insert,
    write_segment,
)
from provenance.index.rows import document_digests, read_documents
from provenance.kernels.fingerprints import document_fingerprints
from provenance.model.archive import IndexChange
from provenance.model.arrow import column_of, numbers_of
from provenance.model.documents import DOCUMENT_SCHEMA, Documents
from provenance.model.statistics import sizes_for
from provenance.model.words import WordTable
from provenance.stages.boilerplate import find_in, mark_in
from provenance.stages.candidates import fingerprints
from provenance.stages.count import count_words
from provenance.text.buffers import digests, utf8_buffers
from provenance.text.characters import noisy_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from provenance.candidates.exact import FingerprintKind
    from provenance.index.catalogue import Catalogue
    from provenance.index.store import Store
    from provenance.model.options import ReuseOptions
    from provenance.model.statistics import Statistics
    from provenance.text.pipeline import Pipeline

    Progress = Callable[[str, int, int], None]

__all__ = ["Writer", "posted_kinds", "rotated", "rows_of_batch"]

# Bytes of text that one transaction adds, about; characters of so much text are kept when it is read.
_BATCH = 1 << 24
# Documents of the index that are read at a time.
_HELD = 8192
# Statistics are counted again when the documents are more than so many times as many as those they were counted over.
_GROWN = 2
_SHINGLE_BITS = 24


class _Read(NamedTuple):
    """The documents of one transaction: themselves, their words and the shingles of their characters."""

    documents: Documents
    words: WordTable
    shingles: SampledShingles


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """Adds documents to an index, and removes them.

    Parameters
    ----------
    store : Store
        The file.
    connection : duckdb.DuckDBPyConnection
        Open for writing.
    options : ReuseOptions
        How the index looks for passages.
    pipeline : Pipeline
        What makes words of texts.
    """

    store: Store
    connection: Any
    options: ReuseOptions
    pipeline: Pipeline

    def add(self, documents: Documents, progress: Progress | None = None) -> IndexChange:
        """Add documents, and replace those whose ids are there; those that are there as they are stay."""
        catalogue = read_catalogue(self.connection)
        same = catalogue.same(documents.ids, document_digests(documents))
        wanted = np.flatnonzero(~same)
        replaced = sum(1 for at in wanted.tolist() if documents.ids[at] in catalogue.rows)
        change = IndexChange(len(wanted) - replaced, replaced, int(same.sum()))
        if not len(wanted):
            return change
        statistics = read_statistics(self.connection)
        total = len(catalogue) + change.added
        recounted = statistics is None or total > _GROWN * statistics.documents
        # A copy of all texts would take as much memory again.
        new = Documents(documents.table.take(column_of(wanted))) if same.any() else documents
        batches, held = self._read(new, progress), WordTable.join([])
        if recounted:
            # All are counted before the first is added, so that it does not matter where the run is cut.
            held = self._held(catalogue)
            statistics, batches = self._counted(catalogue, held, new, batches)
        if statistics is None:
            raise AssertionError
        done = 0
        for batch in batches:
            if progress is not None:
                progress("adding articles", done, len(wanted))
            done += len(batch.documents)
            with self.store.transaction(self.connection):
                if recounted:
                    self._recount(statistics, held, catalogue.numbers)
                    recounted, held = False, WordTable.join([])
                    change = replace(change, recounted=True)
                gone = [catalogue.rows[name] for name in batch.documents.ids if name in catalogue.rows]
                self._delete(catalogue.numbers[gone])
                self._insert(batch, statistics)
                self._next_generation()
            with self.store.transaction(self.connection):
                merge_segments(self.connection)
        return change

    def remove(self, ids: list[str]) -> IndexChange:
        """Remove documents, in one transaction."""
        catalogue = read_catalogue(self.connection)
        with self.store.transaction(self.connection):
            self._delete(catalogue.numbers[[catalogue.rows[name] for name in ids]])
            self._next_generation()
        return IndexChange(removed=len(ids))

    def compact(self) -> IndexChange:
        """Count the statistics over what is there, and make the posting lists of words anew."""
        catalogue = read_catalogue(self.connection)
        words = self._held(catalogue)
        counted = self._statistics(words, read_documents(self.connection, catalogue.numbers).column("source"))
        with self.store.transaction(self.connection):
            self._recount(counted, words, catalogue.numbers)
            merge_segments(self.connection, whole=True, alive=catalogue.numbers)
            self._next_generation()
        return IndexChange(recounted=True)

    def _read(self, documents: Documents, progress: Progress | None) -> Iterator[_Read]:
        """Read the words of documents, batch by batch."""
        threads, scratch = thread_count(self.options.threads), Scratch(memory_limit(self.options.memory))
        offsets = utf8_buffers(documents.texts)[1]
        start = 0
        while start < len(documents):
            stop = max(start + 1, int(np.searchsorted(offsets, offsets[start] + _BATCH, "right")) - 1)
            if progress is not None:
                progress("reading words", start, len(documents))
            part = Documents(documents.table.slice(start, stop - start))
            collection = read_collection(part, self.pipeline, scratch, threads)
            words = collection.with_characters(collection.order.ranks)
            if words.characters is None:
                raise AssertionError
            yield _Read(part, replace(words, characters=None), sample_characters(words, 0))
            start = stop

    def _held(self, catalogue: Catalogue) -> WordTable:
        """Read the words of all documents that are there: they are made of the texts, which is quick."""
        threads, scratch = thread_count(self.options.threads), Scratch(memory_limit(self.options.memory))

        def tables() -> Iterator[tuple[WordTable, int]]:
            for start in range(0, len(catalogue), _HELD):
                part = read_documents(self.connection, catalogue.numbers[start : start + _HELD])
                collection = read_collection(part, self.pipeline, scratch, threads)
                yield words_by_position([collection.words], collection.order, scratch), len(part)

        return joined_tables(tables(), len(catalogue), scratch)

    def _counted(
        self, catalogue: Catalogue, held: WordTable, new: Documents, batches: Iterator[_Read]
    ) -> tuple[Statistics, Iterator[_Read]]:
        """Count statistics over what will be there; and return the batches of new documents once more.

        What is not counted is put into a temporary file.
        """
        scratch, spool = Scratch(memory_limit(self.options.memory)), Spool()
        replaced = [catalogue.rows[name] for name in new.ids if name in catalogue.rows]
        kept = np.delete(np.arange(len(catalogue)), replaced)
        old = held.take(kept) if replaced else held

        def tables() -> Iterator[tuple[WordTable, int]]:
            if len(old):
                yield old, len(old)
            for batch in batches:
                spool.put(len(batch.documents), *batch.shingles)
                yield batch.words, len(batch.documents)

        words = joined_tables(tables(), len(old) + len(new), scratch)
        sources = new.column("source")
        if len(old):
            sources = [*read_documents(self.connection, catalogue.numbers[kept]).column("source"), *sources]

        def again() -> Iterator[_Read]:
            start = 0
            for count, *shingles in spool:
                part = Documents(new.table.slice(start, count))
                at = len(old) + start
                yield _Read(part, words.slice(at, at + count), SampledShingles(*shingles))
                start += count

        return self._statistics(words, sources), again()

    def _statistics(self, words: WordTable, sources: list[str | None]) -> Statistics:
        counted = count_words(words, 0, len(words), sizes_for(words.tokens), self.pipeline.label)
        return find_in(words, counted, sources)

    def _recount(self, statistics: Statistics, words: WordTable, numbers: NDArray[np.int64]) -> None:
        """Keep other statistics, and make anew what depends on them, of all documents that are there."""
        self.connection.execute("DELETE FROM statistics")
        self.connection.execute("INSERT INTO statistics VALUES (?)", [statistics_bytes(statistics)])
        if not len(numbers):
            return
        words = mark_in(words, statistics)[0]
        noisy = pa.table({"number": column_of(numbers), "noisy": column_of(noisy_documents(words, statistics))})
        self.connection.register("_noisy", noisy)
        self.connection.execute("UPDATE documents SET noisy = n.noisy FROM _noisy n WHERE documents.number = n.number")
        self.connection.unregister("_noisy")
        for table in ("postings", "segments"):
            self.connection.execute(f"DELETE FROM {table} WHERE kind != {SHINGLE}")  # noqa: S608 - names of ours
        for start in range(0, len(numbers), _HELD):
            stop = min(start + _HELD, len(numbers))
            rows = self._fingerprints(words.slice(start, stop), numbers[start:stop], statistics)
            write_segment(self.connection, next_segment(self.connection), rows)

    def _fingerprints(self, words: WordTable, numbers: NDArray[np.int64], statistics: Statistics) -> dict[int, Rows]:
        batch = words.to_batch(numbers)
        kinds = posted_kinds(statistics, idf(statistics), self.options)
        return {number: rows_of_batch(fingerprints(batch, kind)) for number, kind in kinds.items()}

    def _insert(self, batch: _Read, statistics: Statistics) -> None:
        connection, documents = self.connection, batch.documents
        first = int(connection.execute("SELECT coalesce(max(number), -1) + 1 FROM documents").fetchall()[0][0])
        highest = int(connection.execute("SELECT value FROM settings WHERE name = 'numbers'").fetchall()[0][0])
        first = max(first, highest)
        numbers = np.arange(first, first + len(documents), dtype=np.int64)
        connection.execute("UPDATE settings SET value = ? WHERE name = 'numbers'", [str(first + len(documents))])
        marked = mark_in(batch.words, statistics)[0]
        words_digests = np.empty(len(documents), np.uint64)
        document_fingerprints(marked.numbers, marked.document_tokens, words_digests)
        table = pa.table({"number": column_of(numbers)} | {n: documents.table.column(n) for n in DOCUMENT_SCHEMA.names})
        for name, values in (
            ("tokens", np.diff(marked.document_tokens).astype(np.int32)),
            ("text_digest", digests(documents.texts)),
            ("key", marked.keys),
            ("words_digest", words_digests),
            ("noisy", noisy_documents(marked, statistics)),
            ("digest", document_digests(documents)),
        ):
            table = table.append_column(name, column_of(values))
        query_insert(connection, "documents", table)
        rows = self._fingerprints(marked, numbers, statistics)
        starts = batch.shingles.starts.astype(np.int64)
        hashes = prefixes_of(rotated(batch.shingles.hashes))
        rows[SHINGLE] = Rows(hashes, numbers[batch.shingles.documents], starts)
        write_segment(connection, next_segment(connection), rows)

    def _delete(self, numbers: NDArray[np.int64]) -> None:
        if not len(numbers):
            return
        self.connection.register("_gone", pa.table({"number": column_of(numbers)}))
        self.connection.execute("DELETE FROM documents WHERE number IN (SELECT number FROM _gone)")
        self.connection.unregister("_gone")

    def _next_generation(self) -> None:
        self.connection.execute("UPDATE settings SET value = (value::BIGINT + 1)::VARCHAR WHERE name = 'generation'")


def posted_kinds(
    statistics: Statistics, weights: NDArray[np.float32], options: ReuseOptions
) -> dict[int, FingerprintKind]:
    """Return the kinds of fingerprints that have posting lists, by the number of each kind."""
    ngrams, stem_pairs = fingerprint_kinds(statistics.documents, weights, options.min_words)
    return {NGRAM: ngrams, STEM_PAIR: stem_pairs}


def rows_of_batch(batch: pa.RecordBatch) -> Rows:
    """Return fingerprints, as that stage gives them, as rows of posting lists."""
    return Rows(
        prefixes_of(numbers_of(batch, "fingerprint")), numbers_of(batch, "position"), numbers_of(batch, "token")
    )


def rotated(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the hashes of shingles with their lowest bits first: shingles are looked up by these."""
    low = np.uint64(_SHINGLE_BITS)
    return (hashes << (np.uint64(64) - low)) | (hashes >> low)
