"""Writes and reads files of receipts and clusters, and explains receipts in words."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from provenance.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from provenance.dedup.result import DedupResult

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
_SAID = {
    "exact": "Their texts are the same but for white space and Unicode form.",
    "same-words": "Their words are the same, in the same order.",
}
_encode = json.JSONEncoder(ensure_ascii=False).encode


def write_receipts(result: DedupResult, out: BinaryIO, *, parquet: bool) -> None:
    """Write a receipt for each document that was removed, as JSON Lines or as Parquet with the schema `RECEIPTS`.

    If code of plugins took part, each receipt also names it, in the column ``plugins``.
    """
    rounded = ("resemblance", "containment", "reverse")
    plugins = list(result.run.get("plugins", ()))
    schema = RECEIPTS.append(pa.field("plugins", pa.list_(pa.string()), nullable=False)) if plugins else RECEIPTS

    def chunks() -> Iterator[dict[str, list[Any]]]:
        for columns in result.receipts():
            yield {
                **columns,
                **{name: _rounded(columns[name]) for name in rounded},
                "plugins": [plugins] * len(columns["document"]),
            }

    _write(chunks(), schema, out, parquet=parquet)


def write_clusters(result: DedupResult, out: BinaryIO, *, parquet: bool) -> None:
    """Write the clusters, each with a number, its survivor and all its documents."""

    def chunks() -> Iterator[dict[str, list[Any]]]:
        groups = enumerate(result.grouped())
        while some := list(islice(groups, _CHUNK)):
            yield {
                "cluster": [number for number, _ in some],
                "survivor": [None if result.drops_all else result.ids(root) for _, (root, _) in some],
                "documents": [list(map(result.ids, members)) for _, (_, members) in some],
            }

    _write(chunks(), _CLUSTERS, out, parquet=parquet)


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
        If the file cannot be read, or holds no receipts.
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
    """Yield sentences that say whether a document was removed, and why."""
    if own is None:
        yield f"{name} was not removed." if not others else f"{name} stayed."
    elif own["rule"] == "empty":
        yield f"{name} was removed: it has no words."
    else:
        where = f"{own['match']} (row {own['match_row']})"
        why = f"for {where}, which stayed" if own["survivor"] is not None else f"with its duplicate {where}"
        yield f"{name} (row {own['row']}) was removed {why}."
        if own["rule"] in _SAID:
            yield _SAID[own["rule"]]
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
    if own is not None and own.get("plugins"):
        yield f"Code of plugins took part: {', '.join(map(str, own['plugins']))}."
    for other in others:
        how = {"exact": "the same text", "same-words": "the same words"}.get(other["rule"])
        how = how or f"resemblance {other['resemblance']:.1%}"
        yield f"{other['document']} (row {other['row']}) was removed for it: {how}."


def _write(chunks: Iterable[dict[str, list[Any]]], schema: pa.Schema, out: BinaryIO, *, parquet: bool) -> None:
    """Write columns in chunks of rows."""
    if not parquet:
        line = "{{" + ", ".join(f"{_encode(name)}: {{}}" for name in schema.names) + "}}\n"
        for columns in chunks:
            texts = [_texts(columns[field.name], field.type) for field in schema]
            out.write("".join(map(line.format, *texts)).encode("utf-8", "replace"))
        return
    from pyarrow import parquet as pq

    with pq.ParquetWriter(out, schema) as writer:
        for columns in chunks:
            writer.write_table(pa.table({name: columns[name] for name in schema.names}, schema))


def _texts(values: Iterable[Any], kind: pa.DataType) -> list[Any]:
    """Return the JSON of values; numbers are returned unchanged."""
    if isinstance(kind, pa.ListType):
        inner = kind.value_type
        return [f"[{', '.join(map(str, _texts(value, inner)))}]" if value else "[]" for value in values]
    # Encode one string at a time: the encoder is slow with anything else.
    if pa.types.is_string(kind):
        return ["null" if value is None else _encode(value) for value in values]
    return ["null" if value is None else value for value in values]


def _rounded(values: list[float]) -> list[float]:
    """Round many values at once, with the same result as Python's `round`."""
    exact = np.array(values)
    scaled = exact * 10**_DIGITS
    rounded = np.rint(scaled) / 10**_DIGITS
    # Values very close to a half are rounded by Python itself, which is exact.
    halves = np.flatnonzero(np.abs(scaled - np.floor(scaled) - 0.5) < 1e-6)
    rounded[halves] = [round(value, _DIGITS) for value in exact[halves].tolist()]
    return list(rounded.tolist())


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
