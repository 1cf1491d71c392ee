"""What stays comes out as it went in: every kind of value, from every kind of file to every other."""

from __future__ import annotations

import csv
import gzip
import json
import uuid
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance import InputError, ReadOptions, deduplicate, read
from provenance.errors import OptionError, OutputError

A = "The ferry ran aground on a sandbank shortly before dawn on Monday with forty people on board."
B = "The council met on Thursday to vote on the new budget for schools, libraries and roads."


def put_lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def lines(path):
    data = path.read_bytes()
    if path.suffix in (".gz", ".zst"):
        data = pa.CompressedInputStream(pa.BufferReader(data), {".gz": "gzip", ".zst": "zstd"}[path.suffix]).read()
    return [json.loads(line) for line in data.splitlines()]


EXACT = {
    "64 bits without a sign": [14029467366897019727, 14029467366897019728, 3],
    "large and whole": [9007199254740993, -9007199254740993],
    "like dates": ["2024-09-17", "2024-09-18"],
    "like times with zones": ["2024-09-17T10:00:00+02:00", "2024-09-17T09:00:00Z"],
    "nested": [{"times": ["2024-09-17T10:00:00+02:00"], "n": [2**63 + 1]}, {"times": [], "n": [1]}],
    "fractions beside small whole numbers": [1, 0.5],
    "null and text": [None, "x"],
    "half a pair": ["x\N{REPLACEMENT CHARACTER}", "\\ud83d"],
}


@pytest.mark.parametrize("column", EXACT.values(), ids=EXACT)
def test_values_of_json_are_the_same_in_parquet(tmp_path, column):
    given_column = ["x\ud83d", "\\ud83d"] if "\N{REPLACEMENT CHARACTER}" in str(column) else column
    rows = [{"id": str(n), "text": f"{A} {n}", "k": value} for n, value in enumerate(given_column)]
    source = put_lines(tmp_path / "in.jsonl", rows)

    deduplicate(source, output=tmp_path / "kept.parquet", keep="first", threshold=1.0)

    written = pq.read_table(tmp_path / "kept.parquet")
    assert written.column("k").to_pylist() == column
    assert read(tmp_path / "kept.parquet").ids == [row["id"] for row in rows]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=5),
        st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=5),
        st.lists(st.one_of(st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False)), min_size=1),
        st.lists(st.one_of(st.text(max_size=8), st.dates().map(str), st.datetimes().map(str)), min_size=1, max_size=5),
    )
)
def test_a_value_is_the_same_or_it_is_said(tmp_path, column):
    rows = [{"id": f"d{n}", "text": f"{n} {A}", "k": value} for n, value in enumerate(column)]
    source = put_lines(tmp_path / "in.jsonl", rows)
    kept = tmp_path / "kept.parquet"
    kept.unlink(missing_ok=True)

    try:
        deduplicate(source, output=kept, threshold=1.0)
    except InputError as error:
        said = error.message
    else:
        said = ""
    if said:
        assert "in.jsonl: cannot become a table" in said
        assert not kept.exists()
        return
    assert pq.read_table(kept).column("k").to_pylist() == [row["k"] for row in rows]


WHOLE = pa.table({"id": ["a"], "text": [A]})


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (pa.nulls(1), pa.array(["p"]), [None, "p"]),
        (None, pa.array(["p"]), [None, "p"]),
        (pa.array(["p"]), None, ["p", None]),
        (pa.array([1], pa.int32()), pa.array([2], pa.int64()), [1, 2]),
        (pa.array([1], pa.int16()), pa.array([0.5]), [1, 0.5]),
        (pa.array(["x"]), pa.array(["y"]).dictionary_encode(), ["x", "y"]),
        (pa.array([{"x": 1}]), pa.array([{"x": 1, "y": 2}]), [{"x": 1, "y": None}, {"x": 1, "y": 2}]),
        (pa.array([1]), pa.array(["p"]), "string.*int64"),
        (pa.array([2**60]), pa.array([1.5]), "double.*int64"),
        (pa.array([2**64 - 1], pa.uint64()), pa.array([-1]), "int64.*uint64"),
        (pa.array([[2**60]]), pa.array([[1.5]]), "double.*int64"),
        (pa.array([1], pa.timestamp("us")), pa.array([1], pa.timestamp("us", "UTC")), "UTC.*timestamp"),
    ],
)
def test_columns_of_several_files_become_one_or_it_is_said_before_any_work(tmp_path, first, second, expected):
    for name, text, column in (("a", A, first), ("b", B, second)):
        table = pa.table({"id": [name], "text": [text]})
        table = table if column is None else table.add_column(0, "k", column)
        pq.write_table(table, tmp_path / f"{name}.parquet")
    out = tmp_path / "out.parquet"
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]

    if isinstance(expected, str):
        seen: list[str] = []
        with pytest.raises(OutputError, match=expected):
            deduplicate(paths, output=out, progress=lambda stage, done, total: seen.append(stage))
        assert not seen
        return
    deduplicate(paths, output=out)
    assert pq.read_table(out).column("k").to_pylist() == expected


@pytest.mark.parametrize("value", [{}, json.loads("[" * 300 + "]" * 300)], ids=["an object without keys", "deep"])
def test_what_parquet_cannot_hold_is_said_before_any_work(tmp_path, value):
    source = put_lines(tmp_path / "in.jsonl", [{"id": "a", "text": A, "k": value}])
    seen: list[str] = []

    with pytest.raises(OutputError, match=r"cannot be written.*Hint: .*jsonl"):
        deduplicate(source, output=tmp_path / "k.parquet", progress=lambda stage, done, total: seen.append(stage))
    assert not seen
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


VIEWS = {
    "views": pa.array(["x", "y"], pa.string_view()),
    "lists of views": pa.array([["x"], ["y"]], pa.list_(pa.string_view())),
    "structs of views": pa.array([{"s": "x"}, {"s": "y"}], pa.struct([("s", pa.string_view())])),
    "dictionaries of views": pa.DictionaryArray.from_arrays(
        pa.array([1, 0], pa.uint32()), pa.array(["y", "x"], pa.string_view())
    ),
    "runs": pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["x", "y"])),
    "list views": pa.array([["x"], ["y"]], pa.list_view(pa.string())),
    "UUIDs": pa.array([uuid.UUID(int=n).bytes for n in (1, 2)], pa.uuid()),
    "maps": pa.array([[("x", "y")], []], pa.map_(pa.string(), pa.string_view())),
}


@pytest.mark.parametrize("column", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_columns_of_any_kind_are_copied(tmp_path, column, suffix):
    table = pa.table({"id": ["a", "b"], "text": [A, B], "k": column})
    out = tmp_path / f"out{suffix}"
    expected = column.to_pylist()

    for given_table in (table, table.to_reader()):
        deduplicate(given_table, output=out)
        if suffix == ".parquet":
            assert pq.read_table(out).column("k").to_pylist() == expected
        else:
            assert [row["k"] for row in lines(out)] == json.loads(json.dumps(expected, default=str))


@pytest.mark.parametrize(
    "kind", [pa.string_view(), pa.large_string(), pa.binary(), pa.dictionary(pa.int8(), pa.string())]
)
def test_ids_and_texts_of_any_kind(tmp_path, kind):
    column = (
        pa.array(["a", "b"]).dictionary_encode() if pa.types.is_dictionary(kind) else pa.array(["a", "b"]).cast(kind)
    )
    texts = pa.array([A, B]).dictionary_encode() if pa.types.is_dictionary(kind) else pa.array([A, B]).cast(kind)

    assert list(deduplicate(pa.table({"id": column, "text": texts})).kept) == ["a", "b"]


def test_not_a_number_is_null_in_json(tmp_path):
    table = pa.table({"id": ["a", "b"], "text": [A, B], "k": [float("nan"), 1.0], "v": [[float("inf")], None]})

    deduplicate(table, output=tmp_path / "out.jsonl")

    assert "NaN" not in (tmp_path / "out.jsonl").read_text()
    assert [(row["k"], row["v"]) for row in lines(tmp_path / "out.jsonl")] == [(None, [None]), (1.0, None)]
    assert read(tmp_path / "out.jsonl").ids == ["a", "b"]


def test_bytes_that_are_no_text_are_not_changed(tmp_path):
    table = pa.table({"id": ["a"], "text": [A], "k": [b"\xff\x00"]})

    with pytest.raises(OutputError, match="'a' holds bytes that are no text"):
        deduplicate(table, output=tmp_path / "out.jsonl")
    deduplicate(table, output=tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").column("k").to_pylist() == [b"\xff\x00"]


@pytest.mark.parametrize("column", [pa.array([timedelta(hours=1)]), pa.array([1], pa.time64("ns"))])
def test_durations_and_times_of_day(tmp_path, column):
    deduplicate(pa.table({"id": ["a"], "text": [A], "k": column}), output=tmp_path / "out.jsonl")

    assert lines(tmp_path / "out.jsonl")[0]["k"] in ("1:00:00", "00:00:00")


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_the_columns_of_csv_keep_their_names(tmp_path, suffix):
    names = ["url", "id", "body", "text", "source", "outlet"]
    rows = [["http://x/1", "77", A, "TEASER one", "rss", "Le Monde"], ["http://x/2", "77", B, "TEASER two", "", "AFP"]]
    with (tmp_path / "in.csv").open("w", newline="") as out:
        csv.writer(out).writerows([names, *rows])
    kept = tmp_path / f"kept{suffix}"

    deduplicate(tmp_path / "in.csv", output=kept, read=ReadOptions(id_field="url", text_field="body"))

    found = pq.read_table(kept).to_pylist() if suffix == ".parquet" else lines(kept)
    assert [list(row) for row in found] == [names, names]
    assert [list(row.values()) for row in found] == rows


@pytest.mark.parametrize("name", ["k.jsonl.gz", "k.jsonl.zst", "k.NDJSON.GZ"])
def test_the_end_of_a_name_says_what_is_written(tmp_path, name):
    rows = [{"id": "a", "text": A}, {"id": "b", "text": A}, {"id": "c", "text": B}]
    source = put_lines(tmp_path / "in.jsonl", rows)
    receipts = tmp_path / f"r{name[1:]}"

    for _ in range(2):
        deduplicate(source, output=tmp_path / name, receipts=receipts)
        first = (tmp_path / name).read_bytes()
    assert (tmp_path / name).read_bytes() == first

    assert read(tmp_path / name).ids == ["a", "c"]
    if name.lower().endswith(".gz"):
        assert json.loads(gzip.decompress(receipts.read_bytes()))["document"] == "b"


@pytest.mark.parametrize("name", ["k.csv", "k.json", "k.txt", "k"])
@pytest.mark.parametrize("which", ["output", "receipts", "clusters"])
def test_a_name_that_means_another_format_is_refused(tmp_path, name, which):
    source = put_lines(tmp_path / "in.jsonl", [{"id": "a", "text": A}])

    with pytest.raises(OptionError, match=f"{which} is .*{name}.*ends in .jsonl"):
        deduplicate(source, **{which: tmp_path / name})


def test_nothing_stays_and_the_file_has_its_columns(tmp_path):
    source = put_lines(tmp_path / "in.jsonl", [{"id": "a", "text": A, "k": 1}])
    reference = put_lines(tmp_path / "ref.jsonl", [{"id": "r", "text": A}])

    deduplicate(source, against=reference, output=tmp_path / "none.parquet")

    assert pq.read_table(tmp_path / "none.parquet").schema.names == ["id", "text", "k"]


def test_lines_that_cannot_be_used_stop_no_table(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(f'{{"id": "a", "text": "{A}"}}\nnot json\n{{"id": "b", "text": "{B}", "k": 1}}\n')
    options: Any = {"output": tmp_path / "k.parquet", "receipts": tmp_path / "r.jsonl"}

    with pytest.raises(InputError, match=r"in.jsonl:2: is not JSON"):
        deduplicate(source, **options)
    result = deduplicate(source, read=ReadOptions(on_error="skip"), **options)

    assert pq.read_table(tmp_path / "k.parquet").column("id").to_pylist() == ["a", "b"]
    assert len(result.skipped) == 1
