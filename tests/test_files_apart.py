"""No output destroys an input: refused before anything is read, whatever way leads to the file."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from provenance import deduplicate, find_reuse, read
from provenance.cli import main
from provenance.errors import OptionError

SENTENCE = "The ferry ran aground on a sandbank off the northern point shortly before dawn on Monday."
ROWS = [{"id": name, "text": SENTENCE} for name in ("a", "b")] + [{"id": "c", "text": "Rain in the hills."}]
links = pytest.mark.skipif(os.name != "posix", reason="links of POSIX")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    here = tmp_path / "here"
    (here / "folder").mkdir(parents=True)
    monkeypatch.chdir(here)
    for name in ("a.txt", "b.txt", "folder/c.txt", "folder/d.txt"):
        Path(name).write_text(f"{name}: {SENTENCE}")
    Path("folder/metadata.csv").write_text("id,source\nc,Blatt\n")
    Path("day.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    Path("more.jsonl").write_text(json.dumps(ROWS[0]) + "\n")
    Path("provenance.toml").write_text("min-words = 8\n")
    Path("p.jsonl.parts").mkdir()
    Path("p.jsonl.parts/e.txt").write_text(SENTENCE)
    if os.name == "posix":
        Path("to-a.txt").symlink_to("a.txt")
        Path("to-folder").symlink_to("folder")
        Path("to-x.jsonl").symlink_to("x.jsonl")
        os.link("a.txt", "hard.txt")
    return here


def everything(here: Path) -> dict[str, bytes | None]:
    """Return all files and folders with what they hold."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in here.rglob("*")}


@links
@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("matrix a.txt b.txt -o a.txt --format json", "--output is 'a.txt', which is read: the input 'a.txt'."),
        ("matrix a.txt b.txt -o ./folder/../to-a.txt --format csv", "which is read: the input 'a.txt'."),
        ("matrix to-a.txt b.txt -o a.txt --format csv", "which is read: the input 'to-a.txt'."),
        ("matrix hard.txt b.txt -o a.txt --format csv", "which is read: the input 'hard.txt'."),
        ("matrix folder -o folder/c.txt --format csv", "which is read: the input 'folder/c.txt'."),
        ("matrix folder -o to-folder/metadata.csv", "which is read: the input 'folder/metadata.csv'."),
        ("passages day.jsonl -o day.jsonl", "--output is 'day.jsonl', which is read"),
        ("passages p.jsonl.parts a.txt -o p.jsonl", "the folder of finished parts is 'p.jsonl.parts', which is read"),
        ("compare a.txt b.txt -o b.txt --format markdown", "which is read: the input 'b.txt'."),
        ("trace a.txt --against folder -o folder/d.txt --format csv", "which is read: the input 'folder/d.txt'."),
        ("explain a.txt b.txt -o b.txt --format json", "which is read: the input 'b.txt'."),
        ("report a.txt b.txt -o a.txt --format html", "which is read: the input 'a.txt'."),
        ("matrix folder -o provenance.toml --format json", "--output is 'provenance.toml', which is read"),
        ("dedup day.jsonl -o day.jsonl", "--output is 'day.jsonl', which is read: the input 'day.jsonl'."),
        ("dedup 'd*.jsonl' --receipts day.jsonl", "--receipts is 'day.jsonl', which is read: the input 'day.jsonl'."),
        ("dedup folder --clusters folder/c.txt", "--clusters is 'folder/c.txt', which is read"),
        ("dedup day.jsonl --against more.jsonl -o more.jsonl", "--output is 'more.jsonl', which is read"),
        ("dedup folder --work to-folder", "--work is 'to-folder', which is read: the input 'folder'."),
        ("dedup day.jsonl -o x.jsonl --receipts to-x.jsonl", "--receipts is 'to-x.jsonl', the same as output."),
        ("dedup day.jsonl --receipts x.jsonl --clusters folder/../x.jsonl", "the same as receipts."),
        ("dedup day.jsonl -o provenance.toml", "--output is 'provenance.toml', which is read"),
        ("dedup day.jsonl --in-place --against day.jsonl", "--output is 'day.jsonl', which is read"),
        ("dedup day.jsonl more.jsonl --in-place", "--in-place writes over one file."),
        ("dedup day.jsonl --in-place -o x.jsonl", "--in-place writes over one file."),
        ("dedup folder --in-place", "it is for one file that ends in .jsonl, .jsonl.gz"),
    ],
)
def test_what_is_read_is_not_written_to(command: str, why: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(here)

    assert main(shlex.split(command)) == 2

    said = capsys.readouterr()
    assert (said.out, why in said.err) == ("", True), said.err
    assert everything(here) == before


@links
def test_standard_output_that_leads_to_an_input_is_refused(here: Path) -> None:
    before = everything(here)
    with Path("a.txt").open("ab") as out:
        command = [sys.executable, "-m", "provenance", "matrix", "a.txt", "b.txt"]
        ended = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, "which is read" in ended.stderr) == (2, True), ended.stderr
    assert everything(here) == before


def test_an_older_output_beside_the_articles_is_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["matrix", "folder", "-o", "folder/matrix.csv"]) == 0
        assert main(["passages", "folder", "-o", "folder/matrix.csv"]) == 0
        assert main(["dedup", "day.jsonl", "-o", "kept.jsonl", "--receipts", "receipts.jsonl"]) == 0


@pytest.mark.parametrize("name", ["day.jsonl", "day.parquet"])
def test_in_place_is_for_who_asks_for_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(name)
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    path.chmod(0o600)

    assert main(["dedup", name, "--in-place", "--receipts", "receipts.jsonl"]) == 0

    rows = (
        pq.read_table(path).to_pylist()
        if path.suffix == ".parquet"
        else [*map(json.loads, path.read_text().splitlines())]
    )
    assert rows == [ROWS[0], ROWS[2]]
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(Path("receipts.jsonl").read_text())["document"] == "b"
    assert capsys.readouterr().err == ""
    assert list(deduplicate(path, in_place=True).removed) == []


def test_the_library_refuses_too(here: Path) -> None:
    before = everything(here)
    for documents in (Path("folder"), [Path("a.txt"), Path("folder")], read("folder")):
        result = find_reuse(documents)
        for name in ("folder/c.txt", "folder/metadata.csv"):
            with pytest.raises(OptionError, match="which is read"):
                result.write(name, "csv")
        with pytest.raises(OptionError, match=r"receipts is .* which is read"):
            deduplicate(documents, receipts="folder/c.txt")
    with pytest.raises(OptionError, match=r"output is .* which is read.*--in-place"):
        deduplicate("day.jsonl", output=here / "day.jsonl")
    with pytest.raises(OptionError, match="in_place writes over one file"):
        deduplicate({"a": "b"}, in_place=True)
    assert everything(here) == before
