"""``provenance plugins new``: what it writes works, as it stands."""

from __future__ import annotations

import ast
import keyword
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from provenance.cli import main
from provenance.cli.new_plugin import _Kind
from provenance.cli.skeletons import SKELETONS, files_of

ROOT = Path(__file__).parents[1]


def test_every_kind_can_be_begun():
    assert set(get_args(_Kind)) == set(SKELETONS)


def test_what_is_written_works(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in SKELETONS:
        assert main(["plugins", "new", kind, f"my-{kind}"]) == 0
        said = capsys.readouterr().out
        for path in files_of(kind, f"my-{kind}"):
            assert f"  {path}\n" in said
            assert (tmp_path / f"provenance-my-{kind}" / path).is_file()
    folders = [str(tmp_path / f"provenance-my-{kind}") for kind in SKELETONS]
    path = os.pathsep.join([*folders, str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider", *folders],
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["none", "true", "class", "edit", "document", "input-error", "term", "2031"])
@pytest.mark.parametrize("kind", SKELETONS)
def test_names_that_mean_something_in_python(kind, name):
    files = files_of(kind, name)
    component = files[f"provenance_{name.replace('-', '_')}/component.py"]
    [own] = [each for each in ast.parse(component).body if isinstance(each, ast.ClassDef)]
    imported = {
        name.name for each in ast.walk(ast.parse(component)) if isinstance(each, ast.ImportFrom) for name in each.names
    }
    assert own.name not in imported
    assert own.name.isidentifier()
    assert not keyword.iskeyword(own.name)


@pytest.mark.parametrize("kind", SKELETONS)
def test_the_project_announces_it(kind):
    files = files_of(kind, "a-1")
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert project["entry-points"] == {"wire_provenance.v1": {"a-1": "provenance_a_1"}}
    assert project["dependencies"] == ["wire-provenance>=0.1,<1"]
    assert not any("$" in text for text in files.values())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["reporter", "A b"], 2, "the name 'A b' is not of lower-case letters"),
        (["reporter", "../up"], 2, "the name '../up' is not of lower-case letters"),
        (["reporter", "json"], 2, "'json' is the name of a built-in reporter"),
        (["token-normaliser", "hyphenation"], 2, "'hyphenation' is the name of a built-in token-normaliser"),
        (["reader", "docx"], 2, "'.docx' is the suffix of the built-in reader 'export'"),
        (["reporter", "md"], 2, "'.md' is the suffix of the built-in reporter 'markdown'"),
        (["keep-policy", "none"], 2, "'none' is the name of a built-in keep-policy"),
        (["reportr", "wiki"], 2, 'Did you mean "reporter"?'),
        (["reporter", "here"], 1, "provenance-here already exists"),
    ],
)
def test_mistakes(arguments, code, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "provenance-here").mkdir()
    assert main(["plugins", "new", *arguments]) == code
    assert said in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["provenance-here"]
    assert list((tmp_path / "provenance-here").iterdir()) == []
