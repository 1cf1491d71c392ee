"""Reads a collection for comparison: its words and statistics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from provenance.engines.pool import in_order
from provenance.model.arrow import column_of, languages_of, numbers_of
from provenance.model.statistics import Sizes, Statistics, sizes_for
from provenance.model.words import WORD_COLUMNS, WordTable, taken_slices
from provenance.stages.boilerplate import find_in, mark_in
from provenance.stages.count import count_words
from provenance.stages.documents import canonical_order, document_batches, publishers
from provenance.stages.words import word_table
from provenance.text.buffers import take, utf8_buffers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.engines.scratch import Scratch
    from provenance.model.documents import Documents
    from provenance.stages.documents import Canonical
    from provenance.text.pipeline import Pipeline

    Progress = Callable[[str, int, int], None]

__all__ = [
    "Collection",
    "count_collection",
    "joined_tables",
    "keeps_characters",
    "read_collection",
    "with_boilerplate",
    "words_by_position",
]

# Extra space, relative to the estimate from the batches so far.
_SPARE = 1.1
# The most bytes of text for which the characters of all words are kept, since texts may be noisy.
_KEEP_CHARACTERS = 1 << 24


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """The words of documents, in canonical order.

    Parameters
    ----------
    documents : Documents
        The documents, in the order of the input.
    order : Canonical
        Their canonical order.
    words : WordTable
        Their words, documents in canonical order.
    pipeline : Pipeline
        The pipeline that made the words.
    """

    documents: Documents
    order: Canonical
    words: WordTable
    pipeline: Pipeline

    def texts(self, numbers: NDArray[np.int64]) -> pa.LargeStringArray:
        """Return the texts of documents, by their numbers in canonical order."""
        return take(self.documents.texts, self.order.positions[numbers])

    def languages(self, numbers: NDArray[np.int64]) -> pa.Array[Any] | None:
        """Return the languages of documents, as `texts` does; None if words do not depend on them."""
        if not self.pipeline.reads_language:
            return None
        return self.documents.languages.take(cast("Any", column_of(self.order.positions[numbers])))

    def with_characters(self, numbers: NDArray[np.int64]) -> WordTable:
        """Return the words of documents with their characters; if these were not kept, the texts are read again."""
        if self.words.characters is None:
            keys, languages = self.words.keys[numbers], self.languages(numbers)
            return word_table(self.texts(numbers), self.pipeline, characters=True, keys=keys, languages=languages)
        return self.words.take(numbers)


def words_by_position(words: list[WordTable], order: Canonical, scratch: Scratch) -> WordTable:
    """Return the words of a collection with documents in the order of the input, without their characters.

    Parameters
    ----------
    words : list of WordTable
        A list of one table, documents in canonical order. The list is emptied, so that the memory of each old column
        is freed before the next one is made.
    order : Canonical
        The canonical order.
    scratch : Scratch
        Space for the columns.
    """
    table = words.pop()
    borders, keys = table.document_tokens, table.keys
    columns: dict[str, Any] = {name: getattr(table, name) for name in WORD_COLUMNS}
    del table
    starts, stops = borders[:-1][order.ranks], borders[1:][order.ranks]
    for name in WORD_COLUMNS:
        columns[name] = taken_slices(columns[name], starts, stops, scratch.empty)
    document_tokens = np.concatenate([np.zeros(1, np.int64), np.cumsum(stops - starts)])
    return WordTable(**columns, document_tokens=document_tokens, keys=keys[order.ranks])


def read_collection(
    documents: Documents, pipeline: Pipeline, scratch: Scratch, threads: int, progress: Progress | None = None
) -> Collection:
    """Read the words of documents; each text goes to the tokeniser once.

    Parameters
    ----------
    documents : Documents
        The documents.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    scratch : Scratch
        Space for the words.
    threads : int
        Threads to use; the words do not depend on it.
    progress : callable, optional
        Called with the name of a stage, the bytes done, and all bytes.
    """
    order = canonical_order(documents)
    offsets = utf8_buffers(documents.texts)[1]
    total = int(offsets[-1] - offsets[0])
    characters = keeps_characters(documents)

    def read(batch: pa.RecordBatch) -> tuple[WordTable, int]:
        texts, keys = cast("pa.LargeStringArray", batch.column("text")), numbers_of(batch, "key")
        table = word_table(texts, pipeline, characters=characters, keys=keys, languages=languages_of(batch))
        return table, texts.nbytes

    def tables() -> Iterator[tuple[WordTable, int]]:
        done = 0
        batches = document_batches(documents, order, languages=pipeline.reads_language)
        for table, size in in_order(read, batches, threads if total > 1 << 18 else 1):
            done += size
            if progress is not None:
                progress("reading words", min(done, total), total)
            yield table, size

    found = WordTable.join([table for table, _ in tables()]) if characters else joined_tables(tables(), total, scratch)
    return Collection(documents, order, found, pipeline)


def keeps_characters(documents: Documents) -> bool:
    """Return whether the characters of all words are kept: whether all texts together are small."""
    offsets = utf8_buffers(documents.texts)[1]
    return int(offsets[-1] - offsets[0]) <= _KEEP_CHARACTERS


def count_collection(collection: Collection, sizes: Sizes | None = None) -> Statistics:
    """Count the words of a collection.

    Parameters
    ----------
    collection : Collection
        Its words.
    sizes : Sizes, optional
        The sizes of the tables; by default they fit the number of words.
    """
    words = collection.words
    sizes = sizes or sizes_for(words.tokens)
    made_by = collection.pipeline.label
    return count_words(words, 0, len(words), sizes, made_by)


def with_boilerplate(
    collection: Collection, statistics: Statistics | None, sizes: Sizes | None = None
) -> tuple[Collection, Statistics, int]:
    """Mark boilerplate and posts in the words of a collection.

    Parameters
    ----------
    collection : Collection
        Its words.
    statistics : Statistics, optional
        Statistics of a background; by default they are counted over the collection.
    sizes : Sizes, optional
        The sizes of the tables; by default they fit the number of words.

    Returns
    -------
    collection : Collection
        With marked words.
    statistics : Statistics
        The given statistics, or those of the collection.
    marked : int
        The number of words that are boilerplate.
    """
    if statistics is None:
        sources = publishers(collection.documents, collection.order)
        counted = find_in(collection.words, count_collection(collection, sizes), sources)
    else:
        counted = statistics.sized()
    words, marked = mark_in(collection.words, counted)
    return replace(collection, words=words), counted, marked


def joined_tables(
    tables: Iterable[tuple[WordTable, int]], size: int, scratch: Scratch, *, places: bool = True
) -> WordTable:
    """Join the tables of batches as they arrive, without holding all of them twice, and without their characters.

    Parameters
    ----------
    tables : iterable of (WordTable, int)
        The words of each batch, and its size: bytes of texts, or documents.
    size : int
        The size of all batches: the room for all words is estimated by it from the first ones.
    scratch : Scratch
        Space for the columns.
    places : bool, default True
        Whether the place of each word in its text is kept. Statistics do not ask for it; without it, all are 0.
    """
    kept = {name: dtype for name, dtype in WORD_COLUMNS.items() if places or name not in ("cp_start", "cp_stop")}
    columns: dict[str, NDArray[Any]] = {name: np.zeros(0, dtype) for name, dtype in kept.items()}
    starts = [np.zeros(1, np.int64)]
    keys = [np.zeros(0, np.uint64)]
    words, done = 0, 0
    for table, read in tables:
        more = len(table.numbers)
        done += read
        if words + more > len(columns["numbers"]):
            expected = int((words + more) * _SPARE * max(1.0, size / max(1, done)))
            for name, dtype in kept.items():
                grown = scratch.empty(expected, dtype)
                grown[:words] = columns[name][:words]
                columns[name] = grown
        for name, column in columns.items():
            column[words : words + more] = getattr(table, name)
        starts.append(table.document_tokens[1:] + words)
        keys.append(table.keys)
        words += more
    nowhere = np.broadcast_to(np.zeros(1, np.int32), words)
    found: dict[str, Any] = {name: columns[name][:words] if name in kept else nowhere for name in WORD_COLUMNS}
    return WordTable(**found, document_tokens=np.concatenate(starts), keys=np.concatenate(keys))
