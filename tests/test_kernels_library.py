"""The library of kernels: it is called with what their annotations say, and where it is missing, numba compiles."""

from __future__ import annotations

import importlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

import provenance
from provenance import Document, ReuseOptions, deduplicate, find_reuse, sign
from provenance.kernels import library as libraries
from provenance.kernels.characters import join_shingles
from provenance.kernels.jit import Kernel
from provenance.kernels.library import Library, library
from provenance.kernels.signature import signature_of
from provenance.kernels.sources import digest_of_sources
from provenance.kernels.words import word_numbers

PACKAGE = Path(provenance.__file__).parent
in_library = pytest.mark.skipif(not isinstance(library(), Library), reason=f"no library of kernels: {library()}")


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


def kernels() -> dict[str, Kernel]:
    """Return all kernels of the package by their names."""
    modules = [
        importlib.import_module(f"provenance.kernels.{file.stem}")
        for file in (PACKAGE / "kernels").glob("*.py")
        if file.stem not in ("__init__", "compiling")
    ]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, Kernel)]
    return {kernel.signature.name: kernel for kernel in values}


def test_every_kernel_is_called_with_what_its_annotations_say(everything):
    # What is called with anything else raises a TypeError.
    assert len(kernels()) > 70
    assert [name for name, kernel in kernels().items() if "code" not in vars(kernel)] == []


@in_library
def test_nothing_is_compiled_and_numba_is_not_imported():
    code = "import sys, provenance; provenance.compare('a b c', 'a b c'); print('numba' in sys.modules)"
    assert run(code) == "False"


# What a kernel takes

NORM, STARTS = np.frombuffer(b"sea sea " + bytes(64), np.uint8), np.array([0, 4, 8])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((NORM, STARTS.astype(np.int32), np.zeros(2, np.uint32)), "'token_start' a contiguous array of int64"),
        ((NORM, np.stack([STARTS, STARTS]), np.zeros(2, np.uint32)), "with 1 axes; given: an array of int64 with 2"),
        ((NORM[::2], STARTS, np.zeros(2, np.uint32)), "not contiguous"),
        ((NORM, STARTS, np.zeros(2, ">u4")), "given: an array of >u4"),
        ((NORM, STARTS, NORM[:8].view(np.uint32)), "'numbers' a contiguous array of uint32 with 1 axes, writable; "),
        ((NORM, STARTS, [0, 0]), r"given: \[0, 0\], list"),
        ((NORM, STARTS), "takes 3 arguments; given: 2"),
    ],
)
def test_what_a_kernel_cannot_take_is_refused(arguments, said):
    with pytest.raises(TypeError, match=said):
        word_numbers(*arguments)


def test_an_array_that_is_only_read_need_not_be_writable():
    numbers = np.zeros(2, np.uint32)
    word_numbers(NORM, STARTS, numbers)
    assert not NORM.flags.writeable
    assert numbers[0] == numbers[1] != 0


@pytest.mark.parametrize("most", [2**63, 1.5, None])
def test_a_number_is_an_integer_of_64_bits(most):
    with pytest.raises(TypeError, match="'most' a number, int64"):
        join(most)


@pytest.mark.parametrize(("most", "error"), [(2**48, MemoryError), (-1, ValueError)])
def test_what_fails_in_a_kernel_is_raised(most, error):
    with pytest.raises(error):
        join(most)


def join(most: object) -> int:
    """Call a kernel that takes memory for so many items."""
    none = np.zeros(0, np.int32)
    return join_shingles(np.zeros(0, np.uint64), none, none, most, 2, np.zeros(0, np.int64))


def test_annotations_that_say_too_little_are_refused():
    def unknown(values: I128) -> None:  # noqa: F821
        """Have an argument of a type that no kernel takes."""

    def bare(values) -> None:
        """Have an argument without a type."""

    def decimal(values: F64) -> float:  # noqa: F821
        """Return what a kernel cannot return."""

    for function in (unknown, bare, decimal):
        with pytest.raises(TypeError, match=function.__name__):
            signature_of(function)


# Where there is no library


def run(code: str, **environment: str) -> str:
    """Run code in a process of its own, and return what it prints."""
    own = {key: value for key, value in os.environ.items() if key not in ("NUMBA_DISABLE_JIT", "PROVENANCE_KERNELS")}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**own, "PYTHONPATH": str(PACKAGE.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.strip()


#: Calls a kernel twice, and prints what it found, whether numba was imported, and what a user was told.
CALL = """
import json, sys
import numpy as np
from provenance.kernels import tell_of_compiling
from provenance.kernels.words import word_numbers

told = []
tell_of_compiling(told.append)
numbers = np.zeros(2, np.uint32)
for _ in "ab":
    word_numbers(np.frombuffer(b"sea sea " + bytes(64), np.uint8), np.array([0, 4, 8]), numbers)
print(json.dumps([len(set(numbers.tolist())), "numba" in sys.modules, told]))
"""


def test_numba_compiles_where_it_is_asked_to_and_says_so_once(tmp_path):
    pytest.importorskip("numba", reason="the extra [jit] is not installed")
    asked = {"PROVENANCE_KERNELS": "jit", "NUMBA_CACHE_DIR": str(tmp_path)}
    found, imported, told = json.loads(run(CALL, **asked))
    assert (found, imported) == (1, True)
    assert told == [
        "Compiling for this machine, as PROVENANCE_KERNELS asks for numba; only the first run does, in a minute or so."
    ]
    assert json.loads(run(CALL, **asked)) == [1, True, []]
    # What was compiled of other sources is dropped.
    (stamp,) = tmp_path.glob("*/sources.digest")
    stamp.write_text("others")
    assert json.loads(run(CALL, **asked)) == [1, True, told]


def test_numba_compiles_where_nothing_can_be_kept(tmp_path):
    pytest.importorskip("numba", reason="the extra [jit] is not installed")
    nowhere = tmp_path / "file"
    nowhere.touch()
    assert json.loads(run(CALL, PROVENANCE_KERNELS="jit", NUMBA_CACHE_DIR=str(nowhere)))[:2] == [1, True]


def test_without_library_and_numba_an_error_names_the_extra():
    code = f"""
import sys
sys.modules["numba"] = None
from provenance.errors import ProvenanceError
try:
    exec({CALL!r})
except ProvenanceError as error:
    print(error)
"""
    said = run(code, PROVENANCE_KERNELS="jit")
    assert said == (
        "kernels cannot run: PROVENANCE_KERNELS asks for numba, and numba, which could compile them, is not installed. "
        "Hint: python -m pip install 'wire-provenance[jit]'"
    )


def test_kernels_run_as_python_where_numba_is_told_not_to_compile():
    code = """
import sys
import numpy as np
from provenance.kernels.digests import copy_slices

out = np.zeros(2, np.uint8)
copy_slices(np.arange(5, dtype=np.uint8), np.array([1]), np.array([3]), out)
print(out.tolist(), copy_slices.__class__.__name__, "numba" in sys.modules)
"""
    assert run(code, NUMBA_DISABLE_JIT="1") == "[1, 2] function False"


@in_library
@pytest.mark.parametrize("changed", ["sources", "library", "nothing"])
def test_a_library_that_is_not_of_these_sources_is_not_used(monkeypatch, tmp_path, changed):
    if changed == "sources":
        monkeypatch.setattr(libraries, "digest_of_sources", lambda: "others")
    elif changed == "library":
        (tmp_path / "library").write_bytes(b"no library")
        monkeypatch.setattr(libraries, "LIBRARY", tmp_path / "library")
    else:
        monkeypatch.setattr(libraries, "LIBRARY", tmp_path / "library")
    said = {"sources": "have changed", "library": "cannot be loaded", "nothing": "has no compiled kernels"}
    assert said[changed] in str(library.__wrapped__())


def test_a_constant_of_another_module_is_among_the_sources(monkeypatch):
    before = digest_of_sources()
    words, read = PACKAGE / "model" / "word_flags.py", Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (b"# changed" if path == words else b""))
    assert digest_of_sources.__wrapped__() != before
