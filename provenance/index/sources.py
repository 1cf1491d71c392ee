"""Where a trace reads an index: in the file, or in memory. Both give the same rows and the same documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from provenance.index.postings import PREFIX_BITS, ROW, SHINGLE, Rows, buckets_of, find_rows
from provenance.index.rows import bytes_of, read_documents
from provenance.index.store import query
from provenance.model.arrow import array_of, column_of
from provenance.model.documents import DOCUMENT_SCHEMA, Documents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from provenance.index.catalogue import Catalogue

__all__ = ["SLOT_BITS", "FileSource", "MemorySource", "Source", "bytes_in_memory"]

#: Shingles of characters are looked up by so many bits of their prefix.
SLOT_BITS = 24
# Rows of posting lists that are read at a time; and how many more bits number a cell in memory than a bucket in the
# file: a cell has so few rows that a prefix is found in it in some four steps.
_ROWS, _FINER = 1 << 20, 3
_LOW = np.uint64(0xFFFFFFFF)
# Of cells that have so many rows for each prefix all rows are looked at, which is quicker than to halve them.
_SCANNED = 64
# Bytes of text for each token, about.
_TOKEN = 8


class Source(Protocol):
    """Gives the posting lists and the documents of an index."""

    @property
    def noisy_slots(self) -> NDArray[np.uint64] | None:
        """The slots of the shingles of noisy documents, rising; None where they are not known."""

    def rows(self, wanted: Mapping[int, tuple[NDArray[np.uint64], int]], most: Mapping[int, int]) -> dict[int, Rows]:
        """Return all rows of some prefixes, as `provenance.index.postings.find_rows` does.

        Of a kind that ``most`` has, prefixes with more rows than it says may be left out.
        """

    def documents(self, rows: NDArray[np.int64]) -> Documents:
        """Return the documents of rows of the catalogue, which rise."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """Looks everything up in the file: nothing is read that is not asked for.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Open for reading.
    catalogue : Catalogue
        The documents of the index.
    """

    connection: Any
    catalogue: Catalogue

    @property
    def noisy_slots(self) -> NDArray[np.uint64] | None:
        """None, as they would have to be looked for in all posting lists, unless no document is noisy."""
        return None if self.catalogue.noisy.any() else np.zeros(0, np.uint64)

    def rows(
        self,
        wanted: Mapping[int, tuple[NDArray[np.uint64], int]],
        most: Mapping[int, int],
    ) -> dict[int, Rows]:
        """Return all rows of some prefixes."""
        return find_rows(self.connection, wanted)

    def documents(self, rows: NDArray[np.int64]) -> Documents:
        """Return the documents of rows of the catalogue, which rise."""
        return read_documents(self.connection, self.catalogue.numbers[rows])


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """The posting lists of a part of a segment, sorted by prefix.

    Parameters
    ----------
    bits : int
        How many bits of a prefix number a cell; at most `SLOT_BITS`.
    part : int
        What the tokens lie above, in units of 65,536.
    starts : numpy.ndarray, shape=(2**bits + 1,), int64
        Where each cell begins.
    prefixes, documents : numpy.ndarray, shape=(rows,), uint32
        The lowest 32 bits of the prefixes, rising within a cell; the numbers of the documents.
    tokens : numpy.ndarray, shape=(rows,), uint16
        The lowest bits of the tokens.
    """

    bits: int
    part: int
    starts: NDArray[np.int64]
    prefixes: NDArray[np.uint32]
    documents: NDArray[np.uint32]
    tokens: NDArray[np.uint16]

    def living(self, alive: NDArray[np.bool_]) -> _Run:
        """Return the rows of documents that are there, given for each number whether it is."""
        kept = alive[self.documents]
        if kept.all():
            return self
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])[self.starts]
        return _Run(self.bits, self.part, starts, self.prefixes[kept], self.documents[kept], self.tokens[kept])

    def ranges(self, wanted: NDArray[np.uint64], bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where the rows of prefixes begin, of which the highest bits are these, the others zeros; how many."""
        cells = buckets_of(wanted, self.bits)
        first, last = self.starts[cells], self.starts[cells + 1]
        least = (wanted & _LOW).astype(np.int64)
        beyond = least + (1 << (PREFIX_BITS - bits))
        sizes = last - first
        total = int(sizes.sum())
        if total > _SCANNED * len(wanted):
            found = self._search(np.tile(first, 2), np.tile(last, 2), np.append(least, beyond))
            low, high = found[: len(wanted)], found[len(wanted) :]
            return low, high - low
        # Few rows: all of the cells are looked at.
        ends = np.cumsum(sizes)
        values = self.prefixes[np.repeat(first - (ends - sizes), sizes) + np.arange(total)]

        def count(borders: NDArray[np.int64]) -> NDArray[np.int64]:
            """Count the rows of each cell that lie below its border."""
            below = np.zeros(total + 1, np.int64)
            np.cumsum(values < np.repeat(borders, sizes), out=below[1:])
            counted: NDArray[np.int64] = below[ends] - below[ends - sizes]
            return counted

        before = count(least)
        return first + before, count(beyond) - before

    def take(self, wanted: NDArray[np.uint64], low: NDArray[np.int64], sizes: NDArray[np.int64]) -> Rows:
        """Return the rows of ranges."""
        at = np.repeat(low - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        prefixes = np.repeat(wanted & ~_LOW, sizes) | self.prefixes[at]
        return Rows(prefixes, self.documents[at].astype(np.int64), self.tokens[at] + (np.int64(self.part) << 16))

    def _search(self, low: NDArray[np.int64], high: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where between two rows each value would be put, before its equals."""
        low, high = low.copy(), high.copy()
        while (open_ := np.flatnonzero(low < high)).size:
            middle = (low[open_] + high[open_]) >> 1
            less = self.prefixes[middle] < values[open_]
            low[open_[less]] = middle[less] + 1
            high[open_[~less]] = middle[~less]
        return low


@dataclass(frozen=True, slots=True, eq=False)
class MemorySource:
    """Holds the posting lists and the documents of an index in memory.

    Parameters
    ----------
    runs : dict of (int, int) to list of _Run
        The posting lists of each segment and kind.
    numbers : numpy.ndarray, shape=(documents,), int64
        The numbers of the documents, rising.
    table : pyarrow.Table
        The documents, with the columns of `DOCUMENT_SCHEMA`.
    noisy_slots : numpy.ndarray, uint64
        The slots of the shingles of noisy documents, rising.
    """

    runs: dict[tuple[int, int], list[_Run]]
    numbers: NDArray[np.int64]
    table: pa.Table
    noisy_slots: NDArray[np.uint64] | None

    @classmethod
    def read(cls, connection: Any, catalogue: Catalogue, before: MemorySource | None = None) -> MemorySource:
        """Read all of an index; what was read before of the same file is not read again."""
        listed = connection.execute("SELECT segment, kind, bits, size FROM segments WHERE size > 0").fetchall()
        known = {} if before is None else before.runs
        runs = {
            (segment, kind): known.get((segment, kind)) or _read_runs(connection, segment, kind, bits, size)
            for segment, kind, bits, size in listed
        }
        last = [int(run.documents.max(initial=0)) for made in runs.values() for run in made]
        alive = np.zeros(1 + max([*last, int(catalogue.numbers.max(initial=0))]), bool)
        alive[catalogue.numbers] = True
        if not alive.all():
            # The rows of removed documents are left out, so that a posting list is as long as it says.
            runs = {place: [run.living(alive) for run in made] for place, made in runs.items()}
        numbers, table = _read_table(connection, catalogue.numbers, before)
        return cls(runs, numbers, table, _noisy_slots(runs, catalogue))

    def rows(self, wanted: Mapping[int, tuple[NDArray[np.uint64], int]], most: Mapping[int, int]) -> dict[int, Rows]:
        """Return all rows of some prefixes."""
        return {kind: self._rows_of(kind, *asked, most.get(kind)) for kind, asked in wanted.items()}

    def _rows_of(self, kind: int, wanted: NDArray[np.uint64], bits: int, most: int | None) -> Rows:
        runs = [run for (_, of), made in self.runs.items() if of == kind for run in made]
        ranges = [run.ranges(wanted, bits) for run in runs]
        if most is not None and ranges:
            few = np.sum([sizes for _, sizes in ranges], axis=0) <= most
            wanted, ranges = wanted[few], [(low[few], sizes[few]) for low, sizes in ranges]
        return Rows.join([run.take(wanted, *found) for run, found in zip(runs, ranges, strict=True)])

    def documents(self, rows: NDArray[np.int64]) -> Documents:
        """Return the documents of rows of the catalogue, which rise."""
        return Documents(self.table.take(column_of(rows)))


def bytes_in_memory(connection: Any, catalogue: Catalogue) -> int:
    """Return about how much memory a `MemorySource` of an index takes, in bytes."""
    rows = connection.execute("SELECT coalesce(sum(size), 0) FROM segments").fetchall()[0][0]
    return int(rows) * ROW.itemsize + int(catalogue.tokens.sum(dtype=np.int64)) * _TOKEN


def _read_runs(connection: Any, segment: int, kind: int, bits: int, size: int) -> list[_Run]:
    """Read the posting lists of a segment, some buckets at a time."""
    step = max(1, (_ROWS << bits) // size)
    found: dict[int, list[list[NDArray[Any]]]] = {}
    starts: dict[int, NDArray[np.int64]] = {}
    finer = bits + _FINER
    for first in range(0, 1 << bits, step):
        table = query(
            connection,
            "SELECT part, bucket, data FROM postings "  # noqa: S608 - numbers of ours
            f"WHERE segment = {segment} AND kind = {kind} AND bucket >= {first} AND bucket < {first + step} "
            "ORDER BY part, bucket",
        ).combine_chunks()
        if not len(table):
            continue
        parts, buckets = (array_of(table.column(name).chunk(0)).copy() for name in ("part", "bucket"))
        for part in np.unique(parts).tolist():
            chosen = np.flatnonzero(parts == part)
            data, offsets = bytes_of(table.column("data").slice(chosen[0], len(chosen)).combine_chunks())
            rows = np.frombuffer(data, ROW)
            sizes = np.diff(offsets) // ROW.itemsize
            columns = [np.ascontiguousarray(rows[name]) for name in ("prefix", "document", "token")]
            found.setdefault(part, []).append(columns)
            cells = np.repeat(buckets[chosen].astype(np.int64) << _FINER, sizes)
            cells |= (columns[0] >> np.uint32(PREFIX_BITS - _FINER - bits)) & np.uint32((1 << _FINER) - 1)
            counts = np.bincount(cells - (first << _FINER))
            starts.setdefault(part, np.zeros((1 << finer) + 1, np.int64))
            starts[part][1 + (first << _FINER) : 1 + (first << _FINER) + len(counts)] = counts
    runs = []
    for part, read in found.items():
        whole = [np.concatenate(column) for column in zip(*read, strict=True)]
        runs.append(_Run(finer, part, np.cumsum(starts[part]), *whole))
    return runs


def _read_table(
    connection: Any, numbers: NDArray[np.int64], before: MemorySource | None
) -> tuple[NDArray[np.int64], pa.Table]:
    kept = np.zeros(0, np.int64) if before is None else np.flatnonzero(np.isin(before.numbers, numbers))
    if before is not None and len(kept) == len(before.numbers) == len(numbers):
        return before.numbers, before.table
    last = -1 if before is None or not len(before.numbers) else int(before.numbers[-1])
    names = ", ".join(DOCUMENT_SCHEMA.names)
    chosen = f"SELECT {names} FROM documents WHERE number > {last} ORDER BY number"  # noqa: S608 - names of ours
    new = query(connection, chosen).cast(DOCUMENT_SCHEMA)
    old = [] if before is None else [before.table.take(column_of(kept))]
    return numbers, pa.concat_tables([*old, new]).combine_chunks()


def _noisy_slots(runs: dict[tuple[int, int], list[_Run]], catalogue: Catalogue) -> NDArray[np.uint64]:
    """Return the slots of the shingles of noisy documents."""
    noisy = catalogue.numbers[catalogue.noisy]
    found = [np.zeros(0, np.uint64)]
    if not len(noisy):
        return found[0]
    for (_, kind), made in runs.items():
        for run in made if kind == SHINGLE else ():
            at = np.flatnonzero(np.isin(run.documents, noisy))
            buckets = np.searchsorted(run.starts, at, "right") - 1
            high = (buckets >> (run.bits - (PREFIX_BITS - 32))).astype(np.uint64) << np.uint64(32)
            slots = (high | run.prefixes[at]) >> np.uint64(PREFIX_BITS - SLOT_BITS)
            found.append(np.unique(slots) << np.uint64(PREFIX_BITS - SLOT_BITS))
    return np.unique(np.concatenate(found))
