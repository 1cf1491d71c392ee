"""The Spark engine of `find_reuse`: Spark reads words, finds candidate pairs and aligns them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from xxhash import xxh3_128_hexdigest

from provenance.candidates.copies import find_copies
from provenance.candidates.exact import HOW, canonical_pairs, fingerprint_kinds
from provenance.engines.candidates import by_position, left_out_of
from provenance.engines.code import pipeline_names
from provenance.engines.collection import Collection
from provenance.engines.local import found_of, search_of
from provenance.engines.memory import memory_limit
from provenance.engines.rows.transport import integers, long_of
from provenance.engines.scratch import Scratch
from provenance.engines.spark.reuse import Searching, aligned_pairs, candidate_pairs
from provenance.engines.spark.sending import Sender
from provenance.engines.spark.session import translated
from provenance.engines.spark.words import DOCUMENT, unpacked, word_rows
from provenance.model.arrow import batch_of, column_of, languages_of, numbers_of
from provenance.model.passages import PassageTable
from provenance.model.words import WordTable
from provenance.stages.copies import copy_rows
from provenance.stages.documents import canonical_order, document_batches

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pyspark.sql import DataFrame

    from provenance.align.settings import PairSettings
    from provenance.candidates.pairs import Candidates
    from provenance.engines.local import Found, Search
    from provenance.engines.spark.work import Work
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.model.statistics import Statistics
    from provenance.text.pipeline import Pipeline

    Progress = Callable[[str, int, int], None]

__all__ = ["find_passages"]

#: Documents whose words one task has at a time, about twice this number with those they are compared with; and pairs.
_SIDE, _CHUNK = 128, 1 << 14
#: Documents whose candidate pairs one task finds.
_SHARE = 1 << 14


def find_passages(
    documents: Documents,
    pairs: list[tuple[int, int]] | None,
    options: ReuseOptions,
    pipeline: Pipeline,
    work: Work,
    progress: Progress | None = None,
    statistics: Statistics | None = None,
) -> Found:
    """Find the passages that documents share, with Spark.

    Spark makes words, joins fingerprints and aligns pairs. What is decided over all documents at once (boilerplate,
    copies, noisy texts, the pairs of ``lsh``) is decided here, by the code of the local engine, on the words that Spark
    made; so they fit in the memory of this program, as the result does.

    Parameters
    ----------
    documents, pairs, options, pipeline, progress, statistics
        As for `provenance.engines.local.find_passages`.
    work : Work
        Where data frames are kept.

    Raises
    ------
    EngineError
        If Spark fails, or files are lost.
    """
    tell = None if progress is None else partial(progress, "finding candidates")
    order = canonical_order(documents)
    sender = Sender(work, "documents", DOCUMENT)
    for batch in document_batches(documents, order, languages=pipeline.reads_language):
        key, language = long_of(numbers_of(batch, "key")), languages_of(batch)
        sender.add(batch_of(position=batch.column("position"), key=key, text=batch.column("text"), language=language))
    languages = repr(documents.column("language") if pipeline.reads_language else None)
    how = (xxh3_128_hexdigest(order.keys.tobytes() + languages.encode()), pipeline_names(pipeline))
    words, table = None, WordTable.join([])
    if len(documents):
        _tell(progress, "reading words", 0)
        sent = sender.frame()
        words = work.saved("words", how, lambda: word_rows(sent, pipeline))
        with translated():
            table = WordTable.from_batch(unpacked(words.toArrow())[0])
    collection = Collection(documents, order, table, pipeline)

    def exact(marked: Collection, counted: Statistics, settings: PairSettings) -> Candidates:
        return _proposed(marked, words, Searching.of(counted, options, pipeline), settings.idf, tell)

    search = search_of(collection, pairs, options, Scratch(memory_limit(options.memory)), exact, tell, statistics)
    _tell(progress, "aligning pairs", search.candidates.count)
    found, cut_short = _aligned(search, words, work)
    held = [search]
    del search
    return found_of(held, [found], cut_short)


def _proposed(
    collection: Collection,
    words: DataFrame | None,
    searching: Searching,
    idf: NDArray[np.float32],
    tell: Callable[[int, int], None] | None,
) -> Candidates:
    """Propose the pairs that `provenance.engines.candidates.propose` does."""
    options, table = searching.options, collection.words
    copies = find_copies(table.numbers, table.document_tokens, options.min_words)
    copied = np.flatnonzero(copies.represented)
    rows = copy_rows(copies.first[copied].astype(np.int64), copied)
    keys, capped = [np.zeros(0, np.int64)], 0
    kinds = fingerprint_kinds(searching.statistics.documents, idf, options.min_words)
    for number, kind in enumerate(kinds):
        if words is None:
            break
        if tell is not None:
            tell(2 * number, 4)
        with translated():
            found = candidate_pairs(words, searching, kind, rows, _SHARE).toArrow()
        if number == 0:
            capped = int(integers(found.filter(found.column("capped").is_valid()), "capped").sum())
        found = found.filter(found.column("left").is_valid())
        keys.append(integers(found, "left") * len(table) + integers(found, "right"))
    both = canonical_pairs(np.concatenate(keys), copies, options.max_bucket)
    return by_position(both, collection, HOW, left_out_of(capped, copies, options.max_bucket), 0)


def _aligned(search: Search, words: DataFrame | None, work: Work) -> tuple[PassageTable, int]:
    """Align the pairs of a search; return the passages, and the number of pairs that were cut short."""
    candidates, order = search.candidates, search.collection.order
    if words is None or not candidates.count:
        return PassageTable.empty(), 0
    sides = np.sort(order.ranks[np.column_stack(candidates.take(0, candidates.count))], axis=1)
    # Pairs whose documents are near each other go together, so that few documents travel to a task.
    sides = sides[np.lexsort((sides[:, 1], sides[:, 0], sides[:, 1] // _SIDE, sides[:, 0] // _SIDE))]
    chunks = np.arange(len(sides)) // _CHUNK
    needed = np.unique(np.column_stack([np.repeat(chunks, 2), sides.reshape(-1)]), axis=0)
    session = work.session
    pairs = session.createDataFrame(_table(chunk=chunks, left=sides[:, 0], right=sides[:, 1]))
    positions = session.createDataFrame(_table(chunk=needed[:, 0], position=needed[:, 1]))
    searching = Searching.of(search.statistics, search.options, search.collection.pipeline)
    with translated():
        found = aligned_pairs(words, pairs, positions, searching).toArrow()
    cut_short = int(integers(found.filter(found.column("cut_short").is_valid()), "cut_short").sum())
    rows = found.filter(found.column("left").is_valid()).drop_columns("cut_short").combine_chunks()
    if not len(rows):
        return PassageTable.empty(), cut_short
    return PassageTable.from_batch(rows.to_batches()[0]).renumbered(order.positions), cut_short


def _table(**columns: NDArray[np.int64]) -> pa.Table:
    return pa.table({name: column_of(values.astype(np.int64)) for name, values in columns.items()})


def _tell(progress: Progress | None, stage: str, total: int) -> None:
    if progress is not None:
        progress(stage, 0, total)
