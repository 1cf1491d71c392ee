"""Damaged files: each is read, or refused by an error of ours that names it."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from fuzz.inputs import articles, damaged, encodable, hostile_text
from provenance import ProvenanceError, ReadOptions, deduplicate, read

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    Rows = list[dict[str, object]]

__all__ = ["readers"]


def _lines(rows: Rows) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def _table(rows: Rows, delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def _parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


_FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "a.txt": lambda rows: str(rows[0]["text"]).encode("utf-8", "replace"),
    "a.jsonl": _lines,
    "a.jsonl.gz": lambda rows: gzip.compress(_lines(rows), mtime=0),
    "a.csv": lambda rows: _table(rows, ","),
    "a.tsv": lambda rows: _table(rows, "\t"),
    "a.parquet": _parquet,
    "a.json": lambda rows: json.dumps(rows).encode(),
    "a.xml": lambda rows: b"<?xml version='1.0'?><nitf><body>" + _lines(rows) + b"</body></nitf>",
    "a.html": lambda rows: b"<html><body><article><p>" + _lines(rows) + b"</p></article></body></html>",
}


def _rows(choose: random.Random) -> Rows:
    texts = [*articles(choose, 3), encodable(hostile_text(choose))]
    choose.shuffle(texts)
    dates = ["2031-05-01", "2031-05-01T10:00:00Z", "", "Thu, 01 May 2031 10:00:00 GMT", "soon"]
    dates.append(encodable(hostile_text(choose, 2)))
    return [
        {"id": f"a{number}", "text": text, "source": "Halm Post", "published": choose.choice(dates)}
        for number, text in enumerate(texts)
    ]


def readers(choose: random.Random, folder: Path) -> None:
    """Read a damaged file of some format as documents, then as the input of dedup."""
    name = choose.choice(list(_FORMATS))
    data = _FORMATS[name](_rows(choose))
    for _ in range(choose.randint(0, 3)):
        data = damaged(choose, data)
    path = folder / name
    path.write_bytes(data)
    options = ReadOptions(on_error=choose.choice(["raise", "skip"]))
    for use in (_read, _dedup):
        try:
            use(path, options)
        except ProvenanceError as error:
            assert str(error).strip(), name
    assert path.read_bytes() == data


def _read(path: Path, options: ReadOptions) -> None:
    for document in read(path, options=options):
        assert isinstance(document.id, str)
        assert isinstance(document.text, str)


def _dedup(path: Path, options: ReadOptions) -> None:
    result = deduplicate(path, read=options)
    assert len(result) == len(result.kept) + len(result.removed)
