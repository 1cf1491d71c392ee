"""Puts what the commands print now into the README and the pages of docs/: python tests/docs_outputs.py

Only output that is shown is written, below the command that it belongs to; look at the difference before it is kept.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from docs_sandbox import ROOT, fill, install_tutorial

_CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def printed(command: str, work: Path, site: Path) -> str:
    """Return what a command prints, standard error after standard output, as the page shows it."""
    arguments = shlex.split(command)
    if arguments[0] == "provenance":
        arguments = [sys.executable, "-m", *arguments]
    path = os.pathsep.join([str(site), str(ROOT)])
    done = subprocess.run(
        arguments, cwd=work, env={**os.environ, "COLUMNS": "80", "PYTHONPATH": path}, capture_output=True, text=True
    )
    return (done.stdout + done.stderr).rstrip() + "\n"


def refreshed(page: str, work: Path, site: Path) -> str:
    """Return a page with the output of its commands as it is now."""

    def block(match: re.Match[str]) -> str:
        parts = re.split(r"^(?=\$ )", match.group(), flags=re.MULTILINE)
        for number, part in enumerate(parts):
            command, _, shown = part.partition("\n")
            if shown.strip() and command.startswith(("$ provenance ", "$ ls ", "$ head ")):
                parts[number] = f"{command}\n{printed(command[2:], work, site)}"
        return "".join(parts)

    return _CONSOLE.sub(block, page)


def main() -> None:
    """Refresh all pages."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        with tempfile.TemporaryDirectory() as folder:
            work, site = Path(folder) / "work", Path(folder) / "site"
            for each in (work, site):
                each.mkdir()
            fill(work)
            install_tutorial(site)
            before = path.read_text(encoding="utf-8")
            after = refreshed(before, work, site)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: changed")


if __name__ == "__main__":
    main()
