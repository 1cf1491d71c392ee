"""Searches the fitted numbers of the alignment over labelled pairs of documents: those of provenance/align/model.toml.

    python benchmarks/fit_alignment.py FOLDER [--sections stretches merge ...] [--rounds 1] [--step 0.15] [--every 1]

FOLDER holds NAME-documents.jsonl.gz and NAME-pairs.jsonl.gz as `benchmarks/labelled.py` reads them; pairs without
``cases`` are left out. One number after the other is made greater and smaller by a share of itself, and kept where the
figure grows: plagdet over all pairs, less the share of pairs without a case in which passages are found. The figure is
taken on every other pair; the rest says whether what was learnt holds elsewhere. It prints what to change in the file,
and changes nothing itself.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from labelled import Case, plagdet, rows

from provenance import Document, ReuseOptions
from provenance.align.model import AlignmentModel, load_model
from provenance.candidates.pairs import given_pairs
from provenance.engines.local import prepare
from provenance.model.documents import Documents
from provenance.text.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.engines.local import Search

# What a share of clean pairs with passages costs, in plagdet.
_FALSE = 1.0
# The figure must grow by more: less is noise.
_LEAST = 1e-4


class Corpus(NamedTuple):
    """A labelled corpus, ready to be aligned: its pairs by the positions of their documents, its cases, clean pairs."""

    search: Search
    documents: Documents
    pairs: list[tuple[int, int]]
    gold: list[Case]
    clean: set[tuple[str, str]]


def read(folder: Path, every: int) -> Iterator[tuple[Corpus, Corpus]]:
    """Yield each corpus of a folder in two halves: the one to learn from, and the one to look at afterwards."""
    for file in sorted(folder.glob("*-pairs.jsonl.gz")):
        pairs = [pair for pair in rows(file) if "cases" in pair][::every]
        texts = file.with_name(file.name.replace("-pairs", "-documents"))
        if not pairs or not texts.exists():
            continue
        wanted = {pair[side] for pair in pairs for side in ("left", "right")}
        documents = Documents.of([Document(row["id"], row["text"]) for row in rows(texts) if row["id"] in wanted])
        places = [(documents.position(pair["left"]), documents.position(pair["right"])) for pair in pairs]
        search = prepare(documents, places, ReuseOptions(), Pipeline())
        halves = [_half(search, documents, pairs[part::2], places[part::2]) for part in (0, 1)]
        yield halves[0], halves[1]


def _half(search: Search, documents: Documents, pairs: list[dict[str, Any]], places: list[tuple[int, int]]) -> Corpus:
    gold = [Case((p["left"], p["right"]), (c[0], c[1]), (c[2], c[3])) for p in pairs for c in p["cases"]]
    clean = {(pair["left"], pair["right"]) for pair in pairs if not pair["cases"]}
    return Corpus(search, documents, places, gold, clean)


def figure(corpus: Corpus, model: AlignmentModel) -> float:
    """Return how good a model is: plagdet, less what passages in clean pairs cost."""
    ids, turned = corpus.documents.ids, {pair for pair in corpus.pairs if pair[0] > pair[1]}
    settings = replace(corpus.search.settings, model=model)
    search = replace(corpus.search, settings=settings, candidates=given_pairs(corpus.pairs))
    found = []
    for part in search.parts():
        t = part.table
        for row in range(len(t)):
            left = (int(t.left[row]), int(t.left_start[row]), int(t.left_stop[row]))
            right = (int(t.right[row]), int(t.right_start[row]), int(t.right_stop[row]))
            if (right[0], left[0]) in turned:
                left, right = right, left
            found.append(Case((ids[left[0]], ids[right[0]]), left[1:], right[1:]))
    hit = {case.pair for case in found} & corpus.clean
    return plagdet(corpus.gold, found)[0] - _FALSE * len(hit) / max(1, len(corpus.clean))


def mean(corpora: list[Corpus], model: AlignmentModel) -> float:
    """Return the mean figure of several corpora."""
    return sum(figure(corpus, model) for corpus in corpora) / len(corpora)


def neighbours(value: float, step: float) -> Iterator[float]:
    """Yield a greater and a smaller value; those of whole numbers are whole."""
    for sign in (1, -1):
        if isinstance(value, int):
            yield value + sign * max(1, round(abs(value) * step))
        else:
            yield round(value + sign * max(abs(value) * step, 0.01), 4)


def main() -> None:
    """Search, and print what to change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sections", nargs="*", default=["evidence", "seeds", "stretches", "summaries", "merge"])
    parser.add_argument("--rounds", type=int, default=1, help="how often each number is looked at")
    parser.add_argument("--step", type=float, default=0.15, help="the share of a number by which it is changed")
    parser.add_argument("--every", type=int, default=1, help="take one in so many pairs")
    given = parser.parse_args()
    halves = list(read(given.folder, given.every))
    if not halves:
        raise SystemExit(f"{given.folder} holds no pairs with cases.")
    learnt, others = [half[0] for half in halves], [half[1] for half in halves]
    before = model = load_model()
    best = mean(learnt, model)
    print(f"begins at {best:.4f}, elsewhere {mean(others, model):.4f}")
    for _ in range(given.rounds):
        for name in given.sections:
            for number in getattr(model, name)._fields:
                began = time.perf_counter()
                for value in neighbours(getattr(getattr(model, name), number), given.step):
                    try:
                        tried = replace(model, **{name: getattr(model, name)._replace(**{number: value})})
                    except ValueError:
                        continue
                    score = mean(learnt, tried)
                    if score > best + _LEAST:
                        best, model = score, tried
                        print(f"{name}.{number} = {json.dumps(value)}: {best:.4f}", flush=True)
                        break
                else:
                    print(f"{name}.{number} stays ({time.perf_counter() - began:.1f} s)", flush=True)
    print(f"ends at {best:.4f}, elsewhere {mean(others, model):.4f}")
    for name in given.sections:
        section, old = getattr(model, name), getattr(before, name)
        for number, value, was in zip(section._fields, section, old, strict=True):
            if value != was:
                print(f"[{name}] {number} = {json.dumps(value)}  # was {json.dumps(was)}")


if __name__ == "__main__":
    main()
