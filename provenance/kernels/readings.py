"""Finds sentences of two documents that are versions of one: in one passage, with most stems in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.jit import inline, kernel

if TYPE_CHECKING:
    from provenance.kernels.types import F64, I32, I64, U8, U32, Number, Out, Table

__all__ = ["join_singles", "label_tokens", "link_readings", "most_of"]

#: Sets of stems are kept by the lowest bits of their numbers; that is enough to tell sentences apart.
_MASK = (1 << 16) - 1
#: Sentences of the other side that a sentence is held against, before and behind the place where it should be.
_NEAR = 4


@inline
def find(root: I64, node: Number) -> Number:
    """Return the union-find root of a node, and shorten the way to it."""
    while root[node] != node:
        root[node] = root[root[node]]
        node = root[node]
    return node


@inline
def unite(root: I64, one: Number, other: Number) -> None:
    """Join two sets; the least of their nodes is the root."""
    one, other = find(root, one), find(root, other)
    if one < other:
        root[other] = one
    else:
        root[one] = other


@kernel
def link_readings(
    stems: U32,
    prose: U8,
    starts: I64,
    spans: Table[I64],
    number: I64,
    shortest: int,
    union: float,
    least: float,
    root: Out[I64],
    best: Out[F64],
    partner: Out[I64],
) -> None:
    """Join the sentences that passages show to be readings of one; note for each sentence the best of the others.

    Of a passage those sentences count that have half of their prose in it. Two of them, one on each side, are readings
    of one where each is the other's best match: by the number of different stems that both have over that of the one
    with more; of equal matches the first one.

    Parameters
    ----------
    stems : uint32 [tokens]
        As in a `provenance.model.words.WordTable`.
    prose : uint8 [tokens]
        1 for words that count.
    starts : int64 [sentences + 1]
        The token with which each sentence begins.
    spans : int64 [passages, 8]
        Of each passage: token_start, token_stop, first sentence and the one behind the last, left and right.
    number : int64 [sentences]
        The place of each sentence in the order that decides between equal ones.
    shortest : int
        Sentences of fewer words of prose are left out.
    union, least : float
        From which share on two readings are joined, and from which on one is noted.
    root : int64 [sentences]
        In and out: union-find.
    best : float64 [sentences]
        In and out: the largest share of those that are noted and not joined; 0 for none.
    partner : int64 [sentences]
        In and out: the sentence that has it, of equal ones the first; -1 for none.
    """
    stamp = np.full(_MASK + 1, -1, np.int64)
    seen = np.full(_MASK + 1, -1, np.int64)
    room = 64
    size, match_left, match_right = np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(room, np.int64)
    best_right = np.zeros(room)
    mark = 0
    for at in range(len(spans)):
        left_start, left_stop, left_token_start = spans[at, 0], spans[at, 1], spans[at, 2]
        right_start, right_stop, right_token_start = spans[at, 4], spans[at, 5], spans[at, 6]
        lefts, rights = spans[at, 3] - left_token_start, spans[at, 7] - right_token_start
        if max(lefts, rights) > room:
            room = 2 * max(lefts, rights)
            size, match_left, match_right = np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(room, np.int64)
            best_right = np.zeros(room)
        # How many different stems each sentence of the right side has; 0 for those that do not count.
        for j in range(rights):
            mark += 1
            inside, whole, distinct = 0, 0, 0
            for token in range(starts[right_token_start + j], starts[right_token_start + j + 1]):
                if prose[token] == 0:
                    continue
                whole += 1
                if right_start <= token < right_stop:
                    inside += 1
                if seen[stems[token] & _MASK] != mark:
                    seen[stems[token] & _MASK] = mark
                    distinct += 1
            size[j] = distinct if whole >= shortest and 2 * inside >= whole else 0
            best_right[j] = 0.0
            match_right[j] = -1
        for i in range(lefts):
            mark += 1
            stamped = mark
            inside, whole, distinct = 0, 0, 0
            for token in range(starts[left_token_start + i], starts[left_token_start + i + 1]):
                if prose[token] == 0:
                    continue
                whole += 1
                if left_start <= token < left_stop:
                    inside += 1
                if stamp[stems[token] & _MASK] != stamped:
                    stamp[stems[token] & _MASK] = stamped
                    distinct += 1
            match_left[i] = -1
            if whole < shortest or 2 * inside < whole:
                continue
            best_left = 0.0
            # A passage has its words in one order: what matches stands at about the same place.
            for j in range(rights):
                if size[j] == 0 or abs((2 * i + 1) * rights - (2 * j + 1) * lefts) > 2 * _NEAR * max(lefts, rights):
                    continue
                mark += 1
                common = 0
                for token in range(starts[right_token_start + j], starts[right_token_start + j + 1]):
                    stem = stems[token] & _MASK
                    if prose[token] != 0 and stamp[stem] == stamped and seen[stem] != mark:
                        seen[stem] = mark
                        common += 1
                share = common / max(distinct, size[j])
                if share > best_left:
                    best_left, match_left[i] = share, j
                if share > best_right[j]:
                    best_right[j], match_right[j] = share, i
        for j in range(rights):
            i = match_right[j]
            if i < 0 or match_left[i] != j or best_right[j] < least:
                continue
            share = best_right[j]
            one, other = left_token_start + i, right_token_start + j
            if share >= union:
                unite(root, one, other)
                continue
            if share > best[one] or (share == best[one] and number[other] < number[partner[one]]):
                best[one], partner[one] = share, other
            if share > best[other] or (share == best[other] and number[one] < number[partner[other]]):
                best[other], partner[other] = share, one


@kernel
def join_singles(order: I64, partner: I64, root: Out[I64], members: Out[I64]) -> None:
    """Join sentences that stand alone to the set of their best reading, the best first.

    Parameters
    ----------
    order : int64 [n]
        Sentences that have a reading, the one with the best first.
    partner : int64 [sentences]
        The best reading of each.
    root : int64 [sentences]
        In and out: union-find.
    members : int64 [sentences]
        In and out: how many sentences the set of each root has.
    """
    for at in range(len(order)):
        one, other = find(root, order[at]), find(root, partner[order[at]])
        if one == other or min(members[one], members[other]) > 1:
            continue
        both = members[one] + members[other]
        unite(root, one, other)
        members[find(root, one)] = both


@kernel
def most_of(starts: I64, stops: I64, first: I64, begins: I64, label: I64, out: Out[Table[I64]]) -> None:
    """Find the label that spans have most words of.

    Parameters
    ----------
    starts, stops : int64 [spans]
        Tokens of the collection, half-open.
    first : int64 [spans]
        The sentence in which each span begins.
    begins : int64 [sentences + 1]
        The token with which each sentence begins.
    label : int64 [sentences]
        The label of each sentence, -1 for none.
    out : int64 [spans, 2]
        Filled: the label, of equal ones the least, -1 for none; and its words.
    """
    labels, counts = np.empty(16, np.int64), np.empty(16, np.int64)
    for span in range(len(starts)):
        known = 0
        sentence = first[span]
        while sentence < len(label) and begins[sentence] < stops[span]:
            words = min(stops[span], begins[sentence + 1]) - max(starts[span], begins[sentence])
            if label[sentence] >= 0:
                at = 0
                while at < known and labels[at] != label[sentence]:
                    at += 1
                if at == len(labels):
                    more, counted = np.empty(2 * at, np.int64), np.empty(2 * at, np.int64)
                    for place in range(at):
                        more[place], counted[place] = labels[place], counts[place]
                    labels, counts = more, counted
                if at == known:
                    labels[at], counts[at] = label[sentence], 0
                    known += 1
                counts[at] += words
            sentence += 1
        out[span, 0], out[span, 1] = -1, 0
        for at in range(known):
            if counts[at] > out[span, 1] or (counts[at] == out[span, 1] and labels[at] < out[span, 0]):
                out[span, 0], out[span, 1] = labels[at], counts[at]


@kernel
def label_tokens(
    starts: I64, stops: I64, first: I64, begins: I64, label: I64, otherwise: I64, prose: U8, out: Out[I32]
) -> None:
    """Give the words of spans the label of their sentence, or that of the span where the sentence has none.

    Parameters
    ----------
    starts, stops, first, begins, label
        As for `most_of`.
    otherwise : int64 [spans]
        The label of each span, -1 for none.
    prose : uint8 [tokens]
        1 for words that count.
    out : int32 [tokens]
        In and out: -1 for words without a label; what has one keeps it.
    """
    for span in range(len(starts)):
        sentence = first[span]
        for token in range(starts[span], stops[span]):
            while begins[sentence + 1] <= token:
                sentence += 1
            if prose[token] != 0 and out[token] < 0:
                out[token] = label[sentence] if label[sentence] >= 0 else otherwise[span]
