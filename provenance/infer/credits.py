"""Credits: where a text names an agency, and in which role.

Names are looked for first, in one pass; then the words around each name, at most a line and a hundred characters, are
held against the templates of ``credits.toml``. A name that no template fits is no credit: the story may be about it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from provenance.infer.agencies import WireAgencies, templates
from provenance.infer.templates import CONTEXT, CUT, Template, canonical, compiled
from provenance.model.credit import Credit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.model.credit import Agency, CreditRole

__all__ = ["Grammar", "read_credits", "standard_grammar"]

#: The order in which roles are tried; "none" is what looks like a credit and is none.
_ORDER: tuple[CreditRole | None, ...] = (None, "photo", "shared", "fact", "sole")
_KEYS = ("none", "photo", "shared", "fact", "sole")
#: From here on scripts write without spaces (CJK, kana, Hangul): a name may stand inside a run of letters.
_SPACELESS = 0x2E80
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
        Who may be credited. A form that two of them have means the first.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._agencies: dict[str, Agency] = {}
        for agency in agencies:
            for form in agency.forms:
                self._agencies.setdefault(form, agency)
        self._names = re.compile("|".join(_alternatives(self._agencies)))
        data = templates()
        ranked = [
            compiled(text, rank)
            for rank, key in enumerate(_KEYS)
            for texts in data[key].values()
            for text in dict.fromkeys(texts)
        ]
        self._by_near = _grouped(ranked, lambda template: template.near)
        self._by_next = _grouped([each for each in ranked if not each.near], lambda template: template.next)
        self._open = tuple(each for each in ranked if not each.near and not each.next)
        self._candidates: dict[tuple[str, str], tuple[Template, ...]] = {}
        fillers, joiners = data["fillers"], data["joiners"]["words"]
        self._filler = re.compile(
            rf"(?<![^\W_])(?:{_longest_first(fillers['before'])})\s{{0,2}}\Z", re.IGNORECASE
        )
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
                credits_ += [Credit(hit.agency or None, role, hit.start, hit.stop) for hit in group]
        return credits_

    def _hits(self, text: str) -> Iterator[_Hit]:
        for match in self._names.finditer(text):
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
        if role is False:
            filler = self._filler.search(before)
            role = False if filler is None else self._matching(before[: filler.start()], after)
        return role or None

    def _matching(self, before: str, after: str) -> CreditRole | None | bool:
        """Return the role of the first template that fits; False where none does."""
        near = canonical(before.rstrip()[-1:])
        following = canonical(after.lstrip()[:1])
        for template in self._for(near, following):
            if template.before is not None and not template.before.search(before):
                continue
            if template.after is not None and not template.after.match(after):
                continue
            return _ORDER[template.rank]
        return False

    def _for(self, near: str, following: str) -> tuple[Template, ...]:
        key = (near, following)
        if key not in self._candidates:
            found = (*self._by_near.get(near, ()), *self._by_next.get(following, ()), *self._open)
            # Letters and signs are few in each language; a text of all characters there are shall not fill the memory.
            if len(self._candidates) > 10_000:
                self._candidates.clear()
            self._candidates[key] = tuple(sorted(found, key=lambda template: template.rank))
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


def _alternatives(forms: Iterable[str]) -> Iterator[str]:
    # The longest first, so that "AFP" does not end a longer name; a letter beside a name makes another word of it.
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        before = r"(?<![^\W_])" if form[0].isalnum() and ord(form[0]) < _SPACELESS else ""
        after = r"(?![^\W_])" if form[-1].isalnum() and ord(form[-1]) < _SPACELESS else ""
        yield before + re.escape(form) + after


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _grouped(templates_: Iterable[Template], key: object) -> dict[str, tuple[Template, ...]]:
    groups: dict[str, list[Template]] = {}
    for template in templates_:
        name = key(template)  # type: ignore[operator]
        if name:
            groups.setdefault(name, []).append(template)
    return {name: tuple(found) for name, found in groups.items()}


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
