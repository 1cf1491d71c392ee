"""The engine for one machine: threads over batches."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.align.chance import learn_chance
from provenance.align.noisy import NoisyPairs
from provenance.align.passages import align
from provenance.align.rarity import rarity
from provenance.candidates.boilerplate import find_boilerplate, mark_boilerplate
from provenance.candidates.letters import add_noisy_pairs
from provenance.candidates.pairs import every_pair, given_pairs, is_affordable
from provenance.candidates.posts import mark_posts
from provenance.candidates.propose import propose
from provenance.candidates.scratch import Scratch
from provenance.candidates.threads import in_order
from provenance.engines.gather import gather_words
from provenance.engines.memory import machine_memory
from provenance.engines.stages import split_batches, word_table
from provenance.model.options import memory_bytes
from provenance.model.passages import PassageTable
from provenance.sketch.signatures import sign_tokens
from provenance.text.words import Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.align.chance import Chance
    from provenance.align.passages import Aligned
    from provenance.candidates.pairs import Candidates
    from provenance.model.coverage import WordCounts
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.model.words import WordTable
    from provenance.sketch.scheme import Scheme
    from provenance.text.pipeline import Pipeline

    Progress = Callable[[str, int, int], None]

__all__ = ["Found", "Search", "find_passages", "prepare", "sign_texts", "thread_count"]


class Found(NamedTuple):
    """What the engine finds in a collection."""

    table: PassageTable
    counts: WordCounts
    candidates: str
    left_out: tuple[str, ...]
    words: WordTable


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """Pairs that are ready to be aligned.

    Parameters
    ----------
    words : WordTable
        The words of all documents.
    rare : numpy.ndarray, shape=(2**k,), float32
        How rare their stems are.
    candidates : Candidates
        The pairs.
    left_out : tuple of str
        What was left out so far, in words.
    options : ReuseOptions
        How to look.
    noisy : NoisyPairs, optional
        Looks at letters where words are noisy.
    chance : Chance, optional
        What is agreement by chance, where there are so many pairs that there is some.
    """

    words: WordTable
    rare: NDArray[np.float32]
    candidates: Candidates
    left_out: tuple[str, ...]
    options: ReuseOptions
    noisy: NoisyPairs | None = None
    chance: Chance | None = None

    def parts(self, first: int = 0, progress: Progress | None = None) -> Iterator[Aligned]:
        """Align pair after pair from one on, and yield the passages part by part."""
        _tell(progress, "aligning pairs", first, self.candidates.count)
        threads = thread_count(self.options.threads)
        for part in align(
            self.candidates, self.words, self.rare, self.options, threads, first, self.noisy, self.chance
        ):
            _tell(progress, "aligning pairs", part.stop, self.candidates.count)
            yield part


def thread_count(threads: int) -> int:
    """Return the threads to use: as many as asked for, or one for each core this process may run on."""
    if threads:
        return threads
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepare(
    documents: Documents,
    pairs: list[tuple[int, int]] | None,
    options: ReuseOptions,
    pipeline: Pipeline,
    progress: Progress | None = None,
) -> Search:
    """Read the words of documents, and choose the pairs to align.

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
    limit = memory_bytes(options.memory)
    scratch = Scratch(machine_memory() // 2 if limit is None else limit)
    words = mark_posts(_words(documents, pipeline, scratch, threads, progress))
    rare = rarity(words)
    sizes = np.diff(words.document_tokens)
    affordable = options.candidates == "every-pair" or (options.candidates == "auto" and is_affordable(sizes))
    left_out: list[str] = []
    words, marked = mark_boilerplate(words, find_boilerplate(words, rare, documents.column("source")))
    if marked:
        left_out.append(f"{marked:,} words of boilerplate, which articles have that otherwise differ: no passage")
    noisy = NoisyPairs(documents.texts, pipeline, words)
    if pairs is not None:
        candidates = given_pairs(pairs)
    elif affordable:
        candidates = every_pair(len(documents))
    else:
        tell = None if progress is None else lambda done, total: progress("finding candidates", done, total)
        candidates = propose(words, rare, options, scratch, threads, tell)
        candidates = add_noisy_pairs(candidates, documents.texts, pipeline, noisy.documents, threads)
    # In a small collection every pair is worth a look; in a large one some pairs agree by chance, however chosen.
    large = pairs is None and not is_affordable(sizes)
    left = (*candidates.left_out, *left_out)
    return Search(words, rare, candidates, left, options, noisy, learn_chance(words) if large else None)


def find_passages(
    documents: Documents,
    pairs: list[tuple[int, int]] | None,
    options: ReuseOptions,
    pipeline: Pipeline,
    progress: Progress | None = None,
) -> Found:
    """Find the passages that documents share; parameters as for `prepare`."""
    search = prepare(documents, pairs, options, pipeline, progress)
    tables, cut_short = [], 0
    for part in search.parts(progress=progress):
        tables.append(part.table)
        cut_short += part.cut_short
    return Found(
        PassageTable.concatenate(tables),
        search.words.counts(),
        search.candidates.how,
        (*search.left_out, *cut_short_note(cut_short)),
        search.words,
    )


def cut_short_note(pairs: int) -> tuple[str, ...]:
    """Say how many pairs were not searched to the end."""
    return (f"{pairs:,} pairs have too many common runs of words to be searched to the end",) if pairs else ()


def _words(
    documents: Documents, pipeline: Pipeline, scratch: Scratch, threads: int, progress: Progress | None
) -> WordTable:
    batches = split_batches(documents.texts)
    sizes = [batch.nbytes for batch in batches]

    def read(batch: pa.LargeStringArray) -> WordTable:
        return word_table(batch, pipeline)

    def tables() -> Iterator[tuple[WordTable, int]]:
        for done, table in enumerate(in_order(read, batches, threads if len(batches) > 1 else 1)):
            _tell(progress, "reading words", done + 1, len(batches))
            yield table, sizes[done]

    return gather_words(tables(), sum(sizes), scratch)


def sign_texts(texts: pa.LargeStringArray, scheme: Scheme, pipeline: Pipeline, threads: int) -> NDArray[Any]:
    """Compute the signatures of texts, shape=(texts, num_perm)."""
    rooms = threading.local()

    def work(batch: pa.LargeStringArray) -> NDArray[Any]:
        if not hasattr(rooms, "room"):
            rooms.room = Room()
        return sign_tokens(pipeline.tokens(batch, rooms.room), scheme)

    batches = split_batches(texts)
    parts = list(in_order(work, batches, thread_count(threads) if len(batches) > 1 else 1))
    return np.concatenate(parts) if parts else np.empty((0, scheme.num_perm), scheme.dtype)


def _tell(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress is not None:
        progress(stage, done, total)
