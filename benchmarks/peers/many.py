"""Ten million documents through the command, on one machine: what it foresees, and what it takes.

    python benchmarks/peers/many.py FOLDER [TIMES]

The documents are those of the million of run.py (4.5 GB, made in FOLDER unless it is there), each cut into
TIMES pieces (10). Of the fifth that are edited copies many pieces are untouched, and so exact duplicates.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from run import corpus

_MILLION = 1_000_000


def cut(whole: Path, times: int, path: Path) -> None:
    """Write each document as so many."""
    partial = path.with_suffix(".partial")
    with whole.open() as lines, partial.open("w") as out:
        for line in lines:
            row = json.loads(line)
            words = row["text"].split(" ")
            size = -(-len(words) // times)
            for number in range(times):
                piece = " ".join(words[number * size : (number + 1) * size])
                out.write(f'{{"id": "{row["id"]}-{number}", "text": {json.dumps(piece)}}}\n')
    partial.rename(path)


def main() -> None:
    """Make the documents, then run the command on them."""
    folder = Path(sys.argv[1]).absolute()
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    path = folder / f"pieces-{times}.jsonl"
    if not path.exists():
        cut(corpus(_MILLION, folder), times, path)
    kept, receipts = folder / "pieces.kept.jsonl", folder / "pieces.receipts.jsonl"
    program = [sys.executable, "-m", "provenance", "dedup", str(path)]
    subprocess.run([*program, "--plan"], check=True)
    began = time.perf_counter()
    subprocess.run([*program, "-o", str(kept), "--receipts", str(receipts)], check=True)
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{path.stat().st_size / 1e9:.1f} GB in {wall:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of CPU on "
        f"{os.cpu_count()} cores, {used.ru_maxrss / 1024:,.0f} MB at most; "
        f"{kept.stat().st_size / 1e9:.1f} GB kept, {receipts.stat().st_size / 1e9:.1f} GB of receipts"
    )


if __name__ == "__main__":
    main()
