"""Finds the words of a document that are also in another: by whole documents, by stretches, and beside a third."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import F32, F64, I64, U8, U32, Number, Out, Table

__all__ = ["COMMON_WORDS", "MEASURES", "common_words", "exclusive_bigrams", "own_bigrams", "reused_stretches"]

#: Sets of words are kept by the lowest bits of their numbers: beside a document of 600 words two new words in a
#: thousand are taken for known, and the tables stay in the cache.
_BITS = 18
_MASK = (1 << _BITS) - 1
#: The columns of `common_words`.
MEASURES = (
    "words", "found", "weight", "found_weight", "rare", "found_rare", "distinct_rare", "pairs", "found_pairs", "known",
)  # fmt: skip
COMMON_WORDS = len(MEASURES)


@inline
def _pair(left: Number, right: Number) -> Number:
    """Return a number for two words in a row, of the bits that tables have."""
    mixed = np.uint64(left) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(right) * np.uint64(0xC2B2AE3D27D4EB4F)
    return np.int64((mixed >> np.uint64(29)) & np.uint64(_MASK))


@kernel
def common_words(
    stems: U32,
    numbers: U32,
    prose: U8,
    offsets: I64,
    left: I64,
    right: I64,
    weights: F32,
    rare_from: float,
    out: Out[Table[F64]],
) -> None:
    """Count which words of each left document stand in its right one.

    Parameters
    ----------
    stems, numbers : uint32 [tokens]
        As in a `provenance.model.words.WordTable`.
    prose : uint8 [tokens]
        1 for words that count: those of the left document that are 0 are left out.
    offsets : int64 [documents + 1]
        Where each document's words begin.
    left, right : int64 [pairs]
        Positions of documents.
    weights : float32 [2**k]
        The rarity of stems, by their lowest bits.
    rare_from : float
        The weight from which on a stem is rare.
    out : float64 [pairs, 10]
        Filled, in the order of `MEASURES`: words of the left that count, those whose stem stands in the right; the same
        by weight; rare words, those that the right has, how many different ones; pairs of words in a row, and those
        that stand in the right in the same form. A word is found as many times as the right one has it; last, the
        words whose stem stands in the right at all.
    """
    known = np.zeros(_MASK + 1, np.int32)
    known_pairs = np.zeros(_MASK + 1, np.int32)
    met = np.zeros(_MASK + 1, np.int64)
    stands = np.zeros(_MASK + 1, np.int64)
    heavy = len(weights) - 1
    for pair in range(len(left)):
        begin, end = offsets[right[pair]], offsets[right[pair] + 1]
        for token in range(begin, end):
            known[stems[token] & _MASK] += 1
            stands[stems[token] & _MASK] = pair + 1
            if token > begin:
                known_pairs[_pair(numbers[token - 1], numbers[token])] += 1
        first, last = offsets[left[pair]], offsets[left[pair] + 1]
        for token in range(first, last):
            if prose[token] == 0:
                continue
            stem = stems[token] & _MASK
            weight = weights[stems[token] & heavy]
            rare = weight >= rare_from
            out[pair, 0] += 1
            out[pair, 2] += weight
            if rare:
                out[pair, 4] += 1
            if stands[stem] == pair + 1:
                out[pair, 9] += 1
            if known[stem] > 0:
                known[stem] -= 1
                out[pair, 1] += 1
                out[pair, 3] += weight
                if rare:
                    out[pair, 5] += 1
                    if met[stem] != pair + 1:
                        met[stem] = pair + 1
                        out[pair, 6] += 1
            if token > first and prose[token - 1] != 0:
                out[pair, 7] += 1
                both = _pair(numbers[token - 1], numbers[token])
                if known_pairs[both] > 0:
                    known_pairs[both] -= 1
                    out[pair, 8] += 1
        for token in range(begin, end):
            known[stems[token] & _MASK] = 0
            if token > begin:
                known_pairs[_pair(numbers[token - 1], numbers[token])] = 0


@kernel
def reused_stretches(
    stems: U32,
    prose: U8,
    offsets: I64,
    documents: I64,
    partner_offsets: I64,
    partners: I64,
    weights: F32,
    window: int,
    share: float,
    beyond: float,
    taken: Out[U8],
) -> None:
    """Mark the stretches of a document whose words mostly stand in its partners, though no passage holds them.

    The words that count and are not taken yet are read in a row; in each window of them, the weight of those whose
    stem stands in a partner is held against the weight of all. What two texts on one subject have in common stands
    anywhere in them, what one took from the other in one place: the partners are cut into regions of two windows that
    overlap by half, and of some region the window must hold more than of the regions on average.

    Parameters
    ----------
    stems, prose, offsets, weights
        As for `common_words`.
    documents : int64 [n]
        The documents to look at.
    partner_offsets, partners : int64 [n + 1], int64
        Document ``documents[i]`` is held against ``partners[partner_offsets[i]:partner_offsets[i + 1]]``.
    window : int
        Words.
    share : float
        The least share of the weight.
    beyond : float
        How much more of the weight must stand in one region than in the regions on average, as a share of the weight.
    taken : uint8 [tokens]
        In and out: 1 for words in passages; words in stretches become 2.
    """
    known = np.zeros(_MASK + 1, np.int64)
    # Of each stem its last entry, of each entry the region and the entry before it.
    newest = np.zeros(_MASK + 1, np.int64)
    heavy = len(weights) - 1
    for at in range(len(documents)):
        mark = at + 1
        room, regions = 0, 0
        for which in range(partner_offsets[at], partner_offsets[at + 1]):
            size = offsets[partners[which] + 1] - offsets[partners[which]]
            room += 2 * size
            regions += max(1, -(-size // window) - 1)
        region_of, before = np.empty(room, np.int64), np.empty(room, np.int64)
        inside_region = np.zeros(regions, np.float64)
        entries, base = 0, 0
        for which in range(partner_offsets[at], partner_offsets[at + 1]):
            begin, end = offsets[partners[which]], offsets[partners[which] + 1]
            count_here = max(1, -(-(end - begin) // window) - 1)
            for token in range(begin, end):
                stem = stems[token] & _MASK
                if known[stem] != mark:
                    known[stem] = mark
                    newest[stem] = -1
                block = (token - begin) // window
                for region in range(max(0, block - 1), min(count_here, block + 1)):
                    entry = newest[stem]
                    met = False
                    while entry >= 0 and region_of[entry] >= base + region:
                        met = met or region_of[entry] == base + region
                        entry = before[entry]
                    if not met:
                        region_of[entries] = base + region
                        before[entries] = newest[stem]
                        newest[stem] = entries
                        entries += 1
            base += count_here
        first, last = offsets[documents[at]], offsets[documents[at] + 1]
        places = np.empty(last - first, np.int64)
        count = 0
        for token in range(first, last):
            if prose[token] != 0 and taken[token] == 0:
                places[count] = token
                count += 1
        # A remainder shorter than a window says too little.
        if count < window:
            continue
        whole, found = 0.0, 0.0
        reach = 0
        for place in range(count):
            for step in range(2 if place >= window else 1):
                token = places[place - step * window]
                weight = weights[stems[token] & heavy] * (1 - 2 * step)
                whole += weight
                if known[stems[token] & _MASK] == mark:
                    found += weight
                    entry = newest[stems[token] & _MASK]
                    while entry >= 0:
                        inside_region[region_of[entry]] += weight
                        entry = before[entry]
            if place < window - 1 or found < share * whole:
                continue
            best, total = 0.0, 0.0
            for region in range(regions):
                best = max(best, inside_region[region])
                total += inside_region[region]
            if best - total / max(1, regions) >= beyond * whole:
                for inside in range(max(reach, place - window + 1), place + 1):
                    taken[places[inside]] = 2
                reach = place + 1


@kernel
def own_bigrams(numbers: U32, prose: U8, offsets: I64, left: I64, right: I64, third: I64, out: Out[Table[I64]]) -> None:
    """Count the bigrams that two documents have and a third has not.

    Parameters
    ----------
    numbers, prose, offsets
        As for `common_words`.
    left, right, third : int64 [n]
        Positions of documents.
    out : int64 [n, 3]
        Filled: bigrams of the left one of whose words both count; how many of them the third has not; and
        how many of these the right one has.
    """
    others = np.zeros(_MASK + 1, np.int64)
    theirs = np.zeros(_MASK + 1, np.int64)
    for at in range(len(left)):
        mark = at + 1
        for token in range(offsets[third[at]] + 1, offsets[third[at] + 1]):
            others[_pair(numbers[token - 1], numbers[token])] = mark
        for token in range(offsets[right[at]] + 1, offsets[right[at] + 1]):
            theirs[_pair(numbers[token - 1], numbers[token])] = mark
        for token in range(offsets[left[at]] + 1, offsets[left[at] + 1]):
            if prose[token - 1] != 0 and prose[token] != 0:
                both = _pair(numbers[token - 1], numbers[token])
                out[at, 0] += 1
                if others[both] != mark:
                    out[at, 1] += 1
                    if theirs[both] == mark:
                        out[at, 2] += 1


@kernel
def exclusive_bigrams(
    numbers: U32,
    prose: U8,
    offsets: I64,
    left: I64,
    right: I64,
    cluster: I64,
    member_offsets: I64,
    members: I64,
    out: Out[Table[I64]],
) -> None:
    """Count the bigrams that two witnesses of a text have and no third witness has.

    Parameters
    ----------
    numbers, prose, offsets
        As for `common_words`.
    left, right : int64 [n]
        Positions of documents, both members of the cluster.
    cluster : int64 [n]
        The cluster of each pair; equal ones together.
    member_offsets, members : int64 [clusters + 1], int64
        The members of cluster c are ``members[member_offsets[c]:member_offsets[c + 1]]``.
    out : int64 [n, 3]
        Filled: bigrams of the left one of whose words both count; how many of them one other member has at
        most; and how many of these the right one has.
    """
    carriers = np.zeros(_MASK + 1, np.int32)
    last_seen = np.full(_MASK + 1, -1, np.int64)
    theirs = np.full(_MASK + 1, -1, np.int64)
    current = -1
    for at in range(len(left)):
        if cluster[at] != current:
            current = cluster[at]
            carriers[:] = 0
            last_seen[:] = -1
            for which in range(member_offsets[current], member_offsets[current + 1]):
                member = members[which]
                for token in range(offsets[member] + 1, offsets[member + 1]):
                    both = _pair(numbers[token - 1], numbers[token])
                    if last_seen[both] != which:
                        last_seen[both] = which
                        carriers[both] += 1
        for token in range(offsets[right[at]] + 1, offsets[right[at] + 1]):
            theirs[_pair(numbers[token - 1], numbers[token])] = at
        for token in range(offsets[left[at]] + 1, offsets[left[at] + 1]):
            if prose[token - 1] != 0 and prose[token] != 0:
                both = _pair(numbers[token - 1], numbers[token])
                out[at, 0] += 1
                if carriers[both] <= 2:
                    out[at, 1] += 1
                    if theirs[both] == at:
                        out[at, 2] += 1
