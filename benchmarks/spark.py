"""Prints what the Spark engine takes beside the local one, on this machine: seconds, and seconds of processor time.

    python benchmarks/spark.py [dedup [DOCUMENTS ...] | passages [ARTICLES ...]] [--master local[2]]

Both engines work on the same documents in one run, and their results are compared. Spark's session is started before,
and one small job warms its processes; so the figures are those of a session that is at hand.
"""

from __future__ import annotations

import argparse
import os
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance import ReuseOptions, SparkOptions, deduplicate, find_reuse
from provenance.engines.spark.session import spark_session

if TYPE_CHECKING:
    from collections.abc import Callable

#: Of a hundred documents, so many are copies of an earlier one, and so many others have a word in sixty replaced.
COPIES, EDITED = 10, 20


def texts(count: int, words: int) -> list[str]:
    """Return texts of random words, of which some are copies, or nearly, of earlier ones."""
    chance = np.random.default_rng(7)
    made: list[str] = []
    for _ in range(count):
        way = chance.integers(100)
        if made and way < COPIES + EDITED:
            split = made[chance.integers(len(made))].split()
            for _ in range(0 if way < COPIES else 1 + words // 60):
                split[chance.integers(words)] = f"e{chance.integers(10**9)}"
            made.append(" ".join(split))
        else:
            made.append(" ".join(f"w{number}" for number in (chance.zipf(1.3, words) % 50_000)))
    return made


def processor_seconds() -> float:
    """Return the processor time of this process and of all that it has started."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = folder.joinpath("stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        used[int(folder.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def is_ours(process: int) -> bool:
        return process == os.getpid() or (process in parents and is_ours(parents[process]))

    return sum(seconds for process, seconds in used.items() if is_ours(process))


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return a result, the seconds it took, and the seconds of processor time."""
    start, used = time.perf_counter(), processor_seconds()
    result = work()
    return result, time.perf_counter() - start, processor_seconds() - used


def dedup(counts: list[int]) -> None:
    """Compare the engines on documents of 59 words."""
    for count in counts or [25_000, 50_000, 100_000]:
        documents = texts(count, 59)
        here, seconds, used = timed(partial(deduplicate, documents))
        there, more, more_used = timed(partial(deduplicate, documents, engine="spark"))
        same = list(here.removed) == list(there.removed)
        print(
            f"dedup of {count:,}: local {seconds:.1f} s ({used:.1f} of processor), Spark {more:.1f} s "
            f"({more_used:.1f}), equal: {same}",
            flush=True,
        )


def passages(counts: list[int]) -> None:
    """Compare the engines on articles of 600 words, with the exact join."""
    for count in counts or [1000]:
        documents = texts(count, 600)
        for options in (ReuseOptions(), ReuseOptions(candidates="exact")):
            here, seconds, used = timed(partial(find_reuse, documents, options=options))
            there, more, more_used = timed(partial(find_reuse, documents, options=options, engine="spark"))
            same = list(here.passages) == list(there.passages)
            print(
                f"passages of {count:,} ({here.run.candidates.split('(')[0].strip()}): local {seconds:.1f} s "
                f"({used:.1f} of processor), Spark {more:.1f} s ({more_used:.1f}), equal: {same}",
                flush=True,
            )


def main() -> None:
    """Start a session, and print the figures that are asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("what", nargs="?", choices=("dedup", "passages"))
    arguments.add_argument("counts", nargs="*", type=int)
    arguments.add_argument("--master", default="local[2]")
    given = arguments.parse_args()
    small = texts(60, 59)
    with spark_session(SparkOptions(spark_master=given.master)):
        for engine in ("local", "spark"):
            deduplicate(small, engine=engine)
        if given.what != "passages":
            dedup(given.counts)
        if given.what != "dedup":
            find_reuse(small[:20], engine="spark")
            passages(given.counts)


if __name__ == "__main__":
    main()
