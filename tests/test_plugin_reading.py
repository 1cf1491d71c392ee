"""What the readers of plugins and of tables leave out is told, by each command and in each result."""

from __future__ import annotations

import pytest

from provenance import InputError, ReadOptions, deduplicate, read
from provenance.cli import main
from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins

SOURCE = '''
from provenance.errors import InputError
from provenance.hooks import hookimpl
from provenance.model.document import Document
from provenance.plugins.types import ReaderEntry

class Lines:
    """A line is an article; "!" is a bad one, "#" a remark, and "?" damage after which nothing can be read."""

    def read(self, path, context):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.startswith("!"):
                context.bad(InputError("this line is bad.", line=number))
            elif line.startswith("#"):
                context.note("a remark was passed over.")
            elif line.startswith("?"):
                raise InputError("the rest is damaged.")
            else:
                yield Document(f"{context.name}-{number}", line)

@hookimpl
def provenance_readers():
    yield ReaderEntry(name="lines", factory=Lines, suffixes=(".lines",))
'''
TEXT = "The ferry ran aground on a sandbank shortly before dawn on Monday with forty people on board."
SKIP = ReadOptions(on_error="skip")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(SOURCE)
    for name in ("own", "mixed"):
        (tmp_path / name).mkdir()
    (tmp_path / "own" / "a.lines").write_text(f"{TEXT}\n!\n#\n{TEXT}\n?\n{TEXT}\n")
    (tmp_path / "own" / "b.lines").write_text(f"{TEXT}\n")
    (tmp_path / "mixed" / "a.txt").write_text(TEXT)
    (tmp_path / "mixed" / "b.lines").write_text(TEXT)
    (tmp_path / "rows.csv").write_text(f'id,text\n1,"{TEXT}"\n2,"x","y"\n3,"{TEXT}"\n')
    (tmp_path / "day.unknown").write_text(TEXT)
    return tmp_path


@pytest.fixture
def plugins(folder):
    return load_plugins(PluginOptions(no_plugins=True, plugin=(folder / "mine.py",)))


def test_dedup_says_what_a_reader_left_out(folder, plugins, capsys):
    own = folder / "own"
    result = deduplicate(own, read=SKIP, plugins=plugins)
    assert list(map(str, result.skipped)) == [
        f"{own / 'a.lines'}:2: this line is bad.",
        f"{own / 'a.lines'}: the rest is damaged.",
    ]
    assert result.notes == ("a remark was passed over.",)
    # What was read before the damage counts, as for the other commands.
    assert len(result) == len(read(own, options=SKIP, plugins=plugins)) == 3
    with pytest.raises(InputError, match=r"a\.lines:2: this line is bad\."):
        deduplicate(own, plugins=plugins)
    assert main(["dedup", "own", "--on-error", "skip", "-o", "kept.jsonl", "--plugin", "mine.py"]) == 0
    said = capsys.readouterr().err
    for part in ("a remark was passed over.", "2 articles left out", "a.lines:2: this line is bad", "rest is damaged"):
        assert part in said


def test_dedup_says_which_rows_of_a_table_are_left_out(folder, capsys):
    result = deduplicate("rows.csv", read=SKIP)
    assert [(str(each.path), each.line) for each in result.skipped] == [("rows.csv", 3)]
    assert main(["dedup", "rows.csv", "--on-error", "skip", "-o", "kept.jsonl"]) == 0
    said = capsys.readouterr().err
    assert "1 article left out" in said
    assert "rows.csv:3: there are 3 cells" in said


@pytest.mark.parametrize("command", [["matrix"], ["dedup", "-o", "kept.jsonl"]])
def test_files_beside_articles_and_files_that_nothing_reads_are_named(folder, capsys, command):
    also = ["--plugin", "mine.py", "--no-plugins"]
    assert main([*command, "mixed", *also]) == 0
    assert "mixed: of a folder with .txt files only these are read; left out: b.lines." in capsys.readouterr().err
    assert main([*command, "day.unknown", *also]) == 1
    said = capsys.readouterr().err
    assert "nothing reads files that end in '.unknown'; accepted are" in said
    for suffix in (".txt", ".xml", ".lines"):
        assert f"{suffix}," in said or f"{suffix}." in said
