"""The model of an engine: it shuffles record batches between partitions and calls the stages, nothing more.

It is made to be read and to test other engines against, not to be fast: all partitions are in dictionaries of one
process. An engine for a cluster does the same with the shuffles of that cluster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.align.settings import pair_settings
from provenance.candidates.characters import SharedSlots, sample_characters, sharing_pairs
from provenance.candidates.copies import Copies, find_copies
from provenance.candidates.exact import WIDTH, canonical_pairs, needed_fingerprints
from provenance.candidates.pairs import is_affordable
from provenance.model.arrow import column_of, numbers_of, rows_of
from provenance.model.passages import PassageTable
from provenance.model.statistics import Statistics, sizes_for
from provenance.model.words import WordTable
from provenance.stages import boilerplate, candidates, count, documents, passages
from provenance.stages import words as reading
from provenance.text.characters import noisy_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.text.pipeline import Pipeline

__all__ = ["find_passages"]


def shuffled(
    batches: Sequence[pa.RecordBatch], key: Callable[[pa.RecordBatch], NDArray[np.integer]], partitions: int
) -> list[pa.RecordBatch]:
    """Send each row to the partition of its key; rows arrive there in another order."""
    parts: dict[int, list[pa.RecordBatch]] = {part: [batches[0].slice(0, 0)] for part in range(partitions)}
    for batch in batches:
        of = key(batch).astype(np.uint64) % np.uint64(partitions)
        for part, found in parts.items():
            found.append(rows_of(batch, np.flatnonzero(of == part)[::-1]))
    return [_whole(found) for found in parts.values()]


def column(name: str) -> Callable[[pa.RecordBatch], NDArray[np.integer]]:
    """Return a function that takes the values of a column."""
    return lambda batch: numbers_of(batch, name)


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
    texts = shuffled(list(documents.document_batches(collection, order)), column("position"), partitions)
    # Map: texts to words, words to statistics. The statistics are merged and broadcast.
    words = [reading.words(batch, pipeline, characters=True) for batch in texts]
    tokens = sum(WordTable.from_batch(batch).tokens for batch in words)
    statistics = Statistics.merged(count.count(batch, sizes_for(tokens), pipeline.label) for batch in words)
    large = not is_affordable(statistics.documents, statistics.tokens)
    statistics, words = _marked(statistics, words, collection, order)
    settings = pair_settings(statistics, options.sensitivity, large=large)
    copies = _copies(_sorted(words), options)
    pairs = _pairs(words, copies, statistics, options, settings.idf, partitions)
    # Join: each pair with the words of both sides.
    aligned = []
    for batch in shuffled([pairs], column("right"), partitions):
        wanted = np.unique(np.concatenate([column("left")(batch), column("right")(batch)]))
        sides = _sorted(part.filter(column_of(np.isin(column("position")(part), wanted))) for part in words)
        found = passages.align(batch, sides, statistics, settings, options)
        aligned.append(passages.confirm(found, _sorted(texts), pipeline, options))
    tables = [PassageTable.from_batch(batch).renumbered(order.positions) for batch in aligned]
    return PassageTable.concatenate(tables)


def _marked(
    statistics: Statistics, words: list[pa.RecordBatch], collection: Documents, order: documents.Canonical
) -> tuple[Statistics, list[pa.RecordBatch]]:
    """Find boilerplate and posts, broadcast them, and mark them in the words of each partition."""
    houses = collection.houses
    sources = [houses[position] for position in order.positions.tolist()]
    statistics = boilerplate.find(_sorted(words), statistics, sources)
    return statistics, [boilerplate.mark(batch, statistics) for batch in words]


def _pairs(
    words: list[pa.RecordBatch],
    copies: Copies,
    statistics: Statistics,
    options: ReuseOptions,
    idf: NDArray[np.float32],
    partitions: int,
) -> pa.RecordBatch:
    """Shuffle fingerprints to make posting lists; shuffle these to the later documents to make pairs."""
    width = min(WIDTH, options.min_words)
    needed = needed_fingerprints(statistics.documents)
    rounds: list[tuple[dict[str, Any], int]] = [
        ({"width": width}, min(needed.ngrams, options.min_words - width + 1)),
        ({"idf": idf}, needed.stem_pairs),
    ]
    documents_ = len(copies.first)
    keys = [_noisy_pairs(words, statistics)]
    for kind, least in rounds:
        rows = [
            candidates.fingerprints(batch, copies.represented[column("position")(batch)], **kind) for batch in words
        ]
        by_fingerprint = shuffled(rows, column("fingerprint"), partitions)
        lists = [candidates.postings(batch) for batch in by_fingerprint]
        for later in np.array_split(np.arange(documents_), partitions):
            found = candidates.pairs(_whole(lists), later, most=options.max_bucket, needed=least)
            keys.append(column("left")(found) * documents_ + column("right")(found))
    linked = canonical_pairs(np.concatenate(keys[1:]), copies, options.max_bucket)
    both = np.union1d(linked[:, 0] * documents_ + linked[:, 1], keys[0])
    left, right = np.divmod(both, max(1, documents_))
    return pa.RecordBatch.from_pydict({"left": left, "right": right})


def _noisy_pairs(words: list[pa.RecordBatch], statistics: Statistics) -> NDArray[np.int64]:
    table = WordTable.from_batch(_sorted(words))
    noisy = noisy_documents(table, statistics)
    if not noisy.any():
        return np.zeros(0, np.int64)
    slots = SharedSlots()
    shingles = sample_characters(table, 0)
    slots.add_noisy(shingles.take(noisy[shingles.documents]))
    kept = slots.kept(shingles)
    slots.count(kept)
    return sharing_pairs(slots.rare([kept]), noisy)


def _copies(words: pa.RecordBatch, options: ReuseOptions) -> Copies:
    table = WordTable.from_batch(words)
    return find_copies(table.numbers, table.document_tokens, options.min_words)


def _sorted(batches: Iterable[pa.RecordBatch]) -> pa.RecordBatch:
    whole = _whole(list(batches))
    return rows_of(whole, np.argsort(column("position")(whole), kind="stable"))


def _whole(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    whole = pa.Table.from_batches(batches).combine_chunks()
    return whole.to_batches()[0] if len(whole) else batches[0].slice(0, 0)
