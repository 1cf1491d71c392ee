"""The model of an engine: it shuffles record batches between partitions and calls the stages, nothing more.

It is made to be read and to test other engines against, not to be fast: all partitions are in one process. An engine
for a cluster does the same with the shuffles of that cluster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from provenance.align.settings import pair_settings
from provenance.candidates.exact import fingerprint_kinds
from provenance.model.arrow import column_of, flattened, list_offsets, numbers_of, rows_of
from provenance.model.passages import PassageTable
from provenance.stages import boilerplate, candidates, copies, count, documents, noisy, passages
from provenance.stages import words as reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.align.settings import PairSettings
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.model.statistics import Statistics
    from provenance.text.pipeline import Pipeline

    Batches = list[pa.RecordBatch]

__all__ = ["find_passages"]


def find_passages(
    collection: Documents, options: ReuseOptions, pipeline: Pipeline, partitions: int = 3
) -> PassageTable:
    """Find the passages that documents share, with exact candidates.

    Parameters
    ----------
    collection : Documents
        The documents.
    options : ReuseOptions
        How passages are looked for.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    partitions : int
        The number of partitions; the passages do not depend on it.
    """
    if not len(collection):
        return PassageTable.empty()
    order = documents.canonical_order(collection)
    rows = documents.document_batches(collection, order, languages=pipeline.reads_language)
    texts = shuffled(rows, "position", partitions)
    # Map: texts to words, words to statistics. The statistics are merged and broadcast.
    words = [reading.words(batch, pipeline, characters=True) for batch in texts]
    statistics = count.total(words, pipeline.label)
    statistics = boilerplate.find(gathered(words), statistics, documents.publishers(collection, order))
    words = [boilerplate.mark(batch, statistics) for batch in words]
    settings = pair_settings(statistics, options.sensitivity)
    # Join: each pair with the words, then with the texts, of both sides.
    aligned = []
    for batch in shuffled([_pairs(words, statistics, settings, options, partitions)], "right", partitions):
        found = passages.align(batch, _sides(batch, words), statistics, settings, options)
        aligned.append(passages.confirm(found, _sides(found, texts), pipeline, options))
    return PassageTable.from_batch(whole(aligned)).renumbered(order.positions)


def _pairs(
    words: Batches, statistics: Statistics, settings: PairSettings, options: ReuseOptions, partitions: int
) -> pa.RecordBatch:
    """Find the candidate pairs, each once."""
    by_digest = shuffled((copies.digests(batch, options) for batch in words), "digest", partitions)
    copied = whole([copies.groups(batch) for batch in by_digest])
    found = []
    for kind in fingerprint_kinds(statistics.documents, settings.idf, options.min_words):
        # Fingerprints are shuffled to make posting lists, and these to the later documents to make pairs.
        rows = [candidates.fingerprints(batch, kind, copied) for batch in words]
        lists = [candidates.postings(batch) for batch in shuffled(rows, "fingerprint", partitions)]
        for part in range(partitions):
            own = _of_documents(whole(lists), part, partitions)
            later = np.unique(flattened(own, "position"))
            found.append(candidates.pairs(own, later[later % partitions == part], kind, options))
    linked = candidates.pairs_of_copies(whole(found), copied, options)
    by_slot = shuffled((noisy.shingles(batch, statistics) for batch in words), "slot", partitions)
    by_pair = shuffled([noisy.shared(batch) for batch in by_slot], "left", partitions)
    return candidates.distinct_pairs(whole([linked, *(noisy.pairs(batch) for batch in by_pair)]))


def shuffled(batches: Iterable[pa.RecordBatch], key: str, partitions: int) -> Batches:
    """Send each row to the partition of its key; rows arrive there in another order."""
    everything = whole(list(batches))
    parts = numbers_of(everything, key).astype(np.uint64) % np.uint64(partitions)
    return [rows_of(everything, np.flatnonzero(parts == part)[::-1]) for part in range(partitions)]


def gathered(batches: Batches) -> pa.RecordBatch:
    """Put all rows together, positions ascending."""
    everything = whole(batches)
    return rows_of(everything, np.argsort(numbers_of(everything, "position")))


def whole(batches: Batches) -> pa.RecordBatch:
    """Put all rows together, in any order."""
    joined = pa.Table.from_batches(batches).combine_chunks()
    return joined.to_batches()[0] if len(joined) else batches[0].slice(0, 0)


def _of_documents(lists: pa.RecordBatch, part: int, partitions: int) -> pa.RecordBatch:
    """Return the posting lists that contain a document of a partition."""
    rows = np.repeat(np.arange(lists.num_rows), np.diff(list_offsets(lists, "position")))
    return rows_of(lists, np.unique(rows[flattened(lists, "position") % partitions == part]))


def _sides(pairs: pa.RecordBatch, rows: Batches) -> pa.RecordBatch:
    """Return the rows of the documents of both sides of pairs."""
    wanted = np.concatenate([numbers_of(pairs, "left"), numbers_of(pairs, "right")])
    return gathered([batch.filter(column_of(np.isin(numbers_of(batch, "position"), wanted))) for batch in rows])
