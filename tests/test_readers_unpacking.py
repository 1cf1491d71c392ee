"""Files that unpack to far more than they are end soon, in little memory, and are named."""

from __future__ import annotations

import gzip
import json
import resource

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from provenance import InputError, ReadOptions, deduplicate, read
from provenance.cli import main
from provenance.readers import limits, unpacking

GOOD = {"id": "a", "text": "The ferry ran aground on a sandbank shortly before dawn on Monday."}
LINE = json.dumps(GOOD).encode() + b"\n"


def line_feeds(folder):
    (folder / "x.jsonl.gz").write_bytes(gzip.compress(LINE + b"\n" * 60_000_000))
    return "after line"


def one_line(folder):
    with pa.CompressedOutputStream(str(folder / "x.jsonl.zst"), "zstd") as out:
        out.write(LINE + b'{"id": "b", "text": "')
        for _ in range(100):
            out.write(b"a" * 1_000_000)
    return "after line 1"


def one_value(folder):
    # A dictionary holds a text once, and each of a thousand rows names it.
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int32()), pa.array(["a" * 9_000_000]))
    table = pa.table({"id": [str(row) for row in range(2000)], "text": texts})
    pq.write_table(table, folder / "x.parquet", compression="zstd", dictionary_pagesize_limit=1 << 28)
    return "row"


def one_column(folder):
    table = pa.table({"id": ["a"], "text": ["x"], "more": ["a" * 200_000_000]})
    pq.write_table(table, folder / "x.parquet", compression="zstd", use_dictionary=False)
    return "row group 1: the column 'more'"


@pytest.mark.parametrize("bomb", [line_feeds, one_line, one_value, one_column])
def test_a_bomb_is_refused_with_its_place(tmp_path, bomb):
    place = bomb(tmp_path)
    before = resource.getrusage(resource.RUSAGE_SELF)

    for call in (read, deduplicate):
        if call is deduplicate and bomb is one_column:
            # Of a table it reads ids and texts; the rest is looked at where it is written.
            with pytest.raises(InputError, match=place):
                deduplicate(tmp_path, output=tmp_path / "out.jsonl")
            continue
        with pytest.raises(InputError, match=f"x.*{place}.*unpacks to more than 256 times|unpacks.*{place}"):
            call(tmp_path)

    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_utime - before.ru_utime < 20
    assert after.ru_maxrss - before.ru_maxrss < 1_000_000


@pytest.mark.parametrize("bomb", [line_feeds, one_line, one_value])
def test_every_command_that_reads_refuses_a_bomb(tmp_path, capsys, bomb):
    folder = tmp_path / "in"
    folder.mkdir()
    bomb(folder)
    (file,) = folder.iterdir()
    other = tmp_path / "other.txt"
    other.write_text(GOOD["text"])
    out = tmp_path / "out.jsonl"

    for command in (
        ["matrix", folder], ["passages", folder], ["compare", file, other], ["explain", other, "--against", folder],
        ["trace", other, "--against", folder], ["report", folder, "-o", tmp_path / "r.html"],
        ["dedup", folder, "-o", out], ["index", "add", tmp_path / "i.duckdb", folder],
    ):  # fmt: skip
        assert main([str(part) for part in command]) == 1, command
        assert f"unpacks to more than {unpacking.RATIO} times" in capsys.readouterr().err.replace("\n", " "), command
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("a.jsonl", "a.jsonl:4: the line"),
        ("a.csv", "a.csv:3: the row"),
        ("b.csv", "b.csv:3: the row"),
        ("a.parquet", "a.parquet: row 2: the row"),
        ("a.txt", "a.txt: is"),
    ],
)
def test_a_record_may_take_a_quarter_of_the_memory(tmp_path, capsys, name, place):
    long, path = "ferry " * 1_000_000, tmp_path / name
    if name == "a.jsonl":
        path.write_bytes(LINE + b"\n\n" + json.dumps({"id": "b", "text": long}).encode() + b"\n")
    elif name == "a.parquet":
        pq.write_table(pa.table({"id": ["a", "b", "c"], "text": ["a ferry", long, "a boat"]}), path)
    elif name == "a.txt":
        path.write_text(long)
    else:  # in one line, and in many
        path.write_text(f'id,text\na,a ferry\nb,"{long if name[0] == "a" else long.replace(" ", chr(10))}"\n')

    for call in (
        lambda memory: read(path, options=ReadOptions(memory=memory)),
        lambda memory: deduplicate(path, memory=memory),
    ):
        with pytest.raises(InputError, match=f"{place}.* than 5 MiB"):
            call("20MiB")
        call("32MiB")
    for command in (["matrix"], ["dedup", "-o", str(tmp_path / "out.jsonl")]):
        assert main([*command, str(path), "--memory", "20MiB"]) == 1, command
        said = " ".join(capsys.readouterr().err.split())
        assert "than 5 MiB" in said
        assert "allow more memory with --memory" in said


def test_few_rows_are_unpacked_at_a_time_where_a_dictionary_holds_large_values(tmp_path):
    # A text that cannot be packed; each row names it.
    noise = np.random.default_rng(1).integers(33, 127, 2_000_000, np.uint8).tobytes().decode()
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 64, pa.int32()), pa.array([noise]))
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": texts.cast(pa.string())}), path, dictionary_pagesize_limit=1 << 28)

    batches = unpacking.parquet_batches(pq.ParquetFile(path), path, 1024, limits.Limits(batch=4 << 20))

    assert max(len(batch) for batch in batches) <= 4


def test_what_came_before_is_read_where_errors_are_skipped(tmp_path):
    one_line(tmp_path)
    assert read(tmp_path, options=ReadOptions(on_error="skip")).ids == ["a"]


def test_usual_files_are_read_however_they_are_packed(tmp_path):
    rows = [{"id": str(row), "text": f"{row} {GOOD['text'] * 40}"} for row in range(3000)]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    with pa.CompressedOutputStream(str(tmp_path / "a.jsonl.zst"), "zstd") as out:
        out.write(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines, 9))
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "c.parquet", compression="zstd", row_group_size=500)
    expected = [row["id"] for row in rows]

    for path in tmp_path.iterdir():
        assert read(path).ids == expected
        result = deduplicate(path, output=tmp_path / "out.jsonl", threshold=1.0)
        assert list(result.kept) == expected
        assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 3000
        (tmp_path / "out.jsonl").unlink()


def test_batches_of_a_table_are_the_same_whatever_columns_are_read(tmp_path, monkeypatch):
    # Long texts end a batch by their bytes; what is written of each batch has to be the same rows.
    monkeypatch.setattr(limits, "_LEAST", 3000)
    rows = [{"id": str(row), "text": f"{row} " + "word " * (row % 7 * 20), "k": "k" * row} for row in range(900)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=250)

    result = deduplicate(
        tmp_path / "a.parquet", keep="first", threshold=1.0, output=tmp_path / "out.parquet", memory="50kB"
    )

    assert len(result.kept) == 900
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == rows


def test_many_blank_lines_are_counted(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"\n" * 300 + LINE + b"\n" * 1000 + b"broken\n")

    for call in (read, deduplicate):
        with pytest.raises(InputError, match=r"a.jsonl:1302: is not JSON"):
            call(tmp_path / "a.jsonl")
