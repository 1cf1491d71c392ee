"""The command line, run in this process."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from rich.cells import cell_len

import provenance.cli.run
from provenance import ReuseResult
from provenance.cli import main
from provenance.cli.terminal import columns, has_colour
from provenance.model.options import PluginOptions, ReadOptions, ReuseOptions
from provenance.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

SENTENCE = "The ferry ran aground on a sandbank off the northern point shortly before dawn on Monday"
COMMANDS = ["matrix", "passages", "compare", "plugins list", "plugins check", "plugins info"]


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a machine's first run a note says that the kernels are compiled.
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def start(*arguments: object) -> Ended:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Ended(code, said.out, said.err)

    return start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "wire.txt").write_text(f"{SENTENCE}. Nobody was hurt, said the owner.", encoding="utf-8")
    (folder / "paper.txt").write_text(f"From our own reporter: {SENTENCE}.", encoding="utf-8")
    (folder / "other.txt").write_text("Rain is expected in the hills tomorrow.", encoding="utf-8")
    return folder


# Help and usage.


def test_help_names_the_commands(run) -> None:
    ended = run("--help")
    assert ended.code == 0
    for name in ("matrix", "passages", "compare", "plugins"):
        assert re.search(rf"│ {name} ", ended.out)
    assert "Examples:" in ended.out
    assert not ended.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(run, command: str) -> None:
    ended = run(*command.split(), "--help")
    assert ended.code == 0
    assert "Usage: provenance" in ended.out
    assert f"  provenance {command}" in ended.out.partition("Examples:")[2]


@pytest.mark.parametrize("command", ["matrix", "passages", "compare"])
def test_flags_are_the_options(run, command: str) -> None:
    assert "--help-all" in run(command, "--help").out
    assert "--max-gap" not in run(command, "--help").out
    said = run(command, "--help-all").out
    for options in (ReuseOptions, ReadOptions, PluginOptions):
        for field in dataclasses.fields(options):
            assert f"--{field.name.replace('_', '-')} " in said
    for flag in ("--measure", "--quotations", "--format", "--output -o", "--colour"):
        assert flag in said
    for flag in ("--width", "--view", "--no-no-plugins", "--empty-normalisers"):
        assert flag not in said
    assert "[default: 8]" in said


def test_help_flows(run) -> None:
    assert not re.search(r"\w {3,}\(\"auto\"\)", run("matrix", "--help").out)


def test_version(run) -> None:
    assert run("--version") == (0, f"{__version__}\n", "")


@pytest.mark.parametrize("arguments", [[], ["plugins"]])
def test_no_command_is_wrong_usage_and_shows_help(run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert "Usage:" in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("matrx", 'Did you mean "matrix"?'),
        ("plugins lst", 'Did you mean "list"?'),
        ("matrix", "provenance matrix: PATH is missing"),
        ("compare a.txt", "provenance compare: B is missing"),
        ("matrix a --min-wrds 3", "Did you mean --min-words?"),
        ("matrix a --min-words x", 'Invalid value for --min-words: "x" is no whole number.'),
        ("matrix a --min-confidence x", 'Invalid value for --min-confidence: "x" is no number.'),
        ("explain articles a b c", "provenance explain: too many arguments: b c."),
        ("index add", "provenance index add: INDEX is missing.\nHint: provenance index add --help shows"),
        ("matrix a --min-words 2", "--min-words is 2; it is a whole number of at least 3."),
        ("matrix a --limit -1", "--limit is -1"),
        ("matrix a --candidates al", 'Choose from: "auto", "every-pair", "exact", "lsh"'),
        ("matrix a --measure word", 'Did you mean "words"?'),
        ("matrix a --format jsn", "did you mean 'json'?"),
        ("matrix a -o out.xyz", ".csv, .gexf"),
        ("matrix a -o out", "--format names one"),
        ("matrix a -o", "-o requires an argument"),
        ("matrix a --normalisers speling", "did you mean 'spelling'?"),
        ("matrix a --tokeniser word", "did you mean 'words'?"),
        ("matrix a --width 3", "Unknown option: --width"),
        ("plugins info nothing-of-this-name", "no plugin"),
    ],
)
def test_wrong_usage(run, arguments: str, said: str) -> None:
    ended = run(*arguments.split())
    assert ended.code == 2
    assert ended.out == ""
    assert said in ended.err
    assert ended.err.startswith("Error: ")
    assert len(ended.err.splitlines()) <= 2


# What is shown.


def test_matrix_for_people(run, folder: Path) -> None:
    ended = run("matrix", folder)
    assert ended.code == 0
    assert ended.err == ""
    assert ended.out.startswith("3 articles, 49 words, 1 shared passage.\n")
    assert re.search(r"^wire +· +\d\d% +100%$", ended.out, re.MULTILINE)
    assert re.search(r"^1\. verbatim, 16 words$", ended.out, re.MULTILINE)
    assert "\x1b" not in ended.out


def test_paths_and_flags_in_any_order(run, folder: Path) -> None:
    ended = run("matrix", folder / "wire.txt", "--format", "json", folder / "paper.txt")
    assert [document["id"] for document in json.loads(ended.out)["documents"]] == ["wire", "paper"]


@pytest.mark.parametrize("command", ["matrix", "passages"])
def test_json(run, folder: Path, command: str) -> None:
    report = json.loads(run(command, folder, "--format", "json").out)
    assert report["schema"] == "provenance/reuse/2"
    assert report["matrix"]["ids"] == ["other", "paper", "wire"]
    assert report["passages"][0]["left"]["text"] == SENTENCE
    assert report["run"]["version"] == __version__
    assert report["run"]["options"]["min_words"] == 8


def test_flags_reach_the_result(run, folder: Path) -> None:
    flags = [
        "--measure",
        "words",
        "--min-words",
        "5",
        "--normalisers",
        "spelling",
        "--normalisers",
        "hyphenation",
    ]
    report = json.loads(run("matrix", folder, "--format", "json", *flags).out)
    assert report["matrix"]["measure"] == "words"
    assert report["run"]["options"]["min_words"] == 5
    assert report["run"]["options"]["normalisers"] == ["spelling", "hyphenation"]


def test_passages(run, folder: Path) -> None:
    ended = run("passages", folder)
    assert f"{SENTENCE[:60]}" in ended.out
    rows = list(csv.DictReader(io.StringIO(run("passages", folder, "--format", "csv").out)))
    assert [(row["left"], row["right"], row["left_text"]) for row in rows] == [("paper", "wire", SENTENCE)]
    assert "1 more passage is not shown" in run("passages", folder, "--limit", "0").out


def test_compare(run, folder: Path) -> None:
    ended = run("compare", folder / "wire.txt", folder / "paper.txt")
    assert ended.code == 0
    assert re.search(r"^\d\d% of wire stands in paper$", ended.out, re.MULTILINE)
    assert re.search(r"^\d\d% of paper stands in wire$", ended.out, re.MULTILINE)


def test_compare_of_files_with_one_name(run, folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "wire.txt"
    again.write_text(SENTENCE, encoding="utf-8")
    ids = json.loads(run("compare", folder / "wire.txt", again, "--format", "json").out)["matrix"]["ids"]
    assert ids == [str(folder / "wire.txt"), str(again)]
    ids = json.loads(run("compare", again, again, "--format", "json").out)["matrix"]["ids"]
    assert ids == [str(again), f"{again} (again)"]


def test_compare_takes_one_article_each(run, folder: Path) -> None:
    ended = run("compare", folder, folder / "wire.txt")
    assert ended.code == 2
    assert "holds 3 articles" in ended.err
    assert f"provenance passages {folder}" in ended.err


def test_nothing_shared(run, folder: Path) -> None:
    ended = run("matrix", folder, "--min-words", "17")
    assert ended.code == 0
    assert "share no passage of 17 words or more" in ended.out


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_width_is_that_of_the_terminal(run, folder: Path, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run("matrix", folder).out.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert (max(cell_len(line) for line in lines) > 80) is (width > 80)


# Where it goes.


@pytest.mark.parametrize(
    ("name", "start"),
    [("out.json", '{"schema"'), ("out.csv", '"id","other"'), ("out.md", "# "), ("OUT.JSON", '{"schema"')],
)
def test_the_suffix_decides(run, folder: Path, tmp_path: Path, name: str, start: str) -> None:
    target = tmp_path / name
    assert run("matrix", folder, "-o", target) == (0, "", "")
    assert target.read_text(encoding="utf-8").startswith(start)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["articles", name])


def test_the_format_goes_before_the_suffix(run, folder: Path, tmp_path: Path) -> None:
    assert run("matrix", folder, "--format", "json", "--output", tmp_path / "out.csv").code == 0
    assert json.loads((tmp_path / "out.csv").read_text(encoding="utf-8"))
    assert run("matrix", folder, "--format", "table", "-o", tmp_path / "out").code == 0
    assert "\x1b" not in (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize("flag", [["-o", "-"], ["--output", "-"], ["--output=-"]])
def test_a_dash_is_standard_output(run, folder: Path, flag: list[str]) -> None:
    assert run("matrix", folder, *flag).out == run("matrix", folder).out


def test_what_cannot_be_written_is_said(run, folder: Path, tmp_path: Path) -> None:
    ended = run("matrix", folder, "-o", tmp_path / "missing" / "out.csv")
    assert ended.code == 1
    assert "cannot be written" in ended.err
    assert "Hint: make the folder" in ended.err
    assert run("matrix", folder, "--format", "csv", "-o", tmp_path).code == 1


def test_a_failed_run_leaves_the_old_file(run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.json"
    target.write_text("old", encoding="utf-8")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ReuseResult, "matrix", stop)
    assert run("matrix", folder, "-o", target).code == 130
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "out.json"]


# What goes wrong.


def test_a_missing_path(run, tmp_path: Path) -> None:
    ended = run("matrix", tmp_path / "nowhere")
    assert ended.code == 1
    assert ended.out == ""
    assert "nowhere" in ended.err


def test_skipped_articles_are_counted(run, tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(number), "text": SENTENCE}) for number in range(2)] + ["{broken"] * 5
    (tmp_path / "day.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run("matrix", tmp_path / "day.jsonl").code == 1
    ended = run("matrix", tmp_path / "day.jsonl", "--on-error", "skip")
    assert ended.code == 0
    assert ended.err.startswith("Warning: 5 articles left out.\n")
    assert "day.jsonl:3: " in ended.err
    assert ended.err.endswith(" (and 4 more for this reason)\n")
    assert len(ended.err.splitlines()) == 2


def test_notes_of_readers_are_said(run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes("Le café était fermé à Orléans, dit le préfet à l'Élysée.".encode("cp1252"))
    ended = run("matrix", tmp_path)
    assert ended.code == 0
    assert ended.err.startswith("Note: ")


@pytest.mark.skipif(os.name != "posix", reason="such names are only there")
def test_names_and_texts_do_not_steer_the_terminal(run, tmp_path: Path) -> None:
    for name in ("a\x1b[31m\u202e.txt", "b\x1b]0;title\x07.txt"):
        (tmp_path / name).write_text(f"\x1b[2J{SENTENCE}\x9b31m", encoding="utf-8")
    for command in ("matrix", "passages"):
        for format_ in ("table", "csv", "json", "markdown"):
            ended = run(command, tmp_path, "--format", format_)
            assert ended.code == 0
            assert not re.search("[\x1b\x07\x9b\u202e]", ended.out + ended.err)
    ended = run("matrix", tmp_path / "no\x1b[31mthing")
    assert "\x1b" not in ended.err
    ended = run("matrix", tmp_path, "--no\x1bthing")
    assert "\x1b" not in ended.err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Error: interrupted.\n"),
        (MemoryError(), 1, "Error: the memory of this machine is not enough.\n"),
        (OSError(5, "Input/output error", "disk"), 1, "Error: disk: Input/output error.\n"),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_how_it_ends(
    run, folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(provenance.cli.run, "find_reuse", fail)
    monkeypatch.setattr("provenance.cli.app.silence", lambda _: None)
    assert run("matrix", folder) == (code, "", said)


def test_a_mistake_of_ours_is_not_hidden(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(provenance.cli.run, "find_reuse", fail)
    with pytest.raises(ZeroDivisionError):
        main(["matrix", str(folder)])


def test_a_notice_before_compiling(run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: tell("compiling."))
    assert run("matrix", folder).err == "Note: compiling.\n"
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    assert run("matrix", folder).err == ""


# Colours and width.


class Stream(io.StringIO):
    """A stream that is a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert has_colour("auto", Stream(terminal=True))
    assert not has_colour("auto", Stream(terminal=False))
    assert has_colour("always", Stream(terminal=False))
    assert not has_colour("never", Stream(terminal=True))
    monkeypatch.setenv("TERM", "dumb")
    assert not has_colour("auto", Stream(terminal=True))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not has_colour("auto", Stream(terminal=True))
    monkeypatch.setenv("NO_COLOR", "")
    assert has_colour("auto", Stream(terminal=True))


def test_colour_always(run, folder: Path) -> None:
    assert "\x1b[" in run("matrix", folder, "--colour", "always").out
    assert "\x1b[" not in run("matrix", folder, "--colour", "never").out


def test_width_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(sys, "__stdout__", io.StringIO())
    assert columns() == 80


def test_plugins_are_listed_one_a_line_and_as_json(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    listed = run("plugins", "list", "--no-plugins").out.splitlines()
    (builtin,) = json.loads(run("plugins", "list", "--no-plugins", "--format", "json").out)
    assert builtin["plugin"] == "built-in"
    assert builtin["status"] == "ok"
    assert len(builtin["offers"]) == len(listed) - 1
    for offer, line in zip(builtin["offers"], listed[1:], strict=True):
        assert line.startswith(offer["name"])
        assert line.endswith(offer["summary"])
