"""`provenance trace --watch`: what arrives in a folder is added to an index and traced there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from provenance import Document, ReadOptions, open_index
from provenance.cli import main
from provenance.readers.arrivals import Arrivals
from provenance.readers.context import Context

PLANT = Path(__file__).parents[1] / "seeds" / "plant"
posix = pytest.mark.skipif(sys.platform == "win32", reason="an interrupt is sent as a POSIX signal")


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_a_file_is_told_once_it_is_written_to_its_end(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("there.txt", "sub/below.txt", ".hidden", "half.txt.part", "metadata.csv", "wire.duckdb", "empty.txt"):
        (tmp_path / name).write_text("" if name == "empty.txt" else "The ferry ran aground.")
    arrivals = Arrivals(tmp_path, Context(ReadOptions(on_error="skip")), [tmp_path / "wire.duckdb"])

    assert arrivals.look() == []
    assert names(arrivals.look()) == ["below.txt", "there.txt"]
    assert arrivals.look() == []
    with (tmp_path / "slow.txt").open("w") as slow:
        for _ in range(3):
            # It grows between all looks.
            slow.write("One more sentence. ")
            slow.flush()
            assert arrivals.look() == []
    assert names(arrivals.look()) == ["slow.txt"]
    (tmp_path / "half.txt.part").rename(tmp_path / "half.txt")
    (tmp_path / "there.txt").write_text("The ferry ran aground on Monday.")
    assert arrivals.look() == []
    assert names(arrivals.look()) == ["half.txt", "there.txt"]
    # One that was taken away and comes again is told again.
    (tmp_path / "half.txt").unlink()
    assert arrivals.look() == []
    (tmp_path / "half.txt").write_text("The ferry ran aground.")
    arrivals.look()
    assert names(arrivals.look()) == ["half.txt"]


def test_what_is_missing_in_an_index_is_what_would_be_added(tmp_path):
    index = open_index(tmp_path / "wire.duckdb")
    held = [Document("a", "The ferry ran aground."), Document("b", "The council met on Monday.")]

    assert list(index.missing(held).ids) == ["a", "b"]
    index.add(held)
    assert not len(index.missing(held))
    changed = [held[0], Document("b", "The council did not meet."), Document("c", "Snow fell.")]
    assert list(index.missing(changed).ids) == ["b", "c"]


@posix
def test_what_arrives_is_added_and_traced_until_an_interrupt(tmp_path):
    index, folder = tmp_path / "wire.duckdb", tmp_path / "incoming"
    articles = {path.stem: path.read_text(encoding="utf-8") for path in PLANT.glob("*.txt")}
    arriving = articles.pop("motor-week")
    open_index(index).add(articles)
    folder.mkdir()
    (folder / "trade-wind.txt").write_text(articles["trade-wind"], encoding="utf-8")
    (folder / "broken.jsonl").write_text('{"id": ', encoding="utf-8")
    command = [sys.executable, "-m", "provenance", "trace", "--against", index, "--watch", folder, "--limit", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}

    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert "watching" in watching.stderr.readline()
        assert "broken.jsonl" in watching.stderr.readline()
        # Under another name at first, as programs do that receive files.
        (folder / "motor-week.txt.part").write_text(arriving, encoding="utf-8")
        (folder / "motor-week.txt.part").rename(folder / "motor-week.txt")
        said = ""
        while "motor-week" not in said:
            said += watching.stdout.readline()
        watching.send_signal(signal.SIGINT)
        rest, errors = watching.communicate(timeout=60)

    assert watching.returncode == 0
    assert "Traceback" not in errors
    # What was in the index already was passed over.
    assert "trade-wind wholly" not in " ".join((said + rest).split())
    made = open_index(index)
    assert made.check() == []
    assert sorted(made.documents().ids) == sorted([*articles, "motor-week"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--watch", "nowhere"], "nowhere: is no folder"),
        (["article.txt", "--watch", "."], "--watch goes without articles and without -o"),
        ([], "no article was named"),
    ],
)
def test_what_cannot_be_watched_is_said(tmp_path, capsys, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    open_index("wire.duckdb").add({"a": "The ferry ran aground."})

    code = main(["trace", *arguments, "--against", "wire.duckdb"])

    assert code != 0
    assert said in capsys.readouterr().err
