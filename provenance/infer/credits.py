"""Credits: where a text names an agency, and in which role.

Names are looked for first, in one pass; then the words around each name, at most a line and a hundred characters, are
held against the templates of ``credits.toml``. A name that no template fits is no credit: the story may be about it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from provenance.infer.agencies import WireAgencies, templates
from provenance.infer.templates import CONTEXT, CUT, Template, canonical, compiled
from provenance.model.credit import Credit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.model.credit import Agency, CreditRole

__all__ = ["Grammar", "read_credits", "standard_grammar"]

#: The order in which roles are tried; "none" is what looks like a credit and is none.
_ORDER: tuple[CreditRole | None, ...] = (None, "photo", "shared", "fact", "sole", "photo")
_KEYS = ("none", "photo", "shared", "fact", "sole", "caption")
#: What agencies that are not named can be credited for: a source that spoke "to agencies" may mean any office.
_UNNAMED = ("sole", "shared")
#: From here on scripts write without spaces (CJK, kana, Hangul): a name may stand inside a run of letters.
_SPACELESS = 0x2E80
_HAS_SPACELESS = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_RUN = re.compile(r"[^\W_]+")
_WORD_BEFORE = re.compile(r"([^\W_]+)[’']?\s{1,2}\Z")
_WORD_AFTER = re.compile(r"(?:['’]s)?\s{0,2}([^\W_]+)")


class _Hit(NamedTuple):
    agency: str
    start: int
    stop: int


class Grammar:
    """What reads credits: the names of agencies and the templates around them.

    Parameters
    ----------
    agencies : iterable of Agency
        Who may be credited, kept as ``agencies``. A form that two of them have means the first.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.agencies = tuple(agencies)
        self._agencies: dict[str, Agency] = {}
        for agency in self.agencies:
            for form in agency.forms:
                self._agencies.setdefault(form, agency)
        spaced = [form for form in self._agencies if ord(form[0]) < _SPACELESS]
        self._first_words = {_RUN.match(form).group() for form in spaced}  # type: ignore[union-attr] # Agency saw to it
        self._spaced = re.compile(rf"(?:{_longest_first(spaced)})(?![^\W_])")
        self._spaceless = re.compile(_longest_first(form for form in self._agencies if ord(form[0]) >= _SPACELESS))
        data = templates()
        self._templates = [
            compiled(text, rank)
            for rank, key in enumerate(_KEYS)
            for texts in data[key].values()
            for text in dict.fromkeys(texts)
        ]
        self._candidates: dict[tuple[str, str], tuple[Template, ...]] = {}
        fillers, joiners = data["fillers"], data["joiners"]["words"]
        self._fillers = tuple(sorted({_plain(filler) for filler in fillers["before"]}, key=len))
        self._behind = re.compile(rf"\s{{0,2}}(?:{_longest_first(fillers['after'])})(?![^\W_])")
        self._joined = re.compile(
            rf"[\s,/&|+;=・、＝–-]{{0,4}}(?:(?:{_longest_first(joiners)})(?![^\W_]))?\s{{0,2}}"
            rf"(?:(?:{_longest_first(fillers['before'])})\s{{1,2}})?\Z",
            re.IGNORECASE,
        )

    def agency_of(self, name: str | None) -> str | None:
        """Return the agency that a name means as a whole, as a document's source; None where it means none."""
        found = None if name is None else self._agencies.get(name.strip())
        return found.name or None if found is not None else None

    def read(self, text: str) -> list[Credit]:
        """Return the credits of a text, in their order there.

        Parameters
        ----------
        text : str
            The original text, before any normaliser.
        """
        credits_ = []
        for group in self._groups(text):
            role = self._role(text, group[0].start, group[-1].stop)
            if role is not None:
                named = (hit for hit in group if hit.agency or role in _UNNAMED)
                credits_ += [Credit(hit.agency or None, role, hit.start, hit.stop) for hit in named]
        return credits_

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where a name stands."""
        found = []
        for word in self._first_words.intersection(_RUN.findall(text)):
            at = text.find(word)
            while at >= 0:
                if not at or not text[at - 1].isalnum():
                    match = self._spaced.match(text, at)
                    if match is not None:
                        found.append(match)
                at = text.find(word, at + len(word))
        if _HAS_SPACELESS.search(text):
            found += self._spaceless.finditer(text)
        reach = 0
        for match in sorted(found, key=lambda match: (match.start(), -match.end())):
            if match.start() >= reach:
                yield match
                reach = match.end()

    def _hits(self, text: str) -> Iterator[_Hit]:
        for match in self._matches(text):
            agency = self._agencies[match.group()]
            start, stop = match.span()
            if agency.not_after:
                word = _WORD_AFTER.match(text, stop, stop + 40)
                if word is not None and word.group(1).casefold() in agency.not_after:
                    continue
            if agency.not_before:
                word = _WORD_BEFORE.search(text[max(0, start - 40) : start])
                if word is not None and word.group(1).casefold() in agency.not_before:
                    continue
            behind = self._behind.match(text, stop, stop + 40)
            yield _Hit(agency.name, start, behind.end() if behind else stop)

    def _groups(self, text: str) -> Iterator[list[_Hit]]:
        """Yield the names in lists: "AFP and the AP" are credited together."""
        group: list[_Hit] = []
        for hit in self._hits(text):
            between = text[group[-1].stop : hit.start] if group and hit.start - group[-1].stop <= CONTEXT // 4 else "\n"
            if "\n" not in between and between and self._joined.match(between):
                group.append(hit)
                continue
            if group:
                yield group
            group = [hit]
        if group:
            yield group

    def _role(self, text: str, start: int, stop: int) -> CreditRole | None:
        after = _line_after(text, stop)
        before = _line_before(text, start)
        role = self._matching(before, after)
        if role is not False:
            return role or None
        # Less and less of what stands before the name is taken for a part of it: "the", "the news agency".
        bare = before.rstrip()
        plain = _plain(bare)
        for filler in self._fillers:
            if plain.endswith(filler) and not plain[: -len(filler)][-1:].isalnum():
                role = self._matching(bare[: len(bare) - len(filler)], after)
                if role is not False:
                    return role or None
        return None

    def _matching(self, before: str, after: str) -> CreditRole | Literal[False] | None:
        """Return the role of the first template that fits; False where none does."""
        near, following = canonical(before), canonical(after)
        for template in self._for(near[-1:], following[:1]):
            if not near.endswith(template.tail) or not following.startswith(template.head):
                continue
            if template.before is not None and not template.before.search(before):
                continue
            if template.after is not None and not template.after.match(after):
                continue
            return _ORDER[template.rank]
        return False

    def _for(self, near: str, following: str) -> tuple[Template, ...]:
        """Return the templates that may fit between two characters."""
        key = (near, following)
        if key not in self._candidates:
            # Few in any language; a text of all characters there are shall not fill the memory.
            if len(self._candidates) > 10_000:
                self._candidates.clear()
            self._candidates[key] = tuple(
                each for each in self._templates if each.tail[-1:] in ("", near) and each.head[:1] in ("", following)
            )
        return self._candidates[key]


def read_credits(text: str, grammar: Grammar | None = None) -> list[Credit]:
    """Return the credits of a text.

    Parameters
    ----------
    text : str
        The original text.
    grammar : Grammar, optional
        Which agencies there are; without it those that come with the package.

    Examples
    --------
    >>> [(credit.agency, credit.role) for credit in read_credits("PARIS (AFP) - It rained, a source told Reuters.")]
    [('AFP', 'sole'), ('Reuters', 'fact')]
    """
    return (grammar or standard_grammar()).read(text)


@cache
def standard_grammar() -> Grammar:
    """Return the grammar of the agencies that come with the package."""
    return Grammar(WireAgencies().agencies())


def _plain(text: str) -> str:
    # Character by character, so that lengths stay.
    return "".join("'" if sign == "’" else sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _line_before(text: str, start: int) -> str:
    begin = max(0, start - CONTEXT)
    line = text.rfind("\n", begin, start) + 1
    if line > begin or begin == 0:
        return text[max(line, begin) : start]
    return CUT + text[begin:start]


def _line_after(text: str, stop: int) -> str:
    end = min(len(text), stop + CONTEXT)
    line = text.find("\n", stop, end)
    if line >= 0:
        return text[stop:line]
    return text[stop:end] + (CUT if end < len(text) else "")
