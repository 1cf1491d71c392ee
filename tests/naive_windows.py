"""Slow, obvious twins of the kernels of MinHash over windows."""

from __future__ import annotations

import math
from collections import defaultdict

Place = tuple[int, int]


def single_stems(documents: list[list[int]]) -> set[int]:
    """Return the stems that stand in one document alone."""
    owners: dict[int, set[int]] = defaultdict(set)
    for number, stems in enumerate(documents):
        for stem in stems:
            owners[stem].add(number)
    return {stem for stem, found in owners.items() if len(found) == 1}


def window_bands(stems: list[int], ranks: dict[int, float], marked: set[int], width: int) -> list[tuple[set[int], int]]:
    """List the two stems of least rank of each window, and the last place of the first of them, where they change.

    Marked places have no rank.
    """
    found: list[tuple[set[int], int]] = []
    previous: set[int] = set()
    for begin in range(max(1, len(stems) - width + 1)):
        window = range(begin, min(begin + width, len(stems)))
        ranked = {
            stems[at]: at for at in window if at not in marked and ranks[stems[at]] < math.inf
        }  # the last place of each
        least = sorted(ranked, key=lambda stem: (ranks[stem], stem))[:2]
        if len(least) == 2 and set(least) != previous:
            previous = set(least)
            found.append((previous, ranked[least[0]]))
    return found


def confirmed_pairs(
    documents: list[list[int]], weights: dict[int, float], groups: list[list[Place]], least: float, reach: int,
    needed: float, most: int,
) -> set[tuple[int, int]]:  # fmt: skip
    """List the pairs of documents that have stems of so much weight in common around two places of one group."""
    pairs = set()
    for group in groups:
        for number, (one, here) in enumerate(group):
            for other, there in group[number + 1 : number + 1 + most]:
                if one == other:
                    continue
                around = [
                    {stem for stem in documents[d][max(0, at - reach) : at + reach + 1] if weights[stem] >= least}
                    for d, at in ((one, here), (other, there))
                ]
                if sum(weights[stem] for stem in around[0] & around[1]) >= needed:
                    pairs.add((min(one, other), max(one, other)))
    return pairs


def document_frequencies(documents: list[list[int | None]]) -> dict[int, int]:
    """Count the documents of each fingerprint."""
    found: dict[int, int] = defaultdict(int)
    for fingerprints in documents:
        for each in set(fingerprints) - {None}:
            found[each] += 1  # type: ignore[index]
    return found
