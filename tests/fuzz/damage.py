"""Damage to what a run reads back: the same result, or made anew, or refused; never another result."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fuzz.inputs import articles, damaged
from provenance import Document, ProvenanceError, Statistics, deduplicate, open_index, statistics_of
from provenance.cli import main
from provenance.engines import local

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["dedup_blocks", "index_files", "passage_parts", "saved_statistics"]


def _corpus(choose: random.Random, path: Path, count: int = 60) -> None:
    texts = [text for _ in range(count // 6) for text in articles(choose) if text]
    texts += choose.sample(texts, 6)
    with path.open("w", encoding="utf-8") as out:
        for number, text in enumerate(texts):
            out.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")


def _damage(choose: random.Random, folder: Path) -> bool:
    """Damage one file somewhere below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    if not files:
        return False
    path = choose.choice(files)
    path.write_bytes(damaged(choose, path.read_bytes()))
    return True


def dedup_blocks(choose: random.Random, folder: Path) -> None:
    """Damage a kept block of dedup; the next run writes the same bytes."""
    _corpus(choose, folder / "in.jsonl")

    def run(name: str) -> tuple[bytes, bytes]:
        kept, receipts = folder / f"{name}.jsonl", folder / f"{name}.receipts.jsonl"
        deduplicate(folder / "in.jsonl", output=kept, receipts=receipts, work=folder / "work", memory="100KB")
        return kept.read_bytes(), receipts.read_bytes()

    first = run("first")
    assert _damage(choose, folder / "work")
    assert run("second") == first
    assert run("third") == first


def passage_parts(choose: random.Random, folder: Path) -> None:
    """Damage a part that an interrupted run of `passages` left; the next run writes the same bytes."""
    _corpus(choose, folder / "in.jsonl", 36)
    stop, before, parts = choose.randint(1, 4), local.PART, local.Search.parts

    def interrupted(*arguments: Any) -> Iterator[Any]:
        for number, part in enumerate(parts(*arguments)):
            if number == stop:
                raise KeyboardInterrupt
            yield part

    def run(name: str) -> int:
        return main(["passages", str(folder / "in.jsonl"), "-o", str(folder / name)])

    local.PART = 16
    try:
        assert run("whole.jsonl") == 0
        local.Search.parts = interrupted  # type: ignore[method-assign]
        assert run("out.jsonl") == 130
        local.Search.parts = parts  # type: ignore[method-assign]
        assert _damage(choose, folder / "out.jsonl.parts")
        assert run("out.jsonl") == 0
    finally:
        local.PART, local.Search.parts = before, parts  # type: ignore[method-assign]
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


def saved_statistics(choose: random.Random, folder: Path) -> None:
    """Damage saved statistics; they are refused, or loaded as they were."""
    made = statistics_of(articles(choose)).sized()
    path = folder / "statistics.arrow"
    made.save(path)
    digest = made.digest
    path.write_bytes(damaged(choose, path.read_bytes()))
    try:
        loaded = Statistics.load(path)
    except ProvenanceError as error:
        assert "statistics.arrow" in str(error)
        return
    assert loaded.digest == digest


def index_files(choose: random.Random, folder: Path) -> None:
    """Damage the file of an index; it is refused, or says what it said."""
    texts = [text for text in articles(choose, 8) if text]
    path = folder / "archive.duckdb"
    index = open_index(path)
    index.add([Document(f"a{number}", text) for number, text in enumerate(texts[1:])])
    article = Document("new", texts[0])

    def said() -> str:
        return repr([(each.left, each.right, each.kind) for each in open_index(path).trace(article).passages])

    before, data = said(), path.read_bytes()
    path.write_bytes(damaged(choose, data))
    try:
        assert said() == before
    except ProvenanceError as error:
        assert "archive.duckdb" in str(error)
