"""The slow, obvious twin of the character channel: kernels `characters`, `character_chains` and `noisy`."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from naive import Row, xxh32

from provenance.align.model import load_model
from provenance.kernels import character_chains, noisy

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair = tuple[int, int]
CHARACTERS = load_model().characters


def characters_of(word: str) -> str:
    """Return the characters of a word; a number is one character."""
    return chr(xxh32(word.encode()) & 0xFFFF) if is_number(word) else word


def is_number(word: str) -> bool:
    """Whether at least half of a word is digits."""
    return 2 * sum("0" <= char <= "9" for char in word) >= len(word)


@dataclass
class Side:
    """A document, its characters as one string, and which of them have a counterpart (True: only one begins a word).

    ``searched``: the places where a chain was looked at.
    """

    words: list[str]
    quoted: list[bool]
    hits: dict[int, bool] = field(default_factory=dict)
    searched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        spelled = [characters_of(word) for word in self.words]
        self.sizes = list(map(len, spelled))
        self.characters = "".join(spelled)
        self.starts = list(accumulate(self.sizes, initial=0))

    def word_of(self, character: int) -> int:
        """Return the word that holds a character."""
        return max(word for word in range(len(self.words)) if self.starts[word] <= character)

    def hits_of(self, word: int) -> list[bool]:
        """Return the characters of a word that have a counterpart."""
        return [self.hits[at] for at in range(self.starts[word], self.starts[word + 1]) if at in self.hits]

    def half(self, word: int) -> bool:
        """Whether half of a word has a counterpart."""
        return 2 * len(self.hits_of(word)) >= self.sizes[word]

    def is_changed(self, word: int) -> bool:
        """Whether a word is not the same: a character is missing, or a border has moved."""
        return len(self.hits_of(word)) < self.sizes[word] or any(self.hits_of(word))


def character_runs(left: str, right: str) -> list[tuple[int, int, int]]:
    """Return the maximal common runs of characters: right start, left start, length."""
    runs = []
    for j in range(len(right)):
        for i in range(len(left)):
            if i and j and left[i - 1] == right[j - 1]:
                continue
            length = 0
            while i + length < len(left) and j + length < len(right) and left[i + length] == right[j + length]:
                length += 1
            if length >= character_chains.RUN:
                runs.append((j, i, length))
    return runs


def align(left: str, right: str, *, whole: bool) -> tuple[int, int, int, list[Pair]]:
    """Align characters: the score, how many characters it takes of both, and which are counterparts."""
    table: dict[Pair, tuple[int, Pair]] = {(0, 0): (0, (0, 0))}
    for a in range(len(left) + 1):
        for b in range(len(right) + 1):
            ways = []
            if a and b:
                ways.append((table[a - 1, b - 1][0] + (1 if left[a - 1] == right[b - 1] else -1), (a - 1, b - 1)))
            if a:
                ways.append((table[a - 1, b][0] - 1, (a - 1, b)))
            if b:
                ways.append((table[a, b - 1][0] - 1, (a, b - 1)))
            if ways:
                # Of equal ways the first.
                table[a, b] = max(ways, key=lambda way: way[0])
    end = (len(left), len(right))
    if not whole:
        end = max([(0, 0), *(key for key in table if all(key))], key=lambda key: table[key][0])
    pairs = []
    at = end
    while at != (0, 0):
        before = table[at][1]
        if before == (at[0] - 1, at[1] - 1) and left[before[0]] == right[before[1]]:
            pairs.append(before)
        at = before
    return table[end][0], *end, pairs


def mark(left: Side, left_places: range, right: Side, right_places: range, *, whole: bool) -> tuple[int, int, int]:
    """Align characters at places of two documents and note the counterparts."""
    score, a, b, pairs = align(
        "".join(left.characters[at] for at in left_places),
        "".join(right.characters[at] for at in right_places),
        whole=whole,
    )
    for side, places in ((left, left_places), (right, right_places)):
        for at in places:
            side.hits.pop(at, None)
    for x, y in pairs:
        pair_up(left, left_places[x], right, right_places[y])
    return score, a, b


def pair_up(left: Side, i: int, right: Side, j: int) -> None:
    """Note two equal characters as counterparts."""
    left.hits[i] = right.hits[j] = (i in left.starts) != (j in right.starts)


def chain_scores(runs: list[tuple[int, int, int]]) -> tuple[list[float], list[int]]:
    """Return the best score of a chain that ends with each run, and the run before it."""
    scores: list[float] = []
    before: list[int] = []
    for t, (j, i, length) in enumerate(runs):
        best, follows = 0.0, -1
        for s in range(t - 1, -1, -1):
            other_j, other_i, other_length = runs[s]
            gaps = (i - other_i - other_length, j - other_j - other_length)
            overlap = max(0, -gaps[0], -gaps[1])
            if i <= other_i or j <= other_j or overlap >= length or max(gaps) + overlap > character_chains.LONGEST_GAP:
                continue
            cost = CHARACTERS.cost * (min(gaps) + overlap) + CHARACTERS.shift_cost * abs(gaps[0] - gaps[1])
            score = scores[s] - overlap - cost
            if score > best:
                best, follows = score, s
        scores.append(length + best)
        before.append(follows)
    return scores, before


def noisy_rows(left: Side, right: Side, chains: list[Row], min_words: int, max_gap: int) -> list[Row]:
    """Return the chains that stay, and the passages that noise had broken."""
    if len(chains) == 1:
        [only] = chains
        rest = len(left.words) - only.left_token_stop + only.left_token_start
        if min(rest, len(right.words) - only.right_token_stop + only.right_token_start) < CHARACTERS.changed_words:
            return chains
    runs = character_runs(left.characters, right.characters)
    scores, before = chain_scores(runs)
    used: set[int] = set()
    kept: list[Row] = []
    stays = dict(enumerate(chains))
    for end in sorted(range(len(runs)), key=lambda t: -scores[t]):
        if scores[end] < CHARACTERS.with_chain * min_words:
            break
        links = []
        t = end
        while t >= 0 and t not in used:
            used.add(t)
            links.insert(0, runs[t])
            t = before[t]
        while links:
            count, score = segment(left, right, links, CHARACTERS.gap_drop * max_gap)
            if score >= CHARACTERS.with_chain * min_words:
                some = links[:count]
                for at, (j, i, length) in enumerate(some):
                    overlap = 0
                    if at:
                        _, overlap = gap(left, right, some[at - 1], some[at], note=True)
                    for k in range(overlap, length):
                        pair_up(left, i + k, right, j + k)
                j, i, length = some[-1]
                after, i_stop, j_stop = extend(left, i + length, right, j + length, 1)
                j, i, _ = some[0]
                ahead, i, j = extend(left, i - 1, right, j - 1, -1)
                keep(left, (i + 1, i_stop), right, (j + 1, j_stop), score + after + ahead, min_words, stays, kept)
                left.searched |= set(range(i + 1, i_stop))
                right.searched |= set(range(j + 1, j_stop))
            del links[:count]
    return [*stays.values(), *kept]


def gap(
    left: Side, right: Side, one: tuple[int, int, int], other: tuple[int, int, int], *, note: bool = False
) -> tuple[int, int]:
    """Return the score of what lies between two runs, and how many characters of the second the first has taken."""
    j, i, length = one
    i, j = i + length, j + length
    overlap = max(0, i - other[1], j - other[0])
    places = range(i, other[1] + overlap), range(j, other[0] + overlap)
    if note:
        return mark(left, places[0], right, places[1], whole=True)[0], overlap
    text = left.characters[places[0].start : places[0].stop], right.characters[places[1].start : places[1].stop]
    return align(*text, whole=True)[0], overlap


def segment(left: Side, right: Side, links: list[tuple[int, int, int]], gap_drop: int) -> tuple[int, int]:
    """Return how many runs of a chain make its best beginning, and their score."""
    total = best = links[0][2]
    count = 1
    for at in range(1, len(links)):
        gain, overlap = gap(left, right, links[at - 1], links[at])
        if gain < -gap_drop or total + gain <= 0 or total + gain < best - CHARACTERS.drop:
            break
        total += gain + links[at][2] - overlap
        if total > best:
            best, count = total, at + 1
    return count, best


def extend(left: Side, i: int, right: Side, j: int, step: int) -> tuple[int, int, int]:
    """Go on as long as the next characters score enough."""
    gain = 0
    while not (i in left.searched and j in right.searched):
        more, a, b = mark(left, window(left, i, step), right, window(right, j, step), whole=False)
        if more < CHARACTERS.least_gain:
            return gain, i, j
        gain, i, j = gain + more, i + step * a, j + step * b
    return gain, i, j


def window(side: Side, at: int, step: int) -> range:
    """Return the places of the next characters."""
    if step == 1:
        return range(at, min(at + CHARACTERS.reach, len(side.characters)))
    return range(at, max(at - CHARACTERS.reach, -1), -1)


def trim(side: Side, span: Pair) -> list[int]:
    """Return the words that hold a span, without ends of which less than half matches."""
    some = list(range(side.word_of(span[0]), side.word_of(span[1] - 1) + 1))
    while some and not side.half(some[0]):
        del some[0]
    while some and not side.half(some[-1]):
        del some[-1]
    return some


def keep(
    left: Side, left_span: Pair, right: Side, right_span: Pair, score: int, min_words: int, stays: dict[int, Row],
    kept: list[Row],
) -> None:  # fmt: skip
    """Add a row where noise explains it and it says more than the chains; chains within it no longer stay."""
    sides = ((left, trim(left, left_span)), (right, trim(right, right_span)))
    if not all(some for _, some in sides) or len(kept) == noisy._MOST:
        return
    changed = [(side, word) for side, some in sides for word in some if side.is_changed(word)]
    if sum(side.half(word) for side, word in changed) < CHARACTERS.changed_words:
        return
    alike = sum(len(side.hits_of(word)) for side, word in changed)
    if alike < CHARACTERS.alike * sum(side.sizes[word] for side, word in changed):
        return
    matched = [sum(len(side.hits_of(word)) for word in some) for side, some in sides]
    sizes = [sum(side.sizes[word] for word in some) for side, some in sides]
    if any(2 * hits < size for hits, size in zip(matched, sizes, strict=True)):
        return
    share = sum(matched) / sum(sizes)
    plain = min(sum(side.half(word) and not side.quoted[word] for word in some) for side, some in sides)
    if plain < min_words:
        for side, some in sides:
            while some and not side.quoted[some[0]]:
                del some[0]
            while some and not side.quoted[some[-1]]:
                del some[-1]
            if len(some) < min_words:
                return
    (_, on_left), (_, on_right) = sides
    for row in kept:
        if 2 * shared(on_left, left_of(row)) > len(on_left) or 2 * shared(on_right, right_of(row)) > len(on_right):
            return
    inside = []
    for at, row in stays.items():
        a, b = shared(on_left, left_of(row)), shared(on_right, right_of(row))
        if 2 * a > len(left_of(row)) and 2 * b > len(right_of(row)):
            inside.append(at)
        elif 2 * a > len(on_left) or 2 * b > len(on_right):
            return
        if all(
            len(some) - common <= min(min_words, CHARACTERS.rest * len(some))
            for some, common in ((on_left, a), (on_right, b))
        ):
            stays[at] = row._replace(matched=max(row.matched, words_of(share, row[:4])))
            return
    if score < (CHARACTERS.with_chain if inside else CHARACTERS.alone) * min_words:
        return
    spans = [on_left[0], on_left[-1] + 1, on_right[0], on_right[-1] + 1]
    for at, row in list(stays.items()):
        a = shared(range(spans[0], spans[1]), left_of(row))
        b = shared(range(spans[2], spans[3]), right_of(row))
        if 2 * a > len(left_of(row)) and 2 * b > len(right_of(row)):
            spans = [
                min(spans[0], row.left_token_start), max(spans[1], row.left_token_stop),
                min(spans[2], row.right_token_start), max(spans[3], row.right_token_stop),
            ]  # fmt: skip
            del stays[at]
    kept.append(Row(*spans, words_of(share, spans), plain < min_words))


def words_of(share: float, spans: Sequence[int]) -> int:
    """Return how many words match by their characters: never all of them."""
    count = spans[1] - spans[0] + spans[3] - spans[2]
    return max(1, min(int(share * count / 2 + 0.5), (count - 1) // 2))


def left_of(row: Row) -> range:
    """Return the left words of a row."""
    return range(row.left_token_start, row.left_token_stop)


def right_of(row: Row) -> range:
    """Return the right words of a row."""
    return range(row.right_token_start, row.right_token_stop)


def shared(some: range | list[int], others: range) -> int:
    """Return how many places two stretches share."""
    return max(0, min(some[-1] + 1, others.stop) - max(some[0], others.start))


def sample_shingles(streams: list[list[int]], width: int, every: int) -> list[tuple[int, int, int]]:
    """Return one in so many shingles of characters, by its hash: the hash, the document, the place."""
    found = []
    for document, stream in enumerate(streams):
        for place in range(len(stream) - width + 1):
            rolled = 0
            for code in stream[place : place + width]:
                rolled = rolled * 0x9E3779B97F4A7C15 + code + 1
            mixed = mix(rolled)
            if mixed <= (2**64 - 1) // every:
                found.append((mixed, document, place))
    return found


def mix(value: int) -> int:
    """Mix the bits of a hash (MurmurHash3's last step)."""
    value %= 2**64
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = (value ^ value >> 33) * factor % 2**64
    return value ^ value >> 33


def join_shingles(shingles: list[tuple[int, int, int]], most: int) -> list[tuple[int, int, int]]:
    """List the pairs of documents that share a shingle, and how much further it stands in the right one.

    Beyond so many a document is paired with the first and with the one before only.
    """
    pairs = []
    for hashed in sorted({hashed for hashed, _, _ in shingles}):
        first: dict[int, int] = {}
        for other, document, place in shingles:
            if other == hashed:
                first.setdefault(document, place)
        owners = sorted(first)
        joined = [(before, owner) for owner in owners[:most] for before in owners if before < owner]
        for before, owner in pairwise(owners[most - 1 :]):
            joined += [(owners[0], owner), (before, owner)]
        pairs += [(before, owner, first[owner] - first[before]) for before, owner in joined]
    return pairs
