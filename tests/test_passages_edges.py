"""A term, an office, a formula within a sentence is no copied passage; a sentence or its beginning is."""

from __future__ import annotations

import numpy as np
import pytest

from provenance import compare
from provenance.align.confidence import has_edge
from provenance.model.word_flags import SENTENCE

TERMS = [
    """Grants are for growers with orchards on slopes of more than thirty degrees, the ministry wrote,
    and nobody asked how many there are.
    ---
    She has painted nine growers with orchards on slopes of more than thirty degrees. The pictures hang in a barn.""",
    """Der Antrag wurde dem Präsidenten der Landesanstalt für Binnenfischerei und Gewässerpflege, Arno Wessel, am Montag
    übergeben, der ihn ungelesen weitergab.
    ---
    Beim Ball der Imker tanzte der neue Präsident der Landesanstalt für Binnenfischerei und Gewässerpflege, Arno Wessel,
    zwei Stunden lang mit einer Bienenkönigin.""",
]
PLANTED = "The old lighthouse keeper counted ninety seals on the bank before breakfast, and then there was fog."


@pytest.mark.parametrize("texts", TERMS, ids=["term", "office"])
def test_what_lies_within_a_sentence_of_both_is_a_term(texts):
    left, right = texts.split("---")

    assert not compare(left, right).passages


@pytest.mark.parametrize("words", [17, 13], ids=["whole", "without its end"])
def test_a_sentence_or_its_beginning_is_found(words):
    some = " ".join(PLANTED.split()[:words])
    left = f"Nobody had asked for it. {PLANTED} Boats stayed in."
    right = f"My aunt writes letters about birds. {some} and she likes cake. Her next one is about moths."

    assert [passage.words for passage in compare(left, right).passages] == [words]


def test_edges_are_seen_on_both_sides():
    flags = np.zeros(60, np.uint8)
    flags[[0, 10, 20, 30, 40, 50]] = SENTENCE
    documents = np.array([[0, 30, 30, 60]])

    def edge(*span: int) -> bool:
        return bool(has_edge(np.array([span]), documents, flags)[0])

    assert edge(10, 16, 41, 47)  # both begin a sentence, one of them a word late
    assert edge(14, 20, 33, 39)  # both end one
    assert edge(5, 16, 35, 46)  # both go on from one to the next
    assert edge(24, 30, 54, 60)  # both end their documents
    assert not edge(10, 16, 44, 47)  # one begins a sentence, the other does not
    assert not edge(13, 17, 43, 47)
