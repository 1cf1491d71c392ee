"""Reports of duplicates: the built-in summaries, and those of plugins."""

from __future__ import annotations

import io

import pytest

from provenance import Document, deduplicate
from provenance.cli import main
from provenance.errors import OptionError, PluginError, UnknownNameError
from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins
from provenance.testing import HOSTILE_TEXT, duplicate_reporter_checks

TEXT = "A freight train left the rails near the village of Osk early on Sunday, and nobody was hurt."
SOURCE = """
from provenance.hooks import hookimpl
from provenance.plugins.types import DuplicateReporterEntry

class Mail:
    def write(self, result, out, options):
        for removal in result.removed:
            out.write(f"{removal.document} went for {removal.survivor}: {removal.rule}\\n")

class Broken:
    def write(self, result, out, options):
        result.rules[:] = 0

@hookimpl
def provenance_duplicate_reporters():
    yield DuplicateReporterEntry(name="mail", factory=Mail, suffixes=(".eml",))
    yield DuplicateReporterEntry(name="broken", factory=Broken)
"""


def some(plugins=None):
    documents = [Document("a", TEXT), Document("b|*b*", TEXT), Document("c", "Something else is here.")]
    return deduplicate(documents, plugins=plugins or load_plugins(PluginOptions(no_plugins=True)))


def written(result, name, **options):
    out = io.StringIO()
    result.write(out, name, **options)
    return out.getvalue()


def test_markdown():
    said = written(some(), "markdown")
    assert "3 documents: 2 stay, 1 removed." in said
    assert "| a | 2 | a, b\\|\\*b\\* |" in said
    assert "| b\\|\\*b\\* | a | exact | 1.000 | 1.000 |" in said
    assert "| threshold | 0.8 |" in said
    assert "1 cluster more" not in said
    assert "| b\\|" not in written(some(), "markdown", limit=0)


def test_html_lets_nothing_live():
    documents = [Document(f"<img src=x onerror=alert(1)> {HOSTILE_TEXT} {number}", TEXT) for number in range(3)]
    said = written(deduplicate(documents), "html")
    assert "<img" not in said
    assert "<script" not in said
    assert "\x1b" not in said
    assert said.count("<tr>") > 10


def test_by_suffix_and_its_errors(tmp_path):
    result = some()
    result.write(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")
    with pytest.raises(UnknownNameError, match=r"no format of a report of duplicates has the suffix '.pdf'"):
        result.write(tmp_path / "report.pdf")
    with pytest.raises(OptionError, match="an open file has no suffix"):
        result.write(io.StringIO())


def test_hook_provenance_duplicate_reporters(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    (tmp_path / "mine.py").write_text(SOURCE)
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.txt").write_text(TEXT)
    plugins = load_plugins(PluginOptions(no_plugins=True, plugin=(tmp_path / "mine.py",)))
    with pytest.raises(
        PluginError, match="reporter of duplicates broken of plugin mine failed during writing: ValueError"
    ):
        written(some(plugins), "broken")
    arguments = ["dedup", "in", "--plugin", "mine.py", "--no-plugins"]
    assert main([*arguments, "--report", "report.eml"]) == 0
    assert (tmp_path / "report.eml").read_text() == "b went for a: exact\n"
    assert main([*arguments, "--report", "report.txt", "--report-format", "markdown"]) == 0
    assert (tmp_path / "report.txt").read_text().startswith("# Duplicates")
    assert main([*arguments, "--report", "in/a.txt", "--report-format", "mail"]) == 2
    assert (tmp_path / "in" / "a.txt").read_text() == TEXT
    capsys.readouterr()
    assert main([*arguments, "--report", "report.pdf"]) == 2
    assert "has the suffix '.pdf'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_the_built_in_ones_pass_the_checks(name):
    for check in duplicate_reporter_checks(load_plugins(PluginOptions(no_plugins=True)).duplicate_reporter(name)):
        check()
