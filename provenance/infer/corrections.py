"""What a later version of a dispatch corrected, and who still prints it."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.model.documents import Documents
    from provenance.model.words import WordTable

__all__ = ["Correction", "Corrections"]

#: A change of more words than this is rewriting, not correction.
_LONGEST = 8
#: Words beside a change that an article must have too, for it to be the same place.
_BESIDE = 2


class Correction(NamedTuple):
    """Words that a version has, what a later one has instead, and the numbers of the words there and beside them."""

    before: str
    after: str
    numbers: tuple[int, ...]


class Corrections:
    """Compares versions of dispatches, each two of them once.

    Parameters
    ----------
    documents : Documents
        The documents.
    words : WordTable
        Their words.
    """

    def __init__(self, documents: Documents, words: WordTable) -> None:
        self._documents, self._words = documents, words
        self._between = lru_cache(maxsize=4096)(self._compare)

    def still_printed(self, article: int, version: int, later: int) -> Iterator[tuple[Correction, int, int]]:
        """Yield what an article has as a version has it and a later version has not, with its place in code points."""
        first, last = self._words.document_tokens[article : article + 2]
        own = self._words.numbers[first:last]
        for correction in self._between(version, later):
            wanted = np.array(correction.numbers, own.dtype)
            starts = np.flatnonzero(own[: max(0, len(own) - len(wanted) + 1)] == wanted[0])
            for start in starts.tolist():
                if (own[start : start + len(wanted)] == wanted).all():
                    begin, end = first + start, first + start + len(wanted) - 1
                    yield correction, int(self._words.cp_start[begin]), int(self._words.cp_stop[end])
                    break

    def _compare(self, version: int, later: int) -> tuple[Correction, ...]:
        one, other = (self._words.document_tokens[at : at + 2].tolist() for at in (version, later))
        left, right = (self._words.numbers[first:last].tolist() for first, last in (one, other))
        texts = [self._documents.text(at) for at in (version, later)]
        found = []
        matcher = SequenceMatcher(a=left, b=right, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag != "replace" or max(b - a, d - c) > _LONGEST:
                continue
            before, after = max(0, a - _BESIDE), min(len(left), b + _BESIDE)
            found.append(
                Correction(
                    self._text(texts[0], one[0] + a, one[0] + b),
                    self._text(texts[1], other[0] + c, other[0] + d),
                    tuple(left[before:after]),
                )
            )
        return tuple(found)

    def _text(self, text: str, first: int, last: int) -> str:
        return " ".join(text[self._words.cp_start[first] : self._words.cp_stop[last - 1]].split())
