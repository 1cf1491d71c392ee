"""A seeded corpus of news-like English without meaning, with planted near duplicates and planted passages.

Words are made of syllables and drawn by Zipf's law; each word has a few followers of its own, so that articles share
short runs of words by chance, as real ones do. The same seed gives the same corpus on every machine.

    python benchmarks/corpus.py 10000 corpus.jsonl        writes also corpus.passages.jsonl and corpus.duplicates.jsonl
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

VOCABULARY = 40_000
FOLLOWERS = 24
PASSAGE_EDITS = (0.0, 0.05, 0.15)
DUPLICATE_EDITS = (0.01, 0.05, 0.10, 0.20)


@dataclass(frozen=True)
class Planted:
    """A passage of one article put into another: positions of the articles, spans in code points, share of edits."""

    source: int
    source_start: int
    source_stop: int
    target: int
    target_start: int
    target_stop: int
    edits: float


@dataclass(frozen=True)
class Corpus:
    """Texts, the passages planted in them, and near duplicates as (original, copy, share of edits)."""

    texts: list[str]
    passages: list[Planted]
    duplicates: list[tuple[int, int, float]]


def make(
    articles: int, words: tuple[int, int] = (300, 900), seed: int = 7, duplicates: float = 0.2, passages: float = 0.2
) -> Corpus:
    """Make a corpus.

    Parameters
    ----------
    articles : int
        How many.
    words : (int, int)
        The least and the most words of an article.
    seed : int
        Of everything.
    duplicates, passages : float
        The share of the articles that are near duplicates, and that carry a passage of 40 to 150 words of one of the
        first articles.
    """
    random = np.random.default_rng(seed)
    spelled = _vocabulary(random)
    rows = _walks(random, articles, words)
    # Roles do not overlap: sources of passages first, then copies, then carriers, then the rest.
    sources = max(1, articles // 50)
    copies = range(sources, sources + int(articles * duplicates))
    carriers = range(copies.stop, min(articles, copies.stop + int(articles * passages)))
    rest = range(carriers.stop, articles)
    made: list[tuple[int, int, float]] = []
    for number, copy in enumerate(copies if rest else ()):
        original, share = rest[number % len(rest)], DUPLICATE_EDITS[number % len(DUPLICATE_EDITS)]
        rows[copy] = _edited(random, rows[original], share)
        made.append((original, copy, share))
    planted: list[Planted] = []
    for number, target in enumerate(carriers):
        source, share = int(random.integers(sources)), PASSAGE_EDITS[number % len(PASSAGE_EDITS)]
        length = int(random.integers(40, 151))
        at = int(random.integers(0, len(rows[source]) - length))
        put = int(random.integers(1, len(rows[target]) - 1))
        passage = _edited(random, rows[source][at : at + length], share)
        rows[target] = np.concatenate([rows[target][:put], passage, rows[target][put:]])
        planted.append(
            Planted(
                source,
                *_span(spelled, rows[source], at, length),
                target,
                *_span(spelled, rows[target], put, len(passage)),
                share,
            )
        )
    return Corpus([" ".join(spelled[row]) for row in rows], planted, made)


def _span(spelled: NDArray[np.object_], row: NDArray[np.int64], at: int, length: int) -> tuple[int, int]:
    start = len(" ".join(spelled[row[:at]])) + (1 if at else 0)
    return start, start + len(" ".join(spelled[row[at : at + length]]))


def _vocabulary(random: np.random.Generator) -> NDArray[np.object_]:
    onsets = [*"bcdfghjklmnprstvw", "br", "ch", "cl", "cr", "dr", "fl", "gr", "pl", "pr", "sh", "sl", "sp", "st", "str"]
    vowels = [*"aeiou", "ai", "ea", "ee", "ie", "oo", "ou"]
    codas = ["", "", "", "n", "r", "s", "t", "l", "nd", "rt", "st", "ck"]
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = 1 + int(random.integers(1 + min(2, len(found) // 500)))
        parts = (random.integers(len(each)) for _ in range(syllables) for each in (onsets, vowels, codas))
        kinds = (onsets, vowels, codas) * syllables
        found["".join(kind[part] for kind, part in zip(kinds, parts, strict=True))] = None
    return np.array(list(found), dtype=object)


def _zipf(random: np.random.Generator, size: int | tuple[int, ...]) -> NDArray[np.int64]:
    weights = np.cumsum(1.0 / np.arange(1, VOCABULARY + 1))
    return np.minimum(np.searchsorted(weights / weights[-1], random.random(size)), VOCABULARY - 1)


def _walks(random: np.random.Generator, articles: int, words: tuple[int, int]) -> list[NDArray[np.int64]]:
    followers = _zipf(random, (VOCABULARY, FOLLOWERS))
    lengths = random.integers(words[0], words[1] + 1, articles)
    rows: list[NDArray[np.int64]] = []
    for begin in range(0, articles, 10_000):
        size = min(10_000, articles - begin)
        at = _zipf(random, size)
        block = np.empty((size, words[1]), np.int64)
        for step in range(words[1]):
            block[:, step] = at
            following = followers[at, random.integers(0, FOLLOWERS, size)]
            at = np.where(random.random(size) < 0.6, following, _zipf(random, size))
        rows.extend(block[i, : lengths[begin + i]] for i in range(size))
    return rows


def _edited(random: np.random.Generator, row: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """Edit a share of the words: half are replaced, a quarter deleted, a quarter followed by a new one."""
    result: list[int] = []
    fresh = _zipf(random, len(row))
    for word, edit, what, new in zip(
        row.tolist(), random.random(len(row)), random.random(len(row)), fresh.tolist(), strict=True
    ):
        if edit >= share:
            result.append(word)
        elif what < 0.5:
            result.append(new)
        elif what >= 0.75:
            result.extend((word, new))
    return np.array(result or row[:1].tolist(), np.int64)


def main() -> None:
    """Write a corpus and what was planted in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--words", type=int, nargs=2, default=(300, 900), metavar=("LEAST", "MOST"))
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    corpus = make(given.articles, tuple(given.words), given.seed)
    with given.path.open("w", encoding="utf-8") as out:
        for position, text in enumerate(corpus.texts):
            out.write(json.dumps({"id": f"a{position:07d}", "text": text}) + "\n")
    with given.path.with_suffix(".passages.jsonl").open("w", encoding="utf-8") as out:
        for planted in corpus.passages:
            out.write(json.dumps(planted.__dict__) + "\n")
    with given.path.with_suffix(".duplicates.jsonl").open("w", encoding="utf-8") as out:
        for original, copy, share in corpus.duplicates:
            out.write(json.dumps({"original": original, "copy": copy, "edits": share}) + "\n")


if __name__ == "__main__":
    main()
