"""Builds the data of the report from a result."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import numpy as np

from provenance.model.credited import is_reused
from provenance.reporters.fit import unique_tails
from provenance.reporters.headlines import headline_of
from provenance.reporters.html.compositions import compositions, parts_of
from provenance.reporters.html.data import Article, Dispatch, HtmlData, Pairs, PassageColumns, Use
from provenance.reporters.html.headlines import credited, figures, headline
from provenance.reporters.links import Directions, links
from provenance.reporters.numbers import basis_points, counted
from provenance.reporters.order import clustered
from provenance.reporters.phrases import how_sure, left_out, origin, summary
from provenance.reporters.sheets.rates import rates
from provenance.reporters.sheets.sentences import dispatch_uses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from provenance.model.document import Document
    from provenance.model.options import Quotations, ReportOptions
    from provenance.model.origin import UnseenDispatch
    from provenance.model.result import ReuseResult
    from provenance.reporters.sheets.rates import Rate

__all__ = ["PASSAGE_LIMIT", "html_data"]

#: The most passages in a page, so that it opens quickly; the longest are kept, and the page says so.
PASSAGE_LIMIT = 300_000
_DIGITS = 4
_MINUTE = 60


def html_data(result: ReuseResult, options: ReportOptions) -> HtmlData:
    """Build the data of the report.

    Parameters
    ----------
    result : ReuseResult
        What was found.
    options : ReportOptions
        ``quotations`` and ``measure`` set the initial view; ``without_text`` leaves out texts, metadata and citations
        in evidence.
    """
    pairs, passages, notes = _pairs(result)
    strengths = zip(pairs.left, pairs.right, map(max, pairs.left_prose_share, pairs.right_prose_share), strict=True)
    run = result.run
    unseen = tuple(result.dispatches)
    return HtmlData(
        title=f"Text reuse in {counted(len(result.documents), 'article')}",
        headline=headline(result),
        summary=(summary(result), *notes),
        figures=figures(result, len(pairs.left)),
        articles=_articles(result, unseen, options),
        order=clustered(len(result.documents), strengths),
        pairs=pairs,
        passages=passages,
        dispatches=_dispatches(result, unseen, options),
        uses=_uses(result, unseen),
        compositions=compositions(result),
        credited=credited(result),
        rates=_rates(result),
        run=(
            ("provenance", run.version),
            ("compared", run.candidates),
            *(("note", line) for line in left_out(result)),
            *((name.replace("_", " "), _option(value)) for name, value in run.options.items()),
        ),
        with_text=not options.without_text,
        quotations=options.quotations == "include",
        measure="words" if options.measure == "words" else "share",
    )


def _articles(result: ReuseResult, unseen: Sequence[UnseenDispatch], options: ReportOptions) -> tuple[Article, ...]:
    names = unique_tails(result.documents.ids)
    found = {link.target: link for link in links(result)}
    words, prose = result.counts.words.tolist(), result.counts.total("exclude").tolist()
    derivations = {derivation.document: derivation for derivation in result.derivations}
    # Each is rebuilt when it is asked for, and once is enough.
    dispatches = {dispatch.name: place for place, dispatch in enumerate(unseen)}
    positions = {name: position for position, name in enumerate(result.documents.ids)}
    with_text = not options.without_text
    houses = result.documents.houses
    publishers = dict(zip(result.documents.ids, result.documents.column("source"), strict=True))
    articles = []
    for i, document in enumerate(result.documents):
        link, derivation = found.get(i), derivations.get(document.id)
        moment = document.published
        evidence = () if derivation is None else derivation.evidence
        via = None if derivation is None else derivation.via
        articles.append(
            Article(
                id=document.id,
                name=names[i],
                title=headline_of(document) if with_text else None,
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
                sure="" if derivation is None else how_sure(derivation),
                origin=None if link is None else link.source,
                unseen=None if link is None else link.unseen,
                relation=None if link is None else link.relation,
                confidence=None if link is None or link.confidence is None else round(link.confidence, _DIGITS),
                dispatch=None if derivation is None else dispatches.get(derivation.dispatch or ""),
                via=None if via is None else result.documents.position(via),
                credits=_credits(result, document),
                evidence=tuple(
                    (one.kind, one.detail if with_text else None, round(one.weight, _DIGITS), one.start, one.stop)
                    for one in evidence
                ),
                parts=() if derivation is None else parts_of(derivation, positions, dispatches),
                house=houses[i] if with_text else document.source,
                agency=None if derivation is None else derivation.agency,
                reused=derivation is not None and is_reused(derivation, publishers),
                credited=derivation is not None and derivation.credited,
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
        classes=_classes(result, keys),
    )
    passages = PassageColumns(
        left=table.left_start[keep].tolist(),
        left_length=(table.left_stop - table.left_start)[keep].tolist(),
        right=table.right_start[keep].tolist(),
        right_length=(table.right_stop - table.right_start)[keep].tolist(),
        kind=(table.kind + 4 * table.quoted.astype(np.int8))[keep].tolist(),
        alike=list(map(basis_points, table.similarity[keep].tolist())),
        words=result.passages.words[keep].tolist(),
    )
    return pairs, passages, notes


def _classes(result: ReuseResult, keys: NDArray[np.int64]) -> list[int]:
    """Return the overlap classes of each pair's passages, a bit for each; the passages of a pair are neighbours."""
    if result.passages.overlaps is None or not len(keys):
        return [0] * len(np.unique(keys))
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    classes: list[int] = np.bitwise_or.reduceat(1 << result.passages.overlaps.astype(np.int64), starts).tolist()
    return classes


def _kept(result: ReuseResult) -> tuple[NDArray[np.int64], list[str]]:
    total = len(result.passages)
    if total <= PASSAGE_LIMIT:
        return np.arange(total), []
    strongest = np.argsort(-result.passages.strength, kind="stable")[:PASSAGE_LIMIT]
    note = f"Left out: the texts show the {PASSAGE_LIMIT:,} strongest of {total:,} passages; the numbers count all."
    return np.sort(strongest), [note]


def _measured(
    result: ReuseResult,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    measure: Literal["words", "containment"],
    quotations: Quotations,
) -> tuple[list[int], list[int]]:
    """Return a measure of each pair both ways, in words or hundredths of a per cent; at least 1 if not zero."""
    number = len(result.documents)
    found = result.pair_columns(measure, quotations)
    at = np.searchsorted(left * number + right, found.left * number + found.right)

    def column(values: NDArray[np.float64]) -> list[int]:
        every = np.zeros(len(left))
        every[at] = values
        if measure == "containment":
            return list(map(basis_points, every.tolist()))
        return [max(round(one), int(one > 0)) for one in every.tolist()]

    return column(found.value), column(found.reverse)


def _headings(result: ReuseResult, left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Return for each pair who copied whom, and the confidence."""
    directions = Directions(result)
    found, sure = [], []
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        heading = directions.of(i, j)
        found.append(-1 if heading is None else int(heading.source == j))
        confidence = None if heading is None else heading.confidence
        sure.append(-1 if confidence is None else basis_points(confidence))
    return found, sure


def _dispatches(result: ReuseResult, unseen: Sequence[UnseenDispatch], options: ReportOptions) -> tuple[Dispatch, ...]:
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
        for dispatch in unseen
    )


def _uses(result: ReuseResult, unseen: Sequence[UnseenDispatch]) -> tuple[Use, ...]:
    position = result.documents.position
    numbers = {dispatch.name: number for number, dispatch in enumerate(unseen)}
    return tuple(
        Use(
            article=None if use.is_unseen else position(use.name),
            dispatch=numbers[use.name] if use.is_unseen else None,
            users=tuple(map(position, use.articles)),
            sentences=tuple(
                (
                    number if one.start is None else one.start,
                    one.stop or 0,
                    "".join(fate[0] for fate in one.fates),
                )
                for number, one in enumerate(use.sentences)
            ),
        )
        for use in dispatch_uses(result, unseen)
    )


def _rates(result: ReuseResult) -> tuple[Rate, ...]:
    known = any(document.source or document.published for document in result.documents)
    return tuple(rates(result)) if known else ()


def _credits(result: ReuseResult, document: Document) -> tuple[tuple[str | None, str, int, int], ...]:
    return tuple((credit.agency, credit.role, credit.start, credit.stop) for credit in result.credits(document.id))


def _metadata(document: Document) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(value)) for key, value in document.metadata.items() if value not in (None, ""))


def _minute(moment: datetime) -> int:
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() // _MINUTE)


def _option(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return str(value)
