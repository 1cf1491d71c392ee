"""Prints the figures of passages at scale: planted passages, speed, memory, hostile collections, and a peer beside.

    python benchmarks/scale.py [PART ...] [--corpus FOLDER] [--large]

Parts: candidates, reworded, joins, planted, speed, spill, hostile, dolos; all of them without one.

``--corpus FOLDER`` takes articles and planted passages from a folder instead of making them: ``docs.jsonl`` with id and
text, ``gold_pass.jsonl`` with src, src_begin, src_end, dst, dst_begin, dst_end and level (edits in percent), and
``gold_dups.jsonl`` with a, b, family and level. ``--large`` adds what takes minutes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import corpus
import hostile as kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance import Passage, Side

HERE = Path(__file__).parent
JOINS: tuple[Literal["exact", "lsh"], ...] = ("exact", "lsh")
Pair = tuple[int, int]
Spans = tuple[int, int, int, int]


class Planting(NamedTuple):
    """Texts; planted passages, each (source, target, spans, edits); and the pairs that share something."""

    texts: list[str]
    passages: list[tuple[int, int, Spans, float]]
    true: set[Pair]


class Ended(NamedTuple):
    """How a process ended: seconds, seconds of all cores, peak memory in MB, and what it said on standard error."""

    wall: float
    cpu: float
    memory: float
    said: str


def show(what: str, value: str, wanted: str = "") -> None:
    """Print a figure."""
    print(f"{what:<78} {value:>14}" + (f"   wanted {wanted}" if wanted else ""), flush=True)


def planting(folder: Path | None, articles: int = 10_000) -> Planting:
    """Take the articles of a folder, or make some."""
    if folder is None:
        made = corpus.make(articles)
        passages = [
            (p.source, p.target, (p.source_start, p.source_stop, p.target_start, p.target_stop), p.edits)
            for p in made.passages
        ]
        copies = [(original, copy, original) for original, copy, _ in made.duplicates]
        return Planting(made.texts, passages, _true(passages, copies))
    rows = {name: list(_rows(folder / f"{name}.jsonl")) for name in ("docs", "gold_pass", "gold_dups")}
    at = {row["id"]: position for position, row in enumerate(rows["docs"])}
    places = ("src_begin", "src_end", "dst_begin", "dst_end")
    passages = [
        (at[row["src"]], at[row["dst"]], tuple(row[place] for place in places), row["level"] / 100)
        for row in rows["gold_pass"]
    ]
    copies = [(at[row["a"]], at[row["b"]], at[row["family"]]) for row in rows["gold_dups"]]
    return Planting([row["text"] for row in rows["docs"]], passages, _true(passages, copies))


def _rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _true(passages: list[tuple[int, int, Spans, float]], copies: list[tuple[int, int, int]]) -> set[Pair]:
    families: dict[int, set[int]] = defaultdict(set)
    for original, copy, family in copies:
        families[family] |= {original, copy}
    true = {(i, j) for family in families.values() for i in family for j in family if i < j}
    true |= {(min(source, target), max(source, target)) for source, target, *_ in passages}
    # Two articles that carry parts of one passage share it, too.
    of: dict[int, list[tuple[int, Spans]]] = defaultdict(list)
    for source, target, spans, _ in passages:
        of[source].append((target, spans))
    for carriers in of.values():
        for (one, a), (other, b) in itertools.combinations(carriers, 2):
            if a[0] < b[1] and b[0] < a[1]:
                true.add((min(one, other), max(one, other)))
    return true


def candidates(folder: Path | None, large: bool) -> None:
    """Tell how many of the planted passages the candidate pairs hold, and what it takes to find these."""
    from provenance.engines.local import prepare
    from provenance.model.document import Document
    from provenance.model.documents import Documents
    from provenance.model.options import ReuseOptions
    from provenance.text.pipeline import Pipeline

    made = planting(folder, 100_000 if large else 10_000)
    documents = Documents.of([Document(str(position), text) for position, text in enumerate(made.texts)])
    for how in JOINS:
        wanted = ">= 0.999" if how == "exact" else ">= 0.99"
        start = time.process_time()
        found = prepare(documents, None, ReuseOptions(candidates=how), Pipeline()).candidates
        show(f"{how}: words, statistics and candidates, both cores together", f"{time.process_time() - start:.1f} s")
        left, right = found.take(0, found.count)
        pairs = set(zip(left.tolist(), right.tolist(), strict=True))
        for edits, group in itertools.groupby(sorted(made.passages, key=lambda p: p[3]), key=lambda p: p[3]):
            hit = [(min(source, target), max(source, target)) in pairs for source, target, *_ in group]
            show(f"{how}: planted passages, {edits:.0%} of the words edited, among the candidates", _share(hit), wanted)
        show(f"{how}: candidate pairs, for each pair that shares something", _times(pairs, made))
        show(f"{how}: rows", f"{found.rows:,}")


def reworded() -> None:
    """Tell how many of the pairs of the sample corpus that share reworded prose alone are candidates."""
    from provenance import read
    from provenance.engines.local import prepare
    from provenance.model.options import ReuseOptions
    from provenance.text.pipeline import Pipeline

    documents = read(HERE.parent / "seeds")
    kinds: dict[Pair, set[str]] = defaultdict(set)
    for row in _rows(HERE.parent / "seeds" / "truth.jsonl"):
        if row["type"] == "passage" and not row["quoted"]:
            one, other = (documents.position(row[side]["document"]) for side in ("left", "right"))
            kinds[min(one, other), max(one, other)].add(row["kind"])
    for how in JOINS:
        found = prepare(documents, None, ReuseOptions(candidates=how), Pipeline()).candidates
        left, right = found.take(0, found.count)
        pairs = set(zip(left.tolist(), right.tolist(), strict=True))
        for what, group in (("reworded", [k for k, v in kinds.items() if v == {"paraphrase"}]), ("all", list(kinds))):
            show(
                f"{how}: sample corpus, pairs that share prose, {what}: among the candidates",
                _share([k in pairs for k in group]),
            )


def joins(large: bool) -> None:
    """Run the command with each join on 10,000 articles of 600 words, or on 100,000: time and memory."""
    articles = 100_000 if large else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = _written(corpus.make(articles, words=(600, 600)).texts, Path(folder) / "articles.jsonl")
        passages(path, path.with_name("out.jsonl"), "--candidates", "lsh")
        for how in JOINS:
            ended = passages(path, path.with_name("out.jsonl"), "--candidates", how)
            show(f"{how}: {articles:,} articles of 600 words, whole process", f"{ended.wall:.1f} s")
            show("  both cores together", f"{ended.cpu:.1f} s")
            show("  peak memory", f"{ended.memory:,.0f} MB")


def _share(hits: list[bool]) -> str:
    return f"{sum(hits) / len(hits):.4f}"


def _times(pairs: set[Pair], made: Planting) -> str:
    return f"{len(pairs) / len(made.true):.2f}"


def planted(folder: Path | None) -> None:
    """Find the planted passages."""
    from provenance import ReuseOptions, find_reuse

    made = planting(folder, 5000)
    # More articles than are compared each with each.
    for how in JOINS:
        result = find_reuse(made.texts, options=ReuseOptions(candidates=how))
        found: dict[Pair, list[Passage]] = defaultdict(list)
        for passage in result.passages:
            found[int(passage.left.document), int(passage.right.document)].append(passage)
        print(f"{how}:")
        _show_found(made, found)


def _show_found(made: Planting, found: dict[Pair, list[Passage]]) -> None:
    overlaps: dict[float, list[float]] = defaultdict(list)
    for source, target, spans, edits in made.passages:
        left, right = spans[:2], spans[2:]
        if source > target:
            left, right = right, left
        best = 0.0
        for passage in found.get((min(source, target), max(source, target)), []):
            sides = _overlap(left, passage.left), _overlap(right, passage.right)
            if min(covered for _, covered in sides) >= 0.5:
                best = max(best, sum(joint for joint, _ in sides) / 2)
        overlaps[edits].append(best)
    for edits, values in sorted(overlaps.items()):
        hits = [value for value in values if value]
        show(f"planted passages, {edits:.0%} of the words edited: recall", _share([v > 0 for v in values]), ">= 0.995")
        show("  mean overlap (intersection over union)", f"{sum(hits) / len(hits):.3f}", ">= 0.95")
    said = [pair for pair, passages in found.items() if passages]
    show("  precision of the pairs", _share([pair in made.true for pair in said]), ">= 0.995")


def _overlap(gold: tuple[int, ...], side: Side) -> tuple[float, float]:
    """Return the intersection over the union, and over the planted span."""
    common = max(0, min(gold[1], side.stop) - max(gold[0], side.start))
    return common / (max(gold[1], side.stop) - min(gold[0], side.start)), common / (gold[1] - gold[0])


def run(*command: str | Path) -> Ended:
    """Run a process to its end."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        child = subprocess.Popen(list(map(str, command)), stderr=said, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        said.seek(0)
        ended = Ended(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.read())
    if child.returncode:
        raise SystemExit(f"{command[0]} ended with {child.returncode}: {ended.said[-500:]}")
    return ended


def passages(path: Path, out: Path, *more: str) -> Ended:
    """Run the command on a file."""
    return run(sys.executable, "-m", "provenance", "passages", path, "-o", out, *more)


def speed(large: bool) -> None:
    """Run the command on 10,000 articles of 600 words, and on 100,000."""
    walls: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for articles, seconds in ((10_000, 4), (100_000, 45))[: 1 + large]:
            path = _written(corpus.make(articles, words=(600, 600)).texts, Path(folder) / "articles.jsonl")
            size = path.stat().st_size / 1e6
            passages(path, path.with_name("out.jsonl")) if not walls else None
            ended = passages(path, path.with_name("out.jsonl"))
            walls.append(ended.wall)
            show(
                f"{articles:,} articles of 600 words ({size:.0f} MB), whole process",
                f"{ended.wall:.1f} s",
                f"< {seconds} s",
            )
            show("  both cores together", f"{ended.cpu:.1f} s")
            show("  peak memory", f"{ended.memory:,.0f} MB", "< 3,000 MB")
        if large:
            show("  times as long for ten times the articles", f"{walls[1] / walls[0]:.1f}", "<= 12")


def spill(large: bool) -> None:
    """Run the command with little memory: the same file, from temporary files."""
    articles = 100_000 if large else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = _written(corpus.make(articles, words=(600, 600)).texts, Path(folder) / "articles.jsonl")
        files = [path.with_name(f"{name}.jsonl") for name in ("much", "little")]
        passages(path, files[0])
        much, little = passages(path, files[0]), passages(path, files[1], "--memory", "100MB")
        same = files[0].read_bytes() == files[1].read_bytes()
    show(f"{articles:,} articles with --memory 100MB: times as long", f"{little.wall / much.wall:.2f}")
    show("  the same file", str(same), "True")


def _written(texts: list[str], path: Path) -> Path:
    with path.open("w", encoding="utf-8") as out:
        for number, text in enumerate(texts):
            out.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
    return path


def hostile(large: bool) -> None:
    """Run the command on collections that would cost a square."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds.KINDS:
            path = Path(folder) / "hostile.jsonl"
            kinds.write(kind, path, kinds.ARTICLES if large or kind in ("copies", "footers") else 1000)
            ended = passages(path, path.with_name("out.jsonl"))
            show(f"{kind} ({kinds.KINDS[kind].__doc__})", f"{ended.wall:.1f} s", "bounded")
            show("  peak memory", f"{ended.memory:,.0f} MB", "bounded")
            for line in ended.said.splitlines():
                print(f"    {line}")


def dolos() -> None:
    """Run dolos-core beside the command, in one run, on the same 10,000 articles."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        print("dolos: skipped, since node and npm are not installed.")
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        installed = subprocess.run(
            [npm, "install", "--silent", "--prefix", folder, "@dodona/dolos-core@1.2.1"],
            check=False,
            capture_output=True,
        )
        if installed.returncode:
            print("dolos: skipped, since npm could not install @dodona/dolos-core.")
            return
        shutil.copy(HERE / "dolos.mjs", place)
        made = planting(None)
        path = _written(made.texts, place / "articles.jsonl")
        passages(path, place / "ours.jsonl")
        ours = passages(path, place / "ours.jsonl")
        theirs = run(node, "--max-old-space-size=6000", place / "dolos.mjs", path, place / "theirs.jsonl")
        print(f"provenance: {ours.wall:.1f} s, {ours.memory:,.0f} MB")
        _show_found(made, _read(place / "ours.jsonl"))
        print(f"dolos-core 1.2.1 (words, k=5, w=4): {theirs.wall:.1f} s, {theirs.memory:,.0f} MB")
        _show_found(made, _read(place / "theirs.jsonl"))
    show("times as fast as dolos-core on 10,000 articles", f"{theirs.wall / ours.wall:.1f}", ">= 4")


def _read(path: Path) -> dict[Pair, list[Passage]]:
    from provenance import Passage, Side

    found: dict[Pair, list[Passage]] = defaultdict(list)
    for row in _rows(path):
        left, right = (
            Side(re.sub("^a", "", row[side]["document"]), row[side]["start"], row[side]["end"])
            for side in ("left", "right")
        )
        found[int(left.document), int(right.document)].append(Passage(left, right, "edited", False, 1.0, 1))
    return found


def main() -> None:
    """Print the figures that were asked for, or all."""
    parts = ("candidates", "reworded", "joins", "planted", "speed", "spill", "hostile", "dolos")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts))
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--large", action="store_true")
    given = parser.parse_args()
    for name in given.parts or parts:
        if name == "candidates":
            candidates(given.corpus, given.large)
        elif name == "planted":
            planted(given.corpus)
        elif name in ("joins", "speed", "spill", "hostile"):
            {"joins": joins, "speed": speed, "spill": spill, "hostile": hostile}[name](given.large)
        elif name in ("reworded", "dolos"):
            {"reworded": reworded, "dolos": dolos}[name]()
        else:
            parser.error(f"no figures are called {name!r}; there are: {', '.join(parts)}")


if __name__ == "__main__":
    main()
