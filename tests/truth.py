"""Scores passages against the truth of the sample corpus."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from provenance import find_reuse, read

SEEDS = Path(__file__).parents[1] / "seeds"
#: What is scored: passages of so many words, with at most one edit in so many.
WORDS, EDIT_IN = 12, 8


@dataclass(frozen=True)
class Score:
    """Shares of 1, and what was missed and what was wrong."""

    recall: float
    precision: float
    missed: list[dict]
    wrong: list


@cache
def found():
    """Return what is found in the sample corpus with default options; several files of tests ask."""
    return find_reuse(read(SEEDS))


def records(kind: str) -> list[dict]:
    """Return the records of truth.jsonl of one type."""
    lines = (SEEDS / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["type"] == kind]


def score(result) -> Score:
    """Score a result over the sample corpus.

    A passage of truth counts as found where one passage covers half of it on both sides. A passage counts as right
    where passages of truth, or furniture of the two pages, cover half of it on both sides.
    """
    position = {name: at for at, name in enumerate(result.documents.ids)}
    found = defaultdict(list)
    for passage in result.passages:
        pair = (passage.left.document, passage.right.document)
        found[pair].append((_span(passage.left), _span(passage.right), passage))
    gold = defaultdict(list)
    for record in records("passage") + records("furniture"):
        sides = sorted((record["left"], record["right"]), key=lambda side: position[side["document"]])
        spans = [(side["start"], side["stop"]) for side in sides]
        gold[sides[0]["document"], sides[1]["document"]].append((*spans, record))

    asked, missed = 0, []
    for pair, spans in gold.items():
        for left, right, record in spans:
            if record["type"] != "passage" or record["words"] < WORDS or record["edits"] * EDIT_IN > record["words"]:
                continue
            asked += 1
            if not any(_half(left, [a]) and _half(right, [b]) for a, b, _ in found[pair]):
                missed.append(record)
    said, wrong = 0, []
    for pair, spans in found.items():
        for left, right, passage in spans:
            if passage.words < WORDS or passage.similarity < 1 - 1 / EDIT_IN:
                continue
            said += 1
            if not (_half(left, [a for a, _, _ in gold[pair]]) and _half(right, [b for _, b, _ in gold[pair]])):
                wrong.append(passage)
    return Score(1 - len(missed) / asked, 1 - len(wrong) / max(1, said), missed, wrong)


def _span(side) -> tuple[int, int]:
    return side.start, side.stop


def _half(span: tuple[int, int], by: list[tuple[int, int]]) -> bool:
    covered, reach = 0, span[0]
    for start, stop in sorted(by):
        start, stop = max(start, reach), min(stop, span[1])
        if stop > start:
            covered += stop - start
            reach = stop
    return 2 * covered >= span[1] - span[0]
