"""Receipts and clusters as files: written, read, and told in words."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from provenance.dedup.result import DedupResult, Removal

__all__ = ["RECEIPTS", "find_receipts", "sentences", "write_clusters", "write_receipts"]

_RECEIPTS: list[pa.Field[Any]] = [
    pa.field("document", pa.string(), nullable=False),
    pa.field("survivor", pa.string()),
    pa.field("match", pa.string()),
    pa.field("rule", pa.string(), nullable=False),
    pa.field("resemblance", pa.float64(), nullable=False),
    pa.field("containment", pa.float64(), nullable=False),
    pa.field("reverse", pa.float64(), nullable=False),
    pa.field("band", pa.int32()),
    pa.field("row", pa.int64(), nullable=False),
    pa.field("match_row", pa.int64()),
    pa.field("spans", pa.list_(pa.list_(pa.int64())), nullable=False),
]
RECEIPTS = pa.schema(_RECEIPTS)
_FIELDS: list[pa.Field[Any]] = [
    pa.field("cluster", pa.int64(), nullable=False),
    pa.field("survivor", pa.string()),
    pa.field("documents", pa.list_(pa.string()), nullable=False),
]
_CLUSTERS = pa.schema(_FIELDS)
_CHUNK = 16_384
_DIGITS = 6


def write_receipts(result: DedupResult, out: BinaryIO, *, parquet: bool) -> None:
    """Write a receipt for each document that was removed, as JSON Lines or as Parquet with the schema `RECEIPTS`."""
    _write(map(_record, result.removed), RECEIPTS, out, parquet=parquet)


def write_clusters(result: DedupResult, out: BinaryIO, *, parquet: bool) -> None:
    """Write the clusters, each with a number, its survivor and all its documents."""
    records = (
        {"cluster": number, "survivor": cluster.survivor, "documents": list(cluster.documents)}
        for number, cluster in enumerate(result.clusters)
    )
    _write(records, _CLUSTERS, out, parquet=parquet)


def find_receipts(path: Path, name: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Look up a document in a file of receipts.

    Parameters
    ----------
    path : pathlib.Path
        JSON Lines or Parquet.
    name : str
        The id of a document.

    Returns
    -------
    own : dict or None
        The receipt for its removal.
    others : list of dict
        The receipts of those that were removed for it.

    Raises
    ------
    InputError
        Where the file cannot be read, or holds no receipts.
    """
    own: dict[str, Any] | None = None
    others: list[dict[str, Any]] = []
    for record in _read(path):
        if record["document"] == name:
            own = own or record
        elif record["match"] == name:
            others.append(record)
    return own, others


def sentences(name: str, own: dict[str, Any] | None, others: list[dict[str, Any]]) -> Iterator[str]:
    """Tell in words what became of a document, and why."""
    if own is None:
        yield f"{name} was not removed." if not others else f"{name} stayed."
    elif own["rule"] == "empty":
        yield f"{name} was removed: it has no words."
    else:
        where = f"{own['match']} (row {own['match_row']})"
        why = f"for {where}, which stayed" if own["survivor"] is not None else f"with its duplicate {where}"
        yield f"{name} (row {own['row']}) was removed {why}."
        if own["rule"] == "exact":
            yield "Their words are the same, in the same order."
        else:
            yield (
                f"Of the shingles that either has, both have {own['resemblance']:.1%} (resemblance). "
                f"{own['containment']:.1%} of {name} stands in {own['match']}; "
                f"{own['reverse']:.1%} of {own['match']} stands in {name}."
            )
            band = own["band"]
            yield (
                "A sampled shingle found the pair."
                if band is None
                else f"Band {band} of the signatures found the pair."
            )
        if own["spans"]:
            spans = ", ".join(f"{start}-{stop}" for start, stop in own["spans"])
            yield f"What stands in {own['match']}, in code points of the text of {name}: {spans}."
    for other in others:
        how = "the same words" if other["rule"] == "exact" else f"resemblance {other['resemblance']:.1%}"
        yield f"{other['document']} (row {other['row']}) was removed for it: {how}."


def _record(removal: Removal) -> dict[str, Any]:
    return {
        "document": removal.document,
        "survivor": removal.survivor,
        "match": removal.match,
        "rule": removal.rule,
        "resemblance": round(removal.resemblance, _DIGITS),
        "containment": round(removal.containment, _DIGITS),
        "reverse": round(removal.reverse, _DIGITS),
        "band": removal.band,
        "row": removal.row,
        "match_row": removal.match_row,
        "spans": [list(span) for span in removal.spans],
    }


def _write(records: Iterable[dict[str, Any]], schema: pa.Schema, out: BinaryIO, *, parquet: bool) -> None:
    records = iter(records)
    if not parquet:
        encode = json.JSONEncoder(ensure_ascii=False).encode
        while some := list(islice(records, _CHUNK)):
            out.write("".join(f"{encode(record)}\n" for record in some).encode("utf-8", "replace"))
        return
    from pyarrow import parquet as pq

    with pq.ParquetWriter(out, schema) as writer:
        while chunk := list(islice(records, _CHUNK)):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))


def _read(path: Path) -> Iterator[dict[str, Any]]:
    from provenance.readers.jsonl import open_lines, parse_line

    needed = set(RECEIPTS.names)
    try:
        if path.suffix.lower() == ".parquet":
            from pyarrow import parquet as pq

            for batch in pq.ParquetFile(path).iter_batches():
                yield from (_checked(record, needed, path) for record in batch.to_pylist())
            return
        with open_lines(path) as stream:
            for line in stream:
                yield _checked(parse_line(line), needed, path)
    except pa.ArrowException as error:
        raise InputError(f"is not a Parquet file, or is broken: {error}.", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}.", path=path) from None


def _checked(record: dict[str, Any], needed: set[str], path: Path) -> dict[str, Any]:
    if not needed <= record.keys():
        raise InputError("holds no receipts.", path=path, hint="--receipts of provenance dedup writes them.")
    return record
