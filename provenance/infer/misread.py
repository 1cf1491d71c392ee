"""Names of agencies of the past in running text, misread by a scanner: "l'aqence Havas", "die Depcschenagentur".

A word that is one sign away from a word of such a name is looked up first, among all words of a text at once; where one
stands, the words around it must be the others of the name, each with one sign wrong at most.
"""

from __future__ import annotations

import re
from itertools import pairwise
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.infer.skim import Skim
    from provenance.model.credit import Agency

__all__ = ["Misread", "MisreadNames"]

#: What a name stands behind, whatever its own letters: "agence Havas".
_NOUNS = ("agence", "agentur", "agenzia")
#: Characters of the longest word.
_LONGEST = 24
#: Letters that a word has at least for one of them to be wrong.
_LONG = 5
#: Words one sign away from one of a name that any newspaper has.
_PLAIN = frozenset((
    *("agency", "agences", "agent", "agents", "bureaux", "wolf", "wolfs", "dress", "presse", "unite", "unites"),
    *("reiter", "stefan", "stefano", "stefania", "reuters", "havana", "exchanges", "exchanged"),
    *("telegraphy", "telegraphs"),
))  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_ASCII = re.compile(r"[a-zA-Z0-9]+")


class Misread(NamedTuple):
    """A name in running text, half-open, in code points; ``name`` is where the noun before it ends."""

    start: int
    name: int
    stop: int
    agency: Agency


class MisreadNames:
    """Finds misread names of agencies in running text.

    Parameters
    ----------
    agencies : iterable of Agency
        Their ``past`` forms are looked for: those of several words, and those of one word behind "agence" and the like.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._names: list[tuple[tuple[str, ...], Agency]] = []
        self._parts: list[list[tuple[str, bytes]]] = []
        self._of: dict[str, list[tuple[int, int]]] = {}
        self._near: dict[bytes, set[str]] = {}
        known: set[tuple[str, ...]] = set()
        for agency in agencies:
            for form in agency.past:
                words = tuple(word.casefold() for word in _WORD.findall(form))
                alone = len(words) == 1 and len(words[0]) >= _LONG
                for name in ((noun, *words) for noun in _NOUNS) if alone else (words,):
                    if len(name) > 1 and sum(map(len, name)) >= 2 * _LONG and name not in known:
                        known.add(name)
                        self._add(name, agency)
                if alone and len(words[0]) >= 2 * _LONG:
                    self._add(words, agency)
        self._pieces = frozenset(self._near)

    def _add(self, name: tuple[str, ...], agency: Agency) -> None:
        number = len(self._names)
        self._names.append((name, agency))
        parts = []
        for place, word in enumerate(name):
            # Of a word with accents the longest part without is looked up.
            part = max(_ASCII.findall(word), key=len, default="")
            if len(part) < _LONG:
                continue
            parts.append((word, part.encode()))
            if word not in self._of:
                for other in _one_wrong(part):
                    self._near.setdefault(other.encode(), set()).add(word)
            self._of.setdefault(word, []).append((number, place))
        self._parts.append(parts)

    def within(self, text: str, skim: Skim) -> Iterator[Misread]:
        """Yield the misread names of a text.

        Parameters
        ----------
        text : str
            The original text.
        skim : Skim
            Its words.
        """
        wrong = self._pieces & skim.pieces
        words = {word for piece in wrong for word in self._near[piece]}
        # Of a name that is there all words are, as they are or nearly.
        names = {
            number
            for number in {number for word in words for number, _ in self._of[word]}
            if all(word in words or part in skim.pieces for word, part in self._parts[number])
        }
        if not names:
            return
        for part in _ASCII.finditer(text):
            piece = part.group().lower().encode()
            if piece not in wrong:
                continue
            # Accents may stand on both sides of it.
            start, stop = part.span()
            while start and text[start - 1].isalnum() and stop - start < _LONGEST:
                start -= 1
            while stop < len(text) and text[stop].isalnum() and stop - start < _LONGEST:
                stop += 1
            for word in self._near[piece]:
                for number, place in self._of[word]:
                    if number not in names:
                        continue
                    name, agency = self._names[number]
                    spans = _around(text, start, stop, place, len(name) - place - 1)
                    if len(spans) == len(name) and all(map(_alike, (text[a:b].casefold() for a, b in spans), name)):
                        proper = spans[1] if name[0] in _NOUNS and len(name) > 1 else spans[0]
                        # Names of two words are proper ones.
                        if len(name) > 2 or text[proper[0]].isupper():
                            yield Misread(spans[0][0], proper[0], spans[-1][1], agency)


def _around(text: str, start: int, stop: int, before: int, after: int) -> list[tuple[int, int]]:
    """Return so many words before and after one, with a space, an apostrophe or a hyphen between; and itself."""
    reach = 24
    behind = [(match.start() + stop, match.end() + stop) for match in _WORD.finditer(text[stop : stop + reach * after])]
    begin = max(0, start - reach * before)
    ahead = [(match.start() + begin, match.end() + begin) for match in _WORD.finditer(text[begin:start])]
    spans = [*ahead[len(ahead) - before :], (start, stop), *behind[:after]]
    tight = all(b[0] - a[1] <= 2 and "\n" not in text[a[1] : b[0]] for a, b in pairwise(spans))
    return spans if tight else []


def _alike(read: str, word: str) -> bool:
    """Whether a word as read is another with one sign wrong, too much or lacking at most."""
    if read == word:
        return True
    if len(word) < _LONG or abs(len(read) - len(word)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(read, word, strict=False)) if a != b), min(len(read), len(word)))
    long, short = (read, word) if len(read) >= len(word) else (word, read)
    return long[same + 1 :] == short[same + (len(long) == len(short)) :]


def _one_wrong(word: str) -> set[str]:
    """Return all words with one sign wrong, too much or lacking that are words of ASCII, without plain ones."""
    signs = ascii_lowercase + digits
    near = {word[:at] + sign + word[at + 1 :] for at in range(len(word)) for sign in signs}
    near |= {word[:at] + sign + word[at:] for at in range(len(word) + 1) for sign in signs}
    near |= {word[:at] + word[at + 1 :] for at in range(len(word))}
    return {other for other in near if other.isascii()} - _PLAIN - {word}
