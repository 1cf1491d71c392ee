"""The tutorial alone makes a reporter that works: its files are taken from the page, installed, tested and used."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from docs_sandbox import ROOT, tutorial_files

from provenance.cli.skeletons import SKELETONS, files_of

if TYPE_CHECKING:
    from pathlib import Path

for tool in ("pip", "hatchling"):
    if importlib.util.find_spec(tool) is None:
        pytest.skip(f"without {tool} nothing can be installed", allow_module_level=True)


def start(*arguments: str, folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Run a module of Python's where nothing but the host and what is installed into the site can be imported."""
    path = os.pathsep.join([str(site), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "100", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )


def install(folder: Path, site: Path) -> None:
    done = start(
        "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check",
        "--target", str(site), str(folder),
        folder=folder, site=site,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_tutorial(tmp_path):
    folder, site, empty = (tmp_path / name for name in ("provenance-wiki", "site", "elsewhere"))
    for each in (folder, site, empty):
        each.mkdir()
    files = tutorial_files()
    assert list(files) == ["provenance_wiki.py", "pyproject.toml", "test_wiki.py"]
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    install(folder, site)

    # The tests run beside what is installed, not beside the source.
    (empty / "test_wiki.py").write_text(files["test_wiki.py"], encoding="utf-8")
    tested = start("pytest", "-q", "-p", "no:cacheprovider", "test_wiki.py", folder=empty, site=site)
    assert tested.returncode == 0, tested.stdout

    checked = start("provenance", "plugins", "check", folder=empty, site=site)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "ok: wiki (provenance-wiki 1.0) offers wiki" in checked.stdout

    seeds = str(ROOT / "seeds" / "plant")
    shown = start("provenance", "passages", seeds, "--format", "wiki", folder=empty, site=site)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(
        '{| class="wikitable"\n! left !! right !! words\n|-\n| <nowiki>evening-whistle</nowiki>'
    )
    written = start("provenance", "passages", seeds, "-o", "passages.wiki", folder=empty, site=site)
    assert written.returncode == 0
    assert (empty / "passages.wiki").read_text(encoding="utf-8") == shown.stdout


def test_what_plugins_new_writes_can_be_installed(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    for kind in SKELETONS:
        for path, text in files_of(kind, f"my-{kind}").items():
            file = tmp_path / kind / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    # Two are enough: all have one pyproject.toml.
    for kind in ("reporter", "token-normaliser"):
        install(tmp_path / kind, site)
    checked = start("provenance", "plugins", "check", folder=tmp_path, site=site)
    assert checked.returncode == 0
    assert "ok: my-reporter (provenance-my-reporter 0.1.0) offers my-reporter" in checked.stdout
    assert "ok: my-token-normaliser (provenance-my-token-normaliser 0.1.0) offers" in checked.stdout
