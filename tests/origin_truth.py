"""Scores what is said of origins against the truth of the sample corpus."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import truth

from provenance import find_reuse, read

#: Dispatches with all their versions, those behind two articles or more that are at hand.
FAMILIES = {
    "ferry/afp": ("ferry/afp-1-flash", "ferry/afp-2-update", "ferry/afp-3-correction"),
    "ferry/ap-1": ("ferry/ap-1",),
}
DISPATCHES = (*FAMILIES["ferry/afp"], "ferry/afp-fr", "ferry/afp-zh", "ferry/ap-1")
#: The units of a dispatch in the sources of the corpus: its own sentences and the quotations it has.
_SOURCES = {
    "ferry/afp": ("ferry/afp-1-flash", "ferry/afp-2-update", "ferry/afp-3-correction"),
    "ferry/ap-1": ("ferry/ap-1",),
    "plant/reuters": ("plant/reuters",),
    "plant/afp": ("plant/afp",),
}


def derivations() -> dict[str, dict]:
    """Return the derivation records of the articles by document; web pages are for `stretch_truth`."""
    records = {record["document"]: record for record in truth.records("derivation")}
    return {name: record for name, record in records.items() if not name.startswith("web/")}


@cache
def relations() -> dict[tuple[str, str], str]:
    """Return for each pair with common prose what most of its words say: left, right or common."""
    words: dict[tuple[str, str], Counter] = defaultdict(Counter)
    turned = {"left-source": "right-source", "right-source": "left-source", "common-source": "common-source"}
    for record in truth.records("passage"):
        if record["quoted"]:
            continue
        left, right, relation = record["left"]["document"], record["right"]["document"], record["relation"]
        if left > right:
            left, right, relation = right, left, turned[relation]
        words[left, right][relation] += record["words"]
    return {pair: counts.most_common(1)[0][0].removesuffix("-source") for pair, counts in words.items()}


def verdicts(result) -> dict[tuple[str, str], tuple[str | None, float]]:
    """Return what a result says of each pair whose truth is known, with its confidence; pairs in order of their ids."""
    turned = {"left": "right", "right": "left"}
    said = {}
    for left, right in relations():
        if left not in result.documents or right not in result.documents:
            continue
        direction = result.direction(left, right)
        if direction is None:
            said[left, right] = None, 0.0
        elif direction.left == left:
            said[left, right] = direction.verdict, direction.confidence
        else:
            said[left, right] = turned.get(direction.verdict, direction.verdict), direction.confidence
    return said


def without(*names: str, documents=None):
    """Return what is found when some documents are withheld."""
    every = read(truth.SEEDS) if documents is None else documents
    return find_reuse([document for document in every if document.id not in names])


@cache
def _corpus():
    path = Path(__file__).parent / "corpus" / "build.py"
    spec = importlib.util.spec_from_file_location("corpus_build", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Corpus(path.parent)


@dataclass(frozen=True)
class Rebuilt:
    """What of a dispatch is rebuilt: units kept by two witnesses, those found; sentences, those invented."""

    kept: int
    found: int
    sentences: int
    invented: tuple[str, ...]
    missed: tuple[str, ...]


def rebuilt(family: str, dispatches, witnesses_at_hand) -> Rebuilt:
    """Score rebuilt dispatches against the units of a dispatch that is not at hand.

    A unit is a sentence or clause of the dispatch. It is found where a reading of a rebuilt sentence holds half of it
    in one of the witnesses. A sentence is invented where less than half of its words are units of the dispatch.
    """
    corpus = _corpus()
    wanted = {segment.unit for name in _SOURCES[family] for segment in corpus.all[name].segments}
    places: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for name in witnesses_at_hand:
        document = corpus.all[name]
        for segment in document.segments:
            if segment.unit in wanted:
                span = document.span(segment.first, segment.last)
                places[segment.unit].append((name, span["start"], span["stop"]))
    # A dateline and a headline are no sentences.
    kept = {unit: spans for unit, spans in places.items() if len(spans) > 1 and not unit.endswith((".h", ".d"))}
    sides, chosen = defaultdict(list), []
    for dispatch in dispatches:
        for sentence in dispatch.sentences:
            chosen.append(sentence)
            for side in (sentence.side, *sentence.variants):
                sides[side.document].append((side.start, side.stop))
    missed = tuple(
        unit
        for unit, spans in kept.items()
        if not any(
            2 * max(0, min(stop, b) - max(start, a)) >= stop - start
            for name, start, stop in spans
            for a, b in sides[name]
        )
    )
    units_of = {
        name: [corpus.all[name].span(s.first, s.last) for s in corpus.all[name].segments if s.unit in wanted]
        for name in witnesses_at_hand
    }
    invented = []
    for sentence in chosen:
        a, b = sentence.side.start, sentence.side.stop
        inside = sum(
            max(0, min(span["stop"], b) - max(span["start"], a)) for span in units_of.get(sentence.side.document, ())
        )
        if 2 * inside < b - a:
            invented.append(sentence.text)
    return Rebuilt(len(kept), len(kept) - len(missed), len(chosen), tuple(invented), missed)
