"""What is kept is written byte for byte, receipts and clusters as their slow twins; no input changes unnoticed."""

from __future__ import annotations

import gzip
import io
import json
import os
from typing import TYPE_CHECKING

import naive_dedup as naive
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty import NAUGHTY

from provenance import InputError, ReadOptions, deduplicate
from provenance.dedup import receipts as receipts_module
from provenance.dedup import result as result_module
from provenance.dedup.receipts import write_clusters, write_receipts
from provenance.dedup.result import DedupResult
from provenance.plugins.manager import load_plugins
from provenance.readers import jsonl_batches

if TYPE_CHECKING:
    from pathlib import Path

PLUGINS = load_plugins()
PACKED = {"": bytes, ".gz": gzip.compress, ".zst": lambda data: pa.compress(data, "zstd", asbytes=True)}

_DOCUMENTS = st.builds(
    lambda name, text, end: json.dumps({"id": name, "text": text}) + end,
    st.integers(0, 99),
    st.sampled_from(["one two", "One, two!", "three four five", "é" * 30, "", None]),
    st.sampled_from(["", "\r", "  "]),
)
_LINES = st.lists(_DOCUMENTS | st.sampled_from(["", " \r", "no JSON", '{"id": 1, "text": 5}']), max_size=12)


@given(
    lines=st.tuples(_LINES, _DOCUMENTS, _LINES).map(lambda parts: [*parts[0], parts[1], *parts[2]]),
    mark=st.booleans(),
    last_line_feed=st.booleans(),
    packing=st.sampled_from(list(PACKED)),
    block=st.sampled_from([8, 40, 1 << 20]),
    piece=st.sampled_from([3, 7, 64, 1 << 20]),
)
@settings(max_examples=60, deadline=None)
def test_kept_lines_are_those_of_the_twin(tmp_path_factory, lines, mark, last_line_feed, packing, block, piece):
    folder = tmp_path_factory.mktemp("kept")
    data = (b"\xef\xbb\xbf" if mark else b"") + "\n".join(lines).encode() + (b"\n" if last_line_feed else b"")
    path, out = folder / f"in.jsonl{packing}", folder / "out.jsonl"
    path.write_bytes(PACKED[packing](data))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl_batches, "_BLOCK", block)
        patch.setattr(jsonl_batches, "_PIECE", piece)
        for work in (None, folder / "work", folder / "work"):
            read = ReadOptions(on_error="skip")
            deduplicate(path, output=out, read=read, plugins=PLUGINS, work=work, threads=1)
            assert out.read_bytes() == naive.kept_lines(data)


@pytest.mark.parametrize("piece", [5, 64, 1 << 20])
def test_kept_lines_become_the_rows_of_a_table(tmp_path, monkeypatch, piece):
    monkeypatch.setattr(jsonl_batches, "_BLOCK", 100)
    monkeypatch.setattr(jsonl_batches, "_PIECE", piece)
    path, out = tmp_path / "in.jsonl", tmp_path / "out.parquet"
    rows = [{"id": f"d{number}", "text": f"w{number % 7} " * number, "n": number} for number in range(1, 40)]
    path.write_text("\n".join(json.dumps(row) for row in rows))

    kept = set(deduplicate(path, output=out, plugins=PLUGINS).kept)

    assert pq.read_table(out).to_pylist() == [row for row in rows if row["id"] in kept]


def _edited(path: Path) -> None:
    """Change one byte where it stands: a letter of a text, in a file that stays as long as it was."""
    at = path.read_bytes().rindex(b"w1")
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"x")


def _replaced(path: Path) -> None:
    """Put the same there again, with the same times."""
    times = path.stat()
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))
    copy.replace(path)


def _shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def _longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + path.read_bytes()[:90])


def _articles(path: Path) -> None:
    random = np.random.default_rng(3)
    rows = [f"w1 {' '.join(f'w{word}' for word in random.integers(0, 9999, 60))}" for _ in range(3000)]
    table = pa.table({"id": [f"d{number}" for number in range(len(rows))], "text": rows})
    if path.suffix == ".parquet":
        pq.write_table(table, path, compression="none", use_dictionary=False)
        return
    path.write_text("".join(json.dumps(row) + "\n" for row in table.to_pylist()))


@pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
@pytest.mark.parametrize("name", ["in.jsonl", "in.parquet"])
@pytest.mark.parametrize("when", ["comparing", "writing"])
@pytest.mark.parametrize("change", [_edited, _replaced, _shorter, _longer])
def test_an_input_that_changes_meanwhile_is_an_error(tmp_path, monkeypatch, change, when, name, out):
    monkeypatch.setattr(jsonl_batches, "_BLOCK", 200_000)
    path, written = tmp_path / name, tmp_path / out
    _articles(path)
    told = set()

    def meddle(stage: str, done: int, total: int) -> None:
        if stage == when and (done == total or stage == "writing") and stage not in told:
            told.add(stage)
            change(path)

    with pytest.raises(InputError, match=rf"{name}: was changed while it was read") as raised:
        deduplicate(path, output=written, progress=meddle, plugins=PLUGINS)
    assert raised.value.hint == "run it again."
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_an_input_that_changes_while_it_is_first_read_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(jsonl_batches, "_BLOCK", 50_000)
    path = tmp_path / "in.jsonl"
    _articles(path)

    with pytest.raises(InputError, match="was changed while it was read"):
        deduplicate(path, progress=lambda *_: _edited(path), plugins=PLUGINS, threads=1)


def test_an_input_that_is_removed_meanwhile_is_said_by_its_own_name(tmp_path):
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    _articles(path)

    def remove(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("comparing", total):
            path.unlink()

    with pytest.raises(InputError, match=r"in\.jsonl: cannot be read: No such file"):
        deduplicate(path, output=out, progress=remove, plugins=PLUGINS)
    assert not list(tmp_path.iterdir())


def test_between_two_runs_the_content_decides(tmp_path):
    path, out, work = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "work"
    _articles(path)
    deduplicate(path, output=out, plugins=PLUGINS, work=work)
    expected = out.read_bytes()

    for change, after in ((_replaced, expected), (_edited, expected[::-1].replace(b"1w", b"1x", 1)[::-1])):
        change(path)
        deduplicate(path, output=out, plugins=PLUGINS, work=work)
        assert out.read_bytes() == after


_NAMES = ("a", "b", 'quo"te', "back\\slash", "\x00\x1f", "line\nfeed", "\u2028", "\x7f", "😀", *NAUGHTY[:40])


@st.composite
def _results(draw: st.DrawFn) -> DedupResult:
    """Draw what became of some documents, as it may come out of any run."""
    drops_all = draw(st.booleans())
    documents, reference = draw(st.integers(1, 12)), 0 if drops_all else draw(st.integers(0, 2))
    rules, matches = np.zeros(documents, np.uint8), np.full(documents, -1)
    for number in range(documents):
        others = [other for other in range(number) if drops_all or matches[other] < 0]
        others += range(documents, documents + reference)
        rules[number] = draw(st.sampled_from([0, 1, 2, 3] if others else [0, 3]))
        if rules[number] in (1, 2):
            matches[number] = draw(st.sampled_from(others))
    for number in range(documents if drops_all else 0):
        match = matches[number]
        if match >= 0 and matches[match] < 0:
            rules[match], matches[match] = rules[number], number
    # Of 640 many shares lie half-way between two that are written.
    sizes = st.sampled_from([1, 3, 128, 640, 64_000, 80_000]) | st.integers(1, 2**31 - 1)
    counts = np.zeros((documents, 4), np.int32)
    for row in counts:
        row[:2] = draw(sizes), draw(sizes)
        row[2:] = draw(st.integers(0, int(min(row[:2])))), draw(st.integers(-1, 20))
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=documents + reference, max_size=documents + reference))
    spans = {number: ((0, 5), (7, 2**40)) for number in range(documents) if draw(st.integers(0, 3)) == 0}
    return DedupResult(rules, matches, counts, names.__getitem__, drops_all, spans=spans)


@given(_results())
@settings(max_examples=200, deadline=None)
def test_receipts_and_clusters_are_those_of_the_twin(result):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(result_module, "_SLICE", 3)
        patch.setattr(receipts_module, "_CHUNK", 2)
        for write, expected in (
            (write_receipts, naive.receipts(result)),
            (write_clusters, naive.clusters(result)),
        ):
            lines, table = io.BytesIO(), io.BytesIO()
            write(result, lines, parquet=False)
            write(result, table, parquet=True)
            texts = [json.dumps(record, ensure_ascii=False) + "\n" for record in expected]
            assert lines.getvalue().decode() == "".join(texts)
            assert pq.read_table(table).to_pylist() == expected
    assert list(result.removed) == [result.removal(row) for row in np.flatnonzero(result.rules).tolist()]
