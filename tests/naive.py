"""Slow, obvious twins of the kernels: plain Python over strings and lists, to compare with."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import xxhash
from datasketch import MinHash

from provenance.align.model import load_model
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

if TYPE_CHECKING:
    from collections.abc import Sequence

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
            # Between two Hebrew letters a quotation mark stands for gershayim.
            joins = char in '"“”' and word is not None and "א" <= word.last <= "ת"
            if not (joins and "א" <= text[place + 1 : place + 2] <= "ת"):
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

    @property
    def last(self) -> str:
        """The last code point, "" where there is none."""
        return "".join(self.parts)[-1:]

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
_OPENING = {"‹": "‹", "「": "「", "｢": "「", "『": "『", "〝": "〝", "‚": "‘"}
_CLOSING = {"›": "‹", "」": "「", "｣": "「", "』": "『", "〞": "〝", "〟": "〝"}
_SINGLES = ("‘", "'")
_DOUBLES = ('"', "“", "«", "»")
#: What stands for one mark.
_STANDS_FOR = {"``": "“", ",,": "„", "<<": "«", ">>": "»", "''": "”", "״": '"', "＂": '"', "&quot;": '"'}
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

    def span(self, text: str, place: int, *, continued: bool) -> list[tuple[int, int]]:
        """Return where it ends when it is never closed: with its line. A single mark is then an apostrophe."""
        stop = place if self.line_end is None else self.line_end
        if self.kind in _SINGLES or (not continued and _is_long(text[self.start : stop])):
            return []
        return [(self.start, stop)]


def _is_long(stretch: str) -> bool:
    """Whether a stretch has more than two sentences."""
    # Each full stop that does not stand behind a single letter, or mark of its kind, then white space, then no small
    # letter; marks that close may stand between.
    spaces = "".join(_SPACES)
    borders = 0
    ended = spaced = False
    run = 0
    for char in stretch:
        if char in ".!?…":
            ended, spaced, run = not (char == "." and run == 1), False, 0
        elif char in "。！？":
            ended, spaced, run = True, True, 0
        elif char in spaces:
            spaced, run = ended, 0
        elif ended and spaced:
            borders += char not in _SMALL
            ended, spaced, run = False, False, 1
        elif _is_word(char):
            ended, run = False, run + 1
    return borders >= 2


def quotations(text: str) -> list[tuple[int, int]]:
    """Find what stands inside quotation marks, sorted."""
    spans: list[tuple[int, int]] = []
    stack: list[_Mark] = []
    blank = True
    place = 0
    while place < len(text):
        char, width = _mark_at(text, place, stack)
        before = text[place - 1] if place else " "
        following = text[place + width : place + width + 2]
        at, place = place, place + width
        if char == "\r" and following[:1] == "\n":
            continue
        if char in "\n\r\x85\u2029":
            for mark in stack:
                if mark.line_end is None:
                    mark.line_end = at
            if blank or char == "\u2029":
                ahead = text[place:].lstrip("".join(_SPACES))
                continued = bool(ahead) and _mark_at(ahead, 0, [_Mark("'", 0)])[0] in '"“”„«»'
                spans += [span for mark in stack for span in mark.span(text, at, continued=continued)]
                stack = []
            blank = True
            continue
        begins_line = blank
        if char not in _SPACES and char > " ":
            blank = False
        opens, closes = _what_it_does(char, before, following, stack, two=width == 2)
        if opens:
            for level, mark in enumerate(stack):
                if mark.kind == opens and mark.line_end is not None:
                    spans += [span for other in stack[level:] for span in other.span(text, at, continued=begins_line)]
                    del stack[level:]
                    break
            if len(stack) < _DEPTH:
                stack.append(_Mark(opens, place, low=char in "„‚"))
        elif closes:
            levels = [level for level, mark in enumerate(stack) if mark.kind in closes]
            if levels:
                spans.append((stack[levels[-1]].start, at))
                del stack[levels[-1] :]
    spans += [span for mark in stack for span in mark.span(text, len(text), continued=False)]
    return sorted(spans)


def _mark_at(text: str, place: int, stack: list[_Mark]) -> tuple[str, int]:
    """Return the mark at a place, and how many characters stand for it."""
    for written, mark in _STANDS_FOR.items():
        # Where a single one is open, two apostrophes are two marks.
        if text.startswith(written, place) and not (written == "''" and any(open_.kind == "'" for open_ in stack)):
            return mark, len(written)
    return text[place], 1


def _what_it_does(
    char: str, before: str, following: str, stack: list[_Mark], *, two: bool
) -> tuple[str, Sequence[str]]:
    """Return the kind of quotation that a mark opens, and the kinds of which it closes one."""
    kinds = [mark.kind for mark in stack]
    free = before in _MAY_STAND_BEFORE
    ahead = following[:1] or " "
    top = stack[-1] if stack else None
    if char == "“" and top and top.kind == "“" and top.low:
        return "", ("“",)
    if char in '"“”„‟«»':
        opens, closes = _double(char, before, ahead, stack)
        if two and opens and not (free and char != "»" and (char in "“«" or ahead not in _SPACES)):
            return "", ()
        return opens, closes
    if char == "‘":
        return ("", ("‘",)) if top and top.kind == "‘" and top.low else ("‘" if free else "", ())
    if char in "’'":
        kind = "‘" if char == "’" else "'"
        if kind in kinds:
            return "", ((kind,) if _may_close(before, following) else ())
        if char == "'" and following:
            return ("'" if free and _is_word(ahead) and not ahead.isdecimal() else ""), ()
        return "", ()
    return _OPENING.get(char, ""), tuple(_CLOSING.get(char, ""))


def _double(char: str, before: str, ahead: str, stack: list[_Mark]) -> tuple[str, Sequence[str]]:
    """Say of a double mark what `_what_it_does` says."""
    kinds = [mark.kind for mark in stack]
    free = before in _MAY_STAND_BEFORE
    can_open = free and ahead not in _SPACES
    can_close = not free and not _is_word(ahead)
    closes_other = can_close and any(kind in _DOUBLES for kind in kinds)
    within = (before in _SPACES or before in "([") and _is_word(ahead)
    if char == '"':
        if "א" <= before <= "ת" and "א" <= ahead <= "ת":
            return "", ()
        of_its_kind = [mark for mark in stack if mark.kind == '"']
        if of_its_kind:
            again = can_open and of_its_kind[-1].line_end is not None
            return ('"', ()) if within or again else ("", ('"',))
        if closes_other:
            return "", _DOUBLES
        return ('"' if can_open or (ahead not in _SPACES and not _is_word(before)) else ""), ()
    if char == "”" and "“" in kinds and within:
        return "“", ()
    for closing, kind in (("”", "“"), ("«", "»"), ("»", "«")):
        if char == closing and kind in kinds:
            return "", (kind,)
    if closes_other:
        return "", _DOUBLES
    if char == "«":
        return "«", ()
    if char == "»":
        return ("»" if free else ""), ()
    return ("“" if char != "”" or free else ""), ()


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

_ENDS_SENTENCE = set("!?;…‼‽⁇⁈⁉⸮。｡！？．；﹒﹔﹖﹗؟؛۔।॥։܀܁܂߹།༎။።፧፨។៕᠃᠉")
_SMALL = set("abcdefghijklmnopqrstuvwxyz") | {chr(c) for c in (*range(0xDF, 0xF7), *range(0xF8, 0x100))}
_SMALL |= {chr(c) for c in (*range(0x3AC, 0x3CF), *range(0x430, 0x460))}
_WITHOUT_STOPS = {chr(c) for c in (*range(0xE00, 0xF00), *range(0x1000, 0x10A0), *range(0x1780, 0x1800))}
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
            spaced = _AFTER_A_STOP.intersection(text[before.stop : word.start])
            phrase_ends = length >= 24 and spaced and text[word.start] in _WITHOUT_STOPS
            if length >= 60 or phrase_ends or (length >= 3 and _sentence_ends(text, before, word)):
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
    return not is_initial and text[word.start] not in _SMALL


# Hashes


def word_numbers(words: list[str]) -> list[int]:
    """Give each word its XXH32."""
    return [xxh32(word.encode()) for word in words]


def stem_numbers(words: list[Word], width: int) -> list[int]:
    """Give each word the XXH32 of its first letters; two characters that stand alone have one together."""
    stems = [word.text[:width] for word in words]
    for at, (word, following) in enumerate(pairwise(words)):
        if word.solo and following.solo:
            stems[at] = f"{word.text} {following.text}"
    return word_numbers(stems)


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

    left_token_start: int
    left_token_stop: int
    right_token_start: int
    right_token_stop: int
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
    return load_model().chains.gap_cost * gap + overlap


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
    left_words, right_words = row.left_token_stop - row.left_token_start, row.right_token_stop - row.right_token_start
    if 2 * row.matched < max(left_words, right_words):
        return False
    if row.matched * left.weight(row.left_token_start, row.left_token_stop) < min_words * left_words:
        return False
    old_left = {i for other in taken for i in range(other.left_token_start, other.left_token_stop)}
    old_right = {j for other in taken for j in range(other.right_token_start, other.right_token_stop)}
    again_left = len(old_left.intersection(range(row.left_token_start, row.left_token_stop)))
    again_right = len(old_right.intersection(range(row.right_token_start, row.right_token_stop)))
    return 2 * again_left <= left_words and 2 * again_right <= right_words
