"""What the report shows, worked out before anything is drawn: data only, in the form the page reads it."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.reporters.html.headlines import Credited, Figure

__all__ = ["Article", "Composition", "Dispatch", "HtmlData", "Pairs", "Part", "PassageColumns"]


@dataclass(frozen=True, slots=True)
class Part:
    """What an article, or several, have from one origin.

    Parameters
    ----------
    kind : str
        As in `provenance.model.origin.Origin`.
    label, percent : str
        Whose words they are, and how much of all words, as every view says it.
    share : int
        The share in hundredths of a per cent, for drawing.
    words : int
        How many words.
    sure : int, optional
        How likely they are from there, in hundredths of a per cent.
    source : int, optional
        The position of the article that they are from.
    dispatch : int, optional
        The number of the unseen dispatch that they are from.
    spans : sequence of int
        Where they stand: start and stop in turn, in code points.
    """

    kind: str
    label: str
    percent: str
    share: int
    words: int
    sure: int | None
    source: int | None
    dispatch: int | None
    spans: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """What the articles of an outlet, or all, are made of.

    Parameters
    ----------
    name : str
        The outlet, or "all".
    articles, words : int
        How many.
    parts : sequence of Part
        In the order in which they are drawn.
    """

    name: str
    articles: int
    words: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article, and what is said of it.

    Parameters
    ----------
    id, name : str
        The id, and the part of it that tells it from the others.
    title, source, role, language : str, optional
        As far as they are known.
    published : str, optional
        The time as it was given, for people.
    minute : int, optional
        The time in minutes since 1970, UTC where no time zone was given.
    words, prose : int
        Its words, and those outside quotation marks.
    length : int
        Its code points.
    text : str, optional
        None where the report goes without text.
    metadata : sequence of (str, str)
        What else was known.
    degree, share, said, sure : str, float, str, str
        How much of it is reused, and in words where that comes from and how sure that is.
    origin, unseen, relation : int, str, str, optional
        The position of its source, or what a source is called that is not among the articles; and what it is to it.
    confidence : float, optional
        0 to 1.
    dispatch : int, optional
        The number of the unseen dispatch that it seems to have used.
    via : int, optional
        The position of the article over which it seems to have had its source's words.
    evidence : sequence of tuples
        Kind, detail, weight, start, stop.
    credits : sequence of tuples
        Where it names agencies: agency, role, start, stop.
    parts : sequence of Part
        What it is made of, in the order in which that is drawn.
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


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A dispatch that is not among the articles, as far as its witnesses show it.

    Parameters
    ----------
    name : str
        What it is called.
    agency : str, optional
        Whose it likely is.
    confidence : float
        0 to 1: that there is such a text.
    witnesses : sequence of (int, int)
        The positions of the articles that carry it, and how many words of it each has.
    sentences : sequence of (str, sequence of int)
        What can be rebuilt of it, and who has each sentence; without text the text is empty.
    """

    name: str
    agency: str | None
    confidence: float
    witnesses: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs that share a passage, as columns.

    Parameters
    ----------
    left, right : sequence of int
        Positions of articles, left < right.
    left_words, right_words : sequence of int
        How many words of each stand in shared passages.
    left_prose, right_prose : sequence of int
        The same, quoted words and passages left out.
    left_share, right_share, left_prose_share, right_prose_share : sequence of int
        The containment of each in the other, in tenths of a per cent, with and without quoted words.
    direction : sequence of int
        Who had it from whom: 0 the right one from the left one, 1 the reverse, -1 not known.
    sure : sequence of int
        How sure that is, in per cent; -1 where it was not determined.
    count, first, shown : sequence of int
        The passages they share; where those that are shown begin among the columns, and how many they are.
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


@dataclass(frozen=True, slots=True)
class PassageColumns:
    """The passages, pair by pair, as columns.

    Parameters
    ----------
    left, left_length, right, right_length : sequence of int
        Where each side starts and how long it is, in code points.
    kind : sequence of int
        0 verbatim, 1 edited, 2 paraphrase; plus 4 where quoted.
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
        What the window and the page are headed by.
    summary : sequence of str
        What was read, what was compared, what was left out.
    figures : sequence of Figure
        The numbers at the top.
    articles : sequence of Article
        In input order.
    order : sequence of int
        The articles, those that share much side by side.
    pairs : Pairs
        Who shares with whom.
    passages : PassageColumns
        What they share.
    dispatches : sequence of Dispatch
        The dispatches that are not among the articles.
    compositions : sequence of Composition
        What all articles are made of, then those of each outlet.
    credited : Credited, optional
        Reused against credited; None where nothing is known of credits.
    run : sequence of (str, str)
        How the result came about.
    with_text : bool
        Whether the articles' texts are in it.
    quotations : bool
        Whether quoted words count when the report is opened.
    measure : str
        "share" or "words", when the report is opened.
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
    compositions: Sequence[Composition]
    credited: Credited | None
    run: Sequence[tuple[str, str]]
    with_text: bool
    quotations: bool
    measure: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as dictionaries and lists."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:
    """Return records as dictionaries; columns of numbers, of which there are many, stay what they are."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, (list, tuple)) and value and is_dataclass(value[0]):
        return [_plain(one) for one in value]
    return value
