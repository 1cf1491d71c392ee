"""The command provenance dedup, its plan and its explanations; a keep policy of a plugin; what the page says."""

from __future__ import annotations

import json
import re
import shlex
import types
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from provenance import deduplicate
from provenance.cli import main
from provenance.errors import OptionError, PluginError
from provenance.hooks import hookimpl
from provenance.model.options import PluginOptions
from provenance.plugins import load_plugins
from provenance.plugins.types import KeepPolicyEntry
from provenance.sketch.bands import choose_bands

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "dedup.md").read_text(encoding="utf-8")
WORDS = [f"word{number}" for number in range(200)]
ROWS = [
    {"id": "a", "text": " ".join(WORDS), "source": "AFP"},
    {"id": "b", "text": " ".join([*WORDS[:150], "x", *WORDS[150:]]), "source": "Blatt"},
    {"id": "c", "text": "something else altogether"},
    {"id": "d\x1b[31m", "text": " ".join(WORDS).upper()},
    {"id": "e", "text": ""},
]


@pytest.fixture(autouse=True)
def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a machine's first run a note says that the kernels are compiled.
    monkeypatch.setattr("provenance.kernels.tell_of_compiling", lambda tell: None)


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return "in.jsonl"


def run(command: str) -> int:
    return main(shlex.split(command))


def test_files_are_written_and_the_numbers_shown(articles, capsys):
    assert run("dedup in.jsonl -o out.jsonl --receipts receipts.parquet --clusters clusters.jsonl") == 0

    said = capsys.readouterr()
    assert said.out == "5 documents: 3 stay, 2 removed (0 exact, 1 with the same words, 1 near).\n"
    assert said.err == "Note: 1 document without a word stayed; --empty drop removes them.\n"
    assert [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()] == [ROWS[0], ROWS[2], ROWS[4]]
    receipts = pq.read_table("receipts.parquet").to_pylist()
    assert [(receipt["document"], receipt["survivor"], receipt["rule"]) for receipt in receipts] == [
        ("b", "a", "near"),
        ("d\x1b[31m", "a", "same-words"),
    ]
    assert json.loads(Path("clusters.jsonl").read_text()) == {
        "cluster": 0,
        "survivor": "a",
        "documents": ["a", "b", "d\x1b[31m"],
    }


def test_without_a_file_it_is_said(articles, capsys):
    assert run("dedup in.jsonl --empty drop") == 0

    said = capsys.readouterr()
    assert said.out == "5 documents: 2 stay, 3 removed (0 exact, 1 with the same words, 1 near, 1 without words).\n"
    assert said.err == "Note: the documents that stay were not written; -o names a file for them.\n"


@pytest.mark.parametrize("file", ["receipts.jsonl", "receipts.parquet"])
def test_a_removal_is_explained(articles, capsys, file):
    run(f"dedup in.jsonl --receipts {file}")
    capsys.readouterr()

    assert run(f"dedup --explain b {file}") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "b (row 1) was removed for a (row 0), which stayed."
    assert re.fullmatch(
        r"Of the shingles that either has, both have 9\d\.\d% \(resemblance\)\. 97\.\d% of b stands in a; "
        r"98\.0% of a stands in b\.",
        said[1],
    )
    assert re.fullmatch(r"Band \d+ of the signatures found the pair\.", said[2])
    assert run(f"dedup --explain a {file}") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "a stayed."
    assert said[2] == "d␛[31m (row 3) was removed for it: the same words."
    run(f"dedup --explain 'd\x1b[31m' {file}")
    assert "Their words are the same, in the same order." in capsys.readouterr().out
    run(f"dedup --explain zzz {file}")
    assert capsys.readouterr().out == "zzz was not removed.\n"


def test_an_explanation_of_spans_and_of_what_went_together(articles, capsys):
    Path("test.jsonl").write_text(json.dumps({"id": "q", "text": " ".join(WORDS[20:80])}) + "\n")
    command = "dedup in.jsonl --against test.jsonl --measure containment --threshold 0.5 --receipts receipts.jsonl"
    assert run(command) == 0
    capsys.readouterr()
    run("dedup --explain a receipts.jsonl")
    said = capsys.readouterr().out
    assert "A sampled shingle found the pair." in said
    start, stop = json.loads(Path("receipts.jsonl").read_text().splitlines()[0])["spans"][0]
    assert ROWS[0]["text"][start:stop] == " ".join(WORDS[20:80])
    assert f"code points of the text of a: {start}-{stop}." in said
    run("dedup in.jsonl --keep none --receipts receipts.jsonl")
    capsys.readouterr()
    run("dedup --explain a receipts.jsonl")
    assert capsys.readouterr().out.startswith("a (row 0) was removed with its duplicate d\u241b[31m (row 3).")


def test_the_plan_shows_the_curve_and_writes_nothing(articles, capsys):
    before = sorted(Path().iterdir())
    assert run("dedup in.jsonl --plan -o out.jsonl") == 0

    said = capsys.readouterr().out
    banding = choose_bands(0.8, 0.99, 128)
    assert f"{banding.bands} bands of {banding.rows} rows" in said
    assert f"Expected recall right at the threshold: {banding.probability(0.8):.4f}" in said
    assert re.search(r"0\.70  0\.\d{4}  █+", said)
    assert "about 5 documents" in said
    assert sorted(Path().iterdir()) == before
    assert run("dedup in.jsonl --plan --measure containment --threshold 0.5") == 0
    assert "one in 11" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("dedup nothing.jsonl", 1, "nothing.jsonl"),
        ("dedup 'no*.jsonl'", 1, "no file has such a name"),
        ("dedup in.jsonl --threshold 2", 2, "--threshold is 2.0; it is a number above 0 and at most 1."),
        ("dedup in.jsonl --num-perm 8 --threshold 0.05", 2, "--num-perm is 8"),
        ("dedup in.jsonl --keep sorce", 2, "did you mean 'source'?"),
        ("dedup in.jsonl -o -", 2, "--output is '-'; it is the name of a file."),
        ("dedup in.jsonl --explain a", 1, "holds no receipts"),
        ("dedup in.jsonl -o no/such/folder.jsonl", 1, "make the folder no/such first."),
        ("dedup in.jsonl --text-field body", 1, "in.jsonl:1: there is no key 'body'"),
    ],
)
def test_mistakes_are_said_in_a_sentence(articles, capsys, command, code, message):
    assert run(command) == code
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said


def test_work_is_taken_over_and_said(articles, capsys):
    run("dedup in.jsonl --work work -o out.jsonl")
    first = Path("out.jsonl").read_bytes()
    capsys.readouterr()
    run("dedup in.jsonl --work work -o out.jsonl")

    assert "Note: 1 blocks were taken over from work" in capsys.readouterr().err
    assert Path("out.jsonl").read_bytes() == first


class _Licensed:
    def columns(self, options):
        return ("licence",)

    def rank(self, facts):
        return [licence != "free" for licence in facts.column("licence")]


def plugins_with(factory):
    class Plugin:
        @hookimpl
        def provenance_keep_policies(self):
            yield KeepPolicyEntry(name="licensed", factory=factory, summary="What is free stays.")

    return load_plugins(PluginOptions(no_plugins=True), extra=[Plugin()])


def test_a_keep_policy_of_a_plugin(tmp_path):
    import pyarrow as pa

    table = pa.table({"id": ["a", "b"], "text": ["one two", "one two"], "licence": ["paid", "free"]})

    result = deduplicate(table, keep="licensed", plugins=plugins_with(_Licensed))

    assert list(result.kept) == ["b"]


def test_a_keep_policy_that_fails_is_named():
    class Broken:
        def rank(self, facts):
            return [1, "x"][: len(facts)]

    class Short:
        def rank(self, facts):
            return [0]

    texts = ["one two", "one two"]
    with pytest.raises(PluginError, match="plugin Plugin failed during ranking documents: TypeError"):
        deduplicate(texts, keep="licensed", plugins=plugins_with(Broken))
    with pytest.raises(PluginError, match="1 ranks for 2 documents"):
        deduplicate(texts, keep="licensed", plugins=plugins_with(Short))
    with pytest.raises(PluginError, match=r"has no method rank\(facts\)"):
        deduplicate(texts, keep="licensed", plugins=plugins_with(object))
    with pytest.raises(OptionError, match="no keep policy is called 'other'"):
        deduplicate(texts, keep="other", plugins=plugins_with(_Licensed))


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
def test_the_code_of_the_page_runs(code, articles):
    for name in ("train", "test"):
        Path(f"{name}.jsonl").write_text(Path("in.jsonl").read_text())
    exec(compile(code, "dedup.md", "exec"), types.ModuleType("example").__dict__)  # noqa: S102


@pytest.mark.parametrize("command", re.findall(r"(?m)^\$ provenance (dedup .*)$", PAGE))
def test_the_commands_of_the_page_run(command, articles):
    for name in ("articles", "train", "test", "wire"):
        Path(f"{name}.jsonl").write_text(Path("in.jsonl").read_text())
    run("dedup articles.jsonl --receipts receipts.jsonl")
    assert run(command) == 0
