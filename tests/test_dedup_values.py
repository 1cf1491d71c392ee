"""Columns of any type, ids that repeat, streams that fail, errors that are sent to other processes."""

from __future__ import annotations

import json
import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from provenance import Document, InputError, ReadOptions, deduplicate
from provenance.engines.cores import thread_count
from provenance.errors import (
    OptionError,
    OutputError,
    PluginError,
    ProvenanceError,
    SchemeMismatchError,
    UnknownDocumentError,
    UnknownNameError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = ["the ferry ran aground", "the ferry ran aground", "another text"]
_TIME = 1_745_488_800_000_000_001  # 2025-04-24T10:00:00.000000001Z


def table(**columns: Any) -> pa.Table:
    return pa.table({"id": ["a", "b", "c"], "text": TEXTS, **columns})


@pytest.mark.parametrize(
    ("column", "written"),
    [
        (pa.array([_TIME, _TIME - 1000, None], pa.timestamp("ns")), "2025-04-24T09:59:59.999999"),
        (pa.array([_TIME, _TIME - 1000, None], pa.timestamp("ns", "UTC")), "2025-04-24T09:59:59.999999+00:00"),
        (pa.array([2, 1, None], pa.timestamp("s", "+05:30")), "1970-01-01T05:30:01+05:30"),
        # A zone that is in no database: the instant is known all the same.
        (pa.array([2, 1, None], pa.timestamp("s", "Mars/Olympus")), "1970-01-01T00:00:01+00:00"),
        (pa.array([2, 1, None], pa.date32()), "1970-01-02"),
        (pa.array(["0002-01-01", "0001-01-01T00:00:00+14:00", None]), "0001-01-01T00:00:00+14:00"),
        (pa.array(["9999-12-31T23:59:59-14:00", "2025-04-24", None]).dictionary_encode(), "2025-04-24"),
    ],
    ids=["nanoseconds", "nanoseconds UTC", "offset", "no such zone", "date", "year 1", "year 9999"],
)
@pytest.mark.parametrize("from_file", [False, True])
def test_times_of_any_kind_decide_and_are_written(tmp_path, column, written, from_file):
    documents: Any = table(published=column)
    if from_file:
        documents = tmp_path / "in.parquet"
        pq.write_table(table(published=column), documents)

    result = deduplicate(documents, output=tmp_path / "out.jsonl")

    assert list(result.kept) == ["b", "c"]
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["published"] for line in lines] == [written, None]


def test_a_time_outside_the_calendar_is_an_error_that_names_the_document_and_the_value(tmp_path):
    times = pa.array([0] * 5000 + [10**15], pa.timestamp("s"))
    rows = pa.table(
        {"id": [str(n) for n in range(5001)], "text": [f"text {n}" for n in range(5001)], "published": times}
    )

    with pytest.raises(InputError, match="time of publication of document '5000' is '<value out of range: 1000000"):
        deduplicate(rows, output=tmp_path / "out.jsonl")
    assert not list(tmp_path.iterdir())


def test_bytes_that_are_no_text_are_named_with_their_column(tmp_path):
    given = table(pdf=[None, None, b"\xff\xfe"])
    with pytest.raises(OutputError, match=r"the column 'pdf' of document 'c' holds bytes that are no text"):
        deduplicate(given, output=tmp_path / "kept.jsonl")
    assert not list(tmp_path.iterdir())


def test_rows_of_csv_keep_their_numbers_where_some_are_left_out(tmp_path):
    same = "a ferry ran aground on a reef before dawn"
    (tmp_path / "in.csv").write_text(f'id,text\nshort\na,{same}\nb,too,long\n\n"",no id\nc,{same}\n')
    options = ReadOptions(on_error="skip")
    found = deduplicate(tmp_path / "in.csv", read=options, output=tmp_path / "kept.jsonl")
    assert [(one.document, one.row, one.match_row) for one in found.removed] == [("c", 4, 1)]
    assert [json.loads(line)["id"] for line in (tmp_path / "kept.jsonl").read_text().splitlines()] == ["a"]
    assert [error.line for error in found.skipped] == [2, 4, 6]


def test_a_broken_parquet_file_is_named_and_the_others_are_written(tmp_path):
    for name in "abc":
        text = [f"{name} ferry ran aground on a reef before dawn number {at}" for at in range(40)]
        given = table(id=[f"{name}{at}" for at in range(40)], text=text)
        pq.write_table(given, tmp_path / f"{name}.parquet", row_group_size=10, compression="none")
    data = (tmp_path / "b.parquet").read_bytes()
    (tmp_path / "b.parquet").write_bytes(data[:20] + b"\xff" * 300 + data[320:])
    options = ReadOptions(on_error="skip")
    found = deduplicate(tmp_path, read=options, threshold=1, output=tmp_path / "kept.jsonl")
    assert [str(error.path) for error in found.skipped] == [str(tmp_path / "b.parquet")]
    kept = [json.loads(line)["id"][0] for line in (tmp_path / "kept.jsonl").read_text().splitlines()]
    assert (kept.count("a"), kept.count("c")) == (40, 40)
    with pytest.raises(InputError, match=r"b\.parquet"):
        deduplicate(tmp_path, output=tmp_path / "other.jsonl")


def test_a_column_without_a_form_in_parquet_is_said(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "text": "x", "more": {}}\n')

    with pytest.raises(OutputError, match=r"cannot be written: Cannot write struct type .more.*JSON Lines"):
        deduplicate(source, output=tmp_path / "out.parquet")
    assert deduplicate(source, output=tmp_path / "out.jsonl").run["removed"] == 0


@pytest.mark.parametrize("kind", [pa.decimal128(30, 2), pa.int64(), pa.float64()])
def test_numbers_of_any_kind_rank_documents(tmp_path, kind):
    column = pa.array([1, 7, None]).cast(kind)
    for _ in range(2):  # the second time from what the first one computed
        result = deduplicate(table(score=column), keep="column", by="score", work=tmp_path / "work")
        assert list(result.kept) == ["b", "c"]


def test_whole_numbers_are_compared_as_such():
    result = deduplicate(table(n=[2**60, 2**60 + 1, None]), keep="column", by="n")
    assert list(result.kept) == ["b", "c"]


def test_work_sees_what_was_corrected_beside_the_texts(tmp_path):
    def kept(**columns: Any) -> list[str]:
        pq.write_table(table(**columns), tmp_path / "in.parquet")
        return list(deduplicate(tmp_path / "in.parquet", work=tmp_path / "work", **settings).kept)

    settings: dict[str, Any] = {"keep": "column", "by": "n"}
    assert kept(n=[2, 1, 0]) == ["a", "c"]
    assert kept(n=[1, 2, 0]) == ["b", "c"]
    settings = {"keep": "earliest"}
    assert kept(published=["2025-04-24", "2025-04-25", None]) == ["a", "c"]
    assert kept(published=["2025-04-26", "2025-04-25", None]) == ["b", "c"]


@pytest.mark.parametrize("make", [list, iter, tuple])
def test_ids_may_repeat_in_any_input(make):
    documents = [Document("a", text) for text in TEXTS]
    result = deduplicate(make(documents))
    assert [(receipt.document, receipt.row, receipt.match_row) for receipt in result.removed] == [("a", 1, 0)]
    assert list(deduplicate(make(TEXTS)).kept) == ["0", "2"]


@pytest.mark.parametrize("output", ["out.jsonl", None])
def test_a_stream_that_fails_leaves_nothing(tmp_path, monkeypatch, output):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def failing() -> Iterator[Document]:
        for number in range(10_000):
            yield Document(str(number), TEXTS[0])
        raise RuntimeError("the source is gone")

    with pytest.raises(RuntimeError, match="the source is gone"):
        deduplicate(failing(), output=None if output is None else tmp_path / output)
    assert not list(tmp_path.iterdir())


ERRORS = [
    ProvenanceError("it is so.", hint="do this."),
    InputError("is empty.", path="in.jsonl", line=3, hint="fill it."),
    OptionError("threshold is 2."),
    UnknownNameError("setting", "treshold", ["threshold"], note="it failed."),
    SchemeMismatchError("seeds differ."),
    UnknownDocumentError("a1", ["a", "b"]),
    OutputError("cannot be written.", hint="make room."),
    PluginError("plugin x (y 1.0)", "reading", ValueError("bad")),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_survive_the_way_to_another_process(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - it is our own
    assert type(again) is type(error)
    assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))


def test_a_typo_in_a_worker_is_said_and_hangs_nothing():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        asked = pool.submit(deduplicate, ["x"], treshold=0.8)
        with pytest.raises(UnknownNameError, match="did you mean 'threshold'"):
            asked.result(timeout=60)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity")
def test_threads_are_those_that_the_process_may_use(tmp_path):
    assert thread_count(7) == 7
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(mine)})
    try:
        assert thread_count(0) == 1
    finally:
        os.sched_setaffinity(0, mine)
    # Without control groups all of them count.
    assert thread_count(0, tmp_path) == len(mine)


@pytest.mark.parametrize(
    ("groups", "limits", "expected"),
    [
        ("0::/\n", {"cpu.max": "150000 100000"}, 2),
        ("0::/\n", {"cpu.max": "max 100000"}, 4),
        ("0::/a/b\n", {"a/cpu.max": "100000 100000", "a/b/cpu.max": "max 100000"}, 1),
        ("0::/../outside\n", {"cpu.max": "50000 100000"}, 1),
        (
            "4:memory:/x\n3:cpu,cpuacct:/x\n",
            {"cpu/x/cpu.cfs_quota_us": "300000", "cpu/x/cpu.cfs_period_us": "100000"},
            3,
        ),
        ("3:cpu:/x\n", {"cpu/x/cpu.cfs_quota_us": "-1", "cpu/x/cpu.cfs_period_us": "100000"}, 4),
        ("nonsense", {}, 4),
    ],
)
def test_the_share_of_a_container_limits_threads(tmp_path, monkeypatch, groups, limits, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(4)), raising=False)
    said: dict[str, str] = {"proc/self/cgroup": groups}
    said |= {f"sys/fs/cgroup/{name}": text for name, text in limits.items()}
    for name, text in said.items():
        place: Path = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    assert thread_count(0, tmp_path) == expected
