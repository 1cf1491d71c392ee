"""The same output for any threads, blocks and memory; templates and chains; runs that were killed; full disks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import naive_dedup as naive
import numpy as np
import pytest
from fuzz.inputs import damages

from provenance import deduplicate
from provenance.engines import dedup_decisions
from provenance.errors import OutputError
from provenance.readers import jsonl_batches

ROOT = Path(__file__).parents[1]


def corpus(path: Path, documents: int, *, seed: int = 5, words: int = 120) -> None:
    """Write articles of which a third are edited copies of earlier ones."""
    random = np.random.default_rng(seed)
    rows: list[list[str]] = []
    for number in range(documents):
        if rows and random.random() < 0.33:
            row = [
                f"e{random.integers(10**6)}" if random.random() < (0.0, 0.01, 0.04)[number % 3] else word
                for word in rows[int(random.integers(len(rows)))]
            ]
        else:
            row = [f"w{word}" for word in random.integers(0, 20_000, words)]
        rows.append(row)
    with path.open("w") as out:
        for number, row in enumerate(rows):
            out.write(json.dumps({"id": f"d{number}", "text": " ".join(row), "n": number}) + "\n")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "articles.jsonl"
    corpus(path, 4000)
    return path


def outputs(articles: Path, folder: Path, **settings: object) -> list[bytes]:
    files = {name: folder / f"{name}.jsonl" for name in ("output", "receipts", "clusters")}
    deduplicate(articles, **files, **settings)  # type: ignore[arg-type]
    found = [path.read_bytes() for path in files.values()]
    assert all(found)
    for path in files.values():
        path.unlink()
    return found


@pytest.mark.parametrize("measure", ["resemblance", "containment"])
def test_threads_blocks_and_memory_change_nothing(articles, tmp_path, monkeypatch, measure):
    expected = outputs(articles, tmp_path, measure=measure, threads=1)

    assert outputs(articles, tmp_path, measure=measure, threads=3, memory="100KB") == expected
    for block in (10_000, 123_457, 1 << 30):
        monkeypatch.setattr(jsonl_batches, "_BLOCK", block)
        assert outputs(articles, tmp_path, measure=measure, threads=2) == expected
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("least", "most"), [(1, 1), (1, 40_000)], ids=["each in a file", "a few at a time"])
def test_components_in_rounds_are_decided_about_as_all_at_once(articles, tmp_path, monkeypatch, least, most):
    from provenance.engines import dedup_components

    expected = outputs(articles, tmp_path)
    monkeypatch.setattr(dedup_components, "_LEAST", least)
    monkeypatch.setattr(dedup_components, "_MOST", most)

    assert outputs(articles, tmp_path) == expected
    assert not list(tmp_path.iterdir())


def test_work_is_taken_over_only_where_all_of_it_is_the_same(articles, tmp_path, monkeypatch):
    from provenance.api.dedup import run_dedup
    from provenance.model.dedup_options import DedupOptions
    from provenance.model.options import ReadOptions

    monkeypatch.setattr(jsonl_batches, "_BLOCK", 200_000)
    work = tmp_path / "work"

    def run(path: Path = articles, **settings: object) -> tuple[list[str], int]:
        options = DedupOptions(work=work, **settings)  # type: ignore[arg-type]
        result, taken_over = run_dedup(path, options, ReadOptions())
        return list(result.kept), taken_over

    expected, none = run()
    blocks = len(list(work.iterdir()))
    assert none == 0
    assert blocks > 10
    assert run() == (expected, blocks)
    # Other signatures are no longer the same; the threshold alone would be, but its bands differ.
    assert run(shingle=4)[1] == 0
    assert run()[1] == 0
    # A file that was torn, one of another block, and one that was changed.
    names = sorted(work.iterdir())
    names[0].write_bytes(names[0].read_bytes()[:5000])
    names[1].write_bytes(names[2].read_bytes())
    content = bytearray(names[3].read_bytes())
    content[-2] ^= 1
    names[3].write_bytes(content)
    assert run() == (expected, blocks - 3)
    # Another input: what is the same in it is taken over.
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(articles.read_bytes().replace(b'"d3999"', b'"dxxxx"'))
    kept, taken_over = run(changed)
    assert taken_over == blocks - 1
    assert kept == [name.replace("d3999", "dxxxx") for name in expected]


def test_a_block_that_is_damaged_anywhere_is_none(articles, tmp_path):
    from provenance.engines.dedup_blocks import BlockFiles

    work = tmp_path / "work"
    deduplicate(articles, work=work, keep="column", by="n", measure="containment")
    (path,) = work.iterdir()
    whole = path.read_bytes()
    # As in the run: what the file says of itself.
    files = BlockFiles(work, (), stay=True)
    heading = json.loads(whole[33:].split(b"\n", 1)[0])
    files.made_by = heading["made by"]
    digest = bytes.fromhex(heading["digest"])
    assert files.load(0, digest) is not None
    for number, data in enumerate(damages(Random(7), whole, 200, head=1000)):  # noqa: S311
        path.write_bytes(data)
        assert files.load(0, digest) is None, number


def test_a_killed_run_that_is_run_again_gives_the_same(articles, tmp_path):
    # One process that has loaded all forks a run, kills it and runs it again, a dozen times.
    (tmp_path / "clean").mkdir()
    code = """
import os, signal, sys, time, random, pathlib, warnings
warnings.simplefilter("ignore")
from provenance import deduplicate
from provenance.engines import dedup_decisions
from provenance.readers import jsonl_batches
jsonl_batches._BLOCK = 100_000
source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
def run(place, **settings):
    deduplicate(source, output=place / "out.jsonl", receipts=place / "receipts.jsonl", **settings)
def forked(*arguments, **settings):
    child = os.fork()
    if not child:
        try:
            run(*arguments, **settings)
        finally:
            os._exit(0)
    return child
run(folder / "clean", threads=1)
began = time.perf_counter()
os.waitpid(forked(folder / "clean", work=str(folder / "first")), 0)
whole = time.perf_counter() - began
random.seed(4)
killed = 0
for number in range(12):
    place = folder / f"run{number}"
    place.mkdir()
    settings = {"work": str(place / "work")} if number % 2 else {"memory": "50KB"}
    child = forked(place, **settings)
    time.sleep(whole * random.random())
    os.kill(child, signal.SIGKILL)
    killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    os.waitpid(forked(place, **settings), 0)
print(killed)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code, str(articles), str(tmp_path)],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert int(ran.stdout) >= 3
    for name in ("out.jsonl", "receipts.jsonl"):
        expected = (tmp_path / "clean" / name).read_bytes()
        assert expected
        for number in range(12):
            assert (tmp_path / f"run{number}" / name).read_bytes() == expected
    # Nothing half-written is left where the second run was.
    assert not list(tmp_path.glob("run*/.*.tmp"))


_LIMITED = """
import resource, sys
from provenance import deduplicate
from provenance.engines import dedup_decisions
from provenance.errors import OutputError
deduplicate(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    deduplicate(sys.argv[1], output=sys.argv[2], receipts=sys.argv[2] + ".receipts.jsonl", memory=sys.argv[4])
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize(
    ("limit", "memory", "name"),
    [(50_000, "1KB", "out.jsonl"), (1_000_000, "1GB", "out.jsonl"), (500_000, "1GB", "out.parquet")],
    ids=["spill", "lines", "table"],
)
def test_a_full_disk_is_said_and_leaves_nothing(articles, tmp_path, limit, memory, name):
    out = tmp_path / name
    out.write_text("as it was")
    # A limit on the size of files fails as a full disk does: in the middle of a write.
    ran = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(articles), str(out), str(limit), memory],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip

    assert "cannot be written: File too large." in ran.stdout, ran.stderr
    assert not ran.stderr
    assert out.read_text() == "as it was"
    assert {path.name for path in tmp_path.iterdir()} <= {name, f"{name}.receipts.jsonl"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_device_that_is_full():
    with pytest.raises(OutputError, match="No space left on device"):
        deduplicate({"a": "one two", "b": "one two"}, output="/dev/full")


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_an_interrupt_leaves_nothing(articles, tmp_path, monkeypatch, name):
    monkeypatch.setattr(jsonl_batches, "_BLOCK", 200_000)

    def interrupt(stage: str, done: int, _total: int) -> None:
        if stage == "writing" and done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deduplicate(articles, output=tmp_path / name, memory="1KB", progress=interrupt)
    assert not list(tmp_path.iterdir())


def test_progress_ends_at_the_end(articles):
    told: dict[str, tuple[int, int]] = {}
    deduplicate(articles, progress=lambda stage, done, total: told.__setitem__(stage, (done, total)))

    assert told["reading"] == (articles.stat().st_size,) * 2
    assert told["comparing"] == (4000, 4000)


def test_templates_make_no_duplicates():
    # 20,000 documents of 100 words that share three fifths of them.
    random = np.random.default_rng(1)
    template = [f"t{number}" for number in range(60)]
    own = random.integers(0, 10**6, (20_000, 40))
    texts = [" ".join(template + [f"o{number}" for number in row]) for row in own.tolist()]

    began = time.process_time()
    result = deduplicate(texts)

    assert len(result.removed) == 0
    assert time.process_time() - began < 60
    # The same with what really is alike among them.
    texts[7] = texts[3] + " more"
    found = deduplicate(texts)
    assert [(receipt.document, receipt.survivor) for receipt in found.removed] == [("7", "3")]


def template_documents(count: int, template: int, own: int, seed: int = 1) -> list[str]:
    """Return documents that share a template and have a few words of their own, more or fewer."""
    random = np.random.default_rng(seed)
    texts = []
    for _ in range(count):
        row = [f"t{number}" for number in range(template)]
        for _ in range(int(random.integers(own // 2, own + 1))):
            row.insert(int(random.integers(len(row))), f"o{random.integers(40)}")
        texts.append(" ".join(row))
    return texts


@pytest.mark.parametrize("threshold", [0.8, 0.5, 0.34])
@pytest.mark.parametrize("measure", ["resemblance", "containment"])
@pytest.mark.parametrize("keep", ["first", "longest", "none", "of a reference"])
def test_looking_up_the_rarest_ngrams_finds_what_comparing_all_finds(monkeypatch, threshold, measure, keep):
    own = {0.8: 3, 0.5: 6, 0.34: 12} if measure == "resemblance" else {0.8: 3, 0.5: 9, 0.34: 16}
    texts = template_documents(150, 60, own[threshold])
    texts += texts[:5]
    against, keep = (texts[:70], "first") if keep == "of a reference" else (None, keep)

    found = []
    for patience in (0, 3, 10**9):
        monkeypatch.setattr(dedup_decisions, "PATIENCE", patience)
        result = deduplicate(texts, threshold, measure, keep, against=against)
        # Where none stays, any of the documents that it is like may be named.
        found.append(list(result.kept) if keep == "none" else list(result.receipts()))
        checked = result.run["checked"]

    assert found[0] == found[1] == found[2]
    assert 20 < len(result.removed) < 150 or keep == "none" or against
    assert checked > len(texts) or against


@pytest.mark.parametrize(("measure", "template"), [("resemblance", 87), ("containment", 78), ("of a reference", 78)])
def test_templates_just_below_the_threshold_are_not_compared_with_each_other(measure, template):
    random = np.random.default_rng(1)
    own = random.integers(0, 10**6, (2000, 100 - template)).tolist()
    words = [f"t{number}" for number in range(template)]
    texts = [" ".join(words + [f"o{word}" for word in row]) for row in own]

    if measure == "of a reference":
        result = deduplicate(texts[:1000], measure="containment", against=texts[1000:])
    else:
        result = deduplicate(texts, measure=measure)

    assert len(result.removed) == 0
    assert result.run["checked"] <= 45 * len(own)  # each pair would be a thousand for each


def test_chains_do_not_lead_from_one_document_to_another():
    # Each is alike the next, and unlike the one after that.
    words = [f"w{number}" for number in range(2000)]
    texts = [words[at : at + 300] for at in range(0, 1700, 20)]

    result = deduplicate([" ".join(text) for text in texts])

    sets = [naive.shingles(text, 5) for text in texts]
    assert naive.value(sets[0], sets[1], "resemblance") >= 0.8 > naive.value(sets[0], sets[2], "resemblance")
    assert [int(receipt.document) for receipt in result.removed] == list(range(1, len(texts), 2))
    for receipt in result.removed:
        assert int(receipt.survivor) == int(receipt.document) - 1
        assert naive.value(sets[int(receipt.document)], sets[int(receipt.survivor)], "resemblance") >= 0.8
    # All that have a duplicate, where none stays.
    assert len(deduplicate([" ".join(text) for text in texts], keep="none").removed) == len(texts)


@pytest.mark.parametrize(("measure", "threshold"), [("resemblance", 0.8), ("resemblance", 0.5), ("containment", 0.5)])
def test_recall_and_precision(tmp_path, measure, threshold):
    random = np.random.default_rng(2)
    rows: list[list[str]] = []
    pairs = []
    for number in range(1200):
        row = [f"w{word}" for word in random.integers(0, 30_000, int(random.integers(150, 500)))]
        share = (0.01, 0.03, 0.06, 0.1)[number % 4]
        copy = [f"e{random.integers(10**6)}" if random.random() < share else word for word in row]
        pairs.append((len(rows), len(rows) + 1))
        rows += [row, copy]

    result = deduplicate([" ".join(row) for row in rows], threshold, measure)

    true = {
        copy
        for original, copy in pairs
        if naive.value(naive.shingles(rows[copy], 5), naive.shingles(rows[original], 5), measure) >= threshold
    }
    found = {int(receipt.document) for receipt in result.removed}
    assert found <= true
    assert len(found) >= 0.995 * len(true) > 300


def test_many_copies_of_one_document_cost_no_square(tmp_path):
    random = np.random.default_rng(3)
    base = [f"w{word}" for word in random.integers(0, 5000, 200)]
    texts = []
    for number in range(20_000):
        row = list(base)
        row[number % 200] = f"x{number}"
        texts.append(" ".join(row))

    for keep, stay in (("first", 1), ("none", 0)):
        for measure in ("resemblance", "containment"):
            result = deduplicate(texts, 0.8, measure, keep)
            assert len(result.kept) == stay
            # Each with one other; where none stays the first of all with one after it, too.
            assert result.run["checked"] == len(texts) - stay
