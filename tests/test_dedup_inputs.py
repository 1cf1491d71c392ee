"""Duplicates are looked for in the same files, rows and values that every other command reads."""

from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from provenance import Document, InputError, ReadOptions, deduplicate, find_reuse, read
from provenance.api.reading import load

if TYPE_CHECKING:
    from pathlib import Path

A = "The ferry ran aground on a sandbank shortly before dawn on Monday with forty people on board."
B = "The council met on Thursday to vote on the new budget for schools and libraries and roads."
SKIP = ReadOptions(on_error="skip")


def put(path: Path, *rows: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_folder_holds_the_same_documents_for_every_command(tmp_path):
    put(tmp_path / "data/p1/a.jsonl", {"id": "a", "text": A})
    put(tmp_path / "disk2/b.jsonl", {"id": "b", "text": B})
    put(tmp_path / "data/_c.jsonl", {"id": "c", "text": "Something else happened."})
    put(tmp_path / "data/.hidden.jsonl", {"id": "d", "text": A})
    (tmp_path / "data/LICENSE.txt").write_text("Apache License, version two, applies to all the files here.")
    (tmp_path / "data/readme.md").write_text("What this is.")
    (tmp_path / "data/t.csv").write_text("id,text\nt,Nothing of it is known yet.\n")
    (tmp_path / "data/p2").symlink_to("../disk2")

    result = deduplicate(tmp_path / "data")
    documents, summary = load([tmp_path / "data"])

    assert list(result.kept) == documents.ids == ["c", "a", "b", "t"]
    assert list(result.notes) == list(summary.notes)
    assert "LICENSE.txt" in result.notes[0]


def test_texts_of_a_folder_go_before_data_and_it_is_said(tmp_path):
    put(tmp_path / "more.jsonl", {"id": "a", "text": A})
    (tmp_path / "one.txt").write_text(B)
    (tmp_path / "LICENSE.txt").write_text("All rights reserved.")

    result = deduplicate(tmp_path)

    assert list(result.kept) == read(tmp_path).ids == ["one"]
    assert "left out: LICENSE.txt, more.jsonl" in result.notes[0]


def test_a_folder_of_licences_alone_is_read(tmp_path):
    (tmp_path / "LICENSE.txt").write_text("All rights reserved.")

    assert read(tmp_path).ids == ["LICENSE"]


@pytest.mark.parametrize("kind", ["nowhere", "empty", "broken", "pipe"])
def test_a_file_that_cannot_be_read_is_said_or_left_out(tmp_path, kind):
    put(tmp_path / "d/a.jsonl", {"id": "a", "text": A})
    name = "z.parquet" if kind == "broken" else "z.jsonl"
    match kind:
        case "nowhere":
            (tmp_path / "d" / name).symlink_to("nothing")
        case "empty":
            (tmp_path / "d" / name).touch()
        case "broken":
            (tmp_path / "d" / name).write_text("no table")
        case "pipe":
            os.mkfifo(tmp_path / name)
    path = tmp_path / name if kind == "pipe" else tmp_path / "d"

    for call in (deduplicate, read):
        with pytest.raises(InputError, match=name):
            call(path)
    if kind != "pipe":
        result = deduplicate(path, read=SKIP)
        assert list(result.kept) == read(path, options=SKIP).ids == ["a"]
        assert len(result.skipped) == 1


def test_a_row_that_cannot_be_used_and_a_guess_are_said(tmp_path):
    (tmp_path / "bad.csv").write_bytes(f"id,text\na,Caf\xe9 {A}\nb,x,y\nc,Caf\xe9 {A}\n".encode("cp1252"))

    with pytest.raises(InputError, match=r"bad.csv:3: there are 3 cells"):
        deduplicate(tmp_path / "bad.csv")
    result = deduplicate(tmp_path / "bad.csv", read=SKIP)

    assert [removal.document for removal in result.removed] == ["c"]
    assert "there are 3 cells" in result.skipped[0].message
    assert "read as cp1252" in result.notes[0]


def as_lines(path: Path, rows: list[dict[str, Any]]) -> Any:
    return put(path / "in.jsonl", *rows)


def as_csv(path: Path, rows: list[dict[str, Any]]) -> Any:
    names = list(rows[0])
    text = "\n".join(",".join(str(row[name] or "") for name in names) for row in rows)
    (path / "in.csv").write_text(",".join(names) + "\n" + text + "\n")
    return path / "in.csv"


def as_parquet(path: Path, rows: list[dict[str, Any]]) -> Any:
    pq.write_table(pa.Table.from_pylist(rows), path / "in.parquet")
    return path / "in.parquet"


def as_objects(path: Path, rows: list[dict[str, Any]]) -> Any:
    del path
    return [Document(row["id"], row["text"] or "", metadata={"score": row["score"]}) for row in rows]


INPUTS = [as_lines, as_csv, as_parquet, as_objects]


@pytest.mark.parametrize("make", INPUTS)
def test_ids_twice_and_empty_texts_mean_the_same_in_every_input(tmp_path, make):
    rows = [{"id": i, "text": text, "score": 1} for i, text in (("a", A), ("a", B), ("b", None), ("c", A))]

    result = deduplicate(make(tmp_path, rows))

    assert list(result.kept) == ["a", "a", "b"]
    assert [(removal.document, removal.row) for removal in result.removed] == [("c", 3)]


@pytest.mark.parametrize("make", INPUTS)
@pytest.mark.parametrize(
    ("scores", "best"), [((9, 10), "b"), ((2**62, 2**62 + 1), "b"), ((-1, 0.5), "b"), ((3, 2), "a")]
)
def test_a_column_decides_in_every_input(tmp_path, make, scores, best):
    if make is as_parquet and float in map(type, scores):
        scores = tuple(map(float, scores))
    rows = [{"id": i, "text": A, "score": score} for i, score in zip("ab", scores, strict=True)]

    assert list(deduplicate(make(tmp_path, rows), keep="column", by="score").kept) == [best]


def test_a_column_that_is_empty_in_some_rows_comes_last(tmp_path):
    (tmp_path / "in.csv").write_text(f"id,text,score\na,{A},\nb,{A},-7\n")

    for lowest in (False, True):
        assert list(deduplicate(tmp_path / "in.csv", keep="column", by="score", lowest=lowest).kept) == ["b"]


@pytest.mark.parametrize(
    "nothing", [[], {}, iter([]), pa.table({"id": pa.array([], "string"), "text": pa.array([], "string")})]
)
@pytest.mark.parametrize("measure", ["resemblance", "containment"])
def test_nothing_is_an_empty_result(nothing, measure):
    result = deduplicate(nothing, measure=measure)

    assert (list(result.kept), list(result.removed), result.clusters) == ([], [], [])


def test_rows_of_receipts_are_those_of_the_users_table(tmp_path):
    table = pa.table({"id": ["a", None, "b", "", "c"], "text": [A, A, B, B, A]})
    lines = tmp_path / "in.jsonl"
    lines.write_text(f'{{"id": "a", "text": "{A}"}}\n\nbroken\n{{"id": "c", "text": "{A}"}}\n')

    for documents, row in ((table, 4), (lines, 3)):
        removal = deduplicate(documents, read=SKIP).removed[0]
        assert (removal.document, removal.row, removal.match_row) == ("c", row, 0)
    removal = deduplicate(table, against=pa.table({"id": [None, "r"], "text": ["x", A]}), read=SKIP).removed[1]
    assert (removal.row, removal.match, removal.match_row) == (4, "r", 1)


@pytest.mark.parametrize("partitioned", ["parquet", "jsonl", "csv", "txt"])
def test_what_the_names_of_folders_say_is_known(tmp_path, partitioned):
    for source, text in (("AFP", A), ("B%20C", B), ("__HIVE_DEFAULT_PARTITION__", B + " No.")):
        folder = tmp_path / "h" / f"source={source}" / "published=2026-05-12"
        folder.mkdir(parents=True)
        row = {"id": source[:2], "text": text}
        match partitioned:
            case "parquet":
                pq.write_table(pa.Table.from_pylist([row]), folder / "p.parquet")
            case "jsonl":
                put(folder / "p.jsonl", row)
            case "csv":
                (folder / "p.csv").write_text(f"id,text\n{row['id']},{text}\n")
            case "txt":
                (folder / "p.txt").write_text(text)

    documents = read(tmp_path / "h")
    assert [document.source for document in documents] == ["AFP", "B C", None]
    assert documents[0].published.isoformat() == "2026-05-12T00:00:00"
    if partitioned == "txt":
        return
    for path in (tmp_path / "h", tmp_path / "h" / "*" / "*" / "*"):
        result = deduplicate(path, keep="source", priority=("b c",), threshold=0.5, output=tmp_path / "k.jsonl")
        assert [removal.survivor for removal in result.removed] == ["B%"]
        kept = [json.loads(line) for line in (tmp_path / "k.jsonl").read_text().splitlines()]
        assert [(row["id"], row.get("source"), row["published"]) for row in kept] == [
            ("AF", "AFP", "2026-05-12"),
            ("B%", "B C", "2026-05-12"),
        ]
        deduplicate(path, output=tmp_path / "k.parquet", threshold=1.0)
        assert pq.read_table(tmp_path / "k.parquet").column("source").to_pylist() == ["AFP", "B C", None]


def test_what_a_row_says_goes_before_what_its_folder_does(tmp_path):
    put(tmp_path / "source=AFP" / "a.jsonl", {"id": "a", "text": A, "source": "AP"})

    assert read(tmp_path)[0].source == "AP"
    deduplicate(tmp_path, output=tmp_path / "k.parquet")
    assert pq.read_table(tmp_path / "k.parquet").column("source").to_pylist() == ["AP"]


SHAPES = ["Tue, 12 May 2026 07:00:00 GMT", 1778569200, 1778569200000, "1778569200", "20260512070000"]


@pytest.mark.parametrize("published", SHAPES)
@pytest.mark.parametrize("door", ["file", "object", "table"])
def test_times_of_feeds_and_epochs(tmp_path, published, door):
    match door:
        case "file":
            document = read(put(tmp_path / "a.jsonl", {"id": "a", "text": A, "published": published}))[0]
        case "object":
            document = Document("a", A, published=published)
        case "table":
            document = find_reuse(pa.table({"id": ["a"], "text": [A], "published": [published]})).documents[0]
    assert document.published.replace(tzinfo=None).isoformat() == "2026-05-12T07:00:00"


def test_a_source_that_is_an_object(tmp_path):
    rows = [{"id": i, "text": A, "source": {"id": None, "name": n}} for i, n in (("a", "BBC"), ("b", "AFP"))]
    path = put(tmp_path / "a.jsonl", *rows)

    assert [document.source for document in read(path)] == ["BBC", "AFP"]
    assert list(deduplicate(path, keep="source", priority=("AFP",)).kept) == ["b"]


@pytest.mark.parametrize("name", ["in.jsonl", "in.csv"])
def test_a_time_that_is_not_understood_is_said_with_its_line_or_left_out(tmp_path, name):
    rows = [{"id": i, "text": A, "published": time} for i, time in (("a", "2026-05-12"), ("b", "in May"))]
    path = as_lines(tmp_path, rows) if name == "in.jsonl" else as_csv(tmp_path, rows)
    line = 2 if name == "in.jsonl" else 3

    for call in (deduplicate, read):
        with pytest.raises(InputError, match=rf"{name}:{line}: .*'in May'.*Hint: --on-error skip"):
            call(path)
    assert list(deduplicate(path, read=SKIP).kept) == ["a"]
    assert len(read(path, options=SKIP)) == 2


def test_a_tsv_has_no_quotation_marks(tmp_path):
    (tmp_path / "a.tsv").write_text(f'id\ttext\na\t"{A}\nb\t12" {B}\nc\t"quoted"\n')

    documents = read(tmp_path / "a.tsv")
    assert [document.text for document in documents] == ['"' + A, '12" ' + B, '"quoted"']
    assert list(deduplicate(tmp_path / "a.tsv").kept) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"id": ["a"], "text": pa.Array.from_buffers(pa.string(), 1, pa.array([b"caf\xe9"]).buffers())}),
        pa.array([A]),
        pa.table([["a"], [A], ["x"]], names=["id", "text", "text"]),
        pa.table({"id": [["a"]], "text": [A]}),
        pa.table({"id": ["a"], "text": [1.5]}),
    ],
    ids=["not UTF-8", "no table", "two columns", "lists for ids", "numbers for texts"],
)
def test_a_table_that_cannot_be_used_is_an_error_of_ours(table):
    for call in (deduplicate, find_reuse):
        with pytest.raises(InputError):
            call(table)


@pytest.mark.parametrize("measure", ["resemblance", "containment"])
def test_the_whole_lines_before_a_broken_end_count_where_errors_are_skipped(tmp_path, measure):
    noise = np.random.default_rng(3).integers(97, 123, (40, 5000), np.uint8)
    rows = [{"id": f"d{n}", "text": A, "noise": bytes(row).decode()} for n, row in enumerate(noise)]
    packed = gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])

    for call in (deduplicate, read):
        with pytest.raises(InputError, match=r"a.jsonl.gz"):
            call(path)
    known = read(path, options=SKIP).ids
    result = deduplicate(path, measure=measure, read=SKIP, output=tmp_path / "k.jsonl")
    assert ["d0", *(removal.document for removal in result.removed)] == known
    assert 5 < len(known) < 40
    assert len(result.skipped) == 1
    assert [json.loads(line) for line in (tmp_path / "k.jsonl").read_text().splitlines()] == rows[:1]
    assert len(deduplicate(path, against={"r": A}, read=SKIP).removed) == len(known)
