"""Names of agencies in brackets, as small letters or misread by a scanner: "(ap)", "(W. T. B.)", "(Hav as.)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from provenance.infer.skim import Cues, Skim, positions
from provenance.infer.templates import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.model.credit import Agency

__all__ = ["Tag", "Tags", "skeleton"]

_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}\n]{2,40})[)\]}]")
_PIECE = re.compile(r"(?:(?!\s(?:und|et|and)\s)[^/,;&—–-])+")
#: What a name misread by a scanner may stand behind outside brackets.
_NOUN = re.compile(r"\b(?:[Aa]gence|[Aa]gentur|[Aa]genzia|[Bb]ureau|[Bb]üro)\s{1,2}([^\W\d_]{4,14})")
_NOUNS = Cues(("agence", "agentur", "agenzia", "bureau", "büro"))
#: A bracket with a credit begins a line or follows a sentence, a date, a dash; or a dash or the line's end follows it.
_BEFORE = re.compile(r"(?:\A|[\n.,:;!?»”\"–—-]|\d|\d\.? [^\W\d_]{3,9})\s{0,3}\Z")
_AFTER = re.compile(r"\.?\s{0,2}(?:[–—―_-]|\n|\Z)")
#: A tag without brackets behind the day: "BERN, 3. Mai. ag. Der".
_DATED = re.compile(
    rf"\d\.?,?\s(?:(?i:{MONTH})[a-zûé]{{0,7}}\.?,?\s)?(?:\d{{4}}\.?,?\s)?(?:[–—-]\s?)?([^\W\d_]{{2,5}})(?=\.\s|\s?[–—]|,\s)"
)
#: Initials with points and commas: "W, T. B,.".
_INITIALS = re.compile(r"(?:[^\W_][.,]{1,2}\s?){2,4}")
#: What may stand in brackets before a name.
_KIND = re.compile(r"\s?(?:(?:[Aa]g|[Tt]el|[Tt]él|[Dd]ép)\.|[Aa]gence|[Aa]gentur)\s{0,2}(?=[^\W\d_]{3})")
_SPACES = re.compile(r"\s+")
#: What scanners take for each other, longer ones first.
_CONFUSED = (("rn", "m"), ("ii", "u"), ("vv", "w"), ("cl", "d"))
_SIGNS = str.maketrans("cg0q1lj!|58vhyſ", "eoooiiiiisbubuf")
_DIGIT = re.compile(r"\d")
_DIGITS = tuple(str.maketrans("01568", f"oisg{eight}") for eight in "bs")
#: Letters that a name has at least for one of them to be wrong, and to be found at all by what scanners confuse.
_ONE_WRONG, _CONFUSABLE = 5, 4


class Tag(NamedTuple):
    """A name found in brackets: half-open, in code points.

    ``misread`` says that letters differ from the name's.
    """

    start: int
    stop: int
    agency: Agency
    misread: bool


class Tags:
    """Finds tags and misread names of agencies.

    Parameters
    ----------
    agencies : iterable of Agency
        Their ``tags`` and ``past`` forms are looked for.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._exact: dict[str, Agency] = {}
        self._skeletons: dict[str, Agency] = {}
        self._gaps: dict[str, set[str]] = {}
        dated: set[str] = set()
        for agency in agencies:
            for form in (*agency.tags, *agency.past):
                self._exact.setdefault(_letters(form), agency)
                dated.update((_letters(form), form))
            for form in agency.past:
                bones = skeleton(form)
                if len(_letters(form)) >= _CONFUSABLE:
                    self._skeletons.setdefault(bones, agency)
                if len(bones) >= _ONE_WRONG:
                    for at in range(len(bones)):
                        self._gaps.setdefault(bones[:at] + bones[at + 1 :], set()).add(bones)
        self._dated = Cues(word for word in dated if 2 <= len(_letters(word)) <= 5 and word.isalpha())

    def matches(self, text: str, skim: Skim) -> Iterator[Tag]:
        """Yield the names in brackets of a text, and misread ones behind "agence" and the like."""
        for at in (at for sign in "([{" for at in positions(text, sign)):
            bracket = _BRACKETS.match(text, at)
            if bracket is None or not (
                _BEFORE.search(text[max(0, at - 16) : at]) or _AFTER.match(text, bracket.end(), bracket.end() + 8)
            ):
                continue
            if _INITIALS.fullmatch(bracket.group(1)):
                yield from self._tag(bracket.group(1).replace(",", "."), bracket.start(1))
                continue
            for piece in _PIECE.finditer(bracket.group(1)):
                opening = _KIND.match(piece.group())
                skip = opening.end() if opening else 0
                yield from self._tag(piece.group()[skip:], bracket.start(1) + piece.start() + skip)
        if self._dated.within(skim):
            for match in _DATED.finditer(text):
                agency = self._exact.get(match.group(1).casefold())
                if agency is not None:
                    yield Tag(*match.span(1), agency, False)
        if _NOUNS.within(skim):
            for noun in _NOUN.finditer(text):
                yield from self._tag(noun.group(1), noun.start(1))

    def _tag(self, piece: str, start: int) -> Iterator[Tag]:
        bare = piece.strip(" .,\t\u00a0'’«»\"")
        letters = _letters(bare)
        agency, misread = self._exact.get(letters), False
        if agency is None and _DIGIT.search(bare):
            # "(IN5.)", "(1. N. S.)": of so few letters only what a scanner takes for a digit may be wrong.
            forms = [_letters(bare.translate(table)) for table in _DIGITS]
            agency = next((self._exact[form] for form in forms if form in self._exact), None)
        if agency is None and bare[:1].isupper() and len(letters) >= _CONFUSABLE and letters not in self._exact:
            agency, misread = self._misread(skeleton(bare)) or self._misread(skeleton(bare, pairs=False)), True
        if agency is not None:
            start += piece.index(bare)
            yield Tag(start, start + len(bare), agency, misread)

    def _misread(self, bones: str) -> Agency | None:
        if bones in self._skeletons:
            return self._skeletons[bones]
        near = set()
        # One sign too much, one lacking, or one for another; the last one may be wrong and not lack.
        for at in range(len(bones)):
            shorter = bones[:at] + bones[at + 1 :]
            if shorter in self._skeletons and len(shorter) >= _ONE_WRONG:
                near.add(shorter)
            near.update(
                other
                for other in self._gaps.get(shorter, ())
                if len(other) == len(bones) and other[:at] == bones[:at] and other[at + 1 :] == bones[at + 1 :]
            )
        near.update(other for other in self._gaps.get(bones, ()) if not other.startswith(bones))
        found = {self._skeletons[other].name: self._skeletons[other] for other in near if other in self._skeletons}
        return next(iter(found.values())) if len(found) == 1 else None


def skeleton(name: str, *, pairs: bool = True) -> str:
    """Return what a name has in common with all that scanners take for it; two signs for one only with ``pairs``.

    Examples
    --------
    >>> skeleton("Reutcr") == skeleton("Reuter") and skeleton("Hav as.") == skeleton("HAVAS")
    True
    """
    low = _SPACES.sub("", name.casefold())
    for signs, one in _CONFUSED if pairs else ():
        low = low.replace(signs, one)
    return "".join(sign for sign in low.translate(_SIGNS) if sign.isalpha())


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalpha())
