"""Collections made to cost a square, or all the memory: copies, footers, one endless article, one endless word.

python benchmarks/hostile.py copies|footers|endless|word|words OUT.jsonl [ARTICLES]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How many articles each has, unless told.
ARTICLES = 10_000


def copies(articles: int) -> Iterator[str]:
    """One page, again and again."""
    (page,) = corpus.make(1, duplicates=0, passages=0).texts
    for _ in range(articles):
        yield page


def footers(articles: int) -> Iterator[str]:
    """Articles that have nothing in common but 300 words at their end."""
    footer = " ".join(corpus.make(1, (300, 300), seed=99, duplicates=0, passages=0).texts[0].split()[:300])
    for text in corpus.make(articles, duplicates=0, passages=0).texts:
        yield f"{text}. {footer}."


def endless(articles: int) -> Iterator[str]:
    """One article of 50 MB among others, of which every tenth has a passage of it."""
    texts = corpus.make(articles, duplicates=0, passages=0).texts
    long = corpus.make(50_000_000 // 3600, (600, 600), seed=98, duplicates=0, passages=0).texts
    yield "\n\n".join(long)[:50_000_000]
    for number, text in enumerate(texts):
        yield text + (" " + " ".join(long[number].split()[:100]) if number % 10 == 0 and number < len(long) else "")


def word(articles: int) -> Iterator[str]:
    """Two texts of 5 MB that are one word, and short ones of it."""
    yield "word " * 1_000_000
    yield "word " * 1_000_001
    for number in range(articles):
        yield "word " * (100 + number % 900)


def words(articles: int) -> Iterator[str]:
    """Texts of one word, each of another length."""
    for number in range(articles):
        yield "word " * (600 + number)


KINDS = {each.__name__: each for each in (copies, footers, endless, word, words)}


def write(kind: str, path: Path, articles: int = ARTICLES) -> None:
    """Write a collection as JSON Lines."""
    with path.open("w", encoding="utf-8") as out:
        for number, text in enumerate(KINDS[kind](articles)):
            out.write(json.dumps({"id": f"h{number}", "text": text}) + "\n")


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
