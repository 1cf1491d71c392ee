"""Commands of plugins, and options about plugins that stand before a command."""

from __future__ import annotations

import pytest

from provenance.cli import main

SOURCE = """
from dataclasses import dataclass
from provenance import read
from provenance.errors import InputError
from provenance.hooks import hookimpl
from provenance.plugins.types import CommandEntry, ReporterEntry

@dataclass(frozen=True)
class Settings:
    prefix: str = ""

class Count:
    def __init__(self, settings):
        self.prefix = settings.prefix

    def run(self, arguments):
        if arguments == ["--fail"]:
            1 / 0
        if arguments == ["--usage"]:
            raise SystemExit(2)
        if arguments == ["--input"]:
            raise InputError("no such article.")
        print(self.prefix + str(len(read(*arguments))))
        return 3 if "--three" in arguments else None

class Empty:
    def write(self, result, out, options):
        out.write("empty")

@hookimpl
def provenance_commands():
    yield CommandEntry(name="count", factory=Count, settings=Settings)

@hookimpl
def provenance_reporters():
    yield ReporterEntry(name="empty", factory=Empty)
"""
BEFORE = ["--plugin", "mine.py", "--no-plugins"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    (tmp_path / "mine.py").write_text(SOURCE)
    (tmp_path / "a.txt").write_text("It rained.")


def test_hook_provenance_commands(capsys):
    assert main([*BEFORE, "count", "a.txt"]) == 0
    assert capsys.readouterr().out == "1\n"
    assert main([*BEFORE, "--plugin-option=count.prefix=n ", "count", "a.txt"]) == 0
    assert capsys.readouterr().out == "n 1\n"


def test_how_a_command_ends(capsys):
    assert main([*BEFORE, "count", "--fail"]) == 1
    said = capsys.readouterr().err
    assert said == "Error: plugin mine failed during running the command 'count': ZeroDivisionError: division by zero\n"
    assert main([*BEFORE, "--traceback", "count", "--fail"]) == 1
    assert "1 / 0" in capsys.readouterr().err
    assert main([*BEFORE, "count", "--input"]) == 1
    assert capsys.readouterr().err == "Error: no such article.\n"
    with pytest.raises(SystemExit):
        main([*BEFORE, "count", "--usage"])


def test_the_same_options_before_a_built_in_command(capsys):
    assert main([*BEFORE, "matrix", "a.txt", "--format", "empty"]) == 0
    assert capsys.readouterr().out == "empty"


def test_a_word_that_is_no_command(capsys):
    assert main([*BEFORE, "cuont", "a.txt"]) == 2
    assert "cuont" in capsys.readouterr().err
    assert main(["plugins", "list", *BEFORE]) == 0
    assert "count" in capsys.readouterr().out
