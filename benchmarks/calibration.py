"""How far the confidence of origins can be trusted: the sample corpus, perturbed with a seed.

    python benchmarks/calibration.py [RUNS | PAGES.jsonl.gz]

In each run some times of publication, some credits, some dispatches and some articles are taken away, and each
statement counts as one decision: the direction of a pair, the agency and the source of an article. The expected
calibration error is the mean distance between confidence and share of right decisions, over ten bins of equal width,
weighed by their decisions (Naeini et al. 2015). The events are told apart, since the numbers were set looking at both.
With a file of real web pages, the decisions are those of web_pages.py. Some numbers were set looking at such pages,
so the error is said of two halves of them, too: as it is, and after the log-odds were stretched and moved as the other
half wants it (Platt 1999). Where that helps little, the numbers are not those of these pages alone.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import origin_truth
import truth
import web_pages

from provenance import find_reuse, read
from provenance.infer.credits import read_credits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance import Document, ReuseResult

RUNS = 16
BINS = 10
KINDS = ("direction", "agency", "source")
SEED = 20310311

#: What is decided, how sure it is, whether it is right.
Decision = tuple[str, float, bool]
#: The same with the document that it is about.
Known = tuple[str, float, bool, str]


def perturbed(documents: list[Document], random: np.random.Generator) -> list[Document]:
    """Take away times, credits, dispatches and articles, each by a chance of its own that this run draws."""
    no_time, no_credit, no_dispatch, no_article = random.choice([0.0, 0.3, 1.0], 4, p=[0.4, 0.35, 0.25])
    kept = []
    for document in documents:
        wire = document.role == "wire"
        if random.random() < (no_dispatch if wire else no_article * 0.4):
            continue
        published = None if random.random() < no_time else document.published
        text = document.text
        if not wire and random.random() < no_credit:
            for credit in reversed(read_credits(text)):
                text = text[: credit.start] + text[credit.stop :]
        kept.append(replace(document, published=published, text=text))
    return kept


def decisions(result: ReuseResult) -> Iterator[Decision]:
    """Yield what a result says, and whether it is right."""
    relations, derivations = origin_truth.relations(), origin_truth.derivations()
    family = {name: names for names in origin_truth.FAMILIES.values() for name in names}
    agencies = {"ferry/ap-1": "AP"}
    for pair, (verdict, confidence) in origin_truth.verdicts(result).items():
        if verdict is not None:
            yield "direction", confidence, verdict == relations[pair]
    for derivation in result.derivations:
        record = derivations[derivation.document]
        if derivation.confidence is None:
            continue
        sources = {name for name in record.get("sources", [record["source"]]) if name}
        if derivation.agency is not None:
            right = {record["agency"]} | {agencies.get(name, "AFP") for name in sources}
            yield "agency", derivation.confidence, derivation.agency in right
        if derivation.source is not None:
            any_version = {version for name in sources for version in family.get(name, (name,))}
            copied = {record["via"]} if "via" in record else set()
            yield "source", derivation.confidence, derivation.source in any_version | copied


def table(said: Iterable[Decision]) -> tuple[float, list[tuple[int, float, float]]]:
    """Return the expected calibration error; and of each bin its decisions, mean confidence and share of right ones."""
    sure = [(confidence, right) for _, confidence, right in said]
    confidence = np.array([each[0] for each in sure])
    right = np.array([each[1] for each in sure], float)
    which = np.minimum((confidence * BINS).astype(int), BINS - 1)
    rows, error = [], 0.0
    for number in range(BINS):
        here = which == number
        if here.any():
            rows.append((int(here.sum()), float(confidence[here].mean()), float(right[here].mean())))
            error += here.sum() / len(sure) * abs(rows[-1][1] - rows[-1][2])
    return error, rows


def halves(said: list[Known]) -> Iterator[tuple[int, int, float, float]]:
    """Yield of each half its number, its decisions, its error, and its error after what the other half teaches.

    Documents are drawn into halves by a hash of their ids.
    """
    side = np.array([zlib.crc32(name.encode()) % 2 for *_, name in said])
    logit = np.array(
        [math.log(sure / (1 - sure)) for _, sure, _, _ in said for sure in [min(max(sure, 1e-4), 1 - 1e-4)]]
    )
    right = np.array([each[2] for each in said], float)
    for half in (0, 1):
        mine, theirs = side == half, side != half
        slope, offset = _platt(logit[theirs], right[theirs])
        after = 1 / (1 + np.exp(-(slope * logit[mine] + offset)))
        plain = [said[at][:3] for at in np.flatnonzero(mine)]
        fitted = [("", float(sure), bool(good)) for sure, good in zip(after, right[mine], strict=True)]
        yield half, len(plain), table(plain)[0], table(fitted)[0]


def _platt(logit: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Fit right or wrong to slope times log-odds plus offset, by Newton's method, both held near (1, 0)."""
    design, weights, prior = np.stack([logit, np.ones(len(logit))], axis=1), np.array([1.0, 0.0]), np.array([1.0, 0.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (right - chance) - (weights - prior)
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + np.eye(2)
        weights = weights + np.linalg.solve(curve, slope)
    return float(weights[0]), float(weights[1])


def made(runs: int) -> dict[str, list[Decision]]:
    """Return the decisions of many runs, by event."""
    documents = [document for document in read(truth.SEEDS) if not document.id.startswith("web/")]
    by_event: dict[str, list[Decision]] = defaultdict(list)
    random = np.random.default_rng(SEED)
    for _ in range(runs):
        kept = perturbed(documents, random)
        for event in ("ferry", "plant"):
            part = [document for document in kept if document.id.startswith(event)]
            by_event[event] += decisions(find_reuse(part))
    return by_event


def on_pages(path: Path) -> None:
    """Print the figures of real web pages."""
    said = list(web_pages.decisions(path))
    for kind in sorted({decision[0] for decision in said}):
        some = [decision for decision in said if decision[0] == kind]
        error, rows = table(decision[:3] for decision in some)
        print(f"{kind}: expected calibration error {error:.3f} (wanted: at most 0.06)")
        for number, confidence, right in rows:
            print(f"  {number:6,} decisions, mean confidence {confidence:.2f}, right {right:.2f}")
        for half, number, plain, refitted in halves(some):
            print(f"  half {half}: {number:,} decisions, error {plain:.3f}; refitted on the other half {refitted:.3f}")


def main() -> None:
    """Print the figures."""
    argument = sys.argv[1] if len(sys.argv) > 1 else str(RUNS)
    if not argument.isdecimal():
        on_pages(Path(argument))
        return
    by_event = made(int(argument))
    every = [decision for said in by_event.values() for decision in said]
    error, rows = table(every)
    print(f"decisions {len(every):,}, expected calibration error {error:.3f} (wanted: at most 0.08)")
    for number, confidence, right in rows:
        print(f"  {number:6,} decisions, mean confidence {confidence:.2f}, right {right:.2f}")
    kinds = {kind: [decision for decision in every if decision[0] == kind] for kind in KINDS}
    for name, said in {**by_event, **kinds}.items():
        if said:
            share = np.mean([decision[2] for decision in said])
            print(f"{name}: {len(said):,} decisions, error {table(said)[0]:.3f}, right {share:.3f}")


if __name__ == "__main__":
    main()
