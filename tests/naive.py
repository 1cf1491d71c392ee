"""Slow, obvious twins of the kernels: plain Python over strings and lists, to compare with."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import accumulate, combinations, groupby, pairwise
from typing import NamedTuple

import xxhash
from datasketch import MinHash

from provenance.kernels import condensed, fuse, rewritten
from provenance.kernels.classes import (
    APOSTROPHE,
    CLASS,
    DIGIT,
    EXPANDS,
    FOLDED_MARK,
    GROUPING,
    IGNORED,
    LETTER,
    MARK,
    SOLO,
)
from provenance.text.unicode_tables import load

REPLACEMENT = "\ufffd"


# UTF-8


def decode(data: bytes) -> str:
    """Decode UTF-8; each byte that is not part of a valid sequence is one U+FFFD."""
    chars = []
    at = 0
    while at < len(data):
        for size in (1, 2, 3, 4):
            try:
                chars.append(data[at : at + size].decode("utf-8"))
            except UnicodeDecodeError:
                continue
            at += size
            break
        else:
            chars.append(REPLACEMENT)
            at += 1
    return "".join(chars)


# Words


class Word(NamedTuple):
    """A normalised word and its place in the text."""

    text: str
    start: int
    stop: int
    solo: bool


class Meaning(NamedTuple):
    """What a code point does to a word, and what it becomes."""

    kind: int
    becomes: str


@cache
def meaning(char: str) -> Meaning:
    """Look a code point up in the tables."""
    tables = load()
    code = ord(char)
    block, place = tables.block[code >> 8], code & 0xFF
    kind, shift = int(tables.classes[block, place]), int(tables.delta[block, place])
    if kind & EXPANDS:
        first, last = tables.expansion_offsets[shift], tables.expansion_offsets[shift + 1]
        return Meaning(kind & CLASS, "".join(map(chr, tables.expansions[first:last])))
    return Meaning(kind & CLASS, chr(code + shift))


def tokenise(text: str) -> list[Word]:
    """Cut a text into normalised words."""
    found: list[_Open] = []
    word: _Open | None = None
    for place, char in enumerate(text):
        kind, becomes = meaning(char)
        if kind in (LETTER, DIGIT, SOLO):
            if word is None or word.solo or kind == SOLO:
                word = _Open(place, solo=kind == SOLO)
                found.append(word)
            word.add(becomes, place)
            if kind == DIGIT:
                word.groups[-1] += 1
            else:
                word.is_number = False
        elif kind in (MARK, FOLDED_MARK):
            if word is not None:
                word.add(becomes if kind == MARK else "", place)
        elif kind == APOSTROPHE:
            joins = place + 1 < len(text) and meaning(text[place + 1]).kind in (LETTER, DIGIT)
            if word is not None and (word.solo or not joins):
                word = None
        elif kind == GROUPING:
            if word is not None and word.continues_after(char, text[place + 1 : place + 16]):
                word.separator = char
                word.groups.append(0)
            else:
                word = None
        elif kind != IGNORED:
            word = None
    return [word.close() for word in found]


class _Open:
    """A word that may go on."""

    def __init__(self, start: int, *, solo: bool) -> None:
        self.start = self.stop = start
        self.solo = solo
        self.parts: list[str] = []
        self.is_number = not solo
        self.groups = [0]
        self.separator = ""

    def add(self, becomes: str, place: int) -> None:
        self.parts.append(becomes)
        self.stop = place + 1

    def continues_after(self, separator: str, following: str) -> bool:
        """Whether a separator of thousands belongs to the number: 1,234,567 or 12,34,567."""
        if not self.is_number or self.separator not in ("", separator):
            return False
        sizes = range(1, 4) if len(self.groups) == 1 else (2, 3) if separator == "," else (3,)
        shape = "".join("0" if meaning(char).kind == DIGIT else char for char in following)
        groups = "(?:00,){0,3}000(?!0)" if separator == "," else "000(?!0)"
        return self.groups[-1] in sizes and re.match(groups, shape) is not None

    def close(self) -> Word:
        return Word(_with_syllables(self.parts), self.start, self.stop, self.solo)


_SYLLABLE = re.compile(
    "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    "|[" + "".join(chr(code) for code in range(0xAC00, 0xD7A4, 28)) + "][\u11a8-\u11c2]"
)


def _with_syllables(parts: list[str]) -> str:
    """Join the parts of a word; Hangul letters become syllables, those of an expansion stay letters."""
    text = "".join(part if len(part) < 2 else "\0" + "\0".join(part) + "\0" for part in parts)
    return _SYLLABLE.sub(lambda found: unicodedata.normalize("NFC", found[0]), text).replace("\0", "")


# Quotations

_SPACES = set("\t\n\v\f\r \x85\xa0\u2028\u2029\u202f\u3000") | {chr(code) for code in range(0x2000, 0x200C)}
_MAY_STAND_BEFORE = _SPACES | set("([-/:=\"'“„‘«「『") | {chr(code) for code in range(0x2010, 0x2016)}
_OPENING = {"„": "“", "‟": "“", "‹": "‹", "「": "「", "｢": "「", "『": "『", "〝": "〝", "‚": "‘"}
_CLOSING = {"›": "‹", "」": "「", "｣": "「", "』": "『", "〞": "〝", "〟": "〝"}
_SINGLES = ("‘", "'")
_DEPTH = 16


def _is_word(char: str) -> bool:
    code = ord(char)
    if code < 0xC0:
        return char.isascii() and char.isalnum()
    return not (0x2000 <= code < 0x2070 or 0x3000 <= code < 0x3040 or 0xFF00 <= code < 0xFF10 or char in "×÷")


class _Mark:
    """A quotation that is open."""

    def __init__(self, kind: str, start: int, *, low: bool = False) -> None:
        self.kind, self.start, self.low = kind, start, low
        self.line_end: int | None = None

    def span(self, place: int) -> list[tuple[int, int]]:
        """Return where it ends when it is never closed: with its line. A single mark is then an apostrophe."""
        if self.kind in _SINGLES:
            return []
        return [(self.start, place if self.line_end is None else self.line_end)]


def quotations(text: str) -> list[tuple[int, int]]:
    """Find what stands inside quotation marks, sorted."""
    spans: list[tuple[int, int]] = []
    stack: list[_Mark] = []
    blank = False
    for place, char in enumerate(text):
        before = text[place - 1] if place else " "
        following = text[place + 1 : place + 3]
        if char == "\r" and following[:1] == "\n":
            continue
        if char in "\n\r\x85\u2029":
            for mark in stack:
                if mark.line_end is None:
                    mark.line_end = place
            if blank or char == "\u2029":
                spans += [span for mark in stack for span in mark.span(place)]
                stack = []
            blank = True
            continue
        if char not in _SPACES and char > " ":
            blank = False
        opens, closes = _what_it_does(char, before, following, stack)
        if opens:
            for level, mark in enumerate(stack):
                if mark.kind == opens and mark.line_end is not None:
                    spans += [span for other in stack[level:] for span in other.span(place)]
                    del stack[level:]
                    break
            if len(stack) < _DEPTH:
                stack.append(_Mark(opens, place + 1, low=char in "„‚"))
        elif closes:
            levels = [level for level, mark in enumerate(stack) if mark.kind == closes]
            if levels:
                spans.append((stack[levels[-1]].start, place))
                del stack[levels[-1] :]
    spans += [span for mark in stack for span in mark.span(len(text))]
    return sorted(spans)


def _what_it_does(char: str, before: str, following: str, stack: list[_Mark]) -> tuple[str, str]:
    """Return the kind of quotation that a character opens, and the kind that it closes."""
    kinds = [mark.kind for mark in stack]
    free = before in _MAY_STAND_BEFORE
    ahead = following[:1] or " "
    top = stack[-1] if stack else None
    if char in '"＂':
        can_open = free and ahead not in _SPACES
        of_its_kind = [mark for mark in stack if mark.kind == '"']
        if of_its_kind and not (can_open and of_its_kind[-1].line_end is not None):
            return "", '"'
        return ('"' if can_open or (ahead not in _SPACES and not _is_word(before)) else ""), ""
    if char == "“":
        return ("", "“") if top and top.kind == "“" and top.low else ("“", "")
    if char == "”":
        return ("", "“") if "“" in kinds else ("“" if free else "", "")
    if char == "«":
        return ("", "»") if "»" in kinds else ("«", "")
    if char == "»":
        return ("", "«") if "«" in kinds else ("»" if free else "", "")
    if char == "‘":
        return ("", "‘") if top and top.kind == "‘" and top.low else ("‘" if free else "", "")
    if char in "’'":
        kind = "‘" if char == "’" else "'"
        if kind in kinds:
            return "", (kind if _may_close(before, following) else "")
        if char == "'" and following:
            return ("'" if free and _is_word(ahead) and not ahead.isdecimal() else ""), ""
        return "", ""
    return _OPENING.get(char, ""), _CLOSING.get(char, "")


def _may_close(before: str, following: str) -> bool:
    """Whether ' or ’ closes here: no letter follows, and it is no plural's apostrophe."""
    if before in _SPACES:
        return False
    if following and _is_word(following[0]):
        return False
    plural = before == "s" and len(following) == 2 and following[0] == " "
    return not (plural and "a" <= following[1] <= "z")


def mark_quoted(words: list[Word], spans: list[tuple[int, int]]) -> list[bool]:
    """Say of each word whether it stands inside a quotation."""
    return [any(start <= word.start and word.stop <= stop for start, stop in spans) for word in words]


# Sentences

_ENDS_SENTENCE = set("!?;…。！？．；؟؛۔।॥‼⁇")
_AFTER_A_STOP = set("\n\t\r \xa0")


def mark_sentences(text: str, words: list[Word]) -> list[bool]:
    """Say of each word whether it begins a sentence; of words in one place only the first may."""
    begins: list[int] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        if before is None:
            begins.append(at)
        elif before.start != word.start:
            length = at - begins[-1]
            if length >= 60 or (length >= 3 and _sentence_ends(text, before, word)):
                begins.append(at)
    return [at in begins for at in range(len(words))]


def _sentence_ends(text: str, before: Word, word: Word) -> bool:
    """Whether a sentence ends between two words."""
    between = text[before.stop : word.start]
    if _ENDS_SENTENCE.intersection(between) or between.count("\n") > 1:
        return True
    if "." not in between or not _AFTER_A_STOP.intersection(between.rpartition(".")[2]):
        return False
    is_initial = before.stop - before.start == 1
    is_small = "a" <= text[word.start] <= "z"
    return not is_initial and not is_small


# Hashes


def word_numbers(words: list[str]) -> list[int]:
    """Give each word its XXH32."""
    return [xxh32(word.encode()) for word in words]


def stem_numbers(words: list[str], width: int) -> list[int]:
    """Give each word the XXH32 of its first letters."""
    return word_numbers([word[:width] for word in words])


def xxh32(data: bytes) -> int:
    """Return the XXH32 of bytes."""
    return xxhash.xxh32_intdigest(data)


def xxh64(data: bytes) -> int:
    """Return the XXH64 of bytes."""
    return xxhash.xxh64_intdigest(data)


def shingles(words: list[str], width: int) -> list[bytes]:
    """Return the shingles of a text; a text with fewer words is one shingle."""
    width = min(width, len(words))
    return [" ".join(words[at : at + width]).encode() for at in range(len(words) - width + 1) if width]


def affine32(words: list[str], width: int, num_perm: int, seed: int) -> list[int]:
    """Compute a signature as a user of datasketch and xxhash would."""
    return _signature(shingles(words, width), MinHash(num_perm, seed, scheme="affine32", hashfunc=xxh32))


def affine64(words: list[str], width: int, num_perm: int, seed: int) -> list[int]:
    """Compute a signature of 64-bit values as a user of datasketch and xxhash would."""
    return _signature(shingles(words, width), MinHash(num_perm, seed, scheme="affine64", hashfunc=xxh64))


def _signature(hashed: list[bytes], signature: MinHash) -> list[int]:
    for shingle in hashed:
        signature.update(shingle)
    return signature.hashvalues.tolist()


# Alignment

SEED = 3
_LONGEST_GAP = 64


class Text(NamedTuple):
    """The words of a document, which of them are quoted, and which are characters of a script without spaces."""

    words: list[int]
    quoted: list[bool]
    solo: list[bool]

    def weight(self, first: int, last: int) -> float:
        return sum(0.5 if solo else 1.0 for solo in self.solo[first:last])


class Run(NamedTuple):
    """The same words on both sides."""

    left: int
    right: int
    length: int


class Row(NamedTuple):
    """A passage in word numbers."""

    left_first: int
    left_last: int
    right_first: int
    right_last: int
    matched: int
    quoted: bool


def common_runs(left: list[int], right: list[int]) -> list[Run]:
    """Return the maximal common runs of at least SEED words, by right start, then left start."""
    runs = []
    for shift in range(-len(left), len(right) + 1):
        places = [i for i in range(len(left)) if 0 <= i + shift < len(right)]
        same = [(i, left[i] == right[i + shift]) for i in places]
        for equal, run in groupby(same, key=lambda item: item[1]):
            stretch = [i for i, _ in run]
            if equal and len(stretch) >= SEED:
                runs.append(Run(stretch[0], stretch[0] + shift, len(stretch)))
    return sorted(runs, key=lambda run: (run.right, run.left))


def align_pair(left: Text, right: Text, min_words: int, max_gap: int) -> list[Row]:
    """Find the passages of two documents."""
    if left.words == right.words:
        size = len(left.words)
        whole = Row(0, size, 0, size, size, all(left.quoted) and all(right.quoted))
        return [whole] if size >= SEED and left.weight(0, size) >= min_words else []
    runs = common_runs(left.words, right.words)
    scores: list[float] = []
    before: list[int | None] = []
    for t, run in enumerate(runs):
        best, previous = 0.0, None
        for s in reversed(range(t)):
            cost = _link_cost(runs[s], run, max_gap)
            if cost is not None and scores[s] - cost > best:
                best, previous = scores[s] - cost, s
        scores.append(best + left.weight(run.left, run.left + run.length))
        before.append(previous)
    rows: list[Row] = []
    used: set[int] = set()
    for end in sorted(range(len(runs)), key=lambda t: -scores[t]):
        if end in used or scores[end] < min_words:
            continue
        chain: list[Run] = []
        t: int | None = end
        while t is not None and t not in used:
            used.add(t)
            chain.insert(0, runs[t])
            t = before[t]
        rows += _rows_of(chain, left, right, min_words, rows)
    return rows


def _link_cost(first: Run, then: Run, max_gap: int) -> float | None:
    """Return what it costs that one run follows another in a chain; None where it cannot."""
    if then.left <= first.left or then.right <= first.right:
        return None
    gap_left = then.left - first.left - first.length
    gap_right = then.right - first.right - first.length
    overlap = max(0, -gap_left, -gap_right)
    gap = max(gap_left, gap_right) + overlap
    if overlap >= then.length or gap > max_gap:
        return None
    return 0.5 * gap + overlap


def _matched(chain: list[Run]) -> list[tuple[int, int]]:
    """Return the places of the matched words, each once."""
    places: list[tuple[int, int]] = []
    for run in chain:
        for k in range(run.length):
            i, j = run.left + k, run.right + k
            if not places or (i > places[-1][0] and j > places[-1][1]):
                places.append((i, j))
    return places


def _rows_of(chain: list[Run], left: Text, right: Text, min_words: int, taken: list[Row]) -> list[Row]:
    """Return the passages that a chain makes: its quotations where it holds no run of prose, else itself."""
    places = _matched(chain)
    rows: list[Row] = []
    if _longest_prose(chain, left, right) < min_words:
        for segment in _quotations(chain, left, right):
            row = _row(segment, left, right)
            if _is_kept(row, left, min_words, taken + rows):
                rows.append(row)
        if rows:
            return rows
    row = _row(places, left, right)
    return [row] if _is_kept(row, left, min_words, taken) else []


def _longest_prose(chain: list[Run], left: Text, right: Text) -> float:
    """Return the weight of the most matched words in a row that are not quoted on both sides.

    Where two runs overlap, each counts with all its words.
    """
    most = 0.0
    places = [(run.left + k, run.right + k) for run in chain for k in range(run.length)]
    for quoted, stretch in groupby(places, key=lambda place: left.quoted[place[0]] and right.quoted[place[1]]):
        if not quoted:
            weights = [0.5 if left.solo[i] and right.solo[j] else 1.0 for i, j in stretch]
            most = max(most, sum(weights))
    return most


def _quotations(chain: list[Run], left: Text, right: Text) -> list[list[tuple[int, int]]]:
    """Split the runs into stretches that both sides quote, with gaps that both sides quote.

    Where two runs overlap, a word that the first matched in prose may be matched in the quotation by the second.
    """
    segments: list[list[tuple[int, int]]] = []
    open_ = False
    for i, j in [(run.left + k, run.right + k) for run in chain for k in range(run.length)]:
        last_i, last_j = segments[-1][-1] if open_ else (-1, -1)
        if i <= last_i or j <= last_j:
            continue
        quoted = left.quoted[i] and right.quoted[j]
        if open_ and quoted and all(left.quoted[last_i:i]) and all(right.quoted[last_j:j]):
            segments[-1].append((i, j))
        elif quoted:
            segments.append([(i, j)])
        open_ = quoted
    return segments


def _row(places: list[tuple[int, int]], left: Text, right: Text) -> Row:
    """Return the passage from the first matched word to the last; words matched within the gaps count too."""
    matched = len(places)
    for (i, j), (next_i, next_j) in pairwise(places):
        matched += _common_subsequence(left.words[i + 1 : next_i], right.words[j + 1 : next_j])
    (first_i, first_j), (last_i, last_j) = places[0], places[-1]
    quoted = all(left.quoted[first_i : last_i + 1]) and all(right.quoted[first_j : last_j + 1])
    return Row(first_i, last_i + 1, first_j, last_j + 1, matched, quoted)


def _common_subsequence(left: list[int], right: list[int]) -> int:
    if max(len(left), len(right)) > _LONGEST_GAP:
        return 0
    lengths = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for a, one in enumerate(left):
        for b, other in enumerate(right):
            lengths[a + 1][b + 1] = lengths[a][b] + 1 if one == other else max(lengths[a][b + 1], lengths[a + 1][b])
    return lengths[-1][-1]


def _is_kept(row: Row, left: Text, min_words: int, taken: list[Row]) -> bool:
    """Whether a passage is dense, long and at least half new on both sides."""
    left_words, right_words = row.left_last - row.left_first, row.right_last - row.right_first
    if 2 * row.matched < max(left_words, right_words):
        return False
    if row.matched * left.weight(row.left_first, row.left_last) < min_words * left_words:
        return False
    old_left = {i for other in taken for i in range(other.left_first, other.left_last)}
    old_right = {j for other in taken for j in range(other.right_first, other.right_last)}
    again_left = len(old_left.intersection(range(row.left_first, row.left_last)))
    again_right = len(old_right.intersection(range(row.right_first, row.right_last)))
    return 2 * again_left <= left_words and 2 * again_right <= right_words


# Reworded text

_NEVER = 1e6
_SEEDS = 16
_NEXT_TO_NOTHING = 1e-9


class Article(NamedTuple):
    """The stems of a document, which of them begin a sentence, and which are quoted."""

    stems: list[int]
    begins: list[bool]
    quoted: list[bool]


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

    def crosses(self, other: Span, wall: list[bool]) -> bool:
        """Whether a word of a wall lies between two stretches."""
        return any(wall[min(self.last, other.last) : max(self.first, other.first)])


class Rectangle(NamedTuple):
    """A stretch of two documents that share rare words."""

    left: Span
    right: Span
    share: float
    weight: float
    plain: float
    words: int


def sentence_counts(stems: list[int], begins: list[bool], size: int) -> tuple[list[int], int]:
    """Count the sentences in which stems stand, by their lowest bits; and the sentences that begin."""
    counts = [0] * size
    for sentence in _sentences(begins):
        for low_bits in {stems[at] % size for at in sentence.places}:
            counts[low_bits] += 1
    return counts, sum(begins)


def _sentences(begins: list[bool]) -> list[Span]:
    """Cut a document into sentences; its first word begins one, whatever is said of it."""
    firsts = [at for at, is_first in enumerate(begins) if is_first or at == 0]
    return [Span(first, last) for first, last in pairwise([*firsts, len(begins)])]


def number_words(left: list[int], right: list[int]) -> tuple[list[int], list[int], int]:
    """Number the stems of the right document as they come, the left one's alike or -1; and how many there are."""
    numbers: dict[int, int] = {}
    for stem in right:
        numbers.setdefault(stem, len(numbers))
    return [numbers.get(stem, -1) for stem in left], [numbers[stem] for stem in right], len(numbers)


class _Side:
    """A document while rectangles are looked for."""

    def __init__(self, article: Article, wall: list[bool], weights: list[float]) -> None:
        self.stems, self.quoted = article.stems, article.quoted
        self.sentences = _sentences(article.begins)
        self.wall = wall
        self.weights = [weights[stem % len(weights)] for stem in article.stems]

    def seeding(self, sentence: Span) -> list[int]:
        """Return the stems of a sentence that tell it from others, in their order."""
        heavy = [at for at in sentence.places if self.weights[at] >= rewritten._SEEDING and not self.wall[at]]
        return [self.stems[at] for at in heavy]

    def offers(self, places: range | list[int]) -> set[int]:
        """Return the stems that the other document may share."""
        return {self.stems[at] for at in places if not self.wall[at]}

    def gains(self, places: range | list[int], shared: set[int]) -> list[float]:
        """Return what each word adds to a stretch: its weight where it is shared, else less than nothing."""
        return [
            -rewritten._COST * _NEVER
            if self.wall[at]
            else self.weights[at]
            if self.stems[at] in shared
            else -rewritten._COST * self.weights[at]
            for at in places
        ]


def find_rectangles(
    left: Article,
    right: Article,
    left_wall: list[bool],
    right_wall: list[bool],
    weights: list[float],
    most: int = 256,
) -> list[Rectangle]:
    """Find the stretches of two documents that share rare words; their order means nothing."""
    one = _Side(left, left_wall, weights)
    other = _Side(right, right_wall, weights)
    boxes: list[tuple[Span, Span]] = []
    seeds = _seeds(one, other, weights)[: _SEEDS * (len(one.sentences) + len(other.sentences))]
    for _, a, b in sorted(seeds, key=lambda seed: -seed[0]):
        if len(boxes) == most or any(on_left.common(a) and on_right.common(b) for on_left, on_right in boxes):
            continue
        on_left = _best_stretch(one, a, other.offers(b.places))
        on_right = _best_stretch(other, b, one.offers(on_left.places))
        if on_left.size >= 3 and on_right.size >= 3:
            boxes.append(_grown(one, other, on_left, on_right))
    return [_measured(one, other, *box) for box in _merged(boxes, left_wall, right_wall)]


def _seeds(one: _Side, other: _Side, weights: list[float]) -> list[tuple[float, Span, Span]]:
    """List the pairs of sentences that are alike, with their cosine.

    Those of one left sentence come in the order of the first word that they share with it, the last of them first.
    """

    def square(stem: int) -> float:
        return weights[stem % len(weights)] ** 2

    def length(stems: list[int]) -> float:
        return sum(count * count * square(stem) for stem, count in Counter(stems).items())

    known = set(other.stems)
    others_of = [(b, Counter(other.seeding(b)), length(other.seeding(b))) for b in other.sentences]
    seeds = []
    for a in one.sentences:
        stems = one.seeding(a)
        # Words that the other document does not have at all count once each time they are said.
        foreign = sum(square(stem) for stem in stems if stem not in known)
        norm = foreign + length([stem for stem in stems if stem in known])
        found = []
        for b, others, others_norm in others_of:
            shared = [stem for stem in dict.fromkeys(stems) if stem in others]
            if len(shared) < 2:
                continue
            dot = sum(stems.count(stem) * others[stem] * square(stem) for stem in shared)
            cosine = dot / math.sqrt(norm * others_norm + 1e-12)
            if cosine > rewritten._COSINE:
                found.append((stems.index(shared[0]), -b.first, (cosine, a, b)))
        seeds += [seed for _, _, seed in sorted(found)]
    return seeds


def _best_stretch(side: _Side, sentence: Span, shared: set[int]) -> Span:
    """Return the stretch of a sentence that gains most; of equal ones the first to end, then the shortest."""
    best = _most(side.gains(sentence.places, shared), -1.0)
    return Span(sentence.first + best.first, sentence.first + best.last)


def _most(gains: list[float], least: float) -> Span:
    """Return the stretch with the greatest sum above a least one, else an empty one."""
    before = [0.0, *accumulate(gains)]
    found = Span(0, 0)
    for last in range(1, len(before)):
        first = max(range(last), key=lambda at: (-before[at], at))
        if before[last] - before[first] > least:
            found, least = Span(first, last), before[last] - before[first]
    return found


def _grown(one: _Side, other: _Side, a: Span, b: Span) -> tuple[Span, Span]:
    """Grow a rectangle towards the end, then towards the beginning."""
    while more := _step(one, other, _beyond(a, one.stems), _beyond(b, other.stems), _tail(a), _tail(b)):
        a, b = Span(a.first, a.last + more[0]), Span(b.first, b.last + more[1])
    while more := _step(one, other, _ahead_of(a), _ahead_of(b), _head(a), _head(b)):
        a, b = Span(a.first - more[0], a.last), Span(b.first - more[1], b.last)
    return a, b


def _beyond(span: Span, stems: list[int]) -> list[int]:
    """Return the next places after a stretch, the nearest first."""
    return [*range(span.last, len(stems))][: rewritten._AHEAD]


def _ahead_of(span: Span) -> list[int]:
    """Return the next places before a stretch, the nearest first."""
    return [*reversed(range(span.first))][: rewritten._AHEAD]


def _tail(span: Span) -> list[int]:
    return [*span.places][-rewritten._BACK :]


def _head(span: Span) -> list[int]:
    return [*span.places][: rewritten._BACK - 1]


def _step(
    one: _Side, other: _Side, ahead_a: list[int], ahead_b: list[int], known_a: list[int], known_b: list[int]
) -> tuple[int, int] | None:
    """Return how many of the words ahead to take on both sides; None where none are worth it.

    They are compared with the words ahead on the other side and some that are taken already; then what one side would
    take with what the other would.
    """
    gain = 0.0
    for _ in range(2):
        for_a, for_b = other.offers(known_b + ahead_b), one.offers(known_a + ahead_a)
        taken_a, gain_a = _best_front(one.gains(ahead_a, for_a))
        taken_b, gain_b = _best_front(other.gains(ahead_b, for_b))
        ahead_a, ahead_b, gain = ahead_a[:taken_a], ahead_b[:taken_b], min(gain_a, gain_b)
        if not ahead_a or not ahead_b:
            return None
    return (len(ahead_a), len(ahead_b)) if gain >= rewritten._LEAST_GAIN else None


def _best_front(gains: list[float]) -> tuple[int, float]:
    """Return how many words from the first on gain most together, the fewest of equal ones, and what they gain."""
    sums = [0.0, *accumulate(gains)]
    return sums.index(max(sums)), max(sums)


def _merged(boxes: list[tuple[Span, Span]], left_wall: list[bool], right_wall: list[bool]) -> list[tuple[Span, Span]]:
    """Make one of any two rectangles that lie close together on both sides, until none do."""

    def are_close(x: tuple[Span, Span], y: tuple[Span, Span]) -> bool:
        gaps = [x[0].gap(y[0]), x[1].gap(y[1])]
        walled = x[0].crosses(y[0], left_wall) or x[1].crosses(y[1], right_wall)
        return max(gaps) <= rewritten._GAP and sum(gaps) <= rewritten._GAPS and not walled

    for x, y in combinations(boxes, 2):
        if are_close(x, y):
            rest = [box for box in boxes if box is not x and box is not y]
            return _merged([*rest, (x[0].hull(y[0]), x[1].hull(y[1]))], left_wall, right_wall)
    return boxes


def _measured(one: _Side, other: _Side, a: Span, b: Span) -> Rectangle:
    """Say of a rectangle how much of it is shared."""
    shares, shared_weights, plains, words = [], [], [], []
    for side, span, offered in ((one, a, other.offers(b.places)), (other, b, one.offers(a.places))):
        shared = [at for at in span.places if side.stems[at] in offered]
        weight = sum(side.weights[at] for at in shared)
        shares.append(weight / (_NEXT_TO_NOTHING + sum(side.weights[at] for at in span.places)))
        shared_weights.append(weight)
        plains.append(sum(side.weights[at] for at in shared if not side.quoted[at]))
        words.append(len(shared))
    return Rectangle(a, b, min(shares), min(shared_weights), max(plains), min(words))


class Summary(NamedTuple):
    """A stretch of one document, what it summarises of the other, how many of its words that has, and how surprising
    that is."""

    short: Span
    long: Span
    shared: int
    surprise: float


def find_condensed(short: list[int], long: list[int], frequencies: list[float]) -> Summary | None:
    """Find the stretch of one document that summarises another."""

    def surprise(stem: int, words: int) -> float:
        chance = -math.expm1(-words * frequencies[stem % len(frequencies)])
        return max(0.0, -math.log(max(1e-12, chance)))

    if len(short) < condensed._WORDS or len(long) < condensed._LONGER * condensed._WORDS:
        return None
    known = set(long)
    gains = [
        surprise(stem, len(long))
        if stem in known
        else -condensed._COST * min(1.0, surprise(stem, len(long)) / condensed._SURPRISE)
        for stem in short
    ]
    span = _most(gains, 0.0)
    best = sum(gains[span.first : span.last])
    if best < condensed._LEAST or span.size < condensed._WORDS:
        return None
    stretch = short[span.first : span.last]
    explained = sum(surprise(stem, len(long)) for stem in set(stretch) & known)
    all_of_it = sum(surprise(stem, len(long)) for stem in set(stretch)) + _NEXT_TO_NOTHING
    telling = [at for at, stem in enumerate(long) if stem in stretch and surprise(stem, len(long)) > 1]
    if not telling or explained < condensed._DISTINCT or explained < condensed._SHARE * all_of_it:
        return None
    other = Span(telling[0], telling[-1] + 1)
    if other.size < condensed._LONGER * span.size:
        return None
    weights = {at: surprise(long[at], span.size) for at in other.places}
    covered = sum(weight for at, weight in weights.items() if long[at] in stretch)
    if covered < condensed._OTHER_SHARE * (sum(weights.values()) + _NEXT_TO_NOTHING):
        return None
    return Summary(span, other, sum(stem in known for stem in stretch), best)


class Fused(NamedTuple):
    """A passage in word numbers, and where it comes from."""

    left: Span
    right: Span
    matched: int
    quoted: bool
    origin: int


def fuse_pairs(
    left: Article,
    right: Article,
    weights: list[float],
    frequencies: list[float],
    chains: list[Row],
    min_words: int,
    min_weight: float,
    min_share: float,
) -> list[Fused]:
    """Add the reworded stretches of two documents to their chains."""
    rows = [
        Fused(
            Span(row.left_first, row.left_last),
            Span(row.right_first, row.right_last),
            row.matched,
            row.quoted,
            fuse.CHAIN,
        )
        for row in chains
    ]
    walls = _walls(left, right, chains)
    whole = (Span(0, len(left.stems)), Span(0, len(right.stems)))
    if not left.stems or not right.stems or [(row.left, row.right) for row in rows] == [whole]:
        return rows
    boxes = rectangles_beside(left, right, chains, weights)
    rows = _with_stretches(rows, boxes, walls, min_words, min_weight, min_share)
    return _with_summary(
        rows, find_condensed(left.stems, right.stems, frequencies), find_condensed(right.stems, left.stems, frequencies)
    )


def rectangles_beside(left: Article, right: Article, chains: list[Row], weights: list[float]) -> list[Rectangle]:
    """Find the stretches that hold no word of a quotation that both share."""
    return find_rectangles(left, right, *_walls(left, right, chains), weights)


def _walls(left: Article, right: Article, chains: list[Row]) -> list[list[bool]]:
    quoted = [row for row in chains if row.quoted]
    return [
        [any(row.left_first <= at < row.left_last for row in quoted) for at in range(len(left.stems))],
        [any(row.right_first <= at < row.right_last for row in quoted) for at in range(len(right.stems))],
    ]


def _with_stretches(
    chains: list[Fused], boxes: list[Rectangle], walls: list[list[bool]], min_words: int, min_weight: float,
    min_share: float,
) -> list[Fused]:  # fmt: skip
    """Add stretches, the best first; a chain that is dropped has no matched words from then on."""
    stretches: list[Fused] = []
    for box in sorted(boxes, key=lambda box: -box.share * box.weight):
        if box.weight < min_weight or box.share < min_share:
            continue
        if any(_is_mostly(box.left, old.left) or _is_mostly(box.right, old.right) for old in stretches):
            continue
        if any(chain.matched and _says_it_all(chain, box) for chain in chains):
            continue
        left, right, exact = box.left, box.right, 0
        for which, chain in enumerate(chains):
            if not chain.matched or chain.quoted:
                continue
            gaps = [max(0, left.gap(chain.left)), max(0, right.gap(chain.right))]
            walled = left.crosses(chain.left, walls[0]) or right.crosses(chain.right, walls[1])
            if max(gaps) <= fuse._GAP and sum(gaps) <= fuse._GAPS and not walled:
                exact += chain.matched
                left, right = left.hull(chain.left), right.hull(chain.right)
                chains = _dropped(chains, which)
            elif chain.matched < box.words and (_is_mostly(chain.left, left) or _is_mostly(chain.right, right)):
                chains = _dropped(chains, which)
        if min(left.size, right.size) >= min_words:
            matched = min(max(exact, box.words), left.size, right.size)
            origin = fuse.REWORDED if 4 * exact < left.size + right.size else fuse.EDITED
            stretches.append(Fused(left, right, matched, box.plain == 0 and exact == 0, origin))
    return [row for row in chains + stretches if row.matched]


def _dropped(chains: list[Fused], which: int) -> list[Fused]:
    return [chain._replace(matched=0) if at == which else chain for at, chain in enumerate(chains)]


def _is_mostly(span: Span, other: Span) -> bool:
    """Whether more than half of a stretch lies in another."""
    return 2 * span.common(other) > span.size


def _says_it_all(chain: Fused, box: Rectangle) -> bool:
    """Whether a chain says of a stretch all there is to say."""
    on_left, on_right = box.left.common(chain.left), box.right.common(chain.right)
    shares = [on_left / box.left.size, on_right / box.right.size]
    copied = chain.matched >= fuse._LONG and 2 * chain.matched >= fuse._ALIKE * (chain.left.size + chain.right.size)
    if min(shares) >= (fuse._COVERED if copied else fuse._MOSTLY) or (copied and max(shares) >= fuse._MOSTLY):
        return True
    elsewhere = max(shares) > 0.5 and min(shares) == 0
    return elsewhere and chain.matched >= box.words


def _with_summary(rows: list[Fused], of_right: Summary | None, of_left: Summary | None) -> list[Fused]:
    """Put the summary of one document in the other in the place of the passages within it."""
    left_is_short = of_left is None or (of_right is not None and of_right.surprise >= of_left.surprise)
    found = of_right if left_is_short else of_left
    if found is None:
        return rows
    sides = {row: row.left if left_is_short else row.right for row in rows}
    for row, side in sides.items():
        common = found.short.common(side)
        if 2 * common > found.short.size:
            return rows
        if row.origin == fuse.CHAIN and row.matched >= fuse._LONG and 3 * common > found.short.size:
            return rows
    kept = [row for row in rows if row.quoted or not found.short.common(sides[row])]
    spans = (found.short, found.long) if left_is_short else (found.long, found.short)
    return [*kept, Fused(*spans, found.shared, quoted=False, origin=fuse.REWORDED)]
