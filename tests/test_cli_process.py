"""The command line as a process: what it imports, pipes, terminals, encodings, broken plugins."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from provenance.kernels.library import Library, library

ROOT = Path(__file__).parents[1]
PROVENANCE = [sys.executable, "-m", "provenance"]
SENTENCE = "The ferry ran aground on a sandbank off the northern point shortly before dawn on Monday"
posix = pytest.mark.skipif(os.name != "posix", reason="pipes, terminals and signals of POSIX")


def environment(**changes: str) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "TERM")}
    path = os.pathsep.join(part for part in (str(ROOT), own.get("PYTHONPATH", "")) if part)
    return {**own, "PYTHONPATH": path, **changes}


def start(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROVENANCE, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=env or environment(),
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.txt").write_text(f"Número {number}: {SENTENCE}.", encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    # On a machine's first run a note says that the kernels are compiled, on standard error.
    folder = tmp_path_factory.mktemp("first")
    for number in range(60):
        (folder / f"{number}.txt").write_text(f"Número {number}: {SENTENCE}.", encoding="utf-8")
    for command in ("matrix", "passages"):
        start(command, str(folder))


HEAVY = [
    "numpy",
    "pyarrow",
    "numba",
    "pluggy",
    "datasketch",
    "importlib.metadata",
    "asyncio",
    "multiprocessing",
    "hashlib",
    "tempfile",
]
#: What deduplicating a file of JSON Lines has no use for.
UNUSED = [
    *("numba", "datasketch", "importlib.metadata", "asyncio", "multiprocessing", "numpy.random", "hashlib", "difflib"),
    *("rich", "cyclopts.help", "tomllib", "provenance.api.reuse", "provenance.infer", "provenance.plugins.discovery"),
]


# A command that is not there may be a plugin's: plugins are looked for.
@pytest.mark.parametrize("arguments", [["--help"], ["matrix", "--help"], ["--version"], ["matrix"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys\nfrom provenance.cli import main\nmain({arguments!r})\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert ended.stderr.splitlines()[-1] == "[]"


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, provenance, provenance.cli\nprint(sorted(set({HEAVY!r}) & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert ended.stdout == "[]\n", ended.stderr


@pytest.mark.skipif(not isinstance(library(), Library), reason="without a library, numba is imported")
def test_dedup_loads_only_what_it_uses(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": SENTENCE}), encoding="utf-8")
    arguments = ["dedup", str(tmp_path / "a.jsonl"), "--receipts", str(tmp_path / "receipts.jsonl")]
    assert start(*arguments).returncode == 0  # It may have to compile.
    code = (
        f"import sys\nfrom provenance.__main__ import main\nmain({arguments!r})\n"
        f"print(sorted(set({UNUSED!r}) & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert ended.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("given", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")])
def test_the_process_of_the_command(given: dict[str, str], threads: str) -> None:
    code = (
        "import gc, os\nfrom provenance.__main__ import main\nmain(['--version'])\n"
        "print(gc.isenabled(), os.environ['OPENBLAS_NUM_THREADS'])"
    )
    env = {key: value for key, value in environment().items() if key != "OPENBLAS_NUM_THREADS"} | given
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert ended.stdout.splitlines()[-1] == f"False {threads}"


def test_a_whole_run(folder: Path) -> None:
    ended = start("matrix", str(folder), "--limit", "1")
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert "\x1b" not in ended.stdout
    assert "The strongest pair of each story" in ended.stdout


def test_exit_codes() -> None:
    assert start("matrix", "nowhere").returncode == 1
    assert start("matrix", "--nothing").returncode == 2


@posix
@pytest.mark.parametrize("arguments", [["passages", "--format", "csv"], ["passages"], ["matrix", "--format", "json"]])
def test_a_reader_that_leaves_is_not_an_error(folder: Path, arguments: list[str]) -> None:
    run = subprocess.Popen(
        [*PROVENANCE, *arguments, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    with run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stdout.read(10)
        run.stdout.close()
        said = run.stderr.read()
        assert run.wait(60) in (0, 141)
    assert said == b""


@posix
@pytest.mark.parametrize(
    ("arguments", "closed"),
    [
        # What is written is written by each command in its own way; the rest is the same before all of them.
        *product(["matrix {}", "passages {} --format jsonl", "dedup {}"], [">&-", "> /dev/full"]),
        *product(["--version"], [">&-", "2>&-", ">&- 2>&-", "<&-", "> /dev/full"]),
        ("matrix {}", "2>&-"), ("dedup {}", ">&- 2>&-"), ("passages {} --format jsonl", "<&-"),
    ],
)  # fmt: skip
def test_streams_that_are_closed_or_full(folder: Path, arguments: str, closed: str) -> None:
    command = f"{' '.join(PROVENANCE)} {arguments.format(folder)} {closed}"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment(), check=False)

    assert ended.returncode == (1 if closed.startswith(">") else 0)
    said = ended.stderr.splitlines()[-1:] if "2>" not in closed else []
    if closed.startswith(">") and "2>" not in closed:
        reason = "No space left on device." if "full" in closed else "Bad file descriptor."
        assert said[0].startswith("Error: ")
        assert said[0].endswith(reason)
    assert "Traceback" not in ended.stderr
    assert "Exception" not in ended.stderr


@posix
def test_the_help_may_be_cut_short() -> None:
    run = subprocess.Popen([*PROVENANCE, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    with run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        said = run.stderr.read()
        assert run.wait(60) in (0, 141)
    assert said == b""


@posix
def test_device_of_standard_output(folder: Path, tmp_path: Path) -> None:
    ended = start("matrix", str(folder), "--format", "json", "-o", "/dev/stdout")
    assert len(json.loads(ended.stdout)["documents"]) == 60
    with (tmp_path / "out").open("w") as out:
        subprocess.run(
            [*PROVENANCE, "matrix", str(folder), "--format", "csv", "-o", "/dev/stdout"],
            stdout=out,
            env=environment(),
            check=True,
        )
    assert (tmp_path / "out").read_text().startswith('"id","00","01"')


@posix
def test_interrupted() -> None:
    # Reading says that it has begun, and goes on until a signal comes.
    slow = "import signal, provenance.cli.run as r\nr.load = lambda *_: (print('on', flush=True), signal.pause())\n"
    command = "import sys\nfrom provenance.cli import main\nsys.exit(main(['matrix', '.']))"
    run = subprocess.Popen(
        [sys.executable, "-c", slow + command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    with run:
        assert run.stdout is not None
        assert run.stdout.readline() == "on\n"
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert said == "Error: interrupted.\n"


def in_terminal(*arguments: str, **changes: str) -> str:
    """Run in a terminal and return what it shows, standard output and error together."""
    pty = pytest.importorskip("pty")
    here, there = pty.openpty()
    run = subprocess.Popen(
        [*PROVENANCE, *arguments], stdin=there, stdout=there, stderr=there, env=environment(**changes)
    )
    os.close(there)
    said = b""
    while True:
        try:
            part = os.read(here, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    os.close(here)
    assert run.wait(60) == 0
    return said.decode()


@posix
def test_a_terminal_has_colours_and_progress(folder: Path) -> None:
    said = in_terminal("matrix", str(folder), "--limit", "1", TERM="xterm")
    assert "comparing 60 articles" in said
    assert "\x1b[1m" in said


@posix
@pytest.mark.parametrize("changes", [{"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colours(folder: Path, changes: dict[str, str]) -> None:
    said = in_terminal("matrix", str(folder), "--limit", "1", **changes)
    assert "\x1b[1m" not in said
    assert "\x1b[3" not in said
    assert "The strongest" in said


@pytest.mark.parametrize("format_", ["table", "json", "csv", "markdown"])
def test_pipes_are_utf8_whatever_the_locale(folder: Path, format_: str) -> None:
    env = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    ended = start("passages", str(folder / "00.txt"), str(folder / "01.txt"), "--format", format_, env=env)
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert SENTENCE[:30] in ended.stdout


def test_json_obeys_an_encoding_that_was_asked_for(folder: Path) -> None:
    env = environment(PYTHONIOENCODING="ascii")
    paths = [str(folder / "00.txt"), str(folder / "01.txt")]
    ended = start("passages", *paths, "--min-words", "3", "--format", "json", env=env)
    assert ended.stdout.isascii()
    assert json.loads(ended.stdout)["documents"]


# Plugins that are broken.


@pytest.fixture
def broken(tmp_path: Path) -> dict[str, str]:
    site = tmp_path / "site"
    site.mkdir()
    modules = {
        "bad_import": "raise RuntimeError('no \\x1b[31mway')\n",
        "bad_exit": "import sys\nsys.exit(3)\n",
        "bad_factory": (
            "from provenance.hooks import hookimpl\n"
            "from provenance.plugins.types import ReporterEntry\n"
            "@hookimpl\n"
            "def provenance_reporters():\n"
            "    yield ReporterEntry(name='slides', factory='bad_factory:nothing', suffixes=('.slides',))\n"
        ),
    }
    for name, source in modules.items():
        (site / f"{name}.py").write_text(source, encoding="utf-8")
        info = site / f"dist_{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dist-{name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[wire_provenance.v1]\n{name} = {name}\n")
    return environment(PYTHONPATH=os.pathsep.join((str(ROOT), str(site))), COLUMNS="200")


def test_broken_plugins_are_listed(broken: dict[str, str]) -> None:
    ended = start("plugins", "list", env=broken)
    assert ended.returncode == 0
    assert "failed: bad_import (dist-bad_import 1.0): " in ended.stdout
    assert "failed: bad_exit (dist-bad_exit 1.0): " in ended.stdout
    assert "slides" in ended.stdout
    assert "markdown" in ended.stdout
    assert "\x1b" not in ended.stdout


def test_broken_plugins_fail_the_check(broken: dict[str, str]) -> None:
    ended = start("plugins", "check", env=broken)
    assert ended.returncode == 1
    for name in ("bad_import", "bad_exit", "bad_factory"):
        assert f"failed: {name} (dist-{name} 1.0): " in ended.stdout
    assert ended.stdout.startswith("ok: built-in offers ")


def test_plugins_can_be_left_out(broken: dict[str, str]) -> None:
    ended = start("plugins", "check", "--no-plugins", env=broken)
    assert ended.returncode == 0
    assert "bad_import" not in ended.stdout
    disabled = [part for name in ("bad_import", "bad_exit", "bad_factory") for part in ("--disable-plugin", name)]
    ended = start("plugins", "list", *disabled, env=broken)
    assert ended.returncode == 0
    assert "blocked: bad_import (dist-bad_import 1.0): it is disabled" in ended.stdout


def test_info_on_a_broken_plugin(broken: dict[str, str]) -> None:
    for name in ("bad_import", "dist-bad_import"):
        ended = start("plugins", "info", name, env=broken)
        assert ended.returncode == 0
        assert ended.stdout.startswith("bad_import (dist-bad_import 1.0): failed\nfailed: bad_import")
    assert "reporter slides (.slides)" in start("plugins", "info", "slides", env=broken).stdout


def test_broken_plugins_do_not_stop_a_run(broken: dict[str, str], folder: Path) -> None:
    ended = start("matrix", str(folder), env=broken)
    assert ended.returncode == 0
    ended = start("matrix", str(folder), "--format", "slides", env=broken)
    assert ended.returncode == 1
    assert "Error: plugin bad_factory (dist-bad_factory 1.0) failed during making the reporter 'slides'" in ended.stderr
    ended = start("matrix", str(folder), "--format", "slidse", env=broken)
    assert ended.returncode == 2
    assert "did you mean 'slides'?" in ended.stderr
    assert "bad_import" in ended.stderr
