"""Machine code of kernels: compiled once, kept, loaded without numba, and replaced where it is damaged."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import provenance
from provenance import Document, ReuseOptions, deduplicate, find_reuse, sign
from provenance.kernels import native
from provenance.kernels.compiling import _drop_stale
from provenance.kernels.jit import kernel
from provenance.kernels.store import _digest_of_tools, _version_of_numba

PACKAGE = Path(provenance.__file__).parent
only_native = pytest.mark.skipif(not native.SUPPORTED, reason="numba's own cache is used")

OWN = """
from typing import NamedTuple
import numpy as np
from provenance.kernels.jit import kernel

@kernel
def total(values, times):
    \"\"\"Sum in memory of its own.\"\"\"
    many = np.zeros(times)
    for i in range(times):
        many[i] = values.sum()
    return many.sum()

@kernel
def ends(values):
    return values[0], values[len(values) - 1], len(values)

@kernel
def scale(values, by):
    for i in range(len(values)):
        values[i] *= by

class Pair(NamedTuple):
    left: np.ndarray
    right: np.ndarray

@kernel
def product(pair):
    both = np.zeros(len(pair.left))
    for i in range(len(both)):
        both[i] = pair.left[i] * pair.right[i]
    return both.sum()
"""
#: Prints what the kernels above do, and whether numba was needed.
RUN = """
import json, sys
import numpy as np
import own

values = np.arange(5)
own.scale(values, 3)
ends = [int(number) for number in own.ends(values)]
print(json.dumps([own.total(values, 2), ends, values.tolist(), "numba" in sys.modules]))
"""
#: Runs code that prints a list, and adds to it how often a user was told that something is compiled.
TOLD = """
import contextlib, io, json
from provenance.kernels import tell_of_compiling

told = []
tell_of_compiling(told.append)
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    exec({!r})
print(json.dumps([*json.loads(printed.getvalue()), len(told)]))
"""
DONE = [60.0, [0, 12, 5], [0, 3, 6, 9, 12]]


class Own:
    """A folder with kernels of its own, and another for what is made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache = folder, folder / "cache"
        (folder / "own.py").write_text(OWN)
        path = os.pathsep.join((str(folder), str(PACKAGE.parent)))
        self.environment = {**os.environ, "PYTHONPATH": path, "NUMBA_CACHE_DIR": str(self.cache)}
        self.environment.pop("NUMBA_DISABLE_JIT", None)

    def start(self, code: str = RUN, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str = RUN, **environment: str) -> list[object]:
        started = self.start(code, **environment)
        out, err = started.communicate()
        assert (started.returncode, err) == (0, "")
        return json.loads(out)

    def files(self) -> list[Path]:
        return sorted(self.cache.glob("*/*"))


@pytest.fixture
def own(tmp_path: Path) -> Own:
    return Own(tmp_path)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Own:
    """The kernels as they are after a first run, which others change."""
    own = Own(tmp_path_factory.mktemp("own"))
    assert own.run() == [*DONE, True]
    return own


@only_native
def test_what_was_compiled_is_loaded_without_numba(compiled):
    assert compiled.run() == [*DONE, False]
    assert [path.suffix for path in compiled.files()] == [".kernel"] * 3


@only_native
def test_a_kernel_that_was_changed_is_compiled_again(own):
    assert own.run() == [*DONE, True]
    (own.folder / "own.py").write_text(OWN.replace("values[0],", "values[1],"))
    assert own.run() == [DONE[0], [3, 12, 5], DONE[2], True]


@only_native
def test_a_file_that_is_not_what_it_should_be_is_replaced(compiled):
    ends, scale, total = compiled.files()
    shutil.copy(ends, scale)
    ends.write_bytes(ends.read_bytes()[:-100])
    total.write_bytes(total.read_bytes().replace(b"\nd\n", b"\ni\n"))

    assert compiled.run() == [*DONE, True]
    assert compiled.run() == [*DONE, False]


#: Asks numba's own parts for something that they do not have, as another version of it may.
FAILED = f"""
import provenance.kernels.compiling as compiling

def failed(*arguments):
    raise AttributeError("numba has no such thing")

compiling._compiled = failed
{RUN}"""


@only_native
def test_what_failed_to_compile_is_tried_again(own):
    assert own.run(FAILED) == [*DONE, True]
    assert not list(own.cache.glob("*/*.kernel"))
    assert own.run() == [*DONE, True]
    assert own.run() == [*DONE, False]


@only_native
def test_what_numba_is_told_about_code_is_told_apart(compiled):
    assert compiled.run(NUMBA_OPT="1") == [*DONE, True]
    assert compiled.run(NUMBA_OPT="1", NUMBA_NUM_THREADS="1") == [*DONE, False]
    assert compiled.run() == [*DONE, False]


def test_a_processor_that_cannot_be_asked_does_no_harm(monkeypatch):
    def unknown() -> None:
        raise RuntimeError("no features of this processor")

    known = _digest_of_tools()
    monkeypatch.setattr("llvmlite.binding.get_host_cpu_features", unknown)
    assert _digest_of_tools() != known


def test_where_nothing_can_be_kept_kernels_are_compiled_in_memory(own):
    own.cache.touch()

    assert own.run() == [*DONE, True]
    assert own.cache.read_bytes() == b""


@only_native
@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_code_that_others_could_have_written_is_not_run(own):
    own.run()
    assert not [path for path in own.files() if path.stat().st_mode & 0o022]
    own.files()[0].chmod(0o666)
    assert own.run() == [*DONE, True]
    assert own.run() == [*DONE, False]
    own.files()[0].parent.chmod(0o777)
    assert own.run() == [*DONE, True]
    assert own.run() == [*DONE, False]


@only_native
def test_processes_that_compile_at_once(own):
    started = [own.start() for _ in range(2)]
    for one in started:
        out, err = one.communicate()
        assert (json.loads(out), err) == ([*DONE, True], "")

    assert [path.suffix for path in own.files()] == [".kernel"] * 3
    assert own.run() == [*DONE, False]


@only_native
def test_a_process_that_forks(compiled):
    forking = """
import multiprocessing, json
import numpy as np, own
before = own.total(np.arange(4), 2)
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(json.dumps([before, pool.starmap(own.total, [(np.arange(4), 3)] * 4)]))
"""
    assert compiled.run(forking) == [12, [18] * 4]


@only_native
def test_native_kernels_and_those_of_numba_in_one_process(compiled):
    both = """
import json
import numba, numpy as np
import own

values = np.arange(4)
found = []
for _ in range(3):
    found.append(own.total(values, 2))
    found.append(own.product(own.Pair(values, values)))
    found.append(int(numba.njit(lambda a: np.sort(a)[-1])(values)))
print(json.dumps(found))
"""
    assert compiled.run(both) == [12, 14, 3] * 3


def test_kernels_run_as_python_where_numba_is_told_not_to_compile(own):
    assert own.run(NUMBA_DISABLE_JIT="1") == [*DONE, False]
    assert not own.cache.exists()


def test_systems_whose_objects_are_not_known_use_numbas_cache(own):
    elsewhere = f"import provenance.kernels.native\nprovenance.kernels.native.SUPPORTED = False\n{RUN}"

    for times in (1, 0):
        assert own.run(TOLD.format(elsewhere)) == [*DONE, True, times]
        assert {path.suffix for path in own.files()} == {".nbi", ".nbc", ".digest"}


@pytest.fixture(scope="module")
def everything() -> None:
    """Find and compare in all ways there are."""
    choose = random.Random(3)  # noqa: S311 - made-up words, the same in each run
    ends = ("en", "ori", "umba", "eth", "isk", "ale")
    words = ["".join(parts) for parts in itertools.product("bcdfghklmnprst", ("al", "or", "um", "et", "is"), ends)]

    def text(count: int) -> str:
        return " ".join(choose.choices(words, k=count))

    def noisy(clean: str) -> str:
        return "".join(choose.choice("aeiounrt") if choose.random() < 0.06 else letter for letter in clean)

    common, short = text(150), text(12)
    footer = "Read more of this in our evening paper and write to us at any time of the day."
    parts = (lambda: noisy(common)), (lambda: common[:400]), (lambda: short), (lambda: "")
    documents = [
        Document(f"{number}", f"{parts[min(number % 50, 3)]()} {text(500)}. {footer}", source=f"{number % 110}")
        for number in range(220)
    ]
    find_reuse(documents, options=ReuseOptions(candidates="exact"))
    find_reuse(documents, options=ReuseOptions(candidates="lsh", max_bucket=2))
    find_reuse(documents[:2])
    wire = text(300)
    papers = [Document(name, f"{wire} {text(60)}", source=name) for name in ("star", "post", "mail")]
    find_reuse([Document("wire", f"HARTON (AP) - {wire}", role="wire"), *papers])
    markup = '&lt;p class="wide box"&gt;&lt;b id="top"&gt;'
    find_reuse([f"{text(40)} {short} {markup}", f"{short} {markup} {text(40)}"])
    for scheme in ("affine32", "affine64"):
        sign(documents[:2], scheme=scheme)
    same = documents[0].text
    copies = [*documents[:2], Document("same", same), Document("loose", same.replace(" ", "  "))]
    copies += [Document("near", f"{same} and more"), Document("part", same[: len(same) // 2])]
    for settings in ({}, {"measure": "containment"}, {"normalisers": ["spelling"]}):
        deduplicate(copies, **settings)
    deduplicate(copies[3:], against=copies[:1])
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder, "lines.jsonl")
        lines.write_text('{"id": "1", "text": "one"}\n')
        deduplicate(lines, output=Path(folder, "kept.jsonl"))


def kernels() -> list[str]:
    """Return the places of all kernels of the package."""
    return [
        f"{file.stem}.{node.name}"
        for file in sorted((PACKAGE / "kernels").glob("*.py"))
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and "kernel" in map(ast.unparse, node.decorator_list)
    ]


def is_native(name: str) -> bool:
    module, _, function = name.partition(".")
    return bool(getattr(importlib.import_module(f"provenance.kernels.{module}"), function).native)


@only_native
def test_every_kernel_does_without_numba(everything):
    assert len(kernels()) > 40
    assert [name for name in kernels() if not is_native(name)] == []


@pytest.mark.parametrize("environment", [{}, {"NUMBA_DISABLE_JIT": "1"}])
def test_a_note_is_for_a_run_that_compiles(own, environment):
    for times in (0 if environment else 1, 0):
        *_, told = own.run(TOLD.format(RUN), **environment)
        assert told == times


# Where the folder of the package cannot be written to, and what is dropped.

WORDS = """
import json, sys
import numpy as np
from provenance.kernels.words import word_numbers

numbers = np.zeros(2, np.uint32)
word_numbers(np.frombuffer(b"seasea" + bytes(64), np.uint8).copy(), np.array([0, 3, 6]), numbers)
print(json.dumps([len(set(numbers.tolist())), "numba" in sys.modules]))
"""


@pytest.fixture
def copy(own: Own) -> Own:
    """An installation of one's own."""
    shutil.copytree(PACKAGE, own.folder / "provenance", ignore=shutil.ignore_patterns("__pycache__"))
    own.cache = own.folder / "provenance" / "kernels" / "__pycache__"
    del own.environment["NUMBA_CACHE_DIR"]
    return own


@only_native
def test_a_constant_of_another_module_is_part_of_a_kernel(copy):
    marked = """
import json
import numpy as np
from provenance.kernels.boilerplate import trim_ends

own = np.zeros((1, 2), np.int64)
trim_ends(np.array([[0, 1, 0, 1]]), np.array([8], np.uint8), own)
print(json.dumps(own.tolist()))
"""
    assert copy.run(marked) == [[0, 0]]
    words = copy.folder / "provenance" / "model" / "words.py"
    words.write_text(words.read_text().replace("\nBOILERPLATE = 8\n", "\nBOILERPLATE = 64\n"))
    assert copy.run(marked) == [[1, 1]]


@only_native
def test_the_users_cache_is_used_where_the_folder_cannot_be_written_to(copy):
    copy.cache.touch()
    cache, home = copy.folder / "cache", copy.folder / "home"

    assert copy.run(WORDS, XDG_CACHE_HOME=str(cache), PYTHONDONTWRITEBYTECODE="1") == [1, True]
    assert copy.run(WORDS, XDG_CACHE_HOME=str(cache)) == [1, False]
    assert len(list(cache.glob("provenance/kernels-*/words.word_numbers-*.kernel"))) == 1
    assert copy.run(WORDS, XDG_CACHE_HOME="", HOME=str(home)) == [1, True]
    assert len(list(home.glob(".cache/provenance/kernels-*/*.kernel"))) == 1


@only_native
def test_what_other_sources_were_compiled_to_is_dropped_and_other_processors_are_not(copy):
    assert copy.run(WORDS) == [1, True]
    assert copy.run(WORDS, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="+sse2") == [1, True]
    first = set(copy.cache.glob("kernels-*"))
    assert len(first) == 2
    assert copy.run(WORDS) == [1, False]

    with (copy.folder / "provenance" / "kernels" / "words.py").open("a") as source:
        source.write("# another\n")
    assert copy.run(WORDS) == [1, True]
    last = set(copy.cache.glob("kernels-*"))
    assert len(last) == 1
    assert not first & last


def test_the_version_of_numba_is_known_where_it_has_no_file_for_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert _version_of_numba() == importlib.metadata.version("numba")


def test_what_numba_keeps_of_other_sources_is_dropped(tmp_path):
    index = tmp_path / "align.align_pairs-1.py311.nbi"
    index.touch()

    _drop_stale.__wrapped__(str(tmp_path))
    assert not index.exists()

    index.touch()
    _drop_stale.__wrapped__(str(tmp_path))
    assert index.exists()


def test_a_folder_of_numba_that_cannot_be_written_to_does_no_harm(tmp_path):
    occupied = tmp_path / "file"
    occupied.touch()

    _drop_stale.__wrapped__(str(occupied / "folder"))


# Calls.


@kernel
def filled(size: int, rows: int) -> float:
    """Return the sum of ones in memory of its own."""
    ones = np.ones((size, rows), np.float32)
    found = 0.0
    for i in range(size):
        for j in range(rows):
            found += ones[i, j]
    return found


@kernel
def shape_of(values):
    return len(values.shape), values.size, values.shape[0], values.strides[0], values.itemsize


@kernel
def quotient(left, right):
    return left // right


@kernel
def last(values):
    return values[len(values) - 1]


class Side(NamedTuple):
    numbers: np.ndarray


@kernel
def sum_of_side(side):
    return side.numbers.sum()


def test_memory_is_given_back():
    resource = pytest.importorskip("resource")
    for _ in range(50):
        filled(1000, 100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(5000):
        assert filled(100, 100) == 10_000
    # Each took 40 kB.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_what_goes_wrong_in_a_kernel_is_raised():
    with pytest.raises(MemoryError):
        filled(1 << 40, 1 << 10)
    with pytest.raises(ValueError, match="negative dimensions"):
        filled(-1, 2)
    with pytest.raises(ZeroDivisionError):
        quotient(1, 0)
    with pytest.raises(ZeroDivisionError):
        quotient(1.0, 0.0)
    assert (quotient(7, 2), quotient(7.0, 2), quotient(np.int64(-7), 2)) == (3, 3.0, -4)


@pytest.mark.parametrize(
    "values",
    [
        np.arange(6),
        np.arange(6, dtype=np.uint8)[::-1],
        np.ones((3, 2), np.float32),
        np.ones((3, 2), np.int32).T,
        np.ones((4, 3, 2), bool)[1:, ::2],
        np.zeros((0, 3)),
        np.frombuffer(bytes(24), np.uint16),
    ],
)
def test_arrays_of_any_form(values):
    shape = values.ndim, values.size, values.shape[0], values.strides[0], values.itemsize

    assert shape_of(values) == shape


def test_arrays_of_files(tmp_path):
    values = np.memmap(tmp_path / "file", np.int32, "w+", shape=7)
    values[6] = -9

    assert last(values) == -9


def test_arguments_that_only_numba_can_take():
    assert sum_of_side(Side(np.arange(4))) == 6
    assert last(np.array([0, 1], np.int8)) == 1
    assert quotient(True, True) == 1
    assert quotient(2**64 - 1, np.uint64(5)) == 2**64 // 5


def test_threads_that_call_a_kernel_for_the_first_time_at_once():
    @kernel
    def count(values):
        return len(values)

    together = threading.Barrier(4)
    found = []

    def call() -> None:
        values = np.zeros(9, np.int16)
        together.wait()
        found.append(count(values))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [9] * 4
