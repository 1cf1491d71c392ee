"""Posting lists in an index: rows of fingerprint, document and token, in buckets that are looked up by number.

A segment is what one transaction added, sorted by fingerprint and cut into buckets by the highest bits. Small segments
are merged into larger ones as more are added, so that a fingerprint is looked up in few.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from provenance.index.rows import blobs_of, bytes_of, row_digests
from provenance.index.store import query
from provenance.model.arrow import array_of, column_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = [
    "NGRAM",
    "PREFIX_BITS",
    "ROW",
    "SHINGLE",
    "STEM_PAIR",
    "Rows",
    "buckets_of",
    "find_rows",
    "merge_segments",
    "next_segment",
    "prefixes_of",
    "query_insert",
    "write_segment",
]

#: Kinds of fingerprints: n-grams of words, pairs of rare stems, and shingles of characters.
NGRAM, STEM_PAIR, SHINGLE = 0, 1, 2
#: Of a fingerprint the highest 40 bits are kept: they propose, and the words decide.
PREFIX_BITS = 40
#: A row of a posting list, as it is kept: the lowest 32 bits of the prefix, whose others are those of the bucket; the
#: number of the document; and the lowest bits of the token, whose others are the part.
ROW = np.dtype([("prefix", "<u4"), ("document", "<u4"), ("token", "<u2")])
_PART = 16
# Rows of a bucket, about; the fewest and the most bits that number a bucket.
_BUCKET, _LEAST_BITS, _MOST_BITS = 128, PREFIX_BITS - 32, 20
# How many times as large as all after it a segment is left alone; of how many, at least, one is made; and the most
# rows that it may have, so that a merge leaves little room unused in the file.
_LARGER, _MERGED, _MOST_ROWS = 2, 5, 1 << 25
# Rows that are merged at a time, about.
_AT_ONCE = 1 << 21


class Rows(NamedTuple):
    """Rows of posting lists.

    Parameters
    ----------
    prefixes : numpy.ndarray, shape=(rows,), uint64
        The highest 40 bits of the fingerprints.
    documents, tokens : numpy.ndarray, shape=(rows,), int64
        The number of the document, and the token in it, at which each stands.
    """

    prefixes: NDArray[np.uint64]
    documents: NDArray[np.int64]
    tokens: NDArray[np.int64]

    def take(self, which: NDArray[Any]) -> Rows:
        """Return some of them."""
        return Rows(*(column[which] for column in self))

    @classmethod
    def join(cls, parts: Sequence[Rows]) -> Rows:
        """Put rows one after the other."""
        if not parts:
            return cls(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64))
        return cls(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def prefixes_of(fingerprints: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the highest 40 bits of fingerprints."""
    return fingerprints >> np.uint64(64 - PREFIX_BITS)


def write_segment(connection: Any, segment: int, rows: Mapping[int, Rows]) -> None:
    """Write a segment.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Open for writing, within a transaction.
    segment : int
        Its number.
    rows : dict of int to Rows
        Those of each kind, in any order.
    """
    for kind, made in rows.items():
        bits = _bits_for(len(made.prefixes))
        _write_rows(connection, (segment, kind), bits, made)
        _list_segment(connection, (segment, kind), bits, len(made.prefixes))


def _bits_for(size: int) -> int:
    """Return how many bits number the buckets of so many rows."""
    return int(np.clip(np.ceil(np.log2(max(1, size / _BUCKET))), _LEAST_BITS, _MOST_BITS))


def _list_segment(connection: Any, place: tuple[int, int], bits: int, size: int) -> None:
    connection.execute("INSERT INTO segments VALUES (?, ?, ?, ?)", [*place, bits, size])


def _write_rows(connection: Any, place: tuple[int, int], bits: int, made: Rows) -> None:
    """Write rows of a segment and a kind, all of whose buckets are among them."""
    parts = made.tokens >> _PART
    for part in np.unique(parts).tolist():
        chosen = made.take(parts == part) if parts.any() else made
        _write_part(connection, (*place, part), bits, chosen)


def _write_part(connection: Any, place: tuple[int, int, int], bits: int, made: Rows) -> None:
    segment, kind, part = place
    order = _order(made.prefixes)
    prefixes = made.prefixes[order]
    rows = np.empty(len(order), ROW)
    rows["prefix"] = (prefixes & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    rows["document"] = made.documents[order]
    rows["token"] = made.tokens[order] & 0xFFFF
    buckets = buckets_of(prefixes, bits)
    begins = np.flatnonzero(np.concatenate([[True], buckets[1:] != buckets[:-1]]))
    count = len(begins)
    table = pa.table(
        {
            "segment": column_of(np.full(count, segment, np.int32)),
            "kind": column_of(np.full(count, kind, np.uint8)),
            "part": column_of(np.full(count, part, np.uint16)),
            "bucket": column_of(buckets[begins].astype(np.int32)),
            "data": blobs_of(rows, np.append(begins, len(rows))),
        }
    )
    query_insert(connection, "postings", table.append_column("digest", column_of(row_digests(table))))


def _order(prefixes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the order of rising prefixes, equal ones as they stand."""
    free = 64 - PREFIX_BITS
    if len(prefixes) >> free:
        return np.argsort(prefixes, kind="stable").astype(np.int64)
    # To sort numbers, with the place of each below it, is several times as quick as to sort their places.
    keyed = prefixes << np.uint64(free) | np.arange(len(prefixes), dtype=np.uint64)
    keyed.sort()
    return (keyed & np.uint64((1 << free) - 1)).astype(np.int64)


def query_insert(connection: Any, name: str, table: pa.Table) -> None:
    """Insert the rows of an Arrow table."""
    connection.register("_rows", table)
    try:
        connection.execute(f"INSERT INTO {name} SELECT * FROM _rows")  # noqa: S608 - a name of ours
    finally:
        connection.unregister("_rows")


def buckets_of(prefixes: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    """Return the bucket of each prefix: its highest bits."""
    return (prefixes >> np.uint64(PREFIX_BITS - bits)).astype(np.int64)


def find_rows(connection: Any, wanted: Mapping[int, tuple[NDArray[np.uint64], int]]) -> dict[int, Rows]:
    """Return all rows of some prefixes.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Open for reading.
    wanted : dict of int to (prefixes, int)
        For each kind the prefixes, sorted, each once; and how many of their 40 bits have to be equal, at least 20: the
        others are zeros.

    Returns
    -------
    dict of int to Rows
        For each kind, in no particular order.
    """
    segments = connection.execute("SELECT segment, kind, bits FROM segments WHERE size > 0 ORDER BY segment").fetchall()
    chosen = [(segment, kind, bits) for segment, kind, bits in segments if kind in wanted]
    buckets = [np.unique(buckets_of(wanted[kind][0], bits)) for _, kind, bits in chosen]
    if not chosen:
        return {kind: Rows.join([]) for kind in wanted}
    sizes = [len(each) for each in buckets]
    asked = pa.table(
        {
            "segment": column_of(np.repeat(np.array([row[0] for row in chosen], np.int32), sizes)),
            "kind": column_of(np.repeat(np.array([row[1] for row in chosen], np.uint8), sizes)),
            "bits": column_of(np.repeat(np.array([row[2] for row in chosen], np.int64), sizes)),
            "bucket": column_of(np.concatenate(buckets).astype(np.int32)),
        }
    )
    table = query(
        connection,
        "SELECT kind, part, bits, bucket, data FROM postings JOIN asked USING (segment, kind, bucket)",
        asked=asked,
    )
    kinds = np.array(table.column("kind").to_pylist(), np.int64)
    return {
        kind: _hits(_rows_of(table.filter(column_of(kinds == kind))), *asked_for) for kind, asked_for in wanted.items()
    }


def _rows_of(table: pa.Table) -> Rows:
    """Return the rows of buckets, given with their bits."""
    found = []
    for batch in table.to_batches():
        data, offsets = bytes_of(batch.column("data"))
        rows, sizes = np.frombuffer(data, ROW), np.diff(offsets) // ROW.itemsize
        bucket, bits = (array_of(batch.column(name)).astype(np.int64) for name in ("bucket", "bits"))
        high = np.repeat((bucket >> (bits - _LEAST_BITS)).astype(np.uint64) << np.uint64(32), sizes)
        part = np.repeat(array_of(batch.column("part")).astype(np.int64) << _PART, sizes)
        found.append(Rows(high | rows["prefix"], rows["document"].astype(np.int64), rows["token"] + part))
    return Rows.join(found)


def _hits(rows: Rows, prefixes: NDArray[np.uint64], bits: int) -> Rows:
    if not len(prefixes):
        return Rows.join([])
    values = rows.prefixes & ~np.uint64((1 << (PREFIX_BITS - bits)) - 1)
    at = np.minimum(np.searchsorted(prefixes, values), len(prefixes) - 1)
    return rows.take(np.flatnonzero(prefixes[at] == values))


def merge_segments(connection: Any, *, whole: bool = False, alive: NDArray[np.int64] | None = None) -> None:
    """Merge segments that are small beside those that came after them.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Open for writing, within a transaction.
    whole : bool, default False
        Whether all are merged into one.
    alive : numpy.ndarray, int64, optional
        With this only rows of these documents, whose numbers rise, are kept.
    """
    listed = connection.execute("SELECT segment, kind, bits, size FROM segments ORDER BY segment").fetchall()
    sizes: dict[int, int] = {}
    for segment, _, _, size in listed:
        sizes[segment] = sizes.get(segment, 0) + size
    chosen = list(sizes) if whole else _small(sizes)
    if not chosen and not whole:
        return
    # Before any is deleted: a number is never that of two segments.
    merged = next_segment(connection)
    for kind in (NGRAM, STEM_PAIR, SHINGLE):
        sources = [(segment, bits, size) for segment, of, bits, size in listed if of == kind and segment in chosen]
        total = sum(size for _, _, size in sources)
        bits, kept = _bits_for(total), 0
        borders = np.linspace(0, 1 << _LEAST_BITS, 2 + total // _AT_ONCE).astype(np.int64).tolist()
        for first, stop in pairwise(borders):
            rows = Rows.join([_read_range(connection, of, kind, its_bits, first, stop) for of, its_bits, _ in sources])
            if alive is not None:
                rows = rows.take(np.isin(rows.documents, alive))
            _write_rows(connection, (merged, kind), bits, rows)
            kept += len(rows.prefixes)
        _list_segment(connection, (merged, kind), bits, kept)
    gone = ", ".join(map(str, chosen)) or "-1"
    for table in ("postings", "segments"):
        connection.execute(f"DELETE FROM {table} WHERE segment IN ({gone})")  # noqa: S608 - names and numbers of ours


def _read_range(connection: Any, segment: int, kind: int, bits: int, first: int, stop: int) -> Rows:
    """Return the rows of a segment whose prefixes begin with a number of so many bits as a bucket has at least."""
    finer = bits - _LEAST_BITS
    table = query(
        connection,
        f"SELECT part, {bits}::BIGINT AS bits, bucket, data FROM postings "  # noqa: S608 - numbers of ours
        f"WHERE segment = {segment} AND kind = {kind} AND bucket >= {first << finer} AND bucket < {stop << finer} "
        "ORDER BY part, bucket",
    )
    return _rows_of(table)


def next_segment(connection: Any) -> int:
    """Return a number that no segment has or had."""
    return int(connection.execute("SELECT coalesce(max(segment), 0) + 1 FROM segments").fetchall()[0][0])


def _small(sizes: Mapping[int, int]) -> list[int]:
    """Return the segments to merge: the last ones, as long as one is not much larger than all after it together."""
    chosen: list[int] = []
    total = 0
    for number in sorted(sizes, reverse=True):
        if chosen and (sizes[number] > _LARGER * total or sizes[number] + total > _MOST_ROWS):
            break
        chosen.append(number)
        total += sizes[number]
    return chosen if len(chosen) >= _MERGED else []
