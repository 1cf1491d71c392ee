"""The engine for one machine: threads over batches."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.align.noisy import NoisyPairs
from provenance.align.passages import align
from provenance.candidates.letters import add_noisy_pairs
from provenance.candidates.pairs import every_pair, given_pairs, is_affordable, propose
from provenance.engines.stages import split_batches, word_table
from provenance.model.words import WordTable
from provenance.sketch.signatures import sign_tokens
from provenance.text.words import Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.model.coverage import WordCounts
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.model.passages import PassageTable
    from provenance.sketch.scheme import Scheme
    from provenance.text.pipeline import Pipeline

__all__ = ["Found", "find_passages", "sign_texts", "thread_count"]


class Found(NamedTuple):
    """What the engine finds in a collection."""

    table: PassageTable
    counts: WordCounts
    candidates: str
    left_out: tuple[str, ...]


def thread_count(threads: int) -> int:
    """Return the threads to use: as many as asked for, or one for each core this process may run on."""
    if threads:
        return threads
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def find_passages(
    documents: Documents,
    pairs: list[tuple[int, int]] | None,
    options: ReuseOptions,
    pipeline: Pipeline,
    progress: Callable[[str, int, int], None] | None = None,
) -> Found:
    """Find the passages that documents share.

    Parameters
    ----------
    documents : Documents
        The documents.
    pairs : list of (int, int), optional
        The positions to compare; without it the options decide.
    options : ReuseOptions
        How to look.
    pipeline : Pipeline
        What happens to a text before its words are compared.
    progress : callable, optional
        Called with a stage, what is done of it and how much there is.
    """
    threads = thread_count(options.threads)
    batches = split_batches(documents.texts)

    def read(batch: pa.LargeStringArray) -> Any:
        return word_table(batch, pipeline)

    tables = []
    for table in _in_threads(read, batches, threads):
        tables.append(table)
        _tell(progress, "reading words", len(tables), len(batches))
    words = WordTable.join(tables)
    del tables
    counts = words.counts()
    noisy = NoisyPairs(documents.texts, pipeline, words)
    if pairs is not None:
        candidates = given_pairs(pairs)
    elif options.candidates == "every-pair" or (options.candidates == "auto" and is_affordable(counts.words)):
        candidates = every_pair(len(documents))
    else:
        _tell(progress, "finding candidates", 0, 1)
        candidates = propose(words.numbers, words.document_tokens, options)
        candidates = add_noisy_pairs(candidates, documents.texts, pipeline, noisy.documents)
    table, cut_short = align(
        candidates,
        words,
        options,
        threads,
        noisy,
        None if progress is None else lambda done, total: progress("aligning pairs", done, total),
    )
    left_out = candidates.left_out
    if cut_short:
        left_out += (f"{cut_short:,} pairs have too many common runs of words to be searched to the end",)
    return Found(table, counts, candidates.how, left_out)


def sign_texts(texts: pa.LargeStringArray, scheme: Scheme, pipeline: Pipeline, threads: int) -> NDArray[Any]:
    """Compute the signatures of texts, shape=(texts, num_perm)."""
    rooms = threading.local()

    def work(batch: pa.LargeStringArray) -> NDArray[Any]:
        if not hasattr(rooms, "room"):
            rooms.room = Room()
        return sign_tokens(pipeline.tokens(batch, rooms.room), scheme)

    parts = list(_in_threads(work, split_batches(texts), thread_count(threads)))
    return np.concatenate(parts) if parts else np.empty((0, scheme.num_perm), scheme.dtype)


def _in_threads(work: Callable[[Any], Any], batches: list[Any], threads: int) -> Iterator[Any]:
    """Yield what work makes of each batch, in order."""
    if threads == 1 or len(batches) < 2:
        yield from map(work, batches)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(work, batches)


def _tell(progress: Callable[[str, int, int], None] | None, stage: str, done: int, total: int) -> None:
    if progress is not None:
        progress(stage, done, total)
