"""The data of the report, in the form that the page reads."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.reporters.html.headlines import Credited, Figure
    from provenance.reporters.sheets.rates import Rate

__all__ = ["Article", "Composition", "Dispatch", "HtmlData", "Pairs", "Part", "PassageColumns", "Use"]


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one or more articles that comes from one origin.

    Parameters
    ----------
    kind : str
        As in `provenance.model.origin.Origin`.
    label, percent : str
        The origin and the percentage of all words, as in every view.
    group : str
        What this origin counts as in the composition of several articles.
    share : int
        The share in hundredths of a per cent, used for drawing.
    words : int
        How many words.
    sure : int, optional
        The confidence in hundredths of a per cent.
    source : int, optional
        The position of the article of origin.
    dispatch : int, optional
        The number of the unseen dispatch of origin.
    spans : sequence of int
        The spans: start and stop alternating, in code points.
    """

    kind: str
    label: str
    percent: str
    group: str
    share: int
    words: int
    sure: int | None
    source: int | None
    dispatch: int | None
    spans: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """The composition of all articles, or of those of an outlet.

    Parameters
    ----------
    name : str
        The outlet, or "all".
    articles, words : int
        The number of articles, and of their words.
    parts : sequence of Part
        The parts, in drawing order.
    """

    name: str
    articles: int
    words: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article, and what was inferred about it.

    Parameters
    ----------
    id, name : str
        The id, and the part of it that differs from other ids.
    title, source, role, language : str, optional
        None if unknown.
    published : str, optional
        The time as given, for display.
    minute : int, optional
        The time in minutes since 1970; UTC if no time zone was given.
    words, prose : int
        The number of its words, and of those outside quotation marks.
    length : int
        The number of its code points.
    text : str, optional
        None in a report without text.
    metadata : sequence of (str, str)
        The other metadata.
    degree, share, said, sure : str, float, str, str
        How much of it is reused; and, in words, from where, and the confidence.
    origin, unseen, relation : int, str, str, optional
        The position of its source, or the name of a source not among the articles; and the relation to the source.
    confidence : float, optional
        0 to 1.
    dispatch : int, optional
        The number of the unseen dispatch it probably used.
    via : int, optional
        The position of the intermediate article from which it probably took the source's words.
    evidence : sequence of tuples
        Kind, detail, weight, start, stop.
    credits : sequence of tuples
        Its credits: agency, role, start, stop.
    parts : sequence of Part
        Its composition, in drawing order.
    house : str, optional
        Its publisher.
    agency : str, optional
        The agency whose copy it is as a whole.
    reused, credited : bool
        How the table of credits counts it.
    """

    id: str
    name: str
    title: str | None
    source: str | None
    role: str | None
    language: str | None
    published: str | None
    minute: int | None
    words: int
    prose: int
    length: int
    text: str | None
    metadata: tuple[tuple[str, str], ...]
    degree: str
    share: float
    said: str
    sure: str
    origin: int | None
    unseen: str | None
    relation: str | None
    confidence: float | None
    dispatch: int | None
    via: int | None
    evidence: tuple[tuple[str, str | None, float, int | None, int | None], ...]
    credits: tuple[tuple[str | None, str, int, int], ...]
    parts: tuple[Part, ...]
    house: str | None
    agency: str | None
    reused: bool
    credited: bool


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An unseen dispatch, as rebuilt from its witnesses.

    Parameters
    ----------
    name : str
        Its name.
    agency : str, optional
        The agency it probably comes from.
    confidence : float
        0 to 1: the probability that such a text exists.
    witnesses : sequence of (int, int)
        The positions of the articles that carry it, and the number of its words in each.
    sentences : sequence of (str, sequence of int)
        The rebuilt sentences, each with the positions of its witnesses; the text is empty in a report without text.
    """

    name: str
    agency: str | None
    confidence: float
    witnesses: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Use:
    """What became of the sentences of a dispatch.

    Parameters
    ----------
    article, dispatch : int, optional
        The position of the dispatch among the articles, or the number of the unseen dispatch.
    users : sequence of int
        The positions of the articles that used it, the earliest first.
    sentences : sequence of (int, int, str)
        The start and stop of each sentence in the dispatch, for an unseen one its number and 0; and a letter for each
        user: "k" kept, "e" edited, "c" cut.
    """

    article: int | None
    dispatch: int | None
    users: tuple[int, ...]
    sentences: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs that share a passage, as columns.

    Parameters
    ----------
    left, right : sequence of int
        Positions of articles, left < right.
    left_words, right_words : sequence of int
        The number of words of each in shared passages.
    left_prose, right_prose : sequence of int
        The same, without quoted words and passages.
    left_share, right_share, left_prose_share, right_prose_share : sequence of int
        The containment of each in the other, in tenths of a per cent, with and without quoted words.
    direction : sequence of int
        Who copied whom: 0 right copied left, 1 left copied right, -1 unknown.
    sure : sequence of int
        The confidence of the direction in per cent; -1 if not determined.
    count, first, shown : sequence of int
        The number of passages they share; the index of the first one shown in the passage columns, and the number
        shown.
    classes : sequence of int
        The overlap classes of the passages of the pair: a bit for each code of `provenance.model.passage.OVERLAPS`.
    """

    left: Sequence[int]
    right: Sequence[int]
    left_words: Sequence[int]
    right_words: Sequence[int]
    left_prose: Sequence[int]
    right_prose: Sequence[int]
    left_share: Sequence[int]
    right_share: Sequence[int]
    left_prose_share: Sequence[int]
    right_prose_share: Sequence[int]
    direction: Sequence[int]
    sure: Sequence[int]
    count: Sequence[int]
    first: Sequence[int]
    shown: Sequence[int]
    classes: Sequence[int]


@dataclass(frozen=True, slots=True)
class PassageColumns:
    """The passages, pair by pair, as columns.

    Parameters
    ----------
    left, left_length, right, right_length : sequence of int
        The start and length of each side, in code points.
    kind : sequence of int
        0 verbatim, 1 edited, 2 paraphrase; plus 4 if quoted.
    alike : sequence of int
        The similarity in per cent.
    words : sequence of int
        The words of the shorter side.
    """

    left: Sequence[int]
    left_length: Sequence[int]
    right: Sequence[int]
    right_length: Sequence[int]
    kind: Sequence[int]
    alike: Sequence[int]
    words: Sequence[int]


@dataclass(frozen=True, slots=True)
class HtmlData:
    """The whole report.

    Parameters
    ----------
    title, headline : str
        The title of the window and the headline of the page.
    summary : sequence of str
        What was read and found.
    figures : sequence of Figure
        The numbers at the top.
    articles : sequence of Article
        In input order.
    order : sequence of int
        The positions of the articles, ordered so that articles that share much are neighbours.
    pairs : Pairs
        The pairs that share a passage.
    passages : PassageColumns
        The passages.
    dispatches : sequence of Dispatch
        The unseen dispatches.
    uses : sequence of Use
        What became of the sentences of the dispatches.
    compositions : sequence of Composition
        The composition of all articles, then of each outlet.
    credited : Credited, optional
        The table of credits; None if no article has any.
    rates : sequence of Rate
        How much each outlet reuses in each month; empty if neither outlets nor months are known.
    run : sequence of (str, str)
        How the result was made.
    with_text : bool
        Whether the report contains the articles' texts.
    quotations : bool
        Whether quoted words count when the report is opened.
    measure : str
        "share" or "words": the measure shown when the report is opened.
    """

    title: str
    headline: str
    summary: Sequence[str]
    figures: Sequence[Figure]
    articles: Sequence[Article]
    order: Sequence[int]
    pairs: Pairs
    passages: PassageColumns
    dispatches: Sequence[Dispatch]
    uses: Sequence[Use]
    compositions: Sequence[Composition]
    credited: Credited | None
    rates: Sequence[Rate]
    run: Sequence[tuple[str, str]]
    with_text: bool
    quotations: bool
    measure: str

    def as_dict(self) -> dict[str, Any]:
        """Return the report as dictionaries and lists."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:
    """Convert records to dictionaries; the large columns of numbers are not copied."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, (list, tuple)) and value and is_dataclass(value[0]):
        return [_plain(one) for one in value]
    return value
