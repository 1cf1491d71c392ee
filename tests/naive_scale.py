"""Slow and obvious twins of the kernels that find candidates and boilerplate."""

from __future__ import annotations

from collections import defaultdict


def stem_pairs(stems: list[int], weights: list[float], least: float, reach: int) -> list[tuple[int, int] | None]:
    """Pair each rare stem with the rarest other one of the next words, of equal ones the least."""
    found: list[tuple[int, int] | None] = []
    for at, stem in enumerate(stems):
        near = [other for other in stems[at + 1 : at + 1 + reach] if weights[other] >= least and other != stem]
        if weights[stem] < least or not near:
            found.append(None)
            continue
        partner = min(near, key=lambda other: (-weights[other], other))
        found.append((min(stem, partner), max(stem, partner)))
    return found


def postings(documents: list[list[object]]) -> dict[object, list[tuple[int, int]]]:
    """Gather the places (document, word) of the fingerprints that several documents have; None is no fingerprint."""
    places = defaultdict(list)
    for document, fingerprints in enumerate(documents):
        for at, each in enumerate(fingerprints):
            if each is not None:
                places[each].append((document, at))
    return {each: where for each, where in places.items() if len({document for document, _ in where}) > 1}


def linked(documents: list[list[object]], most: int, needed: int, span: int, block: int) -> set[tuple[int, int]]:
    """List the pairs of documents that share enough fingerprints close together."""
    shared = postings(documents)
    pairs = set()
    for right, fingerprints in enumerate(documents):
        hits = defaultdict(list)
        for at, each in enumerate(fingerprints):
            if each not in shared:
                continue
            before = [place for place in shared[each] if place[0] < right]
            if len(before) >= most:
                before = [before[0], before[-1]]
            for window in {(left, (place // block) - back) for left, place in before for back in (0, 1)}:
                hits[window].append(at)
        for (left, window), places in hits.items():
            near = any(b - a <= span for a, b in zip(places, places[needed - 1 :], strict=False))
            if near and window >= 0:
                pairs.add((left, right))
    return pairs


def trimmed(left: list[bool], right: list[bool]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return what is left of the sides of a passage (half-open), of which these words are boilerplate."""
    if all(left) or all(right):
        return None
    first, last = (0, 0), (len(left), len(right))
    if left[0] and right[0]:
        first = (left.index(False), right.index(False))
    if left[-1] and right[-1]:
        last = (len(left) - left[::-1].index(False), len(right) - right[::-1].index(False))
    return (first[0], last[0]), (first[1], last[1])
