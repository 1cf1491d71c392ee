"""Dedup beyond memory, and in shards: peak memory and time beside a run in memory, and whether all write the same.

    python benchmarks/shards.py FOLDER [MILLIONS ...] [--shards N]

The documents, 59 words each by Zipf's law, are made in FOLDER unless they are there. A fifth are copies of earlier ones
of the same fifty thousand; in half of these up to three words are others. The folder needs about five times their size.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

WORDS, VOCABULARY, BATCH = 59, 200_000, 50_000


class Ended(NamedTuple):
    """Seconds, seconds of all cores, and peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def documents(path: Path, count: int) -> Path:
    """Write so many documents, unless they are there."""
    if path.exists():
        return path
    random = np.random.default_rng(7)
    vocabulary = np.array([f"w{number}" for number in range(VOCABULARY)], object)
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as out:
        for first in range(0, count, BATCH):
            rows = np.minimum(random.zipf(1.15, (min(BATCH, count - first), WORDS)) - 1, VOCABULARY - 1)
            copies = np.flatnonzero(random.random(len(rows)) < 0.2)
            copies = copies[copies > 0]
            for copy, original in zip(copies.tolist(), (random.random(len(copies)) * copies).astype(int), strict=True):
                rows[copy] = rows[original]
                if copy % 2:
                    rows[copy][random.integers(0, WORDS, random.integers(1, 4))] = random.integers(0, VOCABULARY)
            for number, row in enumerate(vocabulary[rows].tolist(), first):
                out.write(f'{{"id": "d{number}", "text": "{" ".join(row)}"}}\n')
    partial.rename(path)
    return path


def run(*arguments: str | Path) -> Ended:
    """Run the command to its end."""
    program = [sys.executable, "-m", "provenance", "dedup", *map(str, arguments)]
    start = time.perf_counter()
    child = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(program)} ended with {child.returncode}")
    return Ended(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def outputs(folder: Path, name: str) -> tuple[Path, Path]:
    """Return the files of kept documents and of receipts."""
    return folder / f"{name}.kept.jsonl", folder / f"{name}.receipts.jsonl"


def written(folder: Path, name: str) -> list[str]:
    """Return the options that name them."""
    kept, receipts = outputs(folder, name)
    return ["-o", str(kept), "--receipts", str(receipts)]


def same(folder: Path, name: str) -> bool:
    """Return whether a run wrote what the run in memory wrote."""
    pairs = zip(outputs(folder, "memory"), outputs(folder, name), strict=True)
    return all(filecmp.cmp(one, other, shallow=False) for one, other in pairs)


def show(what: str, ended: Ended, note: str = "") -> None:
    """Print a figure."""
    print(f"{what:<44} {ended.wall:7.1f} s {ended.cpu:7.1f} s of CPU {ended.memory:8,.0f} MB  {note}", flush=True)


def compare(folder: Path, count: int, shards: int) -> None:
    """Run the command in memory, beyond memory, and in shards one after the other."""
    path = documents(folder / f"documents-{count}.jsonl", count)
    run(path, "--plan")
    whole = run(path, *written(folder, "memory"), "--memory", "16GB")
    show(f"{count:,} documents in memory", whole)
    ranges = run(path, *written(folder, "ranges"), "--memory", "1GB")
    times = f"{ranges.wall / whole.wall:.2f} times as long, {ranges.cpu / whole.cpu:.2f} of CPU"
    show("  with --memory 1GB", ranges, f"{times}; the same: {same(folder, 'ranges')}")
    if not shards:
        return
    work = folder / "work"
    job: list[str | Path] = [path, "--work", work]
    steps = [run(*job, "--shard", f"{part}/{shards}") for _ in range(4) for part in range(1, shards + 1)]
    show(f"  the longest step of {shards} shards", max(steps))
    merged = run(*job, "--merge", *written(folder, "shards"))
    cpu = sum(step.cpu for step in steps) + merged.cpu
    show("  their merge", merged, f"all: {cpu:.1f} s of CPU; the same: {same(folder, 'shards')}")
    size = sum(file.stat().st_size for file in work.iterdir())
    print(f"  the folder of the shards: {size / path.stat().st_size:.1f} times the documents")
    for file in work.iterdir():
        file.unlink()
    work.rmdir()


def main() -> None:
    """Print the figures for so many millions of documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("millions", nargs="*", type=float, default=[1, 3])
    parser.add_argument("--shards", type=int, default=0)
    given = parser.parse_args()
    for millions in given.millions:
        compare(given.folder, round(millions * 1_000_000), given.shards)


if __name__ == "__main__":
    main()
