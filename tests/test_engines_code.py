"""What a run goes on from: only what the same code, data, plugins and rows made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import provenance
from provenance import ReuseOptions, deduplicate
from provenance.api.components import pipeline_for
from provenance.engines.resume import run_digest
from provenance.hooks import hookimpl
from provenance.model.documents import Documents
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
