"""Prints the figures of an index: how long it takes to build, how large it is, and how quick a trace is.

    python benchmarks/archive.py 10000 [--folder FOLDER] [--articles 1000]

Dispatches have 200 to 600 words, articles 600: most of them their own, and of two dispatches a passage each, with every
twentieth word edited. Figures of 100,000 dispatches are to be held against those of 10,000.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus
import numpy as np

from provenance import Document, open_index

PASSAGE, OWN, EDITED = 80, 440, 20


def show(what: str, value: str, wanted: str = "") -> None:
    """Print a figure."""
    print(f"{what:<62} {value:>22} {wanted}", flush=True)


def articles_of(dispatches: list[str], count: int) -> list[Document]:
    """Make articles that use two dispatches each."""
    chosen = np.random.default_rng(3)
    own = corpus.make(count, (OWN, OWN + 1), seed=5, duplicates=0, passages=0).texts
    made = []
    for number, text in enumerate(own):
        parts = [text]
        for at in chosen.integers(len(dispatches), size=2).tolist():
            words = dispatches[at].split()[20 : 20 + PASSAGE]
            words[EDITED - 1 :: EDITED] = ["otherwise"] * len(words[EDITED - 1 :: EDITED])
            parts.append(" ".join(words) + ".")
        made.append(Document(f"article-{number}", "\n\n".join(parts)))
    return made


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dispatches", type=int, nargs="?", default=10_000)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    texts = corpus.make(given.dispatches + 1000, (200, 600)).texts
    random = np.random.default_rng(1)
    random.shuffle(texts)
    held = [Document(f"dispatch-{at}", text) for at, text in enumerate(texts)]
    folder = given.folder or Path(tempfile.mkdtemp())
    path = folder / "wire.duckdb"
    open_index(folder / "warm.duckdb").add(held[:50])
    index = open_index(path)
    begin, worked = time.perf_counter(), time.process_time()
    index.add(held[: given.dispatches])
    took = time.perf_counter() - begin, time.process_time() - worked
    show(f"{given.dispatches:,} dispatches: built, clock and processor", f"{took[0]:.1f} s, {took[1]:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show("peak memory", f"{peak:,.0f} MB")
    show("file", f"{path.stat().st_size / 1e6:,.0f} MB")
    articles = articles_of(texts[: given.dispatches], given.articles)
    begin, worked = time.perf_counter(), time.process_time()
    index.load()
    took = time.perf_counter() - begin, time.process_time() - worked
    show("read into memory, clock and processor", f"{took[0]:.1f} s, {took[1]:.1f} s")
    index.trace(articles[0])
    clock, processor, found = [], [], 0
    for article in articles[1:101]:
        begin, worked = time.perf_counter(), time.process_time()
        result = index.trace(article)
        clock.append(1000 * (time.perf_counter() - begin))
        processor.append(1000 * (time.process_time() - worked))
        found += len({side.document for p in result.passages for side in (p.left, p.right)} - {article.id}) >= 2
    for name, taken in (("clock", sorted(clock)), ("processor", sorted(processor))):
        said = f"{statistics.median(taken):.0f} ms, {taken[-2]:.0f} ms"
        show(f"one article of 600 words: median, 99th percentile, {name}", said)
    show(f"of {len(clock)}, both dispatches are found", str(found))
    begin, worked = time.perf_counter(), time.process_time()
    index.trace(articles)
    took = time.perf_counter() - begin, time.process_time() - worked
    show(f"{len(articles):,} articles in a batch, clock and processor", f"{took[0]:.1f} s, {took[1]:.1f} s")
    text = folder / "article.txt"
    text.write_text(articles[0].text, encoding="utf-8")
    begin = time.perf_counter()
    command = [sys.executable, "-m", "provenance", "trace", str(text), "--against", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    show("the command, cold", f"{time.perf_counter() - begin:.1f} s")
    begin, worked = time.perf_counter(), time.process_time()
    index.add(held[given.dispatches :])
    took = time.perf_counter() - begin, time.process_time() - worked
    show("1,000 more are added, clock and processor", f"{took[0]:.1f} s, {took[1]:.1f} s")
    begin = time.perf_counter()
    show("check", f"{len(index.check())} faults, {time.perf_counter() - begin:.1f} s")
    if given.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
