"""Times and kinds of columns that Python does not have: right values or an error, at every door, in every format."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from provenance import Document, deduplicate, find_reuse, read
from provenance.errors import InputError, OutputError
from provenance.plugins.manager import load_plugins

if TYPE_CHECKING:
    from pathlib import Path

SENTENCE = "The ferry ran aground on a sandbank off the northern point shortly before dawn on Monday."
MOMENT = datetime(2023, 11, 14, 22, 13, 20, 123456)
NANOSECONDS = 1_700_000_000_123_456_789


def table(**columns: pa.Array[Any]) -> pa.Table:
    return pa.table({"id": ["a", "b"], "text": [SENTENCE, SENTENCE.upper()], **columns})


def times(values: list[int], unit: str, zone: str | None = None) -> pa.Array[Any]:
    return pa.array(values, pa.int64()).view(pa.timestamp(unit, zone))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (times([0, NANOSECONDS], "ns"), [datetime(1970, 1, 1), MOMENT]),
        (times([0, NANOSECONDS], "ns", "Mars/Base"), [datetime(1970, 1, 1, tzinfo=UTC), MOMENT.replace(tzinfo=UTC)]),
        (times([0, NANOSECONDS // 1000], "us", "Europe/Paris"), [MOMENT.replace(year=1970), MOMENT]),
        (times([0, NANOSECONDS], "ns").dictionary_encode(), [datetime(1970, 1, 1), MOMENT]),
        (pa.array(["1970-01-01", "2023-11-14"]).dictionary_encode(), [datetime(1970, 1, 1), datetime(2023, 11, 14)]),
        (times([-62_135_596_800, 0], "s"), [datetime(1, 1, 1), datetime(1970, 1, 1)]),
        (times([-62_135_596_800, 0], "s", "-08:00"), None),
        (times([2**62, 0], "ms"), None),
        (pa.array([-800_000, 0], pa.int32()).view(pa.date32()), None),
    ],
    ids=["nanoseconds", "zone unknown", "zone", "dictionary of times", "dictionary", "year 1", "year 0", "far", "date"],
)
def test_times_at_every_door(column: pa.Array[Any], expected: list[datetime] | None, tmp_path: Path) -> None:
    rows, path, out = table(published=column, other=column), tmp_path / "in.parquet", tmp_path / "out.jsonl"
    pq.write_table(rows, path)
    doors = (lambda: find_reuse(rows).documents, lambda: read(path))
    for door in doors:
        if expected is None:
            with pytest.raises(InputError, match="the time of publication of document"):
                door()
            continue
        found = [document.published for document in door()]
        if "Paris" in str(column.type):
            assert found[1] is not None
            assert found[1].astimezone(UTC).replace(tzinfo=None) == MOMENT
        else:
            assert found == expected
    for documents in (path, rows):
        # What is not asked for is passed on as it is.
        assert len(deduplicate(documents, keep="first", output=out, normalisers=["spelling"]).kept) == 1
        assert out.read_text().count("\n") == 1


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["x", "y"], pa.string_view()),
        pa.array(["x", "y"]).dictionary_encode(),
        pa.RunEndEncodedArray.from_arrays([1, 2], ["x", "y"]),
    ],
    ids=["view", "dictionary", "runs"],
)
def test_kinds_of_text(column: pa.Array[Any], tmp_path: Path) -> None:
    rows = table(source=column)
    assert find_reuse(rows).documents.column("source") == ["x", "y"]
    assert deduplicate(rows, output=tmp_path / "out.parquet").kept
    assert pq.read_table(tmp_path / "out.parquet").column("source").to_pylist() == ["x"]
    if not pa.types.is_run_end_encoded(column.type):
        pq.write_table(rows, tmp_path / "in.parquet")
        assert read(tmp_path / "in.parquet").column("source") == ["x", "y"]
        deduplicate(tmp_path / "in.parquet", output=tmp_path / "out.jsonl")


def test_what_parquet_does_not_hold_is_said(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "x", "extra": {}}\n')
    with pytest.raises(OutputError, match=r"out\.parquet cannot be written: .*'extra'.* JSON Lines"):
        deduplicate(tmp_path / "in.jsonl", output=tmp_path / "out.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize("published", ["0001-01-01T00:00:00+05:30", "9999-12-31T23:59:59-08:00"])
def test_times_at_the_ends_in_every_format(published: str, tmp_path: Path) -> None:
    result = find_reuse([Document("a", SENTENCE, published=published), Document("b", SENTENCE, published="2024-05-05")])
    for name in load_plugins().reporters():
        result.write(tmp_path / "out", name)
        assert (tmp_path / "out").stat().st_size
