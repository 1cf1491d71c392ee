"""Manners: help, suggestions, completion, what is said where nothing is found."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from strategies import prose

from provenance import Document, ReuseOptions
from provenance.api.nearest import nearest_pair
from provenance.cli import main
from provenance.cli.app import build_app
from provenance.cli.messages import stage
from provenance.model.documents import Documents
from provenance.text.words import words

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)


def every_command(app=None, chain=()):
    app = app or build_app()
    for name, command in app.resolved_commands().items():
        if name.startswith("-"):
            continue
        yield (*chain, name), command
        yield from every_command(command, (*chain, name))


COMMANDS = [chain for chain, _ in every_command()]


def test_every_command_has_help_with_examples_that_fits_eighty_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert len(COMMANDS) > 20
    for chain in COMMANDS:
        assert main([*chain, "--help"]) == 0, chain
        text = capsys.readouterr().out
        assert f"  provenance {chain[0]}" in text.partition("Examples:")[2], chain
        assert max(map(len, text.splitlines())) <= 80, chain


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["matrx", "x"], 'Did you mean "matrix"?'),
        (["plugins", "lst"], 'Did you mean "list"?'),
        (["matrix", "x", "--min-wrds", "9"], "Did you mean --min-words?"),
        (["matrix", "x", "--measure", "containmnt"], 'Did you mean "containment"?'),
        (["matrix", ".", "--format", "markdwon"], "did you mean 'markdown'?"),
        (["matrix", ".", "--normalisers", "speling"], "did you mean 'spelling'?"),
        (["matrix", ".", "--tokeniser", "word"], "did you mean 'words'?"),
        (["matrix", ".", "--reader", "jsnl"], "did you mean 'jsonl'?"),
        (["matrix", ".", "-o", "x.jsn"], "did you mean '.json'?"),
        (["plugins", "info", "markdwon"], "did you mean 'markdown'?"),
        (["plugins", "list", "--disable-plugin", "no-such"], "no plugin is called 'no-such'"),
        (["matrix", "data.csv"], "did you mean --text-field texte?"),
    ],
)
def test_did_you_mean(arguments, hint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text("id,texte\n1,some words\n")
    (tmp_path / "a.txt").write_text("some words")
    main(arguments)
    said = capsys.readouterr()
    assert hint in said.err + said.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in ("matrix", "passages", "min-words", "plugins"):
        assert word in script


def test_completion_works_in_bash(tmp_path: Path, capsys):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("without bash")
    main(["completion", "bash"])
    (tmp_path / "provenance.bash").write_text(capsys.readouterr().out)
    asked = "COMP_WORDS=(provenance matrix --min-w); COMP_CWORD=2; _provenance; echo ${COMPREPLY[@]}"
    done = subprocess.run(
        [bash, "-c", f"source provenance.bash; {asked}"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "--min-words\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_has_share_rate_and_time_left(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with stage("comparing 60 \x1b[31marticles") as progress:
        progress("reading words", 1, 1)
        for done in range(0, 501, 100):
            progress("aligning pairs", done, 1000)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.getvalue())
    assert "articles: aligning pairs" in text
    assert "\x1b[31m" not in shown.getvalue().replace("\x1b[31m\u2501", "")
    assert re.search(r" 50% [\d,]+/s 00:0\d", text)


def test_no_progress_where_nobody_looks(capsys):
    with stage("comparing") as progress:
        assert progress is None
    assert capsys.readouterr().err == ""


def test_formats_are_completed(capsys):
    assert main(["__complete", "matrix", "articles", "--format", ""]) == 0
    assert "json\tEverything, as JSON with a schema.\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["matrix"], "provenance matrix: PATH is missing.\nHint: as in: provenance matrix articles/; "),
        (
            ["plugins", "new", "reader"],
            "provenance plugins new: NAME is missing.\nHint: as in: provenance plugins new ",
        ),
    ],
)
def test_what_is_missing_is_said_with_an_example(arguments, said, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(f"Error: {said}")


# Why nothing was found.


def shared(texts: dict[str, str], **options) -> object:
    documents = Documents.of(Document(name, text) for name, text in texts.items())
    return nearest_pair(documents, ReuseOptions(**options))


def test_the_nearest_pair():
    nearest = shared(
        {"a": "One fine day it rained in Port Ellery.", "b": "Nothing.", "c": "It RAINED in Port-Ellery, they say."}
    )
    assert (nearest.left, nearest.right, nearest.words) == ("a", "c", 5)
    assert nearest.text == "it rained in Port Ellery"
    assert shared({"a": "one", "b": "two"}) is None
    assert shared({"a": "", "b": ""}) is None
    assert shared({"a": "one two one two"}) is None
    assert shared({"a": "the colour", "b": "the color"}, normalisers=("spelling",)).words == 2


@given(prose(max_words=25, vocabulary=8), prose(max_words=25, vocabulary=8), prose(max_words=10))
def test_the_nearest_pair_is_the_longest_common_run(a, b, c):
    nearest = shared({"a": a, "b": b, "c": c})
    lists = [words(text) for text in (a, b, c)]
    runs = [
        {tuple(each[i : i + n]) for n in range(1, len(each) + 1) for i in range(len(each) - n + 1)} for each in lists
    ]
    common = (runs[0] & runs[1]) | (runs[0] & runs[2]) | (runs[1] & runs[2])
    longest = max(map(len, common), default=0)
    assert (0 if nearest is None else nearest.words) == longest
    if nearest is not None:
        assert tuple(words(nearest.text)) in common


def folder(tmp_path: Path, **texts: str) -> str:
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return str(tmp_path)


def test_why_nothing_was_found(tmp_path, capsys):
    where = folder(
        tmp_path, a="A car ran aground on a sandbank.", b="The ferry ran aground on a sandbank; no \x1b[31m", c="x"
    )
    assert main(["matrix", where]) == 0
    said = capsys.readouterr().err.splitlines()
    run = "The longest run that two articles share has 5 words, in a and b: “ran aground on a sandbank”"
    assert said == [
        f"Note: 3 pairs of 3 compared. {run}; a passage takes 8.",
        "Hint: --min-words 5 shows runs of this length.",
    ]
    assert main(["matrix", where, "--min-words", "5", "--min-confidence", "0"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ([], "--sensitivity wide needs"),
        (["--candidates", "lsh"], "--candidates every-pair compares"),
        (["--sensitivity", "wide"], "--normalisers can"),
    ],
)
def test_what_to_try(tmp_path, capsys, arguments, hint):
    where = folder(tmp_path, a="one two three", b="four five six seven")
    main(["matrix", where, *arguments])
    assert hint in capsys.readouterr().err


def test_one_article_needs_no_reason(tmp_path, capsys):
    assert main(["matrix", folder(tmp_path, a="one two three")]) == 0
    assert capsys.readouterr().err == ""


def test_what_was_left_out_is_summed_up_by_reason(tmp_path, capsys):
    rows = ["{broken"] * 3 + [f'{{"id": "{number}", "text": ""}}' for number in range(5)] + ['{"id": 1, "text": "x"}']
    (tmp_path / "day.jsonl").write_text("\n".join(rows))
    assert main(["matrix", str(tmp_path / "day.jsonl"), "--on-error", "skip"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "Warning: 8 articles left out."
    assert re.search(r"day.jsonl:4: .*'0'.* \(and 4 more for this reason\)$", said[1])
    assert re.search(r"day.jsonl:1: .* \(and 2 more for this reason\)$", said[2])


def test_no_name_is_cut_in_a_pipe(tmp_path):
    name = "the-front-page-of-an-evening-paper-in-a-folder-without-end-of-the-year-2025"
    for number in range(3):
        (tmp_path / f"{name}-{number}.txt").write_text(
            f"The ferry ran aground on a sandbank shortly before dawn with forty people on board. {number}"
        )
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    for view in ("matrix", "articles"):
        command = [sys.executable, "-m", "provenance", view, str(tmp_path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert "…" not in done.stdout
        assert f"{name}-2" in done.stdout
