"""The slow, obvious twins of the kernels in `provenance.kernels.overlap`."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise


def common_words(left, left_prose, right, weights, rare_from):
    """Return the ten measures; documents are lists of (stem, number), weights a mapping from stem to float."""
    stems, bigrams = Counter(stem for stem, _ in right), Counter(pairwise(number for _, number in right))
    known = set(stems)
    out = [0.0] * 10
    met = set()
    for at, (stem, number) in enumerate(left):
        if not left_prose[at]:
            continue
        rare = weights[stem] >= rare_from
        out[0] += 1
        out[2] += weights[stem]
        out[4] += rare
        out[9] += stem in known
        if stems[stem] > 0:
            stems[stem] -= 1
            out[1] += 1
            out[3] += weights[stem]
            out[5] += rare
            if rare:
                met.add(stem)
        if at and left_prose[at - 1]:
            out[7] += 1
            pair = (left[at - 1][1], number)
            if bigrams[pair] > 0:
                bigrams[pair] -= 1
                out[8] += 1
    out[6] = len(met)
    return out


def _own(words, prose):
    return [pair for at, pair in enumerate(pairwise(number for _, number in words)) if prose[at] and prose[at + 1]]


def own_bigrams(left, left_prose, right, third):
    """Return pairs of words that count, those that the third has not, and those of them that the right has."""
    own = _own(left, left_prose)
    others, theirs = set(pairwise(n for _, n in third)), set(pairwise(n for _, n in right))
    rest = [pair for pair in own if pair not in others]
    return [len(own), len(rest), sum(pair in theirs for pair in rest)]


def exclusive_bigrams(left, left_prose, right, members):
    """Return pairs of words that count, those that two members have at most, and those of them that the right has."""
    own = _own(left, left_prose)
    carriers = Counter(pair for member in members for pair in set(pairwise(n for _, n in member)))
    theirs = set(pairwise(n for _, n in right))
    rest = [pair for pair in own if carriers[pair] <= 2]
    return [len(own), len(rest), sum(pair in theirs for pair in rest)]


def reused_stretches(words, prose, taken, partners, weights, window, share, beyond):
    """Return what is taken afterwards."""
    known = {stem for partner in partners for stem, _ in partner}
    regions = []
    for partner in partners:
        blocks = [{stem for stem, _ in partner[at : at + window]} for at in range(0, len(partner), window)]
        regions += [one | other for one, other in pairwise(blocks)] or [set().union(*blocks)]
    places = [at for at in range(len(words)) if prose[at] and not taken[at]]
    result = list(taken)
    for begin in range(len(places) - window + 1):
        inside = places[begin : begin + window]
        whole = sum(weights[words[at][0]] for at in inside)
        held = [sum(weights[words[at][0]] for at in inside if words[at][0] in region) for region in regions]
        enough = sum(weights[words[at][0]] for at in inside if words[at][0] in known) >= share * whole
        if enough and max(held) - sum(held) / len(held) >= beyond * whole:
            for at in inside:
                result[at] = 2
    return result
