"""Tables with columns of every kind: taken, or refused by an error of ours, and what stays comes out as it went in."""

from __future__ import annotations

import datetime
import decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from fuzz.inputs import articles
from provenance import ProvenanceError, ReadOptions, deduplicate, find_reuse, read

if TYPE_CHECKING:
    import random
    from pathlib import Path

__all__ = ["values"]

_ZONES = (None, "UTC", "+05:30", "Europe/Paris", "Mars/Olympus")


def _column(choose: random.Random, rows: int) -> pa.Array:
    """Return a column of some kind, with nulls."""
    zone = choose.choice(_ZONES)
    unit = choose.choice(["s", "ms", "us", "ns"])
    number = [choose.choice([0, 1, -1, 2**31, 2**53 + 1, -(2**62), choose.randrange(10**12)]) for _ in range(rows)]
    word = [choose.choice(["", "a", "2031-05-01", "=1+1", "\x1b[31m", "é", "1970"]) for _ in range(rows)]
    made: list[pa.Array] = [
        pa.array(number, pa.int64()),
        pa.array([each % 2**31 for each in number], pa.int32()),
        pa.array(number, pa.timestamp(unit, zone)),
        pa.array(number, pa.duration(unit)),
        pa.array([each % 20_000 for each in number], pa.date32()),
        pa.array([float(each) for each in number], pa.float64()),
        pa.array([float("nan")] * rows, pa.float32()),
        pa.array([each % 2 == 0 for each in number]),
        pa.array(word),
        pa.array(word, pa.large_string()),
        pa.array(word).dictionary_encode(),
        pa.array([each.encode("utf-16") for each in word], pa.binary()),
        pa.array([[each, each] for each in word]),
        pa.array([{"id": each, "name": each} for each in word]),
        pa.array([{}] * rows, pa.struct([])),
        pa.array([None] * rows, pa.null()),
        pa.array([decimal.Decimal(each % 1000) for each in number], pa.decimal128(20, 3)),
        pa.array([datetime.time(each % 24) for each in number], pa.time64("us")),
        pa.array([(each,) * 2 for each in number], pa.list_(pa.int64(), 2)),
    ]
    column = choose.choice(made)
    if choose.random() < 0.3:
        # Every third value is missing.
        places = pa.array([None if at % 3 == 0 else at for at in range(rows)], pa.int64())
        column = column.take(places)
    return column


def values(choose: random.Random, folder: Path) -> None:
    """Give a table to dedup, to the search, and through a file to both."""
    texts = articles(choose, 5)
    texts.append(texts[0])
    rows = len(texts)
    columns = {"id": pa.array([f"a{number}" for number in range(rows)]), "text": pa.array(texts)}
    for name in choose.sample(
        ["published", "source", "language", "score", "extra", "id", "role"], choose.randint(1, 4)
    ):
        columns[name] = _column(choose, rows)
    table = pa.table(columns)
    path, kept = folder / "in.parquet", folder / choose.choice(["out.parquet", "out.jsonl"])
    try:
        pq.write_table(table, path)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        # Parquet has no structs without fields, and no seconds so far away.
        pq.write_table(table.select(["text"]), path)
    options = ReadOptions(on_error=choose.choice(["raise", "skip"]))
    for run in (
        lambda: deduplicate(table, read=options),
        lambda: find_reuse(read(path, options=options)),
        lambda: find_reuse(table),
        lambda: deduplicate(path, read=options, output=kept),
    ):
        try:
            run()
        except ProvenanceError as error:
            assert str(error).strip()
    if kept.name == "out.parquet" and kept.exists():
        made = pq.read_table(kept)
        assert made.schema.types == pq.read_schema(path).types
        assert made.num_rows <= rows
