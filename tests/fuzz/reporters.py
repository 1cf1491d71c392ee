"""Every reporter over hostile names and texts: what it writes can be read back, and nothing in it runs or steers."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from fuzz.inputs import articles, encodable, hostile_text
from provenance import Document, ProvenanceError, find_reuse

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from provenance import ReuseResult

__all__ = ["reporters"]

_SUFFIXES = ("json", "jsonl", "csv", "md", "html", "graphml", "gexf", "prov.json", "parquet", "svg", "txt")
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SCRIPT = re.compile(r"<script(?![^>]*\bnonce=|[^>]*>\s*[^<]*</script>)", re.IGNORECASE)


def _documents(choose: random.Random) -> list[Document]:
    made = []
    for number, text in enumerate([*articles(choose, 4), hostile_text(choose), hostile_text(choose)]):
        name = f"{number} {encodable(hostile_text(choose, 2))}".strip()
        source = encodable(hostile_text(choose, 2)) or None
        metadata = {"title": encodable(hostile_text(choose, 2))}
        made.append(
            Document(
                *(name, encodable(text)),
                source=source,
                published=choose.choice([None, "2031-05-01", "2031-05-01T10:00:00+05:30"]),
                metadata=metadata,
            )
        )
    return made


def reporters(choose: random.Random, folder: Path) -> None:
    """Write one result in every format and read it back."""
    try:
        documents = _documents(choose)
        result = find_reuse(documents)
    except ProvenanceError as error:
        assert str(error).strip()
        return
    for suffix in _SUFFIXES:
        path = folder / f"out.{suffix}"
        try:
            result.write(path, "table" if suffix == "txt" else None)
        except ProvenanceError as error:
            assert str(error).strip()
            continue
        _read_back(result, path, suffix)


def _read_back(result: ReuseResult, path: Path, suffix: str) -> None:
    ids = list(result.documents.ids)
    if suffix == "parquet":
        assert pq.read_table(path).num_rows == len(result.passages)
        return
    text = path.read_text(encoding="utf-8")
    if suffix == "json":
        made = json.loads(text)
        assert [each["id"] for each in made["documents"]] == ids
        assert len(made["passages"]) == len(result.passages)
    elif suffix == "csv":
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == len(ids) + 1
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r")]
    elif suffix in ("txt", "md"):
        assert not _STEERS.search(text)
