"""Which code of plugins made a result is recorded, and what other code began is not gone on with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from provenance import Document, ReadOptions, deduplicate, find_reuse, read, sign
from provenance.api.components import pipeline_for
from provenance.engines.resume import run_digest
from provenance.errors import SchemeMismatchError
from provenance.hooks import hookimpl
from provenance.model.documents import Documents
from provenance.model.options import PluginOptions, ReuseOptions
from provenance.plugins import load_plugins
from provenance.plugins.types import NormaliserEntry, ReaderEntry

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """
from provenance.hooks import hookimpl
from provenance.plugins.types import NormaliserEntry

class Names:
    def token(self, token):
        return {"kiew": "WORD"}.get(token, token)

@hookimpl
def provenance_normalisers():
    yield NormaliserEntry(name="cities", factory=Names, kind="token")
"""
TEXT = "The mayor of {} opened the new bridge over the river on a bright morning in early May before many guests."


def install(folder: Path, version: str, word: str, *, editable: bool = False) -> None:
    """Install a plugin that counts "Kiew" as another word."""
    folder.mkdir(exist_ok=True)
    (folder / "provenance_cities.py").write_text(SOURCE.replace("WORD", word))
    for old in folder.glob("*.dist-info"):
        old.rename(folder / f"provenance_cities-{version}.dist-info")
    info = folder / f"provenance_cities-{version}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: provenance-cities\nVersion: {version}\n")
    (info / "entry_points.txt").write_text("[wire_provenance.v1]\ncities = provenance_cities\n")
    if editable:
        (info / "direct_url.json").write_text(json.dumps({"url": folder.as_uri(), "dir_info": {"editable": True}}))


def run(folder: Path, *arguments: str) -> str:
    """Run the command beside the installed plugin, in a process of its own."""
    # The time of a file may be too coarse to show that it was written again.
    environment = os.environ | {"PYTHONPATH": f"{folder / 'site'}:{os.environ.get('PYTHONPATH', '')}"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "provenance", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def receipts(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "gone.jsonl").read_text().splitlines()]


def test_a_run_with_another_version_takes_nothing_over(tmp_path):
    rows = [{"id": "a", "text": TEXT.format("Kyiv")}, {"id": "b", "text": TEXT.format("Kiew")}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    dedup = ("dedup", "in.jsonl", "-o", "kept.jsonl", "--receipts", "gone.jsonl", "--work", "work")
    dedup = (*dedup, "--normalisers", "cities", "--threshold", "1.0")

    install(tmp_path / "site", "1.0", "kyiv")
    run(tmp_path, *dedup)
    [gone] = receipts(tmp_path)
    assert (gone["document"], gone["rule"]) == ("b", "same-words")
    assert gone["plugins"] == ["plugin cities (provenance-cities 1.0)"]
    assert "plugins took part: plugin cities (provenance-cities 1.0)" in explained(tmp_path)

    # The same plugin in another version, which does something else: nothing of the first run is used.
    install(tmp_path / "site", "2.0", "vienna")
    run(tmp_path, *dedup)
    assert receipts(tmp_path) == []

    # Of an editable installation the files count, for its version stays the same.
    install(tmp_path / "site", "2.0", "vienna", editable=True)
    run(tmp_path, *dedup)
    assert receipts(tmp_path) == []
    install(tmp_path / "site", "2.0", "kyiv", editable=True)
    run(tmp_path, *dedup)
    [gone] = receipts(tmp_path)
    assert gone["plugins"][0].startswith("plugin cities (provenance-cities 2.0), files ")


def explained(folder: Path) -> str:
    command = [sys.executable, "-m", "provenance", "dedup", "--explain", "b", "gone.jsonl"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


class Lines:
    def read(self, path, context):
        for number, line in enumerate(path.read_text().splitlines()):
            yield Document(f"{context.name}-{number}", line)


class Lower:
    def token(self, token):
        return token.lower()


class Plugin:
    @hookimpl
    def provenance_readers(self):
        yield ReaderEntry(name="lines", factory=Lines, suffixes=(".lines",))

    @hookimpl
    def provenance_normalisers(self):
        yield NormaliserEntry(name="lower", factory=Lower, kind="token")


@pytest.fixture
def plugins():
    return load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])


def test_results_signatures_and_unfinished_passages_name_the_code(plugins, tmp_path):
    (tmp_path / "day.lines").write_text(f"{TEXT}\n{TEXT}\n")
    documents = read(tmp_path, plugins=plugins)
    assert [said.partition(", files ")[0] for said in documents.plugins] == ["plugin Plugin"]
    # A reader is named, too, and each plugin once.
    lower = ReuseOptions(normalisers=("lower",))
    assert find_reuse(documents, plugins=plugins).run.plugins == documents.plugins
    assert find_reuse(documents, options=lower, plugins=plugins).run.plugins == documents.plugins
    assert find_reuse({"a": TEXT}, options=lower, plugins=plugins).run.plugins == documents.plugins
    assert find_reuse({"a": TEXT}, plugins=plugins).run.plugins == ()
    out = tmp_path / "gone.parquet"
    result = deduplicate(tmp_path / "day.lines", receipts=out, read=ReadOptions(), plugins=plugins)
    assert result.run["plugins"] == documents.plugins
    assert pq.read_table(out).column("plugins").to_pylist() == [list(documents.plugins)]
    deduplicate({"a": TEXT, "b": TEXT}, receipts=out)
    assert "plugins" not in pq.read_table(out).column_names

    mine = sign({"a": TEXT}, normalisers=("lower",), plugins=plugins)
    assert documents.plugins[0] in mine.scheme.text
    older = replace(mine.scheme, text=mine.scheme.text.replace("plugin Plugin", "plugin dup (provenance-dup 1.0)"))
    with pytest.raises(SchemeMismatchError):
        mine.resemblance("a", "a", replace(mine, scheme=older))


def test_what_passages_depend_on(plugins):
    documents = Documents.of([Document("a", TEXT)])
    pipeline = pipeline_for(("lower",), "words", plugins)
    other = type(pipeline)(pipeline.normalisers, pipeline.tokeniser, ("plugin dup (provenance-dup 1.0)",))
    assert run_digest(documents, ReuseOptions(), pipeline) != run_digest(documents, ReuseOptions(), other)
