"""What importing the package costs, and what it offers."""

from __future__ import annotations

import subprocess
import sys

import pytest

import provenance

_HEAVY = (
    *("numba", "numpy", "pyarrow", "datasketch", "pluggy", "rich", "cyclopts", "pandas", "polars", "duckdb"),
    *("jinja2", "networkx", "prov", "PIL", "hypothesis", "pytest", "tomllib", "importlib.metadata"),
)


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh Python has loaded after some code."""
    ran = subprocess.run(
        [sys.executable, "-I", "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in ran.stdout.split()}


def test_importing_the_package_loads_nothing_heavy():
    # What an installation's own start-up files load is not ours.
    assert not (loaded_by("import provenance") - loaded_by("")).intersection(_HEAVY)


def test_importing_the_package_takes_little_time():
    code = "import time; begin = time.thread_time(); import provenance; print(time.thread_time() - begin)"
    taken = [float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout) for _ in "ab"]
    # The first import may have to compile.
    assert min(taken) < 0.06


def test_plugins_are_not_imported_until_a_name_is_needed(tmp_path):
    (tmp_path / "a_plugin.py").write_text("raise RuntimeError")
    info = tmp_path / "a_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: a-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[wire_provenance.v1]\na = a_plugin\n")
    start = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    use = "import provenance; provenance.compare('a b', 'a b').write('/dev/null', 'json')"
    assert "a_plugin" not in loaded_by(start + use)
    assert "importlib.metadata" not in loaded_by(start + "import provenance; provenance.find_reuse")


def test_listing_its_names_loads_nothing_heavy():
    found = loaded_by("import provenance; dir(provenance); provenance.__version__; provenance.Document('a', 'b')")

    assert not (found - loaded_by("")).intersection(_HEAVY)


def test_errors_and_hooks_load_no_kernel():
    found = loaded_by("import provenance.errors, provenance.hooks, provenance.model.options")

    assert not found.intersection({"numba", "numpy", "pyarrow", "datasketch"})


def test_reading_and_reporting_compile_nothing():
    found = loaded_by("import provenance; provenance.read; provenance.find_reuse; provenance.sign; provenance.compare")

    assert not found.intersection({"numba", "datasketch", "scipy"})


def test_all_is_sorted_and_complete():
    assert list(provenance.__all__) == sorted(provenance.__all__)
    assert len(set(provenance.__all__)) == len(provenance.__all__)
    assert dir(provenance) == sorted(provenance.__all__)


def test_each_public_name_is_there():
    for name in provenance.__all__:
        value = getattr(provenance, name)

        assert value is getattr(provenance, name), name
        if isinstance(value, type) or callable(value):
            assert value.__name__ == name
            assert value.__doc__, name


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'find_resue'"):
        _ = provenance.find_resue


def test_finding_reuse_does_not_import_what_only_the_machine_has():
    # PyArrow imports pandas in many of its calls, which takes a second.
    code = (
        "import provenance\n"
        "text = 'The ferry ran aground on a sandbank shortly before dawn on Monday, its owner said.'\n"
        "assert provenance.find_reuse({'a': text, 'b': text}).passages\n"
        "provenance.deduplicate({'a': text, 'b': text})"
    )
    assert not (loaded_by(code) - loaded_by("")).intersection(("pandas", "polars", "duckdb", "matplotlib"))
