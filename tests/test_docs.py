"""Every code block of the README, of docs/ and of plugins/ runs, and prints what it is said to print."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import subprocess
import sys
import tomllib
import types
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from docs_sandbox import ROOT, fill, install_packages, install_tutorial

from provenance.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "plugins").rglob("README.md"))]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What is run elsewhere: in CI, or by a test that installs the tutorial's package.
_ELSEWHERE = ("python -m pip ", "pip install ", "pip uninstall ", "python -m pytest", "python -m venv", "bash .ci/run")
# Pages with scripts of many processes, which a test of their own runs: tests/test_shards.py.
_SCRIPTS = ("scale.md",)
_SHELL = ("head ", "ls ", "cat ")


class Block(NamedTuple):
    """A code block: where it begins, its language and its lines."""

    line: int
    language: str
    code: str


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(text[: match.start()].count("\n") + 1, *match.groups()) for match in _BLOCK.finditer(text)]


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work, site = tmp_path / "work", tmp_path / "site"
    for folder in (work, site):
        folder.mkdir()
    fill(work)
    install_tutorial(site)
    install_packages(site)
    monkeypatch.syspath_prepend(site)
    monkeypatch.chdir(work)
    monkeypatch.setenv("COLUMNS", "80")
    # On a machine's first run a note says that the kernels are compiled.
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)
    yield work
    for name in [name for name in sys.modules if name.startswith("provenance_")]:
        del sys.modules[name]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_code_blocks_run(page: Path, sandbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = types.ModuleType("example").__dict__
    for block in blocks_of(page):
        where = f"{page.name}:{block.line}"
        if block.language == "python":
            exec(compile(block.code, where, "exec"), names)  # noqa: S102
            check_prints(block.code, capsys.readouterr().out, where)
        elif block.language in ("console", "sh"):
            check_commands(block, where, capsys)
        elif block.language == "toml":
            check_toml(block.code, sandbox, where)
        elif block.language == "json":
            json.loads(block.code)
        elif block.language == "bash":
            assert page.name in _SCRIPTS, f"{where}: which test runs it?"
        else:
            assert block.language == "text", f"{where}: how is {block.language!r} to be tested?"


def check_prints(code: str, said: str, where: str) -> None:
    promised = re.findall(r"^print\(.*\)\s+# ([(\d].*|every pair)$", code, re.MULTILINE)
    lines = iter(said.splitlines())
    for promise in promised:
        # What is promised is printed, in this order, among what else is.
        assert promise in lines, f"{where}: {promise}"


def check_commands(block: Block, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    parts = re.split(r"^\$ ", block.code, flags=re.MULTILINE)[1:] if block.language == "console" else []
    if block.language == "sh":
        parts = [f"{line}\n" for line in block.code.splitlines() if line.strip()]
    for part in parts:
        command, _, shown = part.partition("\n")
        if command.startswith(_ELSEWHERE):
            continue
        code, said = run(command, capsys)
        if shown:
            assert said.rstrip() == shown.rstrip(), f"{where}: {command}"
        if not shown.startswith("Error"):
            assert code == 0, f"{where}: {command}\n{said}"


def run(command: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    if command.startswith(_SHELL):
        done = subprocess.run(shlex.split(command), capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr
    name, *arguments = shlex.split(command.partition(" > ")[0])
    assert name == "provenance", command
    code = main(arguments)
    said = capsys.readouterr()
    return code, "" if " > " in command else said.out + said.err


def check_toml(code: str, sandbox: Path, where: str) -> None:
    tomllib.loads(code)
    if code.startswith("# provenance.toml"):
        file = sandbox / "settings.toml"
        file.write_text(code, encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            assert main(["matrix", "--config", str(file), "--show-options"]) == 0, where


def test_links_lead_somewhere() -> None:
    broken = []
    for page in PAGES:
        text = _BLOCK.sub("", page.read_text(encoding="utf-8"))
        for target, anchor in re.findall(r"\]\(([^)#:\s]*)(#[^)\s]*)?\)", text):
            goal = page if not target else (page.parent / target).resolve()
            if not goal.exists() or (anchor and anchor[1:] not in anchors_of(goal)):
                broken.append(f"{page.relative_to(ROOT)}: {target}{anchor}")
    assert broken == []


@cache
def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each).lower().replace(" ", "-") for each in headings}


def test_there_are_pages_and_blocks() -> None:
    assert len(PAGES) >= 10
    assert sum(len(blocks_of(page)) for page in PAGES) >= 40
