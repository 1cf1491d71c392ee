"""What the README says is true: its commands, its output, its code."""

from __future__ import annotations

import re
import shlex
import types
from pathlib import Path

import pytest

from provenance.cli import main
from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins

ROOT = Path(__file__).parents[1]
PAGES = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "README.md", ROOT / "docs" / "passages.md")}
README = PAGES["README.md"]
CODE = [(name, code) for name, text in PAGES.items() for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]
SHOWN = [
    (name, command, output)
    for name, text in PAGES.items()
    for command, output in re.findall(r"```console\n\$ provenance (.*?)\n(.*?)```", text, re.DOTALL)
]


@pytest.mark.parametrize(("name", "code"), CODE)
def test_code_runs(name, code, monkeypatch, tmp_path, capsys):
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, name, "exec"), types.ModuleType("example").__dict__)  # noqa: S102
    said = capsys.readouterr().out.splitlines()
    for line, promised in zip(said, re.findall(r"print\(.*?\)\s+# ([(\d].*|every pair)", code), strict=False):
        assert line == promised


@pytest.mark.parametrize(("name", "command", "output"), SHOWN)
def test_output_is_what_the_command_prints(name, command, output, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    assert main(shlex.split(command)) in (0, None)
    assert capsys.readouterr().out.rstrip() == output.rstrip()


def test_the_reporter_works_as_a_plugin(capsys):
    code = next(code for _, code in CODE if "provenance_reporters" in code)
    plugin = types.ModuleType("longest")
    exec(compile(code, "longest", "exec"), plugin.__dict__)  # noqa: S102
    from provenance import compare

    text = "a run of words that is long enough to be a passage of its own"
    result = compare(text, text)
    plugins = load_plugins(PluginOptions(no_plugins=True), [plugin])
    import io

    from provenance import ReportOptions

    out = io.StringIO()
    plugins.reporter("longest").write(result, out, ReportOptions())
    assert out.getvalue() == "15\tleft\tright\n"


def test_both_commands_are_marked():
    assert len(re.findall(r"<!-- command: (?:run|test) -->\n```sh\n", README)) == 2


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
