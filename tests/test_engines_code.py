"""What a run goes on from: only what the same code, data, plugins and rows made."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import provenance
from provenance import Document, ReuseOptions, deduplicate, find_reuse
from provenance.api.components import pipeline_for
from provenance.engines.resume import run_digest
from provenance.hooks import hookimpl
from provenance.model.documents import Documents
from provenance.plugins.identity import _editable_digest, identity
from provenance.plugins.manager import Plugins, load_plugins
from provenance.plugins.owner import Owner
from provenance.plugins.types import NormaliserEntry

SENTENCE = "The ferry ran aground on a sandbank off the northern point shortly before dawn on Monday."


class Lower:
    """A token normaliser."""

    def token(self, token: str) -> str:
        return token.lower()


class Plugin:
    """Offers it."""

    @hookimpl
    def provenance_normalisers(self):
        yield NormaliserEntry(name="lower", kind="token", factory=Lower, summary="Lower case.")


@pytest.mark.parametrize("name", ["infer/model.toml", "text/unicode.npz", "model/words.py", "align/passages.py"])
def test_models_and_tables_are_part_of_the_code(name: str, tmp_path: Path) -> None:
    package = tmp_path / "provenance"
    shutil.copytree(Path(provenance.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    code = "from provenance.engines.code import code_digest\nprint(code_digest())"

    def digest() -> str:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    before = digest()
    assert digest() == before
    with (package / name).open("ab") as file:
        file.write(b"\n")
    assert digest() != before


def test_another_version_of_a_plugin_makes_another_run(monkeypatch: pytest.MonkeyPatch) -> None:
    plugins, options = load_plugins(extra=[Plugin()]), ReuseOptions(normalisers=("lower",))
    digests = set()
    for version in ("1.0", "1.1"):
        monkeypatch.setattr(Plugins, "owner_of", lambda *_, v=version: Owner("lower", "provenance-lower", v))
        pipeline = pipeline_for(options.normalisers, options.tokeniser, plugins)
        digests.add(run_digest(Documents.of([]), options, pipeline))
    assert len(digests) == 2


def test_dates_that_were_corrected_are_seen(tmp_path: Path) -> None:
    path, work = tmp_path / "in.parquet", tmp_path / "work"
    for dates, kept in ((["2024-01-01", "2024-01-02"], "a"), (["2024-01-03", "2024-01-02"], "b")):
        rows = {"id": ["a", "b"], "text": [SENTENCE, SENTENCE], "published": dates}
        pq.write_table(pa.table(rows), path)
        assert list(deduplicate(path, work=work).kept) == [kept]


def test_which_code_of_plugins_was_used_is_recorded() -> None:
    plugins = load_plugins(extra=[Plugin()])
    (used,) = find_reuse(
        [Document("a", SENTENCE)], options=ReuseOptions(normalisers=("lower",)), plugins=plugins
    ).run.plugins
    assert used.startswith("plugin Plugin, files ")
    assert deduplicate([Document("a", SENTENCE)], normalisers=("lower",), plugins=plugins).run["plugins"] == (used,)
    assert find_reuse([Document("a", SENTENCE)]).run.plugins == ()


def test_an_edited_file_of_an_editable_plugin_is_another_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "provenance_lower"
    folder.mkdir()
    (folder / "words.py").write_text("first = 1")
    installed = {"direct_url.json": json.dumps({"url": folder.as_uri(), "dir_info": {"editable": True}})}
    monkeypatch.setattr(metadata, "distribution", lambda _: SimpleNamespace(read_text=installed.get))

    def said() -> str:
        _editable_digest.cache_clear()
        return identity(Owner("lower", "provenance-lower", "1.0"), object())

    before = said()
    assert re.fullmatch(r"plugin lower \(provenance-lower 1\.0\), files [0-9a-f]{16}", before)
    assert said() == before
    (folder / "words.py").write_text("first = 2")
    assert said() != before
    installed["direct_url.json"] = json.dumps({"url": folder.as_uri(), "dir_info": {}})
    assert said() == "plugin lower (provenance-lower 1.0)"
