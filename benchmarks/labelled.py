"""Scores passages against gold spans that others made, such as the text alignment corpora of PAN.

    python benchmarks/labelled.py NAME-documents.jsonl.gz NAME-pairs.jsonl.gz [strict] [balanced] [wide]

A document has ``id`` and ``text``; a pair has ``left``, ``right``, ``cases`` (a list of [left start, left stop, right
start, right stop] in code points) and, where there are several kinds, ``category``. For each sensitivity it prints
plagdet with recall, precision and granularity (Potthast, Stein, Barrón-Cedeño and Rosso 2010), over all pairs and for
each category, and in how many pairs without a case passages were found.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

Span = tuple[int, int]


class Case(NamedTuple):
    """A passage of a pair: both its spans."""

    pair: tuple[str, str]
    left: Span
    right: Span


def rows(path: Path) -> list[dict[str, Any]]:
    """Read JSONL, compressed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.splitlines()]


def overlap(one: Span, other: Span) -> Span | None:
    """Return what two spans share."""
    start, stop = max(one[0], other[0]), min(one[1], other[1])
    return (start, stop) if start < stop else None


def covered(spans: list[Span]) -> int:
    """Return how much spans cover, counted once."""
    total = reach = 0
    for start, stop in sorted(spans):
        total += max(0, stop - max(start, reach))
        reach = max(reach, stop)
    return total


def mean_share(of: list[Case], by: list[Case]) -> float:
    """Return how much of each case others cover, on average."""
    of_pair = defaultdict(list)
    for case in by:
        of_pair[case.pair].append(case)
    total = 0.0
    for case in of:
        left, right = [], []
        for other in of_pair[case.pair]:
            both = overlap(case.left, other.left), overlap(case.right, other.right)
            if both[0] and both[1]:
                left.append(both[0])
                right.append(both[1])
        size = case.left[1] - case.left[0] + case.right[1] - case.right[0]
        total += (covered(left) + covered(right)) / size
    return total / len(of) if of else 0.0


def plagdet(gold: list[Case], found: list[Case]) -> tuple[float, float, float, float]:
    """Return plagdet, recall, precision and granularity."""
    recall, precision = mean_share(gold, found), mean_share(found, gold)
    of_pair = defaultdict(list)
    for case in found:
        of_pair[case.pair].append(case)
    parts = [
        sum(bool(overlap(case.left, one.left) and overlap(case.right, one.right)) for one in of_pair[case.pair])
        for case in gold
    ]
    detected = [count for count in parts if count]
    granularity = sum(detected) / len(detected) if detected else 1.0
    f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
    return f1 / math.log2(1 + granularity), recall, precision, granularity


def main() -> None:
    """Print the figures for each sensitivity that was asked for, or for all."""
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    from provenance import Document, ReuseOptions, find_reuse

    documents = [Document(row["id"], row["text"]) for row in rows(Path(sys.argv[1]))]
    pairs = rows(Path(sys.argv[2]))
    category = {(pair["left"], pair["right"]): pair.get("category", "all") for pair in pairs}
    gold = [Case((p["left"], p["right"]), (c[0], c[1]), (c[2], c[3])) for p in pairs for c in p["cases"]]
    clean = {(p["left"], p["right"]) for p in pairs if not p["cases"]}
    for sensitivity in sys.argv[3:] or ("strict", "balanced", "wide"):
        options = ReuseOptions(sensitivity=sensitivity)  # type: ignore[arg-type] # it says what it accepts
        result = find_reuse(documents, pairs=list(category), options=options)
        found = []
        for passage in result.passages:
            left, right = passage.left, passage.right
            if (left.document, right.document) not in category:
                left, right = right, left
            found.append(Case((left.document, right.document), (left.start, left.stop), (right.start, right.stop)))
        for name in ("all", *sorted(set(category.values()) - {"all"})):
            some = [case for case in gold if name in ("all", category[case.pair])]
            if some:
                ours = [case for case in found if name in ("all", category[case.pair])]
                score, recall, precision, parts = plagdet(some, ours)
                print(f"{sensitivity:<9} {name:<28} plagdet {score:.4f}   ", end="")
                print(f"recall {recall:.4f}   precision {precision:.4f}   granularity {parts:.3f}")
        hit = {case.pair for case in found} & clean
        print(f"{sensitivity:<9} pairs without a case in which passages were found: {len(hit)} of {len(clean)}")


if __name__ == "__main__":
    main()
