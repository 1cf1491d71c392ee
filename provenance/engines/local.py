"""The engine for one machine: it runs the stages on batches, in threads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.align.confirm import confirm_verbatim
from provenance.align.noisy import NoisyPairs
from provenance.align.passages import align
from provenance.align.settings import pair_settings
from provenance.candidates.pairs import every_pair, given_pairs, is_affordable
from provenance.engines.candidates import add_noisy_pairs, propose
from provenance.engines.collection import read_collection, with_boilerplate, words_by_position
from provenance.engines.cores import thread_count
from provenance.engines.lsh import propose_lsh
from provenance.engines.memory import memory_limit
from provenance.engines.pool import in_order
from provenance.engines.scratch import Scratch
from provenance.errors import OptionError
from provenance.model.passages import PassageTable
from provenance.model.statistics import FULL_SIZE
from provenance.text.characters import gather_characters, noisy_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from provenance.align.settings import PairSettings
    from provenance.candidates.pairs import Candidates
    from provenance.engines.collection import Collection
    from provenance.model.coverage import WordCounts
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.model.statistics import Statistics
    from provenance.model.words import WordTable
    from provenance.text.characters import CharacterStreams
    from provenance.text.pipeline import Pipeline

    Progress = Callable[[str, int, int], None]

__all__ = [
    "PART",
    "Found",
    "Part",
    "Search",
    "compares_every_pair",
    "find_passages",
    "found_of",
    "prepare",
    "search_of",
    "statistics_of",
    "trace_passages",
]

#: Pairs that are aligned at a time.
PART = 2048
# When an article is traced, so many of the documents that share most with it are compared with each other.
_CLOSEST = 64


class Found(NamedTuple):
    """The passages that the engine found in a collection, and how."""

    table: PassageTable
    counts: WordCounts
    candidates: str
    left_out: tuple[str, ...]
    words: WordTable
    settings: PairSettings
    statistics: Statistics


class Part(NamedTuple):
    """The sorted passages of a range of pairs; where the range stops; how many of its pairs were cut short."""

    table: PassageTable
    stop: int
    cut_short: int


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """Pairs that are ready to be aligned.

    Parameters
    ----------
    collection : Collection
        The documents and their words.
    statistics : Statistics
        Statistics of the collection, or of a background.
    settings : PairSettings
        The settings derived from the statistics.
    candidates : Candidates
        The pairs, by position.
    left_out : tuple of str
        What was left out so far, in sentences.
    options : ReuseOptions
        How passages are looked for.
    scratch : Scratch
        Space for large arrays.
    """

    collection: Collection
    statistics: Statistics
    settings: PairSettings
    candidates: Candidates
    left_out: tuple[str, ...]
    options: ReuseOptions
    scratch: Scratch

    def parts(self, first: int = 0, progress: Progress | None = None, last: int | None = None) -> Iterator[Part]:
        """Align the pairs from number ``first`` to ``last``, half-open; by default to the end.

        Yields the passages part by part, in the order of the pairs.
        """
        collection = self.collection
        count = self.candidates.count if last is None else last
        noisy = NoisyPairs(collection.words, noisy_documents(collection.words, self.statistics), self._characters)
        order = collection.order

        def work(start: int) -> Part:
            stop = min(start + PART, count)
            sides = np.sort(order.ranks[np.column_stack(self.candidates.take(start, stop))], axis=1).astype(np.int32)
            left, right = sides[:, 0].copy(), sides[:, 1].copy()
            found = align(left, right, collection.words, self.settings, self.options, noisy)
            table = found.table.renumbered(order.positions)
            documents, pipeline, least = collection.documents, collection.pipeline, self.options.min_words
            table = confirm_verbatim(table, documents.text, pipeline, least, documents.language)
            return Part(table, stop, found.cut_short)

        _tell(progress, "aligning pairs", first, count)
        threads = thread_count(self.options.threads) if count - first > PART else 1
        for part in in_order(work, range(first, count, PART), threads):
            _tell(progress, "aligning pairs", part.stop, count)
            yield part

    def _characters(self, numbers: NDArray[np.int64]) -> CharacterStreams:
        collection = self.collection
        texts, languages = collection.texts(numbers), collection.languages(numbers)
        return gather_characters(texts, collection.pipeline, numbers, collection.words, languages)


def statistics_of(
    documents: Documents, options: ReuseOptions, pipeline: Pipeline, progress: Progress | None = None
) -> Statistics:
    """Count the statistics of documents in tables of full size, so that they can be merged with any others."""
    threads = thread_count(options.threads)
    collection = read_collection(documents, pipeline, _scratch(options), threads, progress)
    return with_boilerplate(collection, None, FULL_SIZE)[1]


def prepare(
    documents: Documents,
    pairs: list[tuple[int, int]] | None,
    options: ReuseOptions,
    pipeline: Pipeline,
    progress: Progress | None = None,
    statistics: Statistics | None = None,
) -> Search:
    """Read the words of documents, and choose the pairs to align.

    Parameters
    ----------
    documents : Documents
        The documents.
    pairs : list of (int, int), optional
        The positions to compare; by default the options decide.
    options : ReuseOptions
        How passages are looked for.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    progress : callable, optional
        Called with the name of a stage, the amount done, and the total.
    statistics : Statistics, optional
        Statistics of a background; by default they are counted over the documents.
    """
    threads = thread_count(options.threads)
    scratch = _scratch(options)
    collection = read_collection(documents, pipeline, scratch, threads, progress)
    tell = None if progress is None else lambda done, total: progress("finding candidates", done, total)

    def exact(marked: Collection, counted: Statistics, settings: PairSettings) -> Candidates:
        return propose(marked, settings.idf, counted.documents, options, scratch, threads, tell)

    return search_of(collection, pairs, options, scratch, exact, tell, statistics)


def search_of(
    collection: Collection,
    pairs: list[tuple[int, int]] | None,
    options: ReuseOptions,
    scratch: Scratch,
    exact: Callable[[Collection, Statistics, PairSettings], Candidates],
    tell: Callable[[int, int], None] | None = None,
    statistics: Statistics | None = None,
) -> Search:
    """Mark boilerplate in the words of a collection, and choose the pairs to align.

    Parameters
    ----------
    collection : Collection
        The documents and their words.
    pairs, options, statistics
        As for `prepare`.
    scratch : Scratch
        Space for large arrays.
    exact : callable
        Returns the pairs that share n-grams, as `provenance.engines.candidates.propose` does.
    tell : callable, optional
        Called with the amount done and the total.
    """
    threads = thread_count(options.threads)
    pipeline = collection.pipeline
    if statistics is not None and statistics.pipeline != pipeline.label:
        raise OptionError(
            f"the statistics are of words made by {statistics.pipeline!r}, these by {pipeline.label!r}.",
            hint="count them with the same normalisers and the same tokeniser.",
        )
    collection, counted, marked = with_boilerplate(collection, statistics)
    left_out = () if not marked else (f"{marked:,} words of boilerplate: articles have it that otherwise differ",)
    settings = pair_settings(counted, options.sensitivity)
    if pairs is not None:
        candidates = given_pairs(pairs)
    elif compares_every_pair(collection.words, options):
        candidates = every_pair(len(collection.words))
    else:
        if options.candidates == "lsh":
            candidates = propose_lsh(collection, settings.idf, counted.documents, options, scratch, threads, tell)
        else:
            candidates = exact(collection, counted, settings)
        candidates = add_noisy_pairs(candidates, collection, noisy_documents(collection.words, counted), threads)
    return Search(collection, counted, settings, candidates, (*candidates.left_out, *left_out), options, scratch)


def compares_every_pair(words: WordTable, options: ReuseOptions) -> bool:
    """Return whether every pair of documents is aligned: if that is asked for, or affordable and nothing is asked."""
    affordable = options.candidates == "auto" and is_affordable(len(words), words.tokens)
    return affordable or options.candidates == "every-pair"


def find_passages(
    documents: Documents,
    pairs: list[tuple[int, int]] | None,
    options: ReuseOptions,
    pipeline: Pipeline,
    progress: Progress | None = None,
    statistics: Statistics | None = None,
) -> Found:
    """Find the passages that documents share; parameters as for `prepare`."""
    search = prepare(documents, pairs, options, pipeline, progress, statistics)
    tables, cut_short = _aligned(search, progress)
    held = [search]
    del search
    return found_of(held, tables, cut_short)


def trace_passages(
    documents: Documents,
    article: int,
    options: ReuseOptions,
    pipeline: Pipeline,
    progress: Progress | None = None,
    statistics: Statistics | None = None,
) -> Found:
    """Find the passages of one article with all others, and those among the documents it shares most with.

    For N other documents N pairs are aligned, and the pairs of at most 64 of them. Parameters as for `prepare`, and:

    Parameters
    ----------
    article : int
        The position of the article.
    """
    pairs = [(article, other) for other in range(len(documents)) if other != article]
    search = prepare(documents, pairs, options, pipeline, progress, statistics)
    tables, cut_short = _aligned(search, progress)
    table = PassageTable.concatenate(tables)
    partners = np.where(table.left == article, table.right, table.left)
    words = np.bincount(partners, table.left_token_stop - table.left_token_start, len(documents))
    most = np.argsort(-words, kind="stable")[:_CLOSEST]
    closest = sorted(most[words[most] > 0].tolist())
    among = [(one, other) for at, one in enumerate(closest) for other in closest[at + 1 :]]
    candidates = replace(given_pairs(among), how="the article with every other, and those that share most with it")
    held = [replace(search, candidates=candidates)]
    del search
    more, more_cut_short = _aligned(held[0], progress)
    return found_of(held, [*tables, *more], cut_short + more_cut_short)


def _aligned(search: Search, progress: Progress | None) -> tuple[list[PassageTable], int]:
    tables, cut_short = [], 0
    for part in search.parts(progress=progress):
        tables.append(part.table)
        cut_short += part.cut_short
    return tables, cut_short


def found_of(searches: list[Search], tables: list[PassageTable], cut_short: int) -> Found:
    """Join what searches found. The list is emptied, so that the memory of each search is freed."""
    search = searches.pop()
    how, left_out = search.candidates.how, (*search.left_out, *cut_short_note(cut_short))
    order, settings, counted, scratch = search.collection.order, search.settings, search.statistics, search.scratch
    held = [search.collection.words]
    # Words take most of the memory: free those in canonical order while the others are made.
    del search
    words = words_by_position(held, order, scratch)
    return Found(PassageTable.concatenate(tables), words.counts(), how, left_out, words, settings, counted)


def cut_short_note(pairs: int) -> tuple[str, ...]:
    """Say how many pairs were not searched to the end."""
    return (f"{pairs:,} pairs have too many common runs of words to be searched to the end",) if pairs else ()


def _scratch(options: ReuseOptions) -> Scratch:
    return Scratch(memory_limit(options.memory))


def _tell(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress is not None:
        progress(stage, done, total)
