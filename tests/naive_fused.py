"""Slow, obvious twins of the kernels that find summaries and make one list of passages."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from naive_reworded import WALL, Chain, Rectangle, Side, Span, best_stretch, chains_of, find_rectangles, sides_of

from provenance.align.model import load_model
from provenance.kernels import condensed
from provenance.kernels.rows import CHAIN, EDITED, REWORDED

if TYPE_CHECKING:
    from naive import Row
    from naive_reworded import Article


SUMMARIES, MERGE = load_model().summaries, load_model().merge


# Summaries


class Summary(NamedTuple):
    """A stretch of one document, what it summarises of the other, its linked words, and what speaks for that."""

    short: Span
    long: Span
    words: int
    evidence: float


def find_summary(side: Side, other: Side, covered: list[bool]) -> Summary | None:
    """Find the stretch of one document that summarises another."""
    least_words, longer = SUMMARIES.words, SUMMARIES.longer
    if side.size < least_words or not longer * least_words <= other.size <= condensed._LONGEST:
        return None
    linked = _linked(side.words, other.words)
    alone = {at for at, word in enumerate(side.words) if word >= 0 and word in other.words} - linked
    gains = [
        -math.inf if side.weights[at] == WALL
        else SUMMARIES.covered if covered[at]
        else SUMMARIES.any + _link_gain(side.weights[at], other.size) if at in linked
        else SUMMARIES.alone + SUMMARIES.alone_rise * side.weights[at] + SUMMARIES.any if at in alone
        else SUMMARIES.unshared + SUMMARIES.any
        for at in range(side.size)
    ]  # fmt: skip
    _, short = best_stretch(gains, 0.0)
    # Said again, a word gains less: the second time a half, the third time a third.
    said: Counter[int] = Counter()
    most = 0.0
    for at in short.places:
        if gains[at] > 0 and not covered[at]:
            said[side.words[at]] += 1
        most += gains[at] / said[side.words[at]] if gains[at] > 0 and not covered[at] else gains[at]
    if most < SUMMARIES.least or short.size < least_words or most < SUMMARIES.density * short.size:
        return None
    bare = {at for at in short.places if not covered[at]}
    telling = (linked | {at for at in alone if covered[at]}).intersection(short.places)
    says = {side.words[at] for at in telling if side.weights[at] > SUMMARIES.rare_from}
    found = [at for at, word in enumerate(other.words) if word in says]
    if len(bare) < SUMMARIES.bare or len(bare & linked) < SUMMARIES.share * len(bare) or not found:
        return None
    long = Span(found[0], found[-1] + 1)
    if long.size < longer * short.size:
        return None
    return Summary(short, long, len(bare & linked), most)


def _linked(words: list[int], others: list[int]) -> set[int]:
    """Return the places of the words that have a second one near them, as in the other document."""
    links = {
        (one, two)
        for at, one in enumerate(others)
        for two in others[at + 1 : at + SUMMARIES.other_near + 1]
        if one != two and one >= 0 and two >= 0
    }
    near = [(at, then) for at in range(len(words)) for then in range(at + 1, min(len(words), at + SUMMARIES.near + 1))]
    return {place for at, then in near if (words[at], words[then]) in links for place in (at, then)}


def _link_gain(weight: float, others: int) -> float:
    """Return what a word gains whose link says more, the less likely it is by chance."""
    step = int(weight * condensed._STEPS)
    chance = -math.expm1(-SUMMARIES.rate * math.exp(-SUMMARIES.fall * step / condensed._STEPS) * others / 1000.0)
    return float(min(SUMMARIES.gain, math.log(SUMMARIES.often / max(1e-6, chance))))


# Passages


class Fused(NamedTuple):
    """A passage in word numbers, and where it comes from."""

    left: Span
    right: Span
    matched: int
    quoted: bool
    origin: int


def fuse_pairs(
    left: Article, right: Article, weights: list[float], rows: list[Row], min_words: int, min_evidence: float
) -> list[Fused]:
    """Add the reworded stretches of two documents to their chains."""
    chains = chains_of(rows)
    passages = [Fused(*chain, CHAIN) for chain in chains]
    whole = (Span(0, len(left.stems)), Span(0, len(right.stems)))
    if not left.stems or not right.stems or [(chain.left, chain.right) for chain in chains] == [whole]:
        return passages
    sides = weighed_sides(left, right, weights, chains)
    passages = _with_stretches(passages, find_rectangles(*sides, chains), sides, min_words, min_evidence)
    return _with_summary(passages, *sides)


def weighed_sides(left: Article, right: Article, weights: list[float], chains: list[Chain]) -> tuple[Side, Side]:
    """Weigh the words of two documents; quotations that both share, and boilerplate, are behind a wall."""
    size = len(left.stems) + len(right.stems)
    times = Counter(stem for stem in left.stems + right.stems if stem in set(right.stems))

    def weight(stem: int) -> float:
        subject = 1.0
        if times[stem] > 2:
            subject = (math.log(size / times[stem]) / math.log(max(2.0, size / 2))) ** MERGE.subject
        return float(np.float32(weights[stem % len(weights)] * subject))

    quotations = [[chain.left for chain in chains if chain.quoted], [chain.right for chain in chains if chain.quoted]]
    return sides_of(
        [left, right],
        [[weight(stem) for stem in article.stems] for article in (left, right)],
        [
            [a or b for a, b in zip(_covered(len(article.stems), spans), article.is_boilerplate(), strict=True)]
            for article, spans in zip((left, right), quotations, strict=True)
        ],
    )


def _with_stretches(
    chains: list[Fused], boxes: list[Rectangle], sides: tuple[Side, Side], min_words: int, min_evidence: float
) -> list[Fused]:
    """Add stretches, the best first; a chain that is dropped says nothing from then on."""
    stretches: list[Fused] = []
    stays = dict(enumerate(chains))
    for box in sorted(boxes, key=lambda box: -box.evidence):
        thin = box.evidence < MERGE.per_word * max(box.left.size, box.right.size)
        if box.evidence < min_evidence or thin or is_said(box, [*stays.values()], stretches):
            continue
        left, right, exact = box.left, box.right, 0
        for which, chain in list(stays.items()):
            if chain.quoted:
                continue
            gaps = [max(0, left.gap(chain.left)), max(0, right.gap(chain.right))]
            walled = sides[0].is_walled(left, chain.left) or sides[1].is_walled(right, chain.right)
            if max(gaps) <= MERGE.gap and sum(gaps) <= MERGE.gaps and not walled:
                exact += chain.matched
                left, right = left.hull(chain.left), right.hull(chain.right)
                del stays[which]
            elif chain.matched < box.words and (_is_mostly(chain.left, left) or _is_mostly(chain.right, right)):
                del stays[which]
        if min(left.size, right.size) >= min_words:
            matched = min(max(exact, box.words, 1), left.size, right.size)
            origin = REWORDED if 4 * exact < left.size + right.size else EDITED
            is_quoted = box.plain < MERGE.prose * min_evidence and exact == 0
            stretches.append(Fused(left, right, matched, is_quoted, origin))
    return [*stays.values(), *stretches]


def is_said(box: Rectangle, chains: list[Fused], stretches: list[Fused]) -> bool:
    """Whether better stretches or chains say all that a stretch does."""
    if any(_is_mostly(box.left, old.left) or _is_mostly(box.right, old.right) for old in stretches):
        return True
    for chain in chains:
        mostly = _is_mostly(box.left, chain.left) or _is_mostly(box.right, chain.right)
        both = box.left.common(chain.left) and box.right.common(chain.right)
        if (mostly or both) and box.fresh < MERGE.fresh:
            return True
    return False


def _is_mostly(span: Span, other: Span) -> bool:
    """Whether more than half of a stretch lies in another."""
    return 2 * span.common(other) > span.size


def _with_summary(rows: list[Fused], left: Side, right: Side) -> list[Fused]:
    """Put the summary of one document in the other in the place of the passages within it."""
    of_right = find_summary(left, right, _covered(left.size, [row.left for row in rows]))
    of_left = find_summary(right, left, _covered(right.size, [row.right for row in rows]))
    left_is_short = of_left is None or (of_right is not None and of_right.evidence >= of_left.evidence)
    found = of_right if left_is_short else of_left
    if found is None:
        return rows
    within = {row: found.short.common(row.left if left_is_short else row.right) for row in rows}
    if any(words > MERGE.all * found.short.size for words in within.values()):
        return rows
    beside = [
        (row.left if left_is_short else row.right).size - words for row, words in within.items() if not row.quoted
    ]
    if sum(beside) > MERGE.beside * found.short.size:
        return rows
    kept = [row for row in rows if row.quoted or not within[row]]
    spans = (found.short, found.long) if left_is_short else (found.long, found.short)
    return [*kept, Fused(*spans, found.words, quoted=False, origin=REWORDED)]


def _covered(size: int, spans: list[Span]) -> list[bool]:
    return [any(at in span.places for span in spans) for at in range(size)]
