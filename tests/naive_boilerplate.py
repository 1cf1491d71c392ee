"""A slow and obvious twin of what finds and marks boilerplate, and of its kernels."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Ngram = tuple[object, ...]

WIDTH, RUN, SLOT = 6, 8, 3


class Page(NamedTuple):
    """The words of a document, which are numerals, which are quoted, which begin sentences; and who published it."""

    words: list[int]
    numerals: list[bool]
    quoted: list[bool]
    source: str | None = None
    sentences: list[bool] | None = None


def ngrams(page: Page) -> list[Ngram | None]:
    """Return the n-gram that begins with each word: numerals are open, but where there is nothing else."""
    found: list[Ngram | None] = []
    for at in range(len(page.words)):
        places = range(at, at + WIDTH)
        if places.stop > len(page.words) or all(page.quoted[place] for place in places):
            found.append(None)
        elif all(page.numerals[place] for place in places):
            found.append(tuple(page.words[place] for place in places))
        else:
            found.append(tuple("#" if page.numerals[place] else page.words[place] for place in places))
    return found


def _covered(page: Page, some: set[Ngram]) -> list[bool]:
    inside = [False] * len(page.words)
    for at, each in enumerate(ngrams(page)):
        if each in some:
            inside[at : at + WIDTH] = [True] * WIDTH
    return inside


def are_related(
    one: Page, other: Page, listed: set[Ngram], known: set[Ngram], limit: float, topic: float, weights: list[float]
) -> bool:
    """Whether two documents share enough, or are about one thing, without what is known to be boilerplate."""
    shared = (set(ngrams(one)) & set(ngrams(other)) & listed) - known - {None}
    beside = []
    for page in (one, other):
        left = [at for at, inside in enumerate(_covered(page, known)) if not inside]
        inside = _covered(page, shared)
        if left and sum(inside[at] for at in left) / len(left) >= limit:
            return True
        beside.append({page.words[at] for at in left if not inside[at]})
    if min(map(len, beside)) < 15:
        return False
    norms = [sum(weights[word] ** 4 for word in words) for words in beside]
    both = sum(weights[word] ** 4 for word in beside[0] & beside[1])
    return both > 0 and both / sqrt(norms[0] * norms[1]) >= topic


def boilerplate(pages: list[Page], ranks: list[int], weights: list[float]) -> set[Ngram]:
    """Return the n-grams of boilerplate of a small collection of documents that differ."""
    by_document = [set(ngrams(page)) - {None} for page in pages]
    having = {
        each: [at for at in range(len(pages)) if each in by_document[at]] for some in by_document for each in some
    }
    listed = {each: documents for each, documents in having.items() if len(documents) >= 3}
    known: set[Ngram] = set()
    for _ in range(3):
        now = set(known)
        for each, documents in listed.items():
            groups: list[int] = []
            for at in sorted(documents, key=lambda at: (-len(pages[at].words), ranks[at])):
                related = False
                for before in groups:
                    one, other = pages[before], pages[at]
                    same_site = one.source is not None and one.source == other.source
                    limit = 0.85 if same_site else 0.2
                    related |= are_related(one, other, set(listed), known, limit, 0.1, weights)
                if not related:
                    groups.append(at)
            if len(groups) >= 3:
                now.add(each)
        if now == known:
            break
        known = now
    return known - paragraphs(pages, known)


def paragraphs(pages: list[Page], known: set[Ngram]) -> set[Ngram]:
    """Return the n-grams of prose.

    They stand in a run of 25 words or more whose sentences have 9 on average, in fewer than ten documents of several
    sources.
    """
    long: set[Ngram] = set()
    having: dict[Ngram, list[int]] = {}
    for at, page in enumerate(pages):
        found = [(place, each) for place, each in enumerate(ngrams(page)) if each in known]
        runs: list[list[tuple[int, Ngram]]] = []
        for place, each in found:
            if not runs or place - runs[-1][-1][0] > 16:
                runs.append([])
            runs[-1].append((place, each))
            if at not in having.setdefault(each, []):
                having[each].append(at)
        for run in runs:
            inside = range(run[0][0], run[-1][0] + WIDTH)
            sentences = 1 + sum(page.sentences[place] for place in inside[1:]) if page.sentences else 1
            if len(inside) >= 25 and len(inside) / sentences >= 9:
                long |= {each for _, each in run}
    sources = [page.source or f"number {at}" for at, page in enumerate(pages)]
    return {each for each in long if len(having[each]) < 10 and len({sources[at] for at in having[each]}) > 1}


def marked(page: Page, chosen: set[Ngram]) -> list[bool]:
    """Return which words are marked: runs of n-grams with small gaps, long enough, but no quoted word."""
    places = [at for at, each in enumerate(ngrams(page)) if each in chosen]
    runs: list[tuple[int, int]] = []
    for at in places:
        if runs and at <= runs[-1][1] + SLOT:
            runs[-1] = (runs[-1][0], at + WIDTH)
        else:
            runs.append((at, at + WIDTH))
    inside = {place for begin, end in runs if end - begin >= RUN for place in range(begin, end)}
    return [at in inside and not page.quoted[at] for at in range(len(page.words))]
