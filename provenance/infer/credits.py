"""Credits: where a text names an agency, and in which role.

Names are looked for first, in one pass; then the words around each name, at most a line and a hundred characters, are
held against the templates of ``credits.toml``. A name that no template fits is no credit: the story may be about it.
"""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from provenance.infer.agencies import WireAgencies, templates
from provenance.infer.bylines import may_name_staff, with_others
from provenance.infer.lines import Lines, is_sentence, looks_like_caption, one_sentence
from provenance.infer.misread import MisreadNames
from provenance.infer.skim import Cues, Skim, positions
from provenance.infer.tags import Tags
from provenance.infer.templates import CONTEXT, CUT, FAR, NAMED, Template, canonical, compiled
from provenance.model.credit import Credit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provenance.model.credit import Agency, CreditRole

__all__ = ["Grammar", "read_credits", "standard_grammar"]

#: The order in which roles are tried; "none" is what looks like a credit and is none.
_ORDER: tuple[CreditRole | None, ...] = (None, "photo", "shared", "fact", "photo", "sole")
_KEYS = ("none", "photo", "shared", "fact", "caption", "sole")
#: Groups of templates that have nothing but a name, or a person and a name.
_ALONE = ("bare", "line")
#: What agencies that are not named can be credited for: a source that spoke "to agencies" may mean any office.
_UNNAMED = ("sole", "shared")
#: From here on scripts write without spaces (CJK, kana, Hangul): a name may stand inside a run of letters.
_SPACELESS = 0x2E80
_RUN = re.compile(r"[^\W_]+")
_WORD_BEFORE = re.compile(r"([^\W_]+)[’']?\s{1,2}\Z")
_HYPHEN_BEFORE = re.compile(r"[^\W\d_]-\Z")
_SPACES = re.compile(r"[^\S\n]{2,}")
_POINT = re.compile(r"\A\s?[.,:;’\'•]{1,2}\s?(?=[)\]}])")
_WIDE = re.compile(r"\s{5,}[(\[]\s?\Z")
_VIA = re.compile(r"\svia\s")
_RIGHT = re.compile("©|copyright", re.IGNORECASE)
_WHEN = re.compile(NAMED["when"], re.IGNORECASE)
#: Characters of brackets, spaces and articles around a name that stands alone.
_MARKS = 10
#: Lines with words at the top of a page, up to the byline.
_TOP = 3
#: Characters of a line with a name at its end: from here on a caption, though no full stop stands before the name.
_CAPTION = 50
_LONG_LINE = 1000
#: So many surroundings of names at most are kept with the template that they fit.
_REMEMBERED = 4096
_WORD_AFTER = re.compile(r"(?:['’]s)?\s{0,2}([^\W_]+)")


class _Hit(NamedTuple):
    """A name: where it stands, where it ends, and where the "news agency" behind it does."""

    agency: Agency
    start: int
    name_stop: int
    stop: int
    weak: bool
    past: bool
    behind_noun: bool


class _Context(NamedTuple):
    """What stands around a list of names, and what holds for all of them."""

    before: str
    after: str
    far: str
    weak: bool
    past: bool


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
            for form in (*agency.forms, *agency.past):
                self._agencies.setdefault(form, agency)
        self._tags = Tags(self.agencies)
        self._misread = MisreadNames(self.agencies)
        spaced = [form for form in self._agencies if ord(form[0]) < _SPACELESS]
        self._first_words = Cues({_RUN.match(form).group() for form in spaced})  # type: ignore[union-attr] # Agency saw to it
        self._spaced = re.compile(rf"(?:{_longest_first(spaced)})(?![^\W_])")
        self._spaceless = re.compile(_longest_first(form for form in self._agencies if ord(form[0]) >= _SPACELESS))
        data = templates()
        self._templates = [
            compiled(text, rank, group)
            for rank, key in enumerate(_KEYS)
            for group, texts in data[key].items()
            for text in dict.fromkeys(texts)
        ]
        self._by_ends: dict[str, dict[str, list[tuple[int, Template]]]] = {}
        for order, template in enumerate(self._templates):
            self._by_ends.setdefault(template.tail, {}).setdefault(template.head, []).append((order, template))
        self._tail_sizes = sorted({len(tail) for tail in self._by_ends})
        self._head_sizes = sorted({len(head) for heads in self._by_ends.values() for head in heads})
        self._fitting: dict[_Context, Template | None] = {}
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

    def read(self, text: str, *, others: bool = False, skim: Skim | None = None) -> list[Credit]:
        """Return the credits of a text, in their order there.

        Parameters
        ----------
        text : str
            The original text, before any normaliser.
        others : bool, default=False
            Whether names in datelines and bylines that are no agency's, and the paper's own people, are told, too:
            credits of the kinds "other" and "staff".
        skim : Skim, optional
            The words of the text, where they are known.
        """
        credits_: list[Credit] = []
        lines: Lines | None = None
        skim = skim or Skim(text)
        for group in self._groups(text, skim):
            template = self._template(text, group)
            role = None if template is None else _ORDER[template.rank]
            if template is None and group[0].behind_noun:
                role = "fact"
            if role is None:
                continue
            if template is not None and role == "sole" and template.group in _ALONE:
                lines = lines or Lines(text)
                role = _role_alone(text, group, template.group, lines)
            elif role == "sole" and credits_ and _is_right_to_picture(text, credits_[-1], group[0].start):
                role = "photo"
            for hit in group:
                own = _role_of(hit, role)
                if own is not None:
                    credits_.append(Credit(hit.agency.name or None, own, hit.start, hit.stop))
        if others:
            credits_ = with_others(text, credits_, staff=may_name_staff(skim))
        return credits_

    def _matches(self, text: str, skim: Skim) -> Iterator[tuple[int, int, Agency, bool, bool]]:
        """Yield where a name stands, whose it is, whether it is a tag or misread, and whether behind a misread noun."""
        found: list[tuple[int, int, Agency, bool, bool]] = []
        for word in self._first_words.within(skim):
            for at in positions(text, word):
                if not at or not text[at - 1].isalnum():
                    match = self._spaced.match(text, at)
                    if match is not None:
                        found.append((*match.span(), self._agencies[match.group()], False, False))
        if skim.is_spaceless:
            found += (
                (*match.span(), self._agencies[match.group()], False, False) for match in self._spaceless.finditer(text)
            )
        found += ((tag.start, tag.stop, tag.agency, True, False) for tag in self._tags.matches(text, skim))
        found += (
            (read.name, read.stop, read.agency, True, read.name > read.start)
            for read in self._misread.within(text, skim)
        )
        reach = 0
        for match_ in sorted(found, key=lambda found: (found[0], -found[1], not found[4], found[3])):
            if match_[0] >= reach:
                yield match_
                reach = match_[1]

    def _hits(self, text: str, skim: Skim) -> Iterator[_Hit]:
        last = -1
        for start, stop, agency, tag, behind_noun in self._matches(text, skim):
            if agency.not_after:
                word = _WORD_AFTER.match(text, stop, stop + 40)
                if word is not None and word.group(1).casefold() in agency.not_after:
                    continue
            near = text[max(0, start - 40) : start]
            if agency.not_before:
                word = _WORD_BEFORE.search(near)
                if word is not None and word.group(1).casefold() in agency.not_before:
                    continue
            # A part of another name, unless that is an agency's: "Prime-Tass", but "AFP-Jiji".
            if _HYPHEN_BEFORE.search(near) and last != start - 1:
                continue
            form = text[start:stop]
            if form.isupper() and _is_gloss(text, start, stop):
                continue
            behind = self._behind.match(text, stop, stop + 40)
            last = stop
            past = tag or form in agency.past
            yield _Hit(agency, start, stop, behind.end() if behind else stop, form in agency.weak, past, behind_noun)

    def _groups(self, text: str, skim: Skim) -> Iterator[list[_Hit]]:
        """Yield the names in lists: "AFP and the AP" are credited together."""
        group: list[_Hit] = []
        for hit in self._hits(text, skim):
            between = text[group[-1].stop : hit.start] if group and hit.start - group[-1].stop <= CONTEXT // 4 else "\n"
            if "\n" not in between and between and self._joined.match(between):
                group.append(hit)
                continue
            if group:
                yield group
            group = [hit]
        if group:
            yield group

    def _template(self, text: str, group: list[_Hit]) -> Template | None:
        """Return the template that the words around a list of names fit; None where none does."""
        weak, past = all(hit.weak for hit in group), any(hit.past for hit in group)
        before = _line_before(text, group[0].start)
        alone: Template | None = None
        for stop in dict.fromkeys((group[-1].stop, group[-1].name_stop)):
            after, far = _line_after(text, stop, CONTEXT), _line_after(text, stop, FAR)
            for start in self._without_fillers(before):
                template = self._matching(_Context(start, after, far, weak, past))
                # A template of words is better than one of a name alone, whatever is taken for a part of the name.
                if template is not None and template.group not in _ALONE:
                    return template
                alone = alone or template
        return alone

    def _without_fillers(self, before: str) -> Iterator[str]:
        """Yield what stands before a name, then less and less of it: "the", "the news agency" are parts of the name."""
        yield before
        bare = before.rstrip()
        plain = _plain(bare)
        for filler in self._fillers:
            if plain.endswith(filler) and not plain[: -len(filler)][-1:].isalnum():
                yield bare[: len(bare) - len(filler)]

    def _matching(self, context: _Context) -> Template | None:
        """Return the first template that fits; lines that pages have in common are looked at once."""
        if context not in self._fitting:
            # A text of all lines there are shall not fill the memory.
            if len(self._fitting) >= _REMEMBERED:
                self._fitting.clear()
            self._fitting[context] = self._first_matching(context)
        return self._fitting[context]

    def _first_matching(self, context: _Context) -> Template | None:
        near, following = canonical(context.before), canonical(context.after)
        for template in self._between(near, following):
            if (context.weak and template.group == "bare") or (template.group == "past" and not context.past):
                continue
            if template.script is not None and not template.script.search(context.before + context.after):
                continue
            if template.before is not None and not template.before.search(context.before):
                continue
            if template.after is not None and not template.after.match(context.far if template.far else context.after):
                continue
            return template
        return None

    def _between(self, near: str, following: str) -> list[Template]:
        """Return the templates whose words next to the name stand there, in their order."""
        heads = [following[:size] for size in self._head_sizes if size <= len(following)]
        found: list[tuple[int, Template]] = []
        for size in self._tail_sizes:
            if size > len(near):
                break
            by_head = self._by_ends.get(near[len(near) - size :])
            if by_head is not None:
                for head in heads:
                    found += by_head.get(head, ())
        found.sort(key=itemgetter(0))
        return [template for _, template in found]


def read_credits(text: str, grammar: Grammar | None = None, *, others: bool = False) -> list[Credit]:
    """Return the credits of a text.

    Parameters
    ----------
    text : str
        The original text.
    grammar : Grammar, optional
        Which agencies there are; without it those that come with the package.
    others : bool, default=False
        Whether names in datelines and bylines that are no agency's, and the paper's own people, are told, too.

    Examples
    --------
    >>> [(credit.agency, credit.role) for credit in read_credits("PARIS (AFP) - It rained, a source told Reuters.")]
    [('AFP', 'sole'), ('Reuters', 'fact')]
    >>> [(credit.agency, credit.kind) for credit in read_credits("KARSUND (NBW) - It rained.", others=True)]
    [('NBW', 'other')]
    """
    return (grammar or standard_grammar()).read(text, others=others)


@cache
def standard_grammar() -> Grammar:
    """Return the grammar of the agencies that come with the package."""
    return Grammar(WireAgencies().agencies())


def _plain(text: str) -> str:
    # Character by character, so that lengths stay.
    return "".join("'" if sign == "’" else sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _role_of(hit: _Hit, role: CreditRole | None) -> CreditRole | None:
    """Return the role of one name of a list: agencies of pictures, and those that are not named, have not every one."""
    if not hit.agency.name:
        return role if role in _UNNAMED else None
    if hit.agency.pictures:
        return "photo" if role == "photo" or (role in _UNNAMED and not hit.weak) else None
    return role


def _role_alone(text: str, group: list[_Hit], form: str, lines: Lines) -> CreditRole:
    """Return the role of a name, or of a person and a name, with nothing else: the lines around it say which."""
    start, stop = group[0].start, group[-1].stop
    line = lines.at(start)
    name = text[start:stop]
    if form == "line":
        if not line.above.casefold().startswith("by ") and (is_sentence(line.above) or looks_like_caption(line.above)):
            return "photo"
        return "sole" if " " in name or _WHEN.match(line.below) else "photo"
    # Captions are short, and a long line is not to be looked through for each of its names.
    if len(line.text) > _LONG_LINE:
        return "sole"
    head, _, tail = line.text.rpartition(name)
    head = head.rstrip(" ([—–-")
    if len(line.text) <= len(name) + _MARKS:
        several = len(group) > 1 and "/" in name and line.number > 0
        return "photo" if looks_like_caption(line.above) or line.times > 2 or several else "sole"
    if _VIA.search(name):
        return "photo"
    if len(tail) > _MARKS:
        # A list of what others wrote names each at the beginning of its line.
        return "fact" if tail.lstrip()[:1] == ":" and line.number > _TOP else "sole"
    if _WIDE.search(text[max(0, start - _MARKS) : start]) or looks_like_caption(line.text):
        return "photo"
    if line.number == 0 or line.prose_below < 2 or not one_sentence(head):
        return "sole"
    return "photo" if len(line.text) >= _CAPTION or is_sentence(head) else "sole"


def _is_right_to_picture(text: str, last: Credit, start: int) -> bool:
    """Say whether a right follows the credit of a picture in its line: "(AP Photo/Ada Quist) Copyright 2031 AP"."""
    between = text[last.stop : start] if last.role == "photo" and start - last.stop <= CONTEXT else "\n"
    return "\n" not in between and _RIGHT.search(between) is not None


def _is_gloss(text: str, start: int, stop: int) -> bool:
    """Say whether initials in brackets are those of the words before: "the Alliance of Northern Poets (ANP)"."""
    near = text[max(0, start - CONTEXT) : start].rstrip(" ")
    if not near.endswith("(") or text[stop : stop + 1] != ")":
        return False
    words = _RUN.findall(near[:-1].rpartition("\n")[2])
    initials = "".join(word[0] for word in words if word[0].isupper())
    return (
        words[-1:] != [] and words[-1][0].isupper() and not words[-1].isupper() and initials.endswith(text[start:stop])
    )


def _line_before(text: str, start: int) -> str:
    begin = max(0, start - CONTEXT)
    line = text.rfind("\n", begin, start) + 1
    cut = "" if line > begin or begin == 0 else CUT
    return cut + _SPACES.sub(" ", text[max(line, begin) : start])


def _line_after(text: str, stop: int, reach: int) -> str:
    end = min(len(text), stop + reach)
    line = text.find("\n", stop, end)
    after, cut = (text[stop:line], "") if line >= 0 else (text[stop:end], CUT if end < len(text) else "")
    # "(Havas.)" is "(Havas)".
    return _SPACES.sub(" ", _POINT.sub("", after)) + cut
