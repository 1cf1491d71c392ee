"""Prints the figures of README.md beside this file: each with what it should be, ratios against peers in one run.

Those of many articles are in `scale.py`.

    python benchmarks/figures.py [signatures|passages|start|memory|noisy|accuracy ...]

Peers and provenance take turns, and of each the best of several rounds counts, so that a busy machine harms both alike.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import corpus

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance import Passage, ReuseResult

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


def best(rounds: int, *runs: Callable[[], object]) -> list[float]:
    """Return the best time of each run in seconds, taking turns."""
    least = [float("inf")] * len(runs)
    for run in runs:
        run()
    for _ in range(rounds):
        for which, run in enumerate(runs):
            start = time.perf_counter()
            run()
            least[which] = min(least[which], time.perf_counter() - start)
    return least


def show(what: str, value: str, wanted: str) -> None:
    """Print a figure."""
    print(f"{what:<66} {value:>12}   wanted {wanted}", flush=True)


def signatures() -> None:
    """Sign raw text, one thread."""
    import pyarrow as pa
    import test_signatures as peers

    texts = corpus.make(600).texts
    size = sum(len(text.encode()) for text in texts) / 1e6
    array = pa.array(texts, pa.large_string())
    ours, theirs, rensa = best(
        5,
        lambda: peers.by_provenance(array),
        lambda: peers.by_datasketch(texts),
        lambda: peers.by_rensa(texts),
    )
    show("signatures, one thread, 128 permutations", f"{size / ours:.0f} MB/s", ">= 120 MB/s")
    show("  times datasketch (update_batch, xxhash, regex tokens)", f"{theirs / ours:.0f} x", ">= 20 x")
    show("  times rensa RMinHash (the same tokens)", f"{rensa / ours:.0f} x", ">= 10 x")


def whole(*arguments: str | Path) -> Callable[[], object]:
    """Return a run of the command as a process of its own."""

    def run() -> object:
        command = [sys.executable, "-m", "provenance", *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, cwd=ROOT)

    return run


def passages() -> None:
    """Run the command on many articles, whole process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        made = corpus.make(1000, words=(600, 600))
        with path.open("w", encoding="utf-8") as out:
            for number, text in enumerate(made.texts):
                out.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
        (seconds,) = best(3, whole("passages", path, "--format", "json", "-o", Path(folder) / "passages.json"))
        show("1,000 articles of 600 words, all passages, whole process", f"{seconds:.2f} s", "< 3 s")


def start() -> None:
    """Start the command and the library."""
    with tempfile.TemporaryDirectory() as folder:
        for article in sorted(SEEDS.glob("plant/*.txt"))[:5]:
            Path(folder, article.name).write_bytes(article.read_bytes())
        five, asked, imported = best(
            5,
            whole("matrix", folder),
            whole("--help"),
            lambda: subprocess.run([sys.executable, "-c", "import provenance"], check=True),
        )
        (empty,) = best(5, lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    show("provenance matrix on five articles, compiled kernels", f"{five:.2f} s", "< 1.5 s")
    show("provenance --help", f"{asked:.2f} s", "< 0.4 s")
    show("import provenance, without Python's own start", f"{1000 * (imported - empty):.0f} ms", "< 60 ms")


def memory() -> None:
    """Take the peak memory of finding passages in twice as many articles."""
    peaks = []
    for articles in (1000, 2000, 4000):
        code = (
            f"import sys, resource; sys.path.insert(0, {str(ROOT / 'benchmarks')!r}); import corpus\n"
            "from provenance import find_reuse\n"
            f"texts = corpus.make({articles}, words=(600, 600)).texts\n"
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "find_reuse(texts)\n"
            "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)\n"
        )
        said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        peaks.append(float(said.stdout))
    for articles, peak in zip((1000, 2000, 4000), peaks, strict=True):
        show(f"memory that finding passages adds, {articles:,} articles of 600 words", f"{peak:.0f} MB", "linear")


def noisy() -> None:
    """Find the passages that were planted in 3,000 articles of which every other one was misread."""
    sys.path.insert(0, str(ROOT / "tests"))
    import noise

    from provenance import find_reuse

    made = corpus.make(3000)
    for rate in (0.02, 0.05):
        texts = [noise.scanned(text, seed, rate) if seed % 2 else text for seed, text in enumerate(made.texts)]
        found = _found(find_reuse(texts))
        hits = {True: [0, 0], False: [0, 0]}
        for one in made.passages:
            if one.edits == 0 and (one.source % 2 or one.target % 2):
                both = one.source % 2 == one.target % 2
                hits[both][0] += (min(one.source, one.target), max(one.source, one.target)) in found
                hits[both][1] += 1
        for both, (count, of) in hits.items():
            sides = "both articles" if both else "one article"
            show(
                f"planted passages, {rate:.0%} of the letters of {sides} misread: recall",
                f"{count / of:.4f}",
                ">= 0.97",
            )
        show("  precision of the pairs", f"{_precision(made, found):.4f}", ">= 0.99")


def _found(result: ReuseResult) -> dict[tuple[int, int], list[Passage]]:
    found: dict[tuple[int, int], list[Passage]] = defaultdict(list)
    for passage in result.passages:
        found[int(passage.left.document), int(passage.right.document)].append(passage)
    return found


def _precision(made: corpus.Corpus, found: dict[tuple[int, int], list[Passage]]) -> float:
    families: dict[int, set[int]] = defaultdict(set)
    for original, copy, _ in made.duplicates:
        families[original] |= {original, copy}
    true = {(min(p.source, p.target), max(p.source, p.target)) for p in made.passages}
    true |= {(i, j) for family in families.values() for i in family for j in family if i < j}
    # Two articles that carry parts of one passage share it, too.
    for one, other in itertools.combinations(made.passages, 2):
        if one.source == other.source and one.source_start < other.source_stop and other.source_start < one.source_stop:
            true.add((min(one.target, other.target), max(one.target, other.target)))
    return sum(pair in true for pair in found) / max(1, len(found))


def accuracy() -> None:
    """Score the sample corpus against its truth."""
    sys.path.insert(0, str(ROOT / "tests"))
    import truth

    from provenance import find_reuse, read

    score = truth.score(find_reuse(read(SEEDS)))
    show("passages of 12 words or more, an edit in 8 at most: recall", f"{score.recall:.4f}", ">= 0.98")
    show("  precision", f"{score.precision:.4f}", ">= 0.98")


PARTS = {
    "signatures": signatures,
    "passages": passages,
    "start": start,
    "memory": memory,
    "noisy": noisy,
    "accuracy": accuracy,
}


def main() -> None:
    """Print the figures that were asked for, or all."""
    asked = sys.argv[1:] or list(PARTS)
    for name in asked:
        if name not in PARTS:
            raise SystemExit(f"no figures are called {name!r}; there are: {', '.join(PARTS)}")
        PARTS[name]()


if __name__ == "__main__":
    main()
