"""The initial files of a new plugin: a working package with a test, for each kind of component."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

__all__ = ["SKELETONS", "Skeleton", "files_of"]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The parts of a skeleton that are specific to one kind.

    Parameters
    ----------
    hook : str
        The end of the hook's name.
    record : str
        The class of the record that it yields.
    more : str
        Source of further arguments of the record beside name, factory and summary; may be empty.
    summary : str
        One line for lists.
    component : str
        Source of the module with the component.
    test : str
        Source of the additional tests.
    use : str
        A command that uses it.
    """

    hook: str
    record: str
    more: str
    summary: str
    component: str
    test: str
    use: str


_REPORTER = '''\
"""Writes the longest shared passages, one a line."""


class $Class:
    def write(self, result, out, options):
        """Write the result to the text file `out`, which the host opens and closes."""
        for passage in result.passages.longest(10 if options.limit is None else options.limit):
            names = (one_line(side.document) for side in (passage.left, passage.right))
            out.write("\\t".join((str(passage.words), passage.kind, *names)) + "\\n")


def one_line(text):
    """Return a text without what would break the line or steer a terminal: an article may hold anything."""
    return "".join(character if character.isprintable() else "\\ufffd" for character in text)
'''
_REPORTER_TEST = """\


def test_what_it_writes():
    said = written($Class(), sample_result("shared"), limit=1)
    assert said.endswith("\\twire\\tpaper\\n")
"""
_NORMALISER = '''\
"""Takes lines out of a text that are no part of the article."""

import re

from provenance.model.components import Edit

# One line each, and no pattern that could try a stretch of text in two ways.
LINES = re.compile(r"^(?:Read more|Share this article|Subscribe now)\\b[^\\n]*\\n?", re.MULTILINE)


class $Class:
    def edits(self, text):
        """Yield what to change: sorted, not overlapping, in code points of the text."""
        for match in LINES.finditer(text):
            yield Edit(match.start(), match.end(), "")
'''
_NORMALISER_TEST = """\


def test_what_it_changes():
    [edit] = $Class().edits("Rain.\\nRead more: the wind\\nSun.")
    assert (edit.start, edit.stop, edit.replacement) == (6, 26, "")
"""
_WORD = '''\
"""Counts variants of one word as the same."""

VARIANTS = {"kiev": "kyiv", "kiew": "kyiv"}


class $Class:
    def token(self, token):
        """Return the word that a normalised word counts as; itself where nothing is to be done."""
        return VARIANTS.get(token, token)
'''
_WORD_TEST = """\


def test_what_it_makes_alike():
    assert $Class().token("kiev") == "kyiv"
    assert $Class().token("rain") == "rain"
"""
_TOKENISER = '''\
"""Cuts a text at white space."""

import re

WORD = re.compile(r"\\S+")


class $Class:
    def spans(self, text):
        """Yield (start, stop) for each word: half-open, in code points, sorted, not overlapping."""
        for match in WORD.finditer(text):
            yield match.span()
'''
_TOKENISER_TEST = """\


def test_what_it_cuts():
    assert list($Class().spans("a bc")) == [(0, 1), (2, 4)]
"""
_READER = '''\
"""Reads files in which a line of equals signs stands between two articles."""

from provenance.errors import InputError
from provenance.model.document import Document


class $Class:
    def read(self, path, context):
        """Yield the documents of a file, in their order there."""
        try:
            text = path.read_text(encoding=context.options.encoding or "utf-8")
        except (LookupError, UnicodeError) as error:
            raise InputError(f"cannot be read as text: {error}.", path=path) from None
        for number, part in enumerate(text.split("\\n====\\n"), 1):
            article = part.strip()
            if article:
                yield Document(f"{context.name}-{number}", article)
            else:
                context.bad(InputError(f"article {number} is empty.", path=path))
'''
_READER_TEST = """\


def test_what_it_reads(tmp_path):
    path = tmp_path / "day.$name"
    path.write_text(SAMPLE)
    documents, _ = read_with($Class(), path)
    assert [(each.id, each.text) for each in documents] == [("day-1", "Rain."), ("day-2", "Sun.")]
"""

#: The skeletons, by the name of the kind in ``plugins new``.
SKELETONS: dict[str, Skeleton] = {
    "reporter": Skeleton(
        "reporters",
        "ReporterEntry",
        'suffixes=(".$name",),',
        "The longest passages, one a line.",
        _REPORTER,
        _REPORTER_TEST,
        "provenance matrix articles/ --format $name",
    ),
    "normaliser": Skeleton(
        "normalisers",
        "NormaliserEntry",
        'kind="text",',
        "Takes lines out that are no part of the article.",
        _NORMALISER,
        _NORMALISER_TEST,
        "provenance matrix articles/ --normalisers $name",
    ),
    "token-normaliser": Skeleton(
        "normalisers",
        "NormaliserEntry",
        'kind="token",',
        "Counts variants of one word as the same.",
        _WORD,
        _WORD_TEST,
        "provenance matrix articles/ --normalisers $name",
    ),
    "tokeniser": Skeleton(
        "tokenisers",
        "TokeniserEntry",
        "",
        "Cuts a text at white space.",
        _TOKENISER,
        _TOKENISER_TEST,
        "provenance matrix articles/ --tokeniser $name",
    ),
    "reader": Skeleton(
        "readers",
        "ReaderEntry",
        'suffixes=(".$name",),',
        "Articles with a line of equals signs between them.",
        _READER,
        _READER_TEST,
        "provenance matrix day.$name",
    ),
}

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
import $module
from provenance.testing import $imports
from $module.component import $Class
$sample

@check_plugin($module$samples)
def test_what_is_asked_of_every_plugin(check):
    check()
"""
_IMPORTS = {"reporter": "check_plugin, sample_result, written", "reader": "check_plugin, read_with"}
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
        "Class": "".join(part.capitalize() for part in name.split("-")) if not name[0].isdigit() else "Component",
        "summary": skeleton.summary,
        "hook": skeleton.hook,
        "Record": skeleton.record,
        "imports": _IMPORTS.get(kind, "check_plugin"),
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
        f"tests/test_{module.removeprefix('provenance_')}.py": _TEST + skeleton.test,
    }
    return {path: Template(source).substitute(words) for path, source in sources.items()}
