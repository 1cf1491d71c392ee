"""How well passages are found: in the sample corpus, and in real articles where they are at hand."""

from __future__ import annotations

import itertools
import re
from functools import cache
from pathlib import Path

import pytest
import truth

from provenance import ReuseOptions, find_reuse, read
from provenance.text.words import words

REAL = Path(__file__).parents[2] / "shared" / "seeds"


@cache
def real():
    return find_reuse(read(REAL))


@pytest.fixture(scope="module")
def sample():
    return truth.found()


def test_nearly_all_passages_of_the_sample_corpus_are_found(sample):
    score = truth.score(sample)

    assert score.recall >= 0.98, score.missed
    assert score.precision >= 0.98, score.wrong


@pytest.mark.parametrize("candidates", ["exact", "lsh"])
def test_so_they_are_among_many_articles_where_not_every_pair_is_compared(candidates):
    score = truth.score(find_reuse(read(truth.SEEDS), options=ReuseOptions(candidates=candidates)))

    assert score.recall >= 0.98, score.missed
    assert score.precision >= 0.98, score.wrong


def test_quotations_that_independent_reports_share_are_quoted(sample):
    found = {(p.left.document, p.left.start, p.right.document, p.right.start) for p in sample.passages if p.quoted}
    position = {name: at for at, name in enumerate(sample.documents.ids)}
    asked = []
    for record in truth.records("passage"):
        sides = sorted((record["left"], record["right"]), key=lambda side: position[side["document"]])
        if record["quoted"] and record["words"] >= 12:
            asked.append((sides[0]["document"], sides[0]["start"], sides[1]["document"], sides[1]["start"]))
    assert sum(key in found for key in asked) >= 0.9 * len(asked)


def test_degrees_of_the_sample_corpus(sample):
    degrees = {record["document"]: record["degree"] for record in truth.records("derivation")}

    right = sum(degrees[derivation.document] == derivation.degree for derivation in sample.derivations)

    assert right >= 0.85 * len(degrees)


def test_independent_reports_share_next_to_nothing_without_quotations(sample):
    dispatches = {document.id for document in sample.documents if document.role == "wire"}
    independent = {r["document"] for r in truth.records("derivation") if r["degree"] == "non"} - dispatches
    # Pages of one house share what is its own.
    independent = {name for name in independent if not name.startswith("web/")}
    assert len(independent) >= 9

    for left, right in itertools.permutations(sorted(independent), 2):
        assert sample.containment(left, right, "exclude") < 0.05


def test_most_reworded_passages_of_the_sample_corpus_are_found_and_next_to_none_besides(sample):
    found = {}
    for p in sample.passages:
        found.setdefault((p.left.document, p.right.document), []).append(p)
    position = {name: at for at, name in enumerate(sample.documents.ids)}
    asked = hits = 0
    for record in truth.records("passage"):
        edits = record["edits"] / record["words"]
        if record["words"] < 8 or record["quoted"] or not 0.3 < edits <= 0.7:
            continue
        sides = sorted((record["left"], record["right"]), key=lambda side: position[side["document"]])
        asked += 1
        hits += any(
            _covers_half(p.left, sides[0]) and _covers_half(p.right, sides[1])
            for p in found.get((sides[0]["document"], sides[1]["document"]), [])
        )
    assert asked >= 200
    assert hits >= 0.93 * asked


def _covers_half(side, gold):
    common = min(side.stop, gold["stop"]) - max(side.start, gold["start"])
    return 2 * common >= gold["stop"] - gold["start"]


QUOTATION = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")


@pytest.mark.skipif(not REAL.is_dir(), reason="the real articles are not at hand")
def test_every_quotation_that_two_real_articles_share_is_found_to_the_word():
    result = real()
    texts = {document.id: document.text for document in result.documents}
    passages = {}
    for p in result.passages:
        assert p.similarity <= 1
        passages.setdefault((p.left.document, p.right.document), []).append(p)
    asked = 0
    for left, right in itertools.combinations(texts, 2):
        for one, other in itertools.product(_quotations(texts[left]), _quotations(texts[right])):
            for run in _common_runs(one, other):
                asked += 1
                assert any(
                    p.quoted
                    and _contains(words(texts[left][p.left.start : p.left.stop]), run)
                    and _contains(words(texts[right][p.right.start : p.right.stop]), run)
                    and _contains(one, words(texts[left][p.left.start : p.left.stop]))
                    and _contains(other, words(texts[right][p.right.start : p.right.stop]))
                    for p in passages[left, right]
                ), (left, right, run)
    assert asked >= 15


# What a reader sees that 000 and 001 report in other words, by words that stand in it in both.
REWORDED = {
    "the appeal to allies": ("allies", "allies"),
    "the trip cut short": ("South Africa following", "South Africa to respond"),
    "the rubble": ("victims were pulled from the rubble", "retrieving victims from the rubble"),
    "windows and doors": ("torn from their hinges", "falling out of their hinges"),
    "the industry sites": ("defense industry sites", "defense industry sites"),
    "Wednesday's accusation": ("On Wednesday, Trump accused", "On Wednesday, Trump accused"),
}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real articles are not at hand")
def test_prose_that_two_real_articles_reworded_is_found_passage_by_passage():
    result = real()
    left, right = (document for document in result.documents if document.id.startswith(("000", "001")))
    prose = [p for p in result.passages if (p.left.document, p.right.document) == (left.id, right.id) and not p.quoted]
    assert len(prose) >= 3
    for what, (one, other) in REWORDED.items():
        i, j = left.text.index(one), right.text.index(other)
        assert any(
            p.left.start < i + len(one) and i < p.left.stop and p.right.start < j + len(other) and j < p.right.stop
            for p in prose
        ), what


@pytest.mark.skipif(not REAL.is_dir(), reason="the real articles are not at hand")
def test_real_articles_that_share_quotations_alone_share_next_to_nothing_without_them():
    result = real()
    matrix = result.matrix(quotations="exclude")
    number = {name[:3]: at for at, name in enumerate(matrix.labels)}

    def shared(one, other):
        return max(matrix.values[number[one], number[other]], matrix.values[number[other], number[one]])

    assert all(shared("004", other) <= 0.12 for other in ("000", "001", "002", "003"))
    assert shared("000", "001") >= 0.15
    assert shared("002", "003") >= 0.2


def _quotations(text):
    return [words(a or b) for a, b in QUOTATION.findall(text)]


def _common_runs(one, other, least=8):
    """Return the maximal common runs of words of two quotations."""
    runs = []
    for i, j in itertools.product(range(len(one)), range(len(other))):
        if one[i] != other[j] or (i and j and one[i - 1] == other[j - 1]):
            continue
        length = 0
        while i + length < len(one) and j + length < len(other) and one[i + length] == other[j + length]:
            length += 1
        if length >= least:
            runs.append(one[i : i + length])
    return runs


def _contains(many, few):
    return any(many[at : at + len(few)] == few for at in range(len(many) - len(few) + 1))
