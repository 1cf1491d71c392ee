"""Articles of one event: what is inferred where all share something with all, how long it takes, how right it is.

    python benchmarks/event.py [ARTICLES]

Sixty dispatches of three agencies are printed, the n-th by a share of 1/n, cut and with some words changed. A third of
those who print one credit the agency; a fifth print parts of two; every outlet has a footer of its own; the rest write
themselves. Names of the event stand in every sentence. The texts are those of corpus.py, with a seed.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass

import corpus
import numpy as np

from provenance import Document, find_reuse

DISPATCHES, SENTENCES, OUTLETS, NAMES = 60, 24, 200, 80
AGENCIES = ("AFP", "AP", "Reuters")
#: Of those who print a dispatch: who credits it, who prints parts of two; and of all, who writes alone.
CREDITING, MIXING, ALONE = 0.33, 0.2, 0.2
EDITS = (0.0, 0.03, 0.1)


@dataclass(frozen=True)
class Event:
    """Documents, and of each the agency whose text most of it is; None for those who wrote themselves."""

    documents: list[Document]
    agency: list[str | None]


def make(articles: int, seed: int = 20310605) -> Event:
    """Make an event of so many articles."""
    random = np.random.default_rng(seed)
    names = [word.capitalize() for word in dict.fromkeys(corpus.make(1, (2000, 2000), seed=31).texts[0].split())]
    names = [name for name in names if len(name) > 5][:NAMES]
    sentences = _sentences(random, names, DISPATCHES * SENTENCES, seed)
    dispatches = [sentences[at : at + SENTENCES] for at in range(0, len(sentences), SENTENCES)]
    own = _sentences(random, names, articles * 8, seed + 1)
    footers = _sentences(random, [], OUTLETS, seed + 2)
    odds = 1 / np.arange(1, DISPATCHES + 1)
    odds /= odds.sum()
    documents, agency = [], []
    for number in range(articles):
        outlet = int(random.integers(OUTLETS))
        mine = own[number * 8 : number * 8 + int(random.integers(2, 8))]
        of = None
        if random.random() >= ALONE:
            first, second = random.choice(DISPATCHES, 2, replace=False, p=odds).tolist()
            of = AGENCIES[first % len(AGENCIES)]
            length = int(random.integers(8, SENTENCES + 1))
            printed = [_edited(random, each) for each in dispatches[first][:length]]
            if random.random() < MIXING:
                printed += [_edited(random, each) for each in dispatches[second][: length // 3]]
            if random.random() < CREDITING:
                printed[0] = f"GALWICK ({of}) - {printed[0]}"
            mine = printed + mine[: int(random.integers(0, 3))]
        lines = [" ".join(mine[at : at + 2]) for at in range(0, len(mine), 2)]
        text = "\n\n".join([*lines, footers[outlet]])
        documents.append(Document(f"{number:05}", text, source=f"outlet {outlet}", role="outlet"))
        agency.append(of)
    return Event(documents, agency)


def _sentences(random: np.random.Generator, names: list[str], number: int, seed: int) -> list[str]:
    """Return sentences of 18 to 30 words, two of which are names."""
    words = corpus.make(number // 25 + 1, (750, 750), seed=seed, duplicates=0, passages=0).texts
    stream = [word for text in words for word in text.split()]
    found, at = [], 0
    for _ in range(number):
        size = int(random.integers(18, 31))
        some = stream[at : at + size] or stream[:size]
        at += size
        for name in random.choice(names, 2).tolist() if names else ():
            some[int(random.integers(1, len(some)))] = name
        found.append(" ".join([some[0].capitalize(), *some[1:]]) + ".")
    return found


def _edited(random: np.random.Generator, sentence: str) -> str:
    """Return a sentence with some of its words in other places."""
    words = sentence.split(" ")
    share = EDITS[int(random.integers(len(EDITS)))]
    for at in np.flatnonzero(random.random(len(words) - 2) < share).tolist():
        words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def main() -> None:
    """Print the figures."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    find_reuse(make(60).documents)  # the kernels are compiled or loaded once
    event = make(articles)
    clock, started = time.perf_counter(), time.process_time()
    result = find_reuse(event.documents)
    passages, said = len(result.passages), result.derivations
    clock, seconds = time.perf_counter() - clock, time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{articles:,} articles of one event, {passages:,} passages: {clock:.0f} s by the clock, {seconds:.0f} s of")
    print(f"processor time, {memory:,.0f} MB at most; {len(result.dispatches)} unseen dispatches")
    named = [(each.agency, of) for each, of in zip(said, event.agency, strict=True) if each.agency]
    from_one = sum(of is not None for of in event.agency)
    right = sum(agency == of for agency, of in named)
    print(f"agencies: {right} of {len(named)} named are right; {right / max(1, from_one):.3f} of those who print one")


if __name__ == "__main__":
    main()
