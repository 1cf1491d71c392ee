"""Dedup in shards and range by range: what is written is what one run in memory writes, whatever happens on the way."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from spark_cases import JOBS, said, texts
from test_plugin_language import ENGLISH, GERMAN, POISON
from test_plugin_language import PLUGINS as TOLD_PLUGINS

from provenance import DedupOptions, Document, ReuseOptions, deduplicate, find_reuse, read
from provenance.api import shards
from provenance.api.dedup import run_dedup
from provenance.cli import main
from provenance.errors import EngineError, InputError, OptionError
from provenance.model.dedup_options import DedupOutputs
from provenance.model.documents import Documents
from provenance.model.options import ReadOptions
from provenance.plugins.manager import load_plugins
from provenance.readers import jsonl_batches
from provenance.stages.documents import document_batches

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]
TOLD_OF = (POISON, ENGLISH, GERMAN)
STEPS, CONTAINED_STEPS, REUSE_STEPS = 4, 7, 5


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut documents into batches of a few, and what does not fit into memory into several ranges."""
    monkeypatch.setattr(jsonl_batches, "_BLOCK", 3000)
    monkeypatch.setattr(shards, "_LEAST", 1 << 17)
    for where in ("collection", "shards.passages"):
        monkeypatch.setattr(f"provenance.engines.{where}.document_batches", partial(document_batches, size=4000))


def write(path: Path, rows: Iterable[tuple[str, str]]) -> Path:
    path.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in rows))
    return path


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write(tmp_path / "articles.jsonl", texts(300).items())


def step(paths: list[Path], options: DedupOptions, part: int, parts: int, **more: Any) -> Any:
    how = more.pop("read", ReadOptions())
    return shards.dedup_shard(paths, options, how, (part, parts), plugins=load_plugins(), **more)


def merged(paths: list[Path], folder: Path, options: DedupOptions, **more: Any) -> tuple[Any, ...]:
    """Return all that a run says and writes."""
    how = more.pop("read", ReadOptions())
    files = [folder / f"{name}.jsonl" for name in ("kept", "receipts", "clusters")]
    result, _ = run_dedup(paths, options, how, outputs=DedupOutputs(*files), **more)
    return *said(result), list(result.rows), list(map(str, result.skipped)), [path.read_bytes() for path in files]


def sharded(paths: list[Path], folder: Path, parts: int, steps: int = STEPS, **settings: Any) -> tuple[Any, ...]:
    """Return what shards write, each of which does its steps in another order."""
    more = {name: settings.pop(name) for name in ("read", "against") if name in settings}
    options = DedupOptions(work=folder / f"work-{parts}", **settings)
    for number in range(1, steps + 1):
        for part in random.Random(number).sample(range(parts), parts):  # noqa: S311 - nothing here is a secret
            done = step(paths, options, part, parts, **more)
            assert (done.number, done.steps) == (number, steps)
    assert not step(paths, options, 0, parts, **more).step
    return merged(paths, folder, options, merge=True, **more)


@pytest.mark.parametrize("job", range(len(JOBS)))
def test_shards_write_what_one_run_writes(tmp_path, job):
    settings, reference = JOBS[job]
    rows = list(texts(300).items())
    paths = [write(tmp_path / "articles.jsonl", rows[reference:])]
    more = {"against": write(tmp_path / "reference.jsonl", rows[:reference])} if reference else {}
    expected = merged(paths, tmp_path, DedupOptions(**settings), **more)
    assert 0 < len(expected[1]) < len(rows)
    steps = CONTAINED_STEPS if "measure" in settings else STEPS
    for parts in (1, 3, 4) if job == 0 else (3,):
        assert sharded(paths, tmp_path, parts, steps, **settings, **more) == expected


@pytest.mark.parametrize("job", range(len(JOBS)))
def test_what_does_not_fit_into_memory_is_done_range_by_range(tmp_path, job, monkeypatch):
    settings, reference = JOBS[job]
    rows = list(texts(300).items())
    paths = [write(tmp_path / "articles.jsonl", rows[reference:])]
    more = {"against": write(tmp_path / "reference.jsonl", rows[:reference])} if reference else {}
    expected = merged(paths, tmp_path, DedupOptions(**settings), **more)
    cut: list[int] = []
    needed = shards.ranges_needed

    def watched(*arguments: Any) -> int:
        cut.append(needed(*arguments))
        return cut[-1]

    monkeypatch.setattr("provenance.api.engines.ranges_needed", watched)
    # What a run that was killed has left.
    left = tmp_path / ".dedup-1-00000000"
    left.mkdir()
    os.utime(left, (1, 1))

    assert merged(paths, tmp_path, DedupOptions(memory="10KB", **settings), **more) == expected
    assert cut[0] > 2
    assert not list(tmp_path.glob(".dedup-*"))


def test_articles_of_the_sample_corpus_in_shards(tmp_path):
    paths = [ROOT / "seeds"]
    options: dict[str, Any] = {"threshold": 0.4, "keep": "wire"}
    expected = merged(paths, tmp_path, DedupOptions(**options))
    assert expected[1]
    assert sharded(paths, tmp_path, 2, **options) == expected


def test_many_files_are_parts_as_they_are_and_bad_lines_are_named_as_in_one_run(tmp_path):
    rows = list(texts(240).items())
    paths = [write(tmp_path / f"{number:02d}.jsonl", rows[number::12]) for number in range(12)]
    for path in paths[2], paths[7]:
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join([*lines[:17], '{"id": 1\n', *lines[17:]]))
    skip = ReadOptions(on_error="skip")
    expected = merged(paths, tmp_path, DedupOptions(), read=skip)
    assert len(expected[6]) == 2

    assert sharded(paths, tmp_path, 3, read=skip) == expected
    with pytest.raises(InputError, match=r"02\.jsonl:18: "):
        step(paths, DedupOptions(work=tmp_path / "raises"), 2, 3)
    # A few large files are cut.
    large = [write(tmp_path / "large.jsonl", rows), paths[2]]
    assert sharded(large, tmp_path, 4, read=skip) == merged(large, tmp_path, DedupOptions(), read=skip)
    said_of_them = []
    for part in range(4):
        try:
            step(large, DedupOptions(work=tmp_path / "raises too"), part, 4)
        except InputError as error:
            said_of_them.append(str(error))
    assert [text.startswith(f"{paths[2]}:18: ") for text in said_of_them] == [True]


def test_what_is_lost_or_torn_is_named_and_is_never_a_result(tmp_path, articles):
    options = DedupOptions(work=tmp_path / "work")
    with pytest.raises(OptionError, match="shards need a folder"):
        step([articles], DedupOptions(), 0, 2)
    with pytest.raises(EngineError, match="has no run in parts"):
        merged([articles], tmp_path, options, merge=True)
    step([articles], options, 0, 2)
    for run, name in (
        (lambda: step([articles], options, 0, 2), "'sketching' by shard 2 of 2. Hint: run --shard 2/2"),
        (lambda: merged([articles], tmp_path, options, merge=True), "'sketching' by shard 2 of 2"),
        (lambda: step([articles], DedupOptions(work=options.work, threshold=0.7), 1, 2), "other documents, options"),
        (lambda: step([articles], options, 1, 3), "a run in 2 parts, not 3"),
    ):
        with pytest.raises(EngineError, match=re.escape(name)):
            run()
    assert not (tmp_path / "kept.jsonl").exists()

    def go_on(number: int) -> Any:
        """Do the next step, or after the last one merge."""
        if number <= STEPS:
            return step([articles], options, 0, 2)
        return merged([articles], tmp_path, options, merge=True)

    # What each step needs of the steps before it.
    needed = {2: ["keys-0002", "signs-0001"], 3: ["edges-0001", "words-0001"], 4: ["rows-0002", "texts-0001"]}
    step([articles], options, 1, 2)
    for number in range(2, STEPS + 2):
        for name in needed.get(number, ["documents-0002", "same-0001", "decisions-0002"]):
            path = options.work / f"{name}.arrow"
            whole = path.read_bytes()
            other = (options.work / "documents-0001.arrow").read_bytes()
            for damaged in (whole[: len(whole) // 2], whole[:-9], bytes(byte ^ 1 for byte in whole), other):
                path.write_bytes(damaged)
                with pytest.raises(EngineError, match=name):
                    go_on(number)
            path.unlink()
            if name.endswith("2") or number > STEPS:
                with pytest.raises(EngineError, match="by shard"):
                    go_on(number)
            else:
                # It does anew what it has lost.
                assert go_on(number).number < number
            path.write_bytes(whole)
        for part in range(2):
            step([articles], options, part, 2)
    expected = merged([articles], tmp_path, options, merge=True)
    assert expected == merged([articles], tmp_path, DedupOptions())
    # Other documents.
    articles.write_text(articles.read_text() + json.dumps({"id": "more", "text": "more"}) + "\n")
    with pytest.raises(EngineError, match="belongs to a run with other documents"):
        merged([articles], tmp_path, options, merge=True)


KILLING = """
import os, pathlib, random, signal, sys, time, warnings
warnings.simplefilter("ignore")
from provenance import DedupOptions
from provenance.api.shards import dedup_shard
from provenance.model.options import ReadOptions
from provenance.plugins.manager import load_plugins
from provenance.readers import jsonl_batches
jsonl_batches._BLOCK = 3000
options, plugins = DedupOptions(work=pathlib.Path(sys.argv[2])), load_plugins()
def step(part):
    child = os.fork()
    if not child:
        try:
            dedup_shard([pathlib.Path(sys.argv[1])], options, ReadOptions(), (part, 2), plugins=plugins)
        finally:
            os._exit(0)
    return child
FILES = ("documents", "signs", "words", "keys"), ("edges",), ("rows", "texts"), ("same", "decisions")
random.seed(3)
killed = 0
for number in range(4):
    began = time.perf_counter()
    os.waitpid(step(0), 0)
    whole = time.perf_counter() - began
    child = step(1)
    # It is killed at a moment by chance within the step; whatever the moment is, the result is the same.
    time.sleep(whole * random.random())
    os.kill(child, signal.SIGKILL)
    killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    if not all((options.work / f"{name}-0002.arrow").exists() for name in FILES[number]):
        os.waitpid(step(1), 0)
print(killed)
"""


def test_a_shard_that_is_killed_and_started_anew_gives_the_same(tmp_path, articles):
    options = DedupOptions(work=tmp_path / "work")
    # One process that has loaded all forks shards, kills one in each step, and starts it anew.
    ran = subprocess.run(
        [sys.executable, "-c", KILLING, str(articles), str(options.work)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert int(ran.stdout) >= 1, ran.stderr
    assert merged([articles], tmp_path, options, merge=True) == merged([articles], tmp_path, DedupOptions())
    assert not list(options.work.glob(".*.tmp"))


def test_a_chain_a_star_and_a_clique_in_shards(tmp_path, monkeypatch):
    monkeypatch.setattr(jsonl_batches, "_BLOCK", 1 << 18)
    words = [f"w{number}" for number in range(45_040)]
    chain = [" ".join(words[at : at + 45]) for at in range(0, 45_000, 9)]
    middle = [f"m{number}" for number in range(40)]
    star = [" ".join([*middle[: at % 40], f"x{at}", *middle[at % 40 + 1 :]]) for at in range(20_000)]
    clique = [" ".join([*(f"c{number}" for number in range(60)), f"y{at}"]) for at in range(5000)]
    order = [*chain, *star, *clique]
    random.Random(2).shuffle(order)  # noqa: S311 - nothing here is a secret
    paths = [write(tmp_path / "graphs.jsonl", ((str(number), text) for number, text in enumerate(order)))]

    expected = merged(paths, tmp_path, DedupOptions(threshold=0.6))
    assert sharded(paths, tmp_path, 3, threshold=0.6) == expected
    kept = [order[int(name)].split()[0][0] for name in expected[0]]
    assert kept.count("c") == 1
    # Each of the chain is like the next alone: of two that follow each other, one is kept at least, of three not all.
    assert len(chain) / 3 <= kept.count("w") <= len(chain) / 2


def reuse_said(documents: Any, options: ReuseOptions, **more: Any) -> tuple[Any, ...]:
    result = find_reuse(documents, options=options, **more)
    return list(result.passages), list(result.derivations), result.matrix().values.tolist(), result.run


def reuse_steps(documents: Any, options: ReuseOptions, work: Path, parts: int) -> None:
    for number in range(1, REUSE_STEPS + 1):
        for part in random.Random(number).sample(range(parts), parts):  # noqa: S311 - nothing here is a secret
            done = shards.passages_shard(documents, options, work, (part, parts), load_plugins())
            assert (done.number, done.steps) == (number, REUSE_STEPS)


@pytest.mark.parametrize(
    "options",
    [ReuseOptions(), ReuseOptions(candidates="exact", max_bucket=2), ReuseOptions(candidates="lsh")],
    ids=["every pair", "exact", "lsh"],
)
def test_passages_in_shards_are_those_of_one_run(tmp_path, options):
    documents = read(ROOT / "seeds" / "ferry")
    expected = reuse_said(documents, options)
    assert expected[0]
    for parts in (1, 3) if options.candidates == "exact" else (2,):
        work = tmp_path / f"work-{parts}"
        reuse_steps(documents, options, work, parts)
        assert reuse_said(documents, options, shards=work) == expected


def test_files_of_passages_that_are_lost_or_torn_are_named(tmp_path, capsys):
    articles, work = ROOT / "seeds" / "ferry", tmp_path / "work"
    command = ["passages", str(articles), "--candidates", "exact", "--work", str(work)]
    kept, one = tmp_path / "shards.jsonl", tmp_path / "one.jsonl"

    def main_said(*more: str, expected: int = 1) -> str:
        assert main([*command, *more]) == expected
        return capsys.readouterr().err

    assert "has no run in parts" in main_said("--merge", "-o", str(kept))
    assert "step 1 of 5, reading words" in main_said("--shard", "1/2", expected=0)
    assert "'reading words' by shard 2 of 2.\nHint: run --shard 2/2" in main_said("--shard", "1/2")
    assert "other documents, options, plugins or code" in main_said("--shard", "2/2", "--min-words", "9")
    main_said("--shard", "2/2", expected=0)
    names = {2: "words-0002", 3: "fingerprints-0002", 4: "lists-0002", 5: "pairs-0002", 6: "passages-0002"}
    for number, name in names.items():
        path = work / f"{name}.arrow"
        whole = path.read_bytes()
        go_on = ("--shard", "1/2") if number <= REUSE_STEPS else ("--merge", "-o", str(kept))
        path.write_bytes(bytes(byte ^ 1 for byte in whole))
        assert f"{name}.arrow is damaged" in main_said(*go_on)
        path.unlink()
        assert "by shard 2 of 2" in main_said(*go_on)
        path.write_bytes(whole)
        if number <= REUSE_STEPS:
            for shard in ("1/2", "2/2"):
                assert f"step {number} of 5" in main_said("--shard", shard, expected=0)
    assert not kept.exists()
    main_said("--merge", "-o", str(kept), expected=0)
    assert main(["passages", str(articles), "--candidates", "exact", "-o", str(one)]) == 0
    assert kept.read_bytes() == one.read_bytes()
    assert "neither shard nor merge" in main_said(expected=2)
    with pytest.raises(OptionError, match="the passages of all pairs"):
        find_reuse(read(articles), [tuple(read(articles).ids[:2])], shards=work)


def test_words_that_depend_on_the_language_do_so_in_shards_too(tmp_path):
    documents = [Document(f"{each.id}-{at}", each.text, language=each.language) for at in "ab" for each in TOLD_OF]
    rows = [{"id": each.id, "text": each.text.upper(), "lang": each.language} for each in documents]
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, *rows[::-1]]))
    # In capitals no text has the word that is another one in German.
    path.write_text(path.read_text().replace("GIFT", "Gift"))
    how = ReadOptions(language_field="lang")
    settings: dict[str, Any] = {"threshold": 0.99, "normalisers": ("told",), "keep": "first"}
    more: dict[str, Any] = {"read": how, "plugins": TOLD_PLUGINS}
    expected = merged([path], tmp_path, DedupOptions(**settings), **more)
    assert len(expected[0]) == 2
    options = DedupOptions(work=tmp_path / "work", **settings)
    for part in [0, 1] * STEPS:
        shards.dedup_shard([path], options, how, (part, 2), plugins=TOLD_PLUGINS)
    assert merged([path], tmp_path, options, merge=True, **more) == expected

    reuse, work = ReuseOptions(normalisers=("told",)), tmp_path / "passages"
    for part in [0, 1] * REUSE_STEPS:
        shards.passages_shard(Documents.of(documents), reuse, work, (part, 2), TOLD_PLUGINS)
    found = reuse_said(documents, reuse, shards=work, plugins=TOLD_PLUGINS)
    assert found == reuse_said(documents, reuse, plugins=TOLD_PLUGINS)
    assert found != reuse_said(documents, ReuseOptions())


def blocks_of(page: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", (ROOT / "docs" / page).read_text(), re.DOTALL | re.MULTILINE)


SBATCH = """#!/bin/bash
# Runs each task of an array as a process of this machine, one after the other job.
script="" wrapped=""
for argument in "$@"; do
  case $argument in
    --wrap=*) wrapped=${argument#--wrap=} ;;
    --*) ;;
    *) script=$argument ;;
  esac
done
if [ -n "$wrapped" ]; then bash -c "$wrapped" >&2 || exit 1; echo 7; exit; fi
tasks=$(sed -n 's/^#SBATCH --array=1-//p' "$script")
ids=()
for task in $(seq "$tasks"); do
  SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=$tasks bash "$script" >&2 &
  ids+=($!)
done
for id in "${ids[@]}"; do wait "$id" || exit 1; done
echo 7
"""


@pytest.mark.parametrize("kind", ["shell", "slurm"])
def test_the_examples_of_the_documentation_run(tmp_path, kind):
    write(tmp_path / "articles.jsonl", texts(120).items())
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "provenance").write_text(f'#!/bin/sh\nexec {sys.executable} -m provenance "$@"\n')
    (programs / "sbatch").write_text(SBATCH)
    for program in programs.iterdir():
        program.chmod(0o755)
    shell, array, submit = blocks_of("scale.md", "bash")
    if kind == "slurm":
        # As many shards as it says make no difference to the test but time.
        (tmp_path / "shard.sh").write_text(array.replace("1-4", "1-2"))
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}

    ran = subprocess.run(
        ["bash", "-eu", "-c", shell if kind == "shell" else submit],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    assert "has done step 4 of 4, deciding" in ran.stderr
    deduplicate(tmp_path / "articles.jsonl", output=tmp_path / "one.jsonl", receipts=tmp_path / "one-receipts.jsonl")
    assert (tmp_path / "kept.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    assert (tmp_path / "receipts.jsonl").read_bytes() == (tmp_path / "one-receipts.jsonl").read_bytes()
    shutil.rmtree(tmp_path / "work")


@pytest.mark.parametrize(
    ("arguments", "said_of_it"),
    [
        (["--shard", "5/4"], "shard is '5/4'; it is a number and how many there are, as 3/8"),
        (["--shard", "1/4"], "shards need a folder that all of them see"),
        (["--shard", "1/4", "--merge", "--work", "w"], "the merge comes after"),
        (["--shard", "1/4", "--engine", "spark"], "Spark has parts of its own"),
    ],
)
def test_what_cannot_be_asked_for(tmp_path, articles, capsys, arguments, said_of_it):
    assert main(["dedup", str(articles), *arguments]) == 2
    assert said_of_it in capsys.readouterr().err
