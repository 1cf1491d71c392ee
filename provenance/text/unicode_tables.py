"""The Unicode tables of the tokeniser kernel: the class of each code point, and what it is replaced by.

The tables are made once, by ``python -m provenance.text.unicode_tables``, from Python's ``unicodedata`` and stored in
``unicode.npz`` beside this file, so that a signature does not depend on the Python that computed it.

A code point is one of (`provenance.kernels.classes`):

- BREAK: ends a word (spaces, punctuation, symbols, emoji);
- LETTER, DIGIT: part of a word;
- SOLO: a word of its own (ideographs, kana, and the scripts of South-East Asia that are written without spaces);
- MARK: a combining mark that carries meaning, such as an Indic vowel sign; it is kept with its letter;
- FOLDED_MARK: a diacritic; the offsets of the word include it, but it is dropped from the normalised word;
- IGNORED: invisible, such as a soft hyphen; it does not end a word and is dropped;
- APOSTROPHE: dropped between two letters, ends a word elsewhere;
- GROUPING: dropped between groups of digits, ends a word elsewhere.

A letter is replaced by the NFKD of its case folding (Unicode Standard, chapter 3.13 and annex 15) without diacritics;
digits of every script become 0 to 9. Hangul syllables are not decomposed.
"""

from __future__ import annotations

import functools
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from provenance.kernels.classes import (
    APOSTROPHE,
    BREAK,
    DIGIT,
    EXPANDS,
    FOLDED_MARK,
    GROUPING,
    IGNORED,
    LETTER,
    MARK,
    SOLO,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Tables", "build", "load"]

_FILE = Path(__file__).with_name("unicode.npz")
_BLOCK = 256

# Apostrophes and the marks typed in their place: ' ` ´ ʹ ʻ ʼ ʽ ʾ ʿ ˈ ՚ ׳ ״ ߴ ߵ ‘ ’ ‛ ′ ＇ ｀
_APOSTROPHES = frozenset(
    "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u055a\u05f3\u05f4\u07f4\u07f5"
    "\u2018\u2019\u201b\u2032\uff07\uff40"
)
# Separators of thousands: comma, full stop, no-break spaces, Arabic and full-width forms.
_GROUPING = frozenset(",.\u00a0\u2009\u202f\u066b\u066c\uff0c\uff0e")
_SOLO_NAMES = (
    "CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "CJK RADICAL", "KANGXI RADICAL", "IDEOGRAPHIC",
    "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "BOPOMOFO", "YI SYLLABLE", "TANGUT", "NUSHU", "THAI", "LAO",
    "KHMER", "MYANMAR", "TAI LE", "NEW TAI LUE", "TAI THAM", "TAI VIET", "JAVANESE", "BALINESE", "SQUARE",
)  # fmt: skip
# Combining marks that only decorate or vocalise: Latin, Greek, Cyrillic, Hebrew, Arabic, Syriac, symbols, variants.
_FOLDED_RANGES = (
    (0x0300, 0x0344), (0x0346, 0x036F),
    (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06ED), (0x0711, 0x0711), (0x0730, 0x074A), (0x08D3, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF),
)  # fmt: skip
# Letters that Unicode does not decompose, but that readers treat as their plain form.
_PLAIN = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i",
    "ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ھ": "ہ", "ة": "ہ", "ۃ": "ہ", "ۀ": "ہ",
}  # fmt: skip
# Malayalam chillu letters, which older texts write as the consonant, a virama and a joiner; the joiner is ignored.
_PLAIN |= {
    "\u0d54": "മ്", "\u0d55": "യ്", "\u0d56": "ഴ്", "\u0d7a": "ണ്", "\u0d7b": "ന്", "\u0d7c": "ര്", "\u0d7d": "ല്",
    "\u0d7e": "ള്", "\u0d7f": "ക്",
}  # fmt: skip
# Thai and Lao AA and AM: AM is also written as a mark on the letter before, and AA; so both stay with that letter.
_WITH_THE_LETTER_BEFORE = frozenset("\u0e32\u0e33\u0eb2\u0eb3")
_DROPPED_LETTERS = frozenset("\u0640\u07fa")  # tatweel and its N'Ko sister only stretch a word
_HANGUL = range(0xAC00, 0xD7A4)
_PROLONGED = frozenset("\u30fc\uff70")


class Tables(NamedTuple):
    """The tables, in two stages: ``blocks[block[code // 256], code % 256]``.

    ``block`` uint16 [4352]; ``classes`` uint8 [blocks, 256], with the bit EXPANDS where a code point becomes several;
    ``delta`` int32 [blocks, 256]: what to add to a code point, or its number among the expansions;
    ``expansion_offsets`` int32 [expansions + 1] into ``expansions`` int32.
    """

    block: NDArray[np.uint16]
    classes: NDArray[np.uint8]
    delta: NDArray[np.int32]
    expansion_offsets: NDArray[np.int32]
    expansions: NDArray[np.int32]


@functools.cache
def load() -> Tables:
    """Return the stored tables."""
    with np.load(_FILE) as stored:
        return Tables(*(stored[name] for name in Tables._fields))


def version() -> str:
    """Return the Unicode version of the stored tables, as "14.0.0"."""
    with np.load(_FILE) as stored:
        return str(stored["unicode"])


def build() -> Tables:
    """Compute the tables from this Python's ``unicodedata``; takes seconds."""
    classes = np.zeros(sys.maxunicode + 1, np.uint8)
    delta = np.zeros(sys.maxunicode + 1, np.int32)
    offsets, expansions = [0], list[int]()
    known: dict[str, int] = {}
    for code in range(sys.maxunicode + 1):
        kind, word = _describe(chr(code))
        if len(word) > 1:
            if word not in known:
                known[word] = len(known)
                expansions.extend(map(ord, word))
                offsets.append(len(expansions))
            delta[code] = known[word]
            kind |= EXPANDS
        elif word:
            delta[code] = ord(word) - code
        classes[code] = kind
    both = np.concatenate([classes.reshape(-1, _BLOCK).astype(np.int64), delta.reshape(-1, _BLOCK)], axis=1)
    blocks, index = np.unique(both, axis=0, return_inverse=True)
    return Tables(
        index.reshape(-1).astype(np.uint16),
        blocks[:, :_BLOCK].astype(np.uint8),
        blocks[:, _BLOCK:].astype(np.int32),
        np.array(offsets, np.int32),
        np.array(expansions, np.int32),
    )


def _describe(char: str) -> tuple[int, str]:
    """Return the class of a character and its replacement ("" if it is dropped)."""
    category = unicodedata.category(char)
    if category in ("Cn", "Co", "Cs"):
        return BREAK, ""
    plain = unicodedata.normalize("NFD", char)
    if len(plain) == 1 and plain != char:
        return _describe(plain)
    if char in _APOSTROPHES:
        return APOSTROPHE, ""
    if char in _GROUPING:
        return GROUPING, ""
    if char in _DROPPED_LETTERS or category == "Cf":
        return IGNORED, ""
    word = _fold(char)
    marks_only = bool(word) and all(unicodedata.category(part)[0] == "M" for part in word)
    if category[0] == "M" or char in _PROLONGED or (marks_only and category[0] == "L"):
        return (FOLDED_MARK, "") if _is_folded(char) or not word else (MARK, word)
    if char in _WITH_THE_LETTER_BEFORE:
        return MARK, word
    if category == "Nd":
        return DIGIT, str(unicodedata.decimal(char))
    if not word or marks_only or not (category[0] in "LN" or category == "So"):
        return BREAK, ""
    # A fraction or a symbol is not part of the number or the word before it: 1½, 5㎏, Name™.
    if category == "So" or "\u2044" in unicodedata.normalize("NFKD", char):
        return SOLO, word
    if unicodedata.name(char, "").startswith(_SOLO_NAMES) or unicodedata.name(word[0], "").startswith(_SOLO_NAMES):
        return SOLO, word
    return LETTER, word


def _is_folded(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in _FOLDED_RANGES)


def _fold(char: str) -> str:
    if ord(char) in _HANGUL:
        return char
    text = char
    # Twice: case folding can yield letters that decompose, and decomposing can yield letters that fold.
    for _ in range(2):
        text = "".join(part for part in unicodedata.normalize("NFKD", text) if not _is_folded(part)).casefold()
    kept = []
    for part in unicodedata.normalize("NFKD", text):
        if part in _APOSTROPHES or part in _DROPPED_LETTERS or _is_folded(part):
            continue
        if unicodedata.category(part)[0] in "LNM":
            kept.append(_PLAIN.get(part, part))
    folded = "".join(kept)
    return unicodedata.normalize("NFC", folded) if any(0x1100 <= ord(part) < 0x1200 for part in folded) else folded


def _main() -> None:
    tables = build()
    np.savez_compressed(_FILE, unicode=np.array(unicodedata.unidata_version), **tables._asdict())
    print(f"{_FILE.name}: Unicode {unicodedata.unidata_version}, {_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    _main()
