"""Slow and obvious twins of what finds duplicates."""

from __future__ import annotations

from typing import Any

MASK = (1 << 64) - 1
_K1, _K2, _STEP = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F


def word_number(word: bytes) -> int:
    h = len(word) * _K1 & MASK
    pieces = [word[at : at + 8] for at in range(0, len(word), 8)]
    for piece in pieces[:-1]:
        h = (h ^ int.from_bytes(piece, "little")) * _K2 & MASK
        h ^= h >> 32
    last = int.from_bytes(pieces[-1], "little") << 8 * (8 - len(pieces[-1]))
    h = (h ^ last) * _K2 & MASK
    h = (h ^ h >> 32) * _K2 & MASK
    return h >> 32


def shingle_hashes(words: list[int], width: int) -> list[int]:
    size = min(width, len(words))
    hashes = []
    for at in range(len(words) - size + 1 if size else 0):
        h, factor = size, _K1
        for word in words[at : at + size]:
            h = (h + word * factor) & MASK
            factor = factor * _STEP & MASK
        for _ in range(2):
            h = (h ^ h >> 32) * _K2 & MASK
        hashes.append(h ^ h >> 32)
    return hashes


def signs(hashes: list[int], factors: list[int], addends: list[int]) -> list[int]:
    """Return eight bits of the least value of each permutation."""
    least = [
        min([0xFFFFFFFF, *((a * (h & 0xFFFFFFFF) + b) & 0xFFFFFFFF for h in hashes)])
        for a, b in zip(factors, addends, strict=True)
    ]
    return [(value * 0x9E3779B1 & 0xFFFFFFFF) >> 24 for value in least]


def samples(hashes: list[int], one_in: int) -> list[int]:
    return [h & 0xFFFFFFFF for h in hashes if one_in and h <= MASK // one_in]


def links(
    order: list[int], samples: list[list[int]], indexed: list[bool]
) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[tuple[int, int], int], set[tuple[int, int]]]:
    """Return of samples (document, place) the last one before, in how many documents before; those said again."""
    before, met, again = {}, {}, set()
    for at, document in enumerate(order):
        for place, sample in enumerate(samples[document]):
            if indexed[document] and sample in samples[document][:place]:
                again.add((document, place))
                continue
            having = [other for other in order[:at] if indexed[other] and sample in samples[other]]
            if having:
                before[document, place] = having[-1], samples[having[-1]].index(sample)
                met[document, place] = len(having)
    return before, met, again


def groups(documents: int, pairs: list[tuple[int, int]]) -> list[set[int]]:
    """Return the sets of documents that are linked, directly or through others."""
    found = [{document} for document in range(documents)]
    for pair in pairs:
        linked = set().union(*(group for group in found if group & set(pair)))
        found = [group for group in found if not group & linked] + [linked]
    return found


def head(document: int, heads: list[int]) -> int:
    return document if heads[document] == document else head(heads[document], heads)


def shingles(words: list[str], width: int) -> set[tuple[str, ...]]:
    size = min(width, len(words))
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if size else set()


def value(left: set[Any], right: set[Any], measure: str) -> float:
    """Return the resemblance of two sets, or how much of the left one stands in the right one."""
    if not left or not right:
        return 0.0
    return len(left & right) / len(left | right if measure == "resemblance" else left)


def keep(documents: list[list[str]], order: list[int], width: int, threshold: float, measure: str) -> dict[int, int]:
    """Return what each document that goes goes for: of those before it that stay and are alike the first."""
    sets = [shingles(words, width) for words in documents]
    stays: list[int] = []
    goes: dict[int, int] = {}
    for document in order:
        for other in stays:
            same = documents[document] == documents[other]
            if documents[document] and (same or value(sets[document], sets[other], measure) >= threshold):
                goes[document] = other
                break
        else:
            stays.append(document)
    return goes


def drop_all(documents: list[list[str]], width: int, threshold: float, measure: str) -> set[int]:
    """Return the documents that are duplicates of any other, before or after."""
    sets = [shingles(words, width) for words in documents]
    return {
        i
        for i in range(len(documents))
        for j in range(len(documents))
        if i != j and documents[i] and (documents[i] == documents[j] or value(sets[i], sets[j], measure) >= threshold)
    }
