"""The initial files of a new plugin: a working package with a test, for each kind of component."""

from __future__ import annotations

from string import Template

from provenance.cli.skeleton_kinds import SKELETONS

__all__ = ["SKELETONS", "files_of"]

_PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "$distribution"
version = "0.1.0"
description = "$summary A plugin for provenance."
readme = "README.md"
requires-python = ">=3.11"
# "provenance-plugin" is how others find it.
keywords = ["provenance-plugin", "text reuse", "journalism"]
classifiers = ["Programming Language :: Python :: 3", "Topic :: Text Processing :: Linguistic", "Typing :: Typed"]
dependencies = ["wire-provenance>=0.1,<1"]

[project.optional-dependencies]
test = ["wire-provenance[testing]"]

[project.entry-points."wire_provenance.v1"]
$name = "$module"

[tool.hatch.build.targets.wheel]
packages = ["$module"]
"""
_README = """\
# $distribution

$summary A plugin for `provenance`.

```sh
python -m pip install .
$use
```

To work on it:

```sh
python -m pip install --editable '.[test]'
python -m pytest
provenance plugins check
```

To publish it: put it on GitHub, name the workflow `release.yml` as a trusted publisher of `$distribution` on PyPI
(Publishing, "Add a pending publisher"), and push a tag such as `v0.1.0`.
"""
_RELEASE = """\
# Tests each version that is tagged, and publishes it on PyPI without a password (trusted publishing).
name: release
on:
  push:
    tags: ["v*"]
jobs:
  release:
    runs-on: ubuntu-latest
    environment: pypi
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-python@v6
        with:
          python-version: "3.11"
      - run: python -m pip install build '.[test]'
      - run: python -m pytest
      - run: python -m build
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
_INIT = '''\
"""A plugin for provenance: $summary"""

from provenance.hooks import hookimpl
from provenance.plugins.types import $Record


# This module is imported wherever the plugin is installed; what it offers is imported when it is used.
@hookimpl
def provenance_$hook():
    yield $Record(
        name="$name",
        factory="$module.component:$Class",
$more        summary="$summary",
    )
'''
_TEST = """\
${libraries}import $module
${more_imports}from provenance.testing import $imports
from $module.component import $Class
$sample

@check_plugin($module$samples)
def test_what_is_asked_of_every_plugin(check):
    check()
"""
_IMPORTS = {"reporter": "check_plugin, sample_result, written", "reader": "check_plugin, read_with"}
#: Further lines of imports in the test, before those of the package itself.
_MORE_IMPORTS = {
    "evidence": "from provenance import Document\n",
    "duplicate-reporter": (
        "from provenance import Document, deduplicate\nfrom provenance.model.options import ReportOptions\n"
    ),
    "keep-policy": "from provenance import deduplicate\nfrom provenance.plugins import load_plugins\n",
}
_LIBRARIES = {"keep-policy": "import pyarrow\n\n", "duplicate-reporter": "import io\n\n"}
_SAMPLE = '\nSAMPLE = "Rain.\\n====\\nSun.\\n"\n'


def files_of(kind: str, name: str) -> dict[str, str]:
    """Return the files of a new plugin, by path relative to its folder.

    Parameters
    ----------
    kind : str
        One of `SKELETONS`.
    name : str
        Its name, as in ``--format NAME``: lower-case letters, digits and single hyphens.
    """
    skeleton = SKELETONS[kind]
    reader = kind == "reader"
    module = f"provenance_{name.replace('-', '_')}"
    words = {
        "name": name,
        "distribution": f"provenance-{name}",
        "module": module,
        "Class": _class(name, skeleton.word),
        "summary": skeleton.summary,
        "hook": skeleton.hook,
        "Record": skeleton.record,
        "imports": _IMPORTS.get(kind, "check_plugin"),
        "libraries": _LIBRARIES.get(kind, ""),
        "more_imports": _MORE_IMPORTS.get(kind, ""),
        "sample": _SAMPLE if reader else "",
        "samples": f', {{"day.{name}": SAMPLE}}' if reader else "",
    }
    words["use"] = Template(skeleton.use).substitute(words)
    words["more"] = f"        {Template(skeleton.more).substitute(words)}\n" if skeleton.more else ""
    sources = {
        "pyproject.toml": _PROJECT,
        "README.md": _README,
        f"{module}/__init__.py": _INIT,
        f"{module}/component.py": skeleton.component,
        f"{module}/py.typed": "",
        ".github/workflows/release.yml": _RELEASE,
        f"tests/test_{module.removeprefix('provenance_')}.py": _TEST + skeleton.test,
    }
    return {path: Template(source).substitute(words) for path, source in sources.items()}


def _class(name: str, word: str) -> str:
    """Return the name of the class: one that is no keyword and that nothing else in the module has."""
    parts = "".join(part.capitalize() for part in name.split("-"))
    return f"{word}{parts}" if parts[0].isdigit() else f"{parts}{word}"
