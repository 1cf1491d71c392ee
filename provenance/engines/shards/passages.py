"""The steps of a search for passages in shards: what one step goes over, and what it writes for the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from provenance.align.settings import pair_settings
from provenance.candidates.copies import find_copies
from provenance.candidates.exact import HOW, canonical_pairs, fingerprint_kinds
from provenance.engines.candidates import by_position, left_out_of
from provenance.engines.collection import Collection, joined_tables, keeps_characters, with_boilerplate
from provenance.engines.cores import thread_count
from provenance.engines.local import PART, compares_every_pair, found_of, search_of
from provenance.engines.pool import in_order
from provenance.engines.rows.passages import lists_by_part, pairs_of_lists
from provenance.engines.rows.transport import blobs_of, bytes_of, cut_at_keys, integers, long_of
from provenance.engines.shards.files import range_of
from provenance.engines.shards.sorting import AT_A_TIME, sorted_rows, whole
from provenance.engines.shards.steps import Step
from provenance.errors import EngineError, InputError
from provenance.model.arrow import batch_of, flattened, languages_of, list_offsets, lists_of, numbers_of, rows_of
from provenance.model.passages import PassageTable
from provenance.model.statistics import Statistics
from provenance.model.words import WORD_COLUMNS, WordTable
from provenance.stages import candidates
from provenance.stages.copies import copy_rows
from provenance.stages.documents import canonical_order, document_batches
from provenance.stages.words import word_table
from provenance.text.buffers import utf8_buffers

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from provenance.align.settings import PairSettings
    from provenance.candidates.copies import Copies
    from provenance.candidates.exact import FingerprintKind
    from provenance.candidates.pairs import Candidates
    from provenance.engines.local import Found, Search
    from provenance.engines.scratch import Scratch
    from provenance.engines.shards.files import PartFiles
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.stages.documents import Canonical
    from provenance.text.pipeline import Pipeline

__all__ = ["PassageSteps"]

#: The columns of words as they travel; those of characters only where all texts are small.
_LISTS: dict[str, Any] = {**WORD_COLUMNS, "characters": np.uint16, "token_characters": np.int32}


@dataclass(slots=True)
class PassageSteps:
    """The steps of a search for passages; each works on one part.

    Every process has all documents, and their words where pairs are chosen; the rest is shared.

    Parameters
    ----------
    documents : Documents
        The documents.
    options : ReuseOptions
        How passages are looked for.
    pipeline : Pipeline
        The normalisers and the tokeniser.
    files : PartFiles
        What parts write for each other.
    parts : int
        The number of parts.
    scratch : Scratch
        Space for large arrays.
    """

    documents: Documents
    options: ReuseOptions
    pipeline: Pipeline
    files: PartFiles
    parts: int
    scratch: Scratch
    _order: Canonical | None = field(default=None, init=False)

    def steps(self) -> list[Step]:
        """Return the steps of the search."""
        return [
            Step("reading words", ("words",), self.parts, self.read),
            Step("fingerprinting", ("fingerprints",), self.parts, self.fingerprint),
            Step("listing postings", ("lists",), self.parts, self.list_postings),
            Step("finding pairs", ("capped", "pairs"), self.parts, self.pair),
            Step("aligning pairs", ("cut-short", "passages"), self.parts, self.align),
        ]

    @property
    def order(self) -> Canonical:
        """The canonical order of the documents."""
        if self._order is None:
            self._order = canonical_order(self.documents)
        return self._order

    @property
    def share(self) -> int:
        """The number of documents, in canonical order, whose pairs one part finds."""
        return max(1, -(-len(self.documents) // self.parts))

    def read(self, part: int) -> None:
        """Read the words of every batch of documents that is the part's."""
        characters = keeps_characters(self.documents)

        def words(batch: pa.RecordBatch) -> pa.RecordBatch:
            texts, keys = cast("pa.LargeStringArray", batch.column("text")), numbers_of(batch, "key")
            languages = languages_of(batch)
            table = word_table(texts, self.pipeline, characters=characters, keys=keys, languages=languages)
            return _packed(table.to_batch(numbers_of(batch, "position")))

        batches = document_batches(self.documents, self.order, languages=self.pipeline.reads_language)
        own = (batch for number, batch in enumerate(batches) if number % self.parts == part)
        with self.files.writer("words", part) as out:
            for made in in_order(words, own, thread_count(self.options.threads)):
                out.add(made)

    def fingerprint(self, part: int) -> None:
        """Send the fingerprints of the words of a part to the ranges of these."""
        with self.files.writer("fingerprints", part, self.parts) as out:
            collection = self._collection()
            words = collection.words
            if compares_every_pair(words, self.options) or self.options.candidates == "lsh":
                return
            statistics = self._statistics()
            marked = with_boilerplate(collection, statistics)[0]
            kinds, copies = self._kinds(statistics), self._copies(marked)
            copied = np.flatnonzero(copies.represented)
            represented = copy_rows(copies.first[copied].astype(np.int64), copied)
            first = 0
            for number, batch in enumerate(document_batches(self.documents, self.order)):
                last = first + batch.num_rows
                if number % self.parts == part:
                    numbers = np.arange(first, last)
                    own = marked.words.take(numbers).to_batch(numbers)
                    for kind, how in enumerate(kinds):
                        rows = candidates.fingerprints(own, how, represented)
                        keys = numbers_of(rows, "fingerprint")
                        places = {name: numbers_of(rows, name).astype(np.int64) for name in ("position", "token")}
                        made = batch_of(kind=np.full(len(keys), kind), fingerprint=long_of(keys), **places)
                        out.add(made, range_of(keys, self.parts))
                first = last

    def list_postings(self, key_range: int) -> None:
        """Make the posting lists of a range of fingerprints, and send them to the parts of their documents."""
        rows = whole(self.files.read("fingerprints", range(self.parts), key_range))
        with self.files.writer("lists", key_range, self.parts) as out:
            for batch in cut_at_keys(sorted_rows(rows, "fingerprint"), "fingerprint", AT_A_TIME):
                kinds = integers(batch, "kind")
                for kind in np.unique(kinds).tolist():
                    own = np.flatnonzero(kinds == kind)
                    columns = {name: integers(batch, name)[own] for name in ("position", "token")}
                    fingerprint = integers(batch, "fingerprint", np.uint64)[own]
                    found = candidates.postings(batch_of(fingerprint=fingerprint, **columns))
                    for made in lists_by_part(found, self.options.max_bucket, self.share):
                        named = dict(zip(made.schema.names, made.columns, strict=True))
                        sent = batch_of(kind=np.full(made.num_rows, kind), **named)
                        out.add(sent, integers(sent, "part"))

    def pair(self, part: int) -> None:
        """Find the pairs whose later document is in a part."""
        rows = whole(self.files.read("lists", range(self.parts), part))
        capped = 0
        with self.files.writer("capped", part) as counts, self.files.writer("pairs", part) as out:
            if rows is not None:
                kinds = integers(rows, "kind")
                # As the local engine, count those of the first kind.
                capped = int(integers(rows, "capped", np.int32)[kinds == 0].sum())
                for number, kind in enumerate(self._kinds(self._statistics())):
                    own = rows_of(rows, np.flatnonzero(kinds == number))
                    if own.num_rows:
                        out.add(pairs_of_lists(own, part, self.share, kind, self.options))
            counts.add(_count(capped))

    def align(self, part: int) -> None:
        """Align the pairs of a part, and write their passages."""
        search, cut_short = self.search(), 0
        chunks = -(-search.candidates.count // PART)
        begin, end = (chunks * at // self.parts * PART for at in (part, part + 1))
        with self.files.writer("cut-short", part) as counts, self.files.writer("passages", part) as out:
            if begin < end:
                for made in search.parts(begin, last=min(end, search.candidates.count)):
                    cut_short += made.cut_short
                    out.add(made.table.to_batch())
            counts.add(_count(cut_short))

    def search(self) -> Search:
        """Return the pairs that all parts have found, ready to be aligned."""
        collection = self._collection()

        def exact(marked: Collection, counted: Statistics, settings: PairSettings) -> Candidates:
            del counted, settings
            return self._proposed(marked)

        statistics = self._statistics() if len(collection.words) else None
        return search_of(collection, None, self.options, self.scratch, exact, statistics=statistics)

    def found(self) -> Found:
        """Return what all parts have found."""
        search = self.search()
        tables = [PassageTable.from_batch(batch) for batch in self.files.read("passages", range(self.parts))]
        cut_short = self._counted("cut-short")
        held = [search]
        del search
        return found_of(held, tables, cut_short)

    def _collection(self) -> Collection:
        """Return the words that all parts have read."""
        readers = [self.files.read("words", [part]) for part in range(self.parts)]
        total = int(np.diff(utf8_buffers(self.documents.texts)[1][[0, -1]])[0])

        def tables() -> Iterator[tuple[WordTable, int]]:
            for number, batch in enumerate(document_batches(self.documents, self.order)):
                size = cast("pa.LargeStringArray", batch.column("text")).nbytes
                yield WordTable.from_batch(_unpacked(next(readers[number % self.parts]))), size

        if keeps_characters(self.documents):
            words = WordTable.join([table for table, _ in tables()])
        else:
            words = joined_tables(tables(), total, self.scratch)
        return Collection(self.documents, self.order, words, self.pipeline)

    def _statistics(self) -> Statistics:
        """Return the statistics of all documents; the first part that needs them counts them."""
        path = self.files.path("statistics", 0)
        if not path.exists():
            with_boilerplate(self._collection(), None)[1].save(path)
        try:
            return Statistics.load(path)
        except InputError as error:
            raise EngineError(f"{path} is damaged.", hint="remove it, and run it again.") from error

    def _kinds(self, statistics: Statistics) -> tuple[FingerprintKind, ...]:
        settings = pair_settings(statistics, self.options.sensitivity)
        return tuple(fingerprint_kinds(statistics.documents, settings.idf, self.options.min_words))

    def _copies(self, collection: Collection) -> Copies:
        return find_copies(collection.words.numbers, collection.words.document_tokens, self.options.min_words)

    def _proposed(self, collection: Collection) -> Candidates:
        """Return the pairs that all parts have found, as `provenance.engines.candidates.propose` does."""
        copies, most = self._copies(collection), self.options.max_bucket
        count, found = len(collection.words), self.files.read("pairs", range(self.parts))
        keys = [integers(batch, "left") * count + integers(batch, "right") for batch in found]
        both = canonical_pairs(np.concatenate([np.zeros(0, np.int64), *keys]), copies, most)
        return by_position(both, collection, HOW, left_out_of(self._counted("capped"), copies, most), 0)

    def _counted(self, name: str) -> int:
        return sum(int(integers(batch, "count").sum()) for batch in self.files.read(name, range(self.parts)))


def _count(count: int) -> pa.RecordBatch:
    return batch_of(count=np.array([count]))


def _packed(words: pa.RecordBatch) -> pa.RecordBatch:
    """Return words with their lists as bytes."""
    lists = {
        name: bytes_of(list_offsets(words, name), flattened(words, name))
        for name in _LISTS
        if name in words.schema.names
    }
    return batch_of(position=words.column("position"), key=words.column("key"), **lists)


def _unpacked(rows: pa.RecordBatch) -> pa.RecordBatch:
    lists = {
        name: lists_of(*blobs_of(rows, name, dtype)) for name, dtype in _LISTS.items() if name in rows.schema.names
    }
    return batch_of(position=rows.column("position"), key=rows.column("key"), **lists)
