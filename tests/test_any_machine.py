"""Commands work for any user, without a home, without standard streams, in any locale, and in forked processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import provenance

ROOT = Path(provenance.__file__).parents[1]
#: Another user who writes nothing, and reads all, since Python may be in the home of the one who runs the tests.
STRANGER = (
    *("setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"),
    *("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"),
)
SHARED = "The ferry to the island of Osk stayed in port on Monday after a lookout saw ice in the channel. "
COMMANDS = [
    ["matrix", "in", "-o", "matrix.graphml"],
    ["passages", "in", "-o", "passages.jsonl"],
    ["report", "in", "-o", "report.html"],
    ["explain", "in/a.txt", "--against", "in", "-o", "explain.json"],
    ["trace", "in/a.txt", "--against", "in", "-o", "trace.json"],
    ["dedup", "in.jsonl", "-o", "kept.jsonl", "--receipts", "receipts.jsonl", "--work", "work"],
    ["index", "add", "archive.duckdb", "in"],
    ["trace", "in/a.txt", "--against", "archive.duckdb", "-o", "traced.json"],
    ["tune", "in.jsonl", "-o", "tuned.toml"],
    ["plugins", "list"],
]
#: Runs the commands one after the other, as a process of its own would; prints nothing where all is well.
PROGRAM = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from provenance.cli import main
wrong = [command for command in {COMMANDS!r} if main(command)]
with open("wrong.txt", "w", encoding="utf-8") as out:
    print(wrong, file=out)
"""
#: What stands before Python, its options, what is set or unset in the environment, where the streams lead.
CONDITIONS = {
    "another user, no home, locale C": (
        STRANGER,
        [],
        {"HOME": None, "XDG_CACHE_HOME": None, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        "",
    ),
    "another user, a home that is not there, isolated, optimised": (
        STRANGER,
        ["-I", "-O"],
        {"HOME": "/nonexistent"},
        "",
    ),
    "no environment, warnings are errors": ((), ["-X", "dev", "-W", "error"], dict.fromkeys(os.environ), ""),
    "closed standard input and error": ((), [], {}, "<&- 2>&-"),
}


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="without a shell of POSIX")
@pytest.mark.parametrize("name", CONDITIONS)
def test_every_command_works_on_any_machine(name):
    before, options, environment, streams = CONDITIONS[name]
    if before and (os.name != "posix" or os.geteuid() != 0 or shutil.which("setpriv") is None):
        pytest.skip("only root can be another user, and setpriv is needed")
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o777)
        (folder / "in").mkdir()
        texts = [SHARED + f"Passenger {at} waited in the hall for the tide to turn." for at in range(3)]
        for at, text in zip("abc", texts, strict=True):
            (folder / "in" / f"{at}.txt").write_text(text, encoding="utf-8")
        lines = [json.dumps({"id": at, "text": text}) for at, text in enumerate([*texts, texts[0]])]
        (folder / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
        wanted = {**os.environ, **environment}
        done = subprocess.run(
            ["/bin/sh", "-c", f'exec "$@" {streams}', "sh", *before, sys.executable, *options, "-c", PROGRAM],
            cwd=folder, env={key: value for key, value in wanted.items() if value is not None},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = (folder / "wrong.txt").read_text(encoding="utf-8") if (folder / "wrong.txt").exists() else "nothing"
        assert (done.returncode, said) == (0, "[]\n"), done.stderr
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
        assert not [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]
    finally:
        shutil.rmtree(folder)


#: Both verbs in two processes each way, after a use in this one.
PROCESSES = """
import multiprocessing
from provenance import deduplicate, find_reuse

TEXTS = {"a": "the ferry to the island of Osk stayed in port on Monday " * 2, "b": "the ferry to the island stayed"}

def kept(number):
    return list(deduplicate(TEXTS).kept), len(find_reuse(TEXTS).passages)

if __name__ == "__main__":
    first = kept(0)
    for way in ("fork", "spawn"):
        with multiprocessing.get_context(way).Pool(2) as pool:
            assert pool.map(kept, range(4)) == [first] * 4, way
    print("done")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_both_verbs_in_processes_that_are_forked_and_spawned(tmp_path):
    (tmp_path / "program.py").write_text(PROCESSES)
    done = subprocess.run(
        [sys.executable, "program.py"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr
