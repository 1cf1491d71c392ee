"""Six hostile plugins, installed together: every command works, and each is named with its distribution."""

from __future__ import annotations

import sys
import textwrap

import pytest
from docs_sandbox import ROOT

from provenance.cli import main

START = """\
import sys
from provenance.hooks import hookimpl
from provenance.plugins.types import NormaliserEntry, ReaderEntry, ReporterEntry


class Good:
    def write(self, result, out, options):
        out.write("good\\n")

"""
HOSTILE = {
    "broken_import": "import no_such_module",
    "wrong_hook": """
        @hookimpl
        def provenance_reportres():
            return []
        """,
    "raising": """
        @hookimpl
        def provenance_reporters():
            raise RuntimeError("no \\x1b[31mway")

        @hookimpl
        def provenance_normalisers():
            yield NormaliserEntry(name="bursts", factory=lambda: 1 / 0)
        """,
    "wrong_type": """
        @hookimpl
        def provenance_reporters():
            yield "json"

        @hookimpl
        def provenance_readers():
            yield ReaderEntry(name="mute", factory=object, suffixes=(".mute",))
        """,
    "duplicate": """
        @hookimpl
        def provenance_reporters():
            yield ReporterEntry(name="json", factory=Good)
            yield ReporterEntry(name="csv", factory=Good, suffixes=(".csv",))
        """,
    "exiting": "sys.exit(3)",
}
ARTICLES = str(ROOT / "seeds" / "plant")
PAIR = [f"{ARTICLES}/evening-whistle.txt", f"{ARTICLES}/north-parade.txt"]


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    site = tmp_path / "site"
    site.mkdir()
    modules = {f"hostile_{name}": START + textwrap.dedent(source) for name, source in HOSTILE.items()}
    modules["hostile_good"] = START + textwrap.dedent("""
        @hookimpl
        def provenance_reporters():
            yield ReporterEntry(name="good", factory=Good)
        """)
    for module, source in modules.items():
        name = module.removeprefix("hostile_")
        (site / f"{module}.py").write_text(source, encoding="utf-8")
        info = site / f"dist_{name}-2.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dist-{name}\nVersion: 2.0\n")
        (info / "entry_points.txt").write_text(f"[wire_provenance.v1]\n{name} = {module}\n")
    monkeypatch.syspath_prepend(site)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    yield
    for module in modules:
        sys.modules.pop(module, None)


def test_commands_that_use_what_is_built_in_do_not_notice(hostile, capsys):
    for arguments in (
        ["--help"],
        ["--version"],
        ["matrix", ARTICLES],
        ["matrix", ARTICLES, "--format", "json"],
        ["passages", ARTICLES, "-o", "out.csv"],
        ["compare", *PAIR, "--normalisers", "spelling"],
        ["completion", "bash"],
        ["plugins", "new", "reporter", "mine"],
        ["matrix", "--show-options"],
    ):
        assert main(arguments) == 0, arguments
        assert capsys.readouterr().err == ""
    assert not [module for module in sys.modules if module.startswith("hostile_")]


@pytest.mark.parametrize("command", [["matrix", ARTICLES], ["passages", ARTICLES], ["compare", *PAIR]])
def test_commands_that_use_a_plugin_name_those_that_fail(hostile, capsys, command):
    assert main([*command, "--format", "good"]) == 0
    said = capsys.readouterr()
    assert said.out == "good\n"
    assert "\x1b" not in said.err
    for name in HOSTILE:
        assert f"Warning: plugin {name} (dist-{name} 2.0) failed during " in said.err


def test_the_commands_about_plugins_name_each(hostile, capsys):
    assert main(["plugins", "list"]) == 0
    listed = capsys.readouterr().out
    assert main(["plugins", "check"]) == 1
    checked = capsys.readouterr().out
    assert "ok: good (dist-good 2.0) offers good" in checked
    for name in HOSTILE:
        for text in (listed, checked):
            assert f"failed: {name} (dist-{name} 2.0): " in text
        assert main(["plugins", "info", name]) == 0
        assert f"{name} (dist-{name} 2.0): failed" in capsys.readouterr().out


def test_components_that_cannot_be_made_are_said(hostile, capsys):
    assert main(["matrix", ARTICLES, "--normalisers", "bursts"]) == 1
    assert "plugin raising (dist-raising 2.0) failed during making the normaliser 'bursts'" in capsys.readouterr().err
    assert main(["matrix", ARTICLES, "--reader", "mute"]) == 1
    assert "plugin wrong_type (dist-wrong_type 2.0) failed during making the reader 'mute'" in capsys.readouterr().err


def test_without_plugins_nothing_of_them_is_imported(hostile, capsys):
    assert main(["plugins", "check", "--no-plugins"]) == 0
    assert not [module for module in sys.modules if module.startswith("hostile_")]
    disabled = [part for name in HOSTILE for part in ("--disable-plugin", f"dist-{name}")]
    assert main(["plugins", "check", *disabled]) == 0
    assert "ok: good" in capsys.readouterr().out
