"""What the report shows, worked out before anything is drawn: data only, in the form the page reads it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from provenance.reporters.fit import unique_tails
from provenance.reporters.html.headlines import Credited, Figure, credited, figures, headline
from provenance.reporters.links import Directions, links
from provenance.reporters.numbers import counted
from provenance.reporters.order import clustered
from provenance.reporters.phrases import origin, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.model.document import Document
    from provenance.model.options import Quotations, ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["PASSAGE_LIMIT", "Article", "HtmlData", "Pairs", "PassageColumns", "html_data"]

#: More passages than this make a page that opens slowly; the longest are kept, and the page says so.
PASSAGE_LIMIT = 300_000
_DIGITS = 4
_MINUTE = 60


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
    degree, share, said : str, float, str
        How much of it is reused, and where that comes from in words.
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
    origin: int | None
    unseen: str | None
    relation: str | None
    confidence: float | None
    dispatch: int | None
    via: int | None
    evidence: tuple[tuple[str, str | None, float, int | None, int | None], ...]
    credits: tuple[tuple[str | None, str, int, int], ...]


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
    credited: Credited | None
    run: Sequence[tuple[str, str]]
    with_text: bool
    quotations: bool
    measure: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as dictionaries and lists."""
        return asdict(self)


def html_data(result: ReuseResult, options: ReportOptions) -> HtmlData:
    """Work out what the report shows.

    Parameters
    ----------
    result : ReuseResult
        What was found.
    options : ReportOptions
        ``quotations`` and ``measure`` say what the report opens with; ``without_text`` leaves out texts, metadata and
        what evidence cites.
    """
    pairs, passages, notes = _pairs(result)
    strengths = zip(pairs.left, pairs.right, map(max, pairs.left_prose_share, pairs.right_prose_share), strict=True)
    run = result.run
    return HtmlData(
        title=f"Text reuse in {counted(len(result.documents), 'article')}",
        headline=headline(result),
        summary=(*summary(result), *notes),
        figures=figures(result, len(pairs.left)),
        articles=_articles(result, options),
        order=clustered(len(result.documents), strengths),
        pairs=pairs,
        passages=passages,
        dispatches=_dispatches(result, options),
        credited=credited(result),
        run=(
            ("provenance", run.version),
            ("compared", run.candidates),
            *((name.replace("_", " "), _option(value)) for name, value in run.options.items()),
        ),
        with_text=not options.without_text,
        quotations=options.quotations == "include",
        measure="words" if options.measure == "words" else "share",
    )


def _articles(result: ReuseResult, options: ReportOptions) -> tuple[Article, ...]:
    names = unique_tails(result.documents.ids)
    found = {link.target: link for link in links(result)}
    words, prose = result.counts.words.tolist(), result.counts.total("exclude").tolist()
    derivations = {derivation.document: derivation for derivation in result.derivations}
    dispatches = {dispatch.name: place for place, dispatch in enumerate(getattr(result, "dispatches", ()))}
    with_text = not options.without_text
    articles = []
    for i, document in enumerate(result.documents):
        link, derivation = found.get(i), derivations.get(document.id)
        moment = document.published
        evidence = () if derivation is None else derivation.evidence
        via = getattr(derivation, "via", None)
        articles.append(
            Article(
                id=document.id,
                name=names[i],
                title=_title(document) if with_text else None,
                source=document.source,
                role=document.role,
                language=document.language,
                published=None if moment is None else moment.isoformat(" ", "minutes"),
                minute=None if moment is None else _minute(moment),
                words=words[i],
                prose=prose[i],
                length=len(document.text),
                text=document.text if with_text else None,
                metadata=_metadata(document) if with_text else (),
                degree="non" if derivation is None else derivation.degree,
                share=0.0 if derivation is None else round(derivation.share, _DIGITS),
                said="" if derivation is None else origin(derivation),
                origin=None if link is None else link.source,
                unseen=None if link is None else link.unseen,
                relation=None if link is None else link.relation,
                confidence=None if link is None or link.confidence is None else round(link.confidence, _DIGITS),
                dispatch=dispatches.get(getattr(derivation, "dispatch", None) or ""),
                via=None if via is None else result.documents.position(via),
                credits=_credits(result, document),
                evidence=tuple(
                    (one.kind, one.detail if with_text else None, round(one.weight, _DIGITS), one.start, one.stop)
                    for one in evidence
                ),
            )
        )
    return tuple(articles)


def _pairs(result: ReuseResult) -> tuple[Pairs, PassageColumns, list[str]]:
    table = result.passages.table
    number = len(result.documents)
    keep, notes = _kept(result)
    keys = table.left.astype(np.int64) * number + table.right
    every, counts = np.unique(keys, return_counts=True)
    shown_keys = keys[keep]
    first = np.asarray(np.searchsorted(shown_keys, every, "left"))
    stop = np.asarray(np.searchsorted(shown_keys, every, "right"))
    left, right = np.divmod(every, max(1, number))
    left_words, right_words = _measured(result, left, right, "words", "include")
    left_prose, right_prose = _measured(result, left, right, "words", "exclude")
    left_share, right_share = _measured(result, left, right, "containment", "include")
    left_prose_share, right_prose_share = _measured(result, left, right, "containment", "exclude")
    direction, sure = _headings(result, left, right)
    pairs = Pairs(
        left=left.tolist(),
        right=right.tolist(),
        left_words=left_words,
        right_words=right_words,
        left_prose=left_prose,
        right_prose=right_prose,
        left_share=left_share,
        right_share=right_share,
        left_prose_share=left_prose_share,
        right_prose_share=right_prose_share,
        direction=direction,
        sure=sure,
        count=counts.tolist(),
        first=first.tolist(),
        shown=(stop - first).tolist(),
    )
    passages = PassageColumns(
        left=table.left_start[keep].tolist(),
        left_length=(table.left_stop - table.left_start)[keep].tolist(),
        right=table.right_start[keep].tolist(),
        right_length=(table.right_stop - table.right_start)[keep].tolist(),
        kind=(table.kind + 4 * table.quoted.astype(np.int8))[keep].tolist(),
        alike=np.floor(table.similarity[keep] * 100 + 1e-9).astype(int).tolist(),
        words=result.passages.words[keep].tolist(),
    )
    return pairs, passages, notes


def _kept(result: ReuseResult) -> tuple[NDArray[np.int64], list[str]]:
    total = len(result.passages)
    if total <= PASSAGE_LIMIT:
        return np.arange(total), []
    longest = np.argsort(-result.passages.words, kind="stable")[:PASSAGE_LIMIT]
    note = f"Left out: the texts show the {PASSAGE_LIMIT:,} longest of {total:,} passages; the numbers count all."
    return np.sort(longest), [note]


def _measured(
    result: ReuseResult,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    measure: Literal["words", "containment"],
    quotations: Quotations,
) -> tuple[list[int], list[int]]:
    """Return a measure of each pair both ways, as whole numbers; of what is not nothing at least 1."""
    position = result.documents.position
    scale = 1 if measure == "words" else 1000
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for pair in result.pairs(measure, quotations):
        i, j = position(pair.left), position(pair.right)
        value, reverse = (max(round(one * scale), int(one > 0)) for one in (pair.value, pair.reverse))
        found[min(i, j), max(i, j)] = (value, reverse) if i < j else (reverse, value)
    rows = [found.get(pair, (0, 0)) for pair in zip(left.tolist(), right.tolist(), strict=True)]
    return [row[0] for row in rows], [row[1] for row in rows]


def _headings(result: ReuseResult, left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Return for each pair who had it from whom, and how sure that is."""
    directions = Directions(result)
    found, sure = [], []
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        heading = directions.of(i, j)
        found.append(-1 if heading is None else int(heading.source == j))
        confidence = None if heading is None else heading.confidence
        sure.append(-1 if confidence is None else int(confidence * 100))
    return found, sure


def _dispatches(result: ReuseResult, options: ReportOptions) -> tuple[Dispatch, ...]:
    position = result.documents.position
    return tuple(
        Dispatch(
            name=dispatch.name,
            agency=dispatch.agency,
            confidence=round(dispatch.confidence, _DIGITS),
            witnesses=tuple((position(witness.document), witness.words) for witness in dispatch.witnesses),
            sentences=tuple(
                ("" if options.without_text else sentence.text, tuple(map(position, sentence.witnesses)))
                for sentence in dispatch.sentences
            ),
        )
        for dispatch in getattr(result, "dispatches", ())
    )


def _credits(result: ReuseResult, document: Document) -> tuple[tuple[str | None, str, int, int], ...]:
    find: Any = getattr(result, "credits", None)
    if find is None:
        return ()
    return tuple((credit.agency, credit.role, credit.start, credit.stop) for credit in find(document.id))


def _title(document: Document) -> str | None:
    for key in ("title", "headline"):
        value = document.metadata.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _metadata(document: Document) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(value)) for key, value in document.metadata.items() if value not in (None, ""))


def _minute(moment: datetime) -> int:
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() // _MINUTE)


def _option(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return str(value)
