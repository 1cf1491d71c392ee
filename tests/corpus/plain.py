"""Words of a text, how far two texts are apart, and what of a text is quoted."""

import re
import unicodedata
from typing import NamedTuple

IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(  # one ideograph, or letters and digits with inner apostrophes and thousands separators
    rf"[{IDEOGRAPHS}]|(?:[^\W_{IDEOGRAPHS}][\u0300-\u036f]*"
    r"|(?<=[^\W\d_])['\u2019\u02bc](?=[^\W\d_])|(?<=\d)[,\u00a0\u202f](?=\d{3}(?!\d)))+"
)
PAIRED = {"\u201c": "\u201d", "\u201e": "\u201c", "\u00ab": "\u00bb", "\u300c": "\u300d", "\u2018": "\u2019", '"': '"'}


class Word(NamedTuple):
    """A normalised word and its code points in the text."""

    text: str
    start: int
    stop: int


def fold(word: str) -> str:
    """Normalise the letters of one word: NFKC, case folded, no diacritics, no inner marks."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    bare = "".join(char for char in decomposed if char.isalnum())
    return unicodedata.normalize("NFKC", bare)


def split_words(text: str) -> list[Word]:
    """Split a text into normalised words: runs of letters and digits, or single ideographs."""
    return [Word(fold(found.group()), *found.span()) for found in WORD.finditer(text)]


def distance(left: list[str], right: list[str]) -> int:
    """Return the Levenshtein distance of two word lists (bit-parallel, after Myers and Hyyro)."""
    if not left:
        return len(right)
    places = {word: sum(1 << i for i, other in enumerate(left) if other == word) for word in set(left)}
    mask, top = (1 << len(left)) - 1, 1 << (len(left) - 1)
    plus, minus, score = mask, 0, len(left)
    for word in right:
        here = places.get(word, 0)
        diagonal = (((here & plus) + plus) ^ plus) | here | minus
        up, down = minus | ~(diagonal | plus) & mask, plus & diagonal
        score += bool(up & top) - bool(down & top)
        up, down = (up << 1 | 1) & mask, down << 1 & mask
        plus, minus = down | ~(diagonal | up) & mask, up & diagonal
    return score


def quotation_mask(text: str) -> list[bool]:
    """Mark every character that stands inside quotation marks; quotations end with their paragraph."""
    mask = [False] * len(text)
    closing: str | None = None
    for at, char in enumerate(text):
        beside = text[at - 1 : at].isalnum(), text[at + 1 : at + 2].isalnum()
        if char == "\n" or (char == closing and not (char == "\u2019" and all(beside))):
            closing = None
        elif closing is None and char in PAIRED:
            closing = PAIRED[char]
        else:
            mask[at] = closing is not None
    return mask
