"""Commands killed at any moment: run again, they write the same bytes, and leave nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.inputs import articles

if TYPE_CHECKING:
    import random

__all__ = ["kills"]

_ROOT = Path(__file__).resolve().parent.parent.parent
_COMMANDS = {
    "matrix": ["matrix", "in.jsonl", "-o", "out.json"],
    "passages": ["passages", "in.jsonl", "-o", "out.jsonl"],
    "passages, a table": ["passages", "in.jsonl", "-o", "out.parquet"],
    "report": ["report", "in.jsonl", "-o", "out.html"],
    "trace": ["trace", "article.txt", "--against", "in.jsonl", "-o", "out.json"],
    "dedup": ["dedup", "in.jsonl", "-o", "out.jsonl", "--receipts", "out.receipts.jsonl"],
    "dedup that goes on": ["dedup", "in.jsonl", "-o", "out.jsonl", "--work", "work", "--memory", "200KB"],
}


def kills(choose: random.Random, folder: Path) -> None:
    """Kill a command somewhere, up to three times, then let it end."""
    texts = [text for _ in range(20) for text in articles(choose) if text]
    lines = "".join(json.dumps({"id": f"a{number}", "text": text}) + "\n" for number, text in enumerate(texts))
    command = _COMMANDS[choose.choice(list(_COMMANDS))]
    for name in ("clean", "killed"):
        (folder / name).mkdir()
        (folder / name / "in.jsonl").write_text(lines, encoding="utf-8")
        (folder / name / "article.txt").write_text(texts[0], encoding="utf-8")
    began = time.monotonic()
    assert _run(command, folder / "clean", None) == 0, command
    whole = time.monotonic() - began
    for _ in range(choose.randint(1, 3)):
        _run(command, folder / "killed", whole * choose.random())
    assert _run(command, folder / "killed", None) == 0
    for path in (folder / "clean").glob("out.*"):
        if path.is_file():
            assert (folder / "killed" / path.name).read_bytes() == path.read_bytes(), command
    left = {path.name for path in (folder / "killed").iterdir()}
    assert left == {path.name for path in (folder / "clean").iterdir()}, command


def _run(command: list[str], folder: Path, seconds: float | None) -> int | None:
    """Run a command; None where it was killed after so many seconds."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "provenance", *command],
            cwd=folder, env=environment, capture_output=True, timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    assert b"Traceback" not in ended.stderr, ended.stderr
    return ended.returncode
