"""docs/commands.md leaves no command out; its examples are run by tests/test_docs.py."""

from __future__ import annotations

from docs_sandbox import ROOT

from provenance.cli.app import build_app

PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_every_command_is_there() -> None:
    app = build_app()
    for name in app.resolved_commands():
        if name.startswith("-"):
            continue
        assert f"\n## {name}\n" in PAGE
        for inner in app[name].resolved_commands() if name == "plugins" else ():
            assert inner.startswith("-") or f"`provenance plugins {inner}" in PAGE
