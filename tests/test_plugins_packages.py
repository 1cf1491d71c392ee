"""The packages in plugins/: installed beside the host, their own tests pass and every command finds them."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from docs_sandbox import PACKAGES, ROOT, install_packages


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> dict[str, str]:
    """Install the packages; return the environment to use."""
    folder = tmp_path_factory.mktemp("site")
    install_packages(folder)
    path = os.pathsep.join([str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "COLUMNS": "100"}


def start(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], env=env, cwd=ROOT, capture_output=True, text=True)


def test_there_are_three():
    assert [package.name for package in PACKAGES] == ["digest", "furniture", "names"]
    for package in PACKAGES:
        assert (package / "README.md").is_file()
        assert list((package / "tests").glob("test_*.py"))


def test_their_own_tests_pass(site):
    done = start("pytest", "-q", "-p", "no:cacheprovider", "plugins", env=site)
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout


def test_every_command_finds_them(site, tmp_path):
    listed = start("provenance", "plugins", "list", env=site).stdout
    for name, distribution in (
        ("digest", "provenance-digest 0.1.0"),
        ("furniture", "provenance-furniture 0.1.0"),
        ("names", "provenance-names 0.1.0"),
    ):
        assert any(line.startswith(f"{name} ") and distribution in line for line in listed.splitlines())
    checked = start("provenance", "plugins", "check", env=site)
    assert checked.returncode == 0, checked.stdout
    out = tmp_path / "digest.eml"
    chain = ["--normalisers", "furniture", "--normalisers", "names"]
    done = start("provenance", "matrix", "seeds/plant", *chain, "-o", str(out), env=site)
    assert done.returncode == 0, done.stderr
    assert re.match(rb"Subject: Reused text: 11 articles, \d+ shared passages\r\n", out.read_bytes())
