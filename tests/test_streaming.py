"""Passages written as they are found: formats, runs that are killed, little memory."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest
from fuzz.inputs import damages

import provenance.engines.local
from provenance import OptionError, ReuseOptions, deduplicate, find_reuse, read
from provenance.cli import main
from provenance.engines.resume import Finished
from provenance.errors import OutputError
from provenance.files.writing import locked
from provenance.model.dedup_options import DedupOptions
from provenance.model.sizes import memory_bytes

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds" / "plant"
posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The 55 pairs of the sample in ten parts."""
    monkeypatch.setattr(provenance.engines.local, "PART", 6)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def start(*arguments: object, code: int = 0) -> str:
        assert main(["passages", str(SEEDS), *map(str, arguments)]) == code
        return capsys.readouterr().err

    return start


def killed(out: Path, parts: int, how: str = "signal.SIGKILL") -> subprocess.CompletedProcess[str]:
    """Run the command, and kill it after some parts."""
    code = (
        "import os, signal, sys\n"
        "import provenance.engines.local as local\n"
        "from provenance.cli import main\n"
        "local.PART = 6\n"
        "parts = local.Search.parts\n"
        "def dying(*arguments):\n"
        "    for number, part in enumerate(parts(*arguments)):\n"
        f"        if number == {parts}:\n"
        f"            os.kill(os.getpid(), {how})\n"
        "        yield part\n"
        "local.Search.parts = dying\n"
        f"sys.exit(main(['passages', {str(SEEDS)!r}, '-o', {str(out)!r}]))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


# Formats


def test_json_lines_are_the_passages_of_the_json(tmp_path, run):
    run("-o", tmp_path / "all.json")
    run("-o", tmp_path / "out.jsonl")

    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    passages = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["passages"]
    # What follows from the whole collection is not known yet while passages go by.
    inferred = ("class", "direction")
    assert lines == [{key: value for key, value in row.items() if key not in inferred} for row in passages]
    assert len(lines) > 30


def test_parquet_has_the_columns_of_the_csv(tmp_path, run):
    run("-o", tmp_path / "out.parquet")
    run("-o", tmp_path / "out.jsonl")

    table = pq.read_table(tmp_path / "out.parquet")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert table.column("left_text").to_pylist() == [line["left"]["text"] for line in lines]
    assert table.column("right_stop").to_pylist() == [line["right"]["stop"] for line in lines]
    names = "left left_start left_stop right right_start right_stop kind quoted similarity words confidence"
    assert table.column_names == [*names.split(), "left_text", "right_text"]


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_a_result_writes_what_the_stream_does(tmp_path, run, small_parts, name):
    run("-o", tmp_path / name)

    find_reuse(read(SEEDS)).write(tmp_path / f"result-{name}")

    assert (tmp_path / name).read_bytes() == (tmp_path / f"result-{name}").read_bytes()


def test_nothing_of_the_text_where_none_is_wanted(tmp_path, run):
    run("-o", tmp_path / "out.jsonl", "--without-text")
    run("-o", tmp_path / "out.parquet", "--without-text")

    first = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert set(first["left"]) == {"document", "start", "stop", "end"}
    assert not [name for name in pq.read_schema(tmp_path / "out.parquet").names if "text" in name]


def test_standard_output_keeps_no_parts(capsys, small_parts, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert main(["passages", str(SEEDS), "--format", "jsonl"]) == 0

    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) > 30
    assert list(tmp_path.iterdir()) == []


def test_bytes_do_not_go_to_a_text_file():
    with pytest.raises(OptionError, match="bytes"):
        find_reuse(["a", "b"]).write(io.StringIO(), format="parquet")


def test_the_commands_of_the_documentation(tmp_path, monkeypatch, capsys):
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ provenance (.*)$", page, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    with Path("corpus.jsonl").open("w", encoding="utf-8") as out:
        for article in read(SEEDS):
            out.write(json.dumps({"id": article.id, "text": article.text}) + "\n")

    for command in commands:
        assert main(command.split()) == 0

    assert len(commands) == 2
    assert pq.read_table("passages.parquet").num_rows == len(Path("passages.jsonl").read_bytes().splitlines()) > 30


# Runs that are killed


@posix
@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_a_killed_run_goes_on_and_writes_the_same_file(tmp_path, run, small_parts, name):
    run("-o", tmp_path / f"whole-{name}")
    ended = killed(tmp_path / name, 4)

    assert ended.returncode == -signal.SIGKILL
    assert not (tmp_path / name).exists()
    assert len(list((tmp_path / f"{name}.parts").glob("*.npz"))) == 4
    said = run("-o", tmp_path / name)

    assert "goes on after 24 of 55 pairs" in said
    assert (tmp_path / name).read_bytes() == (tmp_path / f"whole-{name}").read_bytes()
    assert not (tmp_path / f"{name}.parts").exists()


@posix
def test_an_interrupted_run_leaves_its_parts_alone_and_goes_on(tmp_path, run, small_parts):
    ended = killed(tmp_path / "out.jsonl", 3, "signal.SIGINT")

    assert (ended.returncode, ended.stdout) == (130, "")
    assert "interrupted" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl.parts"]
    assert "goes on after 18 of 55 pairs" in run("-o", tmp_path / "out.jsonl")


@posix
def test_a_run_with_other_options_starts_anew_and_says_so(tmp_path, run, small_parts):
    killed(tmp_path / "out.jsonl", 4)

    said = run("-o", tmp_path / "out.jsonl", "--min-words", 9)

    assert "this run starts anew" in said
    assert "goes on" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


@posix
def test_a_broken_part_is_made_again_and_other_files_stay(tmp_path, run, small_parts):
    run("-o", tmp_path / "whole.jsonl")
    killed(tmp_path / "out.jsonl", 5)
    parts = sorted((tmp_path / "out.jsonl.parts").glob("*.npz"))
    parts[2].write_bytes(parts[2].read_bytes()[:100])
    (tmp_path / "out.jsonl.parts" / "notes.txt").write_text("mine")

    assert "goes on after 12 of 55 pairs" in run("-o", tmp_path / "out.jsonl")

    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert [path.name for path in (tmp_path / "out.jsonl.parts").iterdir()] == ["notes.txt"]


@posix
def test_a_part_that_is_damaged_anywhere_is_none(tmp_path):
    killed(tmp_path / "out.jsonl", 2)
    part = min((tmp_path / "out.jsonl.parts").glob("*.npz"))
    whole = part.read_bytes()
    digest = json.loads((tmp_path / "out.jsonl.parts" / "run.json").read_bytes())["digest"]
    assert Finished(part.parent, digest).stop == 12
    for number, data in enumerate(damages(Random(7), whole, 200, head=200)):  # noqa: S311
        part.write_bytes(data)
        assert Finished(part.parent, digest).stop == 0, number


@posix
def test_parts_are_not_put_where_a_link_leads(tmp_path, run):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "run.json").write_text("mine")
    (tmp_path / "out.jsonl.parts").symlink_to("mine")

    assert "is a link" in run("-o", tmp_path / "out.jsonl", code=1)

    assert (tmp_path / "mine" / "run.json").read_text() == "mine"


@posix
def test_two_runs_do_not_share_a_folder(tmp_path, run, small_parts):
    (tmp_path / "out.jsonl.parts").mkdir()
    with locked(tmp_path / "out.jsonl.parts"):
        assert "is in use by another run" in run("-o", tmp_path / "out.jsonl", code=1)
    assert not (tmp_path / "out.jsonl").exists()
    with locked(tmp_path), pytest.raises(OutputError, match="is in use by another run"):
        deduplicate(SEEDS, work=tmp_path)
    run("-o", tmp_path / "out.jsonl")
    assert len(deduplicate(SEEDS, work=tmp_path / "new")) == 11


def test_a_folder_that_is_not_there(tmp_path, run):
    assert "make the folder" in run("-o", tmp_path / "no" / "out.jsonl", code=1)


# Memory


def test_little_memory_gives_the_same_file(tmp_path, run):
    for memory in ("1KB", "auto"):
        run("-o", tmp_path / memory, "--format", "jsonl", "--memory", memory, "--candidates", "exact")

    assert (tmp_path / "1KB").read_bytes() == (tmp_path / "auto").read_bytes()


@pytest.mark.parametrize("wrong", ["", "much", "2 parsecs", "-1GB", "1e9", "iB"])
def test_a_size_that_is_none(wrong):
    for options in (ReuseOptions, DedupOptions):
        with pytest.raises(OptionError, match=r"memory is .* as 500MB or 2GB"):
            options(memory=wrong)


def test_sizes():
    sizes = {"auto": None, "0": 0, "7": 7, "2GB": 2 * 10**9, "1.5 k": 1500, "1KiB": 1024, "3 tib": 3 << 40}

    assert {said: memory_bytes(said) for said in sizes} == sizes
    for said in sizes:
        assert ReuseOptions(memory=said).memory == DedupOptions(memory=said).memory == said
