"""How kernels are loaded: without all of SciPy in the command, and never stale ones."""

from __future__ import annotations

import subprocess
import sys

from provenance.kernels.jit import _drop_stale

QUICK = """
import sys
from provenance.kernels.start import import_numba
import_numba()
from provenance import compare
text = "ten words that stand in both of these two short texts"
assert len(compare(text, text).passages) == 1
assert "scipy.linalg" not in sys.modules
import numba, numpy
product = numba.njit(lambda a, b: a @ b)
assert product(numpy.eye(2), numpy.eye(2)).sum() == 2
assert "scipy.linalg" in sys.modules
"""


def test_the_command_loads_kernels_without_scipy_and_numba_still_finds_it():
    subprocess.run([sys.executable, "-c", QUICK], check=True)


def test_what_other_sources_were_compiled_to_is_dropped(tmp_path):
    index = tmp_path / "align.align_pairs-1.py311.nbi"
    index.touch()

    _drop_stale.__wrapped__(str(tmp_path))
    assert not index.exists()

    index.touch()
    _drop_stale.__wrapped__(str(tmp_path))
    assert index.exists()


def test_a_folder_that_cannot_be_written_to_does_no_harm(tmp_path):
    occupied = tmp_path / "file"
    occupied.touch()

    _drop_stale.__wrapped__(str(occupied / "folder"))
