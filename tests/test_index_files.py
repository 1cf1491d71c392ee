"""The file of an index: killed while it is written, damaged, of another version, open elsewhere; and the commands."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from provenance import Document, OptionError, ProvenanceError, open_index
from provenance.cli import main
from provenance.errors import InputError, OutputError
from provenance.index.store import Store

PLANT = Path(__file__).parents[1] / "seeds" / "plant"
# A program that adds many small batches, and says when it is where.
ADDING = """
import sys
from provenance import open_index, read
import provenance.index.writing as writing
writing._BATCH = 2_000
open_index(sys.argv[1]).add(read(sys.argv[2]), progress=lambda *said: print(*said, flush=True))
print("done", flush=True)
"""


def articles(count: int) -> list[Document]:
    """Articles of some words each, of which neighbours share a sentence."""
    chosen = random.Random(4)  # noqa: S311 - texts and places
    words = ["harbour", "steel", "council", "vote", "bridge", "ferry", "dawn", "captain", "mill", "price", "rise"]
    sentences = [" ".join(chosen.choices(words, k=14)).capitalize() + "." for _ in range(count + 3)]
    return [Document(f"a{at:03}", " ".join(sentences[at : at + 3])) for at in range(count)]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    path = tmp_path_factory.mktemp("many") / "many.jsonl"
    path.write_text("".join(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in articles(150)))
    return path


def test_killed_at_any_point_it_holds_whole_batches_and_goes_on(tmp_path, many):
    chosen = random.Random(11)  # noqa: S311 - texts and places
    path = tmp_path / "wire.duckdb"
    arguments = [sys.executable, "-c", ADDING, str(path), str(many)]
    batches: set[int] = {0, 150}
    counts: list[int] = []
    for _ in range(8):
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        for _ in range(chosen.randint(1, 40)):
            if (said := process.stdout.readline()).startswith("adding"):
                batches.add(int(said.split()[2]))
        # Somewhere between two things that are said.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chosen.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if path.exists():
            index = open_index(path)
            assert index.check() == []
            counts.append(index.info().documents)
            if counts[-1] == 150:
                path.unlink()
                path.with_name("wire.duckdb.wal").unlink(missing_ok=True)
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)

    whole = open_index(tmp_path / "whole.duckdb")
    whole.add(articles(150))
    index = open_index(path)
    assert len({*counts} - {0, 150}) > 1
    assert index.documents().table.equals(whole.documents().table)
    assert index.statistics.digest == whole.statistics.digest
    assert index.check() == []


@pytest.fixture
def small(tmp_path):
    index = open_index(tmp_path / "small.duckdb")
    index.add(articles(60))
    return index


def test_a_flipped_byte_is_found(small):
    chosen = random.Random(7)  # noqa: S311 - texts and places
    data = small.path.read_bytes()
    # What lies in blocks that no table has is nobody's; of the others each byte counts.
    used = [at for at in range(0, len(data), 61) if data[at : at + 61].strip(b"\0")]
    said = []
    for at in chosen.sample(used, 12):
        small.path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        said.append((at, small.check()))

    assert [at for at, found in said if not found] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE documents SET text = text || '.' WHERE id = 'a007'", "document 'a007' is not what was added"),
        ("UPDATE postings SET data = data || data WHERE bucket = 0 AND kind = 0", "not what was written"),
        ("DELETE FROM postings WHERE bucket = 0 AND kind = 0", "has not the rows that were written"),
        ("DELETE FROM statistics", "there are documents and no statistics"),
        ("UPDATE statistics SET data = data[:1000]::BLOB", "statistics"),
    ],
)
def test_what_was_changed_behind_its_back_is_found(small, change, said):
    with duckdb.connect(str(small.path)) as connection:
        connection.execute(change)

    assert said in "; ".join(small.check())


@pytest.mark.parametrize("name", ["scheme", "version", "code", "pipeline", "format"])
def test_an_index_that_was_made_otherwise_is_refused_with_what_to_do(small, name):
    with duckdb.connect(str(small.path)) as connection:
        connection.execute("UPDATE settings SET value = 'of old' WHERE name = ?", [name])

    with pytest.raises(InputError, match="of old") as refused:
        open_index(small.path)
    assert "anew from the articles" in refused.value.hint


def test_a_transaction_that_ended_by_itself_does_not_hide_why(small):
    store = Store(small.path)

    def run_out_of_room(connection):
        with store.transaction(connection):
            connection.execute("ROLLBACK")
            raise OSError("no room")

    with store.writing() as connection, pytest.raises(OSError, match="no room"):
        run_out_of_room(connection)


def test_what_is_no_index_is_refused(tmp_path):
    other, text = tmp_path / "other.duckdb", tmp_path / "text.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE mine (a INTEGER)")
    text.write_text("The ferry ran aground on a sandbank shortly before dawn on Monday." * 99)

    for path, said in ((other, "no index"), (text, "cannot be read as an index")):
        with pytest.raises(InputError, match=said):
            open_index(path)
    with duckdb.connect(str(other)) as connection:
        assert connection.execute("SHOW TABLES").fetchall() == [("mine",)]


HOLDING = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reader")
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("who", ["reader", "writer"])
def test_there_is_one_writer_and_there_are_many_readers(small, who, monkeypatch):
    from provenance.index import store

    monkeypatch.setattr(store, "_PATIENCE", 0.2)
    arguments = [sys.executable, "-c", HOLDING, str(small.path), who]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "open\n"
    try:
        with pytest.raises(OutputError, match=f"open in process {process.pid}: one writes at a time"):
            small.add({"new": "Another text."})
        if who == "reader":
            assert small.info().documents == 60
        else:
            with pytest.raises(InputError, match=f"being written by process {process.pid}"):
                small.info()
    finally:
        process.communicate()
    assert small.add({"new": "Another text."}).added == 1


def test_without_duckdb_it_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)

    with pytest.raises(OptionError, match="needs DuckDB") as refused:
        open_index(tmp_path / "wire.duckdb")
    assert refused.value.hint == "pip install 'wire-provenance[index]'"


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_commands_of_an_index(tmp_path, capsys):
    path = tmp_path / "wire.duckdb"

    assert run(capsys, "index", "add", path, PLANT)[:2] == (0, "Articles: 11 added.\n")
    assert run(capsys, "index", "add", path, PLANT)[:2] == (0, "Articles: 11 there already.\n")
    code, out, _ = run(capsys, "index", "info", path)
    assert (code, out.splitlines()[0].split()) == (0, ["documents", "11"])
    assert run(capsys, "index", "remove", path, "motor-week")[:2] == (0, "Articles: 1 removed.\n")
    assert run(capsys, "index", "compact", path)[1].startswith("10 documents, ")
    assert run(capsys, "index", "check", path)[:2] == (0, f"{path}: all is as it was written.\n")
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM statistics")
    code, _, err = run(capsys, "index", "check", path)
    assert (code, err) == (1, "Error: there are documents and no statistics\n")


def test_trace_looks_into_an_index(tmp_path, capsys):
    path = tmp_path / "wire.duckdb"
    run(capsys, "index", "add", path, PLANT)
    run(capsys, "index", "remove", path, "motor-week")

    code, out, _ = run(capsys, "trace", PLANT / "motor-week.txt", "--against", path, "--limit", 1)

    assert code == 0
    assert "likely from an unseen Reuters dispatch (unseen-1)" in out
    code, out, _ = run(
        capsys, "trace", PLANT / "motor-week.txt", PLANT / "trade-wind.txt", "--against", path, "--limit", 0
    )
    assert code == 0
    assert "motor-week partially derived" in " ".join(out.split())
    assert "trade-wind wholly derived" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--window", "soon"], "--window is 'soon'; it is a number of minutes, hours, days or weeks"),
        (["--since", "May"], "'May'; it is ISO 8601"),
        (["--against", PLANT], "an index is asked alone"),
        (["--min-words", 5], "made with other options: min_words"),
        (["--window", "48h"], "a window needs the time"),
    ],
)
def test_a_trace_in_an_index_says_what_it_cannot_do(tmp_path, capsys, arguments, said):
    path = tmp_path / "wire.duckdb"
    run(capsys, "index", "add", path, PLANT)
    article = tmp_path / "article.txt"
    article.write_text("The council met on Monday.")

    code, _, err = run(capsys, "trace", article, "--against", path, *arguments)

    assert code != 0
    assert said in err
    code, _, err = run(capsys, "trace", article, "--against", PLANT, "--window", "48h")
    assert (code, "a window needs the time" in err) == (1, True)


def test_every_error_of_an_index_is_one_of_ours(tmp_path, capsys):
    for command in ("info", "check", "compact"):
        code, _, err = run(capsys, "index", command, tmp_path / "none.duckdb")
        assert (code, err.startswith("Error: there is no index")) == (1, True)
    with pytest.raises(ProvenanceError):
        open_index(tmp_path)
