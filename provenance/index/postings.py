"""Posting lists in an index: rows of fingerprint, document and token, in buckets that are looked up by number.

A segment is what one transaction added, sorted by fingerprint and cut into buckets by the highest bits. Small segments
are merged into larger ones as more are added, so that a fingerprint is looked up in few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.index.rows import blobs_of, bytes_of, row_digests
from provenance.index.store import query
from provenance.model.arrow import array_of, column_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["NGRAM", "ROW", "SHINGLE", "STEM_PAIR", "find_rows", "made_rows", "merge_segments", "write_segment"]

#: Kinds of fingerprints: n-grams of words, pairs of rare stems, and shingles of characters.
NGRAM, STEM_PAIR, SHINGLE = 0, 1, 2
#: A row of a posting list, as it is kept: the highest bits of the token are the part that it stands in.
ROW = np.dtype([("fingerprint", "<u8"), ("document", "<u4"), ("token", "<u2")])
_PART = 16
# Rows of a bucket, about; and the most bits that number a bucket.
_BUCKET, _MOST_BITS = 512, 18
# How many times as large as all after it a segment is left alone.
_LARGER = 2


def made_rows(
    fingerprints: NDArray[np.uint64], documents: NDArray[np.int64], tokens: NDArray[np.int64]
) -> NDArray[np.void]:
    """Return rows of posting lists; the part of a token is left out.

    Parameters
    ----------
    fingerprints : numpy.ndarray, shape=(rows,), uint64
    documents, tokens : numpy.ndarray, shape=(rows,), int64
        The number of the document, and the token in it, at which each stands.
    """
    rows = np.empty(len(fingerprints), ROW)
    rows["fingerprint"], rows["document"], rows["token"] = fingerprints, documents, tokens & 0xFFFF
    return rows


def write_segment(
    connection: Any, segment: int, rows: Mapping[int, tuple[NDArray[np.void], NDArray[np.int64]]]
) -> None:
    """Write a segment.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Open for writing, within a transaction.
    segment : int
        Its number.
    rows : dict of int to (rows, parts)
        For each kind the rows, in any order, and the part of the token of each.
    """
    for kind, (all_rows, parts) in rows.items():
        bits = int(np.clip(np.ceil(np.log2(max(1, len(all_rows) / _BUCKET))), 0, _MOST_BITS))
        connection.execute("INSERT INTO segments VALUES (?, ?, ?, ?)", [segment, kind, bits, len(all_rows)])
        for part in np.unique(parts).tolist():
            _write_part(connection, (segment, kind, part), bits, all_rows[parts == part] if parts.any() else all_rows)


def _write_part(connection: Any, place: tuple[int, int, int], bits: int, rows: NDArray[np.void]) -> None:
    segment, kind, part = place
    ordered = rows[np.argsort(rows["fingerprint"], kind="stable")]
    buckets = buckets_of(ordered["fingerprint"], bits)
    begins = np.flatnonzero(np.concatenate([[True], buckets[1:] != buckets[:-1]]))
    count = len(begins)
    table = pa.table(
        {
            "segment": column_of(np.full(count, segment, np.int32)),
            "kind": column_of(np.full(count, kind, np.uint8)),
            "part": column_of(np.full(count, part, np.uint16)),
            "bucket": column_of(buckets[begins].astype(np.int32)),
            "data": blobs_of(ordered, np.append(begins, len(ordered))),
        }
    )
    table = table.append_column("digest", column_of(row_digests(table)))
    query_insert(connection, "postings", table)


def query_insert(connection: Any, name: str, table: pa.Table) -> None:
    """Insert the rows of an Arrow table."""
    connection.register("_rows", table)
    try:
        connection.execute(f"INSERT INTO {name} SELECT * FROM _rows")  # noqa: S608 - a name of ours
    finally:
        connection.unregister("_rows")


def buckets_of(fingerprints: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    """Return the bucket of each fingerprint: its highest bits."""
    return (fingerprints >> np.uint64(64 - bits)).astype(np.int64) if bits else np.zeros(len(fingerprints), np.int64)


def find_rows(
    connection: Any, kind: int, fingerprints: NDArray[np.uint64], bits: int = 64
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Return all rows of some fingerprints.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Open for reading.
    kind : int
        NGRAM, STEM_PAIR or SHINGLE.
    fingerprints : numpy.ndarray, uint64
        Sorted, each once.
    bits : int, default 64
        How many of the highest bits have to be equal, at least 18; others are zeros in ``fingerprints``.

    Returns
    -------
    fingerprints, documents, tokens : numpy.ndarray, shape=(rows,)
        In no particular order.
    """
    found, parts = [np.zeros(0, ROW)], [np.zeros(0, np.int64)]
    for segment, bucket_bits in connection.execute(
        "SELECT segment, bits FROM segments WHERE kind = ? AND size > 0 ORDER BY segment", [kind]
    ).fetchall():
        wanted = np.unique(buckets_of(fingerprints, bucket_bits)).astype(np.int32)
        table = query(
            connection,
            "SELECT part, data FROM postings JOIN wanted USING (bucket) "  # noqa: S608 - numbers of ours
            f"WHERE segment = {segment} AND kind = {kind}",
            wanted=pa.table({"bucket": column_of(wanted)}),
        ).combine_chunks()
        if not len(table):
            continue
        data, offsets = bytes_of(table.column("data").chunk(0))
        rows = np.frombuffer(data, ROW)
        sizes = np.diff(offsets) // ROW.itemsize
        values = np.ascontiguousarray(rows["fingerprint"])
        if bits < 64:
            values &= ~np.uint64((1 << (64 - bits)) - 1)
        at = np.minimum(np.searchsorted(fingerprints, values), len(fingerprints) - 1)
        hit = np.flatnonzero(fingerprints[at] == values)
        found.append(rows[hit])
        parts.append(np.repeat(array_of(table.column("part").chunk(0)).astype(np.int64), sizes)[hit])
    rows, part = np.concatenate(found), np.concatenate(parts)
    return (
        np.ascontiguousarray(rows["fingerprint"]),
        rows["document"].astype(np.int64),
        rows["token"].astype(np.int64) + (part << _PART),
    )


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
    sizes: dict[int, int] = dict(
        connection.execute("SELECT segment, sum(size)::BIGINT FROM segments GROUP BY 1 ORDER BY 1").fetchall()
    )
    chosen = list(sizes) if whole else _small(sizes)
    if not whole and len(chosen) < 2:
        return
    kept: dict[int, tuple[NDArray[np.void], NDArray[np.int64]]] = {}
    listed = ", ".join(map(str, chosen)) or "-1"
    for kind in (NGRAM, STEM_PAIR, SHINGLE):
        table = query(
            connection,
            f"SELECT part, data FROM postings WHERE segment IN ({listed}) AND kind = {kind} "  # noqa: S608
            "ORDER BY segment, part, bucket",
        )
        rows, parts = [np.zeros(0, ROW)], [np.zeros(0, np.int64)]
        for batch in table.to_batches():
            data, offsets = bytes_of(batch.column("data"))
            rows.append(np.frombuffer(data, ROW))
            sizes_ = np.diff(offsets) // ROW.itemsize
            parts.append(np.repeat(array_of(batch.column("part")).astype(np.int64), sizes_))
        one, of = np.concatenate(rows), np.concatenate(parts)
        if alive is not None:
            living = np.isin(one["document"], alive)
            one, of = one[living], of[living]
        kept[kind] = one, of
    connection.execute(f"DELETE FROM postings WHERE segment IN ({listed})")  # noqa: S608
    connection.execute(f"DELETE FROM segments WHERE segment IN ({listed})")  # noqa: S608
    write_segment(connection, next_segment(connection), kept)


def next_segment(connection: Any) -> int:
    """Return a number that no segment has."""
    return int(connection.execute("SELECT coalesce(max(segment), 0) + 1 FROM segments").fetchall()[0][0])


def _small(sizes: Mapping[int, int]) -> list[int]:
    """Return the segments to merge: the last ones, as long as one is not much larger than all after it together."""
    numbers = sorted(sizes, reverse=True)
    chosen, total = numbers[:1], sum(sizes[number] for number in numbers[:1])
    for number in numbers[1:]:
        if sizes[number] > _LARGER * total:
            break
        chosen.append(number)
        total += sizes[number]
    return chosen
