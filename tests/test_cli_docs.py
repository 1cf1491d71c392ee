"""docs/commands.md: its examples are true and it leaves nothing out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from provenance.cli import main
from provenance.cli.app import build_app

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ provenance (.*)\n([^`]*)```", PAGE)


@pytest.fixture(autouse=True)
def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a machine's first run a note says that the kernels are compiled.
    monkeypatch.setattr("provenance.kernels.compile_notice", lambda: None, raising=False)
    monkeypatch.setattr("provenance.kernels.dedup_notice", lambda: None, raising=False)


@pytest.mark.parametrize(("arguments", "shown"), EXAMPLES, ids=[arguments for arguments, _ in EXAMPLES])
def test_examples_are_true(
    arguments: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    main(shlex.split(arguments))
    said = capsys.readouterr()
    assert (said.out + said.err).rstrip() == shown.rstrip()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


def test_every_command_is_there() -> None:
    app = build_app()
    for name in app.resolved_commands():
        if name.startswith("-"):
            continue
        assert f"\n## {name}\n" in PAGE
        for inner in app[name].resolved_commands() if name == "plugins" else ():
            assert inner.startswith("-") or f"`provenance plugins {inner}" in PAGE
