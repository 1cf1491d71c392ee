"""What became of the sentences of dispatches: kept, edited or cut, by whom and when; and their sheet."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from provenance.model.passage import Side
from provenance.reporters.sheets.articles import by_time, time_of
from provenance.reporters.sheets.pairs import hours_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provenance.model.options import ReportOptions
    from provenance.model.origin import UnseenDispatch
    from provenance.model.result import ReuseResult

__all__ = ["DispatchUse", "Fate", "SentenceUse", "asked_uses", "dispatch_uses", "sentence_rows", "sentence_spans"]

Fate = Literal["kept", "edited", "cut"]
#: A sentence of which less than this share is in an article is cut.
_LEAST = 0.5
#: So many of its words stand in one sentence of the article, if it was edited.
_ALIKE = 0.4
_SENTENCE = re.compile(
    r"\S(?:[^\n]*?[.!?…。！？][\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[^\W\d_a-z]|[ \t]*$)|[^\n]*)",
    re.MULTILINE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class SentenceUse:
    """A sentence of a dispatch, and what each article made of it.

    Parameters
    ----------
    text : str
        The sentence.
    start, stop : int, optional
        Its position in the dispatch, in code points; None for an unseen dispatch.
    fates : tuple of (str, str)
        "kept" (the same words), "edited" or "cut" for each article of the dispatch, in their order.
    places : tuple of Side or None
        Where each of these articles has it.
    """

    text: str
    start: int | None
    stop: int | None
    fates: tuple[Fate, ...]
    places: tuple[Side | None, ...]


@dataclass(frozen=True, slots=True)
class DispatchUse:
    """A dispatch and the articles that used it.

    Parameters
    ----------
    name : str
        Its id, or the name of an unseen dispatch.
    is_unseen : bool
        Whether it is not among the documents.
    articles : tuple of str
        The ids of the articles, the earliest first.
    sentences : tuple of SentenceUse
        Its sentences, in order.
    """

    name: str
    is_unseen: bool
    articles: tuple[str, ...]
    sentences: tuple[SentenceUse, ...]


def dispatch_uses(result: ReuseResult, unseen: Sequence[UnseenDispatch] | None = None) -> Iterator[DispatchUse]:
    """Yield what became of every dispatch that an article used: those among the documents, then unseen ones.

    Parameters
    ----------
    result : ReuseResult
        What was found.
    unseen : sequence of UnseenDispatch, optional
        The unseen dispatches, if they were rebuilt already.
    """
    used: dict[str, list[str]] = {}
    for derivation in result.derivations:
        for name in {one.source for one in derivation.origins if one.kind == "dispatch" and one.source is not None}:
            used.setdefault(name, []).append(derivation.document)
    for name in sorted(used, key=result.documents.position):
        yield _of_seen(result, name, _by_time(result, used[name]))
    for dispatch in result.dispatches if unseen is None else unseen:
        yield _of_unseen(result, dispatch)


def asked_uses(result: ReuseResult, options: ReportOptions) -> list[DispatchUse]:
    """Return what became of the dispatch that the view of sentences is asked for, or of every one."""
    wanted = options.article if options.view == "sentences" else None
    return [use for use in dispatch_uses(result) if wanted in (None, use.name)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text as half-open spans; a line that ends without a full stop is one too.

    Examples
    --------
    >>> sentence_spans("One. Two said: “Go.” Then")
    [(0, 4), (5, 20), (21, 25)]
    """
    spans = (match.span() for match in _SENTENCE.finditer(text))
    return [(start, start + len(text[start:stop].rstrip())) for start, stop in spans if _WORD.search(text[start:stop])]


def sentence_rows(result: ReuseResult, options: ReportOptions) -> Iterator[list[Any]]:
    """Yield the names of the columns, then a row for each sentence of a dispatch and article that used the dispatch.

    ``delay_hours`` is from the dispatch, or for an unseen one from the first article that used it.
    """
    yield [
        *("dispatch", "unseen", "sentence", "char_start", "char_stop", "document", "outlet", "published"),
        *("delay_hours", "fate", "document_start", "document_stop"),
        *([] if options.without_text else ["text", "document_text"]),
    ]
    documents = {document.id: document for document in result.documents}
    for use in asked_uses(result, options):
        times = [documents[name].published for name in use.articles]
        begin = (
            next((time for time in times if time is not None), None) if use.is_unseen else documents[use.name].published
        )
        for number, sentence in enumerate(use.sentences, 1):
            for name, time, fate, place in zip(use.articles, times, sentence.fates, sentence.places, strict=True):
                span = (None, None) if place is None else (place.start, place.stop)
                its = "" if place is None else documents[name].text[place.start : place.stop]
                yield [
                    *(use.name, use.is_unseen, number, sentence.start, sentence.stop),
                    *(name, documents[name].source or "", time_of(time), hours_between(begin, time), fate, *span),
                    *([] if options.without_text else [sentence.text, its]),
                ]


def _by_time(result: ReuseResult, names: list[str]) -> tuple[str, ...]:
    moments = {name: result.documents[result.documents.position(name)].published for name in names}
    return tuple(sorted(names, key=lambda name: (by_time(moments[name]), name)))


def _of_seen(result: ReuseResult, name: str, articles: tuple[str, ...]) -> DispatchUse:
    text = _text(result, name)
    spans = sentence_spans(text)
    # Each text is read once: it is decoded whole.
    used = [(_between(result, name, article), _text(result, article)) for article in articles]
    sentences = []
    for start, stop in spans:
        found = [_fate(text, start, stop, passages, whole) for passages, whole in used]
        sentences.append(
            SentenceUse(
                text[start:stop], start, stop, tuple(fate for fate, _ in found), tuple(side for _, side in found)
            )
        )
    return DispatchUse(name, False, articles, tuple(sentences))


def _text(result: ReuseResult, name: str) -> str:
    return result.documents.text(result.documents.position(name))


def _of_unseen(result: ReuseResult, dispatch: UnseenDispatch) -> DispatchUse:
    articles = _by_time(result, [witness.document for witness in dispatch.witnesses])
    texts = {article: _text(result, article) for article in articles}
    sentences = []
    for sentence in dispatch.sentences:
        sides = {side.document: side for side in (*sentence.variants, sentence.side)}
        words = _words(sentence.text)
        fates: list[Fate] = []
        for article in articles:
            side = sides.get(article)
            if side is None:
                fates.append("cut")
                continue
            its = texts[article][side.start : side.stop]
            fates.append("kept" if words == _words(its) else "edited")
        places = tuple(sides.get(article) for article in articles)
        sentences.append(SentenceUse(sentence.text, None, None, tuple(fates), places))
    return DispatchUse(dispatch.name, True, articles, tuple(sentences))


def _between(result: ReuseResult, dispatch: str, article: str) -> list[tuple[Side, Side]]:
    """Return the passages of a dispatch and an article, the side of the dispatch first."""
    position = result.documents.position
    left, right = sorted((position(dispatch), position(article)))
    table = result.passages.table
    first, last = np.searchsorted(table.left, (left, left + 1)).tolist()
    begin, end = (first + np.searchsorted(table.right[first:last], (right, right + 1))).tolist()
    turned = left != position(dispatch)
    found = [result.passages[row] for row in range(begin, end)]
    return [(one.right, one.left) if turned else (one.left, one.right) for one in found]


def _fate(text: str, start: int, stop: int, passages: list[tuple[Side, Side]], whole: str) -> tuple[Fate, Side | None]:
    """Return what an article made of a sentence, and where: kept if its very words follow each other there.

    Parameters
    ----------
    text : str
        The dispatch.
    start, stop : int
        The sentence, half-open.
    passages : list of (Side, Side)
        The passages of the dispatch and the article.
    whole : str
        The article.
    """
    covered, best, most = 0, None, 0
    reached = start
    for mine, their in sorted(passages, key=lambda pair: pair[0].start):
        common = min(stop, mine.stop) - max(reached, mine.start)
        if common <= 0:
            continue
        covered, reached = covered + common, max(reached, mine.stop)
        if common > most:
            best, most = their, common
    if best is None or covered < _LEAST * (stop - start):
        return "cut", None
    words = _words(text[start:stop])
    place = _found(words, whole, best.start, best.stop)
    if place is not None:
        return "kept", Side(best.document, *place)
    part = whole[best.start : best.stop]
    alike = [(_common(words, _words(part[first:last])), first, last) for first, last in sentence_spans(part)]
    share, first, last = max(alike, default=(0.0, 0, 0), key=lambda one: (one[0], -one[1]))
    if share < _ALIKE:
        return "cut", None
    return "edited", Side(best.document, best.start + first, best.start + last)


def _common(words: list[str], others: list[str]) -> float:
    """Return how many of the words are among the others, 0 to 1."""
    both = Counter(words) & Counter(others)
    return both.total() / max(1, len(words))


def _found(words: list[str], text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Return where the words follow each other in a part of a text; None if they do not."""
    places = list(_WORD.finditer(text, start, stop))
    those = [place.group().casefold() for place in places]
    for at in range(len(those) - len(words) + 1):
        if those[at : at + len(words)] == words:
            return places[at].start(), places[at + len(words) - 1].end()
    return None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
