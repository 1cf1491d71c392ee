"""Slow, obvious twins of the kernels for reworded text: plain Python over lists and sets, to compare with.

Sums are added from the first on, as a loop adds them: where two stretches are equally good up to the last bit, both
kernel and twin then take the same. `sum` of newer Pythons is more exact.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import reduce
from itertools import accumulate, combinations, pairwise
from operator import add
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.align.model import load_model
from provenance.kernels import evidence
from provenance.kernels.evidence import ALONE, LINKED, MOST, UNSHARED
from provenance.model.word_flags import QUOTED, SENTENCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from naive import Row

WALL = float(evidence.WALL)
EVIDENCE, SEEDS, STRETCHES = load_model().evidence, load_model().seeds, load_model().stretches
_SEEDS = 16


def total(numbers: Iterable[float]) -> float:
    return reduce(add, numbers, 0.0)


# Documents


class Span(NamedTuple):
    """A stretch of words."""

    first: int
    last: int

    @property
    def places(self) -> range:
        return range(self.first, self.last)

    @property
    def size(self) -> int:
        return self.last - self.first

    def common(self, other: Span) -> int:
        """Return how many words both hold."""
        return len(set(self.places).intersection(other.places))

    def hull(self, other: Span) -> Span:
        return Span(min(self.first, other.first), max(self.last, other.last))

    def gap(self, other: Span) -> int:
        """Return how many words lie between two stretches; less than 0 where they overlap."""
        return max(self.first, other.first) - min(self.last, other.last)

    def turned(self, size: int) -> Span:
        """Return the same stretch of a document of so many words that is read from its end."""
        return Span(size - self.last, size - self.first)


class Article(NamedTuple):
    """The stems of a document, which of them begin a sentence, which are quoted, and which are boilerplate."""

    stems: list[int]
    begins: list[bool]
    quoted: list[bool]
    boilerplate: list[bool] | None = None

    def is_boilerplate(self) -> list[bool]:
        """Return which stems are boilerplate: none, where that was not said."""
        return self.boilerplate or [False] * len(self.stems)


class Side(NamedTuple):
    """A document of a pair.

    ``words`` are numbers, -1 for one that the other document has not or that no stretch may hold; that one has the
    weight WALL. ``edges`` are the places between words where sentences begin or end, both ends of the document too.
    """

    words: list[int]
    weights: list[float]
    edges: set[int]
    quoted: list[bool]

    @property
    def size(self) -> int:
        return len(self.words)

    @property
    def sentences(self) -> list[Span]:
        return [Span(first, last) for first, last in pairwise(sorted(self.edges))]

    def said(self, span: Span) -> list[int]:
        return self.words[span.first : span.last]

    def arrays(self) -> evidence.Side:
        """Return the document as kernels take it; its first word begins a sentence, whatever is said of it."""
        flags = [QUOTED * quoted | SENTENCE * (at > 0 and at in self.edges) for at, quoted in enumerate(self.quoted)]
        return evidence.Side(
            np.array(self.words, np.int32), np.array(self.weights, np.float32), np.array(flags, np.uint8)
        )

    def turned(self) -> Side:
        """Return the document as one reads it from its end."""
        edges = {self.size - edge for edge in self.edges}
        return Side(self.words[::-1], self.weights[::-1], edges, self.quoted[::-1])

    def is_walled(self, one: Span, other: Span) -> bool:
        """Whether a word that no stretch may hold lies between two stretches."""
        return WALL in self.weights[min(one.last, other.last) : max(one.first, other.first)]


def number_words(left: list[int], right: list[int]) -> tuple[list[int], list[int], int]:
    """Number the stems of the right document as they come, the left one's alike or -1; and how many there are."""
    numbers: dict[int, int] = {}
    for stem in right:
        numbers.setdefault(stem, len(numbers))
    return [numbers.get(stem, -1) for stem in left], [numbers[stem] for stem in right], len(numbers)


def sides_of(articles: list[Article], weights: list[list[float]], walls: list[list[bool]]) -> tuple[Side, Side]:
    """Number the words of two documents, and hide those behind a wall."""
    left_words, right_words, _ = number_words(*(article.stems for article in articles))
    left, right = (
        Side(
            [-1 if walled else word for word, walled in zip(words, wall, strict=True)],
            [WALL if walled else weight for weight, walled in zip(mine, wall, strict=True)],
            {0, len(words)} | {at for at, begins in enumerate(article.begins) if begins},
            article.quoted,
        )
        for article, words, mine, wall in zip(articles, (left_words, right_words), weights, walls, strict=True)
    )
    return left, right


# Evidence


class Judged(NamedTuple):
    """What each word of a stretch is to another stretch, and what it gains, by place."""

    kinds: dict[int, int]
    gains: dict[int, float]


def judge(side: Side, span: Span, others: list[int], *, backwards: bool = False) -> Judged:
    """Judge the words of a stretch by those of another; each of them explains one, the first or last of equals."""
    others = others[:MOST]
    unused = Counter(word for word in others if word >= 0)
    shared = set()
    for at in reversed(span.places) if backwards else span.places:
        if unused[side.words[at]]:
            unused[side.words[at]] -= 1
            shared.add(at)
    near = EVIDENCE.near
    links = {(one, two) for at, one in enumerate(others) for two in others[at + 1 : at + near + 2] if one != two}
    linked = set()
    for at in shared:
        for then in shared.intersection(range(at + 1, at + near + 1)):
            if (side.words[at], side.words[then]) in links:
                linked |= {at, then}
    kinds = {at: LINKED if at in linked else ALONE if at in shared else UNSHARED for at in span.places}
    return Judged(kinds, {at: _gain(kind, side.weights[at]) for at, kind in kinds.items()})


def _gain(kind: int, weight: float) -> float:
    if weight >= WALL:
        return -WALL
    at_nothing, rise = {
        UNSHARED: (EVIDENCE.unshared, EVIDENCE.unshared_rise),
        ALONE: (EVIDENCE.alone, EVIDENCE.alone_rise),
        LINKED: (EVIDENCE.linked, EVIDENCE.linked_rise),
    }[kind]
    return at_nothing + rise * weight


# Seeds


class Seed(NamedTuple):
    """Two sentences, or the two sides of a chain, and how good they are to begin with."""

    score: float
    left: Span
    right: Span
    is_chain: bool = False


def find_seeds(left: Side, right: Side) -> list[Seed]:
    """List the pairs of sentences that are alike, with their cosine.

    Those of one left sentence come in the order of the first word that they share with it, the last of them first.
    """
    found = []
    others = {b: Counter(right.words[at] for at in _telling(right, b)) for b in right.sentences}
    norms = {b: total(_part(counts[right.words[at]], right.weights[at]) for at in _telling(right, b))
             for b, counts in others.items()}  # fmt: skip
    for a in left.sentences:
        counts = Counter(left.words[at] for at in _telling(left, a))
        # Words that the other document does not have count once each time they are said.
        said = [at for at in _telling(left, a) if left.words[at] < 0 or left.words.index(left.words[at], a.first) == at]
        norm = total(
            _part(1, left.weights[at])
            if left.words[at] < 0
            else counts[left.words[at]] ** 2 * left.weights[at] * left.weights[at]
            for at in said
        )
        of_a = []
        for b, times in others.items():
            shared = [at for at in said if left.words[at] in times]
            if len(shared) > 1:
                dot = total(
                    counts[left.words[at]] * times[left.words[at]] * left.weights[at] * left.weights[at]
                    for at in shared
                )
                of_a.append((shared[0], -b.first, Seed(dot / math.sqrt(norm * norms[b] + 1e-12), a, b)))
        found += [seed for *_, seed in sorted(of_a) if seed.score > SEEDS.cosine]
    return found


def _telling(side: Side, sentence: Span) -> list[int]:
    """Return the places of the words that tell a sentence from others."""
    return [at for at in sentence.places if SEEDS.least_weight <= side.weights[at] < WALL]


def _part(times: int, weight: float) -> float:
    """Return a part of a norm, with as many digits as the kernel has."""
    return float(np.float32(times) * np.float32(weight) * np.float32(weight))


# Reworded stretches


class Rectangle(NamedTuple):
    """A stretch of two documents of which one is a copy of the other, reworded."""

    left: Span
    right: Span
    evidence: float
    fresh: float
    plain: float
    words: int


class Chain(NamedTuple):
    """A chain of exact runs."""

    left: Span
    right: Span
    matched: int
    quoted: bool


def chains_of(rows: list[Row]) -> list[Chain]:
    return [
        Chain(
            Span(row.left_token_start, row.left_token_stop),
            Span(row.right_token_start, row.right_token_stop),
            row.matched,
            row.quoted,
        )
        for row in rows
    ]


def find_rectangles(left: Side, right: Side, chains: list[Chain], most: int = 256) -> list[Rectangle]:
    """Find the stretches of two documents of which one is a copy of the other; their order means nothing."""
    boxes = [_fitted(left, right, a, b, chains) for a, b in merged(left, right, grown(left, right, chains, most))]
    better: list[Rectangle] = []
    for box in sorted(boxes, key=lambda box: -box.evidence):
        a, b = box.left, box.right
        if box.evidence >= STRETCHES.cut:
            for other in better:
                a, b = _cut_back(a, other.left), _cut_back(b, other.right)
        better.append(box if (a, b) == (box.left, box.right) else _fitted(left, right, a, b, chains))
    return better


def _fitted(left: Side, right: Side, a: Span, b: Span, chains: list[Chain]) -> Rectangle:
    """Adjust the borders of a rectangle to each other and measure it."""
    for _ in range(STRETCHES.rounds):
        a = _adjusted(left, right, a, b)
        b = _adjusted(right, left, b, a)
    return _measured(left, right, a, b, chains)


def _cut_back(span: Span, better: Span) -> Span:
    """Cut a span back to the longer part that another leaves of it, where that covers half."""
    before, behind = Span(span.first, better.first), Span(better.last, span.last)
    longer = before if before.size >= behind.size else behind
    covers_half = 2 * span.common(better) > span.size
    return longer if covers_half and longer.size >= STRETCHES.left else span


def grown(left: Side, right: Side, chains: list[Chain], most: int = 256) -> list[tuple[Span, Span]]:
    """Grow seeds, the best first, but those that a stretch reaches already."""
    room = _SEEDS * (len(left.sentences) + len(right.sentences))
    starts = find_seeds(left, right)[:room]
    starts += [Seed(1.0 + chain.matched, chain.left, chain.right, True) for chain in chains if not chain.quoted]
    boxes: list[tuple[Span, Span]] = []
    for seed in sorted(starts, key=lambda seed: -seed.score):
        if len(boxes) == most or any(a.common(seed.left) and b.common(seed.right) for a, b in boxes):
            continue
        a, b = (seed.left, seed.right) if seed.is_chain else _cut(left, right, seed)
        if seed.is_chain or min(a.size, b.size) >= 3:
            boxes.append(_lengthened_twice(left, right, a, b))
    return boxes


def _cut(left: Side, right: Side, seed: Seed) -> tuple[Span, Span]:
    """Cut two sentences to what they share."""
    a = _shared_part(left, seed.left, right.said(seed.right))
    return a, _shared_part(right, seed.right, left.said(a))


def _shared_part(side: Side, sentence: Span, others: list[int]) -> Span:
    gains = [
        side.weights[at] * (1.0 if side.words[at] in others and side.words[at] >= 0 else -STRETCHES.cost)
        for at in sentence.places
    ]
    _, part = best_stretch(gains, -1.0)
    return Span(sentence.first + part.first, sentence.first + part.last)


def best_stretch(gains: list[float], least: float) -> tuple[float, Span]:
    """Return the greatest sum above a least one, and its stretch: of equal ones the first to end, the shortest."""
    sums = [
        (sum_, -last, first)
        for first in range(len(gains))
        for last, sum_ in enumerate(accumulate(gains[first:]), first + 1)
        if sum_ > least
    ]
    sum_, last, first = max(sums, default=(0.0, 0, 0))
    return sum_, Span(first, -last)


def _lengthened_twice(left: Side, right: Side, a: Span, b: Span) -> tuple[Span, Span]:
    """Grow a rectangle at its end, then at its beginning: the end of documents that are read from their ends."""
    a, b = _lengthened(left, right, a, b, STRETCHES.back)
    # One word less: the kernel counts back from the first word beyond.
    a, b = _lengthened(
        left.turned(), right.turned(), a.turned(left.size), b.turned(right.size), STRETCHES.back - 1
    )  # fmt: skip
    return a.turned(left.size), b.turned(right.size)


def _lengthened(left: Side, right: Side, a: Span, b: Span, back: int) -> tuple[Span, Span]:
    """Take as many of the next words on both sides as speak for a copy most, as long as they do.

    They are judged by the words ahead on the other side and some that were taken before; then what one side would take
    by what the other would.
    """
    while True:
        known_a, known_b = max(a.first, a.last - back), max(b.first, b.last - back)
        a_stop, b_stop = min(left.size, a.last + STRETCHES.ahead), min(right.size, b.last + STRETCHES.ahead)
        gain = 0.0
        for _ in range(2):
            ahead_a, ahead_b = Span(known_a, a_stop), Span(known_b, b_stop)
            gains_a = judge(left, ahead_a, right.said(ahead_b)).gains
            gains_b = judge(right, ahead_b, left.said(ahead_a)).gains
            taken_a, gain_a = _front([gains_a[at] for at in range(a.last, a_stop)])
            taken_b, gain_b = _front([gains_b[at] for at in range(b.last, b_stop)])
            if not taken_a or not taken_b:
                return a, b
            a_stop, b_stop, gain = a.last + taken_a, b.last + taken_b, min(gain_a, gain_b)
        if gain < STRETCHES.least_gain:
            return a, b
        a, b = Span(a.first, a_stop), Span(b.first, b_stop)


def _front(gains: list[float]) -> tuple[int, float]:
    """Return how many words from the first on gain most together, the fewest of equal ones, and what they gain."""
    sums = [0.0, *accumulate(gains)]
    return sums.index(max(sums)), max(sums)


def merged(left: Side, right: Side, boxes: list[tuple[Span, Span]]) -> list[tuple[Span, Span]]:
    """Make one of any two rectangles that lie close together on both sides, until none do."""
    for x, y in combinations(boxes, 2):
        gaps = [x[0].gap(y[0]), x[1].gap(y[1])]
        walled = left.is_walled(x[0], y[0]) or right.is_walled(x[1], y[1])
        if max(gaps) <= STRETCHES.gap and not walled:
            rest = [box for box in boxes if box is not x and box is not y]
            return merged(left, right, [*rest, (x[0].hull(y[0]), x[1].hull(y[1]))])
    return boxes


def _adjusted(side: Side, other: Side, span: Span, others: Span) -> Span:
    """Move both borders of a stretch to where they fit the other document best."""
    middle = (span.first + span.last) // 2
    last = _best_end(side, other, span, others, middle)
    first = _best_end(side.turned(), other.turned(), span.turned(side.size), others.turned(other.size),
                      side.size - middle)  # fmt: skip
    return Span(side.size - first, last)


def _best_end(side: Side, other: Side, span: Span, others: Span, middle: int) -> int:
    """Return the border near the end with the greatest evidence up to it: of equal ones the nearest to the middle."""
    learnt = other.said(others)[-MOST:]
    stop = min(side.size, span.last + STRETCHES.reach)
    gains = judge(side, Span(max(span.first, span.last - MOST), stop), learnt).gains
    evidence_of: dict[int, float] = {}
    up_to_here = 0.0
    for at in range(max(middle, span.last - STRETCHES.reach), stop):
        if gains[at] <= -WALL:
            break
        up_to_here += gains[at]
        if at + 1 in side.edges:
            evidence_of[at + 1] = up_to_here + STRETCHES.edge
        elif gains[at] > 0:
            evidence_of[at + 1] = up_to_here
    return max(evidence_of, key=evidence_of.__getitem__, default=span.last)


def _measured(left: Side, right: Side, a: Span, b: Span, chains: list[Chain]) -> Rectangle:
    """Say how much speaks for a rectangle."""
    sums, fresh, plains, words = [], [], [], []
    for side, span, other, others, of_chains in (
        (left, a, right, b, [chain.left for chain in chains]),
        (right, b, left, a, [chain.right for chain in chains]),
    ):
        # What lies beyond the words that were learnt says nothing.
        span = Span(span.first, min(span.last, span.first + MOST))
        judged = judge(side, span, other.said(others))
        sums.append(total(judged.gains.values()))
        fresh += [
            total(gain for at, gain in judged.gains.items() if at not in chain.places)
            for chain in [Span(0, 0), *of_chains]
        ]
        plains.append(total(gain for at, gain in judged.gains.items() if not side.quoted[at]))
        words.append(sum(kind == LINKED for kind in judged.kinds.values()))
    return Rectangle(a, b, min(sums), min(fresh), max(plains), min(words))
