"""Slow, obvious twins of the kernels that say which words of a passage are linked, and where it has no link."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import NamedTuple

from provenance.kernels import contrast, links, measures
from provenance.kernels import gaps as kernel_gaps


class Words(NamedTuple):
    """The words of one side: stems, their weights, where sentences begin, which are characters that stand alone."""

    stems: list[int]
    weights: list[float]
    begins: list[bool]
    solo: list[bool]


class Box(NamedTuple):
    """A stretch of each side, half-open."""

    a: int
    a_end: int
    b: int
    b_end: int


class Piece(NamedTuple):
    """A part of a passage; without a number of linked words it is the whole."""

    box: Box
    linked: int | None


def links_of(side: Words, start: int, stop: int, reach: int) -> list[tuple[int, int, tuple[int, int]]]:
    """Return the two places and the two stems of each link of a stretch."""
    return [
        (at, near, (side.stems[at], side.stems[near]))
        for at in range(start, stop)
        for near in range(at + 1, min(stop, at + reach + 1))
        if side.stems[at] != side.stems[near]
    ]


def linked_words(
    side: Words, span: tuple[int, int], other: Words, others: tuple[int, int], least: float
) -> tuple[set[int], list[tuple[int, int, int]]]:
    """Return the linked words of one side, and of each link its place here, its first and its last place there."""
    there: dict[tuple[int, int], list[int]] = {}
    for at, near, key in links_of(other, *others, links.FAR):
        if other.weights[at] + other.weights[near] >= least:
            there.setdefault(key, []).append(at)
    found = [(at, near, there[key]) for at, near, key in links_of(side, *span, links.NEAR) if key in there]
    words = {at for one, other_one, _ in found for at in (one, other_one)}
    return words, [(at, min(places), max(places)) for at, _, places in found]


def gaps_of(side: Words, linked: set[int]) -> list[tuple[int, int]]:
    """Return the stretches between links that have none for long."""
    gaps: list[tuple[int, int]] = []
    at, last = min(linked, default=1), max(linked, default=0)
    while at <= last:
        if at in linked:
            at += 1
            continue
        sums = [0.0]
        for word in range(at, last + 1):
            sums.append(sums[-1] + (-kernel_gaps.LINKED_COST if word in linked else 0.5 if side.solo[word] else 1.0))
            if sums[-1] <= 0 or sums[-1] < max(sums) - 2 * kernel_gaps.LINKED_COST:
                break
        end = at + sums.index(max(sums))
        edges = [place for place in range(at, end + 1) if place == len(side.stems) or side.begins[place]]
        whole = any(
            stop - start >= kernel_gaps.WHOLE_SENTENCE and not linked & set(range(start, stop))
            for start, stop in pairwise(edges)
        )
        if max(sums) >= kernel_gaps.GAP or whole:
            gaps.append((at, end))
        at = end
    return gaps[: kernel_gaps.GAPS]


def common(side: Words, gap: tuple[int, int], other: Words, others: tuple[int, int]) -> float:
    """Return how much of the weight of a gap its heavy words have that the other gap has too."""
    there = set(other.stems[slice(*others)])
    total = sum(side.weights[slice(*gap)])
    shared = sum(
        side.weights[at] for at in range(*gap) if side.stems[at] in there and side.weights[at] >= kernel_gaps.HEAVY
    )
    return shared / total if total else 0.0


def best_gaps(left: Words, right: Words, box: Box) -> Box | None:
    """Return the gaps that part a rectangle best."""
    on_left, anchors = linked_words(left, box[:2], right, box[2:], kernel_gaps.STRONG)
    on_right, _ = linked_words(right, box[2:], left, box[:2], kernel_gaps.STRONG)
    best, chosen = 0.0, None
    for a, a_end in gaps_of(left, on_left):
        for b, b_end in gaps_of(right, on_right):
            before = [anchor for anchor in anchors if anchor[0] < a]
            after = [anchor for anchor in anchors if anchor[0] >= a_end]
            across = sum(first >= b_end for _, first, _ in before) + sum(last < b for _, _, last in after)
            kept = any(first < b for _, first, _ in before) and any(last >= b_end for _, _, last in after)
            value = min(a_end - a, b_end - b) - 10 * across
            apart = max(common(left, (a, a_end), right, (b, b_end)), common(right, (b, b_end), left, (a, a_end)))
            few = across <= kernel_gaps.ACROSS * min(len(before), len(after))
            if kept and few and value > best and apart <= kernel_gaps.COMMON:
                best, chosen = value, Box(a, a_end, b, b_end)
    return chosen


def trimmed(side: Words, linked: set[int], start: int, stop: int, *, at_end: bool) -> tuple[int, int]:
    """Return a stretch without what is not linked at one end."""
    places = range(start, stop) if at_end else range(stop - 1, start - 1, -1)
    best, total, where = 0.0, 0.0, start if at_end else stop
    for at in places:
        total += 1 if at in linked else -kernel_gaps.UNLINKED_COST
        border = at + 1 if at_end else at
        edge = border in (0, len(side.stems)) or side.begins[border]
        score = total + (kernel_gaps.SENTENCE_EDGE if edge else 0)
        if total > 0 and score > best and (edge or at in linked):
            best, where = score, border
    return (start, where) if at_end else (where, stop)


def weigh(side: Words, linked: set[int]) -> float:
    """Return how many words are linked, where a character that stands alone is half of one."""
    return sum(0.5 if side.solo[at] else 1.0 for at in linked)


def split(left: Words, right: Words, matched: float, min_words: int) -> list[Piece]:
    """Split a passage that is all of both sides; its parts in no order."""
    whole = Box(0, len(left.stems), 0, len(right.stems))
    counts = [len(linked_words(one, span, two, other, 0)[0]) for one, span, two, other in _both(left, right, whole)]
    if min(counts) < kernel_gaps.EXPLAINED * matched:
        return [Piece(whole, None)]
    pieces: list[Piece] = []
    todo = [(whole, False, False)]
    while todo:
        box, new_begin, new_end = todo.pop()
        gap = best_gaps(left, right, box)
        if gap:
            todo += [
                (Box(box.a, gap.a, box.b, gap.b), new_begin, True),
                (Box(gap.a_end, box.a_end, gap.b_end, box.b_end), True, new_end),
            ]
        elif not new_begin and not new_end:
            pieces.append(Piece(box, None))
        else:
            spans = [box[:2], box[2:]]
            for number, (one, span, two, other) in enumerate(_both(left, right, box)):
                linked, _ = linked_words(one, span, two, other, 0)
                if new_end:
                    spans[number] = trimmed(one, linked, *spans[number], at_end=True)
                if new_begin:
                    spans[number] = trimmed(one, linked, *spans[number], at_end=False)
            box = Box(*spans[0], *spans[1])
            both = [
                (one, linked_words(one, span, two, other, 0)[0]) for one, span, two, other in _both(left, right, box)
            ]
            if min(weigh(one, linked) for one, linked in both) >= min_words:
                pieces.append(Piece(box, min(len(linked) for _, linked in both)))
    return pieces


def _both(left: Words, right: Words, box: Box) -> list[tuple[Words, tuple[int, int], Words, tuple[int, int]]]:
    return [(left, box[:2], right, box[2:]), (right, box[2:], left, box[:2])]


# What is measured of a passage


class Article(NamedTuple):
    """A document: its words as they stand, with their stems, and which of them are names, and which are quoted."""

    numbers: list[int]
    words: Words
    names: list[bool]
    quoted: list[bool]


class Measured(NamedTuple):
    """In the order of `provenance.kernels.measures.MEASURES`."""

    linked: int
    run: int
    prose: int
    order: float
    rising: float
    names: float
    plain: float
    free: float
    sentence: float


def measure(one: Article, span: tuple[int, int], other: Article, others: tuple[int, int]) -> Measured:
    """Measure a passage: the first side is ``one``."""
    here, there = range(*span), range(*others)
    threes = {tuple(other.numbers[at : at + 3]) for at in there[:-2]}
    hits = [at for at in here[:-2] if tuple(one.numbers[at : at + 3]) in threes]
    run = max((_streak(hits, at) + 2 for at in hits), default=0)
    covered = {at + step for at in hits for step in range(3)}
    linked, anchors = linked_words(one.words, span, other.words, others, 0)
    other_linked, _ = linked_words(other.words, others, one.words, span, 0)
    follows = [
        0 <= low - old_low <= measures.CLOSE or 0 <= high - old_high <= measures.CLOSE
        for (_, old_low, old_high), (_, low, high) in pairwise(anchors)
    ]
    places = []
    for at, low, high in anchors:
        diagonal = (at - span[0]) * len(there) / len(here) + others[0]
        places.append(low if abs(low - diagonal) <= abs(high - diagonal) else high)
    lengths: list[int] = []
    for at, place in enumerate(places):
        lengths.append(1 + max((lengths[before] for before in range(at) if places[before] <= place), default=0))
    named = sum(one.names[at] for at in linked) + sum(other.names[at] for at in other_linked)
    of_all = (sum(one.names) + sum(other.names)) / (len(one.names) + len(other.names))
    sides = [(one, here, linked), (other, there, other_linked)]
    return Measured(
        min(len(linked), len(other_linked)),
        run,
        sum(not (one.names[at] or one.quoted[at]) for at in covered),
        sum(follows) / max(1, len(anchors) - 1),
        max(lengths, default=0) / max(1, len(anchors)),
        named / max(1, len(linked) + len(other_linked)) - of_all,
        min(sum(side.words.weights[at] for at in some if not side.names[at]) for side, _, some in sides),
        max(_free(side.words, places, some) for side, places, some in sides),
        max(_share_of_sentences(side.words, places) for side, places, _ in sides),
    )


def _streak(hits: list[int], at: int) -> int:
    return 1 + _streak(hits, at - 1) if at - 1 in hits else 1


def _free(words: Words, places: range, linked: set[int]) -> float:
    total = sum(words.weights[at] for at in places)
    return sum(words.weights[at] for at in places if at not in linked) / total if total else 0.0


def _share_of_sentences(words: Words, places: range) -> float:
    start, stop = places.start, places.stop
    while start > 0 and not words.begins[start]:
        start -= 1
    while stop < len(words.stems) and not words.begins[stop]:
        stop += 1
    return len(places) / (stop - start)


def contrast_of(one: Article, span: tuple[int, int], other: Article, others: tuple[int, int]) -> float:
    """Return how much more a passage shares with its counterpart than with the rest of that document."""
    return min(_contrast(one, span, other, others), _contrast(other, others, one, span))


def _contrast(one: Article, span: tuple[int, int], other: Article, others: tuple[int, int]) -> float:
    start, size = span[0], span[1] - span[0]
    parts = max(1, (size + contrast.PART // 2) // contrast.PART)
    found = []
    for part in range(parts):
        places = range(start + size * part // parts, start + size * (part + 1) // parts)
        weights = {one.words.stems[at]: int(one.words.weights[at] * (1 << 20)) for at in places}
        window = len(places) * 5 // 4
        shared = [
            sum(weights[stem] for stem in weights if stem in other.words.stems[max(0, at - window + 1) : at + 1])
            for at in range(len(other.words.stems))
        ]
        best = max(shared[others[0] : others[1]])
        place = shared.index(best, *others)
        apart = [shared[at] for at in range(window - 1, len(shared)) if abs(at - place) >= window]
        weight = sum(weights.values())
        found.append((best - max(apart, default=0)) / weight if weight else 0.0)
    return median(found)
