"""Runs the fuzzers as long as they are told to, and says which seeds fail.

python tests/fuzz/run.py [--seconds 600 | --seeds 1000] [--seed 0] [NAME ...]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz import fuzzers


def main() -> int:
    """Run each fuzzer for so many seconds; return 1 where a seed failed."""
    every = fuzzers()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(every)}")
    parser.add_argument("--seconds", type=float, default=600, help="how long each fuzzer runs")
    parser.add_argument("--seeds", type=int, help="how many seeds each fuzzer tries, however long that takes")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--once", action="store_true", help="this seed alone")
    given = parser.parse_args()
    failures = 0
    for name in given.names or every:
        ends, failed = time.monotonic() + given.seconds, []
        seeds = 1 if given.once else given.seeds
        for seed in count(given.seed):
            tried = seed - given.seed
            if time.monotonic() >= ends if seeds is None else tried >= seeds:
                break
            with tempfile.TemporaryDirectory() as folder:
                try:
                    every[name](random.Random(f"{name} {seed}"), Path(folder))  # noqa: S311
                except Exception:  # noqa: BLE001 - whatever is raised is a failure of that seed
                    failed.append(seed)
                    print(f"{name}, seed {seed}:")
                    traceback.print_exc(file=sys.stdout)
            if tried % 100 == 99:
                print(f"{name}: {tried + 1:,} seeds so far, {len(failed)} failed", flush=True)
        print(f"{name}: {tried:,} seeds, {len(failed)} failed {failed[:20]}", flush=True)
        failures += len(failed)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
