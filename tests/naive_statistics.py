"""Slow, obvious twins of what is counted over a collection, on documents of plain words."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass

MANY = 2**32 - 1
REMEMBERED = 1024


@dataclass(frozen=True)
class Word:
    """A word: its number, its stem, whether a sentence begins with it, whether it is a character of its own."""

    number: int
    stem: int
    begins: bool = False
    solo: bool = False


def sentences_of(document: list[Word]) -> list[list[Word]]:
    """Cut a document into sentences."""
    found: list[list[Word]] = []
    for at, word in enumerate(document):
        if at == 0 or word.begins:
            found.append([])
        found[-1].append(word)
    return found


def stem_counts(documents: list[list[Word]], size: int) -> list[int]:
    """Count each stem once in a sentence, into slots by its lowest bits.

    Of stems with the same ten bits the last one of the sentence is remembered.
    """
    counts = [0] * size
    for sentence in itertools.chain.from_iterable(map(sentences_of, documents)):
        remembered: dict[int, int] = {}
        for word in sentence:
            place = (word.stem >> 5) % REMEMBERED
            if remembered.get(place) != word.stem:
                remembered[place] = word.stem
                counts[word.stem % size] += 1
    return counts


def word_counts(documents: list[list[Word]], size: int) -> list[int]:
    """Count words into slots by their lowest bits."""
    counts = Counter(word.number % size for document in documents for word in document)
    return [counts[slot] for slot in range(size)]


def holders(documents: list[list[Word]], keys: list[int], size: int) -> list[int]:
    """Say of each slot which document has words in it: none, one, or more than one."""
    found = [0] * size
    for slot in range(size):
        having = {
            key for key, document in zip(keys, documents, strict=True) if any(w.number % size == slot for w in document)
        }
        found[slot] = 0 if not having else MANY if len(having) > 1 else holder_key(having.pop())
    return found


def holder_key(key: int) -> int:
    """Return the 32 bits by which a document is known."""
    return (key >> 32) % 0xFFFFFFFE + 1


def idf(count: int, sentences: int) -> float:
    """Return how rare a stem is that stands in so many of so many sentences."""
    sentences = max(2, sentences)
    within = min(max(count, 1), sentences)
    return float((math.log(sentences / within) / math.log(sentences)) ** 0.85)


def surprisal(run: list[int], documents: list[list[int]]) -> float:
    """Return how surprising it is, in nats, that a run of words stands in two places of a collection."""
    words = Counter(itertools.chain.from_iterable(documents))
    bigrams = Counter(pair for document in documents for pair in itertools.pairwise(document))
    tokens = sum(map(len, documents))

    def alone(word: int) -> float:
        return max(0.5, words[word] - 2) / max(1, tokens)

    nats = -math.log(alone(run[0]))
    for one, other in itertools.pairwise(run):
        both, before = max(0, bigrams[one, other] - 2), max(0, words[one] - 2)
        nats -= math.log(min(1.0, (both + alone(other)) / (before + 1)))
    return nats
